"""Which documents of a registry may be about one matter, and how near they are: found on their cards alone.

The texts of two documents are read only where their cards are so much alike that it has to be counted what they share;
that is kept for the two.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from rules.conflicts.candidates import Pair
from rules.conflicts.cards import Card, cards_of
from rules.conflicts.grounds import Grounds
from rules.conflicts.matter import key_similarity, other_subject
from rules.conflicts.nearby import SAME_TOPIC, Nearby
from rules.conflicts.shingles import commons
from rules.conflicts.subjects import different_subject
from rules.conflicts.territory import Territories
from rules.conflicts.texts import common_text, names_both, shares
from rules.conflicts.vocabulary import Topics
from rules.conflicts.wording import of_procedure
from rules.registry_view import RegistryView
from rules.view import DocumentView

#: Containment of the smaller text from which one document repeats another (C-09).
REPEATS = 0.8
#: Key similarity from which two documents are taken to regulate one matter (rules.md §3.9).
SAME_MATTER, NEAR_MATTER = 0.6, 0.4
#: Share of the smaller text in the other from which the two are looked at whatever their titles say.
_SHARES_TEXT = 0.3
#: How near the words alone can show two matters to be.
_BY_WORDS = 0.75
#: How near two texts are at most whose titles name two subjects in one place.
_APART = 0.2
#: Closeness from which texts whose titles share a word are on one matter.
_BY_TITLE_AND_WORDS = 0.5
#: How many words that two texts share tell what both are about.
_TOLD_BY = 12


class Measure(NamedTuple):
    """How near two documents are. `matter` is the similarity of their keys, `held` the share of the smaller text that
    the larger one holds, `alike` the resemblance of the texts, `topic` the likeness of their words; `apart`: the titles
    are made alike for two subjects (深松整地作业补助, 统防统治作业补助); `shared`: the words that say most about both, None
    where their titles or passages show one matter, or their words do and the titles share one."""

    matter: float
    held: float
    alike: float
    topic: float
    apart: bool
    shared: Sequence[str] | None

    @property
    def closeness(self) -> float:
        """0…1: how surely the two speak of one thing."""
        near = max(self.matter, min(1.0, self.held * 1.1), min(_BY_WORDS, self.topic * 3))
        return min(near, _APART) if self.apart and self.held < REPEATS else near


class Pairing:
    """The pairs of a registry. What was found of a place is kept until something that is looked at for it is another:
    a document of it or of a place above it, or what one of their words or passages says in the registry."""

    def __init__(self, registry: RegistryView) -> None:
        self._registry = registry
        self._cards = cards_of(registry)
        self._territories = Territories(self._cards.values())
        self._topics = Topics({i: card.words for i, card in self._cards.items() if card.words})

    def found(self) -> tuple[dict[Pair, Measure], dict[str, int]]:
        """(each two documents worth comparing, ids in order; document → the size of its crowd)."""
        search = Nearby(self._cards, self._territories, self._topics, self._registry.live)
        grounds = Grounds(self._territories, search, lambda i: self._registry.by_id[i].fingerprint)
        found: dict[Pair, Measure] = {}
        crowds: dict[str, int] = {}
        for place in sorted(self._territories.members):
            look = partial(self._of_place, search, place)
            pairs, there = self._registry.recalled("pairs of a place", place, look, grounds.of(place))
            found.update(((one, other), Measure._make(how)) for one, other, how in pairs)
            crowds.update(there)
        return found, crowds

    def _of_place(self, search: Nearby, place: str) -> tuple[list[tuple[str, str, Measure]], dict[str, int]]:
        """The pairs of the documents of a place among themselves and with those of the places above it; the crowds of
        the place."""
        near, crowds = search.pairs(place)
        found: list[tuple[str, str, Measure]] = []
        for one, pairs in groupby(sorted(near), key=itemgetter(0)):
            others = {other: near[one, other] for _, other in pairs}
            found += ((one, other, how) for other, how in self._worth_comparing(one, others))
        return found, crowds

    def between(self, one: str, other: str) -> Measure:
        """How near two documents are to each other, whether or not they would be looked at."""
        ((_, how),) = self._measured(one, self._likeness(one, [other]))
        return how

    def _worth_comparing(self, one_id: str, others: Mapping[str, bool]) -> Iterator[tuple[str, Measure]]:
        """The others that were found with a document and are worth comparing; True where they share passages that
        tell."""
        cards, meet = self._cards, self._territories.meet
        one = cards[one_id]
        near, telling = [], set()
        ids = [other_id for other_id in others if meet(one, cards[other_id])]
        for other_id, matter, words in self._likeness(one_id, ids):
            if (
                (words >= SAME_TOPIC and not _two_laws(one, cards[other_id]))
                or matter >= SAME_MATTER
                or (matter >= NEAR_MATTER and one.bases & cards[other_id].bases)
            ):
                telling.add(other_id)
            if other_id in telling or others[other_id]:
                near.append((other_id, matter, words))
        for other_id, how in self._measured(one_id, near):
            if other_id in telling or how.held >= _SHARES_TEXT:
                yield other_id, how

    def _likeness(self, one_id: str, others: Sequence[str]) -> Iterator[tuple[str, float, float]]:
        """(other, likeness of the matter keys, likeness of the words)."""
        key = self._cards[one_id].key
        for other_id, words in zip(others, self._topics.likeness(one_id, others), strict=True):
            # Rounded, so that what was worked out of a pair holds when the weights of words shift a little.
            yield other_id, key_similarity(key, self._cards[other_id].key), round(words, 2)

    def _measured(
        self, one_id: str, others: Iterable[tuple[str, float, float]]
    ) -> Iterator[tuple[str, Measure]]:
        """The others, of which the likeness of keys and of words to a document is known, measured against it."""
        others = list(others)
        one = self._cards[one_id]
        in_both = commons(one.sketch, [self._cards[other_id].sketch for other_id, _, _ in others])
        for (other_id, matter, topic), both in zip(others, in_both, strict=True):
            other = self._cards[other_id]
            held, alike = shares(both, one.sketch.size, other.sketch.size)
            if held > 0.5 or (matter >= SAME_MATTER and held > 0.2):
                # The sketches only estimate; what a finding states is counted exactly.
                held, alike = self._read("common text", one_id, other_id, common_text)
            keys = one.key, other.key
            apart = (other_subject(*keys) or different_subject(*keys)) and not (
                held >= REPEATS and self._read("names both", one_id, other_id, partial(names_both, keys=keys))
            )
            how = Measure(matter, held, alike, topic, apart, None)
            told = matter >= SAME_MATTER or held >= _SHARES_TEXT
            if told or (matter > 0 and how.closeness >= _BY_TITLE_AND_WORDS):
                yield other_id, how
            else:
                yield other_id, how._replace(shared=self._shared_words(one_id, other_id))

    def _read(
        self, kind: str, one_id: str, other_id: str, look: Callable[[DocumentView, DocumentView], Any]
    ) -> Any:
        """What the texts of two documents show, kept for the two."""
        one, other = (self._registry.by_id[i] for i in (one_id, other_id))
        return self._registry.recalled(
            kind, f"{one.fingerprint} {other.fingerprint}", lambda: look(one, other)
        )

    def _shared_words(self, one_id: str, other_id: str) -> list[str]:
        """The words that say most about both texts, in alphabetical order."""
        both = (w for w in self._topics.shared(one_id, other_id) if w not in of_procedure())
        return sorted(islice(both, _TOLD_BY))


def _two_laws(one: Card, other: Card) -> bool:
    """A law of the state is held against other legislation where titles or passages show one matter; what only shares
    its words (种畜禽许可证, 兽药许可证) is for the makers of laws to compare."""
    return one.legislation and other.legislation and (one.of_state or other.of_state)
