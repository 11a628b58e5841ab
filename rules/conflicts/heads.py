"""How surely two figures measure one thing. Pure."""

import re
from functools import lru_cache

from rules.conflicts.provisions import Measure
from rules.conflicts.wording import evidence, likeness, mostly

#: Likeness of two triggers from which they are one event; of two conditions from which, and below which, they are.
_SAME_TRIGGER, _SAME_CONDITION, _OTHER_CONDITION = 0.4, 0.5, 0.3
#: Evidence (rare bigrams shared) of a passage that tells by itself what it is about.
_TELLING = 3.0
#: Evidence from which two conditions may be one in other words.
_LEAST = 1.2
#: How much the clause and its conditions count beside the whole sentence.
_NARROW = 0.9
#: How much what is done says without who is to do it.
_DEED = 0.95


def head_similarity(one: Measure, other: Measure) -> float:
    """How surely two figures measure the same thing, 0…1: their clause and the item around it."""
    clause = likeness(one.clause, other.clause)
    core = clause if not (one.conditions or other.conditions) else likeness(one.core, other.core)
    deed = _DEED * likeness(_deed(one.core), _deed(other.core))
    core, clause = max(core, deed), max(clause, _DEED * likeness(_deed(one.clause), _deed(other.clause)))
    # What the sentence tells before (公告方式, 办理地点) may differ without making the figure another one.
    wide = max(likeness(one.wide, other.wide), _NARROW * core)
    if one.trigger and other.trigger and likeness(one.trigger, other.trigger) >= _SAME_TRIGGER:
        # 自受理采砂申请之日起10日内作出决定: what runs from the same event is told by it.
        clause = max(clause, likeness(_with_trigger(one), _with_trigger(other)))
        wide = max(wide, clause)
    elif one.trigger or other.trigger:
        # 自受理概算之日起10日内批复: what is decided may stand only in the words from when the time runs.
        wide = max(wide, _NARROW * likeness(_with_trigger(one), _with_trigger(other)))
    # A clause of a few words (补助#) says little without what surrounds it.
    weight = min(1.0, evidence(one.clause, other.clause) / _TELLING)
    score = weight * (0.5 * clause + 0.5 * wide) + (1 - weight) * wide
    if one.conditions and other.conditions and _other_condition(one.conditions, other.conditions):
        score *= 0.6
    # Times that run from different events belong to different steps of a procedure.
    if one.trigger and other.trigger and _other_trigger(one, other):
        score *= 0.6
    return score


#: Who is to act, at the head of a clause: 养护单位须#清除 and 管理机构应当#清理 are told by what is done.
_AGENT = re.compile(
    r"(?:^|(?<=，))(?:第[^，#]{1,4}条[\s　]*)?[^，#的]{2,10}?(?:单位|机构|企业|人员|部门|政府|办事处|委员会|公司|中心|银行|学校|[局人者员方站所])"
    r"(?=应当?|须|必须|要|不得|可以?|自|在|于|[\s　]*#)"
)


@lru_cache(maxsize=30_000)
def _deed(words: str) -> str:
    """A clause without who is to act."""
    return _AGENT.sub("", words)


_RECEIPT = re.compile(r"受理|收到|收件|接到|接|提出|提交|递交|材料|资料|完整|齐全|起")


def _other_trigger(one: Measure, other: Measure) -> bool:
    """Whether two times run from different events. 自受理概算之日起 and 概算齐全的，收件后 are one."""
    if likeness(one.trigger, other.trigger) >= _SAME_TRIGGER:
        return False
    ours, theirs = _RECEIPT.sub("", one.trigger), _RECEIPT.sub("", other.trigger)
    if ours == one.trigger or theirs == other.trigger:
        return True
    return not (mostly(ours, _what(other)) or mostly(theirs, _what(one)))


def _what(measure: Measure) -> str:
    """What a figure is for, without the subject of its clause: 概算资料齐全的，…批复."""
    return f"{measure.conditions}{measure.trigger}{measure.clause[measure.clause.find('#') :]}"


def _with_trigger(measure: Measure) -> str:
    return f"{measure.conditions}，{_RECEIPT.sub('', measure.trigger)}，{measure.clause}"


def _other_condition(one: str, other: str) -> bool:
    """Whether two figures hold for two cases. 终止劳动关系的 and 与单位解除劳动关系后 share the word that tells."""
    alike = likeness(one, other)
    return alike < _OTHER_CONDITION or (alike < _SAME_CONDITION and evidence(one, other) < _LEAST)
