"""Damaged Word files: a Page or an Unreadable comes out, nothing else. Seeded; the same files each time."""

import contextlib
import io
import random
import zipfile
from collections.abc import Callable

import pytest

from corpus.page import Page
from corpus.readers.doc import read_doc
from corpus.readers.docx import read_docx
from corpus.readers.errors import Unreadable
from corpus.readers.rtf import read_rtf
from corpus.readers.word_xml import read_word_xml
from tests.corpus.readers.made import office, oldoffice
from tests.corpus.readers.made.base import Fixture

_FILES = 200
_WORDS = ("0", "-1", "", "x", "9", "2147483647", "99999999999999999999", "true")


def damaged(rng: random.Random, data: bytes) -> bytes:
    """A copy that is cut, or has bytes changed, numbers made extreme, pieces moved."""
    if rng.random() < 0.15:
        return data[: rng.randrange(len(data))]
    copy = bytearray(data)
    for _ in range(rng.choice((1, 2, 4, 16, 64))):
        at, what = rng.randrange(len(copy)), rng.random()
        if what < 0.6:
            copy[at] = rng.choice((0, 0xFF, 0x7F, rng.randrange(256)))
        elif what < 0.8:
            copy[at : at + 4] = rng.choice((0, 1, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)).to_bytes(4, "little")
        else:
            source, size = rng.randrange(len(copy)), rng.randrange(1, 64)
            copy[at : at + size] = copy[source : source + size]
    return bytes(copy)


def damaged_values(rng: random.Random, data: bytes) -> bytes:
    """A copy of XML in which some attributes say something else, so that it can still be parsed."""
    pieces = data.decode("utf-8").split('"')
    for _ in range(rng.choice((1, 3, 10))):
        pieces[rng.randrange(len(pieces) // 2) * 2 + 1 if len(pieces) > 2 else 0] = rng.choice(_WORDS)
    return '"'.join(pieces).encode()


def damaged_package(rng: random.Random, data: bytes) -> bytes:
    """A package with one damaged part, or damaged as a whole."""
    if rng.random() < 0.3:
        return damaged(rng, data)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as copy:
        names = package.namelist()
        victim = rng.choice(names)
        for name in names:
            content = package.read(name)
            if name == victim and content:
                content = rng.choice((damaged, damaged_values, damaged_values))(rng, content)
            copy.writestr(name, content)
    return out.getvalue()


def _sources(fixtures: tuple[Fixture, ...], *formats: str) -> list[bytes]:
    made = [f.make() for f in fixtures if f.error is None and f.format in formats]
    return [data for data in made if len(data) < 200_000]


CASES: dict[str, tuple[Callable[[bytes], Page], Callable[[random.Random, bytes], bytes], list[bytes]]] = {
    "docx": (read_docx, damaged_package, [d for d in _sources(office.FIXTURES, "docx") if d[:2] == b"PK"]),
    "word-xml": (
        read_word_xml,
        damaged_values,
        [d for d in _sources(office.FIXTURES, "docx", "word-xml") if d[:1] == b"<"],
    ),
    "doc": (read_doc, damaged, _sources(oldoffice.FIXTURES, "doc")),
    "rtf": (read_rtf, damaged, _sources(oldoffice.FIXTURES, "rtf")),
}


@pytest.mark.parametrize("kind", CASES)
def test_damaged_files_have_an_outcome(kind: str) -> None:
    reader, damage, sources = CASES[kind]
    pages = 0
    for seed in range(_FILES):
        rng = random.Random(f"{kind} {seed}")
        data = damage(rng, rng.choice(sources))
        page = None
        with contextlib.suppress(Unreadable):
            page = reader(data)
        if page is not None:
            pages += 1
            page.text.encode("utf-8")
    assert pages > _FILES // 20, "hardly any file survived: the damage tests nothing but the first check"
