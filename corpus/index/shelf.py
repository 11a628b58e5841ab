"""The shelf: folded texts and a few columns of every document, in SQLite, beside the gram index.

It is a cache of the store (rebuilt whenever its format or the folding changes), private to this package,
and the only place that decides whether a document matches.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.index.fold import fold

#: Grows when the columns, the folding or the grams change: the shelf is then rebuilt from the store.
FORMAT = "2"

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE shelf (
  key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT, number TEXT, path TEXT,
  issuers TEXT, matter TEXT, year TEXT, signed TEXT, effective TEXT, expires TEXT, filing TEXT,
  number_key TEXT, f_title TEXT, f_number TEXT, f_issuer TEXT, f_matter TEXT, f_basis TEXT, f_cites TEXT,
  size INTEGER, indexed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE folded (key INTEGER PRIMARY KEY, units TEXT NOT NULL, f_text TEXT NOT NULL);
CREATE TABLE gone (key INTEGER PRIMARY KEY);
CREATE INDEX shelf_pending ON shelf (indexed) WHERE indexed = 0;
CREATE INDEX shelf_number ON shelf (number_key);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index must know of a document. Dates are ISO strings, "" when unknown.

    `units` are (label, start, end) of articles, paragraphs and items in text order.
    `filing`: 有 | 无 | 不明. `number_key`: the number's spelling-independent form or "".
    """

    id: str
    title: str
    number: str
    text: str
    path: str = ""
    issuers: tuple[str, ...] = ()
    matter: str = ""
    year: str = ""
    signed: str = ""
    effective: str = ""
    expires: str = ""
    filing: str = "不明"
    number_key: str = ""
    basis: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    units: tuple[tuple[str, int, int], ...] = ()


class Shelf:
    """The shelf in a file. Several readers and one writer at a time; writers wait for each other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not self._is_current():
            self.clear()

    def _is_current(self) -> bool:
        if not self.path.exists():
            return False
        try:
            return self.meta("format") == FORMAT
        except sqlite3.DatabaseError:
            return False

    def clear(self) -> None:
        """Start empty, in the current format."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with self.connection() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(_SCHEMA)
            db.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))
            db.commit()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own: safe in any thread."""
        db = sqlite3.connect(self.path, timeout=60)
        # A lost tail only means documents that the store will hand over again.
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA cache_size=-65536")
        try:
            yield db
        finally:
            db.close()

    def meta(self, name: str) -> str | None:
        with self.connection() as db:
            row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def put(self, entries: Iterable[Entry], removed: Iterable[str] = (), *, revision: int) -> None:
        """Put documents on the shelf (replacing older forms) and note the store's revision, in one step."""
        with self.connection() as db:
            db.execute("BEGIN IMMEDIATE")
            for entry in entries:
                self._take_off(db, entry.id)
                cursor = db.execute(
                    "INSERT INTO shelf (id, title, number, path, issuers, matter, year, signed, effective,"
                    " expires, filing, number_key, f_title, f_number, f_issuer, f_matter, f_basis, f_cites,"
                    " size) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (
                        entry.id, entry.title, entry.number, entry.path,
                        json.dumps(entry.issuers, ensure_ascii=False), entry.matter, entry.year, entry.signed,
                        entry.effective, entry.expires, entry.filing, entry.number_key, fold(entry.title),
                        fold(entry.number), fold("\n".join(entry.issuers)), fold(entry.matter),
                        fold("\n".join(entry.basis)), fold("\n".join(entry.cites)),
                        len(entry.text),
                    ),
                )  # fmt: skip
                units = json.dumps(entry.units, ensure_ascii=False)
                db.execute("INSERT INTO folded VALUES (?, ?, ?)", (cursor.lastrowid, units, fold(entry.text)))
            for document_id in removed:
                self._take_off(db, document_id)
            db.execute("INSERT OR REPLACE INTO meta VALUES ('revision', ?)", (str(revision),))
            db.commit()

    @staticmethod
    def _take_off(db: sqlite3.Connection, document_id: str) -> None:
        row = db.execute("SELECT key, indexed FROM shelf WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            return
        if row[1]:
            db.execute("INSERT OR IGNORE INTO gone VALUES (?)", (row[0],))
        db.execute("DELETE FROM folded WHERE key = ?", (row[0],))
        db.execute("DELETE FROM shelf WHERE key = ?", (row[0],))

    @property
    def revision(self) -> int:
        return int(self.meta("revision") or 0)

    def pending(self, limit: int, characters: int) -> list[tuple[int, str]]:
        """(key, folded title, number and text) of documents that the gram index does not have yet: at most
        `limit`, and no more once they have so many characters together."""
        waiting: list[tuple[int, str]] = []
        with self.connection() as db:
            for key, *parts in db.execute(
                "SELECT s.key, f_title, f_number, f_text FROM shelf s JOIN folded f ON f.key = s.key"
                " WHERE indexed = 0 ORDER BY s.key LIMIT ?",
                (limit,),
            ):
                waiting.append((key, "\n".join(parts)))
                characters -= len(waiting[-1][1])
                if characters <= 0:
                    break
        return waiting

    def gone(self) -> list[int]:
        """Keys that the gram index still has and the shelf no longer."""
        with self.connection() as db:
            return [key for (key,) in db.execute("SELECT key FROM gone")]

    def mark_indexed(self, keys: Iterable[int], gone: Iterable[int]) -> None:
        """Note what a commit of the gram index has taken over."""
        with self.connection() as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("UPDATE shelf SET indexed = 1 WHERE key = ?", ((key,) for key in keys))
            db.executemany("DELETE FROM gone WHERE key = ?", ((key,) for key in gone))
            db.commit()

    def forget_grams(self) -> None:
        """The gram index was thrown away: everything waits to be indexed again."""
        with self.connection() as db:
            db.execute("UPDATE shelf SET indexed = 0 WHERE indexed = 1")
            db.execute("DELETE FROM gone")
            db.commit()
