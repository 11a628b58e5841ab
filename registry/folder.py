"""The registry folder: where it is, what lies in it, and how a new one is made.

guiqing.toml    says that this is a registry, and how it is stored; written last, so that a folder
                whose making was cut short is not taken for a registry
registry.db     the database, the truth
journal.mark    the journal's last entry as of the last command, to notice a tail that was cut off
index/          the full-text index, a cache
sources/        copies of the ingested files, named by their SHA-256
laws/           tables of law changes that the office has imported
profiles/       the office's own rule parameters
tmp/            unfinished files, emptied at will
"""

import contextlib
import json
import os
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from registry.errors import StoreError
from registry.files import create_private, make_private_folder, sha256_of, write_file

MARKER = "guiqing.toml"
VARIABLE = "GUIQING_REGISTRY"
FORMAT = 1
OWN_NAMES = frozenset({MARKER, "registry.db", "registry.db-wal", "registry.db-shm", "registry.db-journal",
                   "journal.mark", "index", "sources", "laws", "profiles", "backups", "tmp"})  # fmt: skip

_NEW_MARKER = """\
# 规清登记库。请勿手工移动或修改此文件夹中的文件；备份请用 guiqing backup。
format = {format}
id = {id}
created = {created}

[storage]
# 数据库地址；空 = 本文件夹中的 registry.db
url = ""
# 登记库放在网络共享文件夹时改为 "delete"（较慢，但不依赖共享内存）
journal_mode = "wal"
"""


