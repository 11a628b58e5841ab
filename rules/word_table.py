"""Which of many short words stand in a text, told in one pass over its characters."""

import sys
from collections.abc import Iterable

import numpy as np

_WIDE = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"


class WordTable:
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
