"""The streams of a Word 97–2003 file: header, piece table, text and the places of everything else.

Follows [MS-DOC]. Every offset and length of the file is clamped to its stream: a damaged number costs
text, never time. Reading outside gives zeros or empty bytes.
"""

import bisect
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import olefile

from corpus.readers import limits
from corpus.readers.errors import NeedsPassword, NotReadable, OldFormat, TooLarge

_MAGIC_97 = 0xA5EC
_MAGIC_6 = 0xA5DC
_FIRST_97 = 0xC1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_LENGTHS_AT, _PLACES_AT = 0x4C, 0x9A
_LEAST = 0x200
#: A picture in the line and one beside it.
_PICTURES = "\x01\x08"
SUMMARY_STREAM = "\x05SummaryInformation"
DOCUMENT_STREAM = "\x05DocumentSummaryInformation"


class Place(IntEnum):
    """Indexes of FibRgFcLcb97: where in the table stream a structure lies."""

    STYLES = 1
    FOOTNOTE_MARKS = 2
    FOOTNOTE_TEXTS = 3
    SECTIONS = 6
    CHARACTER_PAGES = 12
    PARAGRAPH_PAGES = 13
    FONTS = 15
    PIECES = 33
    SHAPES = 40
    ENDNOTE_MARKS = 46
    ENDNOTE_TEXTS = 47
    BOX_TEXTS = 56
    LISTS = 73
    LIST_OVERRIDES = 74


class Part(IntEnum):
    """The stories of a file, in the order in which their text follows each other."""

    MAIN = 0
    FOOTNOTES = 1
    HEADERS = 2
    MACROS = 3
    COMMENTS = 4
    ENDNOTES = 5
    BOXES = 6
    HEADER_BOXES = 7


def u8(data: bytes, at: int) -> int:
    return data[at] if 0 <= at < len(data) else 0


def u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little") if 0 <= at <= len(data) - 2 else 0


def u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little") if 0 <= at <= len(data) - 4 else 0


