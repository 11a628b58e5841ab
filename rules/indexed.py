"""The documents of a registry by id and by index, read when somebody looks at them; every look is noted.

The rows of an index are made of what each document gives (`rules.indexes`), or are those of the last sweep, brought up
to date (`rules.past`). What is looked at for an answer is noted by its cells in `seen`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from registry.records import Document
from rules.indexes import (
    DERIVED,
    INDEXES,
    WHOLE,
    WHOLE_INDEXES,
    Given,
    Index,
    Rows,
    WholeIndex,
    cell_of,
    cell_of_ending,
    cell_of_keys,
    cell_of_row,
)
from rules.library import Library
from rules.questions import Answer, Asked, Question
from rules.view import DocumentView

if TYPE_CHECKING:
    from registry.memory import Memory
    from rules.past import Past
    from rules.registry_view import RegistryView

T = TypeVar("T")


class IndexedDocuments:
    """What `RegistryView` answers from. `known` and `answered` are the answers of this sweep and their fingerprints."""

    def __init__(self, documents: "Iterable[Document] | Library") -> None:
        registry = cast("RegistryView", self)
        self._library = documents if isinstance(documents, Library) else None
        self._documents: tuple[DocumentView, ...] = (
            tuple(DocumentView.unread(i, r, registry) for i, r in documents.revisions.items())
            if isinstance(documents, Library)
            else tuple(DocumentView(d, registry) for d in documents)
        )
        self.asked: Asked | None = None
        self.seen: set[int] | None = None
        self.known: dict[Question, Answer] = {}
        self.answered: dict[Question, str] = {}
        self.memory: Memory | None = None
        self.past: Past | None = None
        self._rows: dict[str, Rows] = {}
        self._derived: dict[tuple[int, str], tuple[Mapping[str, Given], frozenset[int]]] = {}
        self._deriving = 0
        self.built: set[str] = set()
        """The indexes of the whole registry that were built in this sweep."""
        self._once: dict[Callable[[RegistryView], Any], Any] = {}

    # -- by id

    @property
    def documents(self) -> tuple[DocumentView, ...]:
        """All documents, in the order given. A judgment that looks at them cannot be kept."""
        if self.asked is not None:
            self.asked.whole = True
        self._look_at(WHOLE)
        return self._documents

    def __iter__(self) -> Iterator[DocumentView]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def by_id(self) -> dict[str, DocumentView]:
        """Id → document. Answers use `view`, checks `get`: both are noted."""
        return {d.id: d for d in self._documents}

    def view(self, document_id: str) -> DocumentView:
        """A document, for an answer. KeyError when there is none."""
        self._look_at(cell_of(document_id))
        return self.by_id[document_id]

    def views(self, ids: Iterable[str]) -> tuple[DocumentView, ...]:
        """Documents, for an answer; what was not read is read at once. KeyError for an id that nobody has."""
        found = tuple(map(self.view, ids))
        self.read(found)
        return found

    def read(self, documents: Iterable[DocumentView]) -> None:
        """Read those of which only id and revision are known so far."""
        ids = [d.id for d in documents if d.is_unread]
        for document in self.read_of(ids) if ids else ():
            self.by_id[document.id].document = document

    def read_of(self, ids: Collection[str]) -> Iterable[Document]:
        """The records of documents of which only id and revision are known so far."""
        assert self._library is not None
        return self._library.load(ids)

    def _look_at(self, cell: int) -> None:
        if self.seen is not None:
            self.seen.add(cell)

    # -- by index

    def under(self, index: Index | WholeIndex, key: str) -> dict[str, Any]:
        """Id → value, in the order of the documents, of the documents that stand under a key of an index."""
        self._look_at(cell_of_row(index.name, key))
        row = self.rows_of(index.name).get(key, {})
        if self.past is None or len(row) < 2:
            return row
        return {i: row[i] for i in sorted(row, key=self._places.__getitem__)}

    def keys(self, index: Index | WholeIndex) -> Collection[str]:
        """The keys of an index under which documents stand."""
        self._look_at(cell_of_keys(index.name))
        return self.rows_of(index.name).keys()

    def ends(self, index: Index, ending: str) -> bool:
        """Whether a key of an index, under which documents stand, ends so."""
        self._look_at(cell_of_ending(index.name, ending))
        return any(key.endswith(ending) for key in self.rows_of(index.name))

    def rows_of(self, name: str) -> Rows:
        """The rows of an index; not noted."""
        if self._deriving and (name in WHOLE_INDEXES or INDEXES[name].rank >= self._deriving):
            raise RuntimeError(f"a derived index must not ask for another of its rank: {name}")
        if name not in self._rows:
            if self.past is not None and name in self.past.indexes:
                self._rows[name] = self.past.rows(name)
            elif name in WHOLE_INDEXES:
                self.build(name)
            else:
                self._rows |= self._made(INDEXES[name])
        return self._rows[name]

    def build(self, name: str) -> Rows:
        """Build an index of the whole registry anew. What it looks at is not noted: its rows are what is looked at."""
        seen, asked, self.seen, self.asked = self.seen, self.asked, None, None
        try:
            rows = self._rows[name] = WHOLE_INDEXES[name].build(cast("RegistryView", self))
        finally:
            self.seen, self.asked = seen, asked
        self.built.add(name)
        return rows

    def _made(self, index: Index) -> dict[str, Rows]:
        """An index of all documents; where they are kept, all indexes of its rank."""
        wanted = _of_rank(index.rank) if self.memory is not None else (index,)
        made: dict[str, Rows] = {i.name: {} for i in wanted}
        for doc in self._documents:
            given = self.derived_of(doc, index.rank)[0] if index.rank else self.own_of(doc, wanted)
            for name, keys in given.items():
                for key, value in keys.items() if name in made else ():
                    made[name].setdefault(key, {})[doc.id] = value
        return made

    def own_of(self, doc: DocumentView, wanted: Iterable[Index] = ()) -> Mapping[str, Given]:
        """What a document alone gives, by index; where there is a memory, in all indexes, and kept for its revision."""
        registry = cast("RegistryView", self)
        if self.memory is None:
            return {i.name: i.give(doc, registry) for i in wanted}
        found: Mapping[str, Given] = self.recalled(
            "given",
            doc.fingerprint,
            lambda: {i.name: g for i in _of_rank(0) if (g := i.give(doc, registry))},
        )
        return found

    def derived_of(self, doc: DocumentView, rank: int) -> tuple[Mapping[str, Given], frozenset[int]]:
        """What a document gives in the derived indexes of a rank, by index, and the cells of what else was looked at
        for it."""
        found = self._derived.get((rank, doc.id))
        if found is None:
            registry = cast("RegistryView", self)
            before = self.seen, self.asked, self._deriving
            self.seen, self.asked, self._deriving = set(), None, rank
            try:
                given = {i.name: g for i in _of_rank(rank) if (g := i.give(doc, registry))}
                found = self._derived[rank, doc.id] = given, frozenset(self.seen - {cell_of(doc.id)})
            finally:
                self.seen, self.asked, self._deriving = before
        return found

    def all_derived(self) -> dict[int, dict[str, tuple[Mapping[str, Given], frozenset[int]]]]:
        """What all documents give in the derived indexes: rank → id → see `derived_of`."""
        return {rank: {d.id: self.derived_of(d, rank) for d in self._documents} for rank in DERIVED}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {d.id: at for at, d in enumerate(self._documents)}

    # -- kept

    def cells_of(self, questions: Iterable[Question]) -> set[int]:
        """The cells of what was looked at for the answers to questions that were asked in this sweep."""
        return set[int]().union(*(self.known[words].cells for words in questions))

    def recalled(self, kind: str, key: str, work_out: Callable[[], Any], rests_on: str = "") -> Any:
        """What an earlier sweep worked out under a key that, together with `rests_on`, names all it rests on; else worked
        out now, and kept in place of what rested on something else. JSON-ready, and never None."""
        known = self.memory.recall(kind, key) if self.memory else None
        if known is not None and known[0] == rests_on:
            return known[1]
        found = work_out()
        if self.memory:
            self.memory.remember(kind, key, [rests_on, found])
        return found

    def once(self, make: Callable[["RegistryView"], T]) -> T:
        """What is made at the first call and serves as long as the registry. Not noted: what is taken from it must rest
        on nothing but what was asked for, or on the registry as it is while an index is built."""
        if make not in self._once:
            self._once[make] = make(cast("RegistryView", self))
        found: T = self._once[make]
        return found

    def forget(self) -> None:
        """Know nothing of an earlier sweep."""
        self.past = None
        self.built.clear()
        for known in (self._rows, self._derived, self.known, self.answered, self._once):
            known.clear()


def _of_rank(rank: int) -> tuple[Index, ...]:
    return tuple(i for i in INDEXES.values() if i.rank == rank)
