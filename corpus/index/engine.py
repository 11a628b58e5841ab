"""Searching: candidates from the grams, truth from the shelf, order from both."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from corpus.index.alike import alike
from corpus.index.bits import bits_of, keys_of
from corpus.index.columns import Columns
from corpus.index.fold import fold
from corpus.index.grams import GramIndex, GramReader, GramsLost
from corpus.index.matching import Matcher
from corpus.index.query import parse, positive_words
from corpus.index.ranking import Ranking, Sort, facets, issuers_of
from corpus.index.shelf import Entry, Shelf, meta
from corpus.index.snippets import Snippet, snippets
from corpus.index.texts import decoded

#: Characters of one commit of the gram index. Beyond, Whoosh's postings outgrow their memory (256 MB) and go
#: through files, which makes a commit of twice the size seven times as slow.
_CHARACTERS = 4_500_000

__all__ = ["Entry", "Hit", "Result", "SearchIndex", "Sort"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches. `status` is "" when the caller gave no statuses."""

    id: str
    title: str
    number: str
    path: str
    issuers: tuple[str, ...]
    signed: str
    status: str
    score: float
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One page of hits, the exact total, and counts over all hits (facet → value → count).

    `pending`: documents found by scanning because the gram index does not hold them yet.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    pending: int = 0


@dataclass(frozen=True, slots=True)
class _State:
    """One state of the shelf, its grams (None: they are lost), and the documents that these know nothing of."""

    db: sqlite3.Connection
    columns: Columns
    grams: GramReader | None
    waiting: int


_T = TypeVar("_T")
#: One object, since what is made of statuses is kept for as long as they are the same.
_NOTHING_KNOWN: Mapping[str, str] = {}


