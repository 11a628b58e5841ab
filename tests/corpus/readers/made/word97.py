"""Word 97–2003 files by hand, after [MS-CFB] and [MS-DOC]: just enough structure for what is tested."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_TEXT_AT = 0x800
_FIB_SIZE = 0x400
#: Places of structures in the header (FibRgFcLcb97).
_STYLES, _NOTE_MARKS, _NOTE_TEXTS, _SECTIONS, _CHARACTERS, _PARAGRAPHS, _PIECES = 1, 2, 3, 6, 12, 13, 33
_SHAPES, _BOXES, _LISTS, _INSTANCES = 40, 56, 73, 74
#: Entries of one page of properties: few enough for any of these files.
_ON_PAGE = 8


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; a name with a slash lies in a storage. Streams are filled up to 4096 bytes, so that none is kept in the small-block area."""
    sectors: list[bytes] = []
    chain: list[int] = []
    starts = {}
    for name, content in streams.items():
        content = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
        starts[name] = (len(sectors), len(content))
        count = len(content) // _SECTOR
        chain += [len(sectors) + i + 1 for i in range(count - 1)] + [_END]
        sectors += [content[i * _SECTOR : (i + 1) * _SECTOR] for i in range(count)]
    directory = len(sectors)
    joined = _directory(starts)
    count = len(joined) // _SECTOR
    chain += [directory + i + 1 for i in range(count - 1)] + [_END]
    sectors += [joined[i * _SECTOR : (i + 1) * _SECTOR] for i in range(count)]
    tables = 1
    while tables * 128 < len(sectors) + tables:
        tables += 1
    fat_at = list(range(len(sectors), len(sectors) + tables))
    chain += [_FAT] * tables
    chain += [_FREE] * (tables * 128 - len(chain))
    sectors += [struct.pack("<128L", *chain[i * 128 : (i + 1) * 128]) for i in range(tables)]
    head = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    head += struct.pack("<109L", *(fat_at + [_FREE] * (109 - tables)))
    return head + b"".join(sectors)


def _directory(starts: Mapping[str, tuple[int, int]]) -> bytes:
    """The entries of all storages and streams; those in one storage are chained to the right."""
    paths = [""]
    for name in starts:
        steps = name.split("/")
        paths += [p for p in ("/".join(steps[: i + 1]) for i in range(len(steps))) if p not in paths]
    inside = {p: [c for c in paths[1:] if c.rpartition("/")[0] == p] for p in paths}
    entries = []
    for path in paths:
        siblings = inside[path.rpartition("/")[0]] if path else []
        following = siblings[siblings.index(path) + 1 :] if path else []
        kind = 5 if not path else 2 if path in starts else 1
        start, size = starts.get(path, (_END, 0))
        entries.append(
            _entry(
                path.rpartition("/")[2] or "Root Entry", kind, start, size,
                right=paths.index(following[0]) if following else _NONE,
                child=paths.index(inside[path][0]) if inside[path] else _NONE,
            )
        )  # fmt: skip
    return b"".join(entries + [bytes(128)] * (-len(entries) % 4))


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _NONE, child: int = _NONE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBLLL36xLQ", encoded, len(encoded), kind, 1, _NONE, right, child, start, size)


def sprm(code: int, operand: int | bytes) -> bytes:
    """A modification; a number becomes as many bytes as the code says."""
    size = (1, 1, 2, 4, 2, 2, 0, 3)[code >> 13]
    value = operand if isinstance(operand, bytes) else operand.to_bytes(size, "little")
    return struct.pack("<H", code) + value


HIDDEN, DELETED, INSERTED = sprm(0x083C, 1), sprm(0x0800, 1), sprm(0x0801, 1)
IN_TABLE, ROW_END = sprm(0x2416, 1), sprm(0x2417, 1)


def listed(instance: int, level: int = 0) -> bytes:
    return sprm(0x460B, instance) + sprm(0x260A, level)


def row_end(edges: Sequence[int], flags: Sequence[int] | None = None) -> bytes:
    """Properties of the mark that ends a table row, with the edges of its cells and their merge flags."""
    cells = b"".join(struct.pack("<H18x", f) for f in flags or [0] * (len(edges) - 1))
    body = bytes((len(edges) - 1,)) + b"".join(struct.pack("<h", e) for e in edges) + cells
    return IN_TABLE + ROW_END + sprm(0xD608, struct.pack("<H", len(body) + 1) + body)


