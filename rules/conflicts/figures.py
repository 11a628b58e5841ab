"""Figures of two documents that measure one thing and differ. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache

from rules.conflicts.agreement import agree, number_of
from rules.conflicts.clash import Clash, kind_of
from rules.conflicts.heads import head_similarity
from rules.conflicts.provisions import Measure, Provisions, earlier
from rules.conflicts.rates import convertible, other_rate
from rules.conflicts.shared_words import common
from rules.conflicts.subjects import different_subject, special_case
from rules.conflicts.told import Told
from rules.conflicts.weighed import CLEARLY, surely
from rules.conflicts.wording import evidence, held, likeness, reduced, substituted

#: Likeness of the words around two figures from which they are taken to measure the same thing: between texts
#: on one matter, and how much more there must be between texts whose matters only touch.
SAME_HEAD, _FARTHER = 0.57, 0.04
#: Evidence that makes up for words that are otherwise apart, and how much it makes up for.
_TOLD, _SAID_MUCH = 5.0, 0.1
#: Share of the words of the shorter passage that two passages must have in common to be looked at.
_SHARED = 0.2
#: Evidence (rare bigrams shared) that there must be at least.
_LEAST = 1.2
#: Closeness below which the weighed sum is not asked.
_APART = 0.4
#: More evidence than this says no more.
_PLENTY = 8.0
#: How much more evidence there must be between texts whose matters only touch (每亩补助 of two crops).
_MORE, _NEAR = 5.0, 0.4
#: Evidence that is enough between texts that are surely on one matter (每个社区设置1处), and from where they are.
_LITTLE, _SURELY = 0.8, 0.9
#: How much equal figures and equal bounds make two figures likelier to be the same.
_SAME_TIER = 0.02
#: How much is left where two things are named, and where one is a special case of the other.
_OTHER_SUBJECT = 0.4
_SPECIAL = 0.8
#: How much is left where one speaks of those above a bound and the other of those below one.
_OTHER_SIDE = 0.6


@lru_cache(maxsize=512)
def _told(text: Provisions) -> dict[str, tuple[list[int], Told]]:
    """Unit → the figures of one document in it, their passages indexed."""
    measures = text.measures
    of_unit: dict[str, list[int]] = defaultdict(list)
    for at, measure in enumerate(measures):
        of_unit[measure.slot.unit].append(at)
    return {
        unit: (places, Told([reduced(measures[at].wide) for at in places]))
        for unit, places in of_unit.items()
    }


def _candidates(one: Provisions, other: Provisions) -> Iterator[tuple[int, int]]:
    """Index pairs of figures of one unit in passages that share words."""
    mine, theirs = _told(one), _told(other)
    for unit in sorted(mine.keys() & theirs.keys()):
        (ours, told), (peers, other_told) = mine[unit], theirs[unit]
        for i, j in told.sharing(other_told, _SHARED):
            yield ours[i], peers[j]


def measure_clashes(
    one: Provisions, other: Provisions, closeness: float, *, weighed: bool = False
) -> Iterator[Clash]:
    """Figures that are each other's best counterpart and cannot both hold."""
    threshold = SAME_HEAD + _FARTHER * (1 - closeness)
    least = _LITTLE if closeness >= _SURELY else _LEAST + _MORE * max(0.0, _NEAR - closeness)
    for score, a, b in counterparts(one, other):
        if agree(a, b):
            continue
        said = evidence(_whole(a), _whole(b))
        alike = score >= threshold - (_SAID_MUCH if said >= _TOLD else 0.0) and said >= least
        if not alike or any(of_two_things(a, b) for of_two_things in _OF_TWO_THINGS):
            if not weighed or closeness < _APART or _surely_two(a, b):
                continue
            score = surely("figures", seen(a, b, closeness))
            if score < CLEARLY:
                continue
        step = f"{earlier(a)[0].shown.strip()}”“" if _one_tier(a, b) else ""
        why = f"两处都在说“{step}{common(a.wide, b.wide)}”，一处为{_figure(a)}，另一处为{_figure(b)}"
        yield Clash(
            kind_of(a.slot), round(min(1.0, score), 3), a.sentence, b.sentence,
            (a.slot.start, a.slot.end), (b.slot.start, b.slot.end), why,
        )  # fmt: skip


