"""The registry's store: the one door to everything that is kept. See `Store` and `Writer`."""

import contextlib
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, select

from registry import (
    backup,
    decisions,
    documents,
    engine,
    findings,
    journal,
    migrate,
    rounds_store,
    undo,
    waivers,
)
from registry.decisions import ANY
from registry.errors import StoreError
from registry.files import make_private_folder
from registry.folder import RegistryFolder, make_private
from registry.journal import Damage
from registry.records import (
    Decision,
    Document,
    DocumentHeader,
    FileOutcome,
    Finding,
    JournalEntry,
    Round,
    StageRecord,
    SweepRecord,
    Version,
    Waiver,
)
from registry.schema import SCHEMA_VERSION, head
from registry.writing import Conflict

__all__ = ["Conflict", "Store", "Writer"]


class Writer(undo.UndoWriting, findings.FindingWriting, rounds_store.RoundWriting):
    """Everything that can be written, inside one transaction with its journal entries."""


class Store:
    """An open registry. Use as a context manager; safe to share between threads.

    Reading methods each see one consistent snapshot. `waiting` is called about once a second with the
    seconds waited while another process holds the write lock; `patience` is how long to wait at most.
    """

    def __init__(self, folder: RegistryFolder, database: Engine, *, actor: str = "") -> None:
        self.folder = folder
        self.actor = actor
        self.patience = 60.0
        self.waiting: engine.Waiting | None = None
        self._engine = database
        self._lock = threading.Lock()
        self._writer: int | None = None

    # -- opening

    @classmethod
    def open(
        cls, folder: Path | RegistryFolder, *, actor: str = "", waiting: engine.Waiting | None = None
    ) -> Self:
        """Open a registry; an older schema is migrated after a backup.

        Raises StoreError when the folder is not a registry, is damaged, or newer than this program.
        """
        place = folder if isinstance(folder, RegistryFolder) else RegistryFolder.open(folder)
        if place.url.startswith("sqlite") and not place.database.is_file():
            raise StoreError(
                f"登记库的数据库文件不见了：{place.database}", "请用 guiqing restore 从备份恢复。"
            )
        store = cls(place, engine.connect(place.url, journal_mode=place.journal_mode), actor=actor)
        store.waiting = waiting
        try:
            store._bring_up_to_date()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def create(cls, folder: Path, *, actor: str = "", at: datetime | None = None) -> Self:
        """Make a new registry in an empty or new folder and open it.

        Raises StoreError when the folder is a registry already or holds something else.
        """
        path = RegistryFolder.prepare(folder)
        place = RegistryFolder(path, {})
        database = engine.connect(place.url)
        try:
            with engine.writing(database, str(path), patience=10, waiting=None) as connection:
                if migrate.schema_version(connection) is None:
                    migrate.upgrade(connection)
        finally:
            database.dispose()
        make_private(place.database)
        return cls.open(RegistryFolder.finish(path, at=at or datetime.now(UTC)), actor=actor)

    def _bring_up_to_date(self) -> None:
        with self._read() as connection:
            version = migrate.schema_version(connection)
        if not migrate.check_version(version, self._where):
            return
        if version is not None:
            backup.before_migration(self.folder, self._engine, version)
        with self._locked() as connection:
            if migrate.check_version(migrate.schema_version(connection), self._where):
                migrate.upgrade(connection)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        return self.folder.url

    @property
    def schema_version(self) -> str:
        return SCHEMA_VERSION

    @property
    def _where(self) -> str:
        return str(self.folder.path)

    def _read(self) -> contextlib.AbstractContextManager[Connection]:
        return engine.reading(self._engine, self._where)

    def _locked(self) -> contextlib.AbstractContextManager[Connection]:
        return engine.writing(self._engine, self._where, patience=self.patience, waiting=self.waiting)

    # -- writing

    @contextlib.contextmanager
    def writing(
        self, command: str, *, actor: str | None = None, at: datetime | None = None
    ) -> Iterator[Writer]:
        """One transaction: all of the block's writes with their journal entries, or none of them.

        When the block ends without an exception everything is on disk (flushed). `command` is what the
        journal shows. Raises StoreError when another process writes for too long, or the disk is full.
        """
        if self._writer == threading.get_ident():
            raise RuntimeError("writing() inside writing()")
        with self._lock:
            self._writer = threading.get_ident()
            try:
                with self._locked() as connection:
                    writer = Writer(
                        connection,
                        self.folder,
                        command=command,
                        actor=self.actor if actor is None else actor,
                        at=at or datetime.now(UTC),
                    )
                    yield writer
                    end = writer.finish()
            finally:
                self._writer = None
        if end is not None:
            journal.save_mark(self.folder.mark, *end)

    def keep_source(self, sha256: str, data: bytes) -> Path:
        """Keep a private copy of an ingested file (before its document is written)."""
        try:
            make_private_folder(self.folder.sources)
            return self.folder.keep_source(sha256, data)
        except OSError as error:
            raise StoreError(
                f"不能保存原文件副本：{self.folder.sources}（{error.strerror}）",
                "请检查权限和磁盘空间后重试。",
            ) from None

    # -- documents

    def document(self, id: str) -> Document | None:
        """One document with its newest text, or None."""
        return next(self.documents([id]), None)

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Whole documents: those of `ids`, in that order, else all in order of id. One snapshot."""
        with self._read() as connection:
            wanted = documents.ids(connection) if ids is None else list(ids)
            yield from documents.load(connection, wanted)

    def headers(self) -> list[DocumentHeader]:
        with self._read() as connection:
            return documents.headers(connection)

    def find(self, ref: str) -> list[str]:
        """Ids of the documents a person may mean by an id, number, path, file name or part of a title."""
        with self._read() as connection:
            return documents.find(connection, ref)

    def text(self, id: str) -> str:
        """The newest text of a document; "" when there is none."""
        with self._read() as connection:
            return documents.text_of(connection, id)

    def versions(self, id: str) -> list[Version]:
        with self._read() as connection:
            return documents.versions_of(connection, id)

    def by_sha256(self, sha256: str) -> list[str]:
        """Ids of the documents that have, or once had, a file with this content."""
        with self._read() as connection:
            return documents.with_sha256(connection, sha256)

    def by_path(self, path: str) -> list[str]:
        with self._read() as connection:
            return documents.with_path(connection, path)

    def by_identity(self, key: str) -> list[str]:
        with self._read() as connection:
            return documents.with_identity(connection, key)

    def outcomes(self, outcome: str | None = None) -> list[FileOutcome]:
        """What became of each file at its last ingest."""
        with self._read() as connection:
            return documents.outcomes_of(connection, outcome)

    @property
    def revision(self) -> int:
        """Grows with every change of any document; the index feed's clock."""
        with self._read() as connection:
            return int(connection.execute(select(head.c.revision)).scalar_one())

    def changed_since(self, revision: int) -> list[tuple[str, int]]:
        """(id, revision) of what changed after a revision; an id that `document` does not know is gone."""
        with self._read() as connection:
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
        with self._read() as connection:
            return findings.latest(connection, document=document, rule=rule, outcome=outcome, sweep=sweep)

    def sweeps(self) -> list[SweepRecord]:
        with self._read() as connection:
            return findings.sweeps_run(connection)

    def decisions(
        self, document: str | None = None, round_id: int | None = None, *, withdrawn: bool = False
    ) -> list[Decision]:
        with self._read() as connection:
            return decisions.decided(connection, document, round_id, withdrawn=withdrawn)

    def current_decision(
        self, document: str, *, round_id: int | None = ANY, stage: str | None = None
    ) -> Decision | None:
        with self._read() as connection:
            return decisions.current(connection, document, round_id=round_id, stage=stage)

    def current_decisions(self, round_id: int | None = None) -> dict[str, Decision]:
        """The newest decision on each decided document."""
        with self._read() as connection:
            return decisions.all_current(connection, round_id)

    def waivers(self, document: str | None = None) -> list[Waiver]:
        with self._read() as connection:
            return waivers.active(connection, document)

    def rounds(self) -> list[Round]:
        with self._read() as connection:
            return rounds_store.all_rounds(connection)

    def round(self, id: int) -> Round | None:
        return next((r for r in self.rounds() if r.id == id), None)

    def round_documents(self, round_id: int) -> list[str]:
        with self._read() as connection:
            return rounds_store.documents_in(connection, round_id)

    def stages(self, round_id: int) -> list[StageRecord]:
        with self._read() as connection:
            return rounds_store.stages_of(connection, round_id)

    def issues(self, round_id: int | None = None) -> list[rounds_store.Issue]:
        with self._read() as connection:
            return rounds_store.issues(connection, round_id)

    def setting(self, key: str, default: Any = None) -> Any:
        with self._read() as connection:
            return rounds_store.setting(connection, key, default)

    # -- journal

    def history(self, document: str) -> list[JournalEntry]:
        """Everything that was done to a document, oldest first."""
        with self._read() as connection:
            return journal.about(connection, document)

    def journal(self, limit: int | None = 50) -> list[JournalEntry]:
        """The newest entries, oldest of them first."""
        with self._read() as connection:
            return journal.entries(connection, limit=limit)

    def verify(self) -> list[Damage]:
        """Check the journal's chain; an empty list means that nothing was tampered with."""
        mark = journal.read_mark(self.folder.mark)  # before the snapshot: the mark must not run ahead of it
        with self._read() as connection:
            return journal.verify(connection, mark)

    def undoable(self, *, anybody: bool = False, limit: int = 20) -> list[undo.Command]:
        with self._read() as connection:
            return undo.undoable(connection, None if anybody else self.actor, limit=limit)

    def redoable(self, *, anybody: bool = False, limit: int = 20) -> list[undo.Command]:
        with self._read() as connection:
            return undo.redoable(connection, None if anybody else self.actor, limit=limit)
