"""Everything that is true of SQLite only, and the one place where driver errors become StoreErrors."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError

from registry.errors import StoreError
from registry.files import create_private

Waiting = Callable[[float], None]
"""Called with the seconds waited so far, about once a second, while another process is writing."""

_PATIENCE = 1.0  # seconds that SQLite itself waits before we say that we are waiting
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")

APPEND_ONLY = {
    "journal_keeps_entries": "CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "journal_keeps_words": "CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
}


def connect(place: str | Path, *, journal_mode: str = "wal") -> Engine:
    """An engine for a registry's database: an SQLite file, or the address of another database.

    On SQLite every commit is flushed to disk (synchronous=EXTRA: without a write-ahead log, FULL leaves the
    removal of the rollback journal to chance, and with it the last commit) and transactions are the caller's:
    a connection with the option `writing=True` takes the write lock when its transaction begins.
    """
    try:
        url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else make_url(place)
        if url.get_backend_name() != "sqlite":
            return create_engine(url)
    except (ImportError, ArgumentError) as error:
        raise StoreError(
            f"数据库地址不能用：{str(place).partition(':')[0]}:…（{type(error).__name__}）",
            "请检查 guiqing.toml 中的 storage.url，并安装相应的数据库驱动。",
        ) from error
    mode = "delete" if journal_mode == "delete" else "wal"
    # Without WAL a reader makes a writer wait in the middle of its commit, where nobody can say so.
    engine = create_engine(url, connect_args={"timeout": _PATIENCE if mode == "wal" else 10 * _PATIENCE})

    @event.listens_for(engine, "do_connect")
    def open_database(
        dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]
    ) -> sqlite3.Connection:
        try:
            return _opened(arguments, options, (f"journal_mode={mode}",))
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_IOERR_SHM"):
                raise
            # The disk is so full that there is no room for the log's shared index. Alone, SQLite keeps
            # that index in memory: what is stored can be read, and room be made.
            return _opened(arguments, options, ("locking_mode=EXCLUSIVE", f"journal_mode={mode}"))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _opened(arguments: list[Any], options: dict[str, Any], first: tuple[str, ...]) -> sqlite3.Connection:
    connection: sqlite3.Connection = sqlite3.connect(*arguments, **options)
    try:
        connection.isolation_level = None
        for pragma in (
            *first,
            "synchronous=EXTRA",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def reading(engine: Engine, where: str) -> Iterator[Connection]:
    """A connection on one consistent snapshot."""
    with translated(where), engine.connect() as connection:
        connection.begin()
        yield connection  # closing rolls back: nothing is ever written here


@contextlib.contextmanager
def writing(engine: Engine, where: str, *, patience: float, waiting: Waiting | None) -> Iterator[Connection]:
    """A connection that holds the write lock; commits at the end, rolls back on any exception.

    Raises StoreError when another process holds the lock for longer than `patience` seconds.
    """
    with translated(where):
        connection = _locked(engine, patience, waiting)
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()  # rolls back what was not committed


def _locked(engine: Engine, patience: float, waiting: Waiting | None) -> Connection:
    start = time.monotonic()
    while True:
        connection = engine.connect()
        try:
            connection.execution_options(writing=True).begin()
        except DBAPIError as error:
            connection.close()
            waited = time.monotonic() - start
            if not is_busy(error) or waited >= patience:
                raise
            if waiting is not None:
                waiting(waited)
        else:
            return connection


def copy_database(engine: Engine, target: Path, where: str) -> None:
    """Make a consistent copy of an SQLite database into one file while others go on working.

    Raises StoreError on another database, whose own tools must do it.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError(
            f"该登记库使用 {engine.dialect.name} 数据库：{where}", "请用该数据库自带的备份工具。"
        )
    create_private(target)
    try:
        with contextlib.closing(sqlite3.connect(target)) as copy:
            with contextlib.closing(engine.raw_connection()) as source:
                cast(sqlite3.Connection, source.driver_connection).backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    except sqlite3.Error as error:
        raise _meaning(getattr(error, "sqlite_errorname", ""), error, where) from error


def is_busy(error: DBAPIError) -> bool:
    """Whether the database only asks to try again later."""
    return _name(error).startswith(_BUSY)


def _name(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlite_errorname", ""))


_MEANINGS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (_BUSY, "登记库正被另一个程序写入，等待超时", "请等对方完成后重试；如确无他人使用，请关闭其他规清窗口。"),
    (("SQLITE_FULL",), "磁盘空间不足，这一步没有保存", "请清理磁盘后重试；此前已保存的内容都在。"),
    (("SQLITE_READONLY", "SQLITE_PERM"), "登记库不可写", "请检查文件夹权限，确认磁盘不是只读；只想查看时，可把整个文件夹复制到能写的地方再打开。"),
    (("SQLITE_CANTOPEN", "SQLITE_AUTH"), "登记库打不开", "请检查文件夹是否存在、能否写入、磁盘是否已满；只想查看时，可把整个文件夹复制到能写的地方再打开。"),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB"), "登记库文件已损坏", "请运行 guiqing doctor 查看，必要时用 guiqing restore 从备份恢复。"),
    (("SQLITE_IOERR",), "读写登记库时磁盘出错", "请检查磁盘、网络共享和剩余空间后重试；此前已保存的内容都在。"),
)  # fmt: skip


@contextlib.contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn the driver's errors into a StoreError that says what happened, where and what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _meaning(_name(error), error.orig, where) from error


def _meaning(name: str, error: object, where: str) -> StoreError:
    for prefixes, message, remedy in _MEANINGS:
        if name.startswith(prefixes):
            return StoreError(f"{message}：{where}", remedy)
    return StoreError(f"登记库出错：{where}（{error}）", "请运行 guiqing doctor 检查；这一步没有保存。")


def protect_journal(connection: Connection, names: Iterable[str] = APPEND_ONLY) -> None:
    """Make the database itself refuse to change or delete journal entries."""
    if connection.dialect.name == "sqlite":
        for name in names:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            connection.execute(text(APPEND_ONLY[name]))


def missing_protection(connection: Connection) -> list[str]:
    """Names of the triggers that should guard the journal and do not."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    present = {str(name): str(sql) for name, sql in rows}
    return [name for name, sql in APPEND_ONLY.items() if present.get(name) != sql]


def integrity_problems(connection: Connection) -> list[str]:
    """What SQLite's own full check says; empty when all is well."""
    if connection.dialect.name != "sqlite":
        return []
    rows = [str(r[0]) for r in connection.execute(text("PRAGMA integrity_check(20)"))]
    return [r for r in rows if r != "ok"]


def foreign_key_problems(connection: Connection) -> list[tuple[str, Any, str]]:
    """(table, row, parent table) of each row that points to nothing."""
    if connection.dialect.name != "sqlite":
        return []
    return [(str(r[0]), r[1], str(r[2])) for r in connection.execute(text("PRAGMA foreign_key_check"))]
