"""Sentences of a text with their places: what the per-sentence checks walk over."""

import re
from typing import NamedTuple

from registry.records import Quote

_STOPS = re.compile(r"[。；！？\n]+[”’」』）)]*")
_SPACE = " \t\r\n\u3000"


class Sentence(NamedTuple):
    """A sentence of the text with its place: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int

    @property
    def quote(self) -> Quote:
        return Quote(self.text, self.start, self.end)


def sentences_in(text: str, offset: int = 0) -> tuple[Sentence, ...]:
    """Split a text into sentences with their places, blanks at the edges left out."""
    found: list[Sentence] = []
    at = 0
    for stop in _STOPS.finditer(text):
        _append(found, text, at, stop.end(), offset)
        at = stop.end()
    _append(found, text, at, len(text), offset)
    return tuple(found)


def _append(found: list[Sentence], text: str, start: int, end: int, offset: int) -> None:
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    if end > start:
        found.append(Sentence(text[start:end], start + offset, end + offset))
