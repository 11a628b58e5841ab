"""The figures that annual reports ask for, counted from documents and their standings. Pure.

Identity of a year: in force at its end = at its beginning + made − repealed − lapsed. A rate whose base is
unknown is not computed: what nobody knows is no zero.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from registry.dates import interval, next_workday, parse_date
from registry.lists import Standing
from registry.records import Document, Status

#: 辽宁省规章规范性文件备案办法 第三条: within 15 days from publication.
FILING_DAYS = 15
#: A text that was made and waits for its first day counts as in force, else no year would balance.
_IN_FORCE = (Status.IN_FORCE, Status.NOT_YET, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `value` is None when it cannot be counted; `note` says from what it was counted."""

    name: str
    value: int | float | None
    unit: str = "件"
    note: str = ""

    @property
    def printed(self) -> str:
        if self.value is None:
            return "无法统计"
        return f"{self.value:.1%}" if self.unit == "%" else f"{self.value}{self.unit}"


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of one calendar year, and whether they add up."""

    year: int
    figures: tuple[Figure, ...]
    at_start: int
    made: int
    repealed: int
    lapsed: int
    at_end: int
    unexplained: tuple[str, ...] = field(default=())

    @property
    def balanced(self) -> bool:
        return self.at_start + self.made - self.repealed - self.lapsed == self.at_end

    def figure(self, name: str) -> Figure | None:
        return next((f for f in self.figures if f.name == name), None)


def year_figures(
    documents: Sequence[Document],
    year: int,
    *,
    before: Mapping[str, Standing],
    after: Mapping[str, Standing],
    cleaned: Mapping[str, int] | None = None,
) -> Year:
    """Count a year. `before` and `after` are the standings at the end of the year before and of the year itself
    (or of the day of the report); `cleaned` is category → number from the year's cleanup, if there was one.
    """
    made = [d for d in documents if made_in(d) == year]
    at_start = {d.id for d in documents if _live(before, d.id) and (made_in(d) or 0) < year}
    at_end = {d.id for d in documents if _live(after, d.id) and (made_in(d) or 0) <= year}
    ended = {d.id for d in documents if d.id not in at_end and (d.id in at_start or made_in(d) == year)}
    repealed = {id for id in ended if (s := after.get(id)) and s.status is Status.REPEALED}
    known = at_start | {d.id for d in made}
    unexplained = tuple(sorted(at_end - known))
    filed = [d for d in made if _cell(d, "备案日期")]
    timely = [d for d in filed if _in_time(d)]
    told = [d for d in made if d.ledger.get("备案日期", "").strip()]
    figures = (
        Figure("制定行政规范性文件", len(made)),
        _step(made, "合法性审核", "合法性审核日期"),
        _step(made, "公开征求意见", "征求意见开始"),
        _step(made, "公平竞争审查", "公平竞争审查日期"),
        _step(made, "集体审议", "集体审议日期"),
        Figure("报送备案", len(filed), note=_unknown_note(len(made) - len(told))),
        _rate("报备率", len(filed), len(told)),
        _rate("及时率", len(timely), len(filed)),
        _rate("规范率", sum(_regular(d) for d in filed), len(filed)),
        *(Figure(f"清理：{name}", count) for name, count in (cleaned or {}).items()),
        Figure("本年废止", len(repealed)),
        Figure("本年失效", len(ended - repealed)),
        Figure("年末现行有效", len(at_end)),
    )
    return Year(
        year,
        figures,
        len(at_start),
        len(made),
        len(repealed),
        len(ended - repealed),
        len(at_end),
        unexplained,
    )


def made_in(document: Document) -> int | None:
    """The year in which a document was made: signing, else publication, else effect."""
    for name in ("signed_on", "issued_on", "published_on", "effective_on"):
        value = document.value(name)
        if value:
            return int(str(value)[:4])
    return None


def filing_by_year(documents: Iterable[Document]) -> dict[int, tuple[int, int, int]]:
    """Year of making → (made with a known filing state, filed, filed in time)."""
    found: dict[int, list[int]] = {}
    for document in documents:
        year = made_in(document)
        if year is None or not document.ledger.get("备案日期", "").strip():
            continue
        counts = found.setdefault(year, [0, 0, 0])
        counts[0] += 1
        if _cell(document, "备案日期"):
            counts[1] += 1
            counts[2] += _in_time(document)
    return {year: (a, b, c) for year, (a, b, c) in sorted(found.items())}


def expiries(standings: Mapping[str, Standing], as_of: date, quarters: int = 12) -> dict[str, int]:
    """Quarter ("2027年1季度") → documents in force whose term ends in it, from the quarter of `as_of` on."""
    year, quarter = as_of.year, (as_of.month - 1) // 3
    names = {}
    for offset in range(quarters):
        index = year * 4 + quarter + offset
        names[index] = f"{index // 4}年{index % 4 + 1}季度"
    counts = Counter(
        s.last_day.year * 4 + (s.last_day.month - 1) // 3
        for s in standings.values()
        if s.last_day and s.last_day >= as_of and s.status in (Status.IN_FORCE, Status.NOT_YET)
    )
    return {name: counts[index] for index, name in names.items()}


def ages(documents: Iterable[Document], as_of: date) -> dict[str, int]:
    """Age of documents in bands; what is undated is told apart."""
    bands = ("1年以内", "1—2年", "3—5年", "6—10年", "10年以上", "日期不明")
    counts = Counter(_band(made_in(d), as_of.year) for d in documents)
    return {band: counts[band] for band in bands}


def _band(year: int | None, now: int) -> str:
    if year is None:
        return "日期不明"
    age = now - year
    return (
        "1年以内"
        if age < 1
        else "1—2年"
        if age <= 2
        else "3—5年"
        if age <= 5
        else "6—10年"
        if age <= 10
        else "10年以上"
    )


def _live(standings: Mapping[str, Standing], id: str) -> bool:
    found = standings.get(id)
    return bool(found) and found is not None and found.status in _IN_FORCE


def _cell(document: Document, column: str) -> str | None:
    """The ISO date in a cell, None for an empty cell, a 无, or what is no date."""
    return parse_date(document.ledger.get(column, ""))


def _step(made: Sequence[Document], name: str, column: str) -> Figure:
    told = [d for d in made if d.ledger.get(column, "").strip()]
    done = sum(_cell(d, column) is not None for d in told)
    return Figure(name, done if told or not made else None, note=_unknown_note(len(made) - len(told)))


def _rate(name: str, part: int, base: int) -> Figure:
    return Figure(name, part / base if base else None, "%", f"{part}/{base}")


def _unknown_note(count: int) -> str:
    return f"另有{count}件台账未记载" if count else ""


def _in_time(document: Document) -> bool:
    """Filed within the term, the last day moved to a working day (民法典 第二百零三条)."""
    filed, published = _cell(document, "备案日期"), document.value("published_on")
    if not filed or not published:
        return False
    due = next_workday(interval(str(published))[1] + timedelta(days=FILING_DAYS))
    return interval(filed)[0] <= due


def _regular(document: Document) -> bool:
    """The ledger names the recipient and the filing number."""
    cells = (document.ledger.get("备案机关", "").strip(), document.ledger.get("备案号", "").strip())
    return all(c and not c.startswith(("无", "未")) for c in cells)
