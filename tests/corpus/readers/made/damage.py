"""Seeded damage to made files of every format: the n-th damaged file of a format is always the same."""

import random
from collections.abc import Callable
from functools import cache

from tests.corpus.readers.made import archives, others, pages, prints, tables, texts
from tests.corpus.readers.made.base import Fixture
from tests.corpus.readers.test_office_fuzz import CASES, damaged, damaged_package, damaged_values

Damage = Callable[[random.Random, bytes], bytes]

_LARGEST = 200_000


def damaged_marks(rng: random.Random, data: bytes) -> bytes:
    """A copy of marked-up text with tags torn, doubled, moved and left open."""
    if rng.random() < 0.3:
        return damaged(rng, data)
    pieces = data.split(b"<")
    for _ in range(rng.choice((1, 4, 16))):
        at, what = rng.randrange(len(pieces)), rng.random()
        if what < 0.3:
            del pieces[at : at + rng.randrange(1, 4)]
            pieces = pieces or [b""]
        elif what < 0.6:
            pieces.insert(at, pieces[rng.randrange(len(pieces))])
        elif what < 0.8:
            pieces[at] = pieces[at] * rng.choice((2, 30))
        else:
            pieces[at] = pieces[at].replace(b">", b"", 1)
    return b"<".join(pieces)


def damaged_pdf(rng: random.Random, data: bytes) -> bytes:
    """A PDF with bytes changed, or with its numbers changed, so that its references lead elsewhere."""
    if rng.random() < 0.5:
        return damaged(rng, data)
    words = data.split(b" ")
    for _ in range(rng.choice((1, 3, 10))):
        numbers = [i for i, word in enumerate(words) if word.isdigit()]
        if not numbers:
            return damaged(rng, data)
        words[rng.choice(numbers)] = rng.choice(
            (b"0", b"-1", b"1", b"2", b"3", b"65536", b"2147483647", b"1e30")
        )
    return b" ".join(words)


def _made(fixtures: tuple[Fixture, ...], *formats: str) -> Callable[[], list[bytes]]:
    def make() -> list[bytes]:
        found = [f.make() for f in fixtures if f.error is None and f.format in formats]
        return [data for data in found if 0 < len(data) < _LARGEST]

    return make


def _archives() -> list[bytes]:
    found = [f.make() for f in archives.FIXTURES if f.read and "炸弹" not in f.name]
    return [data for data in found if len(data) < _LARGEST]


#: format → (extension, the undamaged files, how they are damaged)
FORMATS: dict[str, tuple[str, Callable[[], list[bytes]], Damage]] = {
    "txt": ("txt", _made(texts.FIXTURES, "txt"), damaged),
    "md": ("md", _made(texts.FIXTURES, "md"), damaged),
    "csv": ("csv", _made(tables.FIXTURES, "csv"), damaged),
    "html": ("html", _made(pages.FIXTURES, "html"), damaged_marks),
    "mht": ("mht", _made(others.FIXTURES, "mht"), damaged_marks),
    "akn": ("xml", _made(others.FIXTURES, "akn"), damaged_marks),
    "excel-xml": ("xml", _made(tables.FIXTURES, "excel-xml"), damaged_marks),
    "ofd": ("ofd", _made(prints.OFD_FIXTURES, "ofd"), damaged_package),
    "pdf": ("pdf", _made(prints.PDF_FIXTURES, "pdf"), damaged_pdf),
    "xlsx": ("xlsx", _made(tables.FIXTURES, "xlsx"), damaged_package),
    "archive": ("zip", _archives, damaged),
    **{
        name: (name.replace("word-xml", "xml"), lambda case=case: case[2], case[1])
        for name, case in CASES.items()
    },  # type: ignore[misc]
}


@cache
def _sources(format: str) -> tuple[bytes, ...]:
    return tuple(FORMATS[format][1]())


def damaged_file(format: str, number: int) -> tuple[str, bytes]:
    """(name, content) of a damaged file."""
    extension, _, damage = FORMATS[format]
    rng = random.Random(f"{format}-{number}")
    data = damage(rng, rng.choice(_sources(format)))
    if format == "xlsx" and rng.random() < 0.05:
        extension = "xls"
    return f"{format}-{number}.{extension}", data


__all__ = ["FORMATS", "damaged_file", "damaged_values"]
