"""How values are kept in columns: words, JSON, moments and days, each in one spelling.

Times are UTC and stored as ISO text with microseconds, so that text order is time order on every
database. Days of documents are ISO strings of day, month or year precision. Values that are never
searched are JSON text; large ones are compressed.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def to_json(value: Any) -> str:
    """The one spelling of a value as JSON: sorted keys, no spaces, Chinese as it is."""
    words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_mapping)
    return storable(words)


def _mapping(value: object) -> dict[str, Any]:
    if isinstance(value, Packed):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def from_json(text: str) -> Any:
    """The inverse of `to_json`; short cuts for the commonest values halve the time of loading a registry."""
    if text == "[]":
        return []
    if text == "{}":
        return {}
    if text[0] == '"' and "\\" not in text:
        return text[1:-1]
    return json.loads(text)


def utc_text(at: datetime) -> str:
    """A moment as sortable text: UTC, microseconds always written."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone says nothing")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_LONE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """A text that every database can keep: halves of surrogate pairs become U+FFFD, offsets stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", text)
    return text


class Words(TypeDecorator[str]):
    """Text that came from outside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class JsonText(TypeDecorator[Any]):
    """A JSON-ready value as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else from_json(value)


class PackedJson(TypeDecorator[Any]):
    """A large JSON-ready value, compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        return pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else unpack(value)


def pack(value: Any) -> bytes:
    return zlib.compress(to_json(value).encode(), 1)


def unpack(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


class Packed(Mapping[str, Any]):
    """A JSON object that stays as it is stored until it is looked at: unpacked, the readings of ten thousand
    documents take a gigabyte. Only the last few stay unpacked; keep what you need more than once."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __getitem__(self, key: str) -> Any:
        return _unpacked(self.data)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_unpacked(self.data))

    def __len__(self) -> int:
        return len(_unpacked(self.data))

    def __repr__(self) -> str:
        return repr(dict(self))

    @property
    def words(self) -> str:
        """The JSON as it is spelled (see `to_json`)."""
        return zlib.decompress(self.data).decode()


@lru_cache(maxsize=16)
def _unpacked(data: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = unpack(data)
    return found


class PackedObject(TypeDecorator[Mapping[str, Any]]):
    """A large JSON object, compressed; it is read as `Packed`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> bytes:
        return value.data if isinstance(value, Packed) else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Packed | None:
        return None if value is None else Packed(value)


class UtcTime(TypeDecorator[datetime]):
    """A timezone-aware moment."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A calendar day."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)
