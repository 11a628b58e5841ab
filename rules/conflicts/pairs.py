"""The pairs of a registry as its rules ask for them: an index of the whole registry, found once and kept with the others.

Whoever asks for the pairs of a document rests on these, on the documents in them and on who of them is in force, and on
nothing else.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from rules.conflicts.matter import series_key
from rules.conflicts.pairing import Measure, Pairing
from rules.indexes import Given, Rows, index, whole_index
from rules.questions import table
from rules.registry_view import RegistryView
from rules.view import DocumentView


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that may be about one matter, ids in order; see `Measure`."""

    one: DocumentView
    other: DocumentView
    how: Measure

    @property
    def matter(self) -> float:
        return self.how.matter

    @property
    def held(self) -> float:
        return self.how.held

    @property
    def alike(self) -> float:
        return self.how.alike

    @property
    def apart(self) -> bool:
        return self.how.apart

    @property
    def closeness(self) -> float:
        """0…1: how surely the two speak of one thing."""
        return self.how.closeness

    def peer_of(self, doc: DocumentView) -> DocumentView:
        return self.other if doc.id == self.one.id else self.one

    @property
    def fingerprint(self) -> str:
        """Changes whenever one of the two documents does, or how near they are."""
        return f"{self.one.fingerprint} {self.other.fingerprint} {self.how}"


class _Found(NamedTuple):
    pairs: Rows
    crowds: Rows


def _found(registry: RegistryView) -> _Found:
    measures, crowds = Pairing(registry).found()
    pairs: Rows = defaultdict(dict)
    for one, other in sorted(measures):
        pairs[one][other] = pairs[other][one] = list(measures[one, other])
    return _Found(dict(pairs), {i: {i: size} for i, size in crowds.items()})


@whole_index
def pairs(registry: RegistryView) -> Rows:
    """Document → the others that are worth comparing with it, each with its `Measure`."""
    return registry.once(_found).pairs


@whole_index
def crowds(registry: RegistryView) -> Rows:
    """Document → itself, with the size of its crowd."""
    return registry.once(_found).crowds


def _pair(registry: RegistryView, document_id: str, peer_id: str, how: list[object]) -> Pair:
    one, other = sorted((document_id, peer_id))
    return Pair(registry.view(one), registry.view(other), Measure._make(how))


@table
def live_pairs(registry: RegistryView, document_id: str) -> tuple[Pair, ...]:
    """The pairs of a document in which both texts are in force on the day of the sweep, peers in order of their ids."""
    if not registry.live(document_id):
        return ()
    return tuple(
        _pair(registry, document_id, peer_id, how)
        for peer_id, how in sorted(registry.under(pairs, document_id).items())
        if registry.live(peer_id)
    )


def pairs_of(doc: DocumentView, registry: RegistryView) -> tuple[Pair, ...]:
    """The live pairs of a document, for a check that looks into them: the peers are read at once."""
    found = registry.row(live_pairs, doc.id)
    registry.read(pair.peer_of(doc) for pair in found)
    return found


@table
def crowd_of(registry: RegistryView, document_id: str) -> int:
    """How many texts in force share the matter of a document in one place, where they are too many for each two to be
    compared; 0 for nearly every document."""
    size: int = registry.under(crowds, document_id).get(document_id, 0)
    return size


def pairs_of_all(registry: RegistryView) -> tuple[Pair, ...]:
    """Every pair worth comparing, whether in force or not, in a fixed order."""
    return tuple(
        _pair(registry, one, other, how)
        for one in sorted(registry.keys(pairs))
        for other, how in sorted(registry.under(pairs, one).items())
        if one < other
    )


@index
def annual(doc: DocumentView) -> Given:
    """Maker and title without its year → year, of what belongs to an annual series."""
    found = series_key(doc.inner_title)
    return {_series(doc, found[0]): found[1]} if found else {}


def _series(doc: DocumentView, title: str) -> str:
    return f"{doc.issuer} {title}"


@table
def series_of(registry: RegistryView, document_id: str) -> tuple[tuple[int, DocumentView], ...]:
    """(year, document) of the annual series that a document belongs to, oldest first; it stands there itself."""
    doc = registry.view(document_id)
    found = series_key(doc.inner_title)
    if found is None:
        return ()
    members = registry.under(annual, _series(doc, found[0]))
    return tuple((year, registry.view(i)) for year, i in sorted((year, i) for i, year in members.items()))
