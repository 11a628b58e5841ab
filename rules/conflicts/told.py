"""Passages of two documents that share words, found by an inverted index: near-linear in the passages. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rules.conflicts.provisions import bigrams

#: A bigram that more passages of its document hold than this, and than this share of them, names the matter of the
#: whole document: it tells none of its passages from the others.
_FEW, _SHARE = 10, 0.2


class Told:
    """The passages of one document by the bigrams that tell them apart."""

    def __init__(self, passages: Sequence[str]) -> None:
        grams = [bigrams(passage) for passage in passages]
        held = Counter(gram for found in grams for gram in found)
        most = max(_FEW, int(_SHARE * len(passages)))
        self._told = [frozenset(gram for gram in found if held[gram] <= most) for found in grams]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for at, found in enumerate(self._told):
            for gram in found:
                self._holders[gram].append(at)

    def sharing(self, other: "Told", least: float) -> Iterator[tuple[int, int]]:
        """Index pairs of passages that share at least `least` of the telling bigrams of the shorter one."""
        holders = other._holders
        for i, grams in enumerate(self._told):
            shared: Counter[int] = Counter()
            for gram in grams:
                if gram in holders:
                    shared.update(holders[gram])
            for j, count in sorted(shared.items()):  # in order: of equals, the first is taken
                if count >= least * min(len(grams), len(other._told[j])):
                    yield i, j
