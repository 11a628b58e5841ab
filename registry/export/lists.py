"""Writing the result lists in the formats that offices ask for. What a format needs is loaded when it is written."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from registry.export.csv import table_csv
from registry.export.json import json_bytes, lists_json
from registry.export.tables import statistics, tables_of
from registry.export.writing import write_file
from registry.lists import Lists

STEM = "清理结果目录"


class ListFormat(StrEnum):
    """The formats of the lists."""

    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


def lists_xlsx(lists: Lists) -> bytes:
    """One workbook: statistics with a chart, then a sheet a list."""
    from registry.export.sheets import workbook_bytes

    return workbook_bytes(tables_of(lists), statistics(lists))


def _html(lists: Lists) -> bytes:
    from registry.export.html import lists_html

    return lists_html(lists)


def _docx(lists: Lists) -> bytes:
    from registry.papers.catalogue import catalogue_docx

    return catalogue_docx(lists)


_MAKERS: dict[ListFormat, Callable[[Lists], bytes]] = {
    ListFormat.XLSX: lists_xlsx,
    ListFormat.DOCX: _docx,
    ListFormat.HTML: _html,
    ListFormat.JSON: lambda lists: json_bytes(lists_json(lists)),
}


def write_lists(lists: Lists, folder: Path, formats: Sequence[ListFormat]) -> list[Path]:
    """Write the lists into a folder: one file a format, csv one file a list. Gives the files written.

    The same lists give the same bytes. Raises InputError when the folder cannot be written.
    """
    written: list[Path] = []
    for format in dict.fromkeys(formats):
        if format is ListFormat.CSV:
            written.extend(
                write_file(folder / f"{STEM}-{number:02d}-{table.name}.csv", table_csv(table))
                for number, table in enumerate(tables_of(lists), 1)
            )
        else:
            written.append(write_file(folder / f"{STEM}.{format.value}", _MAKERS[format](lists)))
    return written
