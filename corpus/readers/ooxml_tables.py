"""Tables of WordprocessingML → a grid of cells, merged ones once, deleted and hidden rows left out."""

from collections.abc import Callable, Iterator

from corpus.page import Block
from corpus.readers import limits
from corpus.readers.errors import TooLarge
from corpus.readers.ooxml_elements import Element, child, children, integer, setting, switch
from corpus.readers.ooxml_inline import DELETION, INSERTION, annotation_kind
from corpus.readers.ooxml_package import attribute, local_name
from corpus.readers.remarks import Remark
from corpus.readers.tables import cell_text, table_block

#: Elements that only wrap rows or cells.
_CONTAINERS = frozenset({"customXml", "ins", "moveTo", "smartTag"})
_DOWN = ("vMerge", "vmerge")
_ALONG = ("hMerge", "hmerge")


class TableReader:
    """Reads the tables of one document. `story` reads the content of a cell."""

    def __init__(self, story: Callable[[Element], list[Block]], remarks: set[Remark]) -> None:
        self._story = story
        self._remarks = remarks
        self._places = 0

    def read(self, table: Element) -> list[Block]:
        """The table as one block, or what is inside when it is only a frame around text. Raises TooLarge."""
        open_columns: set[int] = set()
        rows = (row for row in _descend(table, "tr") if not self._is_gone(child(row, "trPr")))
        grid = [self._row(row, open_columns) for row in rows]
        if len(grid) == 1 and len(grid[0]) == 1:
            return grid[0][0]
        block = table_block([[cell_text(cell) for cell in row] for row in grid])
        return [block] if block else []

    def _is_gone(self, properties: Element | None) -> bool:
        if properties is None:
            return False
        annotations = [annotation_kind(a) for a in children(properties, "annotation")]
        if child(properties, "ins") is not None or INSERTION in annotations:
            self._remarks.add(Remark.REVISIONS)
        if child(properties, "del") is not None or DELETION in annotations:
            self._remarks.add(Remark.REVISIONS)
            return True
        if switch(properties, "hidden"):
            self._remarks.add(Remark.HIDDEN)
            return True
        return False

    def _row(self, row: Element, open_columns: set[int]) -> list[list[Block]]:
        """The cells of a row. `open_columns` are those in which a merged cell reaches down; updated."""
        before = integer(setting(row, "trPr", "gridBefore")) or 0
        cells: list[list[Block]] = [[] for _ in range(min(max(before, 0), limits.TABLE_COLUMNS))]
        for element in _descend(row, "tc"):
            properties = child(element, "tcPr")
            if child(properties, "cellDel") is not None:
                self._remarks.add(Remark.REVISIONS)
                continue
            column = len(cells)
            down = _merge(properties, _DOWN)
            # a cell that continues nothing is one that begins
            covered = (down == "continue" and column in open_columns) or _merge(
                properties, _ALONG
            ) == "continue"
            cells.append([] if covered else self._story(element))
            if down:
                open_columns.add(column)
            else:
                open_columns.discard(column)
            span = integer(setting(properties, "gridSpan")) or 1
            cells += [[] for _ in range(min(span, limits.TABLE_COLUMNS - column) - 1)]
        self._places += len(cells)
        if self._places > limits.TABLE_CELLS:
            raise TooLarge(f"表格单元格超过上限 {limits.TABLE_CELLS} 个。")
        return cells


def _descend(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in controls and wrappers."""
    for element in parent:
        name = local_name(element)
        if name == wanted:
            yield element
        elif name == "sdt":
            content = child(element, "sdtContent")
            if content is not None:
                yield from _descend(content, wanted)
        elif name in _CONTAINERS:
            yield from _descend(element, wanted)


def _merge(properties: Element | None, names: tuple[str, ...]) -> str:
    """ "restart" for the first cell of a merged one, "continue" for the others, "" for an ordinary cell."""
    for name in names:
        for merge in children(properties, name):
            return "restart" if attribute(merge) == "restart" else "continue"
    return ""
