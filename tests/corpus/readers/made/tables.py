"""Workbooks and separated values."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment

from corpus.readers.errors import Empty, NotReadable, TooLarge
from tests.corpus.readers.made.base import Fixture
from tests.corpus.readers.made.word97 import compound

_ROWS = (("序号", "事项", "标准"), (1, "甲事项", "不超过3米"), (2, "乙事项", 0.5))
_TABLE = "序号\t事项\t标准\n1\t甲事项\t不超过3米\n2\t乙事项\t0.5"


def workbook(
    change: Callable[[Workbook], None] | None = None, rows: Sequence[Sequence[object]] = _ROWS
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "裁量标准"
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def _merged(book: Workbook) -> None:
    sheet = book["裁量标准"]
    sheet["A5"] = "合并"
    sheet.merge_cells("A5:C5")
    sheet["A2"].comment = Comment("批注不读", "某")


def _hidden(book: Workbook) -> None:
    sheet = book.create_sheet("隐藏表")
    sheet["A1"] = "藏着的"
    sheet.sheet_state = "hidden"


def _second(book: Workbook) -> None:
    book.create_sheet("附表")["B2"] = "第二张表"


def _typed(book: Workbook) -> None:
    sheet = book["裁量标准"]
    sheet["A4"], sheet["B4"], sheet["C4"] = dt.date(2023, 6, 9), True, "多行\n文字"


def _long_number(book: Workbook) -> None:
    book["裁量标准"]["A4"] = 210311199001010011


def _far_apart(book: Workbook) -> None:
    book["裁量标准"]["XFD1048576"] = "远"


_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
_EXCEL_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row><Cell><Data ss:Type="String">序号</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="String">事项</Data></Cell></Row></Table></Worksheet></Workbook>'
)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _unicode(text: str, head: str) -> bytes:
    return struct.pack(head, len(text)) + b"\x01" + text.encode("utf-16-le")


def xls(rows: Sequence[Sequence[object]] = _ROWS) -> bytes:
    """A workbook of Excel 97–2003 (BIFF8) with one sheet of labels and numbers."""
    cells = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                cells += _record(0x0204, place + _unicode(value, "<H"))
            else:
                cells += _record(0x0203, place + struct.pack("<d", float(str(value))))
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    end = _record(0x000A, b"")
    name = _unicode("裁量标准", "<B")
    place = len(start) + 4 + 6 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IBB", place, 0, 0) + name)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + end
    book = start + bound + end + sheet
    return compound({"Workbook": book.ljust(4096, b"\0")})


LEDGER_ROWS = (
    ("云岭区行政规范性文件台账", "", "", "", ""),
    ("序号", "文件名称", "文号", "制定机关", "成文日期"),
    (1, "云岭区闲置校舍利用管理办法", "云政办发〔2023〕17号", "云岭区人民政府办公室", "2023-06-09"),
)

FIXTURES = (
    Fixture("标准.xlsx", workbook, format="xlsx", texts=(_TABLE,), silent=True),
    Fixture("标准.xls", xls, format="xls", texts=(_TABLE,), silent=True),
    Fixture("标准.et", xls, format="xls", texts=(_TABLE,), silent=True),
    Fixture("截断.xls", lambda: xls()[:2500], error=NotReadable),
    Fixture("合并.xlsx", lambda: workbook(_merged), texts=(_TABLE + "\n合并",)),
    Fixture("隐藏表.xlsx", lambda: workbook(_hidden), texts=(_TABLE,), warns=("隐藏的工作表（隐藏表）",)),
    Fixture("两张表.xlsx", lambda: workbook(_second), texts=("裁量标准", _TABLE, "附表", "第二张表")),
    Fixture("类型.xlsx", lambda: workbook(_typed), contains=("2023-06-09\tTRUE\t多行 文字",)),
    Fixture("长数字.xlsx", lambda: workbook(_long_number), warns=("16 位以上",)),
    Fixture("空.xlsx", lambda: workbook(rows=()), error=Empty),
    Fixture("首尾相距太远.xlsx", lambda: workbook(_far_apart), error=TooLarge),
    Fixture("百万单元格.xlsx", lambda: repacked(workbook(), "xl/worksheets/sheet1.xml", _SHEET.format("".join(f'<row r="{r}">' + "".join(f'<c r="{chr(65 + c)}{r}"><v>1</v></c>' for c in range(20)) + "</row>" for r in range(1, 20_001))).encode()), contains=("1\t1",)),
    Fixture("截断.xlsx", lambda: workbook()[:3000], error=NotReadable),
    Fixture("实体.xlsx", lambda: repacked(workbook(), "xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY a "x">]><worksheet/>'), error=NotReadable),
    Fixture("表格炸弹.xlsx", lambda: repacked(workbook(), "xl/worksheets/sheet1.xml", _SHEET.format(" " * (80 << 20)).encode()), error=TooLarge),
    Fixture("标准.csv", lambda: "序号,事项,标准\r\n1,甲事项,不超过3米\r\n2,乙事项,0.5\r\n".encode("gb18030"), format="csv", texts=(_TABLE,), detail="gb18030"),
    Fixture("引号.csv", lambda: '甲,"乙,丙\n丁"\n"戊""己",庚\n'.encode(), texts=('甲\t乙,丙 丁\n戊"己\t庚',)),
    Fixture("制表符.tsv", lambda: "甲\t乙\n丙\t丁\n".encode(), texts=("甲\t乙\n丙\t丁",)),
    Fixture("其实是制表符.xls", lambda: "序号\t事项\n1\t罚款\n".encode("gbk"), format="csv", texts=("序号\t事项\n1\t罚款",), warns=("扩展名是 .xls",)),
    Fixture("其实是网页.xls", lambda: '<html><meta http-equiv=Content-Type content="text/html; charset=gb2312"><body><table><tr><td>序号</td><td>事项</td></tr><tr><td>1</td><td>罚款</td></tr></table></body></html>'.encode("gbk"), format="html", texts=("序号\t事项\n1\t罚款",), warns=("扩展名是 .xls",)),
    Fixture("其实是2003.xls", lambda: _EXCEL_XML.encode(), format="excel-xml", texts=("序号\t\t事项",)),
    Fixture("台账.xlsx", lambda: workbook(rows=LEDGER_ROWS), contains=("闲置校舍",)),
)  # fmt: skip
