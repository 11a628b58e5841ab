"""When two figures for one thing can both be kept. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache

from rules.conflicts.provisions import Measure
from rules.conflicts.slots import Slot, compatible, slots_in
from rules.conflicts.subjects import hard_case
from rules.conflicts.wording import evidence, likeness

#: Likeness of what follows from two thresholds (…满#的，应当…) from which it is one consequence.
_SAME_CONSEQUENCE = 0.55
#: The same between two upper ages, below which they are two rules.
_OTHER_CONSEQUENCE = 0.3


def agree(a: Measure, b: Measure) -> bool:
    """Whether both figures can be kept. Two lower bounds can, unless the lower one is said to do; two thresholds of
    one consequence cannot. The first question that has an answer decides."""
    return next(answer for asked in _QUESTIONS if (answer := asked(a, b)) is not None)


def _lower_will_do(a: Measure, b: Measure) -> bool | None:
    return False if _does(a, b) or _does(b, a) else None


def _thresholds(a: Measure, b: Measure) -> bool | None:
    """满6年的… and 达到9年的…: from each on something follows, and it is one thing or two."""
    if not (a.threshold and b.threshold and _from_there(a) and _from_there(b) and _one_is_least(a, b)):
        return None
    same = a.slot.low == b.slot.low
    # 达到50群的…，不足50群的不予补助: the other side of the bound is no further step.
    scale = any(number_of(s)[:2] != number_of(side.slot)[:2] for side in (a, b) for s in side.others)
    return same or scale or likeness(a.threshold, b.threshold) < _SAME_CONSEQUENCE


#: 70周岁以上的老年人，不满70周岁的不予补贴
_SHUT = re.compile(
    r"(?:不满|未满|不足|低于|少于|达不到|未达到)[^，。；]{1,14}，?(?:一律|均)?不(?:予|得|能|再|给|享受|发|补)"
)


def _one_shuts_out(a: Measure, b: Measure) -> bool | None:
    """One text gives from a bound on, and the other shuts out whoever is below a higher one."""
    return False if _shuts_out(a, b) or _shuts_out(b, a) else None


def _shuts_out(gives: Measure, shuts: Measure) -> bool:
    one, other = gives.slot, shuts.slot
    return (
        _from_there(gives)
        and _from_there(shuts)
        and one.low is not None
        and other.low is not None
        and one.low < other.low
        and any(s.unit == other.unit and s.high == other.low for s in shuts.others)
        and _SHUT.search(shuts.sentence.text) is not None
        and not _SHUT.search(gives.sentence.text)
        and not gives.others
    )


#: 其他时间不得运输, 夜间不得运输: the hours named are all there are.
_NO_OTHER = re.compile(
    r"(?:其他|其余|此外|以外|之外)的?(?:时间|时段|时候|月份|期间|日期)[^。；]{0,8}(?:不得|禁止|不准|停止)|夜间不得|白天不得"
)


def _no_other_hours(a: Measure, b: Measure) -> bool | None:
    """Two spells of which one is the only one: 21时至次日5时，其他时间不得运输, 9时至16时运输."""
    if a.slot.kind != "spell" or (a.slot.low, a.slot.high) == (b.slot.low, b.slot.high):
        return None
    return False if any(_NO_OTHER.search(side.sentence.text) for side in (a, b)) else None


#: 可以不进入, 无需办理: a consequence that is none.
_NOTHING_ASKED = re.compile(r"可以?不|无需|无须|不需|不必|免于|不再")


def _ranges_meet(a: Measure, b: Measure) -> bool | None:
    """不足60万元的，可以不进场 and 30万元以上的，一律进场: what lies between has both."""
    one, other = (a, b) if a.slot.comparator == "min" else (b, a)
    if (one.slot.comparator, other.slot.comparator) != ("min", "max") or not (
        one.threshold and other.threshold
    ):
        return None
    opposed = bool(_NOTHING_ASKED.search(one.threshold)) != bool(_NOTHING_ASKED.search(other.threshold))
    meet = one.slot.low is not None and other.slot.high is not None and one.slot.low < other.slot.high
    return (
        False if opposed and meet and likeness(one.threshold, other.threshold) >= _OTHER_CONSEQUENCE else None
    )


def _times_before(a: Measure, b: Measure) -> bool | None:
    """出发10个工作日前备案 and 出发前2个工作日备案即可: how long before an event is one figure, whatever its words."""
    if a.slot.kind == b.slot.kind == "time" and a.ahead and b.ahead:
        return number_of(a.slot)[:2] == number_of(b.slot)[:2]
    return None


#: 引进人才的租赁期限由…另行规定: whose case is left to another text.
_RESERVED = re.compile(
    r"(?:^|[，；、])(?P<who>[^，。；：]{2,16}?)的?[^，。；的]{0,10}(?:另行(?:规定|确定|公布|制定)|从其规定)"
)


def _is_reserved(a: Measure, b: Measure) -> bool | None:
    """One text leaves a case to another text, and the other text is about that case."""
    return True if _leaves_to(a, b) or _leaves_to(b, a) else None


def _leaves_to(general: Measure, special: Measure) -> bool:
    found = _RESERVED.search(general.sentence.text)
    return found is not None and evidence(found["who"], special.wide) >= _POINT_NAMED


def _rest_is_kept(a: Measure, b: Measure) -> bool | None:
    return True if _EXCEPT.search(a.sentence.text) or _EXCEPT.search(b.sentence.text) else None


def _one_opens_to_less(a: Measure, b: Measure) -> bool | None:
    return False if _opens_to_less(a, b) or _opens_to_less(b, a) else None


def _upper_ages(a: Measure, b: Measure) -> bool | None:
    """16至60周岁 and 不超过65周岁."""
    if a.slot.kind == b.slot.kind == "age" and {a.slot.comparator, b.slot.comparator} == {"range", "max"}:
        return a.slot.high == b.slot.high
    return None


def _points(a: Measure, b: Measure) -> bool | None:
    return False if _fixed_point(a, b) or _fixed_point(b, a) else None


def _steps_of_a_scale(a: Measure, b: Measure) -> bool | None:
    """90分以上的为优秀, 60分以下的为不合格."""
    comparators = {a.slot.comparator, b.slot.comparator}
    opposite = comparators == {"min", "max"} and (a.threshold or b.threshold)
    return True if opposite or (len(comparators) == 2 and a.threshold and b.threshold) else None


def _two_age_rules(a: Measure, b: Measure) -> bool | None:
    """14周岁以下的少年儿童服务 and 不满6周岁的儿童进入…应当由监护人陪同: two things follow from two ages."""
    ages = a.slot.kind == "age" and a.slot.comparator == b.slot.comparator == "max"
    if ages and a.threshold and b.threshold and likeness(a.threshold, b.threshold) < _OTHER_CONSEQUENCE:
        return True
    return None


def _figures(a: Measure, b: Measure) -> bool:
    return compatible(a.slot, b.slot) or _touching(a, b) or _same_figures(a, b) or _leeway(a, b)


_QUESTIONS: tuple[Callable[[Measure, Measure], bool | None], ...] = (
    _lower_will_do,
    _one_shuts_out,
    _no_other_hours,
    _ranges_meet,
    _thresholds,
    _times_before,
    _is_reserved,
    _rest_is_kept,
    _one_opens_to_less,
    _upper_ages,
    _points,
    _steps_of_a_scale,
    _two_age_rules,
    _figures,
)


_POINT = re.compile(r"年龄|年限")


def _fixed_point(from_there: Measure, point: Measure) -> bool:
    """年满60周岁的，应当退出 and 退出年龄为65周岁: the point from which something follows is named in both."""
    one, other = from_there.slot, point.slot
    return (
        one.comparator == "min"
        and other.comparator == "="
        and one.low != other.low
        and bool(from_there.threshold and _POINT.search(point.clause))
        and evidence(from_there.threshold, point.clause) >= _POINT_NAMED
    )


_POINT_NAMED = 0.5
#: …每公里补贴2元；其他线路仍按原办法执行: a text that knows what it departs from.
_EXCEPT = re.compile(r"(?:其他|其余)[^。；]{0,16}仍然?(?:按|依|执行|适用)")
_OPEN = re.compile(r"^(?:均|都|也)?(?:可以?|方可|允许|准予)")
_ASKED = re.compile(r"须|应当?|必须|需|方可|要求")


def _opens_to_less(opens: Measure, asks: Measure) -> bool:
    """3%以上的企业可以申报 and 申报的企业须达到5%: what one text opens the other one shuts."""
    one, other = opens.slot, asks.slot
    return (
        one.comparator == other.comparator == "min"
        and one.low is not None
        and other.low is not None
        and one.low < other.low
        and bool(_OPEN.search(opens.threshold))
        and not asks.threshold
        and bool(_ASKED.search(asks.sentence.text))
    )


def _from_there(measure: Measure) -> bool:
    """满6年的, 达到9年的: something follows from a figure on."""
    slot = measure.slot
    return slot.comparator == "min" or (slot.comparator == "=" and slot.shown.startswith("达"))


def _one_is_least(a: Measure, b: Measure) -> bool:
    """One of the two is a lower bound in so many words (满, 以上), not only 达到."""
    return "min" in (a.slot.comparator, b.slot.comparator)


#: 有300米以上即可, 达到500小时即为完成任务, 保存满2年后可以销毁: no more is asked.
_WILL_DO = re.compile(
    r"[^，。；]{0,6}?，?[^，。；]{0,6}?(?:认定为|视为|视同)(?:合格|达标|完成|符合(?:要求|条件|规定)|达到[^，。；]{0,6}要求)|的，(?:准予|允许)(?!不)|[^，。；]{0,6}?，?(?:即可|即(?:视)?为|就(?:可以?|算|视为|行)|视为(?:达标|合格|完成)|(?:后|之后|以后|便|方)可以?(?!不|再))"
)


def _does(enough: Measure, more: Measure) -> bool:
    """Whether one text lets a figure do that is less than the least that the other one asks for."""
    one, other = enough.slot, more.slot
    if one.low is None or other.low is None or other.high is not None or one.low >= other.low:
        return False
    sentence = enough.sentence
    return _WILL_DO.match(sentence.text, one.end - sentence.start) is not None


def _same_figures(a: Measure, b: Measure) -> bool:
    """One sentence holds both figures, and the other one of them (市代表十人以上联名，镇代表五人以上联名): only their
    places are compared wrongly. So it is where the rest is said to keep the other figure (其他乡镇仍按每单1元执行)."""
    return (
        number_of(a.slot) in map(number_of, b.others)
        or number_of(b.slot) in map(number_of, a.others)
        or number_of(a.slot) in _of_the_rest(b.sentence.text)
        or number_of(b.slot) in _of_the_rest(a.sentence.text)
    )


_REST = re.compile(r"[，；、](?:其他|其余|另外)[^。；]*")


@lru_cache(maxsize=4_096)
def _of_the_rest(sentence: str) -> frozenset[tuple[object, ...]]:
    """The figures that a sentence gives for all others."""
    rest = _REST.search(sentence)
    return frozenset(map(number_of, slots_in(rest.group()))) if rest else frozenset()


def number_of(slot: Slot) -> tuple[object, ...]:
    """扩大到20公顷 and 不得超过20公顷 name one number."""
    return (
        slot.unit,
        slot.low if slot.high is None else slot.high,
        slot.low if slot.comparator == "range" else None,
    )


#: 地形复杂的路段可以适当减少: in which direction a figure may be left, and the cases that are meant.
_LEEWAY = re.compile(
    r"(?:适当|酌情|适度)(?:(?P<less>减少|降低|缩短|缩小|下浮|放低)|(?P<more>增加|提高|延长|放宽|扩大|上浮))"
)


def _leeway(a: Measure, b: Measure) -> bool:
    """Whether one sentence lets special cases depart from its figure, and the other passage is about such a case."""
    return any(
        (found := _LEEWAY.search(general.sentence.text)) is not None
        and bool(hard_case(special.sentence.text))
        and not hard_case(general.clause)
        and _departs(general.slot, special.slot, more=found["more"] is not None)
        for general, special in ((a, b), (b, a))
    )


def _departs(general: Slot, special: Slot, *, more: bool) -> bool:
    ours, theirs = (s.low if s.high is None else s.high for s in (general, special))
    return ours is not None and theirs is not None and (theirs > ours if more else theirs < ours)


def _touching(a: Measure, b: Measure) -> bool:
    """超过500万元 and 不超过500万元: the two sides of one bound, written for two cases; 80至90周岁 and 90至100周岁: two
    steps of one scale."""
    one, other = a.slot, b.slot
    if one.comparator == other.comparator == "range":
        step = int(one.kind == "age")  # 80至89周岁, 90至100周岁
        return _next_to(one, other, step) or _next_to(other, one, step)
    return _complement(one, other)


def _next_to(lower: Slot, upper: Slot, step: int) -> bool:
    return lower.high is not None and upper.low is not None and 0 <= upper.low - lower.high <= step


def _complement(a: Slot, b: Slot) -> bool:
    """Whether two figures are the two sides of one bound."""
    sides = {a.comparator: a, b.comparator: b}
    return a.unit == b.unit and set(sides) == {"min", "max"} and sides["min"].low == sides["max"].high
