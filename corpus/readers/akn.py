"""Akoma Ntoso XML, as other systems export legal texts: body text with its numbers, FRBR metadata."""

import re
from collections.abc import Iterator

from lxml import etree

from corpus.page import Block, BlockKind, Page
from corpus.readers.errors import Empty
from corpus.readers.ooxml_package import attribute, local_name
from corpus.readers.safe_xml import parse_xml
from corpus.readers.tables import table_block

_HEADINGS = frozenset({"heading", "subheading", "docTitle", "shortTitle", "longTitle"})
#: Elements that are lines of their own; a number and the text behind it share a line.
_LINES = frozenset(
    {
        "p",
        "heading",
        "subheading",
        "longTitle",
        "docTitle",
        "block",
        "listIntroduction",
        "listWrapUp",
        "tocItem",
        "formula",
    }
)
_SKIPPED = frozenset({"meta", "remark", "authorialNote", "toc"})
_NOTE = "authorialNote"
_BLANKS = re.compile(r"[ \t\r\n]+")
_FRBR = {"FRBRdate": "date", "FRBRnumber": "value", "FRBRname": "value", "FRBRauthor": "href", "FRBRuri": "value",
         "FRBRcountry": "value", "FRBRalias": "value", "FRBRlanguage": "language"}  # fmt: skip
_LEVELS = ("FRBRWork", "FRBRExpression", "FRBRManifestation")


def read_akn(data: bytes, name: str = "") -> Page:
    """The Page of an Akoma Ntoso document. Raises NotReadable and Empty.

    `metadata`: "frbr:date", "frbr:number" … of the work, "frbr:expression:date" … of the expression,
    "publication:date" and "publication:name" of the publication.
    """
    root = parse_xml(data)
    blocks = tuple(_blocks(root))
    if not blocks:
        raise Empty("文件里没有文字。")
    version = re.search(r"\d+(?:\.\d+)*(?:/\w+)?$", etree.QName(root).namespace or "")
    return Page(blocks, "akn", version[0] if version else "", _metadata(root))


def _metadata(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter(etree.Element):
        kind = local_name(element)
        parent = element.getparent()
        level = local_name(parent) if parent is not None else ""
        if kind in _FRBR and level in _LEVELS and (value := attribute(element, _FRBR[kind])):
            middle = "" if level == "FRBRWork" else level.removeprefix("FRBR").lower() + ":"
            found.setdefault(f"frbr:{middle}{kind.removeprefix('FRBR')}", value)
        elif kind == "publication":
            for key in ("date", "name", "number"):
                if value := attribute(element, key):
                    found.setdefault(f"publication:{key}", value)
    return found


def _blocks(root: etree._Element) -> Iterator[Block]:
    """Lines in order. A `num` waits for the line behind it: 第一条 and its text are one paragraph."""
    waiting = ""
    notes: list[str] = []
    for element in _document_order(root):
        kind = local_name(element)
        if kind == "num":
            if waiting:
                yield Block(BlockKind.HEADING, waiting)
            waiting = _text(element)
        elif kind == "table":
            rows = [
                [_text(cell) for cell in row if local_name(cell) in ("td", "th")]
                for row in element.iter(etree.Element)
                if local_name(row) == "tr"
            ]
            if block := table_block(rows):
                yield block
        elif text := _text(element):
            is_heading = kind in _HEADINGS
            yield Block(
                BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH,
                f"{waiting}\u3000{text}" if waiting else text,
            )
            waiting = ""
            notes += [
                _text(note, note=True) for note in element.iter(etree.Element) if local_name(note) == _NOTE
            ]
            yield from (Block(BlockKind.FOOTNOTE, note) for note in notes if note)
            notes.clear()
    if waiting:
        yield Block(BlockKind.HEADING, waiting)


def _document_order(root: etree._Element) -> Iterator[etree._Element]:
    """The elements that are lines, numbers or tables, each once, with nothing from the metadata."""
    todo = [root]
    while todo:
        element = todo.pop()
        kind = local_name(element)
        if kind in _SKIPPED or not kind:
            continue
        if kind in ("num", "table") or (kind in _LINES and not _holds_lines(element)):
            yield element
        else:
            todo += reversed(element)


def _holds_lines(element: etree._Element) -> bool:
    """True when lines of the text (and not only of notes in it) are inside."""
    todo = [*element]
    while todo:
        child = todo.pop()
        if local_name(child) in ("p", "block", "table"):
            return True
        if local_name(child) not in _SKIPPED:
            todo += child
    return False


def _text(element: etree._Element, *, note: bool = False) -> str:
    """All text in an element but that of notes (unless it is the note that is asked for)."""
    parts = []
    todo: list[etree._Element | str | None] = [element]
    while todo:
        at = todo.pop()
        if at is None or isinstance(at, str):
            parts.append(at or "")
            continue
        if local_name(at) in _SKIPPED and not (note and at is element):
            continue
        if local_name(at) in ("eol", "br"):
            parts.append("\n")
        for child in reversed(at):
            todo += [child.tail, child]
        todo.append(at.text)
    return _BLANKS.sub(" ", "".join(parts)).strip(" \u3000")
