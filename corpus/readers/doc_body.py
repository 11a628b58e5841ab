"""The stories of a Word 97–2003 file → blocks in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.page import Block, BlockKind
from corpus.readers import limits
from corpus.readers.doc_lists import Numbering
from corpus.readers.doc_properties import (
    Properties,
    Sprm,
    character_runs,
    flag,
    inverts_style,
    is_set,
    modifications,
    paragraph_runs,
)
from corpus.readers.doc_streams import Part, Place, WordFile, u16, u32
from corpus.readers.doc_styles import StyleSheet
from corpus.readers.doc_tables import row_definition
from corpus.readers.errors import NotReadable, TooLarge
from corpus.readers.fields import Fields
from corpus.readers.remarks import Remark
from corpus.readers.story import Story
from corpus.readers.symbols import printable, symbol_of_code

_SPECIAL = re.compile("[\x00-\x08\x0a-\x1f]")
_PARAGRAPH_END, _CELL_END, _PAGE_OR_SECTION = "\r", "\x07", "\x0c"
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_NOTE_MARK, _DRAWING = "\x02", "\x08"
_PLAIN = {"\x0b": "\n", _PAGE_OR_SECTION: "\n", "\x0e": "\n", "\x1e": "-"}
_SHAPE_SIZE, _BOX_SIZE, _BOX_SHAPE_AT, _SECTION_SIZE = 26, 22, 14, 12
_NOTES = (
    ("注", Place.FOOTNOTE_MARKS, Place.FOOTNOTE_TEXTS, Part.FOOTNOTES),
    ("尾注", Place.ENDNOTE_MARKS, Place.ENDNOTE_TEXTS, Part.ENDNOTES),
)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run of characters is shown. `hidden` None: as the paragraph's style says, or (`inverse`) does not."""

    deleted: bool = False
    hidden: bool | None = None
    inverse: bool = False
    symbol: str | None = None


