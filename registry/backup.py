"""Backup and restore: one self-describing file, checked after writing, restored only into an empty place.

A backup is a zip file. `manifest.json` in it names the program, the schema version, the registry, the
moment, the journal's end, and the SHA-256 and size of every other member; the zip's comment holds the
manifest's own SHA-256. The members are the database (a consistent copy made while others go on working),
guiqing.toml, the kept source files, and the office's own tables (laws, profiles). The index is not in it: it is rebuilt from the database.
"""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Engine, select

from registry import engine, journal, migrate
from registry.column_types import to_json
from registry.errors import StoreError
from registry.files import FILE_MODE, FOLDER_MODE, make_private_folder, replacing, sync_folder
from registry.folder import MARKER, OWN_NAMES, RegistryFolder
from registry.schema import SCHEMA_VERSION, head

if TYPE_CHECKING:
    from registry.store import Store

FORMAT = 1
_MANIFEST = "manifest.json"
_DATABASE = "registry.db"
_SCRATCH = ".restoring-"
_UNFINISHED = ".new-guiqing-"
_ABANDONED = 24 * 3600
"""Seconds after which an unfinished backup is that of a program that was killed."""
_MEMBER = re.compile(
    r"registry\.db|guiqing\.toml|sources/([0-9a-f]{2})/\1[0-9a-f]{62}"
    r'|(?:laws|profiles)/(?!\.)[^/\\:*?"<>|\x00-\x1f]{1,200}\.(?:toml|json)'
)
_NAME = re.compile(r"guiqing-\d{8}T\d{6}Z(-\d+)?\.zip")
_CHUNK = 1 << 20
# What zipfile raises when bytes of an archive were changed: there is no one exception for it.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)

Progress = Callable[[int, int], None]
"""Called with the number of members written so far and of all."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file and what it says of itself."""

    path: Path
    registry: str
    created: datetime
    schema: str
    seq: int
    hash: str
    members: Mapping[str, tuple[str, int]]

    def __str__(self) -> str:
        return str(self.path)


def back_up(
    store: "Store",
    target: Path,
    *,
    at: datetime | None = None,
    keep: int | None = None,
    sources: bool = True,
    progress: Progress | None = None,
) -> Backup:
    """Write a backup into the folder `target`, verify it, then remove all but the newest `keep` backups
    of this registry there. Raises StoreError when it cannot be written or does not verify; an older
    backup is never overwritten.
    """
    return write_backup(
        store.folder,
        store.engine,
        target,
        at=at or datetime.now(UTC),
        keep=keep,
        sources=sources,
        progress=progress,
    )


def write_backup(
    folder: RegistryFolder,
    database: Engine,
    target: Path,
    *,
    at: datetime,
    keep: int | None = None,
    sources: bool = True,
    progress: Progress | None = None,
) -> Backup:
    """`back_up` for a registry that is not open (before its schema is changed)."""
    if keep is not None and keep < 1:
        raise ValueError("keep at least one backup")
    try:
        make_private_folder(target)
        make_private_folder(folder.tmp)
        with tempfile.TemporaryDirectory(prefix="backup-", dir=folder.tmp) as scratch:
            copy = Path(scratch) / _DATABASE
            engine.copy_database(database, copy, str(folder.path))
            written = _write(folder, copy, target, at, sources, progress)
        done = verify(written)
        _clear_unfinished(target, than=written)
        if keep is not None:
            for old in [b for b in listed(target) if b.registry == folder.id][keep:]:
                old.path.unlink()
    except OSError as error:
        raise StoreError(
            f"备份没有写成：{target}（{error.strerror}）", "请检查目标文件夹的权限和剩余空间。"
        ) from error
    return done


