"""7z archives through py7zr, in memory."""

import io
import lzma
from collections.abc import Callable, Iterator

import py7zr
import py7zr.exceptions
from py7zr.io import Py7zIO, WriterFactory

from corpus.readers import limits
from corpus.readers.errors import NeedsPassword, NotReadable, TooLarge, Unreadable, Unsupported

_TOO_LARGE = "压缩包内的文件解压后过大，疑似压缩炸弹，不予读取。"
_DAMAGED = (
    py7zr.exceptions.ArchiveError, py7zr.exceptions.InternalError, lzma.LZMAError, EOFError, OSError, ValueError,
    KeyError, IndexError, TypeError, AttributeError, NotImplementedError, OverflowError, AssertionError, RuntimeError,
)  # fmt: skip


class _Sink(Py7zIO):
    """Takes one member's bytes, and refuses more than are left for all."""

    def __init__(self, room: "_Sinks") -> None:
        self._room = room
        self.chunks: list[bytes] = []
        self._size = 0

    def write(self, data: bytes | bytearray) -> int:
        self._size += len(data)
        self._room.left -= len(data)
        if self._room.left < 0 or self._size > limits.MEMBER_BYTES:
            raise TooLarge(_TOO_LARGE)
        self.chunks.append(bytes(data))
        return len(data)

    def read(self, size: int | None = None) -> bytes:
        return b"".join(self.chunks)

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        return self._size


class _Sinks(WriterFactory):
    def __init__(self, left: int) -> None:
        self.left = left
        self.taken: dict[str, _Sink] = {}

    def create(self, filename: str) -> _Sink:
        self.taken[filename] = _Sink(self)
        return self.taken[filename]


def seven_zip_members(
    data: bytes, limit: int, entry: Callable[[], None]
) -> Iterator[tuple[str, bytes | Unreadable]]:
    """(name as stored, bytes or why not) of each file in a 7z archive; `entry` is called for each.

    Raises NeedsPassword, NotReadable, TooLarge: members of one archive are packed together, so that
    nothing can be had of an archive over the limit.
    """
    room = min(limit, limits.SEVEN_ZIP_BYTES, max(limits.RATIO_FREE_BYTES, limits.RATIO * len(data)))
    sinks = _Sinks(room)
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            if archive.needs_password():
                raise NeedsPassword("压缩包设有密码，无法读取。")
            files = []
            total = 0
            for info in archive.list():
                entry()
                if not info.is_directory:
                    files.append(info.filename)
                    total += info.uncompressed or 0
            if total > room:
                raise TooLarge(_TOO_LARGE)
            archive.extractall(factory=sinks)
    except Unreadable:
        raise
    except py7zr.exceptions.PasswordRequired as error:
        raise NeedsPassword("压缩包设有密码，无法读取。") from error
    except py7zr.exceptions.UnsupportedCompressionMethodError as error:
        raise Unsupported("压缩方式不受支持。", "请重新压缩为普通 zip。") from error
    except _DAMAGED as error:
        raise NotReadable(
            "压缩包已损坏或含有指向别处的文件名，无法展开。", "请重新压缩为 zip 后再导入。"
        ) from error
    for name in files:
        sink = sinks.taken.get(name)
        yield name, sink.read() if sink else NotReadable("压缩包内的链接或特殊文件，不予读取。")