def seen(a: Measure, b: Measure, closeness: float) -> dict[str, float]:
    """What is seen of two figures of one unit, for `weighed.surely`: likeness and evidence, and the answer to each of
    the questions that tell two things apart."""
    kind = a.slot.kind
    one_whole, other_whole = held(a.core, b.wide), held(b.core, a.wide)
    return {
        "head": head_similarity(a, b),
        "wide": likeness(a.wide, b.wide),
        "clause": likeness(a.clause, b.clause),
        "core": likeness(a.core, b.core),
        "evidence": min(_PLENTY, evidence(_whole(a), _whole(b))),
        "evidence of core": min(_PLENTY, evidence(a.core, b.core)),
        "less held": min(one_whole, other_whole),
        "more held": max(one_whole, other_whole),
        "closeness": closeness,
        "other subject": different_subject(a.wide, b.wide) and not convertible(a, b),
        "other member": _other_member(a, b) or _other_member(b, a),
        "special": special_case(a.trigger + a.wide, b.trigger + b.wide),
        "other side": _other_side(a, b),
        "one tier": _one_tier(a, b),
        "triggers": bool(a.trigger and b.trigger),
        "trigger": likeness(a.trigger, b.trigger),
        "one trigger": bool(a.trigger) != bool(b.trigger),
        "thresholds": bool(a.threshold and b.threshold),
        "threshold": likeness(a.threshold, b.threshold),
        "one threshold": bool(a.threshold) != bool(b.threshold),
        "conditions": bool(a.conditions and b.conditions),
        "condition": likeness(a.conditions, b.conditions),
        "one condition": bool(a.conditions) != bool(b.conditions),
        "one comparator": a.slot.comparator == b.slot.comparator,
        **{name: kind == name for name in ("money", "time", "percent", "age", "count")},
        **{asked.__name__.strip("_").replace("_", " "): asked(a, b) for asked in _OF_TWO_THINGS},
    }


def _surely_two(a: Measure, b: Measure) -> bool:
    """What no weighing makes one: another subject or year, another step, a sum on top of the other."""
    return (different_subject(a.wide, b.wide) and not convertible(a, b)) or any(
        asked(a, b) for asked in (_other_tier, _other_year, _comes_on_top, _names_a_kind, other_rate)
    )


def counterparts(one: Provisions, other: Provisions) -> Iterator[tuple[float, Measure, Measure]]:
    """(likeness, figure, figure) of those that are each other's likest, in the order of the first text."""
    ones, others = one.measures, other.measures
    best_one: dict[int, tuple[float, int]] = {}
    best_other: dict[int, tuple[float, int]] = {}
    for i, j in _candidates(one, other):
        score = _likeness(ones[i], others[j])
        if score > best_one.get(i, (0.0, -1))[0]:
            best_one[i] = (score, j)
        if score > best_other.get(j, (0.0, -1))[0]:
            best_other[j] = (score, i)
    for i, (score, j) in sorted(best_one.items()):
        if best_other[j][1] == i:
            yield score, ones[i], others[j]
    # 25周岁以上、不超过60周岁 is one figure, 满25周岁，不得超过55周岁 are two: the one is the likest of both.
    for own, theirs, figures, peers in (
        (best_other, best_one, others, ones),
        (best_one, best_other, ones, others),
    ):
        for i, (score, j) in sorted(own.items()):
            likest = theirs[j][1]
            if (
                likest != i
                and peers[j].slot.comparator == "range"
                and figures[likest].sentence == figures[i].sentence
            ):
                pair = (figures[i], peers[j]) if own is best_one else (peers[j], figures[i])
                yield score, *pair


