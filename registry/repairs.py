"""The repairs of `registry.doctor`: one for each check that calls its problem fixable."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, update

from registry import engine, journal
from registry.checkups import (
    is_original,
    journal_end,
    left_over,
    not_newest,
    parts_of,
    stale_headlines,
    texts,
    too_open,
    unreferenced,
)
from registry.files import FILE_MODE, FOLDER_MODE, make_private_folder
from registry.folder import RegistryFolder
from registry.schema import documents
from registry.store import Store

_STILL_FRESH = 3600  # seconds


def _make_parts(folder: RegistryFolder) -> None:
    for part in parts_of(folder):
        make_private_folder(part)


def _close_rights(folder: RegistryFolder) -> None:
    for path in list(too_open(folder)):
        os.chmod(path, FOLDER_MODE if path.is_dir() else FILE_MODE)


def _clear_leftovers(folder: RegistryFolder) -> None:
    for path in list(left_over(folder)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _rewrite_mark(store: Store, _at: datetime) -> None:
    with store.snapshot() as connection:
        end = journal_end(connection)
    journal.save_mark(store.folder.mark, *end)


def _guard_again(store: Store, at: datetime) -> None:
    with store.writing("doctor", at=at) as writer:
        missing = engine.missing_protection(writer.connection)
        engine.protect_journal(writer.connection, missing)
        writer.note("repair", "guards", None, missing)


def _count_again(store: Store, at: datetime) -> None:
    with store.writing("doctor", at=at) as writer:
        top = writer.connection.execute(select(func.max(documents.c.revision))).scalar_one()
        writer.note("repair", "counter", writer.catch_up(int(top)), int(top))


def _show_newest(store: Store, at: datetime) -> None:
    with store.writing("doctor", at=at) as writer:
        for id_, seq in sorted(not_newest(writer.connection).items()):
            writer.connection.execute(update(documents).where(documents.c.id == id_).values(version=seq))
            writer.touch(id_)
            writer.note("repair", id_, None, {"version": seq})


def _head_again(store: Store, at: datetime) -> None:
    with store.writing("doctor", at=at) as writer:
        for id_, right in sorted(stale_headlines(writer.connection).items()):
            writer.connection.execute(update(documents).where(documents.c.id == id_).values(**right))
            writer.touch(id_)
            writer.note("repair", id_, None, right)


def _copy_again(store: Store, _at: datetime) -> None:
    with store.snapshot() as connection:
        known = texts(connection)
    for sha256, path in known:
        if not store.folder.source_is_intact(sha256) and is_original(sha256, path):
            store.folder.source(sha256).unlink(missing_ok=True)
            store.keep_source(sha256, Path(path).read_bytes())


def _remove_strangers(store: Store, at: datetime) -> None:
    with store.writing("doctor", at=at) as writer:
        for path in unreferenced(store.folder, writer.connection):
            # A fresh copy may belong to a file that another process is just taking in.
            if at.timestamp() - path.stat().st_mtime > _STILL_FRESH:
                path.unlink()


FOLDER_REPAIRS: dict[str, Callable[[RegistryFolder], None]] = {
    "parts": _make_parts,
    "rights": _close_rights,
    "leftovers": _clear_leftovers,
}
REPAIRS: dict[str, Callable[[Store, datetime], None]] = {
    "mark": _rewrite_mark,
    "guards": _guard_again,
    "counter": _count_again,
    "newest": _show_newest,
    "headlines": _head_again,
    "sources": _copy_again,
    "strangers": _remove_strangers,
}
