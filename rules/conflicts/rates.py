"""Per what a figure is given: 每人每天40元 and 每人每期1200元 measure two things. Pure."""

import re
from fractions import Fraction

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
    before = sentence.text[max(start + 1, at - _WIDE, 0) : at]
    *_, nearest = (None, *_IN_FRONT.finditer(before))
    found = _BEHIND.search(sentence.text[end:]) or nearest
    return _ONE_NAME.get(found["time"], found["time"]) if found else ""


_QUANTITY = re.compile(r"[每/／](?P<unit>公斤|千克|吨|斤|亩|公顷|平方米|公里|千米|米)")
#: How many of the base unit one has.
_BASE: dict[str, tuple[str, Fraction]] = {
    "公斤": ("公斤", Fraction(1)), "千克": ("公斤", Fraction(1)), "斤": ("公斤", Fraction(1, 2)), "吨": ("公斤", Fraction(1000)),
    "平方米": ("平方米", Fraction(1)), "亩": ("平方米", Fraction(2000, 3)), "公顷": ("平方米", Fraction(10_000)),
    "米": ("米", Fraction(1)), "公里": ("米", Fraction(1000)), "千米": ("米", Fraction(1000)),
}  # fmt: skip


def _quantity(measure: Measure) -> str:
    found = _QUANTITY.search(measure.wide)
    return found["unit"] if found else ""


def _amount(measure: Measure) -> Fraction | None:
    slot = measure.slot
    return slot.low if slot.high is None else slot.high


def convertible(a: Measure, b: Measure) -> bool:
    """Whether two sums are given per two times or quantities of which one is so many of the other."""
    if a.slot.kind != "money" or b.slot.kind != "money":
        return False
    mine, theirs = time_of(a), time_of(b)
    if mine != theirs and mine in _MONTHS and theirs in _MONTHS:
        return True
    one, other = _BASE.get(_quantity(a)), _BASE.get(_quantity(b))
    return one is not None and other is not None and one != other and one[0] == other[0]


def other_rate(a: Measure, b: Measure) -> bool:
    """Whether two sums are given per two times that no calendar makes one, or come to the same."""
    if a.slot.kind != "money" or b.slot.kind != "money":
        return False
    mine, theirs = time_of(a), time_of(b)
    one, other = _BASE.get(_quantity(a)), _BASE.get(_quantity(b))
    if one and other and one != other and mine == theirs:
        return one[0] != other[0] or _come_to_one(a, b, one[1], other[1])
    if not mine or not theirs or mine == theirs:
        return False
    if mine not in _MONTHS or theirs not in _MONTHS:
        return True
    return _come_to_one(a, b, Fraction(_MONTHS[mine]), Fraction(_MONTHS[theirs]))


def _come_to_one(a: Measure, b: Measure, mine: Fraction, theirs: Fraction) -> bool:
    """Whether two sums are the same, each per so many of one unit."""
    ours, their_sum = _amount(a), _amount(b)
    return ours is not None and their_sum is not None and ours * theirs == their_sum * mine
