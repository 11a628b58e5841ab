"""The folded texts, one behind another in a file that only grows, read through the memory of the system.

The shelf knows where each text lies. What stands behind the end that the shelf knows was left by a hand-over
that never finished, and is written over. Looking through ten thousand texts takes some hundredths of a second.
"""

import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from registry.files import create_private


def encoded(folded: str) -> bytes:
    """Folded words as they stand in the file; UTF-8, so that no character begins inside another."""
    return folded.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """The inverse of `encoded`."""
    return data.decode("utf-8", "surrogatepass")


def mapped(path: Path, end: int) -> "mmap.mmap | bytes":
    """The file up to `end`, to look through. Raises OSError or ValueError when it is missing or shorter."""
    if not end:  # nothing cannot be mapped
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), end, access=mmap.ACCESS_READ)


@contextmanager
def appending(path: Path, end: int) -> Iterator[IO[bytes]]:
    """The file, open for writing at `end`; what was written is on the disk when the block ends."""
    create_private(path)
    with path.open("r+b") as file:
        file.seek(end)
        yield file
        file.flush()
        os.fsync(file.fileno())


def discard(paths: Iterable[Path]) -> None:
    """Remove files that are no longer used; one that another program still reads stays for the next time."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            continue
