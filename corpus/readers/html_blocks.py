"""The blocks of a part of a web page, as a browser shows them: paragraphs, headings, list numbers, tables."""

import re

from lxml import etree

from corpus.page import Block, BlockKind
from corpus.readers import limits
from corpus.readers.errors import TooLarge
from corpus.readers.html_layout import text_of
from corpus.readers.numerals import chinese_number, roman
from corpus.readers.tables import table_block

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"li", "dd", "dt", "dl", "ul", "ol"})
_TABLES = frozenset({"td", "th", "tr", "table", "tbody", "caption"})
_PARTS = frozenset({"div", "section", "article", "form", "header", "main", "fieldset", "address", "figure"})
_BLOCK_TAGS = frozenset({"p", "blockquote", "pre", "center", "hr"}) | _HEADINGS | _LISTS | _TABLES | _PARTS
_WIDE = r"[\u2018-\u201d\u2026\u2014\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
#: A line end of the source between ideographs is no blank of the text.
_SOURCE_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n]\s*(?={_WIDE})")
_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u200b\ufeff]+")
#: A table with a cell longer than this, or with so many paragraphs in a cell, is there for the layout.
_LONGEST_CELL = 1500
_MOST_PARAGRAPHS = 12
_NO_NUMBER = re.compile(r"list-style[^;]*\bnone", re.IGNORECASE)
_CJK_STYLE = re.compile(
    r"list-style(?:-type)?\s*:\s*[^;]*(?:cjk-ideographic|chinese|trad|simp)", re.IGNORECASE
)


def blocks_of(element: etree._Element) -> list[Block]:
    """The blocks of an element in reading order. Raises TooLarge when a table has too many cells.

    Walks with a stack of its own: pages nest deeper than Python recurses.
    """
    return _Walk(element).blocks


class _Walk:
    def __init__(self, element: etree._Element, *, cells: bool = True) -> None:
        self.blocks: list[Block] = []
        self._buffer: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._tables = cells
        self._preformatted = 0
        self._counts: dict[etree._Element, int] = {}
        self._walk(element)
        self._flush()

    def _walk(self, root: etree._Element) -> None:
        todo: list[tuple[str, etree._Element]] = [("in", root)]
        while todo:
            step, element = todo.pop()
            tag = element.tag
            if step == "tail":
                self._text(element.tail)
            elif step == "out":
                if tag in _BLOCK_TAGS:
                    self._flush()
                if tag == "pre":
                    self._preformatted -= 1
                if tag in _HEADINGS:
                    self._kind = BlockKind.PARAGRAPH
            elif isinstance(tag, str) and self._enter(element, tag):
                todo.append(("out", element))
                for child in reversed(element):
                    todo.append(("tail", child))
                    todo.append(("in", child))

    def _enter(self, element: etree._Element, tag: str) -> bool:
        """Take an element's opening; False when its inside is done already."""
        if tag == "br":
            self._flush()
            return False
        if tag in _BLOCK_TAGS:
            self._flush()
        if tag == "table" and self._tables and is_data_table(element):
            if block := table_block(grid_of(element)):
                self.blocks.append(block)
            return False
        if tag in _HEADINGS:
            self._kind = BlockKind.HEADING
        if tag == "pre":
            self._preformatted += 1
        if tag == "li":
            self._buffer.append(self._list_number(element))
        self._text(element.text)
        return True

    def _list_number(self, item: etree._Element) -> str:
        """What stands before an item of an ordered list; "" for all other items."""
        parent = item.getparent()
        styles = f"{item.get('style') or ''};{parent.get('style') or ''}" if parent is not None else ""
        if parent is None or parent.tag != "ol" or _NO_NUMBER.search(styles):
            return ""
        start = _number(parent.get("start"))
        following = self._counts.get(parent, (1 if start is None else start) - 1) + 1
        given = _number(item.get("value"))
        self._counts[parent] = following if given is None else given
        return _label(self._counts[parent], parent)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self._preformatted:
            self._buffer.append(text)
            return
        first, *others = text.split("\n")
        self._buffer.append(first)
        for line in others:
            self._flush()
            self._buffer.append(line)

    def _flush(self) -> None:
        text = _SOURCE_BREAK.sub("", "".join(self._buffer))
        self._buffer.clear()
        text = _BLANKS.sub(" ", text).strip(" \u3000")
        if text:
            self.blocks.append(Block(self._kind, text))


def is_data_table(table: etree._Element) -> bool:
    """False for a table that only arranges the page: one cell, tables or long texts inside."""
    cells = list(table.iter("td", "th"))
    if len(cells) < 2 or any(inner is not table for inner in table.iter("table")):
        return False
    for cell in cells:
        if len(text_of(cell)) > _LONGEST_CELL or len(list(cell.iter("p"))) > _MOST_PARAGRAPHS:
            return False
    return True


def grid_of(table: etree._Element) -> list[list[str]]:
    """The cells of a table that holds no other: merged cells once, the places they cover empty."""
    rows: list[list[str]] = []
    covered: set[tuple[int, int]] = set()
    count = 0
    for index, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            while (index, len(cells)) in covered:
                cells.append("")
            wide = min(_span(cell, "colspan"), limits.TABLE_COLUMNS)
            high = min(_span(cell, "rowspan"), 2000)
            covered.update(
                (index + down, len(cells) + right) for down in range(1, high) for right in range(wide)
            )
            text = "\n".join(b.text for b in _Walk(cell, cells=False).blocks)
            cells += [text, *[""] * (wide - 1)]
            count += wide * high
            if count > limits.TABLE_CELLS:
                raise TooLarge("表格单元格过多，不予读取。")
        rows.append(cells)
    return rows


def _span(cell: etree._Element, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
    return max(1, int(found[1])) if found else 1


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else None


def _label(number: int, of: etree._Element) -> str:
    """The number of a list item as a browser prints it."""
    kind = of.get("type") or "1"
    if _CJK_STYLE.search(of.get("style") or ""):
        return f"{chinese_number(number)}、"
    if kind in "aA" and 0 < number <= 26:
        return f"{chr(ord(kind) + number - 1)}. "
    if kind in "iI" and 0 < number < 4000:
        return f"{roman(number) if kind == 'i' else roman(number).upper()}. "
    return f"{number}. "