@dataclass(frozen=True, slots=True)
class RegistryFolder:
    """A folder that is a registry. `settings` is the content of its guiqing.toml."""

    path: Path
    settings: Mapping[str, Any]

    @property
    def marker(self) -> Path:
        return self.path / MARKER

    @property
    def database(self) -> Path:
        return self.path / "registry.db"

    @property
    def mark(self) -> Path:
        return self.path / "journal.mark"

    @property
    def index(self) -> Path:
        return self.path / "index"

    @property
    def sources(self) -> Path:
        return self.path / "sources"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def tmp(self) -> Path:
        return self.path / "tmp"

    @property
    def id(self) -> str:
        return str(self.settings.get("id", ""))

    @property
    def place(self) -> str | Path:
        """Where the database is: the address in the setting `storage.url`, else the file in the folder."""
        return str(self.settings.get("storage", {}).get("url") or "") or self.database

    @property
    def journal_mode(self) -> str:
        return str(self.settings.get("storage", {}).get("journal_mode", "wal"))

    def source(self, sha256: str) -> Path:
        """Where the copy of a file with this content lies, whether or not it does."""
        return self.sources / sha256[:2] / sha256

    def keep_source(self, sha256: str, data: bytes) -> Path:
        """Keep a private copy of an ingested file; a copy that is there already is left alone."""
        target = self.source(sha256)
        if not target.exists():
            make_private_folder(target.parent)
            make_private_folder(self.tmp)
            write_file(target, data, scratch=self.tmp)
        return target

    def source_is_intact(self, sha256: str) -> bool:
        """Whether the kept copy exists and still has the content it is named after."""
        target = self.source(sha256)
        return target.is_file() and sha256_of(target) == sha256

    @classmethod
    def open(cls, path: Path) -> Self:
        """The registry in a folder. Raises StoreError when the folder is not one."""
        path = path.expanduser().absolute()
        marker = path / MARKER
        try:
            if not path.is_dir():
                raise StoreError(
                    f"登记库文件夹不存在：{path}",
                    "请用 guiqing init 新建，或用 --registry 指定已有的登记库。",
                )
            settings = tomllib.loads(marker.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise StoreError(
                f"该文件夹不是登记库（没有 {MARKER}）：{path}",
                "请用 --registry 指定登记库文件夹，或用 guiqing init 新建。",
            ) from None
        except PermissionError:
            raise StoreError(
                f"没有权限读取登记库：{marker}", "请用建立登记库的账户登录，或请管理员授权。"
            ) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise StoreError(
                f"登记库的设置文件读不出：{marker}（{error}）", "请从备份中恢复这个文件。"
            ) from None
        if not isinstance(settings.get("storage", {}), dict):
            raise StoreError(
                f"登记库的设置文件不对：{marker}（storage 应是一节）", "请从备份中恢复这个文件。"
            )
        written = settings.get("format")
        if not isinstance(written, int) or isinstance(written, bool):
            raise StoreError(
                f"{marker} 不是规清登记库的设置文件（缺少 format）", "请检查 --registry 指定的文件夹。"
            )
        if written > FORMAT:
            raise StoreError(
                f"登记库由更新版本的规清建立（格式 {written}，本程序只认识到 {FORMAT}）：{path}",
                "请升级规清后再打开。",
            )
        return cls(path, settings)

    @classmethod
    def find(cls, explicit: Path | None = None, *, start: Path | None = None) -> Self:
        """The registry meant: `explicit`, else $GUIQING_REGISTRY, else the nearest folder upwards from
        `start` (default: the working folder) that holds guiqing.toml, else the user's data folder.

        Raises StoreError when there is none.
        """
        return cls.open(locate(explicit, start=start))

    @classmethod
    def prepare(cls, path: Path) -> Path:
        """Make the folder and its parts for a new registry, without the marker. Returns its absolute path.

        Raises StoreError when the folder is a registry already, or holds something else.
        """
        path = path.expanduser().absolute()
        try:
            if path.exists() and not path.is_dir():
                raise StoreError(f"这是一个文件，不是文件夹：{path}", "请为登记库指定一个文件夹。")
            if (path / MARKER).exists():
                raise StoreError(f"这里已经有一个登记库：{path}", "直接使用即可；如要另建，请换一个文件夹。")
            if path.exists() and (alien := sorted(p.name for p in path.iterdir() if p.name not in OWN_NAMES)):
                raise StoreError(
                    f"文件夹里已有别的内容（如 {alien[0]}），不能在此建立登记库：{path}",
                    "请指定一个空文件夹或新文件夹。",
                )
            make_private_folder(path)
            os.chmod(path, 0o700)
            for part in ("index", "sources", "backups", "tmp"):
                make_private_folder(path / part)
            create_private(path / "registry.db")  # SQLite gives the files beside it the same rights
        except OSError as error:
            raise StoreError(
                f"不能建立登记库文件夹：{path}（{error.strerror}）", "请检查权限和磁盘空间。"
            ) from None
        return path

    @classmethod
    def finish(cls, path: Path, *, at: datetime) -> Self:
        """Write the marker that makes a prepared folder a registry (unless another process just did)."""
        if is_registry(path):
            return cls.open(path)
        content = _NEW_MARKER.format(
            format=FORMAT, id=json.dumps(uuid.uuid4().hex), created=json.dumps(at.astimezone(UTC).isoformat())
        )
        try:
            write_file(path / MARKER, content.encode(), scratch=path / "tmp")
        except OSError as error:
            raise StoreError(
                f"不能写入 {path / MARKER}（{error.strerror}）", "请检查权限和磁盘空间。"
            ) from None
        return cls.open(path)


def find_registry(explicit: Path | None = None, *, start: Path | None = None) -> RegistryFolder:
    """`RegistryFolder.find`: the registry meant, or StoreError."""
    return RegistryFolder.find(explicit, start=start)


def is_registry(path: Path) -> bool:
    """Whether a folder claims to be a registry."""
    with contextlib.suppress(PermissionError):
        return (path.expanduser() / MARKER).is_file()
    return False


def locate(explicit: Path | None = None, *, start: Path | None = None) -> Path:
    """The folder where the registry is looked for or made; it need not be one (see `find`)."""
    if explicit is not None:
        return explicit
    if named := os.environ.get(VARIABLE):
        return Path(named)
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if is_registry(folder):
            return folder
    return default_folder()


def default_folder() -> Path:
    """The user's own registry, used when none is named."""
    import platformdirs  # looked for last, and slow to load

    return Path(platformdirs.user_data_dir("guiqing", appauthor=False)) / "registry"
