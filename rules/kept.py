"""Judgments kept from one sweep to the next, in a file that may be lost at any time.

A judgment holds as long as the document's revision, the answers that it got from the registry, the day (where it
looked at it) and the *stamp* are the same: the stamp stands for the program, the profile and the law table. What no
longer holds is judged anew, so that a sweep with kept judgments finds what one without them finds.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chinese_calendar

from registry.files import create_private
from registry.records import Finding, Quote
from rules.base import Outcome
from rules.questions import Question, asked_again, fingerprint

if TYPE_CHECKING:
    from corpus.laws import LawTable
    from rules.profiles import Profile
    from rules.registry_view import RegistryView

_FORMAT = "2"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS kept (id TEXT PRIMARY KEY, stamp TEXT, revision INTEGER, body TEXT)",
    "CREATE TABLE IF NOT EXISTS worked_out (kind TEXT, key TEXT, stamp TEXT, body TEXT, PRIMARY KEY (kind, key))",
)


@dataclass(frozen=True, slots=True)
class Judgment:
    """What one rule said of one document: the outcome, its findings each with what it is `about`, and on what it
    rests beside the document: the answers of the registry, and the day where it looked at it. What looked at the
    whole registry is not `keepable`: no answer can tell whether it would come out the same."""

    outcome: Outcome
    findings: tuple[tuple[str, Finding], ...] = ()
    day: date | None = None
    answers: Mapping[Question, str] = field(default_factory=dict)
    keepable: bool = True

    def holds(self, registry: "RegistryView") -> bool:
        """Whether the judgment would come out the same today, the document and the stamp being the same."""
        if self.day is not None and self.day != registry.as_of:
            return False
        return all(asked_again(registry, words) == known for words, known in self.answers.items())


@dataclass(frozen=True, slots=True)
class Kept:
    """The judgments of one revision of a document by rule code, and all answers that they rest on."""

    judgments: Mapping[str, Judgment] = field(default_factory=dict)
    answers: tuple[tuple[Question, str], ...] = ()

    def all_hold(self, registry: "RegistryView") -> bool:
        """Whether nothing has changed for any of them: the usual case, and much cheaper than to ask each."""
        return all(asked_again(registry, words) == known for words, known in self.answers) and all(
            j.day is None or j.day == registry.as_of for j in self.judgments.values()
        )


def stamp_of(profile: "Profile", laws: "LawTable | None", cutoff: date | None = None) -> str:
    """What all judgments rest on: the program's files, the calendar of holidays, the profile, the laws, the cutoff."""
    program = sorted(
        (str(path.relative_to(root)), path.stat().st_mtime_ns, path.stat().st_size)
        for package in ("registry", "corpus", "rules")
        for root in (Path(str(files(package))),)
        for path in root.rglob("*")
        if path.suffix in (".py", ".toml", ".json", ".txt")
    )
    holidays = Path(str(chinese_calendar.__file__)).parent.stat().st_mtime_ns
    rests_on = (_FORMAT, program, holidays, fingerprint(profile), fingerprint(laws), str(cutoff))
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()[:24]


