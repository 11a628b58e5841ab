"""Hours of the day and seasons of the year in normative text (8时至20时, 每年3月1日至6月30日), as figures. Pure."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

_HOUR = r"(?:上午|下午|早上?|晚上?|中午|夜间|凌晨)?\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|半|整)?)"
_HOURS = re.compile(rf"(?P<since>{_HOUR})\s*(?:至|到|[-—－~～])+\s*(?P<next>次日|第二天)?(?P<until>{_HOUR})")
_DAY = r"\d{1,2}月(?:\d{1,2}日|底|初|上旬|中旬|下旬)?"
_SEASON = re.compile(
    rf"(?<!\d)(?<!\d年)(?P<since>{_DAY})(?:\d{{1,2}}时)?\s*(?:至|到|[-—－~～])+\s*(?P<next>次年|翌年|第二年)?(?P<until>{_DAY})(?:\d{{1,2}}时)?"
)
_PARTS = re.compile(
    r"(?P<half>上午|下午|早上?|晚上?|中午|夜间|凌晨)?(?P<hour>\d{1,2})(?:[:：](?P<minutes>\d{2})|[时点](?:(?P<minute>\d{1,2})分)?(?P<thirty>半)?)"
)
_DATE = re.compile(r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?P<part>底|初|上旬|中旬|下旬)?")
_OF_MONTH = {"初": 1, "上旬": 10, "中旬": 20, "下旬": 30, "底": 31}


_ALL_DAY = re.compile(
    r"(?:全天候?)?24小时(?=[^，。；]{0,4}(?:开放|营业|服务))|全天候?(?=(?:对外)?(?:开放|营业|服务))"
)
#: 营业时间不得超过22时: only the end is named.
_TILL = re.compile(
    rf"(?:不得?超过|不得?晚于|不得?迟于|营业至|开放至|延长至)(?:当日|每日|当晚)?(?P<until>{_HOUR})(?!\s*[至到—-])"
)


class Spell(NamedTuple):
    """From when until when, in hours of the day or days of the year; beyond the end of either it goes on counting."""

    unit: str
    since: Fraction
    until: Fraction
    start: int
    end: int


def spells_in(text: str) -> Iterator[Spell]:
    """The hours and seasons that a sentence names with both ends, by their places in it."""
    for match in _HOURS.finditer(text) if "时" in text or "点" in text or ":" in text or "：" in text else ():
        since, until = _hour(match["since"]), _hour(match["until"])
        if max(since, until) <= _DAY_HAS:
            yield Spell("时刻", since, _later(since, until, _DAY_HAS, match["next"]), *match.span())
    for match in _ALL_DAY.finditer(text) if "天" in text or "24小时" in text else ():
        yield Spell("时刻", Fraction(0), _DAY_HAS, *match.span())
    for match in _TILL.finditer(text) if "时" in text or "点" in text else ():
        yield Spell("时刻止", Fraction(0), _hour(match["until"]), *match.span())
    for match in _SEASON.finditer(text) if "月" in text else ():
        since, until = _day(match["since"], first=True), _day(match["until"], first=False)
        yield Spell("月日", since, _later(since, until, _YEAR_HAS, match["next"]), *match.span())


_DAY_HAS, _YEAR_HAS = Fraction(24), Fraction(12 * 31)


def _later(since: Fraction, until: Fraction, whole: Fraction, following: str | None) -> Fraction:
    return until + whole if following or until < since else until


def _hour(words: str) -> Fraction:
    found = _PARTS.match(words)
    assert found is not None
    minutes = int(found["minutes"] or found["minute"] or (30 if found["thirty"] else 0))
    hour = int(found["hour"])
    if (found["half"] or "") in ("下午", "晚", "晚上", "夜间") and hour < 12:
        hour += 12
    return hour + Fraction(minutes, 60)


def _day(words: str, *, first: bool) -> Fraction:
    found = _DATE.match(words)
    assert found is not None
    day = int(found["day"] or _OF_MONTH.get(found["part"] or "", 1 if first else 31))
    return Fraction(31 * (int(found["month"]) - 1) + day)