class SearchIndex:
    """Full text over the documents of one registry, in a folder of its own. Always rebuildable.

    Safe in any thread; searches of one object come one after another and share what they have loaded.
    """

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)
        self.grams = GramIndex(folder / "grams")
        self._lock = threading.Lock()
        self._stamp: tuple[str, str] | None = None
        self._columns: Columns | None = None
        self._reader: GramReader | None = None

    @property
    def revision(self) -> int:
        """The revision of the store up to which the shelf has followed."""
        return self.shelf.revision

    def put(self, entries: Iterable[Entry], removed: Iterable[str] = (), *, revision: int) -> None:
        """Take documents over from the store; they can be found as soon as this returns."""
        self.shelf.put(entries, removed, revision=revision)

    def catch_up(
        self, *, progress: Callable[[int], None] | None = None, batch: int = 1_000, wait: bool = True
    ) -> int:
        """Bring the gram index up to the shelf, in commits of `batch` documents; returns how many it took.

        While another program does it, this one waits, or with `wait=False` leaves it to the other. Searches go
        on meanwhile. Raises StoreError when the other takes longer than a minute.
        """
        done = 0
        with self.grams.lock(wait=wait) as held:
            if not held:
                return 0
            self.shelf.close_holes()
            if not (self.grams.belongs_to(made := self.shelf.made) and self.grams.is_sound()):
                self.shelf.forget_grams()
                self.grams.begin(made)
            while True:
                waiting, gone = self.shelf.pending(batch, _CHARACTERS), self.shelf.gone()
                if not waiting and not gone:
                    return done
                self.grams.add(waiting, gone)
                self.shelf.mark_indexed((key for key, _ in waiting), gone)
                done += len(waiting)
                if progress:
                    progress(done)

    def rebuild(self) -> None:
        """Throw both halves away; the caller then hands every document over again."""
        with self.grams.lock(wait=True):
            self.shelf.clear()
            self.grams.clear()

    def damage(self) -> str:
        """What is wrong with the index that following the store would not heal; "" when nothing is."""
        if found := self.shelf.damage():
            return found
        with self.shelf.reading() as db:
            taken = db.execute("SELECT 1 FROM shelf WHERE indexed = 1 LIMIT 1").fetchone()
            if taken and not self.grams.belongs_to(meta(db, "made")):
                return "全文索引缺了一半（字对索引不见了）"
        return ""

    def ids(self) -> set[str]:
        """The ids of all documents on the shelf."""
        with self.shelf.reading() as db:
            return {id for (id,) in db.execute("SELECT id FROM shelf")}

    @property
    def pending(self) -> int:
        """How many documents the gram index does not have yet."""
        with self.shelf.reading() as db:
            indexed = "WHERE indexed = 0" if self.grams.belongs_to(meta(db, "made")) else ""
            return int(db.execute(f"SELECT count(*) FROM shelf {indexed}").fetchone()[0])

    def _asked(self, answer: Callable[[_State], _T]) -> _T:
        """An answer from one state of the shelf and its grams, or from the shelf alone when these are lost."""
        with self._lock, self.shelf.reading() as db:
            stamp = meta(db, "made"), meta(db, "edition")
            if self._columns is None or stamp != self._stamp:
                self._columns = Columns(db, self.shelf.texts(db))
                self._forget_reader()
                self._stamp = stamp
            columns = self._columns
            try:
                if not self.grams.belongs_to(stamp[0]):
                    raise GramsLost
                if self._reader is None:
                    self._reader = self.grams.read()
                return answer(_State(db, columns, self._reader, columns.waiting))
            except GramsLost:
                self._forget_reader()
                return answer(_State(db, columns, None, columns.all))

    def _forget_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = None

    def similar(self, document_id: str, *, limit: int = 20) -> Result:
        """The documents that share most of their pairs of characters with one, the most alike first; the score
        is the shared part of both (0 to 1). An unknown document has none."""

        def scores(state: _State) -> dict[str, float]:
            key = state.columns.keys.get(document_id)
            if key is None:
                return {}
            found = alike(state.columns, state.grams, state.waiting, key, most=limit)
            return {state.columns.ids[other]: score for other, score in found.items()}

        return self.listed(self._asked(scores))

    def listed(self, scores: Mapping[str, float], *, statuses: Mapping[str, str] | None = None) -> Result:
        """These documents (id → score) as a result, in their order. Unknown ids are left out."""
        known = statuses or _NOTHING_KNOWN

        def result(state: _State) -> Result:
            columns = state.columns
            shown = [(columns.keys[id], score) for id, score in scores.items() if id in columns.keys]
            hits = tuple(_hit(state, key, score, (), known, None) for key, score in shown)
            return Result("", len(hits), hits, facets(columns, bits_of(key for key, _ in shown), known))

        return self._asked(result)

    def issuers(self) -> tuple[str, ...]:
        """The names of all issuers, those with most documents first."""
        return self._asked(lambda state: issuers_of(state.columns))

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = Sort.RELEVANCE,
        statuses: Callable[[], Mapping[str, str]] | None = None,
        text_of: Callable[[str], str] | None = None,
    ) -> Result:
        """Find documents. `statuses` gives id → status as of the day, `text_of` the text of a document for its
        snippets.

        Raises QueryError for a query that makes no sense.
        """
        tree = parse(query)
        known = statuses() if statuses else _NOTHING_KNOWN
        words = [fold(w.text) for w in positive_words(tree) if w.field in (None, "article")]

        def result(state: _State) -> Result:
            matcher = _matcher(state, known)
            found = matcher.hits(tree)
            heads = [matcher.headed(word) for word in words]
            ranking = Ranking(state.db, state.columns, found, words, heads, known)
            shown = ranking.page(sort, offset, offset + limit)
            hits = tuple(_hit(state, key, score, words, known, text_of) for key, score in shown)
            counts = facets(state.columns, found, known)
            return Result(query, found.bit_count(), hits, counts, state.waiting.bit_count())

        return self._asked(result)

    def matching(
        self, query: str, *, statuses: Callable[[], Mapping[str, str]] | None = None
    ) -> frozenset[str]:
        """The ids of all documents that a query means. Raises QueryError as `search`."""
        tree = parse(query)
        known = statuses() if statuses else _NOTHING_KNOWN

        def ids(state: _State) -> frozenset[str]:
            keys = keys_of(_matcher(state, known).hits(tree))
            return frozenset(state.columns.ids[key] for key in keys)

        return self._asked(ids)


def _matcher(state: _State, known: Mapping[str, str]) -> Matcher:
    candidates = state.grams.holding if state.grams else _unknown
    return Matcher(state.db, state.columns, candidates, state.waiting, known)


def _unknown(_phrase: str) -> tuple[int, bool]:
    return 0, True


def _hit(
    state: _State,
    key: int,
    score: float,
    words: Sequence[str],
    known: Mapping[str, str],
    text_of: Callable[[str], str] | None,
) -> Hit:
    id, title, number, path, issuers, signed = state.db.execute(
        "SELECT id, title, number, path, issuers, signed FROM shelf WHERE key = ?", (key,)
    ).fetchone()
    shown: tuple[Snippet, ...] = ()
    if text_of and words:
        kept = state.db.execute("SELECT units FROM parts WHERE key = ?", (key,)).fetchone()
        units = json.loads(kept[0]) if kept else []
        text, folded = text_of(id), decoded(state.columns.text(key))
        # A text that has changed since is folded anew; its places are then those of the new one.
        folded = folded if len(folded) == len(text) else fold(text)
        shown = snippets(text, words, [tuple(unit) for unit in units], folded=folded)
    return Hit(id, title, number, path, tuple(json.loads(issuers)), signed, known.get(id, ""), score, shown)
