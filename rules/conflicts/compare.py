"""Two documents about one matter: where their statements cannot both be followed. Pure."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rules.conflicts.provisions import Duty, Measure, Modality, Provisions, Responsible, bigrams, dice
from rules.conflicts.slots import compatible
from rules.view import Sentence

#: Similarity of the words around two figures from which they are taken to measure the same thing.
SAME_HEAD = 0.62
SAME_ACT, SAME_DUTY = 0.72, 0.74
SAME_TRIGGER = 0.4


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
def _opposites() -> tuple[dict[str, tuple[int, ...]], "re.Pattern[str]"]:
    """(word → the sets it belongs to, one pattern for all words) of data/opposites.toml: two different members of
    one set mean two different subjects (城市/农村, 首次/再次 …)."""
    data = tomllib.loads(resources.files("rules.data").joinpath("opposites.toml").read_text(encoding="utf-8"))
    sets: dict[str, list[int]] = {}
    for number, words in enumerate(data["sets"]):
        for word in words:
            sets.setdefault(word, []).append(number)
    pattern = re.compile("|".join(sorted(map(re.escape, sets), key=len, reverse=True)))
    return {word: tuple(numbers) for word, numbers in sets.items()}, pattern


_GRADE = re.compile(r"[A-Da-dＡ-Ｄ]\s*(?:级|类|等)|[一二三四五甲乙丙丁]\s*(?:级|类|等|档)")
_GRADES = -1


@lru_cache(maxsize=200_000)
def _members(passage: str) -> dict[int, frozenset[str]]:
    """The members of each set of opposites that a passage names; grades (A级, 甲等) are a set of their own."""
    sets, pattern = _opposites()
    found: dict[int, set[str]] = {}
    for word in pattern.findall(passage):
        for number in sets[word]:
            found.setdefault(number, set()).add(word)
    if grades := set(_GRADE.findall(passage)):
        found[_GRADES] = grades
    return {number: frozenset(words) for number, words in found.items()}


def different_subject(one: str, other: str) -> bool:
    """Whether two passages name members of one set of opposites that exclude each other (tiers, groups, stages)."""
    ours, theirs = _members(one), _members(other)
    return any(not words & theirs[number] for number, words in ours.items() if number in theirs)


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
    score = weight * (0.65 * clause + 0.35 * wide) + (1 - weight) * (0.35 * clause + 0.65 * wide)
    # Times that run from different events belong to different steps of a procedure.
    if one.trigger and other.trigger and dice(one.trigger, other.trigger) < SAME_TRIGGER:
        score *= 0.6
    return score


def _similar(ones: Sequence[str], others: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Index pairs of passages that share at least `least` of the bigrams of the shorter one, by an inverted index."""
    holders: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(others):
        for gram in bigrams(text):
            holders[gram].append(j)
    for i, text in enumerate(ones):
        grams = bigrams(text)
        shared: Counter[int] = Counter()
        for gram in grams:
            shared.update(holders.get(gram, ()))
        for j, count in shared.items():
            if count >= least * min(len(grams), len(bigrams(others[j]))):
                yield i, j


def _measure_clashes(ones: Sequence[Measure], others: Sequence[Measure], closeness: float) -> Iterator[Clash]:
    threshold = SAME_HEAD + 0.12 * (1 - closeness)
    best_one: dict[int, tuple[float, int]] = {}
    best_other: dict[int, tuple[float, int]] = {}
    for i, j in _similar([m.wide for m in ones], [m.wide for m in others], 0.25):
        a, b = ones[i], others[j]
        if a.slot.unit != b.slot.unit:
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
        why = f"两处都在说“{_common(a.clause, b.clause)}”，一处为{_figure(a)}，另一处为{_figure(b)}"
        yield Clash(
            kind,
            round(min(1.0, score), 3),
            a.sentence,
            b.sentence,
            (a.slot.start, a.slot.end),
            (b.slot.start, b.slot.end),
            why,
        )


def _figure(measure: Measure) -> str:
    """The figure as it is printed, without the words that only lead to it."""
    return measure.slot.shown.strip().lstrip("的为达到")


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
            if "#" in one[start:end] or one[start:end] not in other:
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
    near = [
        (i, j, _same_duty(ones[i], others[j]))
        for i, j in _similar([d.act for d in ones], [d.act for d in others], 0.6)
    ]
    # A text that also says the same as the other one gives two rules for two cases, not two answers to one.
    agreed_ones = {i for i, j, score in near if score >= SAME_DUTY and ones[i].modality is others[j].modality}
    agreed_others = {
        j for i, j, score in near if score >= SAME_DUTY and ones[i].modality is others[j].modality
    }
    for i, j, score in near:
        a, b = ones[i], others[j]
        if score < SAME_DUTY or frozenset({a.modality, b.modality}) not in _CONTRARY:
            continue
        if i in agreed_ones or j in agreed_others or min(len(a.act), len(b.act)) < 5:
            continue
        if _conditions_differ(a, b) or different_subject(a.sentence.text, b.sentence.text):
            continue
        why = f"同一行为“{_common(a.act, b.act)}”，一处为“{a.modality.value}”，另一处为“{b.modality.value}”"
        yield Clash(
            "modality", round(score, 3), a.sentence, b.sentence,
            (a.sentence.start, a.sentence.end), (b.sentence.start, b.sentence.end), why,
        )  # fmt: skip


def _same_duty(a: Duty, b: Duty) -> float:
    """How surely two statements speak of one act of one subject, 0…1."""
    return 0.7 * dice(a.act, b.act) + 0.3 * dice(a.subject or a.act, b.subject or b.act)


def _conditions_differ(a: Duty, b: Duty) -> bool:
    """One statement holds under a condition that the other does not have: a rule and its exception."""
    if bool(a.conditions) != bool(b.conditions):
        return True
    return bool(a.conditions) and dice("".join(a.conditions), "".join(b.conditions)) < 0.6
