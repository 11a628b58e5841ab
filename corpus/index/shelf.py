"""The shelf: folded texts and a few columns of every document, in SQLite with a file of texts beside it.

It is a cache of the store (rebuilt whenever its format or the folding changes), private to this package,
and the only place that decides whether a document matches.
"""

import json
import mmap
import os
import secrets
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.index import phrases
from corpus.index.fold import fold
from corpus.index.texts import appending, decoded, discard, encoded, mapped

#: Grows when the columns, the folding, the phrases or the grams change: the shelf is then rebuilt from the store.
FORMAT = "5"

#: made: a name of its own for each shelf that is begun anew; edition: grows with every change.
_SCHEMA = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE shelf (
      key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL DEFAULT '',
      number TEXT NOT NULL DEFAULT '', path TEXT NOT NULL DEFAULT '', issuers TEXT NOT NULL DEFAULT '[]',
      subjects TEXT NOT NULL DEFAULT '[]', kind TEXT NOT NULL DEFAULT '', year TEXT NOT NULL DEFAULT '', signed TEXT NOT NULL DEFAULT '',
      effective TEXT NOT NULL DEFAULT '', expires TEXT NOT NULL DEFAULT '', filing TEXT NOT NULL DEFAULT '不明',
      number_key TEXT NOT NULL DEFAULT '', f_title TEXT NOT NULL DEFAULT '', f_number TEXT NOT NULL DEFAULT '',
      size INTEGER NOT NULL DEFAULT 0, place INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
      crc INTEGER NOT NULL DEFAULT 0, indexed INTEGER NOT NULL DEFAULT 0)""",
    "CREATE TABLE parts (key INTEGER PRIMARY KEY, units TEXT NOT NULL)",
    "CREATE TABLE articles (key INTEGER PRIMARY KEY, spans BLOB NOT NULL)",
    "CREATE TABLE names (key INTEGER PRIMARY KEY, f_basis TEXT NOT NULL, f_cites TEXT NOT NULL)",
    "CREATE TABLE gone (key INTEGER PRIMARY KEY)",
    "CREATE INDEX shelf_pending ON shelf (indexed) WHERE indexed = 0",
    "CREATE INDEX shelf_number ON shelf (number_key)",
    *(f"CREATE INDEX shelf_{day} ON shelf ({day})" for day in ("signed", "effective", "expires")),
)
_SIDES = ("parts", "articles", "names")
#: Holes in the file of texts are closed when they are most of it, and more than this.
_HOLES = 64 << 20
#: The phrases are asked for so many texts to see whether they are whole.
_PROBES = 500


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
    subjects: tuple[str, ...] = ()
    kind: str = ""
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
    """The shelf in a folder. Several readers and one writer at a time; writers wait for each other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "shelf.db"
        if not self._is_current():
            self.clear()

    def _is_current(self) -> bool:
        if not self.path.exists():
            return False
        try:
            with self.connection() as db:
                if meta(db, "format") != _format():
                    return False
                return not int(meta(db, "end")) or self.texts_of(db).stat().st_size >= int(meta(db, "end"))
        except (sqlite3.DatabaseError, OSError):
            return False

    def clear(self) -> None:
        """Start empty, in the current format. Others who read meanwhile see the old shelf or the new one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._begin()
        except sqlite3.DatabaseError:  # what lies there is no database any more
            discard(Path(f"{self.path}{suffix}") for suffix in ("", "-wal", "-shm"))
            self._begin()

    def _begin(self) -> None:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        made = secrets.token_hex(8)
        with self.connection() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("BEGIN IMMEDIATE")
            tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            for (table,) in db.execute(f"{tables} ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC").fetchall():
                db.execute(
                    f'DROP TABLE IF EXISTS "{table}"'
                )  # a virtual one takes those that it is made of along
            for statement in (*_SCHEMA, *(phrases.SCHEMA if phrases.supported() else ())):
                db.execute(statement)
            start = {"format": _format(), "made": made, "edition": "0", "texts": f"texts-{made}", "end": "0"}
            db.executemany("INSERT INTO meta VALUES (?, ?)", start.items())
            db.commit()
            with suppress(sqlite3.OperationalError):  # while others read, the file keeps its size
                db.execute("VACUUM")
        discard(path for path in self.folder.glob("texts-*") if path.name != f"texts-{made}")

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own: safe in any thread."""
        db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        try:
            # A lost tail only means documents that the store will hand over again.
            db.execute("PRAGMA synchronous=NORMAL")
            db.execute("PRAGMA cache_size=-65536")
            yield db
        finally:
            db.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on one state of the shelf."""
        with self.connection() as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection with the write lock; everything is taken over when the block ends, and a new edition."""
        with self.connection() as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            set_meta(db, edition=int(meta(db, "edition")) + 1)
            db.commit()

    def texts_of(self, db: sqlite3.Connection) -> Path:
        """Where the texts of this state of the shelf lie."""
        return self.folder / meta(db, "texts")

    def texts(self, db: sqlite3.Connection) -> "mmap.mmap | bytes":
        """The texts of this state of the shelf. Raises OSError or ValueError when they are lost."""
        return mapped(self.texts_of(db), int(meta(db, "end")))

    def put(self, entries: Iterable[Entry], removed: Iterable[str] = (), *, revision: int) -> None:
        """Put documents on the shelf (replacing older forms) and note the store's revision, in one step."""
        with self.writing() as db:
            end = int(meta(db, "end"))
            with appending(self.texts_of(db), end) as file:
                for entry in entries:
                    self._take_off(db, entry.id)
                    end += self._put(db, entry, end, file.write)
            for document_id in removed:
                self._take_off(db, document_id)
            set_meta(db, revision=revision, end=end)

    @staticmethod
    def _put(db: sqlite3.Connection, entry: Entry, place: int, write: Callable[[bytes], object]) -> int:
        folded = fold(entry.text)
        text = encoded(folded)
        write(text)
        cursor = db.execute(
            "INSERT INTO shelf (id, title, number, path, issuers, subjects, kind, year, signed, effective, expires,"
            " filing, number_key, f_title, f_number, size, place, bytes, crc)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                entry.id, entry.title, entry.number, entry.path, json.dumps(entry.issuers, ensure_ascii=False),
                json.dumps(entry.subjects, ensure_ascii=False), entry.kind, entry.year, entry.signed, entry.effective, entry.expires, entry.filing,
                entry.number_key, fold(entry.title), fold(entry.number), len(entry.text), place, len(text),
                zlib.crc32(text),
            ),
        )  # fmt: skip
        key = cursor.lastrowid
        units = json.dumps(entry.units, ensure_ascii=False)
        db.execute("INSERT INTO parts VALUES (?, ?)", (key, units))
        articles = _articles(entry, folded)
        db.execute("INSERT INTO articles VALUES (?, ?)", (key, articles.tobytes()))
        if phrases.supported():
            phrases.add(db, int(key or 0), text, articles)
        if entry.basis or entry.cites:
            names = fold("\n".join(entry.basis)), fold("\n".join(entry.cites))
            db.execute("INSERT INTO names VALUES (?, ?, ?)", (key, *names))
        return len(text)

    @staticmethod
    def _take_off(db: sqlite3.Connection, document_id: str) -> None:
        row = db.execute("SELECT key, indexed FROM shelf WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            return
        if row[1]:
            db.execute("INSERT OR IGNORE INTO gone VALUES (?)", (row[0],))
        for table in (*_SIDES, "shelf"):
            db.execute(f"DELETE FROM {table} WHERE key = ?", (row[0],))

    @property
    def revision(self) -> int:
        with self.connection() as db:
            return int(meta(db, "revision") or 0)

    @property
    def made(self) -> str:
        """The name of this shelf, from when it was begun: what belongs to it carries the name."""
        with self.connection() as db:
            return meta(db, "made")

    def pending(self, limit: int, characters: int) -> list[tuple[int, str]]:
        """(key, folded title, number and text) of documents that the gram index does not have yet: at most
        `limit`, and no more once they have so many characters together."""
        waiting: list[tuple[int, str]] = []
        with self.reading() as db:
            texts = self.texts(db)
            for key, title, number, place, size in db.execute(
                "SELECT key, f_title, f_number, place, bytes FROM shelf WHERE indexed = 0 ORDER BY key LIMIT ?",
                (limit,),
            ):
                text = decoded(texts[place : place + size])
                waiting.append((key, f"{title}\n{number}\n{text}"))
                characters -= len(text)
                if characters <= 0:
                    break
        return waiting

    def gone(self) -> list[int]:
        """Keys that the gram index still has and the shelf no longer."""
        with self.connection() as db:
            return [key for (key,) in db.execute("SELECT key FROM gone")]

    def mark_indexed(self, keys: Iterable[int], gone: Iterable[int]) -> None:
        """Note what a commit of the gram index has taken over."""
        with self.writing() as db:
            db.executemany("UPDATE shelf SET indexed = 1 WHERE key = ?", ((key,) for key in keys))
            db.executemany("DELETE FROM gone WHERE key = ?", ((key,) for key in gone))

    def forget_grams(self) -> None:
        """The gram index was thrown away: everything waits to be indexed again."""
        with self.writing() as db:
            db.execute("UPDATE shelf SET indexed = 0 WHERE indexed = 1")
            db.execute("DELETE FROM gone")

    def close_holes(self) -> None:
        """Write the texts anew, without those of documents that are gone, when they are most of the file."""
        with self.connection() as db:
            end, kept = int(meta(db, "end")), _kept(db)
        if end - kept < max(kept, _HOLES):
            return
        with self.writing() as db:
            old, name = self.texts_of(db), f"texts-{secrets.token_hex(8)}"
            texts, place = self.texts(db), 0
            if phrased := phrases.supported():
                phrases.forget(db)
            rows = "SELECT key, place, bytes, spans FROM shelf JOIN articles USING (key) ORDER BY key"
            with appending(self.folder / name, 0) as file:
                for key, at, size, spans in db.execute(rows).fetchall():
                    file.write(text := texts[at : at + size])
                    db.execute("UPDATE shelf SET place = ? WHERE key = ?", (place, key))
                    if phrased:
                        phrases.add(db, key, text, array("I", spans))
                    place += size
            set_meta(db, texts=name, end=place)
        discard([old])

    def damage(self) -> str:
        """What is wrong with the files of the shelf, in a word for people; "" when nothing is."""
        try:
            with self.reading() as db:
                if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                    return "全文索引文件已损坏"
                texts = self.texts(db)
                rows = db.execute("SELECT key, place, bytes, crc FROM shelf").fetchall()
                if any(zlib.crc32(texts[place : place + size]) != crc for _, place, size, crc in rows):
                    return "全文索引的文本已损坏"
                for key, place, size, _ in rows[:: 1 + len(rows) // _PROBES] if phrases.supported() else ():
                    if not phrases.knows(db, key, texts[place : place + size]):
                        return "全文索引的短语表已损坏"
        except (sqlite3.DatabaseError, OSError, ValueError) as error:
            return f"全文索引文件已损坏（{error}）"
        return ""


def _format() -> str:
    """The format of a shelf that this program makes; one without phrases is another one."""
    return FORMAT if phrases.supported() else f"{FORMAT} without phrases"


def meta(db: sqlite3.Connection, name: str) -> str:
    """A word that the shelf keeps of itself; "" when it has none of that name."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(db: sqlite3.Connection, **values: object) -> None:
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((n, str(v)) for n, v in values.items()))


def _kept(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(sum(bytes), 0) FROM shelf").fetchone()[0])


def _articles(entry: Entry, folded: str) -> "array[int]":
    """The articles (or numbered sections) of the text, in bytes: all starts, then all ends, both ascending."""
    spans: list[tuple[int, int]] = []
    for label, start, end in sorted(entry.units, key=lambda unit: (unit[1], -unit[2])):
        # What lies inside another says nothing that the other does not say.
        if label.endswith(("条", "、")) and (not spans or end > spans[-1][1]):
            spans.append((start, end))
    bytes_to: dict[int, int] = {}
    at = place = 0
    for bound in sorted({bound for span in spans for bound in span}):
        place += len(encoded(folded[at:bound]))
        bytes_to[bound] = place
        at = bound
    return array("I", [bytes_to[start] for start, _ in spans] + [bytes_to[end] for _, end in spans])
