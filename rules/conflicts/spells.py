"""Hours of the day and seasons of the year in normative text (8时至20时, 每年3月1日至6月30日), as figures. Pure."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

#: 8时, 8点半, 8:30
_HALF_DAY = "上午|下午|早上?|晚上?|中午|夜间|凌晨"
_HOUR = rf"(?:{_HALF_DAY})?\d{{1,2}}(?:[:：][0-5]\d(?!\d)|[时点](?:\d{{1,2}}分|半|整)?)"
_TO = r"\s*(?:至|到|[-—－~～])+\s*"
_HOURS = re.compile(rf"(?<![\d:：])(?P<since>{_HOUR}){_TO}(?P<next>次日|第二天)?(?P<until>{_HOUR})")
_DAY = r"\d{1,2}月(?:\d{1,2}日|底|初|上旬|中旬|下旬)?"
_SEASON = re.compile(
    rf"(?<!\d)(?<!\d年)(?P<since>{_DAY})(?:\d{{1,2}}时)?(?:起|开始|始)?，?{_TO}(?P<next>次年|翌年|第二年)?(?P<until>{_DAY})(?:\d{{1,2}}时)?"
)
_PARTS = re.compile(
    rf"(?P<half>{_HALF_DAY})?(?P<hour>\d{{1,2}})(?:[:：](?P<minutes>\d{{2}})|[时点](?:(?P<minute>\d{{1,2}})分)?(?P<thirty>半)?)"
)
_DATE = re.compile(r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?P<part>底|初|上旬|中旬|下旬)?")
_OF_MONTH = {"初": 1, "上旬": 10, "中旬": 20, "下旬": 30, "底": 31}
_AFTERNOON = ("下午", "晚", "晚上", "夜间")
_NIGHT = ("晚", "晚上", "夜间", "凌晨")
_DAY_HAS, _YEAR_HAS = Fraction(24), Fraction(12 * 31)

_ALL_DAY = re.compile(
    r"(?:全天候?)?24小时(?=[^，。；]{0,4}(?:开放|营业|服务))|全天候?(?=(?:对外)?(?:开放|营业|服务))"
)
#: 营业时间不得超过22时: only the end is named.
_TILL = re.compile(
    rf"(?:不得?超过|不得?晚于|不得?迟于|营业至|开放至|延长至)(?:当日|每日|当晚)?(?P<until>{_HOUR})(?!\s*[至到—-])"
)
#: 17时30分开市，次日1时收市
_OPENS = re.compile(
    rf"(?P<since>{_HOUR})(?:开市|开门|开始营业|开馆|开园|开放|开始|打开|开启)[^，。；]{0, 10}，?(?P<next>次日|第二天)?(?P<until>{_HOUR})(?:前)?(?:收市|收摊|关门|闭馆|闭园|关闭|停止营业|打烊|结束)"
)
#: 师生比为1:20至1:30, 坡度1:10至1:12: what stands in front of a ratio.
_RATIO = re.compile(r"(?:比[例值]?|坡度)(?!赛|如|较)[^，。；：]{0,6}$")


_HAS_HOURS = re.compile(r"[时点:：]")


class Spell(NamedTuple):
    """From when until when, in hours of the day or days of the year; beyond the end of either it goes on counting."""

    unit: str
    since: Fraction
    until: Fraction
    start: int
    end: int


def spells_in(text: str) -> Iterator[Spell]:
    """The hours and seasons that a sentence names with both ends, by their places in it."""
    hours = (*_HOURS.finditer(text), *_OPENS.finditer(text)) if _HAS_HOURS.search(text) else ()
    for match in hours:
        since, until = _hours(match)
        if max(since, until) <= _DAY_HAS and not _RATIO.search(text, 0, match.start()):
            yield Spell("时刻", since, _later(since, until, _DAY_HAS, match["next"]), *match.span())
    for match in _ALL_DAY.finditer(text) if "天" in text or "24小时" in text else ():
        yield Spell("时刻", Fraction(0), _DAY_HAS, *match.span())
    for match in _TILL.finditer(text) if "时" in text or "点" in text else ():
        if (until := _hour(match["until"])) <= _DAY_HAS:
            yield Spell("时刻止", Fraction(0), until, *match.span())
    for match in _SEASON.finditer(text) if "月" in text else ():
        first, last = _day(match["since"], first=True), _day(match["until"], first=False)
        if first is not None and last is not None:
            yield Spell("月日", first, _later(first, last, _YEAR_HAS, match["next"]), *match.span())


def _later(since: Fraction, until: Fraction, whole: Fraction, following: str | None) -> Fraction:
    return until + whole if following or until < since else until


def _hours(match: "re.Match[str]") -> tuple[Fraction, Fraction]:
    """(since, until); the half of the day is said once for both (下午2时至5时), unless the end is before the beginning
    then (晚上10时至6时)."""
    since, until = _hour(match["since"]), _hour(match["until"])
    half = _half(match["since"])
    if half and not match["next"] and not _half(match["until"]):
        same_half = _hour(half + match["until"])
        return since, same_half if same_half > since else until
    return since, until


def _half(words: str) -> str:
    found = _PARTS.match(words)
    return (found["half"] or "") if found else ""


def _hour(words: str) -> Fraction:
    """The hour of the day; 晚上12时 and 夜间12点 are its end, 凌晨12点 its beginning."""
    found = _PARTS.match(words)
    assert found is not None
    minutes = int(found["minutes"] or found["minute"] or (30 if found["thirty"] else 0))
    hour, half = int(found["hour"]), found["half"] or ""
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _NIGHT and hour == 12:
        hour = 0 if half == "凌晨" else 24
    return hour + Fraction(minutes, 60)


def _day(words: str, *, first: bool) -> Fraction | None:
    """The day of the year, each month counted as 31 days; None where there is no such month or day."""
    found = _DATE.match(words)
    assert found is not None
    month = int(found["month"])
    day = int(found["day"] or _OF_MONTH.get(found["part"] or "", 1 if first else 31))
    return Fraction(31 * (month - 1) + day) if 1 <= month <= 12 and 1 <= day <= 31 else None
