"""Working days and deadlines in mainland China, holidays and make-up days included.

The calendar is that of the `chinesecalendar` package (yearly notices of the State Council's office). For a
year that it does not know, Saturdays and Sundays are off and the fixed one-day holidays are kept; such an
answer is marked as estimated, and no rule may hang on it alone.
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

_FIXED = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}


@lru_cache(maxsize=8192)
def is_workday(day: date) -> bool:
    """Whether offices work on that day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in _FIXED


@lru_cache(maxsize=4096)
def roll(day: date) -> date:
    """The day itself, or the next working day when it is a rest day (民法典 第二百零三条)."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def deadline(start: date, days: int) -> date:
    """Last day of a term of calendar days; the first day is not counted, the last one rolls over rest days.

    民法典 第二百零一条、第二百零三条, by analogy.
    """
    return roll(start + timedelta(days=days))


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


@lru_cache(maxsize=4096)
def add_workdays(start: date, days: int) -> date:
    """The day on which a term of working days ends; the first day is not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_workday(day)
    return day
