"""Acts that two documents give to different bodies, or command here and forbid there. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from registry.shipped import shipped
from rules.conflicts.bodies import same_body
from rules.conflicts.clash import Clash
from rules.conflicts.provisions import (
    Definition,
    Duty,
    Modality,
    Provisions,
    Responsible,
    dice,
    without_figures,
)
from rules.conflicts.shared_words import common
from rules.conflicts.slots import compatible, slots_in
from rules.conflicts.subjects import different_subject
from rules.conflicts.told import Told
from rules.conflicts.wording import NUMBERING, evidence, likeness, mostly, nearness, reduced, substituted
from rules.view import Sentence

SAME_ACT, SAME_DUTY = 0.55, 0.74
#: How much more alike two acts must be between texts whose matters only touch.
_FARTHER = 0.16
_GENERIC = re.compile(
    r"(?:办法|细则)的?(?:制定|制订)|本(?:办法|规定|细则|通知|意见|制度|方案|条例)|具体办法|实施办法|实施细则|解释|施行|以下|相关工作$"
)
_SHORTEST_ACT = 5
#: Share of the words of the shorter act that two acts must have in common to be looked at.
_SHARED = 0.5
#: Evidence (rare bigrams shared) without which an act is a phrase that any text may hold (根据实际需要).
_LEAST = 1.8
#: The same for a task: 具体办法 and 日常工作 are any office's.
_TASK = 1.2
#: Characters of a thing's name at least.
_SHORTEST_NAME = 2
#: Evidence of the thing that two tasks are about, without the words for what is done to it.
_NAMES_IT = 0.5
#: Characters that name the thing in front of a task.
_NAMED_FIRST = 3
#: Likeness of two sentences without the word in question from which even 受理 or 遵守下列规定 is one act.
_SAME_AROUND = 0.9
#: Evidence of an act that names something at all, and of a statement up to its act that names enough.
_SOMETHING, _MUCH = 0.8, 3.0
#: Likeness as they stand without which two acts are not compared by their reduced words either.
_AT_ALL = 0.5
#: An act in short: how many characters it has, how many times longer the full one is, and how sure that is.
_SHORTEST_ABBREVIATED, _LONGEST_FULL, _IN_SHORT = 4, 2.5, 0.9
#: Characters of a task in a list of tasks that is found again elsewhere.
_SHORTEST_LISTED = 6
#: Likeness by words says a little less than the same words.
_SURE = 0.95
#: A subject of fewer characters (并, 也) is none.
_SHORTEST_SUBJECT = 3
#: Likeness of two subjects below which they are two.
_ONE_ACTOR = 0.2
#: How much more alike two contrary statements must be than either is to one that agrees with it.
_CLEARLY = 0.1
#: Two definitions of one term that share less than this define two things.
_SAME_MEANING = 0.62


def body_clashes(
    ones: Sequence[Responsible], others: Sequence[Responsible], closeness: float
) -> Iterator[Clash]:
    """Acts whose lead one text gives to one body and the other to another."""
    threshold = SAME_ACT + _FARTHER * (1 - closeness)
    for a in ones:
        if a.role != "lead" or _GENERIC.search(a.act) or len(a.act) < _SHORTEST_ABBREVIATED:
            continue
        same = [(_same_act(a, b), b) for b in others if b.role == "lead" and not _GENERIC.search(b.act)]
        score, b = max(same, key=lambda pair: pair[0], default=(0.0, None))
        if b is None or score < threshold or same_body(a.body, b.body):
            continue
        if not _abbreviates(a.act, b.act) and (
            len(a.act) < _SHORTEST_ACT
            or evidence(a.act, b.act) < _TASK
            or _other_task(a.act, b.act)
            or not _one_thing(a.act, b.act)
        ):
            continue
        # Another document that also names our body for the act shares the task; that is no clash.
        shared = max(SAME_ACT, score - _CLEARLY)
        if any(same_body(a.body, c.body) and _same_act(a, c) >= shared for c in others):
            continue
        if any(same_body(b.body, c.body) and _same_act(b, c) >= shared for c in ones):
            continue
        if different_subject(_without_body(a), _without_body(b)) or substituted(
            a.act, b.act, within=(a.sentence.text, b.sentence.text)
        ):
            continue
        why = f"同一事项“{common(a.act, b.act)}”，一处由{a.body}负责，另一处由{b.body}负责"
        yield Clash(
            "body", round(score, 3), a.sentence, b.sentence, _span(a.sentence, a.body), _span(b.sentence, b.body), why
        )  # fmt: skip


@lru_cache(maxsize=100_000)
def _act_words(act: str) -> str:
    return _NO_WORD.sub("", reduced(_CHARGED.sub("收费", without_figures(act))))


#: 每人每次收取2元, 收取任何费用: a charge.
_CHARGED = re.compile(r"(?:每[^，。；每]{1,3}){0,2}收取(?:[^，。；]{0,8}#|[^，。；]{0,6}费用?)")
_NO_WORD = re.compile(r"[·#]+")


@lru_cache(maxsize=100_000)
def _abbreviates(one: str, other: str) -> bool:
    """Whether one act is the other in short (携犬入园, 携带犬只进入公园): its characters in their order, not too far."""
    short, long = sorted((_act_words(one), _act_words(other)), key=len)
    if not _SHORTEST_ABBREVIATED <= len(short) < len(long) <= _LONGEST_FULL * len(short):
        return False
    if len(_tasks().sub("", short)) < _SHORTEST_NAME:
        return False
    rest = iter(long)
    return short[0] == long[0] and short[-1] == long[-1] and all(char in rest for char in short)


@lru_cache(maxsize=100_000)
def _lists(one: str, other: str) -> bool:
    """Whether one act lists several tasks (漂浮物打捞、岸坡垃圾清运) and the other is one of them by its full name."""
    listed = max(one, other, key=lambda act: act.count("、"))
    task = other if listed is one else one
    if "、" not in listed or "、" in task:
        return False
    return any(len(item) >= _SHORTEST_LISTED and task.endswith(item) for item in listed.split("、"))


def _same_act(a: Responsible, b: Responsible) -> float:
    """How surely two tasks are one, 0…1: as they stand, or without the words of drafting."""
    if _abbreviates(a.act, b.act) or _lists(a.act, b.act):
        return _IN_SHORT
    return max(dice(a.act, b.act), _SURE * likeness(a.act, b.act))


@cache
def _tasks() -> "re.Pattern[str]":
    tasks = (*shipped("rules", "data/wording.toml")["tasks"], "工作", "活动", "行政区域", "具体", "日常")
    return re.compile("|".join(sorted(tasks, key=len, reverse=True)))


def _one_thing(one: str, other: str) -> bool:
    """Whether two tasks name a thing that is one: 管理、维护 of whatever are none."""
    return evidence(_tasks().sub("，", one), _tasks().sub("，", other)) >= _NAMES_IT


def _other_task(one: str, other: str) -> bool:
    """Whether two acts begin alike and then name two tasks (便民服务点的选址, 便民服务点的消防检查)."""
    a, b = _act_words(one), _act_words(other)
    lead = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    mine, theirs = a[lead:], b[lead:]
    return lead >= _NAMED_FIRST and min(len(mine), len(theirs)) >= 2 and not set(mine) & set(theirs)


def _without_body(found: Responsible) -> str:
    """The sentence without the body's name: 城市管理局 and 农业农村局 are no town and country."""
    return found.sentence.text.replace(found.body, "")


