"""Which documents may be about the same thing: near-linear, by inverted indexes, never pair by pair."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations

#: A feature that more documents share than this says little and would make the search quadratic.
_TOO_COMMON = 60
#: A share of the registry below which a feature is rare enough even in a small one.
_RARE_SHARE = 0.25

Pair = tuple[str, str]


def pairs_sharing(features: Mapping[str, Iterable[Hashable]], *, least: int) -> Counter[Pair]:
    """Pairs of ids that share at least `least` features, with the number shared. Ids ordered within a pair.

    Features held by too many documents are passed over, so the work grows with the registry, not its square.
    """
    holders: dict[Hashable, list[str]] = defaultdict(list)
    for document_id, held in features.items():
        for feature in set(held):
            holders[feature].append(document_id)
    limit = min(_TOO_COMMON, max(12, int(_RARE_SHARE * len(features))))
    shared: Counter[Pair] = Counter()
    for ids in holders.values():
        if 2 <= len(ids) <= limit:
            shared.update(combinations(sorted(ids), 2))
    return Counter({pair: count for pair, count in shared.items() if count >= least})


def merged(*groups: Iterable[Pair]) -> list[Pair]:
    """All pairs once, in a fixed order."""
    return sorted({pair for group in groups for pair in group})
