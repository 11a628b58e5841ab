"""Words that tell two subjects apart: tiers, groups, grades, stages (data/opposites.toml). Pure."""

import re
from functools import cache, lru_cache

from registry.shipped import shipped

_GRADE = re.compile(
    r"[A-Da-dＡ-Ｄ]\s*(?:级|类|等)|[一二三四五甲乙丙丁]\s*(?:级|类|等|档|星)|(?<![\u4e00-\u9fff])[前后首](?=#|\d|[一二三四五六七八九十两]+(?:个月|年|日|次))"
)
_GRADES = -1


@cache
def _opposites() -> tuple[dict[str, tuple[int, ...]], "re.Pattern[str]"]:
    """(word → the sets it belongs to, one pattern for all words): two different members of one set mean two
    different subjects (城市/农村, 首次/再次 …)."""
    data = shipped("rules", "data/opposites.toml")
    sets: dict[str, list[int]] = {}
    for number, words in enumerate(data["sets"]):
        for word in words:
            sets.setdefault(word, []).append(number)
    pattern = re.compile("|".join(sorted(map(re.escape, sets), key=len, reverse=True)))
    return {word: tuple(numbers) for word, numbers in sets.items()}, pattern


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