def _likeness(a: Measure, b: Measure) -> float:
    """How surely two figures measure one thing, 0 to a little above 1."""
    score = head_similarity(a, b)
    if (
        (different_subject(a.wide, b.wide) and not convertible(a, b))
        or _other_step_of_a_scale(a, b)
        or _other_member(a, b)
        or _other_member(b, a)
    ):
        score *= _OTHER_SUBJECT
    if special_case(a.trigger + a.wide, b.trigger + b.wide):
        score *= _SPECIAL
    if _other_side(a, b):
        score *= _OTHER_SIDE
    # Equal figures attract each other, and equal bounds: in a list of tiers they are the same tier.
    return score + _SAME_TIER * (a.slot.value == b.slot.value) + _SAME_TIER * _one_tier(a, b)


def _only_urged(a: Measure, b: Measure) -> bool:
    return bool(_URGED.search(a.wide)) != bool(_URGED.search(b.wide))


def _comes_on_top(a: Measure, b: Measure) -> bool:
    return bool(_BESIDES.search(a.wide)) != bool(_BESIDES.search(b.wide))


def _names_a_kind(a: Measure, b: Measure) -> bool:
    return _qualifies(a) or _qualifies(b)


def _respectively(a: Measure, b: Measure) -> bool:
    """分别为10元、20元: which figure is for what, only the order tells."""
    return "分别" in a.clause + b.clause


#: 2024年度补贴标准为5000元, 2025年度…5500元
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年度|学年|年(?!\d{1,2}月|第|[一二三四五六七八九十]))")


def _other_year(a: Measure, b: Measure) -> bool:
    """Each sentence says for which year its figure holds."""
    mine, theirs = (set(_YEAR.findall(side.sentence.text)) for side in (a, b))
    return bool(mine and theirs) and not mine & theirs


def _other_words(a: Measure, b: Measure) -> bool:
    """One word of what is measured stands in the place of another (每头补助, 每只补助)."""
    return not convertible(a, b) and bool(substituted(_before(a), _before(b), within=(a.wide, b.wide)))


#: 鼓励按每15名学生1名的比例增配: nobody is bound to it.
_URGED = re.compile(r"鼓励|倡导|提倡")
#: 在前述贴息之外，另行补助利息总额的10%: a sum that comes to another one.
_BESIDES = re.compile(
    r"另(?:行)?(?:给予|补助|补贴|奖励|支付|安排|发放?|增加)|同时享受|额外|叠加|再(?:给予|补助|补贴|奖励|增加|上浮)|(?:补贴|补助|奖励|贴息|标准)(?:之外|以外|基础上)"
)


def _other_step_of_a_scale(a: Measure, b: Measure) -> bool:
    """荣立一等功2万元 and, in one sentence with all the others, 立二等功1万元: the clause tells which step a sum is for."""
    if a.slot.kind not in ("money", "percent") or not different_subject(a.clause, b.clause):
        return False
    return different_subject(a.wide, b.clause) or different_subject(b.wide, a.clause)


def _other_side(a: Measure, b: Measure) -> bool:
    """不超过15立方米的，… and 超过15立方米的，…: two cases, whatever the figures are."""
    return bool(a.threshold and b.threshold) and {a.slot.comparator, b.slot.comparator} == {"min", "max"}


def _whole(measure: Measure) -> str:
    """The item with what follows from its figure."""
    followed = measure.threshold and measure.threshold not in measure.wide
    return f"{measure.wide}，{measure.threshold}" if followed else measure.wide


def _other_member(a: Measure, b: Measure) -> bool:
    """Whether a figure of a parallel list meets a passage that names another member of the list and not its own."""
    return bool(a.member) and a.member not in b.wide and any(name in b.wide for name in a.beside)


def _other_time(a: Measure, b: Measure) -> bool:
    """One is a time before an event and the other after it, or one lasts and the other ends (公示不少于7日, 3日内公示)."""
    one, other = a.slot.shown.strip(), b.slot.shown.strip()
    if bool(_MORE_TIME.search(a.clause)) != bool(_MORE_TIME.search(b.clause)):
        return a.slot.kind == "time"
    if a.ahead != b.ahead:
        # 开工7日前报备案 and 开工后15日内报备案 are one deed all the same.
        return a.slot.kind == "time" and likeness(a.wide, b.wide) < _ONE_DEED
    if all(_PER_PERIOD.search(side.wide) for side in (a, b)):
        return False
    lasts = {s.slot.comparator == "min" for s in (a, b)}
    return a.slot.kind == "time" and len(lasts) == 2 and (one.endswith("内") or other.endswith("内"))


