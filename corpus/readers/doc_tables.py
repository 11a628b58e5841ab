"""The definition of a table row in a Word 97–2003 file (the operand of sprmTDefTable)."""

from corpus.readers.doc_streams import u8, u16

_CELL_SIZE = 20


def row_definition(operand: bytes) -> tuple[list[int], list[bool]]:
    """(edges, covered) of the cells of a row; empty lists when the definition is not whole."""
    count = u8(operand, 2)
    cells_at = 3 + 2 * (count + 1)
    if len(operand) < cells_at:
        return [], []
    edges = [_signed(u16(operand, 3 + 2 * i)) for i in range(count + 1)]
    return edges, [_covered(u16(operand, cells_at + _CELL_SIZE * i)) for i in range(count)]


def _signed(value: int) -> int:
    return value - 0x10000 if value & 0x8000 else value


def _covered(flags: int) -> bool:
    """Whether a merged cell to the left or above covers this one."""
    return flags & 3 == 1 or (flags >> 5) & 3 == 1
