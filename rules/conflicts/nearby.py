"""Where in a registry to look for texts on one matter: by keys, words and passages, place by place.

What too many texts of one place share is no clue. Where they share what says the matter itself (the key of the title, or
two words that say most), they are a *crowd*: each is compared with those made nearest to it in time, and the crowd is
told, so that nobody takes what was not compared for compared.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.conflicts.candidates import TOO_COMMON, Layout, Numbered, Pair, Search, each_two, telling
from rules.conflicts.cards import Card
from rules.conflicts.matter import grams
from rules.conflicts.territory import Territories
from rules.conflicts.vocabulary import Topic, Topics, foremost

#: Likeness of the words of two texts from which they are about one matter under whatever titles: of pairs of
#: short texts on different matters one in a hundred reaches it.
SAME_TOPIC = 0.09
#: The words of a text by which others are looked for, and how many of them two texts must share.
_FOREMOST, _SHARED = 24, 2
#: Of how many words two together may say the matter.
_HEAVIEST = 8
#: Passages (sampled shingles) that two texts must share.
_PASSAGES = 3
#: How many texts of a crowd, made next after it, a text is compared with.
NEXT = TOO_COMMON // 2


class Nearby:
    """The pairs of documents that may be about one matter, place by place. `live`: whether a document is in force."""

    def __init__(
        self,
        cards: Mapping[str, Card],
        territories: Territories,
        topics: Topics,
        live: Callable[[str], bool],
    ) -> None:
        members = {place: [card.id for card in there] for place, there in territories.members.items()}
        layout = Layout(members, territories.above)
        self._cards = cards
        self._topics = topics
        self._live = live
        self._told = telling({i: card.sketch for i, card in cards.items() if card.words})
        self._foremost = lru_cache(maxsize=10_000)(lambda i: foremost(topics[i], _FOREMOST))
        titled = [i for i, card in cards.items() if card.key]
        grams_of, key_of = Numbered(lambda i: grams(cards[i].key)), Numbered(lambda i: [cards[i].key])
        self._passages = Search(self._told, self._told.__getitem__, layout, least=_PASSAGES)
        self._clues = (
            Search([i for i in titled if len(cards[i].key) >= 2], grams_of, layout, least=1),
            Search(topics, lambda i: self._foremost(i).words, layout, least=_SHARED),
        )
        self._matters = (
            Search(titled, key_of, layout, least=1, limit=TOO_COMMON),
            Search(topics, lambda i: _saying(self._foremost(i)), layout, least=1, limit=TOO_COMMON),
        )
        self.limits = tuple(search.limit for search in (self._passages, *self._clues, *self._matters))
        """How many documents may hold a feature of each kind: it shifts with the size of a small registry."""

    def told_of(self, document_id: str) -> bytes:
        """What the search knows of a document, beside its card."""
        passages = self._told[document_id].tobytes() if document_id in self._told else b""
        topic = self._topics.told_of(document_id)
        return b"%d %d %b%b" % (self._live(document_id), len(passages), passages, topic)

    def pairs(self, place: str) -> tuple[dict[Pair, bool], dict[str, int]]:
        """(the pairs of a document of the place and another one of it or of a place above it, each with whether the
        two share passages that few texts hold; document of the place → the size of its crowd)."""
        crowds: dict[str, int] = {}
        found = dict.fromkeys(
            (pair for search in (*self._clues, *self._matters) for pair in search.pairs(place)), False
        )
        for search in self._matters:
            for own, above in search.crowds(place):
                mine = {i for i in own if self._live(i)}
                living = sorted((*mine, *(i for i in above if self._live(i))), key=self._made)
                if len(living) > TOO_COMMON:
                    crowds.update({i: max(crowds.get(i, 0), len(living)) for i in mine})
                found.update((pair, False) for pair in self._of_crowd(mine, living))
        found.update((pair, True) for pair in self._passages.pairs(place))
        return found, crowds

    def _of_crowd(self, mine: Set[str], living: Sequence[str]) -> Iterator[Pair]:
        """Each two of a crowd that are in force, or where these are too many, those made next to each other."""
        reach = NEXT if len(living) > TOO_COMMON else len(living)
        for at, one in enumerate(living):
            for other in living[at + 1 : at + 1 + reach]:
                if one in mine or other in mine:
                    yield (one, other) if one < other else (other, one)

    def _made(self, document_id: str) -> tuple[date, str]:
        return self._cards[document_id].made, document_id


def _saying(topic: Topic) -> NDArray[np.int64]:
    """Each two of a text's foremost words, of those that say most, that alone would show another text with both of them
    to be on its matter."""
    words, weights = topic.words[:_HEAVIEST].astype(np.int64), topic.weights[:_HEAVIEST]
    one, other = each_two(words.size)
    enough = weights[one] ** 2 + weights[other] ** 2 >= SAME_TOPIC
    one, other = words[one[enough]], words[other[enough]]
    return np.minimum(one, other) << 32 | np.maximum(one, other)
