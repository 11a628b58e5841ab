"""The body of a WordprocessingML document → blocks in reading order."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from corpus.page import Block, BlockKind
from corpus.readers import limits
from corpus.readers.errors import TooLarge
from corpus.readers.fields import Fields
from corpus.readers.ooxml_elements import Element, child, children, integer, setting, switch
from corpus.readers.ooxml_inline import (
    DELETION,
    INSERTION,
    InlineReader,
    Line,
    alternative,
    annotation_kind,
    unclosed_fields,
)
from corpus.readers.ooxml_package import attribute, local_name
from corpus.readers.ooxml_styles import BODY_LEVEL, StyleSheet
from corpus.readers.ooxml_tables import TableReader
from corpus.readers.remarks import Remark
from corpus.readers.symbols import printable

_CONTAINERS = frozenset(
    {"customXml", "ins", "moveTo", "smartTag", "sect", "sub-section", "pBdrGroup", "cfChunk"}
)
_NOTE_WORDS = {"footnote": "注", "endnote": "尾注"}


class LabelSource(Protocol):
    """Whatever knows a paragraph's automatic number from its properties; asked once for each paragraph."""

    def label(self, properties: Element | None) -> str: ...

    def story(self, name: str) -> AbstractContextManager[None]: ...


class BodyReader:
    """Reads the stories of one document, in order. After `read`, `remarks` and `objects` say what was met.

    `notes` maps ("footnote" | "endnote", id) to the note's element.
    """

    def __init__(
        self,
        root: Element,
        styles: StyleSheet,
        numbering: LabelSource,
        notes: Mapping[tuple[str, str], Element],
    ) -> None:
        self._root = root
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        unclosed = set(unclosed_fields(root))
        for note in notes.values():
            unclosed |= unclosed_fields(note)
        self._inline = InlineReader(styles, frozenset(unclosed))
        self._length = 0
        self._carried = ""
        self._pending: list[Block] = []
        self._counts = dict.fromkeys(_NOTE_WORDS, 0)
        self._read_notes: set[tuple[str, str]] = set()
        self._tables = TableReader(lambda cell: list(self._story(cell)), self._inline.remarks)
        self.objects: list[tuple[str, str]] = []
        self.foreign: list[str] = []

    @property
    def remarks(self) -> set[Remark]:
        return self._inline.remarks

    def read(self) -> tuple[Block, ...]:
        """All blocks of the main story, each note after the paragraph or table that refers to it."""
        body = child(self._root, "body")
        story = self._root if body is None else body
        out: list[Block] = []
        for block in self._story(story):
            out.append(block)
            out.extend(self._pending)
            self._pending.clear()
        return (*out, *self._pending)

    def _story(self, parent: Element) -> Iterator[Block]:
        """The blocks of a self-contained run of paragraphs: the body, a cell, a text box, a note."""
        outer_carried, self._carried = self._carried, ""
        outer_fields, self._inline.fields = self._inline.fields, Fields()
        yield from self._blocks(parent)
        if self._carried.strip():
            yield Block(BlockKind.PARAGRAPH, _tidy(self._carried))
        self._carried = outer_carried
        self._inline.fields = outer_fields

    def _aside(self, kind: str, parent: Element) -> list[Block]:
        """The blocks of a text box or a note, whose lists are counted apart."""
        with self._numbering.story(kind):
            return list(self._story(parent))

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for element in parent:
            name = local_name(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._tables.read(element)
            elif name == "sdt":
                content = self._inline.control(element)
                if content is not None:
                    yield from self._blocks(content)
            elif name in _CONTAINERS:
                yield from self._blocks(element)
            elif name == "AlternateContent":
                chosen = alternative(element)
                if chosen is not None:
                    yield from self._blocks(chosen)
            elif name == "annotation":
                for content in self._inline.accepted(element):
                    yield from self._blocks(content)
            elif name == "altChunk":
                self.remarks.add(Remark.FOREIGN)
                self.foreign.append(attribute(element, "id") or "")

    # -- paragraphs

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        properties = child(paragraph, "pPr")
        line = self._inline.read(paragraph)
        self.objects.extend(line.objects)
        self._take_notes(line)
        if self._joins_next(properties):
            self._carried += line.text
        else:
            text, self._carried = self._carried + line.text, ""
            block = self._finished(properties, text)
            if block:
                yield block
        for box in line.boxes:
            if local_name(box) not in _NOTE_WORDS:
                yield from self._aside("box", box)

    def _joins_next(self, properties: Element | None) -> bool:
        """Whether the paragraph's mark is not seen, so that the next paragraph continues its line."""
        mark = child(properties, "rPr")
        hidden = switch(mark, "vanish")
        if hidden is None:
            hidden = self._styles.is_hidden(setting(properties, "pStyle") or self._styles.default)
        if mark is None:
            return bool(hidden)
        annotations = [annotation_kind(a) for a in children(mark, "annotation")]
        if child(mark, "ins") is not None or INSERTION in annotations:
            self.remarks.add(Remark.REVISIONS)
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None or DELETION in annotations:
            self.remarks.add(Remark.REVISIONS)
            return True
        return bool(hidden)

    def _finished(self, properties: Element | None, text: str) -> Block | None:
        # the number is asked for even where nothing is printed: an empty paragraph counts
        label = self._numbering.label(properties)
        text = _tidy(label + text.lstrip(" \t\u3000") if label else text)
        self._length += len(text)
        if self._length > limits.TEXT_CHARS:
            raise TooLarge("文件正文过长，不予读取。")
        if not text.strip():
            return None
        return Block(BlockKind.HEADING if self._is_heading(properties) else BlockKind.PARAGRAPH, text)

    def _is_heading(self, properties: Element | None) -> bool:
        if properties is None:
            return self._styles.is_heading(None)
        level = integer(setting(properties, "outlineLvl"))
        if level is not None:
            return level < BODY_LEVEL
        return self._styles.is_heading(setting(properties, "pStyle"))

    # -- notes

    def _take_notes(self, line: Line) -> None:
        """Read the notes of a paragraph, before its block is given out, so that they can follow it."""
        for inline in line.boxes:
            if local_name(inline) in _NOTE_WORDS:
                self._note(local_name(inline), inline)
        for kind, note_id in line.notes:
            element = self._notes.get((kind, note_id))
            # a note that refers to itself would never end
            if element is not None and (kind, note_id) not in self._read_notes:
                self._read_notes.add((kind, note_id))
                self._note(kind, element)

    def _note(self, kind: str, element: Element) -> None:
        self._counts[kind] += 1
        mark = f"[{_NOTE_WORDS[kind]}{self._counts[kind]}]"
        text = " ".join(block.text.strip() for block in self._aside("note", element))
        if text:
            self._pending.append(Block(BlockKind.FOOTNOTE, f"{mark} {text}"))


def _tidy(text: str) -> str:
    return printable(text).rstrip().lstrip("\n")
