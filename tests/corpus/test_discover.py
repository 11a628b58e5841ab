"""What is found under a path, and what becomes of everything that is no document."""

import os
import sys
from pathlib import Path

import pytest

from corpus.discover import Found, discover
from corpus.page import Page
from corpus.readers.errors import Empty, Inaccessible, NotADocument, NotReadable, TooLarge
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made.archives import TEXT, zip_of


def by_name(root: Path) -> dict[str, Found]:
    return {one.path.removeprefix(f"{root}{os.sep}"): one for one in discover([root])}


def test_files_are_sorted_and_described(tmp_path: Path) -> None:
    (tmp_path / "乙").mkdir()
    (tmp_path / "乙" / "一.txt").write_bytes(TEXT)
    (tmp_path / "甲.txt").write_bytes(TEXT + b"2")
    found = discover([tmp_path, tmp_path / "甲.txt"])
    assert [Path(one.path).name for one in found] == ["一.txt", "甲.txt"]
    assert found[0].size == len(TEXT)
    assert len(found[0].sha256) == 64
    assert found[0].sha256 != found[1].sha256
    assert found[0].mtime == (tmp_path / "乙" / "一.txt").stat().st_mtime
    assert all(one.problem is None for one in found)


def test_members_of_archives_are_found(tmp_path: Path) -> None:
    inner = zip_of({"底.txt": TEXT})
    (tmp_path / "包.zip").write_bytes(
        zip_of({"甲.txt": TEXT, "内.zip": inner, "../坏.txt": TEXT, "夹/~$锁.docx": b"x"})
    )
    found = by_name(tmp_path)
    assert found["包.zip!甲.txt"].members == ("甲.txt",)
    assert found["包.zip!内.zip!底.txt"].members == ("内.zip", "底.txt")
    assert found["包.zip!内.zip!底.txt"].sha256 == found["包.zip!甲.txt"].sha256
    assert isinstance(found["包.zip!../坏.txt"].problem, NotReadable)
    assert isinstance(found["包.zip!夹/~$锁.docx"].problem, NotADocument)


def test_an_archive_without_members_has_an_outcome(tmp_path: Path) -> None:
    (tmp_path / "空.zip").write_bytes(zip_of({}))
    (tmp_path / "坏.zip").write_bytes(zip_of({"甲.txt": TEXT})[:-30])
    found = by_name(tmp_path)
    assert isinstance(found["空.zip"].problem, Empty)
    assert isinstance(found["坏.zip"].problem, NotReadable)


@pytest.mark.parametrize(
    "name", ["~$办法.docx", ".~lock.办法.docx#", "Thumbs.db", ".DS_Store", "desktop.ini", "._办法.docx"]
)
def test_system_files_are_no_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (one,) = discover([tmp_path])
    assert isinstance(one.problem, NotADocument)


def test_what_a_browser_saves_beside_a_page_is_one_outcome(tmp_path: Path) -> None:
    for folder in ("办法_files", "独立_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.js").write_text("var a")
    (tmp_path / "办法.html").write_bytes(TEXT)
    found = by_name(tmp_path)
    assert isinstance(found["办法_files"].problem, NotADocument)
    assert set(found) == {"办法.html", "办法_files", f"独立_files{os.sep}a.js"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "外.txt"
    outside.write_bytes(TEXT)
    folder = tmp_path / "夹"
    folder.mkdir()
    (folder / "链.txt").symlink_to(outside)
    (folder / "环").symlink_to(folder)
    assert all(isinstance(one.problem, Inaccessible) for one in discover([folder]))


def test_a_given_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "真").mkdir()
    (tmp_path / "真" / "甲.txt").write_bytes(TEXT)
    (tmp_path / "链").symlink_to(tmp_path / "真")
    (one,) = discover([tmp_path / "链"])
    assert one.problem is None


@pytest.mark.skipif(sys.platform != "linux", reason="file names are not bytes here")
def test_names_in_gbk_can_be_stored(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/" + "校舍办法.txt".encode("gbk")
    with open(name, "wb") as file:
        file.write(TEXT)
    (one,) = discover([tmp_path])
    assert one.path.endswith("校舍办法.txt")
    with ReaderPool() as pool:
        ((_, page),) = pool.read_many([one])
    assert isinstance(page, Page)


def test_what_cannot_be_entered_has_an_outcome(tmp_path: Path) -> None:
    found = discover([tmp_path / "没有"])
    assert isinstance(found[0].problem, Inaccessible)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    (one,) = discover([tmp_path])
    assert isinstance(one.problem, Inaccessible)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_a_closed_folder_has_an_outcome(tmp_path: Path) -> None:
    closed = tmp_path / "锁"
    closed.mkdir(mode=0)
    try:
        (one,) = discover([tmp_path])
        assert isinstance(one.problem, Inaccessible)
    finally:
        closed.chmod(0o700)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "大.bin").open("wb") as file:
        file.truncate(10 << 30)
    (one,) = discover([tmp_path])
    assert isinstance(one.problem, TooLarge)
    assert one.size == 10 << 30


def test_empty_files_have_an_outcome(tmp_path: Path) -> None:
    (tmp_path / "空.docx").touch()
    (one,) = discover([tmp_path])
    assert isinstance(one.problem, Empty)
