"""What bytes of a terminal become which keys, also when they arrive apart."""

import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread

import pytest
from textual import constants, events
from textual.message import Message

from tui.terminal import read_keys

#: Seconds after which a test gives up.
_LONG = 10.0


@contextmanager
def terminal() -> Iterator[tuple[int, int, Queue[str]]]:
    """(where it is read, where to write what a terminal sends, the keys that were read)."""
    source, sink = os.pipe()
    keys: Queue[str] = Queue()

    def tell(message: Message) -> None:
        if isinstance(message, events.Key):
            keys.put(message.key)

    reader = Thread(target=read_keys, args=(source, Event(), tell))
    reader.start()
    try:
        yield source, sink, keys
    finally:
        os.close(sink)  # nothing more can come: the reader ends by itself
        reader.join(_LONG)
        os.close(source)
        assert not reader.is_alive()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((b"\x1b",), ["escape"]),
        ((b"j", b"\x1b"), ["j", "escape"]),
        ((b"\x1b[A",), ["up"]),
        ((b"\x1b[B\x1b[A",), ["down", "up"]),
        (("养".encode()[:1], "养".encode()[1:]), ["养"]),
    ],
)
def test_bytes_become_keys(parts: tuple[bytes, ...], expected: list[str]) -> None:
    with terminal() as (_, sink, keys):
        for part in parts:
            os.write(sink, part)
        assert [keys.get(timeout=_LONG) for _ in expected] == expected


def test_an_arrow_that_comes_in_two_parts_stays_an_arrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", _LONG)
    with terminal() as (source, sink, keys):
        os.write(sink, b"\x1b")
        while select.select([source], [], [], 0)[0]:  # until the first part has been read by itself
            time.sleep(0.001)
        os.write(sink, b"[A")
        assert keys.get(timeout=_LONG) == "up"


def test_what_is_no_utf8_ends_nothing() -> None:
    with terminal() as (_, sink, keys):
        os.write(sink, b"\xff\xfe")
        os.write(sink, b"q")
        while (key := keys.get(timeout=_LONG)) != "q":
            assert key