@dataclass(frozen=True)
class Para:
    """A paragraph: runs of (text, character modifications), its end mark, style, own modifications."""

    runs: Sequence[tuple[str, bytes]]
    changes: bytes = b""
    mark: str = "\r"
    mark_changes: bytes = b""
    style: int = 0


def para(text: str, changes: bytes = b"", *, mark: str = "\r", style: int = 0) -> Para:
    return Para([(text, b"")] if text else [], changes, mark, style=style)


@dataclass(frozen=True)
class Level:
    """A list level; in `text`, characters 0 to 8 stand for the numbers of the levels."""

    code: int
    text: str
    start: int = 1
    follow: int = 0
    flags: int = 0
    restart: int = 0


@dataclass
class Word97:
    """A document to be written. `lists` are (levels, styles bound to them); `instances` (list, {level: start})."""

    main: Sequence[Para]
    notes: Sequence[tuple[int, Sequence[Para]]] = ()
    boxes: Sequence[tuple[int, Sequence[Para]]] = ()
    lists: Sequence[tuple[Sequence[Level], Mapping[int, int]]] = ()
    instances: Sequence[tuple[int, Mapping[int, int]]] = ()
    styles: Sequence[tuple[int, int, bytes, bytes]] = ()
    one_byte: bool = False
    flags: int = 0x0200
    version: int = 0xC1
    extra_streams: Mapping[str, bytes] = field(default_factory=dict)

    def build(self) -> bytes:
        return compound(self.streams())

    def streams(self) -> dict[str, bytes]:
        stories = [
            list(self.main),
            [p for _, n in self.notes for p in n],
            [p for _, b in self.boxes for p in b],
        ]
        if any(stories[1:]):
            stories[-1 if stories[2] else 1].append(para(""))
        width = 1 if self.one_byte else 2
        text, characters, paragraphs = "", [], []
        for each in [p for story in stories for p in story]:
            start = len(text)
            for run, changes in [*each.runs, (each.mark, each.mark_changes)]:
                characters.append((len(text), len(text) + len(run), changes))
                text += run
            paragraphs.append((start, len(text), struct.pack("<H", each.style) + each.changes))
        main = bytearray(_TEXT_AT)
        main += text.encode("cp1252") if self.one_byte else text.encode("utf-16-le", "surrogatepass")
        pages: list[tuple[int, list[int]]] = []
        for place, entries in ((_CHARACTERS, characters), (_PARAGRAPHS, paragraphs)):
            numbers = []
            for i in range(0, len(entries), _ON_PAGE):
                main += bytes(-len(main) % _SECTOR)
                numbers.append(len(main) // _SECTOR)
                main += _page(entries[i : i + _ON_PAGE], width, place == _PARAGRAPHS)
            pages.append((place, numbers))
        table, places = self._table(text, pages, width, [sum(map(_length, s)) for s in stories])
        struct.pack_into("<HH6xH", main, 0, 0xA5EC, self.version, self.flags)
        struct.pack_into("<L", main, 0x18, _TEXT_AT)
        struct.pack_into("<H", main, 0x98, 0x5D)
        struct.pack_into("<L", main, 0x4C, sum(map(_length, stories[0])))
        struct.pack_into("<L", main, 0x50, sum(map(_length, stories[1])))
        struct.pack_into("<L", main, 0x64, sum(map(_length, stories[2])))
        for place, (start, size) in places.items():
            struct.pack_into("<LL", main, 0x9A + 8 * place, start, size)
        return {"WordDocument": bytes(main), "1Table": table, **self.extra_streams}

    def _table(
        self, text: str, pages: list[tuple[int, list[int]]], width: int, lengths: list[int]
    ) -> tuple[bytes, dict[int, tuple[int, int]]]:
        at = _TEXT_AT if width == 2 else 2 * _TEXT_AT | 0x4000_0000
        pieces = struct.pack("<LLHLH", 0, len(text), 0, at, 0)
        found = {
            _STYLES: self._styles(),
            _PIECES: struct.pack("<BL", 2, len(pieces)) + pieces,
            _LISTS: self._lists(),
            _INSTANCES: self._instances(),
            _SECTIONS: struct.pack("<LL12x", 0, lengths[0]),
        }
        for place, numbers in pages:
            found[place] = bytes(4 * (len(numbers) + 1)) + struct.pack(f"<{len(numbers)}L", *numbers)
        marks = [at for at, _ in self.notes]
        if marks:
            found[_NOTE_MARKS] = struct.pack(f"<{len(marks) + 1}L", *marks, lengths[0]) + bytes(
                2 * len(marks)
            )
            found[_NOTE_TEXTS] = _ends([n for _, n in self.notes])
        anchors = [at for at, _ in self.boxes]
        if anchors:
            ids = range(100, 100 + len(anchors))
            found[_SHAPES] = struct.pack(f"<{len(anchors) + 1}L", *anchors, lengths[0]) + b"".join(
                struct.pack("<L22x", i) for i in ids
            )
            ends = _ends([b for _, b in self.boxes])
            found[_BOXES] = ends[: 4 * (len(anchors) + 1)] + b"".join(struct.pack("<14xL4x", i) for i in ids)
        table, places = b"", {}
        for place, content in found.items():
            places[place] = (len(table), len(content))
            table += content
        return table, places

    def _styles(self) -> bytes:
        """(built-in number, base, paragraph modifications, character modifications) of each style."""
        out = b""
        for builtin, base, paragraph, character in self.styles:
            name = b"\1\0s\0\0\0"
            std = struct.pack("<HHHHH", builtin, 1 | base << 4, 2, 0, 0) + name
            std += struct.pack("<HH", len(paragraph) + 2, 0) + paragraph
            std += bytes(len(std) % 2) + struct.pack("<H", len(character)) + character
            out += struct.pack("<H", len(std)) + std
        return struct.pack("<HHH14x", 18, len(self.styles), 10) + out

    def _lists(self) -> bytes:
        heads, levels = b"", b""
        for number, (each, bound) in enumerate(self.lists, 1):
            styles = [bound.get(i, 0xFFF) for i in range(9)]
            heads += struct.pack("<LL9HBB", number, 0, *styles, 1 if len(each) == 1 else 0, 0)
            for level in [*each, *[Level(255, "")] * (9 - len(each) if len(each) > 1 else 0)]:
                levels += struct.pack(
                    "<lBB9sB8xBBBB",
                    level.start,
                    level.code,
                    level.flags,
                    b"",
                    level.follow,
                    0,
                    0,
                    level.restart,
                    0,
                )
                levels += struct.pack("<H", len(level.text)) + level.text.encode("utf-16-le")
        return struct.pack("<H", len(self.lists)) + heads + levels

    def _instances(self) -> bytes:
        heads = b"".join(struct.pack("<L8xB3x", number, len(starts)) for number, starts in self.instances)
        data = b"".join(
            b"\xff\xff\xff\xff"
            + b"".join(struct.pack("<lL", start, level | 0x10) for level, start in starts.items())
            for _, starts in self.instances
        )
        return struct.pack("<L", len(self.instances)) + heads + data


def _length(paragraph: Para) -> int:
    return sum(len(text) for text, _ in paragraph.runs) + len(paragraph.mark)


def _ends(stories: Sequence[Sequence[Para]]) -> bytes:
    """The ends of notes or boxes in their story, and the end of the story."""
    at, ends = 0, [0]
    for story in stories:
        at += sum(map(_length, story))
        ends.append(at)
    return struct.pack(f"<{len(ends) + 1}L", *ends, at + 1)


def _page(entries: Sequence[tuple[int, int, bytes]], width: int, of_paragraphs: bool) -> bytes:
    """A page of properties: places, then where each one's modifications lie, which fill it from its end."""
    page = bytearray(_SECTOR)
    count = len(entries)
    bounds = [_TEXT_AT + start * width for start, _, _ in entries] + [_TEXT_AT + entries[-1][1] * width]
    struct.pack_into(f"<{count + 1}L", page, 0, *bounds)
    at = _SECTOR - 1
    for i, (_, _, changes) in enumerate(entries):
        if of_paragraphs:
            padded = changes + bytes(len(changes) % 2)
            stored = bytes((0, len(padded) // 2)) + padded
        else:
            stored = bytes((len(changes),)) + changes if changes else b""
        at = (at - len(stored)) & ~1
        page[at : at + len(stored)] = stored
        page[4 * (count + 1) + (13 if of_paragraphs else 1) * i] = at // 2 if stored else 0
    page[-1] = count
    return bytes(page)
