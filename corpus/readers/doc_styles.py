"""The style sheet of a Word 97–2003 file (STSH), as far as text depends on it."""

from dataclasses import dataclass

from corpus.readers.doc_properties import Properties, Sprm, flag, inverts_style, modifications
from corpus.readers.doc_streams import Place, WordFile, u16

_NONE = 0xFFF
_PARAGRAPH, _CHARACTER = 1, 2
_LONGEST_CHAIN = 20
_FIRST_HEADING, _LAST_HEADING = 1, 9
_TITLES = (62, 74)
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its number among the built-in ones (`builtin`), its base, its own properties."""

    builtin: int
    based_on: int
    paragraph: Properties
    character: Properties


class StyleSheet:
    """Styles by index, with properties resolved along the chain of bases."""

    def __init__(self, file: WordFile) -> None:
        data = file.place(Place.STYLES)
        self._styles: dict[int, Style] = {}
        self._resolved: dict[int, Properties] = {}
        count, base, at = u16(data, 2), u16(data, 4), 2 + u16(data, 0)
        for index in range(count):
            if at + 2 > len(data):
                break
            size = u16(data, at)
            raw = data[at + 2 : at + 2 + size]
            at += 2 + size
            if len(raw) > base >= 10:
                self._styles[index] = _style(raw, base)

    def chain(self, index: int) -> list[int]:
        """The style and those it is based on, nearest first."""
        found: list[int] = []
        while index in self._styles and index not in found and len(found) < _LONGEST_CHAIN:
            found.append(index)
            index = self._styles[index].based_on
        return found

    def paragraph(self, index: int) -> Properties:
        """The paragraph properties that a style gives."""
        if index not in self._resolved:
            properties: Properties = {}
            for each in reversed(self.chain(index)):
                properties.update(self._styles[each].paragraph)
            self._resolved[index] = properties
        return self._resolved[index]

    def is_hidden(self, index: int) -> bool | None:
        """Whether a style hides its text; None when neither it nor its bases say."""
        hidden: bool | None = None
        for each in reversed(self.chain(index)):
            properties = self._styles[each].character
            own = flag(properties, Sprm.HIDDEN)
            if own is not None:
                hidden = own
            elif inverts_style(properties, Sprm.HIDDEN):
                hidden = not hidden
        return hidden

    def is_heading(self, index: int, properties: Properties) -> bool:
        """Whether a paragraph of that style with these properties is a heading or the title."""
        outline = properties.get(Sprm.OUTLINE)
        if outline:
            return outline[0] < _BODY_LEVEL
        numbers = [self._styles[each].builtin for each in self.chain(index)]
        return any(_FIRST_HEADING <= n <= _LAST_HEADING or n in _TITLES for n in numbers)


def _style(raw: bytes, base: int) -> Style:
    kind, based_on = u16(raw, 2) & 15, u16(raw, 2) >> 4
    at = base + 2 + 2 * u16(raw, base) + 2
    groups = []
    for _ in range(2):
        at += at & 1
        size = u16(raw, at)
        groups.append(raw[at + 2 : at + 2 + size])
        at += 2 + size
    paragraph, character = b"", b""
    if kind == _PARAGRAPH:
        paragraph, character = groups[0][2:], groups[1]
    elif kind == _CHARACTER:
        character = groups[0]
    return Style(
        builtin=u16(raw, 0) & 0xFFF,
        based_on=based_on,
        paragraph=dict(modifications(paragraph)),
        character=dict(modifications(character)),
    )
