"""Deadlines counted in calendar or working days, on the calendar of `registry.dates`."""

from datetime import date, timedelta
from functools import lru_cache

from registry.dates import is_workday, next_workday


@lru_cache(maxsize=4096)
def deadline(start: date, days: int) -> date:
    """Last day of a term of calendar days; the first day is not counted, the last one rolls over rest days.

    民法典 第二百零一条、第二百零三条, by analogy.
    """
    return next_workday(start + timedelta(days=days))


@lru_cache(maxsize=4096)
def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not later."""
    count, day = 0, start
    if (end - start).days > 3700:
        return (end - start).days * 5 // 7
    while day < end:
        day += timedelta(days=1)
        count += is_workday(day)
    return count
