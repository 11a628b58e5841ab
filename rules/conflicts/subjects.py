"""Words that tell two subjects apart: tiers, groups, grades, stages (data/opposites.toml). Pure."""

import re
from functools import cache, lru_cache

from registry.shipped import shipped

_GRADE = re.compile(
    r"[A-Da-dＡ-Ｄ]\s*(?:级|类|等)|[一二三四五甲乙丙丁]\s*(?:级|类|等|档|星)|(?<![\u4e00-\u9fff])[前后首](?=#|\d|[一二三四五六七八九十两]+(?:个月|年|日|次))"
)
_GRADES = -1


@cache
def _opposites() -> tuple[dict[str, tuple[int, ...]], dict[str, str], "re.Pattern[str]"]:
    """(word → the sets it belongs to, other names of a word → it, one pattern for all of them): two different members
    of one set mean two different subjects (城市/农村, 首次/再次 …)."""
    data = shipped("rules", "data/opposites.toml")
    sets: dict[str, list[int]] = {}
    for number, words in enumerate(data["sets"]):
        for word in words:
            sets.setdefault(word, []).append(number)
    also = {name: word for word, names in data["also"].items() for name in names}
    pattern = re.compile("|".join(sorted(map(re.escape, [*sets, *also]), key=len, reverse=True)))
    return {word: tuple(numbers) for word, numbers in sets.items()}, also, pattern


@lru_cache(maxsize=60_000)
def _members(passage: str) -> dict[int, frozenset[str]]:
    """The members of each set of opposites that a passage names; grades (A级, 甲等) are a set of their own."""
    sets, also, pattern = _opposites()
    found: dict[int, set[str]] = {}
    for name in pattern.findall(passage):
        word = also.get(name, name)
        for number in sets[word]:
            found.setdefault(number, set()).add(word)
    if grades := set(_GRADE.findall(passage)):
        found[_GRADES] = grades
    return {number: frozenset(words) for number, words in found.items()}


@cache
def _head() -> "re.Pattern[str]":
    return re.compile(
        "|".join(sorted(shipped("rules", "data/opposites.toml")["heads"], key=len, reverse=True))
    )


#: Where the words in front of a head noun begin: after a sign of grammar.
_GRAMMAR = re.compile(r"[^\u4e00-\u9fff]|[的由在对将应可及与和或经向按从为其该本各把被所以并]")
_LONGEST_NAME = 8
#: Characters of a word; 小型工程质量保证金 and 质量保证金 are told by the one in front of the head.
_WORD = 2


@lru_cache(maxsize=60_000)
def _named(passage: str) -> dict[str, frozenset[str]]:
    """The things that a passage names under each head: 合同 → {集体, 工资专项集体}."""
    found: dict[str, set[str]] = {}
    for match in _head().finditer(passage):
        name = _GRAMMAR.split(passage[max(0, match.start() - _LONGEST_NAME) : match.start()])[-1]
        if len(name) >= 2:
            found.setdefault(match.group(), set()).add(name)
    return {head: frozenset(names) for head, names in found.items()}


#: Assemblies and governments of which levels a passage speaks: 市人民代表大会, 乡、民族乡、镇人民代表大会.
_OF_LEVEL = re.compile(
    r"(?P<levels>(?:全国|[省市区县旗乡镇、和（）()]|民族乡|街道)+)(?P<what>人民代表大会|人民政府|人大)"
)


@lru_cache(maxsize=60_000)
def _levels(passage: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for match in _OF_LEVEL.finditer(passage):
        found.setdefault(match["what"], set()).update(c for c in match["levels"] if c in "国省市区县旗乡镇")
    return {what: frozenset(levels) for what, levels in found.items() if levels}


def _other_level(one: str, other: str) -> bool:
    ours, theirs = _levels(one), _levels(other)
    return any(not levels & theirs[what] for what, levels in ours.items() if what in theirs)


def _one_thing(one: str, other: str) -> bool:
    """Whether two names under one head may mean one thing: one says more than the other, or most words are shared."""
    if one in other or other in one or one[-_WORD:] == other[-_WORD:]:
        return True
    shared = len(set(one) & set(other))
    return 2 * shared > min(len(set(one)), len(set(other)))


def _other_thing(one: str, other: str) -> bool:
    ours, theirs = _named(one), _named(other)
    return any(
        not any(_one_thing(a, b) for a in names for b in theirs[head])
        for head, names in ours.items()
        if head in theirs
    )


#: 未配备电梯的住宅
_WITHOUT = re.compile(r"(?:未|没有|尚未|(?<![\u4e00-\u9fff])不)(?P<what>[\u4e00-\u9fff]{3,10})的")


def _with_and_without(one: str, other: str) -> bool:
    """未配备电梯的住宅 and 配备电梯的住宅."""
    return any(
        re.search(rf"(?<![未不])(?<!没有){re.escape(found['what'])}的", theirs) is not None
        and found.group() not in theirs
        for mine, theirs in ((one, other), (other, one))
        for found in _WITHOUT.finditer(mine)
    )


def different_subject(one: str, other: str) -> bool:
    """Whether two passages name members of one set of opposites that exclude each other (tiers, groups, stages), or
    two things of one kind (居民委员会, 村务监督委员会), bodies of two levels, or those that have a thing and those
    that have it not."""
    ours, theirs = _members(one), _members(other)
    if any(not words & theirs[number] for number, words in ours.items() if number in theirs):
        return True
    return _other_thing(one, other) or _other_level(one, other) or _with_and_without(one, other)


@cache
def _special() -> "re.Pattern[str]":
    return re.compile("|".join(shipped("rules", "data/opposites.toml")["special"]))


def special_case(one: str, other: str) -> bool:
    """Whether only one of two passages speaks of a special case (首次业主大会, 延长期限): a rule beside the other one."""
    return set(_special().findall(one)) != set(_special().findall(other))


@cache
def _hard() -> "re.Pattern[str]":
    return re.compile("|".join(shipped("rules", "data/opposites.toml")["hard_cases"]))


def hard_case(passage: str) -> bool:
    """Whether a passage speaks of places or cases that are harder than others (山区, 疑难案件)."""
    return _hard().search(passage) is not None
