"""Acts that one document commands, forbids or allows and another treats otherwise. Pure."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from rules.conflicts.acts import IN_SHORT, SHORTEST_NAME, abbreviates, act_words, holds
from rules.conflicts.clash import Clash
from rules.conflicts.provisions import Duty, Modality, Provisions, dice
from rules.conflicts.shared_words import common
from rules.conflicts.slots import slots_in
from rules.conflicts.subjects import different_subject
from rules.conflicts.told import Told
from rules.conflicts.weighed import CLEARLY, surely
from rules.conflicts.wording import (
    NUMBERING,
    evidence,
    held,
    likeness,
    mostly,
    nearness,
    reduced,
    substituted,
)

_SAME_DUTY = 0.74
#: How much more alike two acts must be between texts whose matters only touch.
_FARTHER = 0.16
_SHORTEST_ACT = 5
#: Share of the words of the shorter act that two acts must have in common to be looked at.
_SHARED = 0.3
#: Closeness of two texts from which the weighed sum may decide, and more evidence than which says no more.
_NEAR, _PLENTY = 0.4, 8.0
#: Evidence (rare bigrams shared) without which an act is a phrase that any text may hold (根据实际需要).
_LEAST = 1.8
#: Likeness of two sentences without the word in question from which even 受理 or 遵守下列规定 is one act.
_SAME_AROUND = 0.9
#: Evidence of an act that names something at all, and of a statement up to its act that names enough.
_SOMETHING, _MUCH = 0.8, 3.0
#: Likeness as they stand without which two acts are not compared by their reduced words either.
_AT_ALL = 0.5
#: Likeness by words says a little less than the same words.
_SURE = 0.95
#: A subject of fewer characters (并, 也) is none.
_SHORTEST_SUBJECT = 3
#: Likeness of two subjects below which they are two.
_ONE_ACTOR = 0.2
#: How much more alike two contrary statements must be than either is to one that agrees with it.
_CLEARLY = 0.1

_CONTRARY = {
    frozenset({Modality.MUST, Modality.MUST_NOT}),
    frozenset({Modality.MUST, Modality.NEED_NOT}),
    frozenset({Modality.MUST, Modality.MAY}),
    frozenset({Modality.MAY, Modality.MUST_NOT}),
    frozenset({Modality.URGED, Modality.MUST_NOT}),
}


#: Those of which nobody can follow both, or claim both.
_OPPOSITE = (
    frozenset({Modality.MAY, Modality.MUST_NOT}),
    frozenset({Modality.MUST, Modality.NEED_NOT}),
)


#: Of these the weighed sum may decide; that one text commands what the other allows is too little for it.
WEIGHED = frozenset({*_OPPOSITE, frozenset({Modality.MUST, Modality.MUST_NOT})})


@lru_cache(maxsize=512)
def _told(text: Provisions) -> Told:
    return Told([reduced(duty.act) for duty in text.duties])


def look_alike(one: Provisions, other: Provisions) -> Iterator[tuple[int, int]]:
    """Index pairs of statements whose acts share words."""
    return _told(one).sharing(_told(other), _SHARED)


def modality_clashes(
    one: Provisions, other: Provisions, closeness: float, *, weighed: bool = False
) -> Iterator[Clash]:
    """Acts that one text commands, forbids or allows and the other treats otherwise."""
    ones, others = one.duties, other.duties
    near = list(look_alike(one, other))
    found = ((i, j, _contrary(ones[i], others[j], closeness, weighed=weighed)) for i, j in near)
    contrary = [(i, j, score) for i, j, score in found if score is not None]
    # A text that also says the same as the other one gives two rules for two cases, not two answers to one.
    mine, theirs = {i for i, _, _ in contrary}, {j for _, j, _ in contrary}
    agreed: dict[tuple[int, int], float] = {}
    for i, j in near if contrary else ():
        a, b = ones[i], others[j]
        if (
            (i in mine or j in theirs)
            and a.modality is b.modality
            and (score := _same_duty(a, b)) >= _SAME_DUTY
        ):
            rank = score + dice(a.around, b.around)
            for side in ((0, i), (1, j)):
                agreed[side] = max(agreed.get(side, 0.0), rank)
    for i, j, score in contrary:
        a, b = ones[i], others[j]
        settled = max(agreed.get((0, i), 0.0), agreed.get((1, j), 0.0))
        if settled > score + dice(a.around, b.around) - _CLEARLY:
            continue
        why = f"同一行为“{common(a.act, b.act)}”，一处为“{a.modality.value}”，另一处为“{b.modality.value}”"
        yield Clash(
            "modality", round(score, 3), a.sentence, b.sentence,
            (a.sentence.start, a.sentence.end), (b.sentence.start, b.sentence.end), why,
        )  # fmt: skip


def _contrary(a: Duty, b: Duty, closeness: float, *, weighed: bool) -> float | None:
    """How surely two statements treat one act otherwise, 0…1; None where they do not, or are about two acts."""
    modalities = frozenset({a.modality, b.modality})
    if modalities not in _CONTRARY:
        return None
    score = _same_duty(a, b)
    if (
        score >= _least(closeness, a, b)
        and _telling(a, b)
        and not any(of_two_acts(a, b) for of_two_acts in _OF_TWO_ACTS)
    ):
        return score
    if not weighed or modalities not in WEIGHED or closeness < _NEAR or _of_two_subjects(a, b):
        return None
    score = surely("duties", seen(a, b, closeness))
    return score if score >= CLEARLY else None


def seen(a: Duty, b: Duty, closeness: float) -> dict[str, float]:
    """What is seen of two contrary statements, a `no` and a `yes`, for `weighed.surely`."""
    no, yes = (a, b) if a.modality in (Modality.MUST_NOT, Modality.NEED_NOT) else (b, a)
    return {
        "same": _same_duty(a, b),
        "act": likeness(a.act, b.act),
        "bare act": dice(act_words(a.act), act_words(b.act)),
        "up to": likeness(a.upto, b.upto),
        "sentence": likeness(a.sentence.text, b.sentence.text),
        "evidence of act": min(_PLENTY, evidence(a.act, b.act)),
        "evidence up to": min(_PLENTY, evidence(a.upto, b.upto)),
        "evidence": min(_PLENTY, evidence(a.sentence.text, b.sentence.text)),
        "no held": held(no.act, yes.upto),
        "yes held": held(yes.act, no.upto),
        "whole no held": held(no.subject + no.act, yes.sentence.text),
        "whole yes held": held(yes.subject + yes.act, no.sentence.text),
        "closeness": closeness,
        "telling": _telling(a, b),
        "ban": no.modality is Modality.MUST_NOT,
        "leave": yes.modality is Modality.MAY,
        **{asked.__name__.strip("_").replace("_", " "): asked(a, b) for asked in _OF_TWO_ACTS},
    }


def _least(closeness: float, a: Duty, b: Duty) -> float:
    """How alike two acts must be, by how near their texts are and by what the two sentences share."""
    return _SAME_DUTY + _FARTHER * (1 - nearness(closeness, a.sentence.text, b.sentence.text))


def _subject(duty: Duty) -> str:
    """Who a statement binds: named in its clause, or in the one before (负责人接到报告后，应当…)."""
    before = duty.upto.removesuffix(duty.act).rstrip("，")
    return duty.subject or before[before.rfind("，") + 1 :]


def _other_actor(a: Duty, b: Duty) -> bool:
    """What one may do another must: 任何人有权向部门报告, 负责人应当向部门报告."""
    mine, theirs = (act_words(_subject(side)) for side in (a, b))
    return (
        {a.modality, b.modality} == {Modality.MAY, Modality.MUST}
        and min(len(mine), len(theirs)) >= _SHORTEST_SUBJECT
        and dice(mine, theirs) < _ONE_ACTOR
    )


#: 应当符合标准 and 不得超过标准 say one thing.
_TURNING = re.compile(r"超过|超出|低于|少于|违反|不符合|无关|制止|检举|控告|拒绝|拒不")


def _in_short(a: Duty, b: Duty) -> bool:
    if {a.modality, b.modality} not in _OPPOSITE:
        return False
    return abbreviates(a.act, b.act) or (holds(a.act, b.act) and evidence(a.upto, b.upto) >= _MUCH)


def _same_duty(a: Duty, b: Duty) -> float:
    """How surely two statements speak of one act of one subject, 0…1. A subject may stand in an earlier clause."""
    act = IN_SHORT if _in_short(a, b) else dice(a.act, b.act)
    if act >= _AT_ALL:
        act = max(act, dice(act_words(a.act), act_words(b.act)))
    if min(len(a.subject), len(b.subject)) >= _SHORTEST_SUBJECT:
        act = 0.7 * act + 0.3 * dice(a.subject, b.subject)
    if {a.modality, b.modality} in _OPPOSITE and _one_deed(a, b):
        # 禁止在水库内游泳、垂钓 and 水库可以开展垂钓活动: the act and what stands before it, in whatever order.
        return max(act, _SURE * likeness(a.upto, b.upto))
    return act


def _one_deed(a: Duty, b: Duty) -> bool:
    """Whether two acts share what they name; or all of one is a word of the other, and the two statements up to them
    share much (室外场地开放不得收取任何费用, 室外场地开放时可以适当收费)."""
    if evidence(a.act, b.act) >= _SOMETHING:
        return True
    short, long = sorted((act_words(a.act), act_words(b.act)), key=len)
    return (
        len(short) >= SHORTEST_NAME
        and (long.endswith(short) or long.startswith(short))
        and evidence(a.act, b.act) >= _A_WORD
        and evidence(a.upto, b.upto) >= _VERY_MUCH
    )


#: Evidence of one common word, and of statements that share several rare ones.
_A_WORD, _VERY_MUCH = 0.2, 5.0


def _telling(a: Duty, b: Duty) -> bool:
    """Whether the act tells by itself what it is about, or the two sentences around it are the same."""
    if min(len(a.act), len(b.act)) >= _SHORTEST_ACT and evidence(a.act, b.act) >= _LEAST:
        return True
    if _in_short(a, b):
        return True
    if evidence(a.act, b.act) >= _SOMETHING and evidence(a.upto, b.upto) >= _MUCH:
        return True
    if {a.modality, b.modality} in _OPPOSITE and _one_deed(a, b):
        return True
    return (
        max(dice(a.around, b.around), dice(act_words(a.around), act_words(b.around))) >= _SAME_AROUND
        and evidence(a.around, b.around) >= _LEAST
    )


#: Likeness of two conditions from which they are one case.
_ONE_CASE = 0.6
#: Share of what a condition says that the other sentence says as well, from which it is no condition of its own.
_SAID_ANYWAY = 0.55
#: Cases that a ban leaves room for by nature.
_SPECIAL_CASE = re.compile(
    r"抢险|抢修|应急|紧急|救灾|救援|消防|特殊|残疾|导盲|期间|时期|季节|节日|春节|除外|但"
)
#: A ban on doing something without leave says nothing of doing it with leave.
_WITHOUT_LEAVE = re.compile(
    r"(?:不得|不准|禁止)(?:因|以[^，。；]{1,30}(?:为由|名义))|[时中]，|下列|擅自|未经|私自|随意|违规|违法|非法|无故|除[^，。；]{2,40}外|特殊情况"
)


def _conditions_differ(a: Duty, b: Duty) -> bool:
    """One statement holds under a condition that the other does not have: a rule and its exception. What is forbidden
    flatly may not be allowed with somebody's consent."""
    mine, theirs = _conditions(a, beside=b), _conditions(b, beside=a)
    if mine and theirs:
        return dice("".join(mine), "".join(theirs)) < _ONE_CASE
    lone, other = ("".join(mine), b) if mine else ("".join(theirs), a)
    # 申请10万元以下贷款的，… and 10万元以下的贷款…: what one has for a condition the other has for its subject.
    said = evidence(lone, lone) if {a.modality, b.modality} in _OPPOSITE else 0.0
    return bool(lone) and (said < _LEAST or evidence(lone, other.sentence.text) < _SAID_ANYWAY * said)


