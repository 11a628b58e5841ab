"""Damaged files: each ends in a page or an outcome. Seeded; far more of them in tests/bench/fuzz_readers.py."""

import contextlib
from pathlib import Path

import pytest

from corpus.page import Page
from corpus.readers import read_bytes
from corpus.readers.archive import walk
from corpus.readers.errors import Failed, Unreadable
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made.damage import damaged_file

_COUNT = 200
#: Formats whose parsers are memory-safe may be read in this process.
_HERE = ("txt", "md", "csv", "html", "mht", "akn", "excel-xml", "ofd")


@pytest.mark.parametrize("format", _HERE)
def test_damaged_files_have_an_outcome(format: str) -> None:
    for number in range(_COUNT):
        name, data = damaged_file(format, number)
        with contextlib.suppress(Unreadable):
            page = read_bytes(data, name)
            assert page.needs_ocr or page.text
            page.text.encode("utf-8")


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_damaged_files_have_an_outcome_in_a_worker(format: str, tmp_path: Path) -> None:
    paths = []
    for number in range(_COUNT):
        name, data = damaged_file(format, number)
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    with ReaderPool(workers=2) as pool:
        results = list(pool.read_many(paths))
    assert [path for path, _ in results] == paths
    for path, result in results:
        assert isinstance(result, (Page, Unreadable))
        assert not isinstance(result, Failed), (path.name, str(result))


def test_damaged_archives_have_members_or_outcomes() -> None:
    for number in range(_COUNT):
        _, data = damaged_file("archive", number)
        for member in walk(data):
            assert (member.data is None) is (member.problem is not None)
