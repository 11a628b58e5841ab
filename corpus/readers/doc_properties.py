"""Property modifications (sprm) of a Word 97–2003 file and the pages that say where they hold."""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from corpus.readers.doc_streams import Place, WordFile, u8, u16, u32

_PAGE = 512
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_VARIABLE = 6
_STYLE_DECIDES = 0x80


class Sprm(IntEnum):
    """The modifications that text depends on."""

    DELETED = 0x0800
    INSERTED = 0x0801
    HIDDEN = 0x083C
    SYMBOL = 0x6A09
    CHARACTER_STYLE = 0x4A30
    LIST_LEVEL = 0x260A
    LIST = 0x460B
    IN_TABLE = 0x2416
    ROW_END = 0x2417
    DEPTH = 0x6649
    INNER_CELL = 0x244B
    INNER_ROW_END = 0x244C
    OUTLINE = 0x2640
    TABLE = 0xD608
    MANY_TABS = 0xC615
    TABLE_ELSEWHERE = 0x646B
    ELSEWHERE = 0x6646
    ELSEWHERE_OLD = 0x6645


Properties = dict[int, bytes]


def modifications(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(code, operand) of each modification in a grpprl, as far as it is whole."""
    at = 0
    while at + 2 <= len(data):
        code = u16(data, at)
        at += 2
        size = _SIZES[code >> 13]
        if code >> 13 == _VARIABLE:
            if at >= len(data):
                return
            if code == Sprm.TABLE:
                size = u16(data, at) + 1
            elif code == Sprm.MANY_TABS and data[at] == 255:
                deleted = u8(data, at + 1)
                size = 2 + 4 * deleted + 1 + 3 * u8(data, at + 2 + 4 * deleted)
            else:
                size = data[at] + 1
        if at + size > len(data):
            return
        yield code, data[at : at + size]
        at += size


def flag(properties: Properties, code: int) -> bool | None:
    """A toggle: True, False, or None when it is not set or depends on the style."""
    operand = properties.get(code)
    if not operand or operand[0] & _STYLE_DECIDES:
        return None
    return bool(operand[0] & 1)


def is_set(properties: Properties, code: int) -> bool:
    """A toggle that no style has, so that the opposite of the style's is on."""
    operand = properties.get(code)
    return bool(operand and operand[0] & 1)


def inverts_style(properties: Properties, code: int) -> bool:
    """Whether a toggle is the opposite of what the style says."""
    return properties.get(code, b"")[:1] == b"\x81"


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes `start` to `end` of the main stream have these modifications, upon style `style`."""

    start: int
    end: int
    style: int
    changes: bytes


_NOTHING = Run(0, 0, 0, b"")


class Runs:
    """All runs of one sort, in order, found by byte place."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = sorted(runs, key=lambda r: r.start)
        self._starts = [r.start for r in self._runs]

    def at(self, offset: int) -> Run:
        """The run at a byte place; a run without changes where the file says nothing."""
        index = bisect.bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._runs[index].end:
            return self._runs[index]
        following = self._starts[index + 1] if index + 1 < len(self._starts) else 1 << 32
        return Run(offset, following, _NOTHING.style, b"")


def character_runs(file: WordFile) -> Runs:
    """The character properties (CHPX pages)."""
    runs = []
    for page in _pages(file, Place.CHARACTER_PAGES):
        count = page[-1]
        for i in range(count):
            at = u8(page, 4 * (count + 1) + i) * 2
            changes = page[at + 1 : at + 1 + u8(page, at)] if at else b""
            runs.append(Run(u32(page, 4 * i), u32(page, 4 * i + 4), 0, changes))
    return Runs(runs)


def paragraph_runs(file: WordFile) -> Runs:
    """The paragraph properties (PAPX pages); what is stored in the data stream is fetched from there."""
    runs = []
    for page in _pages(file, Place.PARAGRAPH_PAGES):
        count = page[-1]
        for i in range(count):
            at = u8(page, 4 * (count + 1) + 13 * i) * 2
            raw = b""
            if at:
                size = u8(page, at)
                raw = page[at + 1 : at + 2 * size] if size else page[at + 2 : at + 2 + 2 * u8(page, at + 1)]
            style, changes = u16(raw, 0), raw[2:]
            runs.append(Run(u32(page, 4 * i), u32(page, 4 * i + 4), style, _fetched(file, changes)))
    return Runs(runs)


def _pages(file: WordFile, place: Place) -> Iterator[bytes]:
    _, records = file.positions(place, 4)
    entry = 1 if place is Place.CHARACTER_PAGES else 13
    for number in dict.fromkeys(u32(r, 0) & 0x3F_FFFF for r in records):
        page = file.main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE and 4 * (page[-1] + 1) + entry * page[-1] < _PAGE:
            yield page


def _fetched(file: WordFile, changes: bytes) -> bytes:
    """The modifications with those that lie in the data stream: in their stead, or a table's besides."""
    more = b""
    for code, operand in modifications(changes):
        at = u32(operand, 0)
        stored = file.data[at + 2 : at + 2 + u16(file.data, at)]
        if code in (Sprm.ELSEWHERE, Sprm.ELSEWHERE_OLD):
            return stored
        if code == Sprm.TABLE_ELSEWHERE:
            more += stored
    return changes + more
