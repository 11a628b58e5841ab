"""The lists of a Word 97–2003 file (LST and LFO), read into `corpus.readers.numbering`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager

from corpus.readers.doc_properties import Properties, Sprm, flag, modifications
from corpus.readers.doc_streams import Place, WordFile, i32, u8, u16, u32
from corpus.readers.doc_styles import StyleSheet
from corpus.readers.numbering import LEVELS, Counters, Level, ListInstance, Override, Template
from corpus.readers.numerals import format_name

_LIST_SIZE, _OVERRIDE_SIZE, _LEVEL_SIZE = 28, 16, 28
_LEGAL, _NO_RESTART, _SIMPLE = 0x04, 0x08, 0x01
_HAS_START, _HAS_LEVEL = 0x10, 0x20
_SUFFIXES = ("tab", "space", "nothing")
#: Indexes from here on say that a number was taken away.
_FIRST_SUPPRESSED = 0xF801
#: More lists than any document has; a damaged count would go on for a long time.
_MOST = 5_000


class Numbering:
    """What lists, styles and a paragraph's own properties together say of its automatic number."""

    def __init__(self, file: WordFile, styles: StyleSheet) -> None:
        self._styles = styles
        self._styles_of: dict[str, tuple[int, ...]] = {}
        self._list_of: dict[str, str] = {}
        instances: dict[str, ListInstance] = {}
        definitions = self._definitions(file)
        for number, instance in enumerate(_instances(file.place_onwards(Place.LIST_OVERRIDES)), 1):
            instances[str(number)] = instance
            self._list_of[str(number)] = instance.definition
        self._counters = Counters(definitions, instances)

    def story(self, name: str) -> AbstractContextManager[None]:
        """Count in a story apart ("box", "note") while the context lasts."""
        return self._counters.story(name)

    def label(self, style: int, properties: Properties) -> str:
        """The printed number of a paragraph, "" when it has none. Counts it."""
        number = u16(properties.get(Sprm.LIST, b""), 0)
        name = str(number)
        if not 0 < number < _FIRST_SUPPRESSED or not self._counters.knows(name):
            return ""
        own = properties.get(Sprm.LIST_LEVEL)
        level = own[0] if own else 0
        if not own:
            bound = self._styles_of.get(self._list_of[name], ())
            level = next((bound.index(s) for s in self._styles.chain(style) if s in bound), 0)
        return self._counters.label(name, level) if level < LEVELS else ""

    def _definitions(self, file: WordFile) -> Mapping[str, Mapping[int, Level]]:
        # the levels lie behind the counted array, outside the length that the header names
        data = file.place_onwards(Place.LISTS)
        count = min(u16(data, 0), _MOST)
        at = 2 + _LIST_SIZE * count
        found: dict[str, dict[int, Level]] = {}
        for i in range(count):
            head = 2 + _LIST_SIZE * i
            levels: dict[int, Level] = {}
            for index in range(1 if u8(data, head + 26) & _SIMPLE else LEVELS):
                if at + _LEVEL_SIZE > len(data):
                    return found
                levels[index], at = _level(data, at)
            name = str(u32(data, head))
            found[name] = levels
            self._styles_of[name] = tuple(u16(data, head + 8 + 2 * k) for k in range(LEVELS))
        return found


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """The level that begins at a place, and the place behind it."""
    flags, follow = u8(data, at + 5), u8(data, at + 15)
    character, paragraph = u8(data, at + 24), u8(data, at + 25)
    text_at = at + _LEVEL_SIZE + paragraph + character
    length = min(u16(data, text_at), 255)
    text = data[text_at + 2 : text_at + 2 + 2 * length].decode("utf-16-le", "replace")
    looks = dict(modifications(data[text_at - character : text_at]))
    level = Level(
        format=format_name(u8(data, at + 4)),
        template=_template(text),
        start=i32(data, at),
        suffix=_SUFFIXES[follow] if follow < len(_SUFFIXES) else "tab",
        restart=u8(data, at + 26) if flags & _NO_RESTART else None,
        legal=bool(flags & _LEGAL),
        hidden=bool(flag(looks, Sprm.HIDDEN)),
    )
    return level, text_at + 2 + 2 * length


def _template(text: str) -> Template:
    """Characters 0–8 stand for the numbers of the levels."""
    pieces: list[str | int] = []
    for character in text:
        if ord(character) < LEVELS:
            pieces.append(ord(character))
        else:
            pieces.append(character)
    return tuple(pieces)


def _instances(data: bytes) -> list[ListInstance]:
    count = min(u32(data, 0), _MOST, max(0, len(data) - 4) // _OVERRIDE_SIZE)
    at = 4 + _OVERRIDE_SIZE * count
    found = []
    for i in range(count):
        head = 4 + _OVERRIDE_SIZE * i
        overrides: dict[int, Override] = {}
        at += 4
        for _ in range(u8(data, head + 12)):
            if at + 8 > len(data):
                break
            start, flags = i32(data, at), u32(data, at + 4)
            at += 8
            level = None
            if flags & _HAS_LEVEL:
                level, at = _level(data, at)
                start = level.start
            if flags & 15 < LEVELS:
                overrides[flags & 15] = Override(start if flags & _HAS_START else None, level)
        found.append(ListInstance(str(u32(data, head)), overrides))
    return found