class BodyReader:
    """Reads one file. After `read`, `remarks` says what was noticed."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles = StyleSheet(file)
        self._numbering = Numbering(file, self._styles)
        self._characters = character_runs(file)
        self._paragraphs = paragraph_runs(file)
        self._notes = dict(self._note_ranges())
        self._boxes, self._loose_boxes = self._box_ranges()
        sections, _ = file.positions(Place.SECTIONS, _SECTION_SIZE)
        self._section_ends = frozenset(p - 1 for p in sections)
        self._fonts = file.fonts()
        self._looks: dict[bytes, _Look] = {}
        self._resolved: dict[tuple[int, bytes], Properties] = {}
        self._length = 0
        self._work = 2 * len(file.text) + 1_000
        self.remarks: set[Remark] = set()

    def read(self) -> tuple[Block, ...]:
        """The blocks of the main story; notes behind their paragraph, text boxes behind their anchor's.

        Raises NotReadable when stories overlap so often that the file can only be an attack.
        """
        start, end = self._file.part(Part.MAIN)
        story = _StoryReader(self, start, end)
        blocks = story.blocks()
        for first, last in self._loose_boxes:
            blocks.extend(self._aside("box", first, last))
        return tuple(blocks)

    def _note_ranges(self) -> Iterator[tuple[int, tuple[str, int, int]]]:
        for word, marks, texts, part in _NOTES:
            references, _ = self._file.positions(marks, 2)
            ends, _ = self._file.positions(texts, 0)
            base, limit = self._file.part(part)
            for i, (at, first, last) in enumerate(zip(references[:-1], ends, ends[1:], strict=False), 1):
                yield at, (f"[{word}{i}]", min(base + first, limit), min(base + last, limit))

    def _box_ranges(self) -> tuple[dict[int, list[tuple[int, int]]], list[tuple[int, int]]]:
        """Text boxes by the place of their anchor, and those whose anchor is not found."""
        anchors, shapes = self._file.positions(Place.SHAPES, _SHAPE_SIZE)
        places = {u32(shape, 0): at for at, shape in zip(anchors, shapes, strict=False)}
        ends, boxes = self._file.positions(Place.BOX_TEXTS, _BOX_SIZE)
        base, limit = self._file.part(Part.BOXES)
        anchored: dict[int, list[tuple[int, int]]] = {}
        loose = []
        for first, last, box in zip(ends, ends[1:], boxes, strict=False):
            place = places.get(u32(box, _BOX_SHAPE_AT))
            extent = (min(base + first, limit), min(base + last, limit))
            if place is None:
                loose.append(extent)
            else:
                anchored.setdefault(place, []).append(extent)
        return anchored, loose

    # -- what a story asks

    def spans(self, start: int, end: int) -> Iterator[tuple[int, str, _Look]]:
        """(position, text, look) of the runs between two positions."""
        self._work -= max(0, end - start)
        if self._work < 0:
            raise NotReadable("文件内部的文字区段互相重叠，不予读取。")
        for piece in self._file.overlapping(start, end):
            at, stop = max(start, piece.start), min(end, piece.start + piece.length)
            while at < stop:
                offset = piece.at + (at - piece.start) * piece.width
                run = self._characters.at(offset)
                until = min(stop, at + max(1, -(-(run.end - offset) // piece.width)))
                yield at, self._file.text[at:until], self._look(run.changes + piece.changes)
                at = until

    def _look(self, changes: bytes) -> _Look:
        known = self._looks.get(changes)
        if known is None:
            properties = dict(modifications(changes))
            hidden = flag(properties, Sprm.HIDDEN)
            style = properties.get(Sprm.CHARACTER_STYLE)
            if hidden is None and style:
                hidden = self._styles.is_hidden(u16(style, 0))
            symbol = properties.get(Sprm.SYMBOL)
            known = self._looks[changes] = _Look(
                deleted=is_set(properties, Sprm.DELETED),
                hidden=hidden,
                inverse=inverts_style(properties, Sprm.HIDDEN),
                symbol=symbol_of_code(u16(symbol, 2), self._font(u16(symbol, 0))) if symbol else None,
            )
            if known.deleted or is_set(properties, Sprm.INSERTED):
                self.remarks.add(Remark.REVISIONS)
        return known

    def _font(self, number: int) -> str:
        return self._fonts[number] if number < len(self._fonts) else ""

    def paragraph(self, position: int) -> tuple[int, Properties]:
        """Style and properties of the paragraph that a character belongs to."""
        run = self._paragraphs.at(self._file.offset(position))
        key = (run.style, run.changes)
        properties = self._resolved.get(key)
        if properties is None:
            properties = self._styles.paragraph(run.style) | dict(modifications(run.changes))
            self._resolved[key] = properties
        for piece in self._file.overlapping(position, position + 1):
            if piece.changes:
                properties = properties | dict(modifications(piece.changes))
        return run.style, properties

    def hides(self, position: int) -> bool:
        """Whether the style of the paragraph at a position hides its text."""
        run = self._paragraphs.at(self._file.offset(position))
        return bool(self._styles.is_hidden(run.style))

    def finished(self, style: int, properties: Properties, text: str) -> Block | None:
        """A paragraph as a block, with its number."""
        label = self._numbering.label(style, properties)
        text = printable(label + text.lstrip(" \t\u3000") if label else text).rstrip().lstrip("\n")
        self._length += len(text)
        if self._length > limits.TEXT_CHARS:
            raise TooLarge("文件正文过长，不予读取。")
        if not text.strip():
            return None
        heading = self._styles.is_heading(style, properties)
        return Block(BlockKind.HEADING if heading else BlockKind.PARAGRAPH, text)

    def note(self, position: int) -> Block | None:
        """The note that a mark at this place refers to; each is given once."""
        found = self._notes.pop(position, None)
        if found is None:
            return None
        mark, start, end = found
        text = " ".join(block.text.strip() for block in self._aside("note", start, end))
        return Block(BlockKind.FOOTNOTE, f"{mark} {text}") if text else None

    def boxes(self, position: int) -> list[Block]:
        """The text boxes anchored at this place; each is given once."""
        blocks = []
        for start, end in self._boxes.pop(position, ()):
            blocks.extend(self._aside("box", start, end))
        return blocks

    def _aside(self, kind: str, start: int, end: int) -> list[Block]:
        """The blocks of a text box or a note, whose lists are counted apart."""
        with self._numbering.story(kind):
            return _StoryReader(self, start, end).blocks()

    def is_section_end(self, position: int) -> bool:
        return position in self._section_ends

    def unclosed_fields(self, start: int, end: int) -> frozenset[int]:
        """The places of field begins that are never ended; they must not swallow the rest."""
        begun: list[int] = []
        for mark in re.finditer("[\x13\x15]", self._file.text[start:end]):
            if mark[0] == _FIELD_BEGIN:
                begun.append(start + mark.start())
            elif begun:
                begun.pop()
        return frozenset(begun)


class _StoryReader:
    """Reads one run of paragraphs."""

    def __init__(self, body: BodyReader, start: int, end: int) -> None:
        self._body = body
        self._start, self._end = start, end
        self._fields = Fields()
        self._unclosed = body.unclosed_fields(start, end)
        self._story = Story()
        self._at_paragraph_start = True
        self._style_hides = False

    def blocks(self) -> list[Block]:
        for position, text, look in self._body.spans(self._start, self._end):
            done = 0
            for special in _SPECIAL.finditer(text):
                self._plain(position + done, text[done : special.start()], look)
                self._mark(special[0], position + special.start(), look)
                done = special.end()
            self._plain(position + done, text[done:], look)
        return self._story.blocks()

    def _plain(self, position: int, text: str, look: _Look) -> None:
        if not text:
            return
        if self._at_paragraph_start:
            self._style_hides = self._body.hides(position)
            self._at_paragraph_start = False
        if look.deleted:
            return
        if self._is_hidden(look):
            self._body.remarks.add(Remark.HIDDEN)
            return
        if look.symbol is not None:
            # Word stores a bracket for each sign of a symbol font
            text = text.replace("(", look.symbol)
        self._story.add(self._fields.text(text))

    def _is_hidden(self, look: _Look) -> bool:
        return self._style_hides != look.inverse if look.hidden is None else look.hidden

    def _mark(self, mark: str, position: int, look: _Look) -> None:
        if mark in (_PARAGRAPH_END, _CELL_END) or (
            mark == _PAGE_OR_SECTION and self._body.is_section_end(position)
        ):
            self._end_paragraph(mark, position, look)
        elif mark == _FIELD_BEGIN:
            if position not in self._unclosed:
                self._fields.begin()
        elif mark == _FIELD_SEPARATOR:
            self._fields.separate()
        elif mark == _FIELD_END:
            self._story.add(self._fields.end())
        elif mark == _NOTE_MARK:
            if not look.deleted:
                self._story.put_note(self._body.note(position))
        elif mark == _DRAWING:
            if not look.deleted:
                self._story.put_behind(self._body.boxes(position))
        else:
            self._plain(position, _PLAIN.get(mark, ""), look)

    def _end_paragraph(self, mark: str, position: int, look: _Look) -> None:
        if self._at_paragraph_start:
            self._style_hides = self._body.hides(position)
        self._at_paragraph_start = True
        if mark == _PARAGRAPH_END and (look.deleted or self._is_hidden(look)):
            self._story.carry_on()
            return
        text = self._story.take_text()
        style, properties = self._body.paragraph(position)
        if mark == _CELL_END and flag(properties, Sprm.ROW_END):
            self._story.end_row(*row_definition(properties.get(Sprm.TABLE, b"")))
            return
        block = None
        if not flag(properties, Sprm.INNER_ROW_END):
            block = self._body.finished(style, properties, text)
        in_table = bool(flag(properties, Sprm.IN_TABLE))
        self._story.end_paragraph(block, in_table=in_table)
        if in_table and mark == _CELL_END:
            self._story.end_cell()
