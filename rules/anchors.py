"""Which literal words a document may contain: one cheap pass a document, asked by every rule.

Rules look for some thousand words; most documents hold few of them. The pairs of neighbouring characters of a text
are matched once against those of all words; what stays is one bit a pair. A set bit means 'stands in the text', so
that a word all of whose pairs are set may stand there, and any other certainly does not.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from rules.required import required

if TYPE_CHECKING:
    from rules.view import DocumentView
    from rules.word_table import WordTable

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


_table: "WordTable | None" = None


def mask_of_document(doc: "DocumentView") -> int:
    """The bits of the enrolled words that the text may contain. Computed anew only when words were added."""
    global _table
    known = doc.memo.get("words")
    if known is not None and known[0] == len(_BITS) and not _WAITING:  # type: ignore[index]
        return known[1]  # type: ignore[index, no-any-return]
    while _WAITING:
        _WAITING.pop()()
    if _table is None or len(_table.enrolled) != len(_BITS):
        from rules.word_table import WordTable  # its arrays take a tenth of a second to load: for sweeps only

        _table = WordTable(_BITS)
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
        """False where the expression certainly matches nowhere in the text. Nothing is certain before the words of a
        text have been looked for: a command that asks of a few documents does without the pass over all words."""
        if _table is None:
            return True
        present = mask_of_document(doc)
        return all(any(bits & present == bits for bits in group) for group in self._groups)

    def search(self, doc: "DocumentView", *, end: int | None = None) -> re.Match[str] | None:
        """The first match in the text, or in the part of it before `end`."""
        return self.pattern.search(doc.text[:end]) if self.may_stand(doc) else None
