"""The order of hits and the counts over all of them."""

import math
import sqlite3
from collections.abc import Mapping, Sequence
from enum import StrEnum

from corpus.index.columns import NEWEST, Columns
from corpus.index.texts import encoded

#: The best by title, number and length whose words are counted; the others keep the order which that gives.
_COUNTED = 200
_TITLE_BOOST, _NUMBER_BOOST = 6.0, 8.0
_K1, _B = 1.2, 0.75

#: Of each word: the documents that hold it in the title, and in the number.
Heads = Sequence[tuple[int, int]]


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"
    NUMBER = "number"


class Ranking:
    """The order of the documents of a set, for the words that were asked for (folded)."""

    def __init__(
        self, db: sqlite3.Connection, columns: Columns, hits: int, words: Sequence[str], heads: Heads,
        known: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.db = db
        self.columns = columns
        self.hits = hits
        self.words = words
        self.heads = heads
        self.known = known
        count = hits.bit_count()
        self._weight = math.log(1 + (columns.total - count + 0.5) / (count + 0.5)) * (_K1 + 1)

    def page(self, sort: Sort, start: int, stop: int) -> list[tuple[int, float]]:
        """Keys and scores from one place of the order to another. Orders are total, so pages never overlap."""
        match sort:
            case Sort.DATE | Sort.NUMBER:
                dated = sort is Sort.DATE
                order = self.columns.order(self.db, NEWEST) if dated else self.columns.by_number
                return self._counted(order.first(self.hits, stop)[start:])
            case _ if not self.words:
                order = self.columns.living_first(self.db, self.known, short=False)
                return [(key, 0.0) for key in order.first(self.hits, stop)[start:]]
            case _:
                return self._by_relevance(stop)[start:]

    def _by_relevance(self, stop: int) -> list[tuple[int, float]]:
        """The best by title, number and length; of those the first have their words counted."""
        order = self.columns.living_first(self.db, self.known, short=True)
        newest = self.columns.living_first(self.db, self.known, short=False).places
        wanted = max(stop, _COUNTED)
        # Among documents with the same words in title and number the shorter is the better.
        scores = {
            key: self._score(key, [1.0] * len(self.words))
            for group in self._groups()
            for key in order.first(group, wanted)
        }
        best = sorted(scores, key=lambda key: (-scores[key], newest[key]))[:wanted]
        counted = dict(self._counted(best[:_COUNTED]))
        first = sorted(counted, key=lambda key: (-counted[key], newest[key]))
        rest = ((key, scores[key]) for key in best[_COUNTED:])
        return [*((key, counted[key]) for key in first), *rest][:stop]

    def _groups(self) -> list[int]:
        """The hits, parted by which of the words stand in title and number."""
        groups = [self.hits]
        for mask in (mask for head in self.heads for mask in head):
            groups = [part for group in groups for part in (group & mask, group & ~mask) if part]
        return groups

    def _counted(self, keys: Sequence[int]) -> list[tuple[int, float]]:
        """Keys with their scores, the words of the text counted."""
        sought = [encoded(word) for word in self.words]
        scored = []
        for key in keys:
            text = self.columns.text(key)
            scored.append((key, round(self._score(key, [float(text.count(word)) for word in sought]), 4)))
        return scored

    def _score(self, key: int, found: Sequence[float]) -> float:
        """BM25 over the words, title and number counting more."""
        columns = self.columns
        title, number = columns.titles[key], columns.numbers[key]
        length = _K1 * (1 - _B + _B * columns.sizes[key] / columns.mean_size)
        score = 0.0
        for word, frequency in zip(self.words, found, strict=True):
            if word in title:
                frequency += _TITLE_BOOST
            if word in number:
                frequency += _NUMBER_BOOST
            score += frequency / (frequency + length)
        return score * self._weight


def facets(columns: Columns, hits: int, known: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Facet → value → count over all hits, the most frequent first."""
    having: dict[str, Mapping[str, int]] = {
        "机关": columns.named_issuers,
        "年份": columns.years,
        "主题": columns.named_subjects,
        "文种": columns.kinds,
        "备案": columns.filings,
        "状态": columns.statuses(known),
    }
    counted = {
        name: {value: n for value, bits in values.items() if value and (n := (bits & hits).bit_count())}
        for name, values in having.items()
    }
    return {
        name: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        for name, counts in counted.items()
        if counts
    }


def issuers_of(columns: Columns) -> tuple[str, ...]:
    """The names of all issuers on the shelf, those with most documents first."""
    named = columns.named_issuers
    return tuple(sorted(named, key=lambda name: (-named[name].bit_count(), name)))
