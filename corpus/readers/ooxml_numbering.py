"""The numbering part of a WordprocessingML document, read into `corpus.readers.numbering`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

from corpus.readers.numbering import LEVELS, Counters, Level, ListInstance, Override, template_of
from corpus.readers.numerals import format_name
from corpus.readers.ooxml_elements import Element, child, children, integer, setting, switch
from corpus.readers.ooxml_package import attribute
from corpus.readers.ooxml_styles import StyleSheet, own_list

#: Number formats that Word writes as pictures ("001, 002, 003, ...") since 2010.
_PICTURES = {"01": "decimalZero", "001": "decimalZero3", "0001": "decimalZero4", "00001": "decimalZero5"}


class Numbering:
    """What the style sheet and the lists together say of a paragraph's automatic number."""

    def __init__(
        self,
        styles: StyleSheet,
        definitions: Mapping[str, Mapping[int, Level]],
        instances: Mapping[str, ListInstance],
    ) -> None:
        self._styles = styles
        self._counters = Counters(definitions, instances)

    def story(self, name: str) -> AbstractContextManager[None]:
        """Count in a story apart ("box", "note") while the context lasts."""
        return self._counters.story(name)

    def label(self, properties: Element | None) -> str:
        """The printed number of a paragraph with these properties, "" when it has none. Counts it."""
        found = self._list_of(properties)
        return self._counters.label(*found) if found else ""

    def _list_of(self, properties: Element | None) -> tuple[str, int] | None:
        list_id, level_text = own_list(properties)
        level = integer(level_text)
        style_id = setting(properties, "pStyle") or self._styles.default
        chain = list(self._styles.chain(style_id))
        if list_id is None:
            for style in chain:
                if level is None:
                    level = style.list_level
                if style.list_id is not None:
                    list_id = style.list_id
                    break
        if list_id is None or list_id == "0" or not self._counters.knows(list_id):
            return None
        if level is None:
            bound = (self._counters.level_of_style(list_id, style.id) for style in chain)
            level = next((b for b in bound if b is not None), 0)
        return (list_id, level) if 0 <= level < LEVELS else None


def read_numbering(root: Element | None, styles: StyleSheet) -> Numbering:
    """The Numbering that a numbering part describes; none of it is there for None."""
    definitions: dict[str, dict[int, Level]] = {}
    instances: dict[str, ListInstance] = {}
    links: dict[str, str] = {}
    for element in children(root, "abstractNum"):
        name = attribute(element, "abstractNumId") or ""
        definitions[name] = levels(element)
        link = setting(element, "numStyleLink")
        if link:
            links[name] = link
    for element in children(root, "num"):
        definition = setting(element, "abstractNumId") or ""
        instances[attribute(element, "numId") or ""] = ListInstance(definition, overrides(element))
    for name, style in links.items():
        linked = instances.get(styles.list_of_list_style(style) or "")
        if linked and linked.definition in definitions:
            definitions[name] = definitions[linked.definition]
    return Numbering(styles, definitions, instances)


def levels(element: Element) -> dict[int, Level]:
    """The levels of a list definition, by index."""
    found = {}
    for each in children(element, "lvl"):
        index = integer(attribute(each, "ilvl"))
        if index is not None and 0 <= index < LEVELS:
            found[index] = _level(each)
    return found


def _level(element: Element) -> Level:
    start = integer(setting(element, "start"))
    return Level(
        format=_format(element),
        template=template_of(setting(element, "lvlText") or ""),
        start=0 if start is None else start,
        suffix=setting(element, "suff") or "tab",
        restart=integer(setting(element, "lvlRestart")),
        legal=bool(switch(element, "isLgl")),
        hidden=bool(switch(child(element, "rPr"), "vanish")),
        style=setting(element, "pStyle"),
    )


def _format(element: Element) -> str:
    plain = setting(element, "numFmt")
    if plain == "custom":
        return _pictured(child(element, "numFmt"))
    if plain is not None:
        return plain
    code = integer(setting(element, "nfc"))
    if code is not None:
        return format_name(code)
    alternatives = child(element, "AlternateContent")
    choice = child(child(alternatives, "Choice"), "numFmt")
    return setting(alternatives, "Fallback", "numFmt") or "decimal" if choice is None else _pictured(choice)


def _pictured(element: Element | None) -> str:
    picture = attribute(element, "format") or ""
    return _PICTURES.get(picture.split(",")[0].strip(), "decimal")


def overrides(element: Element) -> dict[int, Override]:
    """What a list instance changes, by level."""
    found = {}
    for each in children(element, "lvlOverride"):
        index = integer(attribute(each, "ilvl"))
        if index is not None and 0 <= index < LEVELS:
            level = child(each, "lvl")
            found[index] = Override(
                start=integer(setting(each, "startOverride")),
                level=None if level is None else _level(level),
            )
    return found
