"""Archives, member by member and nested, in memory: nothing is ever written to a name from an archive."""

import bz2
import gzip
import io
import lzma
import posixpath
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Protocol

from corpus.readers import limits
from corpus.readers.errors import Empty, NeedsPassword, NotReadable, TooLarge, Unreadable, Unsupported
from corpus.readers.sniff import ARCHIVES, Kind, sniff


class _Stream(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


_UNICODE_NAME = 0x7075
_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, OverflowError, IndexError, KeyError, struct.error, AttributeError, TypeError,
)  # fmt: skip
_OPENERS: dict[Kind, Callable[[io.BytesIO], _Stream]] = {
    Kind.GZIP: gzip.open,
    Kind.BZIP2: bz2.open,
    Kind.XZ: lzma.open,
}


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive. `names` leads to it through nested archives; no data when there is a problem."""

    names: tuple[str, ...]
    data: bytes | None = None
    size: int = 0
    problem: Unreadable | None = None


@dataclass(slots=True)
class _Budget:
    """What is left of the limits of one archive file, shared by all that is nested in it."""

    left: int = limits.ARCHIVE_BYTES
    entries: int = field(default=limits.ARCHIVE_ENTRIES)

    def entry(self) -> None:
        self.entries -= 1
        if self.entries < 0:
            raise _too_many()

    def limit(self, packed: int) -> int:
        return min(limits.MEMBER_BYTES, self.left, max(limits.RATIO_FREE_BYTES, limits.RATIO * packed))


def walk(data: bytes, source: Path | None = None) -> Iterator[Member]:
    """The members of an archive and of the archives in it, to depth 3, each with its data or its problem.

    A damaged archive, or one over a limit, ends with a member that has the problem and the archive's own
    name (`names` is () for the outermost). `source` is where the archive lies on the disk: only so a .rar
    can be read. Raises nothing.
    """
    yield from _walk(data, (), _Budget(), source)


_cache: dict[tuple[str, float, int], dict[tuple[str, ...], bytes]] = {}


def read_member(path: Path, names: tuple[str, ...]) -> bytes:
    """A member's bytes. Raises its problem, or NotReadable when the archive no longer has it.

    The members of the archive last used are kept in memory, within a limit.
    """
    status = path.stat()
    key = (str(path), status.st_mtime, status.st_size)
    if key in _cache and names in _cache[key]:
        return _cache[key][names]
    _cache.clear()
    kept: dict[tuple[str, ...], bytes] = {}
    room = limits.MEMBER_CACHE_BYTES
    wanted: Member | None = None
    for member in walk(path.read_bytes(), path):
        if wanted is None and member.names == names:
            wanted = member
        if member.data is not None and len(member.data) <= room:
            kept.setdefault(member.names, member.data)
            room -= len(member.data)
        if wanted is not None and room <= 0:
            break
    _cache[key] = kept
    if wanted is None:
        raise NotReadable("压缩包里已没有这个文件。", "请重新导入这个压缩包。")
    if wanted.problem is not None or wanted.data is None:
        raise wanted.problem or Empty()
    return wanted.data


def _walk(
    data: bytes, names: tuple[str, ...], budget: _Budget, source: Path | None = None
) -> Iterator[Member]:
    kind = sniff(data)
    if kind not in ARCHIVES:
        yield Member(names, data, len(data)) if data else Member(names, problem=Empty())
        return
    if len(names) > limits.ARCHIVE_DEPTH:
        yield Member(
            names, size=len(data), problem=TooLarge(f"压缩包嵌套超过 {limits.ARCHIVE_DEPTH} 层，不予展开。")
        )
        return
    try:
        for member in _opened(kind, data, budget, source):
            if member.data is None:
                yield Member((*names, *member.names), None, member.size, member.problem)
            else:
                yield from _walk(member.data, (*names, *member.names), budget)
    except Unreadable as error:
        yield Member(names, size=len(data), problem=error)
    except MemoryError:
        yield Member(names, size=len(data), problem=TooLarge("展开压缩包所需内存过大，不予读取。"))
    except _DAMAGED as error:
        yield Member(
            names, size=len(data),
            problem=NotReadable(f"压缩包已损坏（{type(error).__name__}），其余内容无法读取。", "请重新压缩后再导入。"),
        )  # fmt: skip


def _opened(kind: Kind, data: bytes, budget: _Budget, source: Path | None) -> Iterator[Member]:
    if kind is Kind.ZIP:
        return _zip(data, budget)
    if kind is Kind.TAR:
        return _tar(data, budget)
    if kind in _OPENERS:
        return _compressed(kind, data, budget)
    if kind is Kind.SEVEN_ZIP:
        from corpus.readers.seven_zip import seven_zip_members

        return _named(seven_zip_members(data, budget.left, budget.entry), budget)
    from corpus.readers.rar import rar_members

    return _named(_counted(rar_members(source), budget), budget)


def _counted(
    members: Iterable[tuple[str, bytes | Unreadable]], budget: _Budget
) -> Iterator[tuple[str, bytes | Unreadable]]:
    for member in members:
        budget.entry()
        yield member


def _named(members: Iterable[tuple[str, bytes | Unreadable]], budget: _Budget) -> Iterator[Member]:
    """Members under safe names, paid for out of the budget."""
    for stored, content in members:
        name = safe_name(stored)
        if name is None:
            yield Member((_shown(stored),), problem=_bad_name())
        elif isinstance(content, Unreadable):
            yield Member((name,), problem=content)
        else:
            budget.left -= len(content)
            if budget.left < 0:
                raise _too_large()
            yield Member((name,), content, len(content))


def _zip(data: bytes, budget: _Budget) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if len(archive.infolist()) > budget.entries:
            raise _too_many()
        for entry in archive.infolist():
            budget.entry()
            if entry.filename.endswith("/"):
                continue
            name = safe_name(_zip_name(entry))
            refusal = _zip_refusal(entry, name)
            limit = budget.limit(entry.compress_size)
            if refusal is None and entry.file_size > limit:
                refusal = _too_large()
            if refusal is not None:
                yield Member((name or _shown(entry.filename),), size=entry.file_size, problem=refusal)
                continue
            yield _member(str(name), partial(archive.open, entry), limit, budget)


def _zip_refusal(entry: zipfile.ZipInfo, name: str | None) -> Unreadable | None:
    if name is None:
        return _bad_name()
    if (entry.external_attr >> 16) & 0xF000 == 0xA000:
        return NotReadable("压缩包内的符号链接，不予读取。")
    if entry.flag_bits & _ENCRYPTED:
        return NeedsPassword("压缩包内的文件设有密码，无法读取。")
    if entry.compress_type not in _METHODS:
        return Unsupported("压缩方式不受支持。", "请重新压缩为普通 zip。")
    return None


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name as its maker meant it: Chinese programs write GBK without saying so."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", "replace")
    extra, at = entry.extra, 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        whole = tag == _UNICODE_NAME and length > 5 and at + 4 + length <= len(extra)
        if whole and struct.unpack_from("<L", extra, at + 5)[0] == zlib.crc32(raw):
            return extra[at + 9 : at + 4 + length].decode("utf-8", "replace")
        at += 4 + length
    return decode_name(raw)


def _tar(data: bytes, budget: _Budget) -> Iterator[Member]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errors="surrogateescape") as archive:
        for entry in archive:
            budget.entry()
            if entry.isdir():
                continue
            name = safe_name(decode_name(entry.name.encode("utf-8", "surrogateescape")))
            limit = min(limits.MEMBER_BYTES, budget.left)
            refusal: Unreadable | None = None
            if name is None:
                refusal = _bad_name()
            elif not entry.isreg() or entry.issparse():
                refusal = NotReadable("压缩包内的链接或特殊文件，不予读取。")
            elif entry.size > limit:
                refusal = _too_large()
            if refusal is not None:
                yield Member((name or _shown(entry.name),), size=max(0, entry.size), problem=refusal)
                continue
            yield _member(str(name), partial(archive.extractfile, entry), limit, budget)


def _compressed(kind: Kind, data: bytes, budget: _Budget) -> Iterator[Member]:
    """A single compressed file, usually a tar: its members then, not the tar."""
    limit = min(2 * limits.MEMBER_BYTES, budget.left, max(limits.RATIO_FREE_BYTES, limits.RATIO * len(data)))
    inner = drain(_OPENERS[kind](io.BytesIO(data)), limit)
    budget.left -= len(inner)
    if sniff(inner) is Kind.TAR:
        yield from _tar(inner, budget)
    else:
        yield Member(("内容",), inner, len(inner))


def _member(name: str, opened: Callable[[], IO[bytes] | None], limit: int, budget: _Budget) -> Member:
    try:
        stream = opened()
        if stream is None:
            return Member((name,), problem=NotReadable("压缩包内的特殊文件，不予读取。"))
        with stream:
            data = drain(stream, limit)
    except Unreadable as error:
        return Member((name,), problem=error)
    except _DAMAGED:
        return Member((name,), problem=NotReadable("压缩包内的这个文件已损坏。", "请重新压缩后再导入。"))
    budget.left -= len(data)
    return Member((name,), data, len(data))


def drain(stream: _Stream, limit: int) -> bytes:
    """All bytes of a stream, counted as they come: headers lie. Raises TooLarge."""
    chunks, size = [], 0
    while chunk := stream.read(limits.CHUNK):
        size += len(chunk)
        if size > limit:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


def safe_name(name: str) -> str | None:
    """A member's path with plain slashes; None for one that leads out of its folder or hides controls."""
    name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    drive = len(name) > 1 and name[1] == ":"
    if not parts or name.startswith("/") or ".." in parts or drive or len(name) > limits.MEMBER_NAME:
        return None
    if any(
        ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069
        for c in name
    ):
        return None
    return posixpath.join(*parts)


def decode_name(raw: bytes) -> str:
    """A file name of unknown encoding: UTF-8 if it is, else GB18030."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _shown(name: str) -> str:
    """A refused name, fit to be shown."""
    return "".join(c if c.isprintable() else "?" for c in name[:80]) or "（无名）"


def _too_many() -> TooLarge:
    return TooLarge(f"压缩包内文件超过 {limits.ARCHIVE_ENTRIES} 个，不予读取。", "请分成几个压缩包。")


def _bad_name() -> NotReadable:
    return NotReadable("压缩包内的文件名指向别处或含有控制符，不予读取。")


def _too_large() -> TooLarge:
    return TooLarge("压缩包内的文件解压后过大，疑似压缩炸弹，不予读取。")
