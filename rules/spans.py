"""Dates as the law needs them: an interval when only a month is known, with the fact they come from.

A month or a year is never turned into a day: `first` and `last` bound it, and the comparisons below say
something only when it holds for every day of the interval.
"""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from registry.dates import cn2int
from registry.records import Fact, Quote

_CELL = re.compile(
    r"(?P<y>\d{4})\s*[-年./／]\s*(?P<m>\d{1,2})(?:\s*[-月./／]\s*(?P<d>\d{1,2})\s*日?|\s*月)?(?!\d)"
    r"|(?P<y8>(?:19|20)\d{2})(?P<m8>\d{2})(?P<d8>\d{2})(?!\d)"
)
#: Circles that stand for a zero in a year.
_ROUND = str.maketrans("OＯ○", "〇〇〇")
_WIDE = str.maketrans("０１２３４５６７８９－．／", "0123456789-./")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days on which something may have happened: one day, or the days of a month or a year."""

    first: date
    last: date
    fact: Fact | None = field(default=None, compare=False)

    @classmethod
    def of(cls, day: date, fact: Fact | None = None) -> "DateSpan":
        """A known day."""
        return cls(day, day, fact)

    @classmethod
    def parse(cls, iso: object, fact: Fact | None = None) -> "DateSpan | None":
        """Read an ISO value whose length is its precision; None when it is no date that exists."""
        if isinstance(iso, date):
            return cls(iso, iso, fact)
        if not isinstance(iso, str):
            return None
        try:
            if len(iso) == 4:
                return cls(date(int(iso), 1, 1), date(int(iso), 12, 31), fact)
            if len(iso) == 7:
                year, month = int(iso[:4]), int(iso[5:])
                return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), fact)
            day = date.fromisoformat(iso)
        except ValueError:
            return None
        return cls(day, day, fact)

    @property
    def exact(self) -> bool:
        return self.first == self.last

    @property
    def quote(self) -> Quote | None:
        return self.fact.quote if self.fact else None

    def before(self, other: "date | DateSpan") -> bool:
        """Surely before: the last possible day lies before the other's first."""
        return self.last < (other if isinstance(other, date) else other.first)

    def after(self, other: "date | DateSpan") -> bool:
        """Surely after: the first possible day lies after the other's last."""
        return self.first > (other if isinstance(other, date) else other.last)

    def __str__(self) -> str:
        if self.exact:
            return f"{self.first.year}年{self.first.month}月{self.first.day}日"
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.year}年{self.first.month}月"
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return f"{self.first.year}年"
        return f"{zh(self.first)}至{zh(self.last)}"


def zh(day: date) -> str:
    """A day in the form that documents use: 2021年5月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_cell(text: str) -> DateSpan | None:
    """The first date that a ledger cell or a remark prints, in any of the usual forms; None without one."""
    text = text.translate(_WIDE)
    if re.fullmatch(r"[2-7]\d{4}", text.strip()):  # a spreadsheet's serial that lost its format
        return DateSpan.of(date(1899, 12, 30) + timedelta(days=int(text)))
    found = _CELL.search(text)
    if not found:
        text = _chinese_years(text)
        found = _CELL.search(text)
    if not found:
        return None
    year, month, day = (found["y"] or found["y8"]), (found["m"] or found["m8"]), (found["d"] or found["d8"])
    return DateSpan.parse(f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else ""))


_CN_DATE = re.compile(
    r"(?P<y>[一二三四五六七八九〇○零OＯ]{4})年(?P<m>一?十[一二]?|一[〇○零一二]|[一二三四五六七八九])月"
    r"(?:(?P<d>[一二三]?十[一二三四五六七八九]?|[一二三]?[一二三四五六七八九]|[一二三][〇○零])日)?"
    r"(?![一二三四五六七八九十]{1,3}日)"
)


def _chinese_years(text: str) -> str:
    """Rewrite 二〇二一年五月八日 as 2021年5月8日 so that one pattern reads both."""

    def swap(m: re.Match[str]) -> str:
        year, month, day = (cn2int((part or "").translate(_ROUND)) for part in m.group("y", "m", "d"))
        return f"{year}年{month}月" + (f"{day}日" if day else "")

    return _CN_DATE.sub(swap, text)
