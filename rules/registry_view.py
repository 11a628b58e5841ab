"""The registry as rules see it: views by id, number and title, the edges between them, the status as of a day.

Citations are resolved to a document only when exactly one candidate remains; the others are kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.reading import Citation
from registry.agencies import territory_of
from registry.records import Disposition, Document, Quote, RelationKind, Status
from rules.cleanup import Cleanups
from rules.evidence import papers
from rules.names import inner_of, number_key, title_key, without_issuer
from rules.questions import Asked, Question, question
from rules.spans import DateSpan
from rules.status import Extension, StatusOn, extensions_in, last_day, status_on
from rules.view import DocumentView

if TYPE_CHECKING:
    from registry.memory import Memory
    from rules.cleanup import Cleanup
    from rules.profiles import Profile

T = TypeVar("T")

_RELATIONS = {
    "basis": RelationKind.BASIS,
    "policy_basis": RelationKind.BASIS,
    "weak_basis": RelationKind.BASIS,
    "repeal": RelationKind.REPEALS,
    "amend": RelationKind.AMENDS,
    "extend": RelationKind.EXTENDS,
    "extends": RelationKind.EXTENDS,
    "implements": RelationKind.IMPLEMENTS,
    "forwards": RelationKind.FORWARDS,
    "replaces": RelationKind.REPLACES,
}
"""Citation roles → the kind under which the store keeps them; every other role is a plain citation."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A citation between registered documents. `target` is None where no single candidate remained."""

    source: DocumentView
    role: str
    citation: Citation
    target: DocumentView | None
    candidates: tuple[DocumentView, ...] = ()

    @property
    def whole(self) -> bool:
        """The citation means the whole target, not some of its articles."""
        return self.citation.scope == "whole" and not self.citation.part


