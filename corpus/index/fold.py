"""Folding for comparison: one character in, one character out, so offsets stay those of the text.

Full and half width, upper and lower case, traditional and simplified, and the brackets of document
numbers are made equal. Query and text pass through the same door.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files

_BRACKETS = {**dict.fromkeys("【﹝〔［[", "["), **dict.fromkeys("】﹞〕］]", "]")}
_DASHES = dict.fromkeys("—–－―‐‑", "-")


def _fold_char(char: str) -> str:
    if char in _BRACKETS:
        return _BRACKETS[char]
    if char in _DASHES:
        return "-"
    wide = unicodedata.normalize("NFKC", char)
    # Some compatibility forms are several characters (㈱, ½): those stay, or the offsets would move.
    char = wide if len(wide) == 1 else char
    lower = char.lower()
    return lower if len(lower) == 1 else char


class _FoldTable(dict[int, str]):
    """A translation table that learns each character when it is first met."""

    def __missing__(self, code: int) -> str:
        char = _fold_char(chr(code))
        simple = _simplified().get(char, char)
        folded = simple if len(simple) == 1 else char
        self[code] = folded
        return folded


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional → simplified for single characters, from simplified.txt (tests/bench/build_simplified.py)."""
    lines = files("corpus.index").joinpath("simplified.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1] for line in lines}


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """The text in its comparison form, of the same length."""
    return text.translate(_TABLE)