def _write(
    folder: RegistryFolder, copy: Path, target: Path, at: datetime, sources: bool, progress: Progress | None
) -> Path:
    found = [*folder.path.glob("laws/*"), *folder.path.glob("profiles/*")]
    if sources:
        found += folder.sources.glob("??/*")
    named = {path.relative_to(folder.path).as_posix(): path for path in sorted(found)}
    members = {_DATABASE: copy, MARKER: folder.marker}
    members |= {name: path for name, path in named.items() if _MEMBER.fullmatch(name)}
    path = _free_name(target, at)
    sums: dict[str, tuple[str, int]] = {}
    with (
        replacing(path, prefix=_UNFINISHED) as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for done, (name, source) in enumerate(members.items(), 1):
            with source.open("rb") as file, archive.open(name, "w", force_zip64=True) as into:
                sums[name] = _copy(_chunks(file), into)
            if progress is not None:
                progress(done, len(members))
        manifest = to_json(_manifest(folder, copy, at, sums)).encode()
        archive.writestr(_MANIFEST, manifest)
        archive.comment = hashlib.sha256(manifest).hexdigest().encode()
    return path


def _clear_unfinished(target: Path, *, than: Path) -> None:
    """Remove what killed backups have left in a folder: unfinished files a day older than the new backup."""
    for path in target.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(FileNotFoundError):
            if than.stat().st_mtime - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def _manifest(
    folder: RegistryFolder, copy: Path, at: datetime, sums: Mapping[str, tuple[str, int]]
) -> dict[str, Any]:
    database = engine.connect(copy, journal_mode="delete")
    try:
        with engine.reading(database, str(folder.path)) as connection:
            if problems := engine.integrity_problems(connection):
                raise StoreError(
                    f"登记库已有损坏，备份中止（{problems[0]}）", "请运行 guiqing doctor 查看；旧备份未动。"
                )
            end = connection.execute(select(head.c.seq, head.c.hash)).one()
            version = migrate.schema_version(connection, str(folder.path))
    finally:
        database.dispose()
    return {
        "guiqing": "backup",
        "format": FORMAT,
        "program": importlib.metadata.version("guiqing"),
        "schema": version,
        "registry": folder.id,
        "created": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "journal": {"seq": end.seq, "hash": end.hash},
        "members": {name: list(value) for name, value in sums.items()},
    }


def _free_name(target: Path, at: datetime) -> Path:
    stem = f"guiqing-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (f"{stem}.zip", *(f"{stem}-{n}.zip" for n in range(2, 1000)))
    return next(target / name for name in names if not (target / name).exists())


def _copy(chunks: Iterable[bytes], into: IO[bytes] | None, limit: int | None = None) -> tuple[str, int]:
    """Copy, or only count, a stream; gives its SHA-256 and size. Stops past `limit`: a member that is
    larger than it says is a trap.
    """
    sha, size = hashlib.sha256(), 0
    for chunk in chunks:
        sha.update(chunk)
        size += len(chunk)
        if limit is not None and size > limit:
            break
        if into is not None:
            into.write(chunk)
    return sha.hexdigest(), size


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def listed(target: Path) -> list[Backup]:
    """The readable backups in a folder, newest first (their content is not verified)."""
    found = []
    for path in target.glob("guiqing-*.zip") if target.is_dir() else ():
        if _NAME.fullmatch(path.name):
            with contextlib.suppress(StoreError):
                found.append(describe(path))
    return sorted(found, key=lambda b: (b.created, b.seq, len(b.path.name), b.path.name), reverse=True)


def describe(path: Path) -> Backup:
    """What a backup says of itself. Raises StoreError when it is not a backup, or a newer program's."""
    with _opened(path) as archive:
        return _described(path, archive)


def verify(path: Path) -> Backup:
    """Read a whole backup and compare every checksum. Raises StoreError naming what is damaged."""
    with _opened(path) as archive:
        found = _described(path, archive)
        for name in found.members:
            _extract(path, archive, name, found, None)
        return found


def restore(path: Path, target: Path) -> RegistryFolder:
    """Make a registry from a backup in an empty or new folder `target`, verified before it appears there.

    Raises StoreError when `target` holds anything, or the backup is damaged; then `target` is as before.
    """
    target = target.expanduser().absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"恢复的目标不是空文件夹：{target}", "恢复从不覆盖已有内容；请指定一个新的文件夹。")
    new = not target.exists()
    try:
        with _opened(path) as archive:
            found = _described(path, archive)
            make_private_folder(target)
            try:
                _check_space(target, found)
                os.chmod(target, FOLDER_MODE)
                scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=target))
                _unpack(path, archive, found, scratch)
                _publish(scratch, target)
            except BaseException:
                _take_back(target, itself=new)
                raise
    except OSError as error:
        raise StoreError(
            f"没有恢复成功：{target}（{error.strerror}）", "请检查权限和剩余空间；备份文件未动。"
        ) from error
    return RegistryFolder.open(target)


