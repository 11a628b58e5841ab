"""The department's workbook of a cleanup round (自查表): written, filled in with Excel, and read back.

One sheet of instructions, one of documents with drop-downs. What identifies a row (document, what was
decided when the pack was written) stands in locked columns at the right, so that sorting or deleting rows
does no harm.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.dates import parse_date
from registry.errors import InputError
from registry.export.inert import cell_text
from registry.export.packing import repack
from registry.plain import strip_controls
from registry.records import Disposition

SHEET, GUIDE = "清理意见", "填写说明"
_HEADER_ROW = 3
#: (heading, width, filled in by the department)
_COLUMNS: tuple[tuple[str, int, bool], ...] = (
    ("序号", 6, False),
    ("文件名称", 44, False),
    ("文号", 20, False),
    ("成文日期", 12, False),
    ("施行日期", 12, False),
    ("有效期至", 12, False),
    ("疑似问题", 60, False),
    ("系统建议", 12, False),
    ("处置意见", 14, True),
    ("理由和依据", 40, True),
    ("责任人", 12, True),
    ("完成时限", 14, True),
    ("征求意见及采纳情况", 30, True),
    ("文件编号", 14, False),
    ("收到时意见", 10, False),
)
_INSTRUCTIONS = (
    "一、本表列出由本部门实施的全部规范性文件，请逐件填写白色各栏，灰色各栏请勿改动。",
    "二、“处置意见”从下拉框选择：继续有效、修改、废止、宣布失效、非规范性文件。",
    "三、修改的，请填完成时限（如 2027-03-31）和责任人；废止、宣布失效的，必须写明理由。",
    "四、“疑似问题”由程序提示，仅供参考，是否成立由部门核实；认为不成立的，请在理由栏说明。",
    "五、可以筛选、排序；请不要删除“文件编号”一列。填好后原样报回司法局。",
)


@dataclass(frozen=True, slots=True)
class PackRow:
    """One document as the department sees it. `seen` is the sequence number of the decision that stood."""

    document_id: str
    title: str
    number: str
    signed_on: str
    effective_on: str
    expires_on: str
    problems: str
    suggestion: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One row as it came back. `problems` are Chinese sentences; a row with problems is not taken over."""

    row_no: int
    document_id: str
    disposition: Disposition | None
    reason: str
    person: str
    deadline: date | None
    opinions: str
    seen: int
    problems: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing was filled in."""
        return self.disposition is None and not (self.reason or self.person or self.deadline or self.problems)


@dataclass(frozen=True, slots=True)
class Pack:
    """A workbook that came back: whose it is, and its rows."""

    department: str
    round_id: int
    answers: tuple[Answer, ...]


def make_pack(department: str, round_id: int, round_name: str, rows: Sequence[PackRow]) -> bytes:
    """The workbook for a department, equal bytes for equal input."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = GUIDE
    guide.column_dimensions["A"].width = 100
    for line in (f"{round_name}　{department}", *_INSTRUCTIONS):
        guide.append([_text(line)])
    guide["A1"].font = Font(bold=True, size=14)
    sheet = book.create_sheet(SHEET)
    sheet.append([_text(f"{round_name}：{department}"), None, None, f"轮次{round_id}"])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append([name for name, _, _ in _COLUMNS])
    for index, row in enumerate(rows, 1):
        sheet.append([
            index, _text(row.title), _text(row.number), row.signed_on, row.effective_on, row.expires_on,
            _text(row.problems), row.suggestion, None, None, None, None, None, row.document_id, row.seen,
        ])  # fmt: skip
    _dress(sheet, len(rows))
    out = io.BytesIO()
    book.active = 1
    book.save(out)
    return repack(out.getvalue())


def _text(text: str) -> str:
    """Cells hold strings, never formulas: openpyxl would take a leading = for one."""
    clean = cell_text(text)
    return f"'{clean}" if clean.startswith("=") else clean


