"""Per what a figure is given: 每人每天40元 and 每人每期1200元 measure two things. Pure."""

import re
from fractions import Fraction
from typing import NamedTuple

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


class _Per(NamedTuple):
    """What a sum is given for: so many of one kind of unit (每学年: 12 of 月)."""

    kind: str
    size: Fraction


def _time(measure: Measure) -> _Per | None:
    name = time_of(measure)
    months = _MONTHS.get(name)
    return (_Per("月", Fraction(months)) if months else _Per(name, Fraction(1))) if name else None


def _quantity(measure: Measure) -> _Per | None:
    found = _QUANTITY.search(measure.wide)
    return _Per(*_BASE[found["unit"]]) if found else None


def convertible(a: Measure, b: Measure) -> bool:
    """Whether two sums are given per two times or quantities of which one is so many of the other."""
    return _sums(a, b) and any(
        mine is not None and theirs is not None and mine != theirs and mine.kind == theirs.kind
        for mine, theirs in ((_time(a), _time(b)), (_quantity(a), _quantity(b)))
    )


def other_rate(a: Measure, b: Measure) -> bool:
    """Whether two sums are given per two times or quantities that nothing makes one, or come to the same."""
    if not _sums(a, b):
        return False
    times = _time(a), _time(b)
    mine, theirs = times if times[0] != times[1] else (_quantity(a), _quantity(b))
    if mine is None or theirs is None or mine == theirs:
        return False
    return mine.kind != theirs.kind or _amount(a) * theirs.size == _amount(b) * mine.size


def _sums(a: Measure, b: Measure) -> bool:
    return a.slot.kind == b.slot.kind == "money"


def _amount(measure: Measure) -> Fraction:
    slot = measure.slot
    return (slot.low if slot.high is None else slot.high) or Fraction(0)