class RegistryView:
    """All documents of a sweep with their relations. Built once, read-only, everything on demand.

    While `asked` is set, it notes what is asked: `question` methods with their answers; whatever looks at all
    documents at once as `whole`.
    """

    def __init__(
        self, documents: Iterable[Document], *, as_of: date, profile: "Profile | None" = None
    ) -> None:
        self.as_of = as_of
        self.switches: Mapping[str, bool] = profile.switches if profile else {}
        self._documents: tuple[DocumentView, ...] = tuple(DocumentView(d, self) for d in documents)
        self.asked: Asked | None = None
        self.answered: dict[Question, str] = {}
        self.memory: Memory | None = None
        self._tables: dict[Callable[[RegistryView], Any], Any] = {}
        self._status: dict[tuple[str, date], StatusOn] = {}
        self._ended: dict[str, bool] = {}
        self._edges: dict[str, tuple[Edge, ...]] = {}

    def today(self) -> date:
        """The day of the sweep; noted."""
        if self.asked is not None:
            self.asked.day = True
        return self.as_of

    @property
    def documents(self) -> tuple[DocumentView, ...]:
        """All documents, in the order given. A judgment that looks at them cannot be kept."""
        if self.asked is not None:
            self.asked.whole = True
        return self._documents

    def __iter__(self) -> Iterator[DocumentView]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def by_id(self) -> dict[str, DocumentView]:
        """Id → document. Checks use `get`, which is noted."""
        return {d.id: d for d in self._documents}

    @question
    def get(self, document_id: str) -> DocumentView | None:
        return self.by_id.get(document_id)

    @question
    def table(self, build: Callable[["RegistryView"], T]) -> T:
        """What a function declared with `rules.questions.table` works out of the whole registry, once a sweep."""
        return self._table(build)

    @question
    def row(self, build: Callable[["RegistryView"], Mapping[str, T]], key: str) -> T | None:
        """One row of such a table: a judgment that asks for it holds as long as this row stays the same."""
        return self._table(build).get(key)

    def whole(self, build: Callable[["RegistryView"], T]) -> T:
        """Like `table`, for what has no fingerprint. A judgment that looks at it cannot be kept."""
        if self.asked is None:
            return self._table(build)
        self.asked.whole = True
        asked, self.asked = self.asked, None
        try:
            return self._table(build)
        finally:
            self.asked = asked

    def recalled(self, kind: str, key: str, work_out: Callable[[], Any]) -> Any:
        """What an earlier sweep worked out under a key that names all it rests on; else worked out now, and kept.
        JSON-ready, and never None."""
        known = self.memory.recall(kind, key) if self.memory else None
        if known is None:
            known = work_out()
            if self.memory:
                self.memory.remember(kind, key, known)
        return known

    def _table(self, build: Callable[["RegistryView"], T]) -> T:
        found: T | None = self._tables.get(build)
        if found is None:
            found = self._tables[build] = build(self)
        return found

    @cached_property
    def _by_number(self) -> dict[str, list[DocumentView]]:
        index: dict[str, list[DocumentView]] = {}
        for doc in self._documents:
            for key in dict.fromkeys((doc.number_key, number_key(doc.registration_no))):
                if key:
                    index.setdefault(key, []).append(doc)
        return index

    @cached_property
    def _by_title(self) -> dict[str, list[DocumentView]]:
        index: dict[str, list[DocumentView]] = {}
        for doc in self._documents:
            for key in title_keys(doc):
                index.setdefault(key, []).append(doc)
        return index

    @cached_property
    def _by_issuer(self) -> dict[str, list[DocumentView]]:
        index: dict[str, list[DocumentView]] = {}
        for doc in self._documents:
            index.setdefault(doc.issuer, []).append(doc)
        return index

    @question
    def territories(self) -> frozenset[str]:
        """The territories whose governments and departments issue in this registry."""
        return self._territories

    @cached_property
    def _territories(self) -> frozenset[str]:
        return frozenset(t for issuer in self._by_issuer if (t := territory_of(issuer)))

    @question
    def of_issuer(self, issuer: str) -> tuple[DocumentView, ...]:
        """Documents whose lead issuer has that name."""
        return tuple(self._by_issuer.get(issuer, ()))

    @question
    def first_of(self, issuer: str) -> DocumentView | None:
        """The newest document of an issuer: where findings about the issuer as a whole are shown."""
        return self._newest.get(issuer)

    @cached_property
    def _newest(self) -> dict[str, DocumentView]:
        return {issuer: max(found, key=_age) for issuer, found in self._by_issuer.items()}

    @question
    def by_number(self, number: str | None) -> tuple[DocumentView, ...]:
        """Documents with that 文号 or 登记号, however its brackets are printed."""
        key = number_key(number)
        return tuple(self._by_number.get(key, ())) if key else ()

    @question
    def by_title(self, title: str | None) -> tuple[DocumentView, ...]:
        """Documents whose outer or inner title is that one, quotes, blanks and issuer prefix aside."""
        for key in dict.fromkeys(
            (title_key(title), title_key(inner_of(title)), title_key(without_issuer(title)))
        ):
            if key and (found := self._by_title.get(key)):
                return tuple(found)
        return ()

    @question
    def resolve(
        self, title: str | None, number: str | None, *, source: DocumentView | None = None
    ) -> tuple[DocumentView | None, tuple[DocumentView, ...]]:
        """(the one document meant, or None; all candidates). A later document is no candidate of an earlier text."""
        titled = self._not_later(self.by_title(title), source)
        numbered = self._not_later(self.by_number(number), source)
        if number:
            both = tuple(d for d in numbered if d in titled)
            if len(both) == 1:
                return both[0], both
            if len(numbered) == 1 and not title:
                return numbered[0], numbered
            if len(numbered) == 1 and not titled and _akin(title, numbered[0]):
                return numbered[0], numbered
            if not numbered and len(titled) == 1 and not titled[0].number_key:
                return titled[0], titled
            return None, tuple(dict.fromkeys((*both, *numbered, *titled)))
        return (titled[0], titled) if len(titled) == 1 else (None, titled)

    @staticmethod
    def _not_later(found: tuple[DocumentView, ...], source: DocumentView | None) -> tuple[DocumentView, ...]:
        if source is None:
            return found
        made = source.made_on
        return tuple(
            d for d in found if d.id != source.id and not (made and d.made_on and d.made_on.after(made.last))
        )

    @question
    def outgoing(self, document_id: str, *roles: str) -> tuple[Edge, ...]:
        """Edges from a document to registered ones or to candidates; all roles when none is given."""
        edges = self._edges.get(document_id)
        if edges is None:
            doc = self.by_id.get(document_id)
            edges = self._edges[document_id] = tuple(self._resolved(doc)) if doc else ()
        return tuple(e for e in edges if e.role in roles) if roles else edges

    @question
    def incoming(self, document_id: str, *roles: str) -> tuple[Edge, ...]:
        """Edges whose target is that document, in the order of the documents."""
        edges = self._incoming.get(document_id, ())
        return tuple(e for e in edges if e.role in roles) if roles else tuple(edges)

    @cached_property
    def _incoming(self) -> dict[str, list[Edge]]:
        index: dict[str, list[Edge]] = {}
        for doc in self._documents:
            for edge in self.outgoing(doc.id):
                if edge.target is not None:
                    index.setdefault(edge.target.id, []).append(edge)
        return index

    @question
    def papers_of(self, document_id: str) -> tuple[tuple[str, DocumentView], ...]:
        """The papers of a document's making among the files, each with the step that it proves."""
        return self._papers.get(document_id, ())

    @cached_property
    def _papers(self) -> Mapping[str, tuple[tuple[str, DocumentView], ...]]:
        return papers(self)

    @question
    def cleanups_over(self, document_id: str) -> "tuple[tuple[DocumentView, Cleanup], ...]":
        """The cleanup decisions that can have reached a document (see `Cleanups.over`), oldest first."""
        return self.cleanups.over(self.by_id[document_id])

    @question
    def cleanup_decisions(self) -> tuple[DocumentView, ...]:
        """The documents that are cleanup decisions, oldest first."""
        return tuple(d for d, _ in self.cleanups.decisions)

    @cached_property
    def cleanups(self) -> Cleanups:
        """The cleanup decisions among the documents. Checks use `cleanups_over`, which is noted."""
        return Cleanups(self._documents)

    @cached_property
    def extensions(self) -> dict[str, tuple[Extension, ...]]:
        """Document id → the extensions of its term, in the order of their publication."""
        found: dict[str, list[Extension]] = {}
        for doc in self._documents:
            for target, extension in extensions_in(doc, self):
                found.setdefault(target, []).append(extension)
        for decision, cleanup in self.cleanups.decisions:
            if cleanup.uniform_end is None:
                continue
            for row in cleanup.lists.get(Disposition.KEEP, ()):
                target_doc, _ = self.resolve(row.title, row.number or None, source=decision)
                if target_doc is not None and target_doc.term.kind == "none":
                    published = decision.published_on or decision.made_on
                    extension = Extension(decision.id, cleanup.uniform_end, Quote(row.title), published)
                    found.setdefault(target_doc.id, []).append(extension)
        return {
            k: tuple(sorted(v, key=lambda e: e.published.first if e.published else date.min))
            for k, v in found.items()
        }

    def _resolved(self, doc: DocumentView) -> Iterator[Edge]:
        # What the store resolved (perhaps by a person) outranks what the names alone say.
        stored = {
            (r.kind, title_key(r.target_title), number_key(r.target_number)): r.target_id
            for r in doc.document.relations
            if r.target_id
        }
        for citation in doc.reading.citations:
            target, candidates = self.resolve(citation.title, citation.number, source=doc)
            if stored:
                kind = _RELATIONS.get(citation.role, RelationKind.CITES)
                known = stored.get((kind, title_key(citation.title), number_key(citation.number)))
                target = (self.get(known) if known else None) or target
            if target is not None or candidates:
                yield Edge(doc, citation.role, citation, target, candidates)

    @question
    def last_day(
        self, document_id: str, as_of: date | None = None
    ) -> tuple[DateSpan | None, tuple[Extension, ...]]:
        """Last day in force after the extensions issued by a day, and those extensions. KeyError as `status`."""
        return last_day(self.by_id[document_id], self, as_of or self.as_of)

    @question
    def ended(self, document_id: str) -> bool:
        """Whether another text has ended the document by the sweep's day."""
        known = self._ended.get(document_id)
        if known is None:
            status = self.status(document_id).status
            known = self._ended[document_id] = status in (Status.REPEALED, Status.LAPSED)
        return known

    def recorded(self, document_id: str) -> bool:
        """Whether the document had ended before anybody decided on it now: by another text, or as the ledger
        claims. Lists record it; they do not end it again.
        """
        return self.ended(document_id) or self.by_id[document_id].claimed_dead

    @question
    def status(self, document_id: str, as_of: date | None = None) -> StatusOn:
        """Status of a document as of a day (the sweep's day unless given), with its reason.

        Raises KeyError for an id that is not in the registry.
        """
        day = as_of or self.as_of
        key = (document_id, day)
        if key not in self._status:
            self._status[key] = status_on(self.by_id[document_id], self, day)
        return self._status[key]


def _age(doc: DocumentView) -> tuple[date, str]:
    return (doc.made_on.last if doc.made_on else date.min, doc.id)


def title_keys(doc: DocumentView) -> tuple[str, ...]:
    """The keys under which a document is found by title."""
    keys: dict[str, None] = {}
    for title in doc.titles:
        for form in (title, inner_of(title), without_issuer(title)):
            if key := title_key(form):
                keys[key] = None
    return tuple(keys)


def _akin(title: str | None, doc: DocumentView) -> bool:
    """Whether a cited title may well be that document's, printed a little differently (one holds the other)."""
    key = title_key(title)
    return any(key in other or other in key for other in title_keys(doc)) if key else True
