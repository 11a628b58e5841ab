"""What a program worked out, kept in a file that may be lost at any time.

Every entry carries the *stamp* of its day: what everything rests on (the program, the profile). An entry of another
stamp is as good as none.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from registry.files import create_private

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS known"
    " (kind TEXT, key TEXT, stamp TEXT, body TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"
)


class Memory:
    """JSON-ready values by kind and key. Any fault of the file costs time only: it is made anew."""

    def __init__(self, path: Path, stamp: str) -> None:
        self.path = path
        self.stamp = stamp
        self._known: dict[str, dict[str, str]] = {}
        self._asked: dict[str, set[str]] = {}
        self._new: dict[tuple[str, str], str] = {}

    def recall(self, kind: str, key: str) -> Any:
        """What was kept under a key, in this run or an earlier one; None when nothing was."""
        if kind not in self._known:
            self._known[kind] = self._load(kind)
        self._asked.setdefault(kind, set()).add(key)
        body = self._known[kind].get(key)
        try:
            return None if body is None else json.loads(body)
        except ValueError:
            return None

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Keep a value in place of the earlier one. Beside the stamp, the key must name everything it rests on."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._known.setdefault(kind, {})[key] = body
        self._asked.setdefault(kind, set()).add(key)
        self._new[kind, key] = body

    def save(self, *, whole: bool = True) -> None:
        """Write what is new. After a run that asked for all that is of use (`whole`), forget what nobody asked for."""
        idle = [
            (kind, key)
            for kind, known in self._known.items()
            if whole
            for key in known.keys() - self._asked.get(kind, set())
        ]
        if not (self._new or idle):
            return
        try:
            self._write(idle)
        except (sqlite3.OperationalError, OSError):  # locked, full or read-only: the next run takes longer
            return
        except sqlite3.DatabaseError:  # no database any more
            self.path.unlink(missing_ok=True)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_private(self.path)
        connection = sqlite3.connect(self.path, timeout=5)
        try:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_SCHEMA)
            yield connection
        finally:
            connection.close()

    def _load(self, kind: str) -> dict[str, str]:
        query = "SELECT key, body FROM known WHERE kind = ? AND stamp = ?"
        try:
            with self._open() as connection:
                return dict(connection.execute(query, (kind, self.stamp)).fetchall())
        except (sqlite3.Error, OSError):
            return {}

    def _write(self, idle: Iterable[tuple[str, str]]) -> None:
        with self._open() as connection, connection:
            connection.execute("DELETE FROM known WHERE stamp <> ?", (self.stamp,))
            connection.executemany("DELETE FROM known WHERE kind = ? AND key = ?", idle)
            connection.executemany(
                "INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)",
                ((kind, key, self.stamp, body) for (kind, key), body in self._new.items()),
            )
