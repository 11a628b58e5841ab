"""The registry's store: the one door to everything that is kept. See `Store` and `Writer`."""

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from registry import engine, journal, migrate
from registry.errors import StoreError
from registry.files import make_private_folder
from registry.findings import FindingWriting
from registry.folder import RegistryFolder
from registry.reader import Reader
from registry.records import DocumentHeader, NewVersion
from registry.rounds_store import RoundWriting
from registry.undo import UndoWriting
from registry.writing import Conflict

__all__ = ["Conflict", "DocumentHeader", "NewVersion", "Store", "Writer"]


class Writer(UndoWriting, FindingWriting, RoundWriting, Reader):
    """Everything that can be written, inside one transaction with its journal entries.

    It reads too: what it reads includes what it has written.
    """

    def snapshot(self) -> contextlib.AbstractContextManager[Connection]:
        return contextlib.nullcontext(self.connection)


class Snapshot(Reader):
    """What was committed at one moment, for several questions."""

    def __init__(self, connection: Connection, actor: str) -> None:
        self.connection = connection
        self.actor = actor

    def snapshot(self) -> contextlib.AbstractContextManager[Connection]:
        return contextlib.nullcontext(self.connection)


class Store(Reader):
    """An open registry. Use as a context manager; safe to share between threads.

    `waiting` is called about once a second with the seconds waited while another process holds the write
    lock; `patience` is how many seconds to wait at most.
    """

    def __init__(self, folder: RegistryFolder, database: Engine, *, actor: str = "") -> None:
        self.folder = folder
        self.actor = actor
        self.patience = 60.0
        self.waiting: engine.Waiting | None = None
        self.engine = database
        self._file = _identity(folder.database)
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
        if place.place == place.database and not place.database.is_file():
            raise StoreError(
                f"登记库的数据库文件不见了：{place.database}", "请用 guiqing restore 从备份恢复。"
            )
        store = cls(place, engine.connect(place.place, journal_mode=place.journal_mode), actor=actor)
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
        database = engine.connect(place.place)
        try:
            with engine.writing(database, str(path), patience=10, waiting=None) as connection:
                if migrate.schema_version(connection, str(path)) is None:
                    migrate.upgrade(connection)
        finally:
            database.dispose()
        return cls.open(RegistryFolder.finish(path, at=at or datetime.now(UTC)), actor=actor)

    def _bring_up_to_date(self) -> None:
        with self.snapshot() as connection:
            version = migrate.schema_version(connection, self._where)
        if version is None:
            raise StoreError(f"登记库的数据库是空的：{self._where}", "请用 guiqing restore 从备份恢复。")
        if not migrate.must_upgrade(version, self._where):
            return
        from registry import backup

        backup.write_backup(
            self.folder, self.engine, self.folder.backups, at=datetime.now(UTC), sources=False
        )
        with self._locked() as connection:
            found = migrate.schema_version(connection, self._where) or version
            if migrate.must_upgrade(found, self._where):  # unless another process was quicker
                migrate.upgrade(connection)

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        return str(self.engine.url)

    @property
    def _where(self) -> str:
        return str(self.folder.path)

    def snapshot(self) -> contextlib.AbstractContextManager[Connection]:
        return engine.reading(self.engine, self._where)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """One snapshot for all questions of the block."""
        with self.snapshot() as connection:
            yield Snapshot(connection, self.actor)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[Connection]:
        with engine.writing(
            self.engine, self._where, patience=self.patience, waiting=self.waiting
        ) as connection:
            self._check_file()
            yield connection

    def _check_file(self) -> None:
        """A file that was deleted or replaced while it was open would take our writes with it unseen."""
        now = _identity(self.folder.database)
        if now != self._file:
            self._file = now
            self.engine.dispose()
            raise StoreError(
                f"登记库的数据库文件被移走或替换：{self.folder.database}",
                "请确认文件夹无误后重新打开，再做一次。",
            )

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
                    # A mark that the journal contradicts is evidence: writing on must not wipe it away.
                    kept = journal.bears_out(connection, journal.read_mark(self.folder.mark))
            finally:
                self._writer = None
        if end is not None and kept:
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

    def verify(self) -> list[journal.Damage]:
        """Check the journal's chain; an empty list means that nothing was tampered with."""
        mark = journal.read_mark(self.folder.mark)  # before the snapshot: the mark must not run ahead of it
        with self.snapshot() as connection:
            return journal.verify(connection, mark)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
