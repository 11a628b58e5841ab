"""Rows of a table aligned to one grid of columns by the places of their cell edges.

The binary and the rich-text formats know no columns: each row names its own edges.
"""

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.page import Block
from corpus.readers import limits
from corpus.readers.tables import cell_text, table_block

#: Edges nearer than this (in twentieths of a point) are one: hand-drawn rows never match exactly.
_SAME_EDGE = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the blocks of each cell and the edges of the cells, one more than there are cells.

    `edges` is empty when the file does not say or makes no sense.
    """

    cells: tuple[tuple[Block, ...], ...]
    edges: tuple[int, ...] = ()


def row(cells: Sequence[Sequence[Block]], edges: Sequence[int], covered: Sequence[bool]) -> Row:
    """A row of cells; what stands in a covered one (merged with its neighbour) is not shown."""
    if len(edges) != len(cells) + 1 or len(covered) != len(cells):
        return Row(tuple(tuple(c) for c in cells))
    kept = tuple(() if hidden else tuple(c) for c, hidden in zip(cells, covered, strict=True))
    ascending = all(a <= b for a, b in itertools.pairwise(edges))
    return Row(kept, tuple(edges) if ascending else ())


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
    # an edge lies at the last column that does not begin behind it
    places = [max(0, bisect.bisect_right(columns, edge) - 1) for edge in row.edges]
    out = [""] * places[0]
    for text, left, right in zip(texts, places, places[1:], strict=False):
        out.append(text)
        out.extend([""] * (right - left - 1))
    return out
