"""Chinese dates and terms: every printed form to ISO with its precision, and the arithmetic of terms.

A date is an ISO string whose length is its precision: "2021-05-08", "2021-05", "2021". A month is never
turned into a day: `interval` gives its first and last day. Pure: no clock, no input or output.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from registry.patterns import late

_DIGIT_OF = {
    char: digit
    for digit, chars in enumerate(
        (
            "零〇○0０OＯoｏ◯Ο",
            "一壹1１幺lI",
            "二贰两2２",
            "三叁3３",
            "四肆4４",
            "五伍5５",
            "六陆6６",
            "七柒7７",
            "八捌8８",
            "九玖9９",
        )
    )
    for char in chars
}
_UNIT_OF = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10_000,
    "廿": 20,
    "卅": 30,
}
#: Characters of a Chinese or Arabic numeral, for use inside a regular expression's class.
NUMERAL_CHARS = "零〇○0-9０-９一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_LONGEST_NUMERAL = 16

_BLANK = r"[ \t\u3000\xa0]{0,4}"
_YEAR = r"(?:[12１２][0-9０-９]{3}|[一二壹贰][零〇○OＯoｏ◯Ο0０一二三四五六七八九壹贰叁肆伍陆柒捌玖]{3})"
_SMALL = r"(?:[0-9０-９lI]{1,2}|[零〇○]?[一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]{1,3})"
_DATE = late(
    rf"(?<![0-9０-９])(?P<y>{_YEAR})(?:"
    rf"{_BLANK}年{_BLANK}(?P<m>{_SMALL}){_BLANK}月份?(?:{_BLANK}(?P<d>{_SMALL}){_BLANK}[日号])?"
    rf"|{_BLANK}[-－–—./．／]{_BLANK}(?P<m2>[0-9０-９]{{1,2}}){_BLANK}[-－–—./．／]{_BLANK}(?P<d2>[0-9０-９]{{1,2}})(?![0-9０-９年])"
    rf")"
)
_WHOLE = late(
    rf"{_BLANK}(?:(?P<y>{_YEAR})(?:{_BLANK}年|$)"
    rf"|(?P<y2>{_YEAR})[-－–—./．／](?P<m2>[0-9０-９]{{1,2}})月?"
    rf"|(?P<y8>(?:19|20)[0-9]{{2}})(?P<m8>[01][0-9])(?P<d8>[0-3][0-9])){_BLANK}$"
)
#: What may stand behind a date in a cell: a time, a weekday, a closing word.
_TAIL = late(
    r"[ \t\u3000\xa0T（(]{0,4}(?:星期[一二三四五六日天][）)]?)?"
    r"[ \t\u3000\xa0]{0,4}(?:[0-2]?\d[:：时][0-5]?\d(?:[:：分][0-5]?\d)?(?:\.\d+)?[分秒]?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?:起|止|前|印发|发布|公布|施行)?[\s。]{0,8}$"
)


def cn2int(text: str) -> int | None:
    """An integer from Chinese or Arabic numerals (一百〇五, 两百零三, 二〇二一, １２, 廿三); None for no numeral."""
    if not text or len(text) > _LONGEST_NUMERAL:
        return None
    if all(char in _DIGIT_OF for char in text):
        return int("".join(str(_DIGIT_OF[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _DIGIT_OF:
            digit = digit * 10 + _DIGIT_OF[char] if char.isdecimal() else _DIGIT_OF[char]
            continue
        unit = _UNIT_OF.get(char)
        if unit is None:
            return None
        if char in "廿卅":
            section, digit = section + unit, 0
        elif unit == 10_000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit


def int2cn(number: int) -> str:
    """Article-style Chinese numeral of 0 ≤ number < 10000: 12 → 十二, 105 → 一百零五. ValueError outside."""
    if not 0 <= number < 10_000:
        raise ValueError(f"no Chinese numeral for {number}")
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += (
                ("零" if gap and out else "")
                + ("" if digit == 1 and unit == 10 and not out else digits[digit])
                + name
            )
        gap = not digit
    return out


def iso_of(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The ISO string of a date that exists, of the precision given; None for 2021-02-30 and the like."""
    if not 1800 <= year <= 2200 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date printed in a text: `iso` with its precision, and where it stands."""

    iso: str
    start: int
    end: int

    @property
    def exact(self) -> bool:
        return len(self.iso) == 10


def _iso(found: re.Match[str]) -> str | None:
    month, day = found["m"] or found["m2"], found["d"] or found["d2"]
    year, m = cn2int(found["y"]), cn2int(month)
    if year is None or m is None:
        return None
    return iso_of(year, m, cn2int(day) if day else None)


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[FoundDate]:
    """Every date printed in `text[start:end]` with at least year and month, in order; impossible ones skipped."""
    for found in _DATE.finditer(text, start, len(text) if end is None else end):
        iso = _iso(found)
        if iso:
            yield FoundDate(iso, found.start(), found.end())


def date_at(text: str, start: int) -> FoundDate | None:
    """The date that begins exactly at `start`, or None."""
    found = _DATE.match(text, start)
    iso = _iso(found) if found else None
    return FoundDate(iso, found.start(), found.end()) if found and iso else None


def parse_date(text: str) -> str | None:
    """The ISO value of a string that is one date (a cell, a meta tag, an option); None when it is not one.

    A time of day behind the date is dropped. Accepts month and year precision ("2021-05", "2021年").
    """
    text = text.strip()
    if len(text) > 60:
        return None
    found = _DATE.match(text)
    if found:
        return _iso(found) if _TAIL.match(text, found.end()) else None
    whole = _WHOLE.match(text)
    if not whole:
        return None
    if whole["y8"]:
        return iso_of(int(whole["y8"]), int(whole["m8"]), int(whole["d8"]))
    year = cn2int(whole["y"] or whole["y2"])
    return iso_of(year, cn2int(whole["m2"]) if whole["m2"] else None) if year is not None else None


def interval(iso: str) -> tuple[date, date]:
    """First and last day of an ISO value of any precision. Raises ValueError for what is no date."""
    if len(iso) == 4:
        return date(int(iso), 1, 1), date(int(iso), 12, 31)
    if len(iso) == 7:
        year, month = int(iso[:4]), int(iso[5:])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    day = date.fromisoformat(iso)
    return day, day


def add_months(day: date, months: int) -> date:
    """The corresponding day some months later (or earlier), clamped to the month's end (01-31 + 1 → 02-28)."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=months)


def add_years(day: date, years: int) -> date:
    """The anniversary some years later; 29 February falls on the 28th in common years."""
    return add_months(day, 12 * years)


def last_day_of_term(start: date, months: int) -> date:
    """Last day of a term that begins on `start`: the day before the corresponding day (rules.md §2.4).

    Government practice (沈政办发〔2019〕21号 of 2019-07-25: 有效期至2024年7月24日). Civil-law counting
    (民法典 第二百零一条、第二百零二条) gives one day more, so no status may hang on this single day. Where the
    corresponding day does not exist, the term ends with that month (2020-08-30 + 6 months → 2021-02-28).
    """
    end = add_months(start, months)
    return end - timedelta(days=1) if end.day == start.day else end


_FIXED_HOLIDAYS = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}


@lru_cache(maxsize=32768)
def is_workday(day: date) -> bool:
    """Whether offices work that day, by the yearly holiday notices; a year outside their table keeps weekends
    and the fixed one-day holidays."""
    import chinese_calendar  # its tables are large, and few commands count working days

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def next_workday(day: date) -> date:
    """The day itself, or the next working day when it is a rest day (民法典 第二百零三条)."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, count: int) -> date:
    """The day that lies `count` working days later; the first day is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
