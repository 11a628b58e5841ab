"""Workbooks: a sheet a table, ready to print, and nothing in a cell that a spreadsheet would run."""

import io
import math
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.export.inert import cell_text, sheet_name
from registry.export.packing import repack
from registry.export.tables import Column, Table

_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="E8EEF4")
_HEAD_FONT = Font(name="黑体", size=11, bold=True)
_BODY_FONT = Font(name="仿宋", size=11)
_WRAP = Alignment(wrap_text=True, vertical="center")
_CENTER = Alignment(wrap_text=True, vertical="center", horizontal="center")
_DATE = 'yyyy"年"m"月"d"日"'


def workbook_bytes(
    tables: Sequence[Table], statistics: tuple[Sequence[str], Sequence[Sequence[str | int]]] | None = None
) -> bytes:
    """The tables as an xlsx file; with `statistics` a sheet of figures and a chart comes first.

    The same tables give the same bytes.
    """
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    if statistics:
        _statistics(book.create_sheet("统计"), *statistics)
    taken: set[str] = {"统计"} if statistics else set()
    for table in tables:
        name = sheet_name(table.name)
        while name in taken:
            name = name[:28] + f"_{len(taken)}"
        taken.add(name)
        _sheet(book.create_sheet(name), table)
    out = io.BytesIO()
    book.save(out)
    return repack(out.getvalue())


def _sheet(sheet: Worksheet, table: Table) -> None:
    width = len(table.columns)
    top = 0
    for text, font in (
        (table.title, Font(name="方正小标宋简体", size=18)),
        (table.note, Font(name="楷体", size=11)),
    ):
        if text:
            top += 1
            sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=width)
            cell = _put(sheet, top, 1, text)
            cell.font, cell.alignment = font, _CENTER
            sheet.row_dimensions[top].height = 30 if top == 1 else 20
    head = top + 1
    for index, column in enumerate(table.columns, 1):
        cell = _put(sheet, head, index, column.name)
        cell.font, cell.fill, cell.alignment, cell.border = _HEAD_FONT, _HEAD_FILL, _CENTER, _BORDER
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    for offset, row in enumerate(table.rows, 1):
        sheet.row_dimensions[head + offset].height = _height(row, table.columns)
        for index, (value, column) in enumerate(zip(row, table.columns, strict=True), 1):
            cell = _put(sheet, head + offset, index, value)
            cell.font, cell.border = _BODY_FONT, _BORDER
            cell.alignment = _WRAP if column.kind == "text" else _CENTER
    _print_setup(sheet, head, table.columns)


def _height(row: Sequence[str | int | date], columns: Sequence[Column]) -> float:
    """Room for the longest cell: no program computes the height of wrapped text when it opens a file."""
    lines = 1
    for value, column in zip(row, columns, strict=True):
        width = sum(2 if ord(char) > 0x2E7F or char in "“”‘’—…" else 1 for char in str(value))
        lines = max(lines, math.ceil(width / (column.width - 1.5)))
    return min(409.0, 5 + 15.0 * lines)


def _put(sheet: Worksheet, row: int, column: int, value: str | int | date) -> Cell:
    """Write a value as what it is: text is text even when it begins with = (no formula is ever written)."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            # The mark keeps it text even after somebody edits the cell.
            cell.quotePrefix = True
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = _DATE
    return cell


def _print_setup(sheet: Worksheet, head: int, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = f"C{head + 1}" if len(columns) > 3 else f"A{head + 1}"
    last = get_column_letter(len(columns))
    if sheet.max_row > head:
        sheet.auto_filter.ref = f"A{head}:{last}{sheet.max_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top = margins.bottom = 0.7
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"  # type: ignore[union-attr]


def _statistics(sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    _sheet(
        sheet, Table("统计", tuple(Column(h, 18, "number") for h in head), rows, "行政规范性文件清理结果统计")
    )
    chart = BarChart()
    chart.type, chart.style, chart.title = "col", 10, "清理结果（件）"
    chart.grouping, chart.overlap = "stacked", 100
    first, last = 2, 1 + len(rows)  # without the row of sums
    levels = Reference(sheet, min_col=2, max_col=len(head) - 1, min_row=first, max_row=last)
    chart.add_data(levels, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = 9, 18
    sheet.add_chart(chart, f"A{last + 4}")
