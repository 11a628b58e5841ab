"""Dates as they stand in ledger cells: typed dates, Excel serials, and every way of writing a day.

A date keeps its precision ("2024-04-12", "2024-04", "2024"); what is no date that exists is a problem of
its row and never becomes another day.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.dates import cn2int, find_dates, iso_of, parse_date

#: Serials that stand for days from 1954-10-03 to 2119-01-11; a bare number outside is no date.
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1949, 2199
#: Something that is shaped like a date, possible or not.
_SHAPE = re.compile(r"[12]\d{3}\s*[-年./．－]\s*\d{1,2}\s*[-月./．－]\s*\d{1,2}(?!\d)")
#: 2024-04-12 typed with ideographic commas or blanks: 2024、4、12 or 2024 4 12.
_TERM = re.compile(
    r"(?:有效期|期限|试行|暂行|试行期)?[为:：]?\s*(?P<n>[\d一二两三四五六七八九十]{1,3})\s*(?P<unit>年|个月|月)(?P<half>半)?"
)
_TO = re.compile(r"\s*(?:起)?\s*(?:至|到|—+|-+|－+|~|～)\s*")
#: The last day of an interval without its year: 2月5日, 2.5, 25日.
_SHORT = re.compile(r"(?:(?P<m>\d{1,2})\s*[月./-]\s*)?(?P<d>\d{1,2})[日号]?止?")
_LOOSE = re.compile(r"([12]\d{3})[、，,\s]+(\d{1,2})[、，,\s]+(\d{1,2})[日号]?")


@dataclass(frozen=True, slots=True)
class CellDate:
    """`iso` is the date with its precision, or None; `problem` says in words what is doubtful."""

    iso: str | None
    problem: str = ""


def read_date(value: object) -> CellDate:
    """Read a cell that is not empty: a typed date, a serial number, or text.

    Never raises; an impossible or ambiguous date gives `iso` None or a lower precision, and says why.
    """
    if isinstance(value, datetime):
        return CellDate(value.date().isoformat())
    if isinstance(value, date):
        return CellDate(value.isoformat())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(float(value))
    return _from_text(str(value).strip())


@dataclass(frozen=True, slots=True)
class CellTerm:
    """A period: its length in months, or its last day when the cell prints it."""

    months: int
    last: str | None = None


def read_term(text: str) -> CellTerm | None:
    """A cell that names a period (5年, 有效期三年, 6个月, 一年半) or an interval (2020年9月1日至2025年8月31日)."""
    if found := _TERM.fullmatch(text.strip()):
        count = cn2int(found["n"])
        if count and count < 100:
            months = count * (12 if found["unit"] == "年" else 1) + (6 if found["half"] else 0)
            return CellTerm(months)
    dates = [d for d in find_dates(text) if d.exact]
    if len(dates) == 2 and _TO.fullmatch(text[dates[0].end : dates[1].start]) and dates[0].iso < dates[1].iso:
        return CellTerm(0, dates[1].iso)
    return None


def read_interval(text: str) -> tuple[str, str] | None:
    """(first day, last day) of a cell that prints both and nothing else: 2021-01-05至2021-02-05, 2021年1月5日至2月5日,
    2021.1.5-25; None for anything else."""
    first = next((d for d in find_dates(text) if d.exact), None)
    if first is None or text[: first.start].strip() or not (to := _TO.match(text, first.end)):
        return None
    rest = text[to.end() :].strip()
    year, month, _ = first.iso.split("-")
    if short := _SHORT.fullmatch(rest):
        last = iso_of(int(year), int(short["m"] or month), int(short["d"]))
        if last and last < first.iso and short["m"]:  # over the turn of the year
            last = iso_of(int(year) + 1, int(short["m"]), int(short["d"]))
    else:
        last = parse_date(rest)
    return (first.iso, last) if last and len(last) == len(first.iso) and first.iso <= last else None


def _from_number(number: float) -> CellDate:
    if not math.isfinite(number):
        return CellDate(None, f"“{number}”不是日期")
    whole = int(number)
    if number == whole and len(str(whole)) == 8:
        return _from_text(str(whole))
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return CellDate((_EPOCH + timedelta(days=whole)).isoformat())
    if not _FIRST_YEAR <= whole <= _LAST_YEAR:
        return CellDate(None, f"“{number:.12g}”不是日期")
    if number == whole:
        return CellDate(f"{whole:04d}")
    digits = f"{number:.4f}".partition(".")[2].rstrip("0")
    if digits == "1":  # to a spreadsheet 2024.10 and 2024.1 are one number
        return CellDate(f"{whole:04d}", f"“{number:g}”可能是1月，也可能是10月，请写成完整日期")
    iso = iso_of(whole, int(digits)) if len(digits) <= 2 else None
    return CellDate(iso, "" if iso else f"“{number:g}”不是日期")


def _from_text(text: str) -> CellDate:
    if text.isascii() and text.isdigit() and len(text) == 5:
        return _from_number(float(text))
    iso = parse_date(text)
    if iso is None and (loose := _LOOSE.fullmatch(text)):
        iso = iso_of(int(loose[1]), int(loose[2]), int(loose[3]))
    if iso is not None:
        if _FIRST_YEAR <= int(iso[:4]) <= _LAST_YEAR:
            return CellDate(iso)
        return CellDate(None, f"“{text}”的年份不合情理")
    found = list(find_dates(text))
    shapes = len(_SHAPE.findall(text))
    if len(found) == 1 and shapes <= 1:
        return CellDate(found[0].iso)
    if len(found) > 1:
        return CellDate(None, f"“{text}”里有{len(found)}个日期，请分列填写")
    return CellDate(None, f"“{text}”不是存在的日期" if shapes else f"“{text}”不是日期")