def i32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<i", data, at)[0]) if 0 <= at <= len(data) - 4 else 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that lies in one place of the file: `start`, `length` in characters, `at` in bytes.

    `changes` are properties laid over those of the text (a file that was saved fast).
    """

    start: int
    length: int
    at: int
    width: int
    changes: bytes = b""


class WordFile:
    """An opened Word 97–2003 file. `text` is all stories one after the other.

    `is_cut`: text is missing because the file ends too early. `has_objects`: others are embedded.

    Raises NotReadable, OldFormat (Word 6/95 and before), NeedsPassword, TooLarge.
    """

    def __init__(self, data: bytes) -> None:
        streams, self.has_objects = _streams(data)
        self.main = streams.get("WordDocument", b"")
        if len(self.main) < _LEAST or u16(self.main, 0) not in (_MAGIC_97, _MAGIC_6):
            raise NotReadable("Word 文件头已损坏。")
        flags, self.version = u16(self.main, 0x0A), u16(self.main, 2)
        if self.version < _FIRST_97 or u16(self.main, 0) == _MAGIC_6:
            raise OldFormat("文件是 Word 6/95 或更早的格式。", "请安装 LibreOffice 后重试，或另存为新格式。")
        if flags & _ENCRYPTED:
            raise NeedsPassword()
        table = "1Table" if flags & _TABLE_1 else "0Table"
        self.table = streams.get(table) or streams.get("0Table") or streams.get("1Table") or b""
        self.data = streams.get("Data", b"")
        self.summary = streams.get(SUMMARY_STREAM, b"")
        self.document_summary = streams.get(DOCUMENT_STREAM, b"")
        self.is_cut = False
        self._lengths = [u32(self.main, _LENGTHS_AT + 4 * i) for i in range(len(Part))]
        self.pieces = self._pieces()
        self._starts = [p.start for p in self.pieces]
        self.text = "".join(self._piece_text(p) for p in self.pieces)

    def part(self, part: Part) -> tuple[int, int]:
        """First character and end of a story, within the text."""
        start = min(sum(self._lengths[:part]), len(self.text))
        return start, min(start + self._lengths[part], len(self.text))

    @property
    def has_pictures(self) -> bool:
        """Whether pictures or drawings stand in the main story."""
        start, end = self.part(Part.MAIN)
        return any(mark in self.text[start:end] for mark in _PICTURES)

    def place(self, place: Place) -> bytes:
        """The bytes of a structure of the table stream, as many as there are; none if it is not there."""
        start, length = self._extent(place)
        return self.table[start : start + length]

    def place_onwards(self, place: Place) -> bytes:
        """The same with all that follows, for structures that go on behind the length they name."""
        start, length = self._extent(place)
        return self.table[start:] if length else b""

    def _extent(self, place: Place) -> tuple[int, int]:
        if place >= u16(self.main, _PLACES_AT - 2):
            return 0, 0
        at = _PLACES_AT + 8 * place
        return u32(self.main, at), u32(self.main, at + 4)

    def positions(self, place: Place, size: int) -> tuple[list[int], list[bytes]]:
        """A PLC: n+1 positions and n records of `size` bytes."""
        data = self.place(place)
        count = max(0, (len(data) - 4) // (4 + size))
        positions = [u32(data, 4 * i) for i in range(count + 1)] if len(data) >= 4 else []
        base = 4 * (count + 1)
        return positions, [data[base + size * i : base + size * (i + 1)] for i in range(count)]

    def fonts(self) -> list[str]:
        """The names of the fonts, in the order of their numbers."""
        data, at, names = self.place(Place.FONTS), 4, []
        for _ in range(u16(data, 0)):
            if at >= len(data):
                break
            size = data[at] + 1
            names.append(data[at + 40 : at + size].decode("utf-16-le", "replace").split("\0")[0])
            at += size
        return names

    def overlapping(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces that text from `start` to `end` lies in."""
        for index in range(max(0, bisect.bisect_right(self._starts, start) - 1), len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                return
            if piece.start + piece.length > start:
                yield piece

    def offset(self, position: int) -> int:
        """The byte place of a character in the main stream."""
        index = max(0, bisect.bisect_right(self._starts, position) - 1)
        if not self.pieces:
            return 0
        piece = self.pieces[index]
        return piece.at + (position - piece.start) * piece.width

    def _pieces(self) -> list[Piece]:
        data, at, changes = self.place(Place.PIECES), 0, []
        while at < len(data) and data[at] == 1:
            size = u16(data, at + 1)
            changes.append(data[at + 3 : at + 3 + size])
            at += 3 + size
        if at >= len(data) or data[at] != 2:
            # no piece table: all text in one run, as very plain writers leave it
            return self._placed([(sum(self._lengths), u32(self.main, 0x18), 1, b"")])
        table = data[at + 5 : at + 5 + u32(data, at + 1)]
        count = max(0, (len(table) - 4) // 12)
        found = []
        for i in range(count):
            record = 4 * (count + 1) + 8 * i
            where, change = u32(table, record + 2), u16(table, record + 6)
            one_byte = bool(where & 0x4000_0000)
            where &= 0x3FFF_FFFF
            laid_over = changes[change >> 1] if change & 1 and change >> 1 < len(changes) else b""
            length = u32(table, 4 * i + 4) - u32(table, 4 * i)
            found.append((length, where // 2 if one_byte else where, 1 if one_byte else 2, laid_over))
        return self._placed(found)

    def _placed(self, found: list[tuple[int, int, int, bytes]]) -> list[Piece]:
        pieces, start = [], 0
        for length, at, width, changes in found:
            whole, length = length, max(0, min(length, (len(self.main) - at) // width))
            self.is_cut = self.is_cut or length < whole
            if length:
                pieces.append(Piece(start, length, at, width, changes))
                start += length
            if start > limits.TEXT_CHARS:
                raise TooLarge("文件正文过长，不予读取。")
        return pieces

    def _piece_text(self, piece: Piece) -> str:
        raw = self.main[piece.at : piece.at + piece.length * piece.width]
        if piece.width == 1:
            return raw.decode("cp1252", "replace")
        # one character for each two bytes, so that positions hold; pairs are joined when text leaves
        return "".join(map(chr, memoryview(raw).cast("H")))


def _streams(data: bytes) -> tuple[dict[str, bytes], bool]:
    """The streams that are read, by name, and whether objects are embedded."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if container.exists("EncryptedPackage"):
                raise NeedsPassword()
            if not container.exists("WordDocument"):
                raise NotReadable("文件中没有 Word 正文。", "请确认文件是 Word 文档。")
            streams = {
                name: container.openstream(name).read()
                for name in ("WordDocument", "0Table", "1Table", "Data", SUMMARY_STREAM, DOCUMENT_STREAM)
                if container.exists(name) and container.get_size(name) <= limits.PART_BYTES
            }
            return streams, any(path[0] == "ObjectPool" for path in container.listdir())
    except (NotReadable, NeedsPassword):
        raise
    except Exception as error:
        # olefile raises whatever comes on damaged containers; they all mean the same
        raise NotReadable("文件的复合文档结构已损坏或被截断。") from error
