"""Searching: candidates from the grams, truth from the shelf, order from both."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.index.alike import alike
from corpus.index.fold import fold
from corpus.index.grams import GramIndex
from corpus.index.matching import Matcher
from corpus.index.query import parse, positive_words
from corpus.index.ranking import Row, Sort, facets, issuers_of, order, rows_of, scored
from corpus.index.shelf import Entry, Shelf
from corpus.index.snippets import Snippet, snippets

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


class SearchIndex:
    """Full text over the documents of one registry, in a folder of its own. Always rebuildable."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder / "shelf.db")
        self.grams = GramIndex(folder / "grams")

    @property
    def revision(self) -> int:
        """The revision of the store up to which the shelf has followed."""
        return self.shelf.revision

    def put(self, entries: Iterable[Entry], removed: Iterable[str] = (), *, revision: int) -> None:
        """Take documents over from the store; they can be found as soon as this returns."""
        self.shelf.put(entries, removed, revision=revision)

    def catch_up(self, *, progress: Callable[[int], None] | None = None, batch: int = 1_000) -> int:
        """Bring the gram index up to the shelf, in commits of `batch` documents; returns how many it took."""
        if self.grams.is_empty:
            self.shelf.forget_grams()
        done = 0
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
        self.shelf.clear()
        self.grams.clear()

    def similar(self, document_id: str, *, limit: int = 20) -> Result:
        """The documents that share most of their pairs of characters with one, the most alike first; the score
        is the shared part of both (0 to 1). An unknown document has none."""
        with self.shelf.connection() as db:
            scores = alike(db, self.grams, document_id, most=limit)
        return self.listed(scores)

    def listed(self, scores: Mapping[str, float], *, statuses: Mapping[str, str] | None = None) -> Result:
        """These documents (id → score) as a result, in their order. Unknown ids are left out."""
        known = statuses or {}
        with self.shelf.connection() as db:
            by_id = {row.id: row for row in rows_of(db, scores)}
            rows = [by_id[id] for id in scores if id in by_id]
            for row in rows:
                row.score = scores[row.id]
            hits = tuple(_hit(db, row, (), known, None) for row in rows)
        return Result("", len(rows), hits, facets(rows, known))

    def issuers(self) -> tuple[str, ...]:
        """The names of all issuers, those with most documents first."""
        with self.shelf.connection() as db:
            return issuers_of(db)

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
        """Find documents. `statuses` gives id → status as of the day (asked for only when needed);
        `text_of` gives the text of a document for its snippets.

        Raises QueryError for a query that makes no sense.
        """
        tree = parse(query)
        if self.grams.is_empty:  # lost since: every document waits again, and is looked at
            self.shelf.forget_grams()
        known = statuses() if statuses else {}
        words = [fold(w.text) for w in positive_words(tree) if w.field in (None, "article")]
        with self.shelf.connection() as db:
            matcher = Matcher(db, self.grams, known)
            rows = scored(db, matcher.keys(tree), words, known)
            rows.sort(key=order(sort))
            hits = tuple(_hit(db, row, words, known, text_of) for row in rows[offset : offset + limit])
            pending = len(matcher.waiting)
        return Result(query, len(rows), hits, facets(rows, known), pending)


def _hit(
    db: sqlite3.Connection,
    row: Row,
    words: Sequence[str],
    known: Mapping[str, str],
    text_of: Callable[[str], str] | None,
) -> Hit:
    shown: tuple[Snippet, ...] = ()
    if text_of and words:
        kept = db.execute("SELECT units, f_text FROM folded WHERE key = ?", (row.key,)).fetchone()
        text = text_of(row.id)
        # A text that has changed since is folded anew; its places are then those of the new one.
        folded = kept[1] if len(kept[1]) == len(text) else fold(text)
        shown = snippets(text, words, [tuple(unit) for unit in json.loads(kept[0])], folded=folded)
    issuers = tuple(json.loads(row.issuers))
    status = known.get(row.id, "")
    return Hit(row.id, row.title, row.number, row.path, issuers, row.signed, status, row.score, shown)
