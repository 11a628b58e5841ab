"""Sets of documents as whole numbers: bit k stands for the document with the key k.

Unions, intersections and counts over a hundred thousand documents take microseconds, without any library.
"""

from collections.abc import Iterable
from itertools import compress, count

_ONES = bytes.maketrans(b"01", b"\x00\x01")


def bits_of(keys: Iterable[int]) -> int:
    """The set of some keys (none of them negative)."""
    listed = list(keys)
    if not listed:
        return 0
    digits = bytearray(b"0") * (max(listed) + 1)
    for key in listed:
        digits[key] = 49  # "1"
    digits.reverse()
    return int(digits, 2)


def flags_of(bits: int) -> bytes:
    """One byte a key: 1 when the key is in the set, 0 when it is not, as far as the greatest key of the set."""
    return format(bits, "b").encode("ascii")[::-1].translate(_ONES)


def keys_of(bits: int) -> list[int]:
    """The keys of a set, the smallest first."""
    return list(compress(count(), flags_of(bits)))
