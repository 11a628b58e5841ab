"""Findings and sweeps in the store: a finding lives from the sweep that opened it to the one that closed it."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from registry.column_types import from_json, to_json
from registry.records import Finding, Mark, Quote, SweepRecord
from registry.schema import findings, journal, sweeps
from registry.writing import WriterBase

_COLUMNS = tuple(
    findings.c[name]
    for name in (
        "key",
        "closed",
        "since",
        "rule",
        "outcome",
        "severity",
        "document_id",
        "message",
        "disposition",
        "quotes",
        "peers",
        "basis",
        "facts",
    )
)


def latest(
    connection: Connection,
    *,
    document: str | None = None,
    rule: str | None = None,
    outcome: str | None = None,
    sweep: int | None = None,
) -> list[Finding]:
    """The findings that stand now, or that stood after an earlier sweep, by document and rule."""
    if sweep is None:
        query = select(*_COLUMNS).where(findings.c.closed.is_(None))
    else:
        query = select(*_COLUMNS).where(
            findings.c.opened <= sweep, or_(findings.c.closed.is_(None), findings.c.closed > sweep)
        )
    for column, wanted in (
        (findings.c.document_id, document),
        (findings.c.rule, rule),
        (findings.c.outcome, outcome),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    query = query.order_by(findings.c.document_id, findings.c.rule, findings.c.key)
    return [_finding(row) for row in connection.execute(query)]


def _finding(row: Sequence[Any]) -> Finding:
    key, closed, since, rule, outcome, severity, document_id, message, disposition = row[:9]
    quotes, peers, basis, facts = row[9:]
    return Finding(
        key,
        rule,
        outcome,
        severity,
        document_id,
        message,
        tuple(Quote(*q) for q in quotes),
        tuple(peers),
        tuple(basis),
        disposition,
        facts,
        "open" if closed is None else "closed",
        since,
    )


def marks(connection: Connection) -> dict[str, list[Mark]]:
    """The standing findings of each document that has any, without their words: enough to count, rank and suggest."""
    what = (findings.c.document_id, findings.c.rule, findings.c.outcome, findings.c.severity, findings.c.disposition)  # fmt: skip
    query = select(*what).where(findings.c.closed.is_(None))
    found: dict[str, list[Mark]] = {}
    for row in connection.execute(query).all():
        found.setdefault(row[0], []).append(Mark._make(row))
    return found


def sweeps_run(connection: Connection) -> list[SweepRecord]:
    """Every sweep, oldest first."""
    return [
        SweepRecord(
            row.id,
            row.as_of,
            row.profile,
            row.at,
            row.actor,
            row.coverage,
            tuple(row.failures),
            row.opened,
            row.kept,
            row.closed,
        )
        for row in connection.execute(select(sweeps).order_by(sweeps.c.id))
    ]


def _body(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "document_id": finding.document_id,
        "message": finding.message,
        "disposition": finding.disposition,
        "quotes": [[q.text, q.start, q.end] for q in finding.quotes],
        "peers": list(finding.peers),
        "basis": list(finding.basis),
        "facts": dict(finding.facts),
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


#: So many documents are asked for by name.
_FEW = 400


@dataclass(frozen=True, slots=True)
class Since:
    """What has come to be since the sweep with a mark: the documents that were looked at, and their findings. What was
    found of all others is as it was then."""

    mark: str
    documents: Collection[str]
    findings: Sequence[Finding]


class FindingWriting(WriterBase):
    """The writes that concern sweeps."""

    def save_sweep(
        self,
        *,
        as_of: date,
        profile: str,
        findings: Sequence[Finding],
        coverage: Mapping[str, Any],
        failures: Sequence[Any] = (),
        documents: Collection[str] | None = None,
        rules: Collection[str] | None = None,
        mark: str = "",
        since: Since | None = None,
    ) -> int:
        """Store what a sweep found; gives its number.

        Findings with a known key go on (with what was decided about them), new ones open, and open ones
        that this sweep did not find again close. `documents` and `rules` say what the sweep looked at
        (None: everything): a finding outside of that is left as it is. `mark` is what a later sweep may know this one
        by. Where the last sweep is the one that this goes on from (`since`), only what came to be since is written.
        """
        number = self.next_id(sweeps.c.id)
        untouched: list[str] = []
        if since is not None and since.mark and since.mark == self._last_mark():
            findings, documents = since.findings, since.documents
            untouched = self._untouched(documents, rules)
        standing = self._standing(documents, rules)
        self.connection.execute(
            insert(sweeps).values(
                id=number,
                as_of=as_of,
                profile=profile,
                at=self.at,
                actor=self.actor,
                coverage=dict(coverage),
                failures=list(failures),
                opened=0,
                kept=0,
                closed=0,
            )
        )
        new_rows: list[dict[str, Any]] = []
        ended: list[str] = []
        seen: set[str] = set()
        opened, kept = 0, len(untouched)
        for finding in findings:
            if finding.key in seen:
                continue
            seen.add(finding.key)
            body = _body(finding)
            digest = _digest(to_json(body))
            old = standing.pop(finding.key, None)
            if old is not None and old[0] == digest:
                kept += 1
                continue
            if old is not None:
                kept += 1
                ended.append(finding.key)
            else:
                opened += 1
            born = old[1] if old else number
            new_rows.append({"key": finding.key, "opened": number, "since": born, "digest": digest, **body})
        self._close([*ended, *standing], number)
        if new_rows:
            self._open(new_rows)
        self.connection.execute(
            update(sweeps).where(sweeps.c.id == number).values(opened=opened, kept=kept, closed=len(standing))
        )
        self.note(
            "sweep",
            str(number),
            None,
            {
                "as_of": as_of.isoformat(),
                "profile": profile,
                "opened": opened,
                "kept": kept,
                "closed": len(standing),
                "failures": len(failures),
                "digest": _digest(to_json(sorted([*seen, *untouched]))),
                **({"mark": mark} if mark else {}),
            },
        )
        return number

    def _last_mark(self) -> str:
        """The mark of the last sweep; empty when it has none."""
        query = (
            select(journal.c.after).where(journal.c.kind == "sweep").order_by(journal.c.seq.desc()).limit(1)
        )
        after = self.connection.execute(query).scalar()
        return str(from_json(after).get("mark", "")) if after else ""

    def _standing(
        self, documents: Collection[str] | None, rules: Collection[str] | None
    ) -> dict[str, tuple[str, int]]:
        query = select(
            findings.c.key, findings.c.digest, findings.c.since, findings.c.document_id, findings.c.rule
        ).where(findings.c.closed.is_(None))
        if documents is not None and len(documents) <= _FEW:
            query = query.where(findings.c.document_id.in_(documents))
        return {
            row.key: (row.digest, row.since)
            for row in self.connection.execute(query)
            if (documents is None or row.document_id in documents) and (rules is None or row.rule in rules)
        }

    def _untouched(self, documents: Collection[str], rules: Collection[str] | None) -> list[str]:
        """The keys of the findings that stand of other documents."""
        query = select(findings.c.key, findings.c.document_id, findings.c.rule).where(
            findings.c.closed.is_(None)
        )
        return [
            key
            for key, document_id, rule in self.connection.execute(query).all()
            if document_id not in documents and (rules is None or rule in rules)
        ]

    def _open(self, rows: list[dict[str, Any]]) -> None:
        self.connection.execute(insert(findings), rows)

    def _close(self, keys: Sequence[str], number: int) -> None:
        for at in range(0, len(keys), 500):
            self.connection.execute(
                update(findings)
                .where(findings.c.key.in_(keys[at : at + 500]), findings.c.closed.is_(None))
                .values(closed=number)
            )
