"""Which literal words a document may contain: one cheap pass a document, asked by every rule.

Rules look for some thousand words; most documents hold few of them. The pairs of neighbouring characters of a text
are matched once against those of all words; what stays is one bit a pair. A set bit means 'stands in the text', so
that a word all of whose pairs are set may stand there, and any other certainly does not.
"""

import re
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rules.required import required

if TYPE_CHECKING:
    from rules.view import DocumentView

_WIDE = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_BITS: dict[str, int] = {}
_WAITING: list[Callable[[], object]] = []


def enrols(load: Callable[[], object]) -> None:
    """Name a function that enrols words when it loads its data. It runs before the first document is looked at, so
    that no document is looked at twice."""
    _WAITING.append(load)


def mask_of(words: Iterable[str]) -> int:
    """The bits of the beginnings of some words; unknown ones are enrolled. Keep the result: it never changes."""
    mask = 0
    for word in words:
        mask |= _bit(word[:2])
    return mask


def pairs_of(word: str) -> int:
    """The bits of every pair of neighbouring characters of a word: the word may stand in a text only when all are
    set, which tells 不得再 from the 不得 of every other sentence."""
    mask = _bit(word[:2])
    for pair in map("".join, pairwise(word)):
        mask |= _bit(pair)
    return mask


def _bit(head: str) -> int:
    bit = _BITS.get(head)
    if bit is None:
        bit = _BITS[head] = 1 << len(_BITS)
    return bit


class _Table:
    """The enrolled pairs as arrays, so that a text is looked through in a few steps whatever its length: characters
    of words have a number each (all others 0), and two numbers lead to the place of the pair's bit."""

    def __init__(self, heads: Iterable[str]) -> None:
        self.enrolled = list(heads)
        chars = sorted({ord(char) for head in self.enrolled for char in head})
        self._numbers = np.zeros(0x110000, np.intp)
        self._numbers[chars] = np.arange(1, len(chars) + 1)
        self._width = len(chars) + 1
        nowhere = len(self.enrolled)
        self._places = np.full(self._width * self._width, nowhere, np.uint16)
        self._singles, self._singles_at = [], []  # numbers and places of words of one character
        for place, head in enumerate(self.enrolled):
            numbers = self._numbers[[ord(char) for char in head]]
            if len(head) == 2:
                self._places[int(numbers[0]) * self._width + int(numbers[1])] = place
            elif len(head) == 1:
                self._singles.append(int(numbers[0]))
                self._singles_at.append(place)

    def mask(self, text: str) -> int:
        """The bits of the pairs (and single characters) that stand in a text."""
        numbers = self._numbers.take(np.frombuffer(text.encode(_WIDE, "surrogatepass"), np.uint32))
        stands = np.zeros(len(self.enrolled) + 1, np.uint8)
        stands[self._places.take(numbers[:-1] * self._width + numbers[1:])] = 1
        chars = np.zeros(self._width, np.uint8)
        chars[numbers] = 1
        stands[self._singles_at] = chars[self._singles]
        return int.from_bytes(np.packbits(stands[:-1], bitorder="little").tobytes(), "little")


_table = _Table(())


def mask_of_document(doc: "DocumentView") -> int:
    """The bits of the enrolled words that the text may contain. Computed anew only when words were added."""
    global _table
    known = doc.memo.get("words")
    if known is not None and known[0] == len(_BITS) and not _WAITING:  # type: ignore[index]
        return known[1]  # type: ignore[index, no-any-return]
    while _WAITING:
        _WAITING.pop()()
    if len(_table.enrolled) != len(_BITS):
        _table = _Table(_BITS)
    mask = _table.mask(doc.text)
    doc.memo["words"] = (len(_BITS), mask)
    return mask


def may_contain(doc: "DocumentView", mask: int) -> bool:
    """Whether the text may contain one of the words behind a mask."""
    return bool(mask_of_document(doc) & mask)


class Sought:
    """An expression that is looked for in whole texts: run only where the words may stand that it requires."""

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.pattern = re.compile(expression, flags)
        self._expression, self._flags = expression, flags
        enrols(lambda: self._groups)

    @cached_property
    def _groups(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(map(pairs_of, group)) for group in required(self._expression, self._flags))

    def may_stand(self, doc: "DocumentView") -> bool:
        """False where the expression certainly matches nowhere in the text."""
        present = mask_of_document(doc)
        return all(any(bits & present == bits for bits in group) for group in self._groups)

    def search(self, doc: "DocumentView", *, end: int | None = None) -> re.Match[str] | None:
        """The first match in the text, or in the part of it before `end`."""
        return self.pattern.search(doc.text[:end]) if self.may_stand(doc) else None
