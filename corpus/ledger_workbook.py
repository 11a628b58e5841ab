"""Reads one workbook in a process of its own and prints its sheets as JSON: `python -m corpus.ledger_workbook`.

Exit status 0: read; 1: the library refused the file (reason on stderr); anything else: the process died.
"""

import json
import sys
from datetime import date, datetime
from itertools import islice

#: What is read of a sheet at most; a ledger has 30 columns and a few thousand rows.
ROWS, COLUMNS = 200_000, 300
_MEMORY = 1536 << 20


def read(path: str) -> list[dict[str, object]]:
    """The sheets with their cells from the first one on. Raises python_calamine.CalamineError."""
    from python_calamine import CalamineWorkbook

    found: list[dict[str, object]] = []
    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [list(map(_cell, row[:COLUMNS])) for row in islice(sheet.iter_rows(), ROWS)]
            merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            found.append({"name": name, "rows": rows, "merges": merges})
    return found


def _cell(value: object) -> object:
    """JSON for a cell; a day is a list of its ISO form."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return [value.date().isoformat()]
    return [value.isoformat()] if isinstance(value, date) else str(value)


def _bound_memory() -> None:
    """Where the system can do that: a hostile workbook then ends this process, not the machine."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def main() -> int:
    from python_calamine import CalamineError

    _bound_memory()
    try:
        sheets = read(sys.argv[1])
    except (CalamineError, OSError, ValueError, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 1
    sys.stdout.buffer.write(json.dumps(sheets).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
