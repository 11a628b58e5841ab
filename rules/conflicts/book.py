"""All pairs of a registry with what was found between them, computed once a sweep and asked by each check."""

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby, islice
from operator import itemgetter

from registry.agencies import Body, Level
from rules.conflicts.clash import Clash, clash_of, row_of
from rules.conflicts.compare import clashes
from rules.conflicts.matter import key_similarity, matter_key, other_subject, own_words, series_key
from rules.conflicts.nearby import SAME_TOPIC, Nearby
from rules.conflicts.priority import priority_of
from rules.conflicts.provisions import Provisions
from rules.conflicts.shingles import NOTHING, Sketch, common, commons, shingles, sketch
from rules.conflicts.statements import provisions_of
from rules.conflicts.subjects import different_subject
from rules.conflicts.territory import Territories
from rules.conflicts.vocabulary import Topics, counted
from rules.conflicts.wording import of_procedure
from rules.legislation import is_legislation
from rules.registry_view import RegistryView
from rules.view import DocumentView, Sentence

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
#: How many words that two texts share tell what both are about.
_TOLD_BY = 12
#: How near titles or words must be for what the single questions leave open to be weighed.
_OF_ONE_MATTER = 0.4
#: Closeness from which texts whose titles share a word are on one matter.
_BY_TITLE_AND_WORDS = 0.5
#: Articles from which a text is measured by them alone.
_FEW_ARTICLES = 4
#: Documents whose statements are kept at a time: those of a large registry do not fit into memory together.
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that may be about one matter, ids in order. `matter` is the similarity of their keys,
    `held` the share of the smaller text that the larger one holds, `alike` the resemblance of the texts,
    `topic` the likeness of their words; `apart`: the titles are made alike for two subjects (深松整地作业补助,
    统防统治作业补助)."""

    one: DocumentView
    other: DocumentView
    matter: float
    held: float
    alike: float
    topic: float = 0.0
    apart: bool = False

    @property
    def closeness(self) -> float:
        """0…1: how surely the two speak of one thing."""
        near = max(self.matter, min(1.0, self.held * 1.1), min(_BY_WORDS, self.topic * 3))
        return min(near, _APART) if self.apart and self.held < REPEATS else near

    def peer_of(self, doc: DocumentView) -> DocumentView:
        return self.other if doc.id == self.one.id else self.one


class PairBook:
    """The pairs of a registry. Built lazily: a sweep without rules of group C never touches the texts for it."""

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

    @cached_property
    def _territories(self) -> Territories:
        return Territories(self._registry)

    @cached_property
    def _sketches(self) -> dict[str, Sketch]:
        return {doc.id: sketch(own_text(doc)) for doc in self._registry if doc.text}

    @cached_property
    def _keys(self) -> dict[str, str]:
        # A file name stands in for a title that nobody found; it names no matter.
        return {doc.id: matter_key(doc.inner_title) if doc.titles_found else "" for doc in self._registry}

    @cached_property
    def _topics(self) -> Topics:
        recalled = self._registry.recalled
        return Topics(
            (doc.id, recalled("words", doc.fingerprint, partial(self._counted, doc)))
            for doc in self._registry
            if doc.text
        )

    def _counted(self, doc: DocumentView) -> dict[str, int]:
        # A bureau names itself in every article (区民政局应当…): that tells nothing of the matter.
        bare = [name.removeprefix(doc.territory) for name in doc.issuers]
        names = frozenset([doc.territory, *doc.issuers, *(n for n in bare if len(n) > 2), doc.inner_title])
        return dict(counted(own_text(doc), self._keys[doc.id], names))

    def key(self, doc: DocumentView) -> str:
        """The matter key of a document."""
        return self._keys[doc.id]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair worth comparing, in a fixed order."""
        return self._found[0]

    def crowd(self, doc: DocumentView) -> int:
        """How many texts in force share the matter of a document in one place, where they are too many for each two
        to be compared; 0 for nearly every document."""
        return self._found[1].get(doc.id, 0)

    @cached_property
    def _found(self) -> tuple[tuple[Pair, ...], dict[str, int]]:
        """(all pairs, document → the size of its crowd)."""
        search = Nearby(self._territories, self._keys, self._sketches, self._topics, self._registry)
        found: list[Pair] = []
        for place in sorted(self._territories.members):
            near = search.pairs(place)
            for one, pairs in groupby(sorted(near), key=itemgetter(0)):
                found += self._worth_comparing(one, {other: near[one, other] for _, other in pairs})
        return tuple(sorted(found, key=lambda pair: (pair.one.id, pair.other.id))), search.crowds

    def _worth_comparing(self, one_id: str, others: Mapping[str, bool]) -> Iterator[Pair]:
        """The pairs of a document with others that were found with it; True where they share passages that tell."""
        by_id, meet = self._registry.by_id, self._territories.meet
        one = by_id[one_id]
        near, telling = [], set()
        ids = [other_id for other_id in others if meet(one, by_id[other_id])]
        for other_id, matter, words in self._likeness(one_id, ids):
            if (
                (words >= SAME_TOPIC and not _two_laws(one, by_id[other_id]))
                or matter >= SAME_MATTER
                or (matter >= NEAR_MATTER and _shared_basis(one, by_id[other_id]))
            ):
                telling.add(other_id)
            if other_id in telling or others[other_id]:
                near.append((other_id, matter, words))
        for pair in self._measured(one, near):
            if pair.other.id in telling or pair.held >= _SHARES_TEXT:
                yield pair

    def between(self, one: DocumentView, other: DocumentView) -> Pair:
        """How near two documents are to each other, whether or not they would be looked at."""
        return next(self._measured(one, self._likeness(one.id, [other.id])))

    def _likeness(self, one_id: str, others: Sequence[str]) -> Iterator[tuple[str, float, float]]:
        """(other, likeness of the matter keys, likeness of the words)."""
        key = self._keys[one_id]
        for other_id, words in zip(others, self._topics.likeness(one_id, others), strict=True):
            # Rounded, so that what was worked out of a pair holds when the weights of words shift a little.
            yield other_id, key_similarity(key, self._keys[other_id]), round(words, 2)

    def _measured(self, one: DocumentView, others: Iterable[tuple[str, float, float]]) -> Iterator[Pair]:
        """The pairs of a document with others, each with the likeness of the keys and of the words."""
        others = list(others)
        mine = self._sketches.get(one.id, NOTHING)
        sketches = [self._sketches.get(other_id, NOTHING) for other_id, _, _ in others]
        shared = commons(mine, sketches)
        for (other_id, matter, words), sketch_of, in_both in zip(others, sketches, shared, strict=True):
            other = self._registry.by_id[other_id]
            held, alike = _shares(in_both, mine.size, sketch_of.size)
            if held > 0.5 or (matter >= SAME_MATTER and held > 0.2):
                # The sketches only estimate; what a finding states is counted exactly.
                rests_on = f"{one.fingerprint} {other.fingerprint}"
                held, alike = self._registry.recalled(
                    "common text", rests_on, partial(_common_text, one, other)
                )
            keys = self._keys[one.id], self._keys[other_id]
            apart = (other_subject(*keys) or different_subject(*keys)) and not (
                held >= REPEATS and _names_both(one, other, keys)
            )
            yield Pair(one, other, matter, held, alike, words, apart)

    @cached_property
    def _live(self) -> dict[str, list[Pair]]:
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            if self._registry.status(pair.one.id).live and self._registry.status(pair.other.id).live:
                found[pair.one.id].append(pair)
                found[pair.other.id].append(pair)
        return found

    def live(self, doc: DocumentView) -> tuple[Pair, ...]:
        """The pairs of a document in which both texts are in force on the day of the registry."""
        return tuple(self._live.get(doc.id, ()))

    def clashes(self, pair: Pair, doc: DocumentView) -> tuple[Clash, ...]:
        """The clashes of a pair as seen from one of its documents (its own sentence first)."""
        key = (pair.one.id, pair.other.id)
        found = self._clashes.get(key)
        if found is None:
            shared = self._shared_words(pair)
            words = "".join(sorted(shared)) if shared is not None else "-"
            rests_on = f"{pair.one.fingerprint} {pair.other.fingerprint} {pair.closeness:.4f} {words}"
            rows = self._registry.recalled(
                "clashes", rests_on, lambda: [row_of(clash) for clash in self._compared(pair, shared)]
            )
            found = self._clashes[key] = tuple(clash_of(row, pair.one, pair.other) for row in rows)
        return found if doc.id == pair.one.id else tuple(clash.flipped for clash in found)

    def _compared(self, pair: Pair, shared: frozenset[str] | None) -> Iterator[Clash]:
        mine, theirs = self.provisions(pair.one), self.provisions(pair.other)
        # Texts made after one pattern for two matters share passages, and nothing else.
        of_one_matter = pair.held >= REPEATS or max(pair.matter, pair.topic * 3) >= _OF_ONE_MATTER
        weighed = of_one_matter and not (is_legislation(pair.one) or is_legislation(pair.other))
        yield from clashes(mine, theirs, closeness=pair.closeness, shared=shared, weighed=weighed)

    def _shared_words(self, pair: Pair) -> frozenset[str] | None:
        """The words that say most about both texts; None where their titles or passages show one matter, or their words
        do and the titles share one."""
        by_words = pair.closeness >= _BY_TITLE_AND_WORDS and pair.matter > 0
        if by_words or pair.matter >= SAME_MATTER or pair.held >= _SHARES_TEXT:
            return None
        both = (w for w in self._topics.shared(pair.one.id, pair.other.id) if w not in of_procedure())
        return frozenset(islice(both, _TOLD_BY))

    @cached_property
    def _series(self) -> dict[tuple[str, str], list[tuple[int, DocumentView]]]:
        """(maker, title without year) → (year, document) of annual series, oldest first."""
        found: dict[tuple[str, str], list[tuple[int, DocumentView]]] = defaultdict(list)
        for doc in self._registry:
            if (key := series_key(doc.inner_title)) is not None:
                found[(doc.issuer, key[0])].append((key[1], doc))
        return {key: sorted(members, key=lambda m: (m[0], m[1].id)) for key, members in found.items()}

    def series_of(self, doc: DocumentView) -> Sequence[tuple[int, DocumentView]]:
        """(year, document) of the annual series that a document belongs to, oldest first; it stands there itself."""
        key = series_key(doc.inner_title)
        return () if key is None else self._series[doc.issuer, key[0]]

    def same_series(self, one: DocumentView, other: DocumentView) -> bool:
        """Two years of one annual series: their figures differ by design."""
        a, b = series_key(one.inner_title), series_key(other.inner_title)
        return (
            a is not None
            and b is not None
            and (a[0] == b[0] or key_similarity(a[0], b[0]) >= 0.7)
            and a[1] != b[1]
        )


