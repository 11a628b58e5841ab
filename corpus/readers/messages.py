"""What passes between the program and its workers: framed messages, unpickled with a short list of classes.

A worker reads hostile files; were one to take it over, its answers must not run code here. So an answer
may name only the value classes of this program and of `datetime`.
"""

import dataclasses
import enum
import importlib
import io
import json
import pickle
import struct
from typing import IO, Any

_LENGTH = struct.Struct("<Q")
_OURS = ("registry", "corpus", "rules", "tui")
_PLAIN = frozenset(
    {
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("collections", "Counter"),
        ("decimal", "Decimal"),
    }
)


class ForbiddenClass(Exception):
    """An answer named a class that answers may not contain."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.split(".")[0] in _OURS and "." not in name:
            found = getattr(importlib.import_module(module), name)
            if isinstance(found, type) and _is_record(found):
                return found
        raise ForbiddenClass(f"{module}.{name}")


def _is_record(kind: type) -> bool:
    """A dataclass, a named tuple, an enumeration or an exception: building one runs nothing."""
    named = issubclass(kind, tuple) and hasattr(kind, "_fields")
    return named or dataclasses.is_dataclass(kind) or issubclass(kind, (enum.Enum, Exception))


def pack(value: object) -> bytes:
    """A value as one frame."""
    data = pickle.dumps(value, protocol=5)
    return _LENGTH.pack(len(data)) + data


def unpack(data: bytes) -> Any:
    """The value of a frame's content. Raises ForbiddenClass, and whatever damaged pickles raise."""
    return _Unpickler(io.BytesIO(data)).load()


def frame_length(head: bytes) -> int:
    """The length that a frame's head announces."""
    (length,) = _LENGTH.unpack(head)
    return int(length)


HEAD = _LENGTH.size


def write_job(stream: IO[bytes], job: dict[str, Any]) -> None:
    """Send a job to a worker: one line of JSON."""
    stream.write(json.dumps(job, ensure_ascii=True).encode() + b"\n")
    stream.flush()