def _dress(sheet: Worksheet, count: int) -> None:
    thin = Side(style="thin", color="999999")
    grey = PatternFill("solid", fgColor="EEEEEE")
    last = _HEADER_ROW + max(count, 1)
    for at, (_, width, own) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        for cells in sheet.iter_rows(min_row=_HEADER_ROW, max_row=last, min_col=at, max_col=at):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
                cell.protection = Protection(locked=not own)
                if not own:
                    cell.fill = grey
                if cell.row == _HEADER_ROW:
                    cell.font = Font(bold=True)
    letter = {name: get_column_letter(at) for at, (name, _, _) in enumerate(_COLUMNS, 1)}
    choices = DataValidation(
        type="list", formula1=f'"{",".join(Disposition)}"', allow_blank=True, showErrorMessage=True,
        errorTitle="处置意见", error="请从下拉框中选择",
    )  # fmt: skip
    choices.add(f"{letter['处置意见']}{_HEADER_ROW + 1}:{letter['处置意见']}{last}")
    sheet.add_data_validation(choices)
    sheet.freeze_panes = f"C{_HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{letter['收到时意见']}{last}"
    sheet.column_dimensions[letter["收到时意见"]].hidden = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def read_pack(data: bytes, name: str) -> Pack:
    """A filled-in workbook. Raises InputError when it is not one of ours; mistakes of a row are in its Answer."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        # A sheet is parsed as its rows are taken: damage in it shows only now.
        rows = list(book[SHEET].iter_rows(values_only=True)) if SHEET in book.sheetnames else None
    except Exception as error:
        raise InputError(
            f"打不开：{name}（{type(error).__name__}）", "请用 Excel 另存为 .xlsx 后再导入"
        ) from error
    if rows is None:
        raise InputError(f"{name} 不是部门清理表：没有“{SHEET}”工作表", "请使用 guiqing round packs 生成的表")
    heading = next((i for i, row in enumerate(rows[:20]) if "文件编号" in row and "处置意见" in row), None)
    marks = [str(cell) for row in rows[:3] for cell in row if isinstance(cell, str)]
    round_id = next(
        (
            int(number)
            for m in marks
            if m.startswith("轮次") and (number := m.removeprefix("轮次")).isdecimal() and len(number) < 10
        ),
        None,
    )
    if heading is None or round_id is None:
        raise InputError(
            f"{name} 的表头被改动了，认不出来", "请恢复表头一行（序号、文件名称……文件编号）后再导入"
        )
    places = {str(cell).strip(): at for at, cell in enumerate(rows[heading]) if cell is not None}
    department = next((m.partition("：")[2] for m in marks if "：" in m), "")
    answers = tuple(_answers(rows[heading + 1 :], places, heading + 2))
    return Pack(department, round_id, answers)


def _answers(rows: Sequence[Sequence[Any]], places: dict[str, int], first: int) -> Iterator[Answer]:
    for row_no, row in enumerate(rows, first):

        def cell(name: str, row: Sequence[Any] = row) -> Any:
            at = places.get(name)
            return row[at] if at is not None and at < len(row) else None

        document_id = _words(cell("文件编号"))
        if not document_id:
            if any(c not in (None, "") for c in row):
                yield Answer(row_no, "", None, "", "", None, "", 0, ("没有文件编号，认不出是哪一件",))
            continue
        problems: list[str] = []
        word = _words(cell("处置意见"))
        disposition = next((d for d in Disposition if d.value == word), None)
        if word and disposition is None:
            problems.append(f"处置意见“{word}”不在可选范围")
        deadline, raw = None, cell("完成时限")
        if isinstance(raw, datetime | date):
            deadline = raw.date() if isinstance(raw, datetime) else raw
        elif raw not in (None, ""):
            found = parse_date(str(raw))
            if found is None or len(found) != 10:
                problems.append(f"完成时限“{raw}”不是一个日期")
            else:
                deadline = date.fromisoformat(found)
        reason = _words(cell("理由和依据"))
        if disposition in (Disposition.REPEAL, Disposition.LAPSE) and not reason:
            problems.append(f"{disposition.value}须写明理由")
        seen = cell("收到时意见")
        yield Answer(
            row_no, document_id, disposition, reason, _words(cell("责任人")), deadline,
            _words(cell("征求意见及采纳情况")), _count(seen), tuple(problems),
        )  # fmt: skip


def _count(value: Any) -> int:
    text = _words(value)
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _words(value: Any) -> str:
    return strip_controls(str(value)).strip() if value is not None else ""
