"""Text similarity by sampled shingles: one short sketch a document, compared without touching the texts again.

A shingle is five neighbouring characters of the text without blanks and punctuation. Of all shingles those
whose hash falls into a fixed sixteenth are kept: the same ones in every document, so that the overlap of
two sketches estimates both resemblance and containment (Broder's mod-m sampling).
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIZE = 5
_SAMPLE = 16
_NOISE = re.compile(r"[\W_]+")

#: Sorted, each hash once: eight bytes a shingle.
Sketch = NDArray[np.uint64]
NOTHING: Sketch = np.empty(0, dtype=np.uint64)


def _hashes(text: str) -> NDArray[np.uint64]:
    codes = np.frombuffer(_NOISE.sub("", text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    if codes.size < SIZE:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(codes.size - SIZE + 1, dtype=np.uint64)
    for i in range(SIZE):
        mixed = (mixed ^ codes[i : codes.size - SIZE + 1 + i]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def sketch(text: str) -> Sketch:
    """The sampled shingles of a text; every shingle of a short one (below 400 characters)."""
    mixed = np.unique(_hashes(text))
    return mixed[mixed % np.uint64(_SAMPLE) == 0] if mixed.size > 400 else mixed


def shingles(text: str) -> Sketch:
    """All shingles of a text, for an exact answer about one pair."""
    return np.unique(_hashes(text))


def common(one: Sketch, other: Sketch) -> int:
    """How many shingles two sketches share."""
    return int(np.intersect1d(one, other, assume_unique=True).size)


def commons(one: Sketch, others: Sequence[Sketch]) -> list[int]:
    """How many shingles a sketch shares with each other one."""
    if not one.size:
        return [0] * len(others)
    held = np.concatenate([NOTHING, *others])
    of = np.repeat(np.arange(len(others)), [other.size for other in others])
    at = np.searchsorted(one, held).clip(max=one.size - 1)
    found: list[int] = np.bincount(of[one[at] == held], minlength=len(others)).tolist()
    return found


def containment(one: Sketch, other: Sketch) -> float:
    """Share of the smaller one that the other holds, 0…1."""
    smaller = min(one.size, other.size)
    return common(one, other) / smaller if smaller else 0.0
