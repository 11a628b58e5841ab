"""Rows of a Word 97–2003 table, aligned to one grid of columns by the places of their cell edges."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.page import Block
from corpus.readers import limits
from corpus.readers.doc_streams import u8, u16
from corpus.readers.tables import cell_text, table_block

#: Edges nearer than this (in twentieths of a point) are one: hand-drawn rows never match exactly.
_SAME_EDGE = 40
_CELL_SIZE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the blocks of each cell, the edges of the cells, which cells a merged one covers.

    `edges` has one more entry than there are cells, or is empty when the file does not say.
    """

    cells: tuple[tuple[Block, ...], ...]
    edges: tuple[int, ...] = ()


def row(cells: Sequence[Sequence[Block]], definition: bytes) -> Row:
    """A row from its cells and the operand of the table definition that ends it."""
    count = u8(definition, 2)
    edges = [_signed(u16(definition, 3 + 2 * i)) for i in range(count + 1)]
    if count != len(cells) or len(definition) < 3 + 2 * (count + 1):
        return Row(tuple(tuple(c) for c in cells))
    flags = [u16(definition, 3 + 2 * (count + 1) + _CELL_SIZE * i) for i in range(count)]
    kept = tuple(() if _covered(f) else tuple(c) for c, f in zip(cells, flags, strict=True))
    ascending = all(a <= b for a, b in itertools.pairwise(edges))
    return Row(kept, tuple(edges) if ascending else ())


def _signed(value: int) -> int:
    return value - 0x10000 if value & 0x8000 else value


def _covered(flags: int) -> bool:
    """Whether a merged cell to the left or above covers this one."""
    return flags & 3 == 1 or (flags >> 5) & 3 == 1


def table(rows: Sequence[Row]) -> list[Block]:
    """The blocks of a table: one table block, or what is inside when it is only a frame around text."""
    filled = [r for r in rows if r.cells]
    if len(filled) == 1 and len(filled[0].cells) == 1:
        return list(filled[0].cells[0])
    columns = _columns(filled)
    block = table_block([_aligned(r, columns) for r in filled])
    return [block] if block else []


def _columns(rows: Sequence[Row]) -> list[int]:
    """The edges of all rows, those that are the same taken together; empty when they make no sense."""
    if not all(r.edges for r in rows):
        return []
    columns: list[int] = []
    for edge in sorted({e for r in rows for e in r.edges}):
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    return columns if len(columns) <= limits.TABLE_COLUMNS + 1 else []


def _aligned(row: Row, columns: Sequence[int]) -> list[str]:
    texts = [cell_text(cell) for cell in row.cells]
    if not columns:
        return texts
    places = [sum(1 for c in columns[1:] if c <= edge + _SAME_EDGE // 2) for edge in row.edges]
    out = [""] * places[0]
    for text, left, right in zip(texts, places, places[1:], strict=False):
        out.append(text)
        out.extend([""] * (right - left - 1))
    return out
