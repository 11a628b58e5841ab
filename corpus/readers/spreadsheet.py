"""Workbooks and separated values as tables: .xlsx, .xls, .et, .csv, and the Excel 2003 XML that systems export."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

import python_calamine as calamine
from lxml import etree

from corpus.page import Block, BlockKind, Page
from corpus.readers import limits
from corpus.readers.encoding import decode
from corpus.readers.errors import Empty, NeedsPassword, NotReadable, TooLarge
from corpus.readers.ooxml_package import ZipPackage, attribute, local_name
from corpus.readers.safe_xml import parse_xml
from corpus.readers.sniff import Kind, sniff
from corpus.readers.tables import table_block

_ROUNDED = "有 16 位以上的数字按数值存放，末尾几位可能已被表格软件改成 0，请核对。"
_HIDDEN = "含隐藏的工作表（{}），未读入。"
_CELL = re.compile(rb'<(?:\w+:)?c [^>]{0,80}?\br="([A-Z]{1,3})(\d{1,7})"')
#: Beyond this a number no longer has all its digits in a spreadsheet.
_EXACT = 10**15
_LARGEST_AREA = 20_000_000
#: Columns that a sheet must have, with a title among them, to be a ledger and no annex of a document.
_LEDGER_COLUMNS = 3
_LEDGER_ROWS = 15
_MOST_PROSE = 120


def read_spreadsheet(data: bytes, name: str = "") -> Page:
    """The Page of a workbook: a table for each visible sheet, under its name when there are several.

    Formulas give their stored values, merged cells their value once. Raises NotReadable, NeedsPassword,
    TooLarge, Empty. The library may abort the process on a crafted file: call it in a worker.
    """
    kind = sniff(data)
    if kind is Kind.XLSX:
        _check_package(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = book.sheets_metadata
    except calamine.PasswordError as error:
        raise NeedsPassword() from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise NotReadable("工作簿无法打开，文件可能已损坏。", "请用原程序打开并另存后重新加入。") from error
    warnings: dict[str, None] = {}
    tables: list[tuple[str, Block]] = []
    count = 0
    hidden = [s.name for s in sheets if s.visible is not calamine.SheetVisibleEnum.Visible]
    for sheet in sheets:
        if sheet.name in hidden or sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=True)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise NotReadable(f"工作表“{sheet.name}”无法读取，文件可能已损坏。") from error
        count += sum(map(len, rows))
        if count > limits.TABLE_CELLS:
            raise TooLarge(
                f"单元格超过 {limits.TABLE_CELLS // 10_000} 万个，不予读取。", "请拆分后重新加入。"
            )
        if any(_is_rounded(cell) for row in rows for cell in row):
            warnings[_ROUNDED] = None
        if block := table_block(_trimmed([[_text(cell) for cell in row] for row in rows])):
            tables.append((sheet.name, block))
    if hidden:
        warnings[_HIDDEN.format("、".join(hidden[:5]))] = None
    return _page(tables, "xlsx" if kind is Kind.XLSX else "xls", "", tuple(warnings))


def read_csv(data: bytes, name: str = "") -> Page:
    """The Page of separated values: comma, semicolon or tab, whichever the first lines use most. Raises Empty, TooLarge."""
    decoded = decode(data)
    head = decoded.text[:20_000].split("\n")[:20]
    delimiter = max(",\t;|，", key=lambda sign: sum(line.count(sign) for line in head))
    reader = csv.reader(io.StringIO(decoded.text.replace("\0", ""), newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    count = 0
    try:
        for row in reader:
            count += len(row)
            if count > limits.TABLE_CELLS:
                raise TooLarge(f"单元格超过 {limits.TABLE_CELLS // 10_000} 万个，不予读取。")
            rows.append(row)
    except csv.Error as error:
        raise NotReadable("表格文本的格式有误，无法读取。") from error
    block = table_block(_trimmed(rows))
    return _page([("", block)] if block else [], "csv", decoded.encoding, ())


def read_excel_xml(data: bytes, name: str = "") -> Page:
    """The Page of an Excel 2003 XML file. Raises NotReadable, TooLarge, Empty."""
    tables: list[tuple[str, Block]] = []
    count = 0
    for sheet in (e for e in parse_xml(data).iter(etree.Element) if local_name(e) == "Worksheet"):
        rows: list[list[str]] = []
        for row in (e for e in sheet.iter(etree.Element) if local_name(e) == "Row"):
            cells: list[str] = []
            for cell in (e for e in row if local_name(e) == "Cell"):
                index = attribute(cell, "Index") or ""
                if re.fullmatch(r"\d{1,5}", index):
                    cells += [""] * (min(int(index) - 1, limits.SHEET_COLUMNS) - len(cells))
                cells.append(
                    "".join("".join(map(str, e.itertext())) for e in cell if local_name(e) == "Data")
                )
            count += len(cells)
            if count > limits.TABLE_CELLS:
                raise TooLarge(f"单元格超过 {limits.TABLE_CELLS // 10_000} 万个，不予读取。")
            rows.append(cells)
        if block := table_block(_trimmed(rows)):
            tables.append((attribute(sheet, "Name") or "", block))
    return _page(tables, "excel-xml", "Excel 2003 XML", ())


def looks_like_ledger(page: Page) -> bool:
    """True when a page is a table with the headings of a ledger (台账) and nothing else to read."""
    from corpus.ledger_columns import map_headings

    if sum(len(b.text) for b in page.blocks if b.kind is not BlockKind.TABLE) > _MOST_PROSE:
        return False
    for block in page.blocks:
        for row in block.rows[:_LEDGER_ROWS]:
            names = set(map_headings(row).values())
            if "文件名称" in names and len(names) >= _LEDGER_COLUMNS:
                return True
    return False


def _check_package(data: bytes) -> None:
    """Refuse what would make the library take gigabytes: counted on the real bytes, before it sees them."""
    package = ZipPackage(data)
    for part in package.names:
        if not part.lower().startswith("xl/") or not part.lower().endswith((".xml", ".bin")):
            continue
        content = package.read(part) or b""
        if b"<!DOCTYPE" in content[:2048]:
            raise NotReadable("文件含有文档类型声明（DOCTYPE），为安全起见不予读取。")
        if "/worksheets/" not in part.lower():
            continue
        columns = rows = 0
        for match in _CELL.finditer(content):
            rows = max(rows, int(match[2]))
            columns = max(columns, _column(match[1]))
        if rows * columns > _LARGEST_AREA:
            raise TooLarge("工作表的范围过大（首尾单元格相距太远），不予读取。", "请删除空白区域后另存。")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_rounded(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= _EXACT


def _text(cell: object) -> str:
    """A cell as a person writes it: no ".0" behind whole numbers, dates in ISO form."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    return str(cell)


def _trimmed(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Rows without the empty columns at their right, and within the limit of columns."""
    kept = [[*row][: limits.SHEET_COLUMNS] for row in rows]
    width = max((i + 1 for row in kept for i, cell in enumerate(row) if cell.strip()), default=0)
    return [row[:width] for row in kept]


def _page(tables: list[tuple[str, Block]], format: str, detail: str, warnings: tuple[str, ...]) -> Page:
    if not tables:
        raise Empty("表格里没有内容。")
    blocks: list[Block] = []
    for name, table in tables:
        if name and len(tables) > 1:
            blocks.append(Block(BlockKind.HEADING, name))
        blocks.append(table)
    return Page(tuple(blocks), format, detail, warnings=warnings)
