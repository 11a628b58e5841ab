"""Two documents about one matter: where their statements cannot both be followed. Pure."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rules.conflicts.provisions import Duty, Measure, Modality, Provisions, Responsible, bigrams, dice
from rules.conflicts.slots import compatible
from rules.view import Sentence

#: Similarity of the words around two figures from which they are taken to measure the same thing.
SAME_HEAD = 0.62
SAME_ACT = 0.72


@dataclass(frozen=True, slots=True)
class Clash:
    """Two passages that give different answers.

    kind: number | time | money | body | modality. `strength` 0…1 says how sure it is that they speak of the
    same thing; `why` says it in words. `one` and `other` are the sentences; the spans mark the words that differ.
    """

    kind: str
    strength: float
    one: Sentence
    other: Sentence
    one_span: tuple[int, int]
    other_span: tuple[int, int]
    why: str

    @property
    def flipped(self) -> "Clash":
        return Clash(self.kind, self.strength, self.other, self.one, self.other_span, self.one_span, self.why)


@cache
def _opposites() -> tuple[tuple[tuple[str, ...], "re.Pattern[str]"], ...]:
    """Word sets of which two different members mean two different subjects (城市/农村, 首次/再次 …)."""
    data = tomllib.loads(resources.files("rules.data").joinpath("opposites.toml").read_text(encoding="utf-8"))
    return tuple(
        (tuple(words), re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True))))
        for words in data["sets"]
    )


_GRADE = re.compile(r"[A-Da-dＡ-Ｄ]\s*(?:级|类|等)|[一二三四五甲乙丙丁]\s*(?:级|类|等|档)")


def different_subject(one: str, other: str) -> bool:
    """Whether two passages name members of one set of opposites that exclude each other (tiers, groups, stages)."""
    grades_one, grades_other = set(_GRADE.findall(one)), set(_GRADE.findall(other))
    if grades_one and grades_other and not grades_one & grades_other:
        return True
    for _, pattern in _opposites():
        a, b = set(pattern.findall(one)), set(pattern.findall(other))
        if a and b and not a & b:
            return True
    return False


def clashes(one: Provisions, other: Provisions, *, closeness: float) -> Iterator[Clash]:
    """All clashes between two documents; `closeness` 0…1 is how near their matters are."""
    yield from _measure_clashes(one.measures, other.measures, closeness)
    yield from _body_clashes(one.responsibles, other.responsibles, closeness)
    yield from _modality_clashes(one.duties, other.duties, closeness)


# -- figures -----------------------------------------------------------------------------------------------


def head_similarity(one: Measure, other: Measure) -> float:
    """How surely two figures measure the same thing, 0…1: their clause and the item around it."""
    clause = dice(one.clause, other.clause)
    wide = dice(one.wide, other.wide)
    # A clause of a few characters (补助#) says little without what surrounds it.
    weight = min(1.0, len(bigrams(one.clause) | bigrams(other.clause)) / 8)
    return weight * (0.65 * clause + 0.35 * wide) + (1 - weight) * (0.35 * clause + 0.65 * wide)


def _measure_clashes(ones: Sequence[Measure], others: Sequence[Measure], closeness: float) -> Iterator[Clash]:
    threshold = SAME_HEAD + 0.12 * (1 - closeness)
    best_one: dict[int, tuple[float, int]] = {}
    best_other: dict[int, tuple[float, int]] = {}
    for i, a in enumerate(ones):
        for j, b in enumerate(others):
            if a.slot.unit != b.slot.unit or not bigrams(a.wide) & bigrams(b.wide):
                continue
            score = head_similarity(a, b)
            if different_subject(a.wide, b.wide):
                score *= 0.4
            # Equal figures attract each other: in a list of tiers the equal ones are the same tier.
            score += 0.02 * ((a.slot.low, a.slot.high) == (b.slot.low, b.slot.high))
            if score > best_one.get(i, (0.0, -1))[0]:
                best_one[i] = (score, j)
            if score > best_other.get(j, (0.0, -1))[0]:
                best_other[j] = (score, i)
    for i, (score, j) in sorted(best_one.items()):
        a, b = ones[i], others[j]
        if score < threshold or best_other[j][1] != i or compatible(a.slot, b.slot):
            continue
        if _other_tier(a, b):
            continue
        kind = a.slot.kind if a.slot.kind in ("time", "money") else "number"
        why = f"两处都在说“{_common(a.clause, b.clause)}”，一处为{a.slot.shown.strip()}，另一处为{b.slot.shown.strip()}"
        yield Clash(
            kind,
            round(min(1.0, score), 3),
            a.sentence,
            b.sentence,
            (a.slot.start, a.slot.end),
            (b.slot.start, b.slot.end),
            why,
        )


def _other_tier(a: Measure, b: Measure) -> bool:
    """The sentence has figures that say for whom the figure holds (500平方米以下的…), and those differ too."""
    if not a.others or not b.others:
        return False
    ours = {(s.kind, s.unit, s.low, s.high) for s in a.others if s.start < a.slot.start}
    theirs = {(s.kind, s.unit, s.low, s.high) for s in b.others if s.start < b.slot.start}
    return bool(ours and theirs and not ours & theirs)


def _common(one: str, other: str) -> str:
    """The longest run of words that both clauses share."""
    best = ""
    for start in range(len(one)):
        for end in range(start + len(best) + 1, len(one) + 1):
            if one[start:end] not in other:
                break
            best = one[start:end]
    return best.strip("#，、：的为") or one.strip("#")


# -- responsible bodies ------------------------------------------------------------------------------------

_GENERIC = re.compile(r"本(?:办法|规定|细则|通知|意见|制度|方案)|解释|施行|以下|相关工作$")


def _body_clashes(
    ones: Sequence[Responsible], others: Sequence[Responsible], closeness: float
) -> Iterator[Clash]:
    if closeness < 0.6:
        return
    for a in ones:
        if a.role != "lead" or _GENERIC.search(a.act):
            continue
        same = [(dice(a.act, b.act), b) for b in others if b.role == "lead" and not _GENERIC.search(b.act)]
        score, b = max(same, key=lambda pair: pair[0], default=(0.0, None))
        if b is None or score < SAME_ACT or _same_body(a.body, b.body):
            continue
        # Another document that also names our body for the act shares the task; that is no clash.
        if any(_same_body(a.body, c.body) and dice(a.act, c.act) >= SAME_ACT for c in others):
            continue
        if any(_same_body(b.body, c.body) and dice(b.act, c.act) >= SAME_ACT for c in ones):
            continue
        if different_subject(a.sentence.text, b.sentence.text):
            continue
        why = f"同一事项“{_common(a.act, b.act)}”，一处由{a.body}负责，另一处由{b.body}负责"
        yield Clash(
            "body",
            round(score, 3),
            a.sentence,
            b.sentence,
            _span(a.sentence, a.body),
            _span(b.sentence, b.body),
            why,
        )


def _same_body(one: str, other: str) -> bool:
    """Names of one body: equal but for the place in front, one the old name of the other, or a generic word."""
    from rules.conflicts.bodies import same_body

    return same_body(one, other)


def _span(sentence: Sentence, words: str) -> tuple[int, int]:
    at = max(sentence.text.find(words), 0)
    return sentence.start + at, sentence.start + at + len(words)


# -- modality ----------------------------------------------------------------------------------------------

_CONTRARY = {
    frozenset({Modality.MUST, Modality.MUST_NOT}),
    frozenset({Modality.MUST, Modality.NEED_NOT}),
    frozenset({Modality.MUST, Modality.MAY}),
    frozenset({Modality.MAY, Modality.MUST_NOT}),
}


def _modality_clashes(ones: Sequence[Duty], others: Sequence[Duty], closeness: float) -> Iterator[Clash]:
    if closeness < 0.5:
        return
    for a in ones:
        if len(a.act) < 4:
            continue
        for b in others:
            if frozenset({a.modality, b.modality}) not in _CONTRARY or len(b.act) < 4:
                continue
            score = 0.75 * dice(a.act, b.act) + 0.25 * dice(a.subject or a.act, b.subject or b.act)
            if (
                score < SAME_ACT + 0.06
                or _conditions_differ(a, b)
                or different_subject(a.sentence.text, b.sentence.text)
            ):
                continue
            why = (
                f"同一行为“{_common(a.act, b.act)}”，一处为“{a.modality.value}”，另一处为“{b.modality.value}”"
            )
            yield Clash(
                "modality", round(score, 3), a.sentence, b.sentence,
                (a.sentence.start, a.sentence.end), (b.sentence.start, b.sentence.end), why,
            )  # fmt: skip


def _conditions_differ(a: Duty, b: Duty) -> bool:
    """One statement holds under a condition that the other does not have: a rule and its exception."""
    if bool(a.conditions) != bool(b.conditions):
        return True
    return bool(a.conditions) and dice("".join(a.conditions), "".join(b.conditions)) < 0.6
