"""RAR archives are unpacked by a program of the computer; here a stand-in that knows one archive."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.discover import discover
from corpus.page import Page
from corpus.readers import limits, rar
from corpus.readers.archive import walk
from corpus.readers.errors import NotReadable, TooLarge, Unsupported
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made.archives import zip_of

_RAR = b"Rar!\x1a\x07\x01\0" + b"\0" * 200
_PROGRAM = """#!/bin/sh
if [ "$1" = lb ]; then printf '夹/办法.txt\\n../外.txt\\n坏.txt\\n通配*.txt\\n'; exit 0; fi
for name; do :; done
case "$name" in
*坏.txt) exit 3 ;;
*) printf '第一条　校舍不得擅自占用。' ;;
esac
"""


@pytest.fixture
def unrar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "unrar"
    program.write_text(_PROGRAM, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))
    rar.find_program.cache_clear()
    yield
    rar.find_program.cache_clear()


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in is a shell script")
def test_members_come_through_a_pipe(tmp_path: Path, unrar: None) -> None:
    path = tmp_path / "包.rar"
    path.write_bytes(_RAR)
    found = discover([path])
    with ReaderPool() as pool:
        results = {one.members[-1]: result for one, result in pool.read_many(found)}
    page = results.pop("夹/办法.txt")
    assert isinstance(page, Page)
    assert page.text == "第一条　校舍不得擅自占用。"
    assert set(results) == {"../外.txt", "坏.txt", "通配*.txt"}
    assert all(isinstance(result, NotReadable) for result in results.values())


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in is a shell script")
def test_members_and_refusals_one_by_one(tmp_path: Path, unrar: None) -> None:
    path = tmp_path / "包.rar"
    path.write_bytes(_RAR)
    found = {member.names[-1]: member for member in walk(_RAR, path)}
    assert found["夹/办法.txt"].data == "第一条　校舍不得擅自占用。".encode()
    assert [name for name, member in found.items() if member.problem] == ["../外.txt", "坏.txt", "通配*.txt"]


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in is a shell script")
def test_a_member_without_end_is_cut_off(
    tmp_path: Path, unrar: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMBER_BYTES", 10)
    path = tmp_path / "包.rar"
    path.write_bytes(_RAR)
    assert isinstance(next(walk(_RAR, path)).problem, TooLarge)


def test_a_rar_inside_another_archive_is_refused(unrar: None) -> None:
    (member,) = walk(zip_of({"内.rar": _RAR}))
    assert isinstance(member.problem, Unsupported)


def test_without_a_program_there_is_an_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    rar.find_program.cache_clear()
    try:
        (member,) = walk(_RAR, tmp_path / "包.rar")
        assert isinstance(member.problem, Unsupported)
    finally:
        rar.find_program.cache_clear()
