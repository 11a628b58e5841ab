"""What a text is about by its own words: the bigrams that few legal texts use, weighted. Pure.

Titles of two offices on one matter may share no word (养犬管理办法, 关于加强犬只管理的通知); their texts do.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from sys import intern

from registry.shipped import shipped

#: Shares of legal texts from which a bigram belongs to the next commoner class (common_bigrams.toml).
LEVELS = (0.02, 0.05, 0.1, 0.25)
#: A bigram in more texts than this says nothing about the matter.
_EVERYWHERE = 0.25
_RAREST = 0.01
#: How many times the words of a title count.
_TITLE = 3
#: Signs of grammar, numbers and drafting; a bigram with one of them is no word.
_GRAMMAR = frozenset(
    "的了和与及或在为由对将应可不者等本区县该其之以向从把被使所就且但而并也于至自起内后前每各有是无按照经过到个项条款第年月日元名人次"
    "一二三四五六七八九十百千万两"
)
_RUN = re.compile(r"[\u4e00-\u9fff]+")

Topic = Mapping[str, float]


def words_of(text: str) -> Iterator[str]:
    """The bigrams of a text that may be words."""
    for run in _RUN.findall(text):
        for at in range(len(run) - 1):
            if run[at] not in _GRAMMAR and run[at + 1] not in _GRAMMAR:
                yield intern(run[at : at + 2])


@cache
def _shares() -> Mapping[str, float]:
    """Common bigram → share of legal texts that hold it (the lower end of its class)."""
    data = shipped("rules", "data/common_bigrams.toml")
    return {gram: float(level) for level, grams in data.items() for gram in grams.split()}


def counted(text: str, title_key: str, names: frozenset[str]) -> Counter[str]:
    """The words of a text with their number; `names` (places, issuers) are left out, the title's key counts more."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\n") if name else text
    found = Counter(words_of(text))
    for gram in words_of(title_key):
        found[gram] += _TITLE
    return found


def topic(words: Mapping[str, int], shares: Mapping[str, float]) -> Topic:
    """The words of a text weighted by how rare they are, of length one; `shares` are those of the registry."""
    common = _shares()
    weights = {}
    for gram, count in words.items():
        share = max(common.get(gram, _RAREST), _stepped(shares.get(gram, _RAREST)))
        if share < _EVERYWHERE:
            weights[gram] = (1 + math.log(count)) * math.log(1 / share)
    length = math.sqrt(sum(w * w for w in weights.values()))
    return {gram: weight / length for gram, weight in weights.items()} if length else {}


@lru_cache(maxsize=65536)
def _stepped(share: float) -> float:
    """A share in steps of a half of its binary logarithm, so that one document more or less changes few weights."""
    return float(2 ** (round(2 * math.log2(share)) / 2))


def likeness(one: Topic, other: Topic) -> float:
    """Cosine of two topics, 0…1."""
    # fsum: the same whatever the order of a set.
    return math.fsum(one[gram] * other[gram] for gram in one.keys() & other.keys())


def foremost(words: Topic, most: int) -> list[str]:
    """The words that say most about a text, heaviest first."""
    return sorted(words, key=lambda gram: (-words[gram], gram))[:most]


def rarity(gram: str) -> float:
    """How much a bigram says, 0…1: one that few legal texts hold says most."""
    return min(1.0, math.log(1 / _shares().get(gram, _RAREST)) / math.log(1 / _RAREST))
