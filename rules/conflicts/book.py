"""What is found between the two documents of a pair: worked out once a sweep and asked by each check."""

from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property

from registry.agencies import Body
from rules.conflicts.clash import Clash, clash_of, row_of
from rules.conflicts.compare import clashes
from rules.conflicts.matter import key_similarity, series_key
from rules.conflicts.pairing import REPEATS, Pairing
from rules.conflicts.pairs import Pair
from rules.conflicts.priority import priority_of
from rules.conflicts.provisions import Provisions
from rules.conflicts.statements import provisions_of
from rules.legislation import is_legislation
from rules.registry_view import RegistryView
from rules.view import DocumentView, Sentence

#: How near titles or words must be for what the single questions leave open to be weighed.
_OF_ONE_MATTER = 0.4
#: Documents whose statements are kept at a time: those of a large registry do not fit into memory together.
_KEPT = 2_000


class PairBook:
    """What the documents of pairs say, each alone and against each other. It tells nothing but of the documents that it
    is asked about, so that whoever asks has already noted what the answer rests on."""

    def __init__(self, registry: RegistryView) -> None:
        self._registry = registry
        self._provisions: OrderedDict[str, Provisions] = OrderedDict()
        self._priorities: dict[str, Sentence | None] = {}
        self._clashes: dict[tuple[str, str], tuple[Clash, ...]] = {}

    def provisions(self, doc: DocumentView) -> Provisions:
        """The normative statements of a document; those of the documents last asked for are kept."""
        found = self._provisions.get(doc.id)
        if found is None:
            found = self._provisions[doc.id] = provisions_of(doc)
            if len(self._provisions) > _KEPT:
                self._provisions.popitem(last=False)
        self._provisions.move_to_end(doc.id)
        return found

    def priority(self, doc: DocumentView) -> Sentence | None:
        """The sentence in which a document says that it prevails."""
        if doc.id not in self._priorities:
            self._priorities[doc.id] = priority_of(doc)
        return self._priorities[doc.id]

    def clashes(self, pair: Pair, doc: DocumentView) -> tuple[Clash, ...]:
        """The clashes of a pair as seen from one of its documents (its own sentence first)."""
        key = (pair.one.id, pair.other.id)
        found = self._clashes.get(key)
        if found is None:
            shared, weighed = pair.how.shared, _is_weighed(pair)
            words = "".join(shared) if shared is not None else "-"
            rows = self._registry.recalled(
                "clashes",
                f"{pair.one.fingerprint} {pair.other.fingerprint}",
                lambda: [row_of(clash) for clash in self._compared(pair, weighed)],
                f"{pair.closeness:.4f} {weighed:d} {words}",
            )
            found = self._clashes[key] = tuple(clash_of(row, pair.one, pair.other) for row in rows)
        return found if doc.id == pair.one.id else tuple(clash.flipped for clash in found)

    def _compared(self, pair: Pair, weighed: bool) -> Iterator[Clash]:
        mine, theirs = self.provisions(pair.one), self.provisions(pair.other)
        shared = frozenset(pair.how.shared) if pair.how.shared is not None else None
        yield from clashes(mine, theirs, closeness=pair.closeness, shared=shared, weighed=weighed)

    @cached_property
    def _pairing(self) -> Pairing:
        return Pairing(self._registry)

    def between(self, one: DocumentView, other: DocumentView) -> Pair:
        """How near two documents are to each other, whether or not they would be looked at. It rests on the whole
        registry: for people who compare two documents, not for checks."""
        return Pair(one, other, self._pairing.between(one.id, other.id))


def book_of(registry: RegistryView) -> PairBook:
    """The book of a registry, made at the first question."""
    return registry.once(PairBook)


def _is_weighed(pair: Pair) -> bool:
    """Whether what the single questions leave open between two documents is weighed."""
    # Texts made after one pattern for two matters share passages, and nothing else.
    of_one_matter = pair.held >= REPEATS or max(pair.matter, pair.how.topic * 3) >= _OF_ONE_MATTER
    return of_one_matter and not (is_legislation(pair.one) or is_legislation(pair.other))


def same_series(one: DocumentView, other: DocumentView) -> bool:
    """Two years of one annual series: their figures differ by design."""
    a, b = series_key(one.inner_title), series_key(other.inner_title)
    return (
        a is not None
        and b is not None
        and (a[0] == b[0] or key_similarity(a[0], b[0]) >= 0.7)
        and a[1] != b[1]
    )


#: Rank of a maker within one district; the later text of the same or a higher maker takes the place of the earlier.
RANK = {Body.GOVERNMENT: 3, Body.OFFICE: 3, Body.DEPARTMENT: 2, Body.TOWN: 1, Body.STREET: 1}


def same_maker(one: DocumentView, other: DocumentView) -> bool:
    """One maker: the same body, a government's office counted as the government."""

    def makers(doc: DocumentView) -> set[str]:
        return {n.removesuffix("办公室") if n.endswith("人民政府办公室") else n for n in doc.issuers}

    return bool(makers(one) & makers(other))


def can_replace(later: DocumentView, earlier: DocumentView) -> bool:
    """Whether the first text is the later one and its maker the same as, or above, that of the other."""
    if not later.made_on or not earlier.made_on or later.made_on.first <= earlier.made_on.first:
        return False
    return same_maker(later, earlier) or RANK.get(later.body, 0) > RANK.get(earlier.body, 0)
