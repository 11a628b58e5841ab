"""What a text is about by its own words: the bigrams that few legal texts use, weighted. Pure.

Titles of two offices on one matter may share no word (养犬管理办法, 关于加强犬只管理的通知); their texts do.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
#: A registry smaller than this does not show which words are common.
_TELLING = 50


class Words(NamedTuple):
    """The words of a text by their codes (see `_code`), in order, each with how often it stands there."""

    codes: NDArray[np.uint32]
    times: NDArray[np.uint32]

    @classmethod
    def of(cls, found: Mapping[str, int]) -> "Words":
        """The words of a text with their number (see `counted`)."""
        codes = np.fromiter(map(_code, found), np.uint32, len(found))
        times = np.fromiter(found.values(), np.uint32, len(found))
        order = np.argsort(codes)
        return cls(codes[order], times[order])


NO_WORDS = Words(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.uint32))


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a text by their numbers, in order, each with its weight; of length one."""

    words: NDArray[np.int32]
    weights: NDArray[np.float64]


NO_TOPIC = Topic(np.empty(0, dtype=np.int32), np.empty(0))


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
    for word, known_as in _other_names():
        if times := min(found[part] for part in word):
            for own in known_as:
                found[own] += times
    return +found


@cache
def _other_names() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The bigrams of each word that has another name (花炮), and those of that name (烟花)."""
    synonyms = shipped("rules", "data/wording.toml")["synonyms"]
    found = (
        (tuple(words_of(word)), tuple(words_of(name))) for name, words in synonyms.items() for word in words
    )
    return tuple((other, name) for other, name in found if other and name and not set(other) & set(name))


class Topics:
    """What each text of a registry is about, as far as its words say."""

    def __init__(self, texts: Mapping[str, Words]) -> None:
        """`texts`: the words of every text, by its id. The words of all are numbered in order."""
        every = np.concatenate([NO_WORDS.codes, *(words.codes for words in texts.values())])
        self._codes, held = np.unique(every, return_counts=True)
        says = _says(self._codes, held, len(texts))
        self._of = {
            i: _weighted(np.searchsorted(self._codes, words.codes).astype(np.int32), words.times, says)
            for i, words in texts.items()
        }
        self._dense = np.zeros(self._codes.size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __getitem__(self, document_id: str) -> Topic:
        return self._of.get(document_id, NO_TOPIC)

    def told_of(self, document_id: str) -> bytes:
        """The topic of a text as bytes: its words, whatever their numbers, and their weights."""
        topic = self[document_id]
        return self._codes[topic.words].tobytes() + topic.weights.tobytes()

    def likeness(self, one: str, others: Sequence[str]) -> list[float]:
        """Cosine of the topic of a text and of each other one, 0…1."""
        mine, theirs = self[one], [self[other] for other in others]
        self._dense[mine.words] = mine.weights
        shared = np.concatenate([NO_TOPIC.weights, *(self._dense[t.words] * t.weights for t in theirs)])
        self._dense[mine.words] = 0.0
        of = np.repeat(np.arange(len(theirs)), [t.words.size for t in theirs])
        # Where no two share a word, numpy counts in whole numbers.
        found: list[float] = (
            np.bincount(of, weights=shared, minlength=len(theirs)).astype(np.float64).tolist()
        )
        return found

    def shared(self, one: str, other: str) -> list[str]:
        """The words that two texts share, those first that say most about both."""
        a, b = self[one], self[other]
        words, mine, theirs = np.intersect1d(a.words, b.words, assume_unique=True, return_indices=True)
        order = np.lexsort((words, -a.weights[mine] * b.weights[theirs]))
        return [_word(code) for code in self._codes[words[order]].tolist()]


def _code(word: str) -> int:
    """A bigram as a number; bigrams in order have their numbers in order."""
    return ord(word[0]) << 16 | ord(word[1])


def _word(code: int) -> str:
    return chr(code >> 16) + chr(code & 0xFFFF)


def _says(codes: NDArray[np.uint32], held: NDArray[np.int64], texts: int) -> NDArray[np.float64]:
    """How much each word says: the rarer in legal texts and in this registry, the more; 0 for what is everywhere."""
    common = {_code(gram): share for gram, share in _shares().items()}
    here = {n: _stepped(n / texts if texts >= _TELLING and n > 1 else _RAREST) for n in set(held.tolist())}
    found = np.zeros(codes.size)
    for at, (code, count) in enumerate(zip(codes.tolist(), held.tolist(), strict=True)):
        share = max(common.get(code, _RAREST), here[count])
        if share < _EVERYWHERE:
            found[at] = math.log(1 / share)
    return found


def _weighted(words: NDArray[np.int32], times: NDArray[np.uint32], says: NDArray[np.float64]) -> Topic:
    weights = (1 + np.log(times)) * says[words]
    words, weights = words[weights > 0], weights[weights > 0]
    length = math.sqrt(float((weights * weights).sum()))
    return Topic(words, weights / length) if length else NO_TOPIC


def _stepped(share: float) -> float:
    """A share in steps of a half of its binary logarithm, so that one document more or less changes few weights."""
    return float(2 ** (round(2 * math.log2(share)) / 2))


def foremost(topic: Topic, most: int) -> Topic:
    """The words that say most about a text, heaviest first."""
    order = np.lexsort((topic.words, -topic.weights))[:most]
    return Topic(topic.words[order], topic.weights[order])


def rarity(gram: str) -> float:
    """How much a bigram says, 0…1: one that few legal texts hold says most."""
    return min(1.0, math.log(1 / _shares().get(gram, _RAREST)) / math.log(1 / _RAREST))
