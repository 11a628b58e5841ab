"""Reading a ledger (台账) as offices keep it: any order of columns, titles above the header, merged cells.

Every row is kept. What cannot be understood of a row is one of its problems, never a guess: a cell that is
empty says nothing, a cell that says 无 or 未… confirms that there is none.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from corpus.ledger_columns import Column, canonical, cell_words, columns, map_headings
from corpus.ledger_dates import read_date, read_interval
from corpus.ledger_facts import facts_of_cell, flat, reckoned
from corpus.ledger_sheets import Cell, Sheet, fill_merges, read_sheets
from registry.errors import InputError
from registry.records import Fact

#: A header must stand among the first rows; more rows of titles and notes than this were never seen.
_HEADER_WITHIN = 40
#: Columns that tell which document a row is about; a header needs one of them and one more column.
_NAMING = ("文件名称", "文号")
#: Headings over a group of rows: 一、区政府文件（3件）.
_GROUP_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")
_GROUP_NAME = re.compile(r".{1,12}文件(?:[（(]?共?\d+件[)）]?)?")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row. `row_no` is the number that the spreadsheet shows; `sheet` its sheet.

    `values` holds the cells by canonical column as they stand (typed dates and serials as ISO dates);
    an empty cell is left out. `facts` have source LEDGER; a value of None means confirmed: there is none.
    """

    row_no: int
    values: Mapping[str, str]
    facts: tuple[Fact, ...]
    problems: tuple[str, ...] = ()
    sheet: str = ""

    def fact(self, name: str) -> Fact | None:
        return next((f for f in self.facts if f.field == name), None)

    @property
    def title(self) -> str:
        found = self.fact("title")
        return str(found.value) if found and found.value else ""

    @property
    def number(self) -> str:
        found = self.fact("number")
        return str(found.value) if found and found.value else ""

    @property
    def place(self) -> str:
        """第7行, with the sheet's name where the ledger has several."""
        return f"{self.sheet}第{self.row_no}行" if self.sheet else f"第{self.row_no}行"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that was read. `mapping`: heading as printed → canonical column; `unknown`: headings without one."""

    name: str
    mapping: tuple[tuple[str, str], ...]
    rows: tuple[LedgerRow, ...]
    problems: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    last_row: int
    headings: tuple[str, ...]
    by_index: Mapping[int, str] = field(default_factory=dict)


def read_ledger(path: Path) -> Ledger:
    """Read an xlsx, xls or csv ledger.

    Raises InputError when the file cannot be read or no sheet has a header row.
    """
    return ledger_of(path.name, read_sheets(path))


def ledger_of(name: str, sheets: Sequence[Sheet]) -> Ledger:
    """Understand sheets that were read; all sheets with a header row count. Raises InputError without any."""
    found = [(sheet, header) for sheet in sheets if (header := _find_header(sheet))]
    if not found:
        raise InputError(
            f"台账没有表头行：{name}",
            "表头应在前几行，至少写明“文件名称”或“文号”以及其他一列，例如：文件名称、文号、制定机关、成文日期",
        )
    rows: list[LedgerRow] = []
    problems: list[str] = []
    mapping: dict[str, str] = {}
    unknown: dict[str, None] = {}
    for sheet, header in found:
        for index, heading in enumerate(header.headings):
            if index in header.by_index:
                mapping.setdefault(flat(heading), header.by_index[index])
            elif heading:
                unknown.setdefault(flat(heading))
        absent = [column for column in _NAMING if column not in header.by_index.values()]
        problems.extend(f"{sheet.name}：没有“{column}”一列" for column in absent)
        rows.extend(_rows(sheet, header, sheet.name if len(found) > 1 else "", problems))
    if unknown:
        problems.append(f"不认识的列：{'、'.join(unknown)}（内容未导入）")
    return Ledger(name, tuple(mapping.items()), tuple(rows), tuple(problems), tuple(unknown))


# -- the header


def _find_header(sheet: Sheet) -> _Header | None:
    """The row, or two rows one below the other, whose cells stand for the most columns."""
    grid = fill_merges(sheet)
    best: _Header | None = None
    for at in range(min(len(grid), _HEADER_WITHIN)):
        single = tuple(_heading(c) for c in grid[at])
        for header in (_Header(at, single, map_headings(single)), _double(sheet, grid, at)):
            if header and _usable(header) and (best is None or len(header.by_index) > len(best.by_index)):
                best = header
    return best


def _usable(header: _Header) -> bool:
    names = set(header.by_index.values())
    return len(names) >= 2 and bool(names & set(_NAMING))


def _double(sheet: Sheet, grid: Sequence[Sequence[Cell]], at: int) -> _Header | None:
    """Two header rows: 备案 over 日期 and 编号. The upper cell also stands over the blanks to its right."""
    if at + 1 >= len(grid):
        return None
    upper, lower = list(map(_heading, grid[at])), [_heading(c) for c in grid[at + 1]]
    if len({text for text in upper if text}) < 2:  # the name of the ledger, not a header
        return None
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    joined: list[str] = []
    parent = ""
    for top, bottom in zip(upper, lower, strict=True):
        parent = top or (parent if bottom else "")
        both = f"{parent}{bottom}" if bottom != parent else parent
        joined.append(next((h for h in (both, bottom or top) if h and canonical(h)), both))
    mapped = map_headings(joined)
    # A row of data below a complete header must not be taken for its second row.
    if len(set(mapped.values())) <= len(set(map_headings(upper).values())):
        return None
    return _Header(at + 1, tuple(joined), mapped)


def _heading(cell: Cell) -> str:
    return cell if isinstance(cell, str) and len(cell) <= 40 else ""


# -- rows


def _rows(sheet: Sheet, header: _Header, name: str, problems: list[str]) -> list[LedgerRow]:
    grid = fill_merges(sheet)
    own = [list(row) for row in sheet.rows]
    wanted = {column.name: column for column in columns()}
    rows: list[LedgerRow] = []
    for at in range(header.last_row + 1, len(grid)):
        cells = {
            h: grid[at][i]
            for i, h in header.by_index.items()
            if i < len(grid[at]) and grid[at][i] is not None
        }
        if not cells or not any(c is not None for c in own[at]):
            continue
        place = f"{name}第{at + 1}行"
        if skipped := _no_document(cells, header):
            if skipped != "表头":
                problems.append(f"{place}：{skipped}，未作为文件")
            continue
        rows.append(_row(at + 1, cells, wanted, name))
    return rows


def _no_document(cells: Mapping[str, Cell], header: _Header) -> str:
    """Why a row is no document's row: a header printed again, a heading over a group, a line below the table."""
    texts = [flat(str(c)) for c in cells.values()]
    printed = {name: flat(header.headings[index]) for index, name in header.by_index.items()}
    if sum(text in (column, printed[column]) for text, column in zip(texts, cells, strict=True)) >= 2:
        return "表头"
    named = [c for c in _NAMING if c in cells]
    if cell_words().foot.match(texts[0]) or (named and cell_words().foot.match(flat(str(cells[named[0]])))):
        return f"表尾文字“{texts[0][:20]}”" if len(set(texts)) <= max(3, len(header.by_index) // 3) else ""
    told = {text for column, text in zip(cells, texts, strict=True) if column != "序号"}
    if not named and len(set(texts)) == 1:
        return f"分组标题“{texts[0][:20]}”"
    if len(told) == 1 and len(cells) > 2:  # one text merged over the row
        return f"分组标题“{texts[0][:20]}”"
    if "文件名称" in cells and told == {title := flat(str(cells["文件名称"]))}:
        numbered = _GROUP_NUMBER.match(
            flat(str(cells.get("序号") or "")) + "、" if "序号" in cells else title
        )
        if numbered or _GROUP_NAME.fullmatch(title):
            return f"分组标题“{title[:20]}”"
    return ""


def _row(row_no: int, cells: Mapping[str, Cell], wanted: Mapping[str, Column], sheet: str) -> LedgerRow:
    values: dict[str, str] = {}
    facts: list[Fact] = []
    problems: list[str] = []
    for name, cell in _with_last_days(cells, wanted).items():
        column = wanted[name]
        if cell is None:
            continue
        if isinstance(cell, int | float) and column.kind != "date" and abs(cell) >= 1e15:
            problems.append(
                f"“{name}”是按数字存的长号码，后几位已被表格软件舍入：{cell:.0f}；请改为文本后重填"
            )
        text = _text_of(cell, column)
        values[name] = text
        facts.extend(facts_of_cell(column, cell, text, problems))
    facts.extend(reckoned(values, facts, problems))
    ordered = {column.name: values[column.name] for column in columns() if column.name in values}
    if not ({"title", "number"} & {f.field for f in facts if f.value}):
        problems.append("没有文件名称，也没有文号")
    return LedgerRow(row_no, ordered, tuple(facts), tuple(problems), sheet)


def _with_last_days(cells: Mapping[str, Cell], wanted: Mapping[str, Column]) -> Mapping[str, Cell]:
    """The cells with a first and a last day in one of them set apart (2021年1月5日至2月5日)."""
    apart: dict[str, Cell] = {}
    for name, cell in cells.items():
        until = wanted[name].until
        if until and isinstance(cell, str) and cells.get(until) is None and (both := read_interval(cell)):
            apart |= {name: both[0], until: both[1]}
    return {**cells, **apart}


def _text_of(cell: Cell, column: Column) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and math.isfinite(cell):
        if column.kind == "date" and (iso := read_date(cell).iso):
            return iso
        return f"{cell:.0f}" if cell == int(cell) else repr(cell)
    return str(cell)
