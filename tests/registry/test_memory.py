"""What was kept comes back under its stamp, and a fault of the file loses nothing but time."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from registry.memory import Memory


@pytest.fixture
def path(tmp_path: Path) -> Path:
    kept = Memory(tmp_path / "index" / "memory.db", "program 1")
    kept.remember("numbers", "一", {"n": [1, None]})
    kept.remember("numbers", "二", 2)
    kept.remember("words", "一", "one")
    kept.save()
    return kept.path


def test_what_was_kept_comes_back(path: Path) -> None:
    again = Memory(path, "program 1")
    assert again.recall("numbers", "一") == {"n": [1, None]}
    assert again.recall("words", "一") == "one"
    assert again.recall("words", "二") is None
    assert path.stat().st_mode & 0o077 == 0


def test_another_stamp_knows_nothing_and_takes_the_place_of_the_first(path: Path) -> None:
    other = Memory(path, "program 2")
    assert other.recall("numbers", "一") is None
    other.remember("numbers", "三", 3)
    other.save()
    assert Memory(path, "program 1").recall("numbers", "一") is None
    assert Memory(path, "program 2").recall("numbers", "三") == 3


@pytest.mark.parametrize(("whole", "left"), [(True, None), (False, 2)])
def test_what_nobody_asked_for_is_forgotten_after_a_whole_run(
    path: Path, whole: bool, left: int | None
) -> None:
    run = Memory(path, "program 1")
    run.recall("numbers", "一")
    run.save(whole=whole)
    again = Memory(path, "program 1")
    assert again.recall("numbers", "一") == {"n": [1, None]}
    assert again.recall("numbers", "二") == left
    assert again.recall("words", "一") == "one"  # a kind that the run did not look at stays


class Overtaken(Memory):
    """While it lets go of the file to write, somebody else writes."""

    def close(self) -> None:
        super().close()
        if self.has_news:
            quicker = Memory(self.path, self.stamp)
            quicker.remember("numbers", "一", "quicker")
            quicker.save()


def test_what_is_of_things_that_are_as_they_were_stays(path: Path) -> None:
    run = Memory(path, "program 1")
    for key in ("a@1 b@2", "a@1 c@1", "b@1", ""):
        run.remember("pairs", key, key)
    run.save()
    run = Memory(path, "program 1")
    run.recall("pairs", "d@1")
    run.save(current={"a@1", "b@2"})
    assert set(Memory(path, "program 1").bodies("pairs")) == {"a@1 b@2"}


def test_what_somebody_else_has_saved_in_between_is_not_mixed_with_it(path: Path) -> None:
    with closing(Memory(path, "program 1")) as first:
        before = first.edition
    run = Overtaken(path, "program 1")
    run.remember("numbers", "一", "slower")
    run.remember("numbers", "三", 3)
    run.save()
    after = Memory(path, "program 1")
    assert after.recall("numbers", "一") == "quicker"
    assert after.recall("numbers", "三") is None
    assert after.edition not in ("", before)


def test_a_value_that_is_not_what_was_written_is_as_good_as_none(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE known SET body = replace(body, 'null', '12') WHERE kind = 'numbers'")
    again = Memory(path, "program 1")
    assert again.recall("numbers", "一") is None
    assert again.bodies("numbers") == {"二": b"2"}


def test_a_file_that_is_no_database_is_made_anew(path: Path) -> None:
    path.write_bytes(b"no database at all" * 200)
    for expected in (None, None, 1):  # the first run takes the file away, the second writes a new one
        run = Memory(path, "program 1")
        assert run.recall("numbers", "一") == expected
        run.remember("numbers", "一", 1)
        run.save()
