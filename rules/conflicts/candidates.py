"""Which documents may be about the same thing: near-linear, by inverted indexes, never pair by pair.

The search goes place by place: documents are looked for among those of their own place and of the places above it, so
that what is too common to be a clue is decided where it is used, and a registry of many places costs what they cost.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A feature that more documents of one place share than this says little and would make the search quadratic.
TOO_COMMON = 60
#: A share of the registry below which a feature is rare enough even in a small one.
_RARE_SHARE = 0.25
#: Pairs counted at a time, so that memory stays bounded.
_AT_A_TIME = 4_000_000

#: A share of a large registry from which a feature is drafting language, in whatever place.
_DRAFTING_SHARE = 0.006
_NONE: NDArray[np.integer[Any]] = np.empty(0, dtype=np.uint64)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Place → the ids of its documents, and place → the places above it, each two places that meet once."""

    members: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The features of one place in order, how many hold each, and the holders of all of them one after the other."""

    features: NDArray[np.integer[Any]]
    sizes: NDArray[np.int64]
    holders: NDArray[np.int64]


def numbered(features: Mapping[str, Iterable[Hashable]]) -> dict[str, NDArray[np.integer[Any]]]:
    """Features of any kind as numbers, each once in a document."""
    number: dict[Hashable, int] = {}
    return {
        document_id: np.fromiter({number.setdefault(f, len(number)) for f in held}, dtype=np.uint64)
        for document_id, held in features.items()
    }


class Search:
    """Documents that share at least `least` features, place by place. `limit`: how many documents may hold a feature
    that counts; else so many that it is rare in a registry of that size. `everywhere`: nor may too large a share of
    the whole registry hold it."""

    def __init__(
        self,
        features: Mapping[str, NDArray[np.integer[Any]]],
        layout: Layout,
        *,
        least: int,
        limit: int | None = None,
        everywhere: bool = False,
    ) -> None:
        self._features = features
        self._layout = layout
        self._least = least
        self._limit = limit or min(TOO_COMMON, max(12, int(_RARE_SHARE * len(features))))
        self._ids = sorted(features)
        self._number = {document_id: at for at, document_id in enumerate(self._ids)}
        self._common = _held_by_more(features, self._limit, len(features)) if everywhere else _NONE
        # A place above others is asked again and again, any other once.
        self._asked_often = {upper for places in layout.above.values() for upper in places}
        self._kept: dict[str, _Postings] = {}

    def pairs(self, place: str) -> list[Pair]:
        """Pairs of a document of the place and another one of it or of a place above it, ids in order. Features that
        too many of these documents hold are passed over, so the work grows with them, not their square."""
        sizes, mine, holders = self._around(place)
        width = len(self._ids)
        codes = counts = np.empty(0, dtype=np.int64)
        for chunk in _codes(sizes, mine, holders, self._limit, width):
            found, times = np.unique(chunk, return_counts=True)
            both, at = np.unique(np.concatenate((codes, found)), return_inverse=True)
            total = np.bincount(at, weights=np.concatenate((counts, times)), minlength=both.size)
            codes, counts = both, total.astype(np.int64)
        ids = self._ids
        return [(ids[code // width], ids[code % width]) for code in codes[counts >= self._least].tolist()]

    def crowds(self, place: str) -> Iterator[tuple[list[str], list[str]]]:
        """The holders of each feature that was passed over: those of the place itself, those of the places above."""
        sizes, mine, holders = self._around(place)
        ends = np.cumsum(sizes)
        for group in np.flatnonzero(sizes > self._limit).tolist():
            found = [self._ids[at] for at in holders[ends[group] - sizes[group] : ends[group]].tolist()]
            yield found[: mine[group]], found[mine[group] :]

    def _around(self, place: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """(how many hold each feature of a place there and above, how many of them there, all of them in a row: those
        of the place first)."""
        own = self._postings(place)
        sources = [(own, np.arange(own.features.size), own.sizes)]
        for upper in self._layout.above.get(place, ()):
            there = self._postings(upper)
            if there.features.size and own.features.size:
                at = np.searchsorted(there.features, own.features).clip(max=there.features.size - 1)
                sources.append((there, at, np.where(there.features[at] == own.features, there.sizes[at], 0)))
        sizes: NDArray[np.int64] = np.stack([size for _, _, size in sources]).sum(axis=0)
        holders = np.empty(int(sizes.sum()), dtype=np.int64)
        filled = np.cumsum(sizes) - sizes
        for postings, at, size in sources:
            starts = (np.cumsum(postings.sizes) - postings.sizes)[at]
            holders[_stretches(filled, size)] = postings.holders[_stretches(starts, size)]
            filled = filled + size
        return sizes, own.sizes, holders

    def _postings(self, place: str) -> _Postings:
        known = self._kept.get(place)
        if known is None:
            members = [i for i in self._layout.members.get(place, ()) if i in self._number]
            held = np.concatenate([_NONE, *(self._features[i] for i in members)])
            of = np.array([self._number[i] for i in members], dtype=np.int64)
            holders = np.repeat(of, [self._features[i].size for i in members])
            if self._common.size:
                told = ~np.isin(held, self._common)
                held, holders = held[told], holders[told]
            order = np.argsort(held, kind="stable")
            features, sizes = np.unique(held[order], return_counts=True)
            known = _Postings(features, sizes.astype(np.int64), holders[order])
            if place in self._asked_often:
                self._kept[place] = known
        return known


def _held_by_more(
    features: Mapping[str, NDArray[np.integer[Any]]], limit: int, documents: int
) -> NDArray[np.integer[Any]]:
    """The features that more than a number of documents hold, and more than a share of them all."""
    limit = max(limit, int(_DRAFTING_SHARE * documents))
    held = np.concatenate([_NONE, *features.values()])
    held.sort()
    return np.unique(held[limit:][held[limit:] == held[:-limit]]) if held.size > limit else _NONE


def _stretches(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of all stretches one after the other: (3, 7), (2, 1) → 3, 4, 7."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))


def _codes(
    sizes: NDArray[np.int64], mine: NDArray[np.int64], holders: NDArray[np.int64], limit: int, width: int
) -> Iterator[NDArray[np.int64]]:
    """Each pair of holders of one feature as one number, once for each feature, in bounded portions. One of the two
    is among the first `mine` holders of the feature."""
    starts = np.cumsum(sizes) - sizes
    waiting: list[NDArray[np.int64]] = []
    for size in range(2, limit + 1):
        groups = np.flatnonzero(sizes == size)
        one, other = np.triu_indices(size, 1)
        portion = max(1, _AT_A_TIME // one.size)
        for at in range(0, groups.size, portion):
            chosen = groups[at : at + portion]
            members = holders[starts[chosen, None] + np.arange(size)]
            a, b = members[:, one], members[:, other]
            codes = np.minimum(a, b) * width + np.maximum(a, b)
            waiting.append(codes[one < mine[chosen, None]])
            if sum(portion.size for portion in waiting) >= _AT_A_TIME:
                yield np.concatenate(waiting)
                waiting = []
    if waiting:
        yield np.concatenate(waiting)