def _span(sentence: Sentence, words: str) -> tuple[int, int]:
    at = max(sentence.text.find(words), 0)
    return sentence.start + at, sentence.start + at + len(words)


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


@lru_cache(maxsize=512)
def _told(text: Provisions) -> Told:
    return Told([reduced(duty.act) for duty in text.duties])


def modality_clashes(one: Provisions, other: Provisions, closeness: float) -> Iterator[Clash]:
    """Acts that one text commands, forbids or allows and the other treats otherwise."""
    ones, others = one.duties, other.duties
    near = list(_told(one).sharing(_told(other), _SHARED))
    contrary = [
        (i, j, score)
        for i, j in near
        if frozenset({ones[i].modality, others[j].modality}) in _CONTRARY
        and (score := _same_duty(ones[i], others[j])) >= _least(closeness, ones[i], others[j])
    ]
    # A text that also says the same as the other one gives two rules for two cases, not two answers to one.
    mine, theirs = {i for i, _, _ in contrary}, {j for _, j, _ in contrary}
    agreed: dict[tuple[int, int], float] = {}
    for i, j in near if contrary else ():
        a, b = ones[i], others[j]
        if (
            (i in mine or j in theirs)
            and a.modality is b.modality
            and (score := _same_duty(a, b)) >= SAME_DUTY
        ):
            rank = score + dice(a.around, b.around)
            for side in ((0, i), (1, j)):
                agreed[side] = max(agreed.get(side, 0.0), rank)
    for i, j, score in contrary:
        a, b = ones[i], others[j]
        settled = max(agreed.get((0, i), 0.0), agreed.get((1, j), 0.0))
        if settled > score + dice(a.around, b.around) - _CLEARLY:
            continue
        if not _telling(a, b) or _other_actor(a, b):
            continue
        if _conditions_differ(a, b) or different_subject(a.sentence.text, b.sentence.text):
            continue
        if bool(_TURNING.search(a.act)) != bool(_TURNING.search(b.act)) or substituted(
            a.act, b.act, within=(a.sentence.text, b.sentence.text)
        ):
            continue
        why = f"同一行为“{common(a.act, b.act)}”，一处为“{a.modality.value}”，另一处为“{b.modality.value}”"
        yield Clash(
            "modality", round(score, 3), a.sentence, b.sentence,
            (a.sentence.start, a.sentence.end), (b.sentence.start, b.sentence.end), why,
        )  # fmt: skip


