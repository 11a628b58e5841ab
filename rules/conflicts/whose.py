"""Tasks that two documents give to different bodies. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from rules.conflicts.acts import (
    IN_SHORT,
    NAMES_A_TASK,
    SHORTEST_ABBREVIATED,
    abbreviates,
    act_words,
    task_words,
)
from rules.conflicts.bodies import same_body
from rules.conflicts.clash import Clash
from rules.conflicts.provisions import Responsible, dice
from rules.conflicts.shared_words import common
from rules.conflicts.subjects import different_subject
from rules.conflicts.weighed import CLEARLY, surely
from rules.conflicts.wording import evidence, held, likeness, substituted
from rules.view import Sentence

_SAME_ACT = 0.55
#: How much more alike two tasks must be between texts whose matters only touch.
_FARTHER = 0.16
_GENERIC = re.compile(
    r"(?:办法|细则)的?(?:制定|制订)|本(?:办法|规定|细则|通知|意见|制度|方案|条例)|具体办法|实施办法|实施细则|解释|施行|以下|相关工作$"
)
_SHORTEST_ACT = 5
#: Evidence of the thing that two tasks are about, without the words for what is done to it.
_NAMES_IT = 0.5
#: Characters that name the thing in front of a task.
_NAMED_FIRST = 3
#: Characters of a task in a list of tasks that is found again elsewhere.
_SHORTEST_LISTED = 6
#: Likeness by words says a little less than the same words.
_SURE = 0.95
#: How much more alike two tasks must be than either is to one that agrees with it.
_CLEARLY = 0.1
#: Closeness below which the weighed sum is not asked, and more evidence than which says no more.
_APART, _PLENTY = 0.4, 8.0


def body_clashes(
    ones: Sequence[Responsible], others: Sequence[Responsible], closeness: float, *, weighed: bool = False
) -> Iterator[Clash]:
    """Acts whose lead one text gives to one body and the other to another."""
    threshold = _SAME_ACT + _FARTHER * (1 - closeness)
    for score, a, b in counterparts(ones, others):
        # Another document that also names our body for the act shares the task; that is no clash.
        shared = max(_SAME_ACT, score - _CLEARLY)
        if any(same_body(a.body, c.body) and _same_act(a, c) >= shared for c in others):
            continue
        if any(same_body(b.body, c.body) and _same_act(b, c) >= shared for c in ones):
            continue
        if (
            score < threshold
            or (not abbreviates(a.act, b.act) and _says_little(a, b))
            or any(of_two_tasks(a, b) for of_two_tasks in _OF_TWO_TASKS)
        ):
            score = surely("tasks", seen(a, b, closeness)) if weighed and closeness >= _APART else 0.0
            if score < CLEARLY:
                continue
        why = f"同一事项“{common(a.act, b.act)}”，一处由{a.body}负责，另一处由{b.body}负责"
        yield Clash(
            "body", round(score, 3), a.sentence, b.sentence, _span(a.sentence, a.body), _span(b.sentence, b.body), why
        )  # fmt: skip


def counterparts(
    ones: Sequence[Responsible], others: Sequence[Responsible]
) -> Iterator[tuple[float, Responsible, Responsible]]:
    """(likeness, task, task) of each task of the first text and the likest of the other one, given to two bodies."""
    leads = [b for b in others if b.role == "lead" and not _GENERIC.search(b.act)]
    for a in ones:
        if a.role != "lead" or _GENERIC.search(a.act) or len(a.act) < SHORTEST_ABBREVIATED:
            continue
        same = [(_same_act(a, b), b) for b in leads]
        score, b = max(same, key=lambda pair: pair[0], default=(0.0, None))
        if b is not None and score > 0 and not same_body(a.body, b.body):
            yield score, a, b


def seen(a: Responsible, b: Responsible, closeness: float) -> dict[str, float]:
    """What is seen of two tasks that two bodies have, for `weighed.surely`."""
    mine, theirs = _without_body(a), _without_body(b)
    shares = held(a.act, theirs), held(b.act, mine)
    return {
        "same": _same_act(a, b),
        "act": likeness(a.act, b.act),
        "sentence": likeness(mine, theirs),
        "evidence of act": min(_PLENTY, evidence(a.act, b.act)),
        "evidence": min(_PLENTY, evidence(mine, theirs)),
        "less held": min(shares),
        "more held": max(shares),
        "closeness": closeness,
        "in short": abbreviates(a.act, b.act),
        "one thing": _one_thing(a.act, b.act),
        **{asked.__name__.strip("_").replace("_", " "): asked(a, b) for asked in _OF_TWO_TASKS},
    }


def _says_little(a: Responsible, b: Responsible) -> bool:
    return len(a.act) < _SHORTEST_ACT or evidence(a.act, b.act) < NAMES_A_TASK or not _one_thing(a.act, b.act)


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
    if abbreviates(a.act, b.act) or _lists(a.act, b.act):
        return IN_SHORT
    return max(dice(a.act, b.act), _SURE * likeness(a.act, b.act))


def _one_thing(one: str, other: str) -> bool:
    """Whether two tasks name a thing that is one: 管理、维护 of whatever are none."""
    return evidence(task_words().sub("，", one), task_words().sub("，", other)) >= _NAMES_IT


def _other_task(a: Responsible, b: Responsible) -> bool:
    """Whether two acts begin alike and then name two tasks (便民服务点的选址, 便民服务点的消防检查)."""
    one, other = act_words(a.act), act_words(b.act)
    if abbreviates(a.act, b.act):
        return False
    lead = next(
        (at for at, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other))
    )
    mine, theirs = one[lead:], other[lead:]
    return lead >= _NAMED_FIRST and min(len(mine), len(theirs)) >= 2 and not set(mine) & set(theirs)


def _without_body(found: Responsible) -> str:
    """The sentence without the body's name: 城市管理局 and 农业农村局 are no town and country."""
    return found.sentence.text.replace(found.body, "")


def _span(sentence: Sentence, words: str) -> tuple[int, int]:
    at = max(sentence.text.find(words), 0)
    return sentence.start + at, sentence.start + at + len(words)


def _of_two_subjects(a: Responsible, b: Responsible) -> bool:
    return different_subject(_without_body(a), _without_body(b))


def _other_words(a: Responsible, b: Responsible) -> bool:
    """One word of the task stands in the place of another."""
    return bool(substituted(a.act, b.act, within=(a.sentence.text, b.sentence.text)))


#: In which two tasks that look alike are two.
_OF_TWO_TASKS: tuple[Callable[[Responsible, Responsible], bool], ...] = (
    _other_task,
    _of_two_subjects,
    _other_words,
)
