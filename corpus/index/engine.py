"""Searching: candidates from the grams, truth from the shelf, order from both."""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from corpus.index.fold import fold
from corpus.index.grams import GramIndex
from corpus.index.query import And, Between, Node, Not, Or, Words, parse, positive_words
from corpus.index.shelf import Entry, Shelf
from corpus.index.snippets import Snippet, snippets
from registry.docno import number_key

__all__ = ["Entry", "Hit", "Result", "SearchIndex", "Sort"]

#: Documents whose words are counted for the score; beyond, title and number alone decide the order.
_COUNTED = 1_000
_BATCH = 500
_TITLE_BOOST, _NUMBER_BOOST = 6.0, 8.0
_K1, _B = 1.2, 0.75
_COLUMN = {"title": "f_title", "number": "f_number", "issuer": "f_issuer", "matter": "f_matter", "basis": "f_basis", "cites": "f_cites"}  # fmt: skip
_DATE_COLUMN = {"year": "year", "expires": "expires", "effective": "effective", "signed": "signed"}


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"
    NUMBER = "number"


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

    def catch_up(self, *, progress: Callable[[int], None] | None = None, batch: int = 2_000) -> int:
        """Bring the gram index up to the shelf, in commits of `batch` documents; returns how many it took."""
        if self.grams.is_empty:
            self.shelf.forget_grams()
        done = 0
        while True:
            waiting, gone = self.shelf.pending(batch), self.shelf.gone()
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
        known = statuses() if statuses else {}
        words = [fold(w.text) for w in positive_words(tree) if w.field in (None, "article")]
        with self.shelf.connection() as db:
            matches = _matches(db, tree, self._narrowed(db, tree), known)
            matches = _within_articles(db, tree, matches)
            scored = _scored(db, matches, words, known)
            ordered = sorted(scored, key=_order(sort))
            page = ordered[offset : offset + limit]
            facets = _facets(scored, known)
            pending = db.execute("SELECT count(*) FROM shelf WHERE indexed = 0").fetchone()[0]
            hits = tuple(_hit(db, row, words, known, text_of) for row in page)
        return Result(query, len(ordered), hits, facets, pending)

    def _narrowed(self, db: sqlite3.Connection, tree: Node) -> set[int] | None:
        """Keys that can match, or None when the grams say nothing (pure field or negative queries)."""
        words = {w.text for w in positive_words(tree) if w.field in (None, "article")}
        if not words:
            return None
        found = self.grams.candidates({fold(word) for word in words})
        keys = _candidates(tree, found)
        if keys is None:
            return None
        waiting = {key for (key,) in db.execute("SELECT key FROM shelf WHERE indexed = 0")}
        by_number = {
            key
            for word in words
            if (wanted := number_key(word))
            for (key,) in db.execute("SELECT key FROM shelf WHERE number_key = ?", (wanted,))
        }
        return keys | waiting | by_number


def _candidates(node: Node, found: Mapping[str, set[int]]) -> set[int] | None:
    match node:
        case Words(text, None | "article"):
            return found[fold(text)]
        case And(parts):
            sets = [s for part in parts if (s := _candidates(part, found)) is not None]
            return set.intersection(*sets) if sets else None
        case Or(parts):
            options = [_candidates(part, found) for part in parts]
            return None if None in options else set().union(*(s for s in options if s is not None))
        case _:
            return None


def _condition(node: Node, values: list[str]) -> str:
    """The SQL truth of a node; its words go to `values`, never into the SQL."""
    match node:
        case Words(text, None | "article" as name):
            folded = fold(text)
            values += [folded, folded, folded]
            condition = "instr(f_text, ?) OR instr(f_title, ?) OR instr(f_number, ?)"
            if name is None and (key := number_key(text)):
                values.append(key)
                condition += " OR number_key = ?"
            return f"({condition})"
        case Words(text, "status"):
            values.append(text)
            return "s.id IN (SELECT id FROM temp.known WHERE status = ?)"
        case Words(text, "filing"):
            values.append({"已备案": "有", "未备案": "无"}.get(text, text))
            return "filing = ?"
        case Words(text, "number"):
            values += [fold(text).replace(" ", ""), number_key(text) or "\0"]
            return "(instr(f_number, ?) OR number_key = ?)"
        case Words(text, str() as name):
            values.append(fold(text))
            return f"instr({_COLUMN[name]}, ?)"
        case Between(name, first, last):
            column = _DATE_COLUMN[name]
            parts = [f"{column} <> ''"]
            if first:
                # "2015" is before "2015-03", so a lower bound compares as it is.
                values.append(first)
                parts.append(f"{column} >= ?")
            if last:
                values.append(last)
                parts.append(f"substr({column}, 1, {len(last)}) <= ?")
            return "(" + " AND ".join(parts) + ")"
        case Not(part):
            return f"NOT {_condition(part, values)}"
        case And(parts):
            return "(" + " AND ".join(_condition(part, values) for part in parts) + ")"
        case Or(parts):
            return "(" + " OR ".join(_condition(part, values) for part in parts) + ")"
    raise AssertionError(node)


