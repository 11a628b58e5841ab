"""The ledger out of the registry again, in the canonical columns, as xlsx or csv."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.ledger_columns import columns
from registry.errors import UsageError
from registry.export.csv import csv_bytes
from registry.export.tables import Column, Table
from registry.export.writing import write_file
from registry.records import Document

_WIDTHS = {"文件名称": 46, "文号": 20, "制定机关": 20, "实施部门": 18, "公布网址": 28, "备注": 24, "序号": 6}


def write_ledger(path: Path, documents: Iterable[Document]) -> int:
    """Write the ledger of all documents to an .xlsx or .csv file; gives the number of rows.

    Raises UsageError for another ending, InputError when the file cannot be written.
    """
    names = [c.name for c in columns()]
    rows = [[row.get(name, "") for name in names] for row in ledger_rows(documents)]
    match path.suffix.lower():
        case ".csv":
            data = csv_bytes(names, rows)
        case ".xlsx":
            from registry.export.sheets import workbook_bytes

            heads = tuple(Column(name, _WIDTHS.get(name, 13)) for name in names)
            data = workbook_bytes([Table("规范性文件台账", heads, rows, title="行政规范性文件台账")])
        case other:
            raise UsageError(f"台账只能写成 .xlsx 或 .csv，不能写成“{other or path.name}”", "请换一个文件名")
    write_file(path, data)
    return len(rows)


def ledger_rows(documents: Iterable[Document]) -> Iterator[dict[str, str]]:
    """One row a document: the cells of its ledger as they were, filled up with what the text tells."""
    for index, document in enumerate(documents, 1):
        row = {name: str(cell) for name, cell in document.ledger.items()}
        for column in columns():
            if not column.field or row.get(column.name):
                continue
            fact = document.fact(column.field)
            if fact is None:
                continue
            row[column.name] = "无" if fact.value is None else _words(fact.value)
        row["序号"] = str(index)
        yield row


def _words(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