def _least(closeness: float, a: Duty, b: Duty) -> float:
    """How alike two acts must be, by how near their texts are and by what the two sentences share."""
    return SAME_DUTY + _FARTHER * (1 - nearness(closeness, a.sentence.text, b.sentence.text))


def _subject(duty: Duty) -> str:
    """Who a statement binds: named in its clause, or in the one before (负责人接到报告后，应当…)."""
    before = duty.upto.removesuffix(duty.act).rstrip("，")
    return duty.subject or before[before.rfind("，") + 1 :]


def _other_actor(a: Duty, b: Duty) -> bool:
    """What one may do another must: 任何人有权向部门报告, 负责人应当向部门报告."""
    mine, theirs = (_act_words(_subject(side)) for side in (a, b))
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
    return _abbreviates(a.act, b.act) or (_holds(a.act, b.act) and evidence(a.upto, b.upto) >= _MUCH)


@lru_cache(maxsize=100_000)
def _holds(one: str, other: str) -> bool:
    """Whether one act begins with all that the other names (办理就诊卡, 办理该院就诊卡后挂号)."""
    short, long = sorted((_act_words(one), _act_words(other)), key=len)
    if not _SHORTEST_NAME < len(short) <= len(long) <= _LONGEST_FULL * len(short):
        return False
    return 0 <= long.find(short) <= _SHORTEST_NAME and evidence(one, other) >= _TASK


def _same_duty(a: Duty, b: Duty) -> float:
    """How surely two statements speak of one act of one subject, 0…1. A subject may stand in an earlier clause."""
    act = _IN_SHORT if _in_short(a, b) else dice(a.act, b.act)
    if act >= _AT_ALL:
        act = max(act, dice(_act_words(a.act), _act_words(b.act)))
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
    short, long = sorted((_act_words(a.act), _act_words(b.act)), key=len)
    return (
        len(short) >= _SHORTEST_NAME
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
        max(dice(a.around, b.around), dice(_act_words(a.around), _act_words(b.around))) >= _SAME_AROUND
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
    bound = _act_words(_ANYBODY.sub("", NUMBERING.sub("", ban.subject)))
    return not bound or mostly(bound, reduced(leave.sentence.text))


#: Whom a ban binds that binds everybody.
_ANYBODY = re.compile(r"任何(?:单位|个人|人|组织)(?:[和或]者?(?:单位|个人))?")


def definition_clashes(
    ones: Sequence[Definition], others: Sequence[Definition], closeness: float
) -> Iterator[Clash]:
    """Terms that both texts define, each in its own way."""
    if closeness < _SAME_MATTER:
        return
    for a in ones:
        for b in others:
            figures = _differing(a, b)
            if not _one_term(a.term, b.term) or not (
                figures or likeness(a.meaning, b.meaning) < _SAME_MEANING
            ):
                continue
            term = min(a.term, b.term, key=len)
            why = f"两件都给“{term}”下定义，含义不同"
            kind = "money" if figures == "money" else "definition"
            yield Clash(
                kind, 0.8, a.sentence, b.sentence,
                (a.sentence.start, a.sentence.end), (b.sentence.start, b.sentence.end), why,
            )  # fmt: skip


def _one_term(one: str, other: str) -> bool:
    """大额支出 and 村级大额支出 are one term."""
    return _OF_LEVEL.sub("", one) == _OF_LEVEL.sub("", other)


_OF_LEVEL = re.compile(r"^(?:[村镇乡区县市省]级|[本我全][村镇乡区县市省])(?=[\u4e00-\u9fff]{3})")


#: Closeness from which a term that two texts define is one term.
_SAME_MATTER = 0.5


def _differing(a: Definition, b: Definition) -> str:
    """The kind of figure of which both meanings hold one, where the two cannot both hold; empty without such."""
    for slot in slots_in(a.meaning):
        twins = [s for s in slots_in(b.meaning) if s.unit == slot.unit and s.kind == slot.kind]
        if len(twins) == 1 and (
            (slot.low, slot.high) != (twins[0].low, twins[0].high) or not compatible(slot, twins[0])
        ):
            return slot.kind
    return ""
