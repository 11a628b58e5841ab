"""The style sheet of a WordprocessingML document, as far as text depends on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.readers.ooxml_elements import Element, child, children, integer, setting, switch
from corpus.readers.ooxml_package import attribute

#: An outline level of 9 means body text.
BODY_LEVEL = 9
#: Real chains of basedOn are a handful long; a longer one is a loop or an attack.
_LONGEST_CHAIN = 20
_TITLES = frozenset({"title", "标题", "subtitle", "副标题"})


@dataclass(frozen=True, slots=True)
class Style:
    """One style. `list_id` and `list_level` are as written; None where the style does not say."""

    id: str
    based_on: str | None
    name: str
    list_id: str | None
    list_level: int | None
    outline: int | None
    hidden: bool | None


class StyleSheet:
    """Styles by id, with questions answered along the chain of basedOn."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self.default: str | None = None
        for element in children(root, "style"):
            style = _style(element)
            self._styles[style.id] = style
            if attribute(element, "type") == "paragraph" and attribute(element, "default") in (
                "1",
                "true",
                "on",
            ):
                self.default = style.id

    def chain(self, style_id: str | None) -> Iterator[Style]:
        """The style and those it is based on, nearest first."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(style_id) if style_id is not None else None
            if style is None:
                return
            yield style
            style_id = style.based_on

    def is_heading(self, style_id: str | None) -> bool:
        """Whether the style is one of headings: by its outline level or because it is the title's."""
        for style in self.chain(style_id):
            if style.name in _TITLES:
                return True
            if style.outline is not None:
                return style.outline < BODY_LEVEL
        return False

    def is_hidden(self, style_id: str | None) -> bool | None:
        return next((s.hidden for s in self.chain(style_id) if s.hidden is not None), None)

    def name(self, style_id: str | None) -> str:
        style = self._styles.get(style_id) if style_id is not None else None
        return style.name if style else ""

    def list_of_list_style(self, style_id: str) -> str | None:
        """The list id that a numbering style stands for."""
        style = self._styles.get(style_id)
        return style.list_id if style else None


def own_list(properties: Element | None) -> tuple[str | None, str | None]:
    """(list, level) that paragraph properties name themselves. The 2003 format says listPr and ilfo."""
    if properties is None:
        return None, None
    numbering = child(properties, "numPr")
    if numbering is not None:
        return setting(numbering, "numId"), setting(numbering, "ilvl")
    numbering = child(properties, "listPr")
    return setting(numbering, "ilfo"), setting(numbering, "ilvl")


def _style(element: Element) -> Style:
    properties = child(element, "pPr")
    list_id, list_level = own_list(properties)
    return Style(
        id=attribute(element, "styleId") or "",
        based_on=setting(element, "basedOn"),
        name=(setting(element, "name") or "").strip().lower(),
        list_id=list_id,
        list_level=integer(list_level),
        outline=integer(setting(properties, "outlineLvl")),
        hidden=switch(child(element, "rPr"), "vanish"),
    )
