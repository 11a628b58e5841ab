"""Private files that survive a power cut: written beside, flushed to disk, renamed into place."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (a rename is only safe once its folder is flushed)."""
    if os.name == "nt":  # Windows has no handle on a folder and flushes names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private_folder(folder: Path) -> None:
    """Create a folder, and its missing parents, that only its owner can enter."""
    missing = [folder, *folder.parents]
    missing = missing[: next(i for i, f in enumerate(missing) if f.exists())]
    for path in reversed(missing):
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
        sync_folder(path.parent)


def create_private(path: Path) -> None:
    """Make sure that a file exists that only its owner may read, before anything is written to it."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE_MODE))


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Files that a library creates meanwhile are private too (the rights mask is the whole process's)."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def replacing(
    target: Path, *, scratch: Path | None = None, durable: bool = True, prefix: str = ".new-"
) -> Iterator[IO[bytes]]:
    """A binary file to write that takes the place of `target` as a whole, or not at all.

    `scratch` is where the unfinished file lies (same file system; default: beside the target), and `prefix`
    the beginning of its name.
    """
    handle, name = tempfile.mkstemp(prefix=prefix, dir=scratch or target.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            if durable:
                os.fsync(out.fileno())
        os.replace(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(target.parent)


def write_file(target: Path, data: bytes, *, scratch: Path | None = None, durable: bool = True) -> None:
    """Write a private file as a whole, or not at all."""
    with replacing(target, scratch=scratch, durable=durable) as out:
        out.write(data)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