def _unpack(path: Path, archive: zipfile.ZipFile, found: Backup, scratch: Path) -> None:
    for part in ("index", "sources", "tmp", "backups"):
        make_private_folder(scratch / part)
    for name in found.members:
        place = scratch / name
        make_private_folder(place.parent)
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as out:
            _extract(path, archive, name, found, out)
            out.flush()
            os.fsync(out.fileno())
    database = engine.connect(scratch / _DATABASE, journal_mode="delete")
    try:
        with engine.reading(database, str(path)) as connection:
            problems = engine.integrity_problems(connection)
            damages = [] if problems else journal.verify(connection, (found.seq, found.hash))
    finally:
        database.dispose()
    if problems or damages:
        what = problems[0] if problems else damages[0].message
        raise StoreError(f"备份中的数据库有问题：{path}（{what}）", "请改用另一份备份。")
    journal.save_mark(scratch / "journal.mark", found.seq, found.hash)
    for place in (scratch, *(p for p in scratch.rglob("*") if p.is_dir())):
        sync_folder(place)


def _publish(scratch: Path, target: Path) -> None:
    """Move the parts to their place, the marker last: without it the folder is not a registry yet."""
    for part in sorted(scratch.iterdir(), key=lambda p: p.name == MARKER):
        os.replace(part, target / part.name)
    scratch.rmdir()
    sync_folder(target)


def _take_back(target: Path, *, itself: bool) -> None:
    """Remove what a failed restore has put into a folder, and nothing else."""
    for path in target.iterdir():
        if path.is_dir() and (path.name in OWN_NAMES or path.name.startswith(_SCRATCH)):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name in OWN_NAMES:
            path.unlink()
    if itself:
        with contextlib.suppress(OSError):
            target.rmdir()


def _check_space(folder: Path, found: Backup) -> None:
    needed = sum(size for _, size in found.members.values())
    if shutil.disk_usage(folder).free < needed:
        raise StoreError(
            f"磁盘空间不足：{folder} 需要约 {needed // 1_000_000 + 1} MB", "请清理磁盘或另选位置。"
        )


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise StoreError(f"找不到备份文件：{path}", "请检查路径。") from None
    except _BROKEN as error:
        raise StoreError(f"备份文件已损坏或不是备份：{path}（{error}）", "请改用另一份备份。") from error


def _described(path: Path, archive: zipfile.ZipFile) -> Backup:
    try:
        raw = b"".join(_read(path, archive, _MANIFEST))
        manifest = json.loads(raw)
        if manifest["guiqing"] != "backup":
            raise KeyError("guiqing")
        written, schema = int(manifest["format"]), str(manifest["schema"])
        found = Backup(
            path,
            str(manifest["registry"]),
            datetime.fromisoformat(manifest["created"]),
            schema,
            int(manifest["journal"]["seq"]),
            str(manifest["journal"]["hash"]),
            {str(n): (str(v[0]), int(v[1])) for n, v in manifest["members"].items()},
        )
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
        raise StoreError(f"这不是规清的备份文件：{path}", "请选择 guiqing backup 生成的文件。") from None
    if hashlib.sha256(raw).hexdigest().encode() != archive.comment:
        raise StoreError(f"备份文件已损坏：{path}（清单的校验值不符）", "请改用另一份备份。")
    if written > FORMAT or schema > SCHEMA_VERSION:
        raise StoreError(f"备份由更新版本的规清写成：{path}", "请升级规清后再恢复。")
    if not {_DATABASE, MARKER} <= set(found.members) or not all(map(_MEMBER.fullmatch, found.members)):
        raise StoreError(f"备份文件的清单不对：{path}", "请改用另一份备份。")
    return found


def _extract(path: Path, archive: zipfile.ZipFile, name: str, found: Backup, into: IO[bytes] | None) -> None:
    expected = found.members[name]
    if name not in archive.NameToInfo:
        raise StoreError(f"备份文件已损坏：{path}（缺少 {name}）", "请改用另一份备份。")
    if _copy(_read(path, archive, name), into, limit=expected[1]) != expected:
        raise StoreError(f"备份文件已损坏：{path}（{name} 的校验值不符）", "请改用另一份备份。")


def _read(path: Path, archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member's content. Raises StoreError when it cannot be read, KeyError when it is not there."""
    try:
        with archive.open(name) as member:
            yield from _chunks(member)
    except _BROKEN as error:
        raise StoreError(f"备份文件已损坏：{path}（{name} 读不出）", "请改用另一份备份。") from error
