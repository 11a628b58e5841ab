"""Which literal words a document may contain: one cheap pass a document, asked by every rule.

A rule of group U or N looks for some of a few hundred words; most documents hold none of them. The pairs of
neighbouring characters of a text are matched once against those of all words; what stays is one bit a word. A set
bit means 'perhaps' (the first two characters stand there), a clear one 'certainly not'.
"""

import sys
from collections.abc import Callable, Iterable
from itertools import pairwise

from rules.view import DocumentView

_WIDE = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_PAIRS: dict[int, int] = {}
_SINGLES: dict[str, int] = {}
_BITS: dict[str, int] = {}
_WAITING: list[Callable[[], object]] = []


def enrols(load: Callable[[], object]) -> None:
    """Name a function that enrols words when it loads its data. It runs before the first document is looked at, so
    that no document is looked at twice."""
    _WAITING.append(load)


def mask_of(words: Iterable[str]) -> int:
    """The bits of some words; unknown ones are enrolled. Keep the result: it never changes."""
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
        if len(head) == 2:
            _PAIRS[int.from_bytes(head.encode(_WIDE), sys.byteorder)] = bit
        else:
            _SINGLES[head] = bit
    return bit


def _neighbours(text: str) -> set[int]:
    """Every pair of neighbouring characters as one number; joining two million strings would take thrice as long."""
    even = text if len(text) % 2 == 0 else text + "\0"
    wide = memoryview(even.encode(_WIDE, "surrogatepass"))
    found = set(wide.cast("Q"))
    found.update(wide[4:-4].cast("Q"))
    return found


def mask_of_document(doc: DocumentView) -> int:
    """The bits of the enrolled words that the text may contain. Computed anew only when words were added."""
    while _WAITING:
        _WAITING.pop()()
    known = doc.memo.get("words", 0)
    if isinstance(known, int) and known >> len(_BITS) == 1:
        return known
    text = doc.text
    mask = 1 << len(_BITS)  # stands above all words' bits and tells how many were enrolled
    for pair in _PAIRS.keys() & _neighbours(text):
        mask |= _PAIRS[pair]
    for char, bit in _SINGLES.items():
        if char in text:
            mask |= bit
    doc.memo["words"] = mask
    return mask


def may_contain(doc: DocumentView, mask: int) -> bool:
    """Whether the text may contain one of the words behind a mask."""
    return bool(mask_of_document(doc) & mask)