class Keeper:
    """What sweeps of a registry keep: judgments, and what was worked out of documents and pairs (`recall`). Any fault
    of the file costs time only: it is made anew."""

    def __init__(self, path: Path, stamp: str) -> None:
        self.path = path
        self.stamp = stamp
        self._bodies: dict[str, tuple[int, str]] = {}
        self._changed: dict[str, tuple[int, str]] = {}
        self._worked: dict[str, dict[str, str]] = {}
        self._asked: dict[str, set[str]] = {}
        self._new: dict[tuple[str, str], str] = {}
        try:
            with self._open() as connection:
                rows = connection.execute("SELECT id, revision, body FROM kept WHERE stamp = ?", (stamp,))
                self._bodies = {row[0]: (row[1], row[2]) for row in rows}
        except (sqlite3.Error, OSError):
            self._bodies = {}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_private(self.path)
        connection = sqlite3.connect(self.path, timeout=5)
        try:
            connection.execute("PRAGMA synchronous = OFF")
            for table in _SCHEMA:
                connection.execute(table)
            yield connection
        finally:
            connection.close()

    def of(self, document_id: str, revision: int) -> Kept:
        """What is kept of that revision of a document; nothing when nothing is."""
        known = self._bodies.get(document_id)
        if known is None or known[0] != revision:
            return Kept()
        try:
            return _decoded(document_id, known[1])
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return Kept()

    def keep(self, document_id: str, revision: int, judgments: Mapping[str, Judgment]) -> None:
        """Keep the judgments of a document in place of the earlier ones."""
        self._changed[document_id] = (revision, _encoded(judgments))

    def recall(self, kind: str, key: str) -> Any:
        """What was worked out under a key in this or an earlier sweep, as JSON holds it; None when nothing was."""
        if kind not in self._worked:
            self._worked[kind] = self._load(kind)
        self._asked.setdefault(kind, set()).add(key)
        body = self._worked[kind].get(key)
        return None if body is None else json.loads(body)

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Keep what was worked out (JSON-ready). The key must name everything that it rests on."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._worked.setdefault(kind, {})[key] = body
        self._new[kind, key] = body

    def _load(self, kind: str) -> dict[str, str]:
        query = "SELECT key, body FROM worked_out WHERE kind = ? AND stamp = ?"
        try:
            with self._open() as connection:
                return dict(connection.execute(query, (kind, self.stamp)).fetchall())
        except (sqlite3.Error, OSError):
            return {}

    def save(self, living: Iterable[str], *, whole: bool = True) -> None:
        """Write what changed; forget documents that are not among `living`, and after a sweep of the `whole` registry
        by all rules what nobody asked for any more."""
        gone = self._bodies.keys() - set(living)
        idle = [
            (kind, key)
            for kind, known in self._worked.items()
            if whole
            for key in known.keys() - self._asked.get(kind, set())
        ]
        if not (self._changed or gone or self._new or idle):
            return
        try:
            self._write(gone, idle)
        except (sqlite3.OperationalError, OSError):  # locked, full or read-only: the next sweep takes longer
            return
        except sqlite3.DatabaseError:  # no database any more
            self.path.unlink(missing_ok=True)

    def _write(self, gone: Iterable[str], idle: Iterable[tuple[str, str]]) -> None:
        with self._open() as connection, connection:
            for table in ("kept", "worked_out"):
                connection.execute(f"DELETE FROM {table} WHERE stamp <> ?", (self.stamp,))
            connection.executemany("DELETE FROM worked_out WHERE kind = ? AND key = ?", idle)
            connection.executemany(
                "INSERT OR REPLACE INTO worked_out VALUES (?, ?, ?, ?)",
                ((kind, key, self.stamp, body) for (kind, key), body in self._new.items()),
            )
            connection.executemany("DELETE FROM kept WHERE id = ?", ((i,) for i in gone))
            connection.executemany(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
                ((i, self.stamp, revision, body) for i, (revision, body) in self._changed.items()),
            )


def _encoded(judgments: Mapping[str, Judgment]) -> str:
    """As JSON. Judgments without findings that rest on nothing else stand as mere codes."""
    plain: dict[str, list[str]] = {}
    asked: dict[tuple[Question, str], int] = {}
    full: dict[str, list[Any]] = {}
    answers: list[Any] = []
    for code, judgment in judgments.items():
        if not (judgment.findings or judgment.day or judgment.answers):
            plain.setdefault(judgment.outcome, []).append(code)
            continue
        places = []
        for answer in judgment.answers.items():
            if answer not in asked:
                asked[answer] = len(answers)
                answers.append([*answer[0], answer[1]])
            places.append(asked[answer])
        day = judgment.day.isoformat() if judgment.day else ""
        full[code] = [judgment.outcome, day, places, [[a, *_finding_row(f)] for a, f in judgment.findings]]
    body = {"plain": {k: " ".join(v) for k, v in plain.items()}, "answers": answers, "full": full}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _finding_row(finding: Finding) -> list[Any]:
    quotes = [[q.text, q.start, q.end] for q in finding.quotes]
    return [
        finding.key, finding.outcome, finding.severity, finding.message, quotes, finding.peers, finding.basis,
        finding.disposition, finding.facts,
    ]  # fmt: skip


def _decoded(document_id: str, body: str) -> Kept:
    raw = json.loads(body)
    found: dict[str, Judgment] = {}
    for outcome, codes in raw["plain"].items():
        found.update(dict.fromkeys(codes.split(), Judgment(Outcome(outcome))))
    answers = tuple((tuple(row[:-1]), row[-1]) for row in raw["answers"])
    for code, (outcome, day, places, rows) in raw["full"].items():
        found[code] = Judgment(
            Outcome(outcome),
            tuple((row[0], _finding(document_id, code, row[1:])) for row in rows),
            date.fromisoformat(day) if day else None,
            dict(answers[place] for place in places),
        )
    return Kept(found, answers)


def _finding(document_id: str, code: str, row: list[Any]) -> Finding:
    key, outcome, severity, message, quotes, peers, basis, disposition, facts = row
    return Finding(
        key=key,
        rule=code,
        outcome=outcome,
        severity=severity,
        document_id=document_id,
        message=message,
        quotes=tuple(Quote(*q) for q in quotes),
        peers=tuple(peers),
        basis=tuple(basis),
        disposition=disposition,
        facts=facts,
    )