#: Likeness of two passages from which what is to be done before an event and after it is one deed.
_ONE_DEED = 0.8
#: 每周开放30小时以内: how long in each week, no term.
_PER_PERIOD = re.compile(r"每(?:周|天|日|月|年|学期|次)")
#: 延长时间不超过2个月 is what is added to a time.
_MORE_TIME = re.compile(r"(?:延长|延期|展期|顺延|宽限)(?![至到为])")


def _other_step(a: Measure, b: Measure) -> bool:
    """Two times that run from one event are for two deeds: 2小时内到达现场, 24小时内修复."""
    if a.slot.kind != "time" or not a.trigger or not b.trigger:
        return False
    mine, theirs = (reduced(side.clause.rpartition("#")[2]).strip("·") for side in (a, b))
    if not mine or not theirs or set(mine) & set(theirs) - {"·"}:
        return False
    # 核查完毕 is what 举报事项的核查…办结 is about.
    return mine[:_VERB] not in reduced(b.wide) and theirs[:_VERB] not in reduced(a.wide)


#: Characters of a verb.
_VERB = 2


def _qualifies(measure: Measure) -> bool:
    """The figure names a kind of thing (15公斤气瓶的检验周期为4年): another figure is what is fixed."""
    clause = reduced(measure.clause)
    return (
        measure.slot.comparator == "="
        and measure.slot.kind in ("weight", "volume", "distance", "area", "count", "age")
        and clause.count("#") > 1
        and clause[0] == "#"
        and clause[1] not in "·#"
    )


def _before(measure: Measure) -> str:
    """The words in front of the figure, which say what is measured and for whom."""
    return measure.core[: measure.core.rfind("#")] if "#" in measure.core else measure.core


def _other_thing(a: Measure, b: Measure) -> bool:
    """Whether clauses that hold little more than the figure (检测间隔时间为12个月) stand behind one kind of thing in two
    places (一般建筑物的雷电防护装置，…; 油库的雷电防护装置，…)."""
    one, other = (_THING.search(side.wide[: max(0, side.wide.find(side.clause))]) for side in (a, b))
    if one is None or other is None or reduced(one["head"]) != reduced(other["head"]):
        return False
    mine, theirs = set(reduced(one["whose"])) - {"·"}, set(reduced(other["whose"])) - {"·"}
    own = min(len(mine - theirs), len(theirs - mine))
    return own >= _OWN_WORDS and 2 * len(mine & theirs) <= min(len(mine), len(theirs))


#: 油库、气库的雷电防护装置，
_THING = re.compile(r"(?P<whose>[^，。；的]{2,24})的(?P<head>[\u4e00-\u9fff]{2,12})，$")
#: Characters that each of two names has alone when they name two things.
_OWN_WORDS = 2


def _figure(measure: Measure) -> str:
    """The figure as it is printed, without the words that only lead to it."""
    return measure.slot.shown.strip().lstrip("的为达到")


def _one_tier(a: Measure, b: Measure) -> bool:
    """Both figures stand behind the same bounds (满20年以上的，每月300元)."""
    ours = {s.value for s in earlier(a)}
    return bool(ours) and ours == {s.value for s in earlier(b)}


def _other_tier(a: Measure, b: Measure) -> bool:
    """The sentence has figures that say for whom the figure holds (500平方米以下的…), and those differ too."""
    ours, theirs = ({number_of(s) for s in earlier(side)} for side in (a, b))
    return bool(ours and theirs and not ours & theirs)


#: In which two figures that look alike are of two things, or leave each other in force; the cheap ones first.
_OF_TWO_THINGS: tuple[Callable[[Measure, Measure], bool], ...] = (
    _other_step_of_a_scale,
    _other_tier,
    _other_year,
    _only_urged,
    _comes_on_top,
    _names_a_kind,
    _other_time,
    other_rate,
    _other_step,
    _respectively,
    _other_words,
    _other_thing,
)
