"""The one module that knows SQLite: its settings, its errors in Chinese, and other databases."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

from registry import engine, schema
from registry.errors import StoreError
from registry.store import Store


def _pragma(store: Store, name: str) -> Any:
    with store.snapshot() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_commits_are_flushed_and_references_hold(store: Store) -> None:
    assert _pragma(store, "journal_mode") == "wal"
    assert _pragma(store, "synchronous") == 3
    assert _pragma(store, "foreign_keys") == 1
    assert _pragma(store, "trusted_schema") == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SQLITE_BUSY", "另一个程序"),
        ("SQLITE_BUSY_SNAPSHOT", "另一个程序"),
        ("SQLITE_FULL", "磁盘空间不足"),
        ("SQLITE_READONLY_DBMOVED", "不可写"),
        ("SQLITE_CANTOPEN", "打不开"),
        ("SQLITE_CORRUPT", "已损坏"),
        ("SQLITE_NOTADB", "已损坏"),
        ("SQLITE_IOERR_WRITE", "磁盘出错"),
        ("SQLITE_CONSTRAINT", "登记库出错"),
        ("", "登记库出错"),
    ],
)
def test_each_error_says_what_happened_and_what_to_do(name: str, said: str) -> None:
    cause = sqlite3.OperationalError("words for programmers")
    cause.sqlite_errorname = name
    with pytest.raises(StoreError, match=said) as raised, engine.translated("某处"):
        raise OperationalError("SELECT 1", {}, cause)
    assert "某处" in raised.value.message
    assert raised.value.remedy
    assert isinstance(raised.value.__cause__, DBAPIError)


def test_an_address_that_cannot_be_used(tmp_path: Path) -> None:
    for address in ("no address", "nosuch://me:secret@x/y", "mssql+nosuch://me:secret@x/y"):
        with pytest.raises(StoreError, match="数据库地址") as raised:
            engine.connect(address)
        assert "secret" not in str(raised.value)


def test_on_another_database_nothing_of_sqlite_is_asked(tmp_path: Path) -> None:
    other: Any = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"))
    engine.protect_journal(other)
    assert engine.missing_protection(other) == []
    assert engine.integrity_problems(other) == []
    assert engine.foreign_key_problems(other) == []
    with pytest.raises(StoreError, match="自带的备份"):
        engine.copy_database(other, tmp_path / "copy.db", "某处")


def test_the_tables_can_be_made_on_postgresql() -> None:
    for table in schema.metadata.sorted_tables:
        assert table.name in str(CreateTable(table).compile(dialect=postgresql.dialect()))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=postgresql.dialect()))


def test_copying_a_damaged_database_is_a_clear_error(copy: Path, tmp_path: Path) -> None:
    (copy / "registry.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000)
    for suffix in ("-wal", "-shm"):
        (copy / f"registry.db{suffix}").unlink(missing_ok=True)
    with pytest.raises(StoreError):
        engine.copy_database(engine.connect(copy / "registry.db"), tmp_path / "copy.db", "某处")
