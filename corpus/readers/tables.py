"""A grid of cell texts as a table Block, the same for every format that has tables."""

from collections.abc import Sequence

from corpus.page import Block, BlockKind


def table_block(rows: Sequence[Sequence[str]]) -> Block | None:
    """The Block of a table, None when no cell says anything.

    A merged cell's text stands once, in its first place; the places it covers are empty. Line ends and
    tabs inside a cell stay in `rows` and become spaces in `text`, where they mean cells and rows.
    """
    kept = tuple(tuple(cell.strip() for cell in row) for row in rows if any(cell.strip() for cell in row))
    if not kept:
        return None
    lines = ("\t".join(" ".join(cell.split("\n")).replace("\t", " ") for cell in row) for row in kept)
    return Block(BlockKind.TABLE, "\n".join(line.rstrip("\t") for line in lines), kept)


def cell_text(blocks: Sequence[Block]) -> str:
    """The text of a cell that holds these blocks."""
    return "\n".join(block.text for block in blocks)
