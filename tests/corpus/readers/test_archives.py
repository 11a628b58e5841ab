"""Members of archives come out under safe names, within limits, each with its bytes or its outcome."""

from pathlib import Path

import pytest

from corpus.readers.archive import read_member, safe_name, walk
from corpus.readers.errors import NotReadable, Unreadable
from tests.corpus.readers.made.archives import FIXTURES, TEXT, ArchiveFixture, zip_of


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_members(fixture: ArchiveFixture) -> None:
    read, refused = [], {}
    for member in walk(fixture.make()):
        name = "!".join(member.names)
        if member.problem is None:
            assert member.data == TEXT
            read.append(name)
        else:
            assert member.data is None
            refused[name] = type(member.problem)
    assert sorted(read) == sorted(fixture.read)
    assert refused == dict(fixture.refused)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("甲.txt", "甲.txt"), ("夹/./甲.txt", "夹/甲.txt"), ("夹\\甲.txt", "夹/甲.txt"), ("..", None), ("夹/../../甲", None),
        ("/etc/甲", None), ("\\\\server\\share", None), ("c:甲", None), ("", None), ("./", None), ("甲\n乙", None),
        ("a" * 2000, None), ("甲...txt", "甲...txt"),
    ],
)  # fmt: skip
def test_safe_name(name: str, expected: str | None) -> None:
    assert safe_name(name) == expected


def test_a_member_is_read_again_by_its_names(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(zip_of({"甲.zip": zip_of({"底.txt": TEXT}), "乙.txt": b"x", "链.txt": TEXT}))
    assert read_member(path, ("甲.zip", "底.txt")) == TEXT
    assert read_member(path, ("乙.txt",)) == b"x"
    with pytest.raises(NotReadable):
        read_member(path, ("没有.txt",))


def test_a_refused_member_stays_refused(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(zip_of({"../甲.txt": TEXT}))
    with pytest.raises(Unreadable):
        read_member(path, ("../甲.txt",))
