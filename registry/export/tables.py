"""What every format of the lists shares: tables with named columns, and the words for dates and gaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.institution_order import Level
from registry.lists import ALREADY_ENDED, CATEGORIES, LAPSED_BY_ITSELF, Lists, Row
from registry.records import Disposition

#: Shown where the office must fill in what nobody knows.
BLANK = "【待补】"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters of a Chinese print, how its cells are meant."""

    name: str
    width: float
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """One list ready to print. Cells are text, numbers, or dates; `note` stands under the title."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str | int | date]]
    title: str = ""
    note: str = ""


_Cell = Callable[[Row], str]

_NUMBER, _TITLE = Column("序号", 6, "number"), Column("文件名称", 44)
_DOC_NO, _REG_NO = Column("文号", 22), Column("登记号", 16)
_ISSUER = Column("制定机关", 20)

#: Column → value, list by list (rules.md §4.3); 序号 stands before them.
_COLUMNS: dict[str, tuple[tuple[Column, _Cell], ...]] = {
    Disposition.KEEP: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number), (_REG_NO, lambda r: r.registration_no),
        (Column("公布日期", 15, "date"), lambda r: r.published_on), (Column("施行日期", 15, "date"), lambda r: r.effective_on),
        (Column("有效期至", 15, "date"), lambda r: r.expires_on), (Column("实施部门", 20), lambda r: r.implementing_department),
        (Column("备注", 14), lambda r: r.remark),
    ),
    Disposition.AMEND: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number), (Column("修改内容或要点", 44), lambda r: r.content or BLANK),
        (Column("依据", 28), lambda r: r.basis), (Column("责任单位", 20), lambda r: r.responsible or BLANK),
        (Column("完成时限", 15, "date"), lambda r: r.deadline or BLANK),
    ),
    Disposition.REPEAL: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number or BLANK),
        (Column("公布日期", 15, "date"), lambda r: r.published_on or BLANK), (Column("修订时间", 15, "date"), lambda r: r.revised_on or "无"),
        (Column("废止理由", 40), lambda r: r.reason or BLANK), (Column("实施部门", 20), lambda r: r.implementing_department),
    ),
    Disposition.LAPSE: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number or BLANK),
        (Column("公布日期", 15, "date"), lambda r: r.published_on or BLANK), (Column("修订时间", 15, "date"), lambda r: r.revised_on or "无"),
        (Column("失效理由", 40), lambda r: r.reason or BLANK), (Column("实施部门", 20), lambda r: r.implementing_department),
    ),
    Disposition.NOT_NORMATIVE: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number), (Column("成文日期", 15, "date"), lambda r: r.signed_on),
        (Column("认定理由", 40), lambda r: r.reason or BLANK), (Column("实施部门", 20), lambda r: r.implementing_department),
        (Column("备注", 14), lambda r: r.remark),
    ),
    ALREADY_ENDED: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number), (Column("公布日期", 15, "date"), lambda r: r.published_on),
        (Column("废止依据", 40), lambda r: r.reason or BLANK), (Column("实施部门", 20), lambda r: r.implementing_department),
    ),
    LAPSED_BY_ITSELF: (
        (_TITLE, lambda r: r.title), (_DOC_NO, lambda r: r.number), (Column("公布日期", 15, "date"), lambda r: r.published_on),
        (Column("有效期至", 15, "date"), lambda r: r.expires_on), (Column("失效日期", 15, "date"), lambda r: r.ended_on),
        (Column("实施部门", 20), lambda r: r.implementing_department),
    ),
}  # fmt: skip


def list_name(category: str, level: Level | None = None) -> str:
    """继续有效（部门）"""
    return f"{category}（{level.value}）" if level else category


def tables_of(lists: Lists) -> list[Table]:
    """A table for each list and level that has rows, in the order of publication; of the lists that every
    decision names, an empty one shows once. What had ended before, and what ran out by itself, comes last.
    """
    found: list[Table] = []
    for category in CATEGORIES:
        levels = [level for level in lists.levels() if lists.of(category, level)]
        if not levels and category not in (Disposition.NOT_NORMATIVE, ALREADY_ENDED):
            found.append(_table(lists, category, category, (), apart=False))
        for level in levels:
            rows = lists.of(category, level)
            name = list_name(category, level)
            found.append(_table(lists, category, name, rows, apart=level is not Level.GOVERNMENT))
    if lists.lapsed_by_themselves:
        rows = lists.lapsed_by_themselves
        found.append(_table(lists, LAPSED_BY_ITSELF, LAPSED_BY_ITSELF, rows, apart=True))
    return found


def _table(lists: Lists, key: str, name: str, rows: Sequence[Row], *, apart: bool) -> Table:
    plan = list(_COLUMNS[key])
    if apart:  # where several makers stand in one list, each row names its own
        plan.insert(2, (_ISSUER, lambda r: "、".join(r.issuers) or BLANK))
    cells = [
        [index, *(_value(column, value(row)) for column, value in plan)] for index, row in enumerate(rows, 1)
    ]
    unconfirmed = 0 if key == ALREADY_ENDED else sum(not r.confirmed for r in rows)
    note = f"截至{zh_date(lists.as_of.isoformat())}，共{len(rows)}件"
    if unconfirmed:
        note += f"，其中{unconfirmed}件为系统建议，尚未确认"
    if key == LAPSED_BY_ITSELF:
        note += "（均已列入宣布失效目录，不另计数）"
    if key == ALREADY_ENDED:
        note += "（本次清理以前已被其他文件废止或者失效，予以登记）"
    kind = "目录" if key == Disposition.NOT_NORMATIVE else "的行政规范性文件目录"
    title = key + kind + name.removeprefix(key)
    return Table(name, (_NUMBER, *(column for column, _ in plan)), cells, title, note)


def _value(column: Column, value: str) -> str | date:
    if column.kind == "date" and len(value) == 10 and value[4] == "-":
        return date.fromisoformat(value)
    return zh_date(value) if column.kind == "date" else value


def zh_date(iso: str) -> str:
    """2021-05-08 → 2021年5月8日, keeping the precision; other text stays as it is."""
    parts = iso.split("-")
    if not all(p.isdigit() for p in parts) or not 1 <= len(parts) <= 3 or len(parts[0]) != 4:
        return iso
    return "".join(f"{int(p)}{unit}" for p, unit in zip(parts, "年月日", strict=False))


def words(value: str | int | date) -> str:
    """A cell in print."""
    return zh_date(value.isoformat()) if isinstance(value, date) else str(value)


def statistics(lists: Lists) -> tuple[tuple[str, ...], list[list[str | int]]]:
    """Headings and rows: list × level with totals; the last row is the sum and must equal what was looked at."""
    levels = lists.levels()
    head = ("类别", *(level.value for level in levels), "合计")
    rows: list[list[str | int]] = []
    for category in CATEGORIES:
        counts = [len(lists.of(category, level)) for level in levels]
        if sum(counts) or category != ALREADY_ENDED:
            rows.append([category, *counts, sum(counts)])
    totals = [sum(int(row[i]) for row in rows) for i in range(1, len(head))]
    return head, [*rows, ["合计", *totals]]
