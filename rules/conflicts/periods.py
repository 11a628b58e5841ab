"""From when and until when a sentence says by its own words that it holds (2023年12月31日前新开办的…). Pure."""

import re
from datetime import date
from functools import lru_cache

_DAY = r"(?P<year>(?:19|20)\d{2})年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
_UNTIL = re.compile(rf"{_DAY}(?:（含）)?(?:之?前|以前|止|为止|(?:终止|结束|到期|停止))")
_FROM = re.compile(rf"(?:自|从)?{_DAY}(?:（含）)?(?:起|以后|之后|后)")
#: 该项补助自2024年1月1日起不再执行: what was said before ended then.
_ENDED = re.compile(
    rf"(?:自|从)?{_DAY}(?:（含）)?起，?(?:全面|一律)?(?:不再(?:执行|实行|实施|适用|发放|兑现)|停止(?:执行|实行|实施|适用|发放)|取消)"
)


def _read(found: "re.Match[str]", *, last: bool) -> date | None:
    """The day that is named; of a year or month alone its first or last one."""
    month = int(found["month"] or (12 if last else 1))
    day = int(found["day"] or (28 if last else 1))
    try:
        return date(int(found["year"]), month, day)
    except ValueError:
        return None


@lru_cache(maxsize=30_000)
def period(text: str) -> tuple[date | None, date | None]:
    """(first day, last day) for which a sentence holds, None where it does not say."""
    if "年" not in text:
        return None, None
    if ended := _ENDED.search(text):
        return None, _read(ended, last=False)
    since, until = _FROM.search(text), _UNTIL.search(text)
    return (_read(since, last=False) if since else None), (_read(until, last=True) if until else None)


def apart(one: str, other: str) -> bool:
    """Whether one sentence no longer holds when the other begins to."""
    (our_first, our_last), (their_first, their_last) = period(one), period(other)
    return bool(
        (our_last and their_first and our_last <= their_first)
        or (their_last and our_first and their_last <= our_first)
    )
