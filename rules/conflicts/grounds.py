"""What the search for pairs rests on, place by place: a digest that is another whenever anything is that it looks at.

That is more than the cards: what a word or a passage says depends on how many texts of the whole registry hold it. Most
edits shift nothing of this but in their own place.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

from rules.conflicts.nearby import Nearby
from rules.conflicts.territory import Territories


class Grounds:
    """The digests of the places of a registry. `fingerprint_of`: document id → what tells it as it is."""

    def __init__(
        self, territories: Territories, search: Nearby, fingerprint_of: Callable[[str], str]
    ) -> None:
        self._territories = territories
        self._limits = repr(search.limits).encode()
        self._members: Mapping[str, bytes] = {
            place: _digest(
                part for card in cards for part in (fingerprint_of(card.id).encode(), search.told_of(card.id))
            )
            for place, cards in territories.members.items()
        }

    def of(self, place: str) -> str:
        """Of a place: its documents and those of the places above it, and which of these places lie around which."""
        looked_at = (place, *self._territories.above[place])
        around = (repr((p, sorted(self._territories.around(p)))).encode() for p in looked_at)
        members = (self._members[p] for p in looked_at)
        return _digest((self._limits, *around, *members)).hex()


def _digest(parts: Iterable[bytes]) -> bytes:
    """Of some texts in their order."""
    found = blake2b(digest_size=18)
    for part in parts:
        found.update(b"%d " % len(part))
        found.update(part)
    return found.digest()
