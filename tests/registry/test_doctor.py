"""The check-up: each planted damage is found and named; what is promised to be repairable is repaired."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry import doctor
from registry.doctor import Level, Result, examine
from registry.errors import StoreError
from registry.records import FileRecord, NewVersion
from registry.store import Store

NOW = datetime(2126, 11, 2, tzinfo=UTC)  # long after whatever a test has just written
Damage = Callable[[Path], object]


def sql(*statements: str) -> Damage:
    """What somebody does to the database behind the program's back."""

    def act(folder: Path) -> None:
        with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection, connection:
            connection.execute("DROP TRIGGER journal_keeps_entries")
            connection.execute("DROP TRIGGER journal_keeps_words")
            for statement in statements:
                connection.execute(statement)
            for trigger in doctor.engine.APPEND_ONLY.values():
                connection.execute(trigger)

    return act


def _source(folder: Path) -> Path:
    return next(p for p in sorted((folder / "sources").rglob("*")) if p.is_file())


def _overwrite(path: Path, data: bytes, at: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def _index_page(folder: Path) -> None:
    """Damage in the middle of the database file."""
    with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'decisions_document'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    _overwrite(folder / "registry.db", b"\x0d" + b"\xff" * 200, (page - 1) * size)


def _move_original_away(folder: Path) -> None:
    _source(folder).unlink()
    shutil.rmtree(folder.parent / "files", ignore_errors=True)


# (what was done, the check that notices, a word of what it says, whether --fix repairs it)
DAMAGES: dict[str, tuple[Damage, str, str, bool]] = {
    "marker gone": (lambda f: (f / "guiqing.toml").unlink(), "marker", "不是登记库", False),
    "marker unreadable": (lambda f: (f / "guiqing.toml").write_bytes(b"["), "marker", "读不出", False),
    "database gone": (lambda f: (f / "registry.db").unlink(), "database", "不见了", False),
    "database overwritten": (lambda f: (f / "registry.db").write_bytes(b"x" * 9000), "database", "损坏", False),
    "database damaged inside": (_index_page, "database", "损坏", False),
    "schema newer": (sql("UPDATE alembic_version SET version_num = '9999'"), "schema", "9999", False),
    "database emptied": (lambda f: (f / "registry.db").write_bytes(b""), "schema", "空", False),
    "schema gone": (sql("DROP TABLE alembic_version"), "database", "结构版本", False),
    "subfolder gone": (lambda f: shutil.rmtree(f / "index"), "parts", "index", True),
    "folder open to all": (lambda f: f.chmod(0o755), "rights", "其他用户", True),
    "file open to all": (lambda f: (f / "registry.db").chmod(0o644), "rights", "registry.db", True),
    "leftover file": (lambda f: (f / "tmp" / ".new-x").write_bytes(b""), "leftovers", ".new-x", True),
    "leftover folder": (lambda f: (f / "tmp" / "backup-x").mkdir(), "leftovers", "backup-x", True),
    "leftover beside": (lambda f: (f / ".new-mark").write_bytes(b""), "leftovers", ".new-mark", True),
    "entry changed": (sql("UPDATE journal SET actor = '丙' WHERE seq = 5"), "chain", "第 5 条", False),
    "entry removed": (sql("DELETE FROM journal WHERE seq = 7"), "chain", "第 7 条", False),
    "tail cut off": (sql("DELETE FROM journal WHERE seq > 9"), "chain", "截去", False),
    "head gone": (sql("DELETE FROM head"), "chain", "head", False),
    "mark gone": (lambda f: (f / "journal.mark").unlink(), "mark", "旁记", True),
    "guard gone": (
        lambda f: _execute(f, "DROP TRIGGER journal_keeps_words"), "guards", "journal_keeps_words", True,
    ),
    "guard disarmed": (
        lambda f: _execute(
            f,
            "DROP TRIGGER journal_keeps_words",
            "CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal BEGIN SELECT 1; END",
        ),
        "guards", "journal_keeps_words", True,
    ),
    "row points to nothing": (
        sql("UPDATE findings SET document_id = 'nobody' WHERE key = 'k1'"), "foreign_keys", "findings", False,
    ),
    "decision changed": (
        sql("UPDATE decisions SET disposition = '废止' WHERE seq = (SELECT min(seq) FROM decisions)"),
        "tables", "处置与日志", False,
    ),
    "decision removed": (
        sql("DELETE FROM decisions WHERE seq = (SELECT min(seq) FROM decisions)"), "tables", "不见了", False,
    ),
    "decision slipped in": (
        sql("INSERT INTO decisions SELECT 2, document_id, '废止', '', '丙', at, stage, NULL, '[]', NULL, NULL, 0"
            " FROM decisions LIMIT 1"),
        "tables", "没有经过日志", False,
    ),
    "decision withdrawn": (sql("UPDATE decisions SET withdrawn = 1 - withdrawn"), "tables", "处置与日志", False),
    "waiver revived": (sql("UPDATE waivers SET active = 1 - active"), "tables", "豁免", False),
    "ledger row changed": (
        sql("UPDATE documents SET ledger = '{\"文号\":\"x\"}' WHERE id = 'd-two'"), "tables", "台账行", False,
    ),
    "word of a reviewer removed": (sql("DELETE FROM facts WHERE source = 'ledger'"), "tables", "台账要素", False),
    "word of a reviewer slipped in": (
        sql("INSERT INTO facts SELECT document_id, 0, 99, 'x', 'reviewer', '1', NULL, -1, -1, 1.0, ''"
            " FROM facts WHERE document_id = 'd-one' LIMIT 1"),
        "tables", "审核人", False,
    ),
    "counter behind": (sql("UPDATE head SET revision = 1"), "counter", "修订计数", True),
    "old text shown": (sql("UPDATE documents SET version = 1 WHERE id = 'd-two'"), "newest", "d-two", True),
    "headline stale": (sql("UPDATE documents SET title = '另一个' WHERE id = 'd-one'"), "headlines", "d-one", True),
    "source gone": (lambda f: _source(f).unlink(), "sources", "不见了", True),
    "source changed": (lambda f: _overwrite(_source(f), b"!"), "sources", "被改动", True),
    "stranger among sources": (
        lambda f: (f / "sources" / "note.txt").write_bytes(b""), "strangers", "note.txt", True,
    ),
    "copy nobody refers to": (
        lambda f: (_source(f).parent / ("0" * 64)).write_bytes(b""), "strangers", "000000", True,
    ),
}  # fmt: skip


def _execute(folder: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _problems(results: list[Result] | tuple[Result, ...]) -> list[Result]:
    return [r for r in results if r.level is not Level.OK]


def test_a_sound_registry_is_called_sound(copy: Path) -> None:
    results = examine(copy)
    assert _problems(results) == []
    assert [r.code for r in results] == [
        "marker", "parts", "rights", "leftovers", "disk", "database", "schema", "foreign_keys", "guards",
        "chain", "mark", "tables", "counter", "newest", "headlines", "sources", "strangers",
    ]  # fmt: skip
    assert all(r.what for r in results)
    assert _problems(examine(copy, thorough=False)) == []


def test_a_new_registry_is_called_sound(store: Store) -> None:
    assert _problems(examine(store.folder.path)) == []


@pytest.fixture
def private_umask() -> Iterator[None]:
    """Files that a test plants are not also open to others."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("private_umask")
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_found_and_repaired_as_promised(copy: Path, name: str) -> None:
    act, code, said, fixable = DAMAGES[name]
    act(copy)
    before = _problems(examine(copy))
    found = [r for r in before if r.code == code]
    assert found, before
    assert said in found[0].what
    assert found[0].remedy
    assert all(r.fixable for r in found) is fixable
    repair = doctor.repair(copy, at=NOW, actor="甲")
    assert [r.fixable for r in repair.after if r.fixable] == [], "what can be repaired is repaired at once"
    if fixable:
        assert before == found, "nothing else is called wrong"
        assert _problems(repair.after) == []
        assert {r.code for r in repair.mended} == {code}
        with Store.open(copy) as store:
            assert store.verify() == []
    else:
        assert [r for r in _problems(repair.after) if r.code == code] == found, "it is left as it is"


def test_nothing_is_written_to_a_journal_without_an_end(copy: Path) -> None:
    sql("DELETE FROM head")(copy)
    with Store.open(copy) as store:
        with pytest.raises(StoreError, match="损坏"), store.writing("x"):
            pass
        assert store.revision == 0


def test_a_source_without_its_original_is_told_from_one_with(copy: Path, tmp_path: Path) -> None:
    """The originals of the copied registry lie in the folder where it was filled; here one is moved away."""
    with Store.open(copy) as store:
        path = store.document("d-one").path
    with contextlib.closing(sqlite3.connect(copy / "registry.db")) as connection, connection:
        connection.execute("UPDATE versions SET path = path || '.moved' WHERE path = ?", (path,))
    for source in (copy / "sources").rglob("*"):
        if source.is_file():
            source.unlink()
    found = _problems(examine(copy))
    assert sorted((r.code, r.fixable) for r in found) == [("sources", False), ("sources", True)]
    repair = doctor.repair(copy, at=NOW)
    (left,) = _problems(repair.after)
    assert not left.fixable
    assert "d-one" in left.what
    assert len(repair.mended) == 1


def test_a_member_of_an_archive_needs_no_copy_of_its_own(two) -> None:
    version = two.version("x.txt", "正文")
    two.store.folder.source(version.sha256).unlink()
    file = FileRecord("/files/旧文件.zip!通知.doc", version.sha256, 6, 1.0, "doc")
    with two.store.writing("ingest", at=two.now()) as writer:
        writer.add_document(
            id="d-zip", identity="", facts=[], version=NewVersion(version.sha256, "正文", {}, {}, file)
        )
    (found,) = _problems(examine(two.store.folder.path))
    assert (found.level, found.fixable) == (Level.NOTE, False)
    assert "压缩包" in found.what


def test_a_fresh_copy_may_belong_to_somebody_who_is_taking_files_in(copy: Path) -> None:
    fresh = copy / "sources" / "11" / ("1" * 64)
    fresh.parent.mkdir(mode=0o700, exist_ok=True)
    fresh.write_bytes(b"")
    fresh.chmod(0o600)
    written = datetime.fromtimestamp(fresh.stat().st_mtime, UTC)
    assert doctor.repair(copy, at=written + timedelta(minutes=59)).mended == ()
    assert fresh.exists()
    doctor.repair(copy, at=written + timedelta(minutes=61))
    assert not fresh.exists()


def test_little_room_is_said(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(copy)._replace(free=5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    (found,) = _problems(examine(copy))
    assert (found.code, "5 MB" in found.what, found.fixable) == ("disk", True, False)


@pytest.mark.usefixtures("private_umask")
def test_many_names_are_cut_short(copy: Path) -> None:
    for n in range(30):
        (copy / "tmp" / f".new-{n:02}").write_bytes(b"")
    (found,) = _problems(examine(copy))
    assert "等 30 个" in found.what
    assert len(found.what) < 300


def test_a_quick_look_does_not_read_the_sources(copy: Path) -> None:
    _overwrite(_source(copy), b"!")
    assert _problems(examine(copy, thorough=False)) == []
    _source(copy).unlink()
    assert _problems(examine(copy, thorough=False)) != []


def test_links_are_not_followed_and_not_changed(copy: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o755)
    (copy / "tmp" / "link").symlink_to(outside)
    doctor.repair(copy, at=NOW)
    assert outside.is_dir()
    assert outside.stat().st_mode & 0o777 == 0o755
    assert not (copy / "tmp" / "link").is_symlink()
