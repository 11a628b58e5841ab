"""Lists as csv that spreadsheets open without running anything: UTF-8 with mark, CR LF."""

import csv
import io
from collections.abc import Iterable, Sequence

from registry.export.inert import csv_text
from registry.export.tables import Table, words


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A csv file of any rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([csv_text(h) for h in head])
    writer.writerows([csv_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def table_csv(table: Table) -> bytes:
    """One list."""
    return csv_bytes([c.name for c in table.columns], ([words(cell) for cell in row] for row in table.rows))
