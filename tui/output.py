"""The only module that writes to standard output: results, for people or for programs, and nothing else."""

import csv
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from registry.errors import UsageError
from tui.safe import plain


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def prepare() -> None:
    """Make standard output and error speak UTF-8 whatever the terminal claims."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def colours() -> bool:
    """Whether people look at standard output through a terminal that shows colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def line(text: object = "") -> None:
    """One line of text for people, cleaned of control characters."""
    sys.stdout.write(plain(text) + "\n")


def styled(*parts: tuple[str, str] | str) -> None:
    """One line whose parts may carry a style: bold, dim, red, yellow, green, cyan, or mark."""
    out = []
    use = colours()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        code = _STYLES.get(style, "")
        out.append(f"\x1b[{code}m{plain(text)}\x1b[0m" if use and code else plain(text))
    sys.stdout.write("".join(out) + "\n")


def file_line(indent: str, path: str) -> None:
    """The path of a file on a line of its own; in a terminal that shows colours it opens the file."""
    from tui.safe import one_line

    shown = one_line(path, 300)
    if colours() and os.path.isabs(path) and os.path.isfile(path):
        address = Path(path).as_uri()  # percent-encoded: nothing in it can act in a terminal
        sys.stdout.write(f"{indent}\x1b]8;;{address}\x1b\\\x1b[2m{shown}\x1b[0m\x1b]8;;\x1b\\\n")
    else:
        styled(indent, (shown, "dim"))


_STYLES = {"bold": "1", "dim": "2", "red": "1;31", "yellow": "33", "green": "32", "cyan": "36", "mark": "1;7"}


def text_or_json(format: Format) -> Format:
    """The format of what is no table. Raises UsageError for csv: a text for people in a file of that name would be
    opened as a spreadsheet, its lines taken for formulas.
    """
    if format is Format.CSV:
        raise UsageError("这个命令的结果不是表格，没有 csv 格式", "可用：table、json")
    return format


def json_document(value: Any) -> None:
    """One JSON document, UTF-8, indented."""
    from registry.export.inert import json_text

    sys.stdout.write(json_text(value, indent=1, default=str) + "\n")


def json_line(value: Any) -> None:
    """One JSON object on a line of its own."""
    from registry.export.inert import json_text

    sys.stdout.write(json_text(value, default=str) + "\n")


def csv_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """A CSV table with a header; cells that a spreadsheet would run as a formula are made inert."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_inert(row.get(column, "")) for column in columns])


def _inert(value: Any) -> str:
    from registry.export.inert import csv_text

    if isinstance(value, (list, tuple)):
        value = "、".join(str(x) for x in value)
    return csv_text("" if value is None else str(value))


def table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[int] | None = None
) -> None:
    """A plain table in columns of terminal cells; the last column takes the rest of the line."""
    from tui.safe import one_line, pad, width

    body = [[one_line(cell, 400) for cell in row] for row in rows]
    if widths is None:
        widths = [
            min(40, max([width(header), *(width(row[i]) for row in body)]))
            for i, header in enumerate(headers)
        ]
    for row in [list(headers), *body]:
        cells = [pad(cell, w) for cell, w in zip(row[:-1], widths[:-1], strict=False)]
        line("  ".join([*cells, row[-1]]).rstrip())
