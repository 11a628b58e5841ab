"""What a program worked out, kept in a file that may be lost at any time.

Every entry carries the *stamp* of its day: what everything rests on (the program, the profile). An entry of another
stamp, or whose body is not what was written, is as good as none.
"""

import json
import sqlite3
from collections.abc import Iterable, Set
from contextlib import closing
from pathlib import Path
from secrets import token_hex
from typing import Any
from zlib import crc32

from registry.files import create_private

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS known"
    " (kind TEXT, key TEXT, stamp TEXT, body TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"
)
_EDITION = ("", "edition")


class Memory:
    """JSON-ready values by kind and key. Any fault of the file costs time only: it is made anew.

    All that is recalled before `save` is of one state of the file, its `edition`; every save makes another. Where
    somebody else has saved in between, nothing is written.
    """

    def __init__(self, path: Path, stamp: str) -> None:
        self.path = path
        self.stamp = stamp
        self.next_edition = token_hex(8)
        self._reader: sqlite3.Connection | None = None
        self._kinds: set[str] = set()
        """Of which anything is kept: a first run asks thousands of times in vain."""
        self._asked: dict[str, set[str]] = {}
        self._new: dict[tuple[str, str], bytes] = {}

    @property
    def edition(self) -> str:
        """What tells the state of the file from all others; empty when there is none."""
        found = self._body(*_EDITION)
        return found.decode() if found is not None else ""

    @property
    def has_news(self) -> bool:
        """Whether anything was remembered that is not saved."""
        return bool(self._new)

    def bodies(self, kind: str) -> dict[str, bytes]:
        """All that was kept of a kind in earlier runs, as JSON; nothing of it counts as asked for."""
        query = "SELECT key, CAST(body AS BLOB) FROM known WHERE kind = ? AND stamp = ?"
        try:
            rows = self._read().execute(query, (kind, self.stamp)).fetchall()
        except (sqlite3.Error, OSError):
            return {}
        return {key: body for key, raw in rows if (body := _unsealed(raw)) is not None}

    def recall(self, kind: str, key: str) -> Any:
        """What was kept under a key, in this run or an earlier one; None when nothing was."""
        self._asked.setdefault(kind, set()).add(key)
        body = self._new.get((kind, key)) or self._body(kind, key)
        try:
            return None if body is None else json.loads(body)
        except ValueError:
            return None

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Keep a value in place of the earlier one. Beside the stamp, the key must name everything it rests on."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._asked.setdefault(kind, set()).add(key)
        self._new[kind, key] = body.encode("utf-8", "surrogatepass")

    def save(self, *, whole: bool = True, current: Set[str] = frozenset()) -> str:
        """Write what is new. After a run that asked for all that is of use (`whole`), forget what nobody asked for, but
        for keys that consist of words of `current` (fingerprints of what is as it was): what was worked out of two
        things holds as long as both do, though this run could do without it. Gives the edition that holds all that is
        known now; empty when none does."""
        try:
            read = self.edition
            idle = self._idle(current) if whole else []
            return self._write(idle, read) if self._new or idle else read
        except (sqlite3.OperationalError, OSError):  # locked, full or read-only: the next run takes longer
            return ""
        except sqlite3.DatabaseError:  # no database any more
            self.path.unlink(missing_ok=True)
            return ""
        finally:
            self.close()

    def _idle(self, current: Set[str]) -> list[tuple[str, str]]:
        query = "SELECT key FROM known WHERE kind = ? AND stamp = ?"
        return [
            (kind, key)
            for kind, asked in self._asked.items()
            for (key,) in self._read().execute(query, (kind, self.stamp)).fetchall()
            if key not in asked and not all(word in current for word in key.split() or [key])
        ]

    def _body(self, kind: str, key: str) -> bytes | None:
        query = "SELECT CAST(body AS BLOB) FROM known WHERE kind = ? AND key = ? AND stamp = ?"
        try:
            reader = self._read()
            row = reader.execute(query, (kind, key, self.stamp)).fetchone() if kind in self._kinds else None
        except (sqlite3.Error, OSError):
            return None
        return None if row is None else _unsealed(row[0])

    def _read(self) -> sqlite3.Connection:
        """A connection that sees one state of the file until it is closed."""
        if self._reader is None:
            self._reader = self._connect()
            self._reader.execute("BEGIN")
            query = "SELECT DISTINCT kind FROM known WHERE stamp = ?"
            self._kinds = {kind for (kind,) in self._reader.execute(query, (self.stamp,))}
        return self._reader

    def close(self) -> None:
        """Let go of the state of the file. What is not saved is lost to later runs."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_private(self.path)
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _write(self, idle: Iterable[tuple[str, str]], read: str) -> str:
        self.close()
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            query = "SELECT CAST(body AS BLOB) FROM known WHERE kind = ? AND key = ? AND stamp = ?"
            row = connection.execute(query, (*_EDITION, self.stamp)).fetchone()
            if ((_unsealed(row[0]) if row else None) or b"").decode() != read:
                return ""
            connection.execute("DELETE FROM known WHERE stamp <> ?", (self.stamp,))
            connection.executemany("DELETE FROM known WHERE kind = ? AND key = ?", idle)
            news = {**self._new, _EDITION: self.next_edition.encode()}
            connection.executemany(
                "INSERT OR REPLACE INTO known VALUES (?, ?, ?, CAST(? AS TEXT))",
                ((kind, key, self.stamp, _sealed(body)) for (kind, key), body in news.items()),
            )
            connection.execute("COMMIT")
        written, self._new, self.next_edition = self.next_edition, {}, token_hex(8)
        return written


def _sealed(body: bytes) -> bytes:
    """A body behind its checksum."""
    return b"%08x" % crc32(body) + body


def _unsealed(raw: bytes) -> bytes | None:
    """The body behind its checksum; None where it is not the one that was sealed."""
    body = raw[8:]
    return body if raw == _sealed(body) else None