def _matches(
    db: sqlite3.Connection, tree: Node, keys: set[int] | None, known: Mapping[str, str]
) -> list[int]:
    values: list[str] = []
    condition = _condition(tree, values)
    if "temp.known" in condition:
        db.execute("CREATE TEMP TABLE known (id TEXT PRIMARY KEY, status TEXT)")
        db.executemany("INSERT INTO temp.known VALUES (?, ?)", known.items())
    sql = f"SELECT s.key FROM shelf s CROSS JOIN folded f ON f.key = s.key WHERE {condition}"
    if keys is not None:
        db.execute("CREATE TEMP TABLE wanted (key INTEGER PRIMARY KEY)")
        db.executemany("INSERT INTO temp.wanted VALUES (?)", ((key,) for key in keys))
        sql = sql.replace("FROM shelf s", "FROM temp.wanted w CROSS JOIN shelf s ON s.key = w.key", 1)
    return [key for (key,) in db.execute(sql, values)]


def _article_words(node: Node) -> list[str]:
    return [fold(w.text) for w in positive_words(node) if w.field == "article"]


def _within_articles(db: sqlite3.Connection, tree: Node, keys: list[int]) -> list[int]:
    """Keep the documents in which one article (or unnumbered section) holds all the 条: words."""
    words = _article_words(tree)
    if not words:
        return keys

    def together(key: int) -> bool:
        units, text = db.execute(
            "SELECT units, f_text FROM shelf s JOIN folded f ON f.key = s.key WHERE s.key = ?", (key,)
        ).fetchone()
        return any(
            all(word in text[start:end] for word in words)
            for label, start, end in json.loads(units)
            if label.endswith(("条", "、"))
        )

    return [key for key in keys if together(key)]


@dataclass(frozen=True, slots=True)
class _Row:
    key: int
    id: str
    title: str
    number: str
    path: str
    issuers: tuple[str, ...]
    matter: str
    year: str
    signed: str
    filing: str
    score: float
    rank: int


def _scored(
    db: sqlite3.Connection, keys: Sequence[int], words: Sequence[str], known: Mapping[str, str]
) -> list[_Row]:
    counted = len(keys) <= _COUNTED
    total = db.execute("SELECT count(*), coalesce(avg(size), 1) FROM shelf").fetchone()
    weight = math.log(1 + (total[0] - len(keys) + 0.5) / (len(keys) + 0.5))
    counts = (
        ", ".join("(length(f_text) - length(replace(f_text, ?, ''))) / ?" for _ in words) if counted else ""
    )
    columns = "s.key, id, title, number, path, issuers, matter, year, signed, filing, size, f_title, f_number"
    join = "JOIN folded f ON f.key = s.key" if counts else ""
    rows: list[_Row] = []
    arguments = [x for word in words for x in (word, len(word))] if counts else []
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        marks = ",".join("?" * len(batch))
        sql = (
            f"SELECT {columns}{', ' + counts if counts else ''} FROM shelf s {join} WHERE s.key IN ({marks})"
        )
        for row in db.execute(sql, (*arguments, *batch)):
            size, f_title, f_number, *found = row[10:]
            score = 0.0
            for index, word in enumerate(words):
                frequency = float(found[index]) if found else 1.0
                frequency += _TITLE_BOOST * (word in f_title) + _NUMBER_BOOST * (word in f_number)
                length = 1 - _B + _B * size / max(total[1], 1)
                score += weight * frequency * (_K1 + 1) / (frequency + _K1 * length)
            # In force before repealed when the words weigh the same.
            rank = 0 if known.get(row[1], "有效") in ("有效", "尚未施行") else 1
            rows.append(_Row(*row[:5], tuple(json.loads(row[5])), *row[6:10], round(score, 4), rank))
    return rows


def _order(sort: Sort) -> Callable[[_Row], tuple[object, ...]]:
    """Total orders, so that pages never overlap: ties end at the id."""
    match sort:
        case Sort.DATE:
            return lambda row: (_descending(row.signed), row.id)
        case Sort.NUMBER:
            return lambda row: (row.number == "", row.number, row.id)
        case _:
            return lambda row: (-row.score, row.rank, _descending(row.signed), row.id)


def _descending(day: str) -> tuple[int, ...]:
    return tuple(-ord(char) for char in day) or (0,)


def _facets(rows: Sequence[_Row], known: Mapping[str, str]) -> dict[str, dict[str, int]]:
    facets = {
        "机关": Counter(issuer for row in rows for issuer in row.issuers),
        "年份": Counter(row.year for row in rows if row.year),
        "文种": Counter(row.matter for row in rows if row.matter),
        "备案": Counter(row.filing for row in rows),
        "状态": Counter(known[row.id] for row in rows if row.id in known),
    }
    return {name: dict(counter.most_common()) for name, counter in facets.items() if counter}


def _hit(
    db: sqlite3.Connection,
    row: _Row,
    words: Sequence[str],
    known: Mapping[str, str],
    text_of: Callable[[str], str] | None,
) -> Hit:
    shown: tuple[Snippet, ...] = ()
    if text_of and words:
        units = json.loads(db.execute("SELECT units FROM shelf WHERE key = ?", (row.key,)).fetchone()[0])
        shown = snippets(text_of(row.id), words, [tuple(unit) for unit in units])
    return Hit(
        row.id,
        row.title,
        row.number,
        row.path,
        row.issuers,
        row.signed,
        known.get(row.id, ""),
        row.score,
        shown,
    )