def _conditions(duty: Duty, *, beside: Duty) -> tuple[str, ...]:
    """The conditions of a statement; those under which something is allowed that is forbidden flatly do not count."""
    flatly = duty.modality is Modality.MAY and beside.modality is Modality.MUST_NOT and _flat(beside, duty)
    return tuple(c for c in duty.conditions if not (flatly and not _SPECIAL_CASE.search(c)))


def _flat(ban: Duty, leave: Duty) -> bool:
    """Whether a ban knows no case, and the permission speaks of those whom it binds."""
    if ban.conditions or _WITHOUT_LEAVE.search(ban.sentence.text):
        return False
    bound = act_words(_ANYBODY.sub("", NUMBERING.sub("", ban.subject)))
    return not bound or mostly(bound, reduced(leave.sentence.text))


#: Whom a ban binds that binds everybody.
_ANYBODY = re.compile(r"任何(?:单位|个人|人|组织)(?:[和或]者?(?:单位|个人))?")


def _of_two_subjects(a: Duty, b: Duty) -> bool:
    return different_subject(a.sentence.text, b.sentence.text)


def _two_sides(a: Duty, b: Duty) -> bool:
    """1000平方米以上的…应当编制方案, 不足1000平方米的…可以不编制: one rule for each side of a bound."""
    return any(
        {one.comparator, other.comparator} == {"min", "max"}
        and one.unit == other.unit
        and (one.low if one.high is None else one.high) == (other.low if other.high is None else other.high)
        for one in slots_in(a.sentence.text)
        for other in slots_in(b.sentence.text)
    )


def _one_turns(a: Duty, b: Duty) -> bool:
    return bool(_TURNING.search(a.act)) != bool(_TURNING.search(b.act))


def _other_words(a: Duty, b: Duty) -> bool:
    """One word of the act stands in the place of another."""
    return bool(substituted(a.act, b.act, within=(a.sentence.text, b.sentence.text)))


#: In which two statements that look alike are about two acts, or one is an exception of the other.
_OF_TWO_ACTS: tuple[Callable[[Duty, Duty], bool], ...] = (
    _other_actor,
    _conditions_differ,
    _of_two_subjects,
    _two_sides,
    _one_turns,
    _other_words,
)
