"""Figures in the cells of tables (a text's annex of standards): each with the words of its row and of its column. Pure.

A row is a line whose cells are parted by tabs, as every reader of files writes it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules.conflicts.provisions import Measure, without_figures
from rules.conflicts.slots import UNITS, Slot, number, slots_in
from rules.passages import Sentence

#: Columns that count, date or name things: no figure of theirs is fixed for anybody.
_NO_STANDARD = re.compile(r"序号|编号|文号|日期|时间$|电话|联系|邮编|地址|年份|备注|说明")
#: Tables that list documents or people.
_LISTS = re.compile(r"文号|文件名称|联系电话|电话|姓名")
#: 补助标准（元/人·月）, 金额（万元）: the unit of a column.
_UNIT = re.compile(
    r"[（(](?:单位[:：])?(?P<unit>亿元|万元|元|%|周岁|岁|平方米|米|公里|个?工作日|日|天|个月|年|小时|人|名|个|处|台|辆|件|次)"
    r"(?P<per>(?:[/／·每][\u4e00-\u9fff]{1,4})*)[)）]"
)
_TITLE = re.compile(r"^附件?\s*[\d一二三四五六七八九十]*\s*[:：、.]?\s*|（单位[^）]*）")
_FIGURE = re.compile(r"^[\d,.]+$")
_ORDINAL = re.compile(r"^[\d一二三四五六七八九十]{1,3}$")
#: Rows of a table beyond which it is a list of cases, not a scale.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Table:
    """The words above a table, the cells of its head (none where the first row has figures) and its rows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[_Cell, ...], ...]


def tables_in(text: str, start: int, end: int) -> Iterator[Table]:
    """The tables of a part of a text."""
    title, rows, at = "", [], start
    for line in [*text[start:end].split("\n"), ""]:
        if "\t" in line:
            rows.append(tuple(_cells(line, at)))
        elif line.strip() or rows:
            if rows:
                yield _table(title, rows)
            title, rows = line.strip(), []
        at += len(line) + 1


def _cells(line: str, at: int) -> Iterator[_Cell]:
    for cell in line.split("\t"):
        bare = cell.strip()
        yield _Cell(bare, at + cell.find(bare))
        at += len(cell) + 1


def _table(title: str, rows: Sequence[tuple[_Cell, ...]]) -> Table:
    first = rows[0]
    headed = not any(_FIGURE.match(cell.text) or any(slots_in(cell.text)) for cell in first)
    head = tuple(cell.text for cell in first) if headed else ()
    return Table(_TITLE.sub("", title), head, tuple(rows[headed:]))


def table_measures(text: str, start: int, end: int) -> Iterator[Measure]:
    """The figures that the tables of a part of a text fix, as the figures of its sentences are read."""
    for table in tables_in(text, start, end):
        if len(table.rows) <= _LONGEST and not _LISTS.search("".join(table.head)):
            for row in table.rows:
                yield from _row(table, row, text)


def _row(table: Table, row: Sequence[_Cell], text: str) -> Iterator[Measure]:
    last = row[-1]
    line = Sentence(
        text[row[0].start : last.start + len(last.text)], row[0].start, last.start + len(last.text)
    )
    labels: list[_Cell] = []
    for at, cell in enumerate(row):
        head = table.head[at] if at < len(table.head) else ""
        figures = list(_figures(cell, head))
        if not labels or not figures or _NO_STANDARD.search(head):
            if cell.text and not _ORDINAL.match(cell.text) and not _NO_STANDARD.search(head):
                labels.append(cell)
            continue
        bounds = tuple(slot for label in labels for slot in slots_in(label.text, label.start))
        whose = "，".join(without_figures(label.text) for label in labels)
        column = _column(head)
        for slot in figures:
            clause = column + ("#" if _FIGURE.match(cell.text) else without_figures(cell.text))
            clause = clause if "#" in clause else f"{clause}#"
            yield Measure(
                slot,
                f"{whose}{clause}",
                f"{table.title}，{whose}，{clause}",
                line,
                bounds,
                core=f"{whose}，{clause}",
                conditions=whose if bounds else "",
            )


def _column(head: str) -> str:
    """The words of a column's head, its unit as a sentence has it: 标准（元/人·月） → 标准每人每月."""
    found = _UNIT.search(head)
    per = "".join(f"每{word}" for word in re.split(r"[/／·每]", found["per"]) if word) if found else ""
    return _UNIT.sub("", head).replace("（", "").replace("）", "") + per


def _figures(cell: _Cell, head: str) -> Iterator[Slot]:
    """The figures of a cell; a bare number takes the unit of its column."""
    found = list(slots_in(cell.text, cell.start))
    unit = _UNIT.search(head)
    if not found and unit and (value := number(cell.text) if _FIGURE.match(cell.text) else None) is not None:
        kind, unit_class, factor = UNITS[unit["unit"].removeprefix("个") or "个"]
        span = cell.start, cell.start + len(cell.text)
        found = [Slot(kind, unit_class, "=", value * factor, value * factor, False, *span, cell.text)]
    shown = f"{unit['unit']}" if unit else ""
    for slot in found:
        yield (
            replace(slot, shown=slot.shown + shown)
            if slot.shown == cell.text and _FIGURE.match(cell.text)
            else slot
        )
