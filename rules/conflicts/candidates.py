"""Which documents may be about the same thing: near-linear, by inverted indexes, never pair by pair."""

from collections.abc import Hashable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

#: A feature that more documents share than this says little and would make the search quadratic.
_TOO_COMMON = 60
#: A share of the registry below which a feature is rare enough even in a small one.
_RARE_SHARE = 0.25
#: Pairs counted at a time, so that memory stays bounded.
_AT_A_TIME = 4_000_000

Pair = tuple[str, str]


def pairs_sharing(features: Mapping[str, Iterable[Hashable]], *, least: int) -> list[Pair]:
    """Pairs of ids that share at least `least` features, ids ordered within a pair.

    Features held by too many documents are passed over, so the work grows with the registry, not its square.
    """
    number: dict[Hashable, int] = {}
    numbered = {
        document_id: np.fromiter({number.setdefault(f, len(number)) for f in held}, dtype=np.uint64)
        for document_id, held in features.items()
    }
    return pairs_sharing_numbers(numbered, least=least)


def pairs_sharing_numbers(features: Mapping[str, NDArray[np.uint64]], *, least: int) -> list[Pair]:
    """The same for features that are numbers already, each once in a document."""
    ids = sorted(features)
    if not ids:
        return []
    limit = min(_TOO_COMMON, max(12, int(_RARE_SHARE * len(ids))))
    held = np.concatenate([features[i] for i in ids])
    holder = np.repeat(np.arange(len(ids), dtype=np.uint64), [features[i].size for i in ids])
    order = np.argsort(held, kind="stable")
    held, holder = held[order], holder[order]
    starts = np.flatnonzero(np.concatenate(([True], held[1:] != held[:-1]))) if held.size else held
    sizes = np.diff(np.append(starts, held.size)) if held.size else starts
    codes = counts = np.empty(0, dtype=np.uint64)
    for chunk in _codes(holder, starts, sizes, limit, len(ids)):
        found, times = np.unique(chunk, return_counts=True)
        both, place = np.unique(np.concatenate((codes, found)), return_inverse=True)
        total = np.bincount(place, weights=np.concatenate((counts, times)), minlength=both.size)
        codes, counts = both, total.astype(np.uint64)
    return [(ids[code // len(ids)], ids[code % len(ids)]) for code in codes[counts >= least].tolist()]


def _codes(
    holder: NDArray[np.uint64], starts: NDArray[np.intp], sizes: NDArray[np.intp], limit: int, width: int
) -> Iterator[NDArray[np.uint64]]:
    """Each pair of holders of one feature as one number, once for each feature, in bounded portions."""
    for size in range(2, limit + 1):
        groups = starts[sizes == size]
        one, other = np.triu_indices(size, 1)
        portion = max(1, _AT_A_TIME // one.size)
        for at in range(0, groups.size, portion):
            members = holder[groups[at : at + portion, None] + np.arange(size)]
            yield (members[:, one] * np.uint64(width) + members[:, other]).ravel()


def merged(*groups: Iterable[Pair]) -> list[Pair]:
    """All pairs once, in a fixed order."""
    return sorted({pair for group in groups for pair in group})
