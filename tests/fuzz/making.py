"""What a target is, and how cases are made: fragments of a parser's own language, joined, cut and dirtied."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from registry.errors import GuiqingError

Case = Any

DIRT = (
    "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud800", "\uffff", "😀", "\u3000", " ", "\t", "\n", "\r\n", "＝", "²", "٣", "Ⅲ",
    "𠮷", "é", "½", "\u2028", "①", "㈠", "０", "%", "\\", "'", '"', "0" * 40, "一" * 40, "（" * 30, "《" * 30,
)  # fmt: skip
DIGITS = (
    "0",
    "1",
    "2",
    "3",
    "9",
    "12",
    "31",
    "2021",
    "1999",
    "０",
    "８",
    "〇",
    "零",
    "一",
    "二",
    "十",
    "廿",
    "百",
    "千",
    "万",
    "两",
)


def mix(random: Random, fragments: tuple[str, ...], most: int) -> str:
    """Fragments in a row; one case in five gets dirt, one in ten loses characters."""
    parts = random.choices(fragments, k=random.randint(0, most))
    if random.random() < 0.2:
        for _ in range(random.randint(1, 3)):
            parts.insert(random.randint(0, len(parts)), random.choice(DIRT))
    text = "".join(parts)
    if random.random() < 0.1 and text:
        start = random.randrange(len(text))
        text = text[:start] + text[start + random.randint(1, 4) :]
    return text


def strings(fragments: tuple[str, ...], most: int) -> Callable[[Random], str]:
    return lambda random: mix(random, fragments, most)


def is_told(error: GuiqingError) -> None:
    """A refusal is a sentence."""
    assert error.message


@dataclass(frozen=True, slots=True)
class Target:
    """`share` is its part of all cases in a thousand."""

    make: Callable[[Random], Case]
    check: Callable[[Any], None]
    share: int
