"""Cards of documents: all that is needed to find out which of them may be about one matter, without their texts.

A card is told from its document alone and kept for its revision, so that the documents of a registry are held against
each other without being read.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.agencies import Body, Level
from rules.conflicts.matter import matter_key
from rules.conflicts.shingles import NOTHING, Sketch, sketch
from rules.conflicts.texts import own_text
from rules.conflicts.vocabulary import NO_WORDS, Words, counted
from rules.legislation import is_legislation
from rules.registry_view import RegistryView
from rules.view import DocumentView

#: Under what cards are kept.
_KIND = "card"


@dataclass(frozen=True, slots=True)
class Card:
    """One document. `key`: what its title is about, empty where no title was found; `made`: the first day on which it
    can have been made; `of_state`: it is legislation of the state; `bases`: the titles of the texts that it names as
    its ground; `words`: None where it has no text."""

    id: str
    issuers: tuple[str, ...]
    territory: str
    body: Body
    title: str
    key: str
    made: date
    legislation: bool
    of_state: bool
    bases: frozenset[str]
    sketch: Sketch
    words: Words | None

    @property
    def issuer(self) -> str:
        """The lead issuer; empty when unknown."""
        return self.issuers[0] if self.issuers else ""


def cards_of(registry: RegistryView) -> dict[str, Card]:
    """The cards of all documents of a registry by id, in their order; not noted."""
    return {
        i: _card(i, registry.recalled(_KIND, doc.fingerprint, partial(_told, doc)))
        for i, doc in registry.by_id.items()
    }


def key_of(doc: DocumentView) -> str:
    """What the title of a document is about. A file name stands in for a title that nobody found; it names no
    matter."""
    return matter_key(doc.inner_title) if doc.titles_found else ""


def _told(doc: DocumentView) -> list[Any]:
    """A card as JSON holds it."""
    law = is_legislation(doc)
    words = _counted(doc) if doc.text else None
    return [
        doc.issuers,
        doc.territory,
        doc.body,
        doc.inner_title,
        key_of(doc),
        (doc.made_on.first if doc.made_on else date.min).isoformat(),
        law,
        law and doc.level not in (Level.PROVINCE, Level.CITY),
        sorted({c.title for c in doc.citations("basis", "policy_basis") if c.title}),
        _packed(sketch(own_text(doc))) if doc.text else "",
        [_packed(words.codes), _packed(words.times)] if words else None,
    ]


def _counted(doc: DocumentView) -> Words:
    # A bureau names itself in every article (区民政局应当…): that tells nothing of the matter.
    bare = [name.removeprefix(doc.territory) for name in doc.issuers]
    names = frozenset([doc.territory, *doc.issuers, *(n for n in bare if len(n) > 2), doc.inner_title])
    return Words.of(counted(own_text(doc), key_of(doc), names))


def _card(document_id: str, told: list[Any]) -> Card:
    issuers, territory, body, title, key, made, law, of_state, bases, passages, words = told
    return Card(
        document_id,
        tuple(issuers),
        territory,
        Body(body),
        title,
        key,
        date.fromisoformat(made),
        law,
        of_state,
        frozenset(bases),
        np.frombuffer(b64decode(passages), dtype=NOTHING.dtype),
        Words(*(np.frombuffer(b64decode(part), dtype=NO_WORDS.codes.dtype) for part in words))
        if words
        else None,
    )


def _packed(numbers: NDArray[np.unsignedinteger[Any]]) -> str:
    return b64encode(numbers.tobytes()).decode()
