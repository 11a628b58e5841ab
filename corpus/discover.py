"""Finding what there is to read: files, folders and archives → a sorted list, each entry with its fate so far."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.page import Page
from corpus.readers import limits
from corpus.readers.archive import decode_name
from corpus.readers.errors import Empty, Inaccessible, NotADocument, TooLarge, Unreadable
from corpus.readers.sandbox import ReaderPool
from corpus.readers.sniff import ARCHIVES, sniff

#: Between an archive and its member, and a member and its own member, in a displayed path.
MEMBER_MARK = "!"
_SYSTEM_FILES = frozenset({"thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db", "icon\r"})
_SYSTEM_FOLDERS = frozenset({"__macosx", ".git", ".svn", "$recycle.bin", "system volume information"})
_PAGE_FOLDERS = ("_files", ".files", "_file")
_PAGES = (".html", ".htm", ".shtml", ".mht", ".doc", ".xls")
_OFFICE_LOCK = "~$"
_LIBREOFFICE_LOCK = ".~lock."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found: a file, a member of an archive, or what cannot be entered.

    `path` is for people and for sorting ("文件/2023.zip!办法.docx"); `file` is the file on the disk and
    `members` the names inside nested archives. `mtime` in seconds since 1970, the archive's for members.
    `problem` says why it will not be read; `sha256` is "" where the content was not looked at.
    """

    path: str
    file: Path
    members: tuple[str, ...] = ()
    sha256: str = ""
    size: int = 0
    mtime: float = 0.0
    problem: Unreadable | None = None


def discover(paths: Iterable[Path]) -> list[Found]:
    """Everything under the paths, sorted by `path`, each file once. Raises nothing.

    Symbolic links are not followed, but for the given paths themselves. System files, lock files, links, devices and folders that cannot be
    opened are in the list with their `problem`.
    """
    found: dict[str, Found] = {}
    with ReaderPool(workers=1) as pool:
        for path in paths:
            for one in _walk(path, pool):
                found.setdefault(one.path, one)
    return sorted(found.values(), key=lambda one: one.path)


def _walk(path: Path, pool: "ReaderPool[Page]") -> Iterator[Found]:
    todo = [path.resolve() if path.is_symlink() else path]
    while todo:
        at = todo.pop()
        try:
            status = at.lstat()
        except OSError as error:
            yield _problem(at, Inaccessible(f"无法访问：{error.strerror or error}。"))
            continue
        if stat.S_ISLNK(status.st_mode):
            yield _problem(at, Inaccessible("这是符号链接，不跟随。", "请直接导入它所指向的文件。"))
        elif stat.S_ISDIR(status.st_mode):
            if at.name.lower() in _SYSTEM_FOLDERS and at != path:
                continue
            if _belongs_to_page(at):
                yield _problem(at, NotADocument("网页另存时附带的文件夹，不读入。"))
                continue
            try:
                todo += [Path(entry.path) for entry in os.scandir(at)]
            except OSError as error:
                yield _problem(
                    at, Inaccessible(f"无法打开文件夹：{error.strerror or error}。", "请检查权限。")
                )
        elif stat.S_ISREG(status.st_mode):
            yield from _file(at, status, pool)
        else:
            yield _problem(at, Inaccessible("这不是普通文件（设备、管道或套接字）。"))


def _file(path: Path, status: os.stat_result, pool: "ReaderPool[Page]") -> Iterator[Found]:
    shown, size, mtime = display_path(path), status.st_size, status.st_mtime
    problem: Unreadable | None = system_file(path.name)
    if problem is None and size == 0:
        problem = Empty()
    if problem is None and size > limits.INPUT_BYTES:
        problem = TooLarge(
            f"文件超过 {limits.INPUT_BYTES >> 20} MB，不予读取。", "请拆分或压缩图片后重新加入。"
        )
    if problem is not None:
        yield Found(shown, path, size=size, mtime=mtime, problem=problem)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Found(
            shown, path, size=size, mtime=mtime,
            problem=Inaccessible(f"无法打开文件：{error.strerror or error}。", "请检查文件权限。"),
        )  # fmt: skip
        return
    digest = hashlib.sha256(data).hexdigest()
    if sniff(data) not in ARCHIVES:
        yield Found(shown, path, (), digest, len(data), mtime)
        return
    del data
    try:
        members = pool.members(path)
    except Unreadable as error:
        yield Found(shown, path, (), digest, size, mtime, error)
        return
    if not members:
        yield Found(shown, path, (), digest, size, mtime, Empty("压缩包是空的。", ""))
    for names, member_digest, member_size, refusal in members:
        refusal = refusal or system_file(names[-1].rsplit("/", 1)[-1] if names else "")
        inside = MEMBER_MARK.join((shown, *names))
        yield Found(inside, path, names, member_digest, member_size, mtime, refusal)


def display_path(path: Path) -> str:
    """A path as text that can be stored and printed: names in GBK on a UTF-8 system are repaired."""
    raw = os.fsencode(path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return os.sep.join(decode_name(part) for part in raw.split(os.fsencode(os.sep)))


def _belongs_to_page(folder: Path) -> bool:
    """True for the folder of pictures and scripts that a browser or Word saves beside a page."""
    for ending in _PAGE_FOLDERS:
        stem = folder.name.removesuffix(ending)
        if stem and stem != folder.name:
            return any((folder.parent / (stem + page)).is_file() for page in _PAGES)
    return False


def system_file(name: str) -> NotADocument | None:
    """Why a file of this name is nothing to read: made by a system or an open office program; else None."""
    if name.startswith((_OFFICE_LOCK, _LIBREOFFICE_LOCK)):
        return NotADocument("办公软件打开文件时的临时锁文件，不是文件。")
    if name.lower() in _SYSTEM_FILES or name.startswith("._"):
        return NotADocument("系统自动生成的文件，不是文件。")
    return None


def _problem(path: Path, problem: Unreadable) -> Found:
    return Found(display_path(path), path, problem=problem)
