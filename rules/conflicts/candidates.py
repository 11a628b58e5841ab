"""Which documents may be about the same thing: near-linear, by inverted indexes, never pair by pair.

The search goes place by place: documents are looked for among those of their own place and of the places above it, so
that what is too common to be a clue is decided where it is used, and a registry of many places costs what they cost.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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

Pair = tuple[str, str]
Features = NDArray[np.integer[Any]]
_NONE: Features = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Layout:
    """Place → the ids of its documents, and place → the places above it, each two places that meet once."""

    members: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The features of one place in order, how many hold each, and the holders of all of them one after the other."""

    features: Features
    sizes: NDArray[np.int64]
    holders: NDArray[np.int64]


def rare_in(documents: int) -> int:
    """How many of so many documents may hold a feature that is rare among them."""
    return min(TOO_COMMON, max(12, int(_RARE_SHARE * documents)))


class Numbered:
    """Numbers for features of any kind, told document by document."""

    def __init__(self, features: Callable[[str], Iterable[Hashable]]) -> None:
        self._features = features
        self._number: dict[Hashable, int] = {}

    def __call__(self, document_id: str) -> Features:
        """The features of a document, each once."""
        number = self._number
        return np.fromiter(
            {number.setdefault(f, len(number)) for f in self._features(document_id)}, dtype=np.uint64
        )


class Search:
    """Documents that share at least `least` features, place by place. `ids`: those that have features at all, told by
    `features` where they are searched. `limit`: how many documents may hold a feature that counts; else so many that it
    is rare in a registry of that size."""

    def __init__(
        self,
        ids: Iterable[str],
        features: Callable[[str], Features],
        layout: Layout,
        *,
        least: int,
        limit: int | None = None,
    ) -> None:
        self._features = features
        self._layout = layout
        self._least = least
        self._ids = sorted(ids)
        self._number = {document_id: at for at, document_id in enumerate(self._ids)}
        self.limit = limit or rare_in(len(self._ids))
        # A place above others is asked again and again, any other once.
        self._asked_often = {upper for places in layout.above.values() for upper in places}
        self._kept: dict[str, _Postings] = {}

    def pairs(self, place: str) -> list[Pair]:
        """Pairs of a document of the place and another one of it or of a place above it, ids in order. Features that
        too many of these documents hold are passed over, so the work grows with them, not their square."""
        sizes, mine, holders = self._around(place)
        width = len(self._ids)
        codes = counts = np.empty(0, dtype=np.int64)
        for chunk in _codes(sizes, mine, holders, self.limit, width):
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
        for group in np.flatnonzero(sizes > self.limit).tolist():
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
            each = [self._features(i) for i in members]
            held = np.concatenate([_NONE, *each])
            of = np.array([self._number[i] for i in members], dtype=np.int64)
            holders = np.repeat(of, [features.size for features in each])
            order = np.argsort(held, kind="stable")
            features, sizes = np.unique(held[order], return_counts=True)
            known = _Postings(features, sizes.astype(np.int64), holders[order])
            if place in self._asked_often:
                self._kept[place] = known
        return known


def telling(features: Mapping[str, Features]) -> dict[str, Features]:
    """The features of documents without those that are not rare among them all, wherever they are, and that a share of
    them hold."""
    limit = max(rare_in(len(features)), int(_DRAFTING_SHARE * len(features)))
    every = np.concatenate([_NONE, *features.values()])
    held = np.sort(every)
    common = np.unique(held[limit:][held[limit:] == held[:-limit]]) if held.size > limit else _NONE
    if not common.size:
        return dict(features)
    told = common[np.searchsorted(common, every).clip(max=common.size - 1)] != every
    ends = np.cumsum([found.size for found in features.values()])
    return {
        i: found[told[end - found.size : end]] for end, (i, found) in zip(ends, features.items(), strict=True)
    }


@lru_cache(maxsize=256)
def each_two(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of each two of so many things: the first of them, the second."""
    return np.triu_indices(size, 1)


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
        one, other = each_two(size)
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
