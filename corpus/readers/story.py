"""A run of paragraphs being put together: the body, a cell's content, a note or a text box.

The binary and the rich-text formats give text and marks one after the other; this keeps what is open.
"""

from collections.abc import Sequence

from corpus.page import Block, BlockKind
from corpus.readers import limits
from corpus.readers.errors import TooLarge
from corpus.readers.grid import Row, row, table
from corpus.readers.symbols import printable


class Story:
    """Blocks so far, and the paragraph, cell, row and table that are open."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._carried = ""
        self._out: list[Block] = []
        self._behind: list[Block] = []
        self._notes: list[Block] = []
        self._cell: list[Block] = []
        self._row: list[list[Block]] = []
        self._rows: list[Row] = []
        self._cells = 0

    def add(self, text: str) -> None:
        self._pieces.append(text)

    def take_text(self) -> str:
        """The text of the paragraph that ends here."""
        text = self._carried + "".join(self._pieces)
        self._pieces, self._carried = [], ""
        return text

    def carry_on(self) -> None:
        """The paragraph's end is not seen: the next one continues its line."""
        self._carried = self.take_text()

    def put_behind(self, blocks: Sequence[Block]) -> None:
        """Blocks of a text box, which stand behind the paragraph that it is anchored in."""
        self._behind.extend(blocks)

    def put_note(self, block: Block | None) -> None:
        """A note, which stands behind the paragraph or table that refers to it."""
        self._notes.extend([block] if block else [])

    def end_paragraph(self, block: Block | None, *, in_table: bool) -> None:
        """Close a paragraph; `block` is what it says, None for nothing."""
        blocks = [*([block] if block else []), *self._behind]
        self._behind = []
        if in_table:
            self._cell.extend(blocks)
            return
        self._end_table()
        self._out.extend(blocks)
        self._take_notes()

    def end_cell(self) -> None:
        """Close a cell. Raises TooLarge beyond the limit of cells."""
        self._cells += 1
        if self._cells > limits.TABLE_CELLS:
            raise TooLarge(f"表格单元格超过上限 {limits.TABLE_CELLS} 个。")
        self._row.append(self._cell)
        self._cell = []

    def end_row(self, edges: Sequence[int] = (), covered: Sequence[bool] = ()) -> None:
        if self._cell:
            self._row.append(self._cell)
        if self._row:
            self._rows.append(row(self._row, edges, covered))
        self._row, self._cell = [], []

    def blocks(self) -> list[Block]:
        """All blocks; what is still open (the file was cut) is closed as it stands."""
        rest = printable(self.take_text()).strip()
        self._end_table()
        if rest:
            self._out.append(Block(BlockKind.PARAGRAPH, rest))
        return [*self._out, *self._behind, *self._notes]

    def _end_table(self) -> None:
        self.end_row()
        if self._rows:
            self._out.extend(table(self._rows))
            self._rows = []
            self._take_notes()

    def _take_notes(self) -> None:
        self._out.extend(self._notes)
        self._notes = []
