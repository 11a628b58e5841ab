"""Everything that can be read from a registry, by anybody (`Store`) or within a command (`Writer`)."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from registry import decisions, documents, findings, journal, lookup, rounds_store, undo, waivers
from registry.decisions import ANY
from registry.records import (
    Decision,
    Document,
    DocumentHeader,
    FileOutcome,
    Finding,
    JournalEntry,
    Mark,
    Round,
    StageRecord,
    SweepRecord,
    Version,
    Waiver,
)
from registry.schema import head
from registry.schema import journal as journal_table


class Reader:
    """Each method sees one consistent snapshot: what is committed, or, in a Writer, its own writes too."""

    actor: str

    def snapshot(self) -> contextlib.AbstractContextManager[Connection]:
        """A database connection for reading, on one consistent snapshot."""
        raise NotImplementedError

    # -- documents

    def document(self, id: str) -> Document | None:
        """One document with its newest text, or None."""
        return next(self.documents([id]), None)

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Whole documents: those of `ids`, in that order, else all in order of id. One snapshot."""
        with self.snapshot() as connection:
            wanted = documents.ids(connection) if ids is None else list(ids)
            yield from documents.load(connection, wanted)

    def issuer_counts(self) -> dict[str, int]:
        """Name of a maker → how many documents it issued, alone or with others."""
        with self.snapshot() as connection:
            return documents.issuer_counts(connection)

    def headers(self) -> list[DocumentHeader]:
        with self.snapshot() as connection:
            return documents.headers(connection)

    def find(self, ref: str) -> list[str]:
        """Ids of the documents a person may mean by an id, number, path, file name or part of a title."""
        with self.snapshot() as connection:
            return lookup.find(connection, ref)

    def text(self, id: str) -> str:
        """The newest text of a document; "" when there is none."""
        with self.snapshot() as connection:
            return documents.text_of(connection, id)

    def values(self, field: str) -> dict[str, Any]:
        """Document id → what `Document.value` gives for a field, without loading the documents; none known: left out."""
        with self.snapshot() as connection:
            return documents.values(connection, field)

    def versions(self, id: str) -> list[Version]:
        with self.snapshot() as connection:
            return documents.versions_of(connection, id)

    def by_sha256(self, sha256: str) -> list[str]:
        """Ids of the documents that have, or once had, a file with this content."""
        with self.snapshot() as connection:
            return documents.with_sha256(connection, sha256)

    def by_path(self, path: str) -> list[str]:
        with self.snapshot() as connection:
            return documents.with_path(connection, path)

    def by_identity(self, key: str) -> list[str]:
        with self.snapshot() as connection:
            return documents.with_identity(connection, key)

    def outcomes(self, outcome: str | None = None) -> list[FileOutcome]:
        """What became of each file at its last ingest."""
        with self.snapshot() as connection:
            return documents.outcomes_of(connection, outcome)

    @property
    def revision(self) -> int:
        """Grows with every change of any document; the index feed's clock."""
        with self.snapshot() as connection:
            return int(connection.execute(select(head.c.revision)).scalar() or 0)

    def changed_since(self, revision: int) -> list[tuple[str, int]]:
        """(id, revision) of what changed after a revision; an id that `document` does not know is gone."""
        with self.snapshot() as connection:
            return documents.changed_since(connection, revision)

    # -- findings, decisions, rounds

    def latest_findings(
        self,
        *,
        document: str | None = None,
        rule: str | None = None,
        outcome: str | None = None,
        sweep: int | None = None,
    ) -> list[Finding]:
        """The findings that stand now, or stood after sweep number `sweep`."""
        with self.snapshot() as connection:
            return findings.latest(connection, document=document, rule=rule, outcome=outcome, sweep=sweep)

    def finding_marks(self) -> dict[str, list[Mark]]:
        """Document id → the findings that stand now, without their words: for lists of many documents."""
        with self.snapshot() as connection:
            return findings.marks(connection)

    def sweeps(self) -> list[SweepRecord]:
        with self.snapshot() as connection:
            return findings.sweeps_run(connection)

    def decisions(
        self, document: str | None = None, round_id: int | None = None, *, withdrawn: bool = False
    ) -> list[Decision]:
        with self.snapshot() as connection:
            return decisions.decided(connection, document, round_id, withdrawn=withdrawn)

    def current_decision(
        self, document: str, *, round_id: int | None = ANY, stage: str | None = None
    ) -> Decision | None:
        with self.snapshot() as connection:
            return decisions.current(connection, document, round_id=round_id, stage=stage)

    def current_decisions(self, round_id: int | None = None) -> dict[str, Decision]:
        """The newest decision on each decided document."""
        with self.snapshot() as connection:
            return decisions.all_current(connection, round_id)

    def waivers(self, document: str | None = None) -> list[Waiver]:
        with self.snapshot() as connection:
            return waivers.active(connection, document)

    def rounds(self) -> list[Round]:
        with self.snapshot() as connection:
            return rounds_store.all_rounds(connection)

    def round(self, id: int) -> Round | None:
        return next((r for r in self.rounds() if r.id == id), None)

    def round_documents(self, round_id: int) -> list[str]:
        with self.snapshot() as connection:
            return rounds_store.documents_in(connection, round_id)

    def stages(self, round_id: int) -> list[StageRecord]:
        with self.snapshot() as connection:
            return rounds_store.stages_of(connection, round_id)

    def issues(self, round_id: int | None = None) -> list[rounds_store.Issue]:
        with self.snapshot() as connection:
            return rounds_store.issues(connection, round_id)

    def setting(self, key: str, default: Any = None) -> Any:
        with self.snapshot() as connection:
            return rounds_store.setting(connection, key, default)

    # -- journal

    def history(self, document: str) -> list[JournalEntry]:
        """Everything that was done to a document, oldest first."""
        with self.snapshot() as connection:
            return journal.about(connection, document)

    def journal(self, limit: int | None = 50) -> list[JournalEntry]:
        """The newest entries, oldest of them first."""
        with self.snapshot() as connection:
            return journal.entries(connection, limit=limit)

    def entries_after(self, seq: int) -> list[JournalEntry]:
        """What was entered after an entry, oldest first; of what was undone or redone, the entries it concerned too."""
        with self.snapshot() as connection:
            new = journal.entries(connection, journal_table.c.seq > seq)
            turned = {int(e.subject) for e in new if e.kind in ("undo", "redo")}
            return [*journal.entries(connection, journal_table.c.batch.in_(turned)), *new] if turned else new

    def undoable(self, *, anybody: bool = False, limit: int = 20) -> list[undo.Command]:
        with self.snapshot() as connection:
            return undo.undoable(connection, None if anybody else self.actor, limit=limit)

    def redoable(self, *, anybody: bool = False, limit: int = 20) -> list[undo.Command]:
        with self.snapshot() as connection:
            return undo.redoable(connection, None if anybody else self.actor, limit=limit)
