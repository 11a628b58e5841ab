"""The registry as rules see it: views by id, number and title, the edges between them, the status as of a day.

Citations are resolved to a document only when exactly one candidate remains; the others are kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from corpus.reading import Citation
from registry.records import Disposition, Document, Quote, RelationKind, Status
from rules import registry_indexes as found_by
from rules.cleanup import read_cleanup
from rules.evidence import papers
from rules.indexed import IndexedDocuments
from rules.indexes import cell_of
from rules.library import Library
from rules.names import inner_of, number_key, title_key, without_issuer
from rules.questions import question
from rules.registry_indexes import title_keys
from rules.spans import DateSpan
from rules.status import Extension, StatusOn, extensions_in, last_day, status_on
from rules.view import DocumentView

if TYPE_CHECKING:
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


class RegistryView(IndexedDocuments):
    """All documents of a sweep with their relations, read-only, everything on demand.

    While `asked` is set, it notes what is asked: `question` methods with their answers; whatever looks at all
    documents at once as `whole`.
    """

    def __init__(
        self, documents: "Iterable[Document] | Library", *, as_of: date, profile: "Profile | None" = None
    ) -> None:
        super().__init__(documents)
        self.as_of = as_of
        self.switches: Mapping[str, bool] = profile.switches if profile else {}

    def today(self) -> date:
        """The day of the sweep; noted."""
        if self.asked is not None:
            self.asked.day = True
        return self.as_of

    @question
    def get(self, document_id: str) -> DocumentView | None:
        try:
            return self.view(document_id)
        except KeyError:
            return None

    @question
    def table(self, build: Callable[["RegistryView"], T]) -> T:
        """What a function declared with `rules.questions.table` works out of the whole registry, once a sweep."""
        return build(self)

    @question
    def row(self, build: Callable[["RegistryView", str], T], key: str) -> T:
        """What such a function works out for a key: a judgment that asks for it holds as long as it is the same."""
        return build(self, key)

    @question
    def territories(self) -> frozenset[str]:
        """The territories whose governments and departments issue in this registry."""
        return frozenset(self.keys(found_by.by_territory))

    @question
    def of_issuer(self, issuer: str) -> tuple[DocumentView, ...]:
        """Documents whose lead issuer has that name."""
        return self.views(self.under(found_by.by_issuer, issuer))

    @question
    def of_maker(self, maker: str) -> tuple[DocumentView, ...]:
        """Documents of a maker: a government and its office count as one."""
        return self.views(self.under(found_by.by_maker, maker))

    @question
    def first_of(self, issuer: str) -> DocumentView | None:
        """The newest document of an issuer: where findings about the issuer as a whole are shown."""
        newest = max(((made, i) for i, made in self.under(found_by.by_issuer, issuer).items()), default=None)
        return self.view(newest[1]) if newest else None

    @question
    def by_number(self, number: str | None) -> tuple[DocumentView, ...]:
        """Documents with that 文号 or 登记号, however its brackets are printed."""
        key = number_key(number)
        return self.views(self.under(found_by.by_number, key)) if key else ()

    @question
    def by_title(self, title: str | None) -> tuple[DocumentView, ...]:
        """Documents whose outer or inner title is that one, quotes, blanks and issuer prefix aside."""
        for key in dict.fromkeys(
            (title_key(title), title_key(inner_of(title)), title_key(without_issuer(title)))
        ):
            if key and (found := self.under(found_by.by_title, key)):
                return self.views(found)
        return ()

    @question
    def resolve(
        self, title: str | None, number: str | None, *, source: DocumentView | None = None
    ) -> tuple[DocumentView | None, tuple[DocumentView, ...]]:
        """(the one document meant, or None; all candidates). A later document is no candidate of an earlier text."""
        if source is not None:
            self._look_at(cell_of(source.id))
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
        if roles:
            return tuple(e for e in self.outgoing(document_id) if e.role in roles)
        doc = self.get(document_id)
        return tuple(self._resolved(doc)) if doc else ()

    @question
    def incoming(self, document_id: str, *roles: str) -> tuple[Edge, ...]:
        """Edges whose target is that document, in the order of the documents."""
        if roles:
            return tuple(e for e in self.incoming(document_id) if e.role in roles)
        return tuple(
            edge
            for source in self.under(found_by.cited, document_id)
            for edge in self.outgoing(source)
            if edge.target is not None and edge.target.id == document_id
        )

    @question
    def papers_of(self, document_id: str) -> tuple[tuple[str, DocumentView], ...]:
        """The papers of a document's making among the files, each with the step that it proves."""
        return tuple((step, self.view(paper)) for paper, step in self.under(papers, document_id).items())

    @question
    def cleanup_decisions(self, maker: str | None = None) -> tuple[DocumentView, ...]:
        """The documents that are cleanup decisions, of one maker or of all, oldest first."""
        found = self.views(self.under(found_by.decisions, "*" if maker is None else f"={maker}"))
        return tuple(sorted(found, key=lambda d: d.start.first if d.start else date.min))

    @question
    def cleanups_over(self, document_id: str) -> "tuple[tuple[DocumentView, Cleanup], ...]":
        """The cleanup decisions that can have reached a document, oldest first: same issuer (or its office), not older
        than it."""
        doc = self.view(document_id)
        return tuple(
            (decision, self.cleanup(decision.id))
            for decision in (self.cleanup_decisions(doc.maker) if doc.maker else ())
            if decision.id != doc.id
            and not (doc.made_on and decision.made_on and doc.made_on.after(decision.made_on.last))
        )

    @question
    def cleanup(self, document_id: str) -> "Cleanup":
        """What a cleanup decision says."""
        read = read_cleanup(self.view(document_id))
        assert read is not None, document_id
        return read

    @question
    def extensions_of(self, document_id: str) -> tuple[Extension, ...]:
        """The extensions of a document's term, in the order of their publication: those that say so first, then those
        of a cleanup decision that gives a term to all that have none."""
        sources = dict.fromkeys(self.under(found_by.extended, document_id))
        renewing = self.under(found_by.renewed, document_id)
        decisions = (d.id for d in self.cleanup_decisions() if d.id in renewing) if renewing else ()
        found = [
            extension
            for source, of in (
                *((s, self.extending) for s in sources),
                *((s, self.renewing) for s in decisions),
            )
            for target, extension in of(source)
            if target == document_id
        ]
        return tuple(sorted(found, key=lambda e: e.published.first if e.published else date.min))

    @question
    def extending(self, document_id: str) -> tuple[tuple[str, Extension], ...]:
        """(target, extension) for what a document extends by name."""
        return tuple(extensions_in(self.view(document_id), self))

    @question
    def renewing(self, document_id: str) -> tuple[tuple[str, Extension], ...]:
        """(target, extension) for what a cleanup decision keeps, where it gives a term to all that have none."""
        decision = self.view(document_id)
        cleanup = read_cleanup(decision)
        if cleanup is None or cleanup.uniform_end is None:
            return ()
        published = decision.published_on or decision.made_on
        found = []
        for row in cleanup.lists.get(Disposition.KEEP, ()):
            target, _ = self.resolve(row.title, row.number or None, source=decision)
            if target is not None and target.term.kind == "none":
                extension = Extension(decision.id, cleanup.uniform_end, Quote(row.title), published)
                found.append((target.id, extension))
        return tuple(found)

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
        return last_day(self.view(document_id), self, as_of or self.as_of)

    @question
    def ended(self, document_id: str) -> bool:
        """Whether another text has ended the document by the sweep's day."""
        return self.status(document_id).status in (Status.REPEALED, Status.LAPSED)

    @question
    def recorded(self, document_id: str) -> bool:
        """Whether the document had ended before anybody decided on it now: by another text, or as the ledger
        claims. Lists record it; they do not end it again.
        """
        return self.ended(document_id) or self.view(document_id).claimed_dead

    @question
    def live(self, document_id: str) -> bool:
        """Whether a document counts as in force on the sweep's day: `status`, known of documents that nobody reads."""
        return bool(self.under(found_by.living, document_id))

    @question
    def status(self, document_id: str, as_of: date | None = None) -> StatusOn:
        """Status of a document as of a day (the sweep's day unless given), with its reason.

        Raises KeyError for an id that is not in the registry.
        """
        return status_on(self.view(document_id), self, as_of or self.as_of)


def _akin(title: str | None, doc: DocumentView) -> bool:
    """Whether a cited title may well be that document's, printed a little differently (one holds the other)."""
    key = title_key(title)
    return any(key in other or other in key for other in title_keys(doc)) if key else True
