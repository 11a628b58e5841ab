"""Per what a figure is given: 每人每天40元 and 每人每期1200元 measure two things. Pure."""

import re

from rules.conflicts.provisions import Measure

_TIME = r"(?P<time>年度?|月|季度?|日|天|周|星期|学期|学年|期|次|小时|课时|场|班次?)"
_IN_FRONT = re.compile(rf"(?:每|按)[^，。；#\d]{{0,6}}?{_TIME}(?=[^，。；]{{0,16}}$)")
_BEHIND = re.compile(rf"^\s*[/／每][^，。；\d]{{0,4}}?[·.／/每]?{_TIME}")
#: How many of a shorter time a longer one has, where both are fixed.
_MONTHS = {"月": 1, "季": 3, "年": 12, "学年": 12}
_ONE_NAME = {"年度": "年", "季度": "季", "日": "天", "星期": "周", "班次": "次"}
_WIDE = 24


def time_of(measure: Measure) -> str:
    """The time or occasion per which a figure is given (每人每天40元 → 天; 40元/人·天 → 天), empty without one."""
    slot, sentence = measure.slot, measure.sentence
    at, end = slot.start - sentence.start, slot.end - sentence.start
    start = max(sentence.text.rfind(mark, max(0, at - _WIDE), at) for mark in "，；。：")
    found = _BEHIND.search(sentence.text[end:]) or _IN_FRONT.search(
        sentence.text[max(start + 1, at - _WIDE, 0) : at]
    )
    return _ONE_NAME.get(found["time"], found["time"]) if found else ""


def other_rate(a: Measure, b: Measure) -> bool:
    """Whether two sums are given per two times that no calendar makes one, or come to the same."""
    if a.slot.kind != "money" or b.slot.kind != "money":
        return False
    mine, theirs = time_of(a), time_of(b)
    if not mine or not theirs or mine == theirs:
        return False
    if mine not in _MONTHS or theirs not in _MONTHS:
        return True
    ours, other = (s.slot.low if s.slot.high is None else s.slot.high for s in (a, b))
    return ours is not None and other is not None and ours * _MONTHS[theirs] == other * _MONTHS[mine]