def book_of(registry: RegistryView) -> PairBook:
    """The book of a registry, made at the first question."""
    return registry.whole(PairBook)


def _shares(in_both: int, one: int, other: int) -> tuple[float, float]:
    """(share of the smaller set of shingles that the larger one holds, resemblance of both)."""
    smaller, all_of_them = min(one, other), one + other - in_both
    return (in_both / smaller if smaller else 0.0), (in_both / all_of_them if all_of_them else 0.0)


def _common_text(one: DocumentView, other: DocumentView) -> tuple[float, float]:
    a, b = shingles(_articles(one)), shingles(_articles(other))
    return _shares(common(a, b), a.size, b.size)


_STARTS = re.compile(r"起(?:施行|实施|执行|生效)|有效期")


def _articles(doc: DocumentView) -> str:
    """The articles of a text without title, signature and the last one, which says from when it holds: of a short text
    these would make up much of what two copies do not share."""
    articles = doc.articles
    if len(articles) < _FEW_ARTICLES:
        return own_text(doc)
    last = articles[-1]
    end = last.start if _STARTS.search(doc.text, last.start, last.end) else last.end
    return doc.text[articles[0].start : end]


def _names_both(one: DocumentView, other: DocumentView, keys: tuple[str, str]) -> bool:
    """Whether a text names in its own articles what the title of its copy names: a title that has changed, not a
    second subject."""
    mine, theirs = own_words(*keys)
    return bool(mine and theirs) and (mine in own_text(other) or theirs in own_text(one))


def _two_laws(one: DocumentView, other: DocumentView) -> bool:
    """A law of the state is held against other legislation where titles or passages show one matter; what only shares
    its words (种畜禽许可证, 兽药许可证) is for the makers of laws to compare."""
    return is_legislation(one) and is_legislation(other) and (_national(one) or _national(other))


def _national(law: DocumentView) -> bool:
    return law.level not in (Level.PROVINCE, Level.CITY)


def own_text(doc: DocumentView) -> str:
    """The text that regulates: the enclosed document, without the wrapper notice and signatures."""
    main = doc.main
    return doc.text[main.start : main.end] if main else doc.text


def _shared_basis(one: DocumentView, other: DocumentView) -> bool:
    a = {c.title for c in one.citations("basis", "policy_basis") if c.title}
    b = {c.title for c in other.citations("basis", "policy_basis") if c.title}
    return bool(a & b)


def live_pairs(book: PairBook, registry: RegistryView, doc: DocumentView) -> Iterator[Pair]:
    """The document's pairs in which both texts are in force on the day of the sweep and for the same territory."""
    if registry.status(doc.id).live:
        yield from book.live(doc)


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
