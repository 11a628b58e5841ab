"""RAR archives through a program of this computer, if it has one: no free library unpacks them.

The program writes each member to a pipe and nothing to the disk; it inherits the limits of the worker.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from corpus.readers import limits
from corpus.readers.errors import NotReadable, TooLarge, Unreadable, Unsupported

#: Signs that these programs take for patterns in a name; members with them are not asked for.
_PATTERN = frozenset("*?[]\n\r")


@dataclass(frozen=True, slots=True)
class Program:
    """How a program lists the members of an archive, one a line, and how it writes one to its output."""

    path: str
    listing: tuple[str, ...]
    reading: tuple[str, ...]


_PROGRAMS = (
    ("unrar", ("lb", "-p-", "--"), ("p", "-inul", "-p-", "--")),
    ("bsdtar", ("-tf",), ("-xOf",)),
)


@cache
def find_program() -> Program | None:
    """The first program that is installed, None without one."""
    for name, listing, reading in _PROGRAMS:
        path = shutil.which(name)
        if path:
            return Program(path, listing, reading)
    return None


def rar_members(source: Path | None) -> Iterator[tuple[str, bytes | Unreadable]]:
    """(name as stored, bytes or why not) of each file in a RAR archive on the disk.

    Raises Unsupported without a program or for an archive inside another, NotReadable, TooLarge.
    """
    program = find_program()
    if program is None:
        raise Unsupported("没有可用的 rar 解压程序。", "请安装 unrar 或 bsdtar，或解压后导入。")
    if source is None:
        raise Unsupported("压缩包里的 rar 压缩包不能直接读取。", "请解压后导入。")
    deadline = time.monotonic() + limits.ARCHIVE_SECONDS - 1
    archive = str(source.absolute())
    listed = _output([program.path, *program.listing, archive], 4 << 20, deadline)
    for line in listed.decode("utf-8", "surrogateescape").splitlines():
        if not line or line.endswith("/"):
            continue
        if _PATTERN & set(line) or line.startswith(("-", "@")):
            yield line, NotReadable("压缩包内的文件名含有通配符，不予读取。", "请解压后导入。")
            continue
        try:
            yield (
                line,
                _output([program.path, *program.reading, archive, line], limits.MEMBER_BYTES, deadline),
            )
        except Unreadable as error:
            yield line, error


def _output(arguments: Sequence[str], limit: int, deadline: float) -> bytes:
    """What a program writes, up to a limit of bytes and of time. Raises NotReadable, TooLarge."""
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    assert process.stdout is not None
    try:
        data = _drained(process.stdout, limit, deadline)
        if process.wait(max(1.0, deadline - time.monotonic())) != 0:
            raise NotReadable("rar 解压程序报告文件已损坏或设有密码。")
    except subprocess.TimeoutExpired as error:
        raise TooLarge("展开 rar 压缩包用时过长，已中止。") from error
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    return data


def _drained(stream: IO[bytes], limit: int, deadline: float) -> bytes:
    chunks, size = [], 0
    while chunk := stream.read(limits.CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge("压缩包内的文件解压后过大，疑似压缩炸弹，不予读取。")
        if time.monotonic() > deadline:
            raise TooLarge("展开 rar 压缩包用时过长，已中止。")
        chunks.append(chunk)
    return b"".join(chunks)
