"""Whether two passages speak of one thing, however each office words it. Pure.

A passage is reduced to what it is about (drafting words dropped, synonyms made one) and compared by
its characters and bigrams. Words that only one passage has are read as detail; words that both have on
their own are read as two different things.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from registry.shipped import shipped
from rules.conflicts.vocabulary import rarity

#: What counts: how much words that both passages have on their own, and those that one has, take away.
_BOTH, _ONE = 1.5, 0.2
_SINGLE = 0.5
#: The numbering in front of a passage.
NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零\d]+条\s*|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)])"
)
_SIGNS = re.compile(r"[^\w#，]|_")

_BREAKS = re.compile(r"[·#\d]+")
_WHEN = re.compile(r"(?<!小)(?<!学)时，")


@dataclass(frozen=True, slots=True)
class Features:
    """What a passage is about: bigrams and characters with their weight, all characters."""

    weights: Mapping[str, float]
    keys: frozenset[str]
    characters: frozenset[str]


@cache
def _wording() -> tuple["re.Pattern[str]", Mapping[str, str]]:
    """Words that have another name or say nothing, as one pattern, and what is written for each."""
    data = shipped("rules", "data/wording.toml")
    # The first name stands for itself, so that 距离 is not taken for 距 and 离.
    one_name = {other: name for name, others in data["synonyms"].items() for other in (name, *others)}

    one_name |= {
        f"{name}{kind}": f"{full}{kind}"
        for full, shorts in data["short_bodies"].items()
        for name in shorts
        for kind in ("局", "委", "部门")
    }
    instead = dict.fromkeys(data["fillers"], "·") | one_name
    return re.compile("|".join(sorted(map(re.escape, instead), key=len, reverse=True))), instead


@cache
def of_procedure() -> frozenset[str]:
    """The bigrams of the words of procedure and form, which tell nothing of a matter."""
    words = shipped("rules", "data/wording.toml")["procedure"]
    return frozenset(word[at : at + 2] for word in words for at in range(len(word) - 1))


@lru_cache(maxsize=60_000)
def reduced(passage: str) -> str:
    """What a passage is about: no numbering, drafting words or marks; synonyms under one name."""
    words, instead = _wording()
    text = _WHEN.sub("，", _SIGNS.sub("", NUMBERING.sub("", passage)))
    return words.sub(lambda m: instead[m.group()], text).replace("，", "·")


@lru_cache(maxsize=30_000)
def features(passage: str) -> Features:
    """Characters and bigrams of a reduced passage with their weight: the rarer in legal texts, the more."""
    found: dict[str, float] = {}
    for run in _BREAKS.split(reduced(passage)):
        for char in run:
            found[char] = _SINGLE
        for at in range(len(run) - 1):
            gram = run[at : at + 2]
            found[gram] = rarity(gram)
    return Features(found, frozenset(found), frozenset(gram for gram in found if len(gram) == 1))


def evidence(one: str, other: str) -> float:
    """How much two passages share, in weights of words: a bigram that is rare counts one."""
    a, b = features(one), features(other)
    return sum(a.weights[gram] for gram in a.keys & b.keys if len(gram) > 1)


def likeness(one: str, other: str) -> float:
    """How surely two passages speak of one thing, 0…1."""
    a, b = features(one), features(other)
    common = a.keys & b.keys
    if not common:
        return 0.0
    weights = a.weights
    shared = sum([weights[gram] for gram in common])
    # What each has alone is counted in characters: 拆除原有旧房 adds to 拆除旧房 and takes nothing from it.
    both = len(a.characters & b.characters)
    mine, theirs = len(a.characters) - both, len(b.characters) - both
    less, more = (mine, theirs) if mine < theirs else (theirs, mine)
    return shared / (shared + _BOTH * less + _ONE * (more - less))


def held(one: str, other: str) -> float:
    """How much of what a passage says another one says as well, 0…1 by weight."""
    a, b = features(one), features(other)
    whole = sum(a.weights.values())
    return sum(a.weights[gram] for gram in a.keys & b.keys) / whole if whole else 0.0


#: Evidence that makes up for titles and texts that are worded apart.
_PLAIN = 6.0


def nearness(closeness: float, one: str, other: str) -> float:
    """How near two texts are for two of their passages, 0…1: what the passages share makes up for other titles."""
    return max(closeness, min(1.0, evidence(one, other) / _PLAIN))


def mostly(words: str, passage: str) -> bool:
    """Whether a passage holds at least half of the characters."""
    return 2 * sum(c in passage for c in words) >= len(words)


#: Characters that only say by what or with what.
_BY = frozenset("用以凭按持把将")


def substituted(one: str, other: str, *, within: tuple[str, str]) -> tuple[str, str] | None:
    """Two different words in the same place of two passages (山区的…, 平原的…), or None.

    A place is the same when the words before or after it are: what is inserted on one side only is detail, and
    what stands elsewhere `within` the other's sentence has only moved.
    """
    a, b = reduced(one), reduced(other)
    whole_a, whole_b = reduced(within[0]), reduced(within[1])
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    blocks = matcher.get_opcodes()
    for at, (tag, low, high, start, end) in enumerate(blocks):
        if tag != "replace":
            continue
        mine, theirs = a[low:high].strip("·#"), b[start:end].strip("·#")
        if not mine or not theirs or "#" in mine or "#" in theirs:
            continue
        if mine in _BY and theirs in _BY:
            continue
        if mostly(mine, whole_b) or mostly(theirs, whole_a):
            continue
        follows = (
            at + 1 < len(blocks)
            and not a[high : high + 1].startswith(("·", "#"))
            and blocks[at + 1][0] == "equal"
        )
        leads = at > 0 and not a[low - 1 : low].startswith(("·", "#"))
        if (follows or leads) and max(len(mine), len(theirs)) <= 6:
            return mine, theirs
    return None
