"""Backup and restore: the drill, and every damage to a backup is noticed before anything is restored."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry import backup
from registry.doctor import Level, examine
from registry.errors import StoreError
from registry.store import Store

MOMENT = datetime(2026, 11, 1, 20, 30, 15, tzinfo=UTC)


def _content(store: Store) -> list[object]:
    return [
        list(store.documents()), store.headers(), store.journal(None), store.decisions(withdrawn=True),
        store.latest_findings(), store.waivers(), store.rounds(), store.outcomes(), store.revision,
        store.setting("profile"), [store.versions(h.id) for h in store.headers()],
    ]  # fmt: skip


@pytest.fixture
def made(copy: Path, tmp_path: Path) -> backup.Backup:
    with Store.open(copy) as store:
        return backup.back_up(store, tmp_path / "usb", at=MOMENT)


def test_the_drill(copy: Path, made: backup.Backup, tmp_path: Path) -> None:
    """A registry restored from its backup is the same in every respect, and well."""
    target = tmp_path / "new" / "place"
    folder = backup.restore(made.path, target)
    assert folder.path == target
    with Store.open(copy) as store, Store.open(target) as restored:
        assert _content(restored) == _content(store)
        assert restored.verify() == []
        assert restored.folder.id == store.folder.id
        with restored.writing("decide") as writer:
            writer.set_setting("profile", "吉林")
        assert restored.verify() == []
    assert {r.level for r in examine(target)} == {Level.OK}
    for path in (target, *target.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_office_s_own_tables_are_in_it(copy: Path, tmp_path: Path) -> None:
    own = {"laws/20260101-修法.json": "{}", "profiles/本区 规则.toml": "name = '本区'"}
    for name, text in (own | {"laws/.new-x": "", "profiles/notes.txt": ""}).items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    with Store.open(copy) as store:
        made = backup.back_up(store, tmp_path / "usb", at=MOMENT, sources=False)
    assert set(made.members) == {"registry.db", "guiqing.toml", *own}
    target = backup.restore(made.path, tmp_path / "restored").path
    assert {name: (target / name).read_text(encoding="utf-8") for name in own} == own
    assert stat.S_IMODE((target / "profiles").stat().st_mode) == 0o700
    assert stat.S_IMODE((target / "laws" / "20260101-修法.json").stat().st_mode) == 0o600


def test_a_backup_describes_itself(copy: Path, made: backup.Backup) -> None:
    assert made.path.name == "guiqing-20261101T203015Z.zip"
    assert str(made) == str(made.path)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with Store.open(copy) as store:
        end = store.journal(1)[0]
    assert (made.seq, made.hash, made.created) == (end.seq, end.hash, MOMENT)
    assert backup.describe(made.path) == backup.verify(made.path) == made
    assert sum(n.startswith("sources/") for n in made.members) == 3
    with Store.open(copy) as store:
        assert list(store.folder.tmp.iterdir()) == []
        slim = backup.back_up(store, made.path.parent, at=MOMENT, sources=False)
    assert set(slim.members) == {"registry.db", "guiqing.toml"}
    assert slim.path.name == "guiqing-20261101T203015Z-2.zip", "nothing is ever overwritten"


def test_others_go_on_working_while_it_is_made(copy: Path, tmp_path: Path) -> None:
    with Store.open(copy) as store, Store.open(copy) as other, other.writing("slow") as writer:
        writer.set_setting("profile", "吉林")
        made = backup.back_up(store, tmp_path / "usb")
    restored = backup.restore(made.path, tmp_path / "restored")
    with Store.open(restored) as store:
        assert store.setting("profile") == "辽宁", "what was not committed is not in it"


def test_the_newest_are_kept(copy: Path, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    for name in ("guiqing-20200101T000000Z.zip", "holiday.zip", "guiqing-notes.zip"):
        (usb / name).write_bytes(b"not ours")
    seen: list[tuple[int, int]] = []
    with Store.open(copy) as store:
        for hour in range(5):
            backup.back_up(
                store,
                usb,
                at=MOMENT + timedelta(hours=hour),
                keep=2,
                progress=lambda *done: seen.append(done),
            )
        assert seen[:5] == [(n, 5) for n in range(1, 6)]
        with pytest.raises(ValueError, match="at least one"):
            backup.back_up(store, usb, keep=0)
    with Store.create(tmp_path / "other") as other:
        backup.back_up(other, usb, at=MOMENT, keep=1)
    names = {p.name for p in usb.iterdir()}
    assert names == {
        "guiqing-20200101T000000Z.zip", "holiday.zip", "guiqing-notes.zip", "guiqing-20261101T203015Z.zip",
        "guiqing-20261101T233015Z.zip", "guiqing-20261102T003015Z.zip",
    }  # fmt: skip
    assert [b.created.hour for b in backup.listed(usb)] == [0, 23, 20]
    assert backup.listed(tmp_path / "nowhere") == []


def test_what_a_killed_backup_left_is_cleared_by_a_later_one(copy: Path, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    ages = {".new-guiqing-old": 25, ".new-guiqing-running": 1, ".new-notes": 99}
    for name, hours in ages.items():
        (usb / name).write_bytes(b"PK")
        at = (usb / name).stat().st_mtime - hours * 3600
        os.utime(usb / name, (at, at))
    with Store.open(copy) as store:
        made = backup.back_up(store, usb, at=MOMENT)
    assert {p.name for p in usb.iterdir()} == {made.path.name, ".new-guiqing-running", ".new-notes"}


def test_restoring_never_overwrites(copy: Path, made: backup.Backup, tmp_path: Path) -> None:
    for target in (copy, made.path, tmp_path):
        with pytest.raises(StoreError, match="不是空文件夹"):
            backup.restore(made.path, target)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert backup.restore(made.path, empty).path == empty
    assert stat.S_IMODE(empty.stat().st_mode) == 0o700
    assert not [p.name for p in empty.iterdir() if p.name.startswith(".")]


def test_a_restore_that_fails_leaves_an_empty_folder_empty(
    made: backup.Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()

    def fail(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("registry.backup.os.replace", fail)
    for name in ("empty", "new"):
        with pytest.raises(StoreError, match="没有恢复成功"):
            backup.restore(made.path, tmp_path / name)
    assert list((tmp_path / "empty").iterdir()) == []
    assert not (tmp_path / "new").exists()


def test_a_restore_that_was_killed_is_never_taken_for_a_registry(made: backup.Backup, tmp_path: Path) -> None:
    """Everything is in its place but the marker, which comes last."""
    target = tmp_path / "half"
    backup.restore(made.path, target)
    (target / ".restoring-x").mkdir()
    (target / "guiqing.toml").rename(target / ".restoring-x" / "guiqing.toml")
    for way in (Store.open, Store.create, lambda place: backup.restore(made.path, place)):
        with pytest.raises(StoreError):
            way(target)


@pytest.mark.parametrize("part", range(12))
def test_a_damaged_backup_restores_nothing(made: backup.Backup, tmp_path: Path, part: int) -> None:
    data = bytearray(made.path.read_bytes())
    at = len(data) * part // 12 + 7
    data[at] ^= 0xFF
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(data)
    target = tmp_path / "restored"
    error = _refusal(damaged, target)
    if error is None:  # the flipped bits lay in the zip's own times or rights: the content must be the same
        assert backup.verify(damaged).members == made.members
    else:
        assert "备份" in error.message
        assert error.remedy
        assert not target.exists()


def _refusal(path: Path, target: Path) -> StoreError | None:
    try:
        backup.restore(path, target)
    except StoreError as error:
        return error
    return None


@pytest.mark.parametrize("length", [0, 1, 100, -1, -100])
def test_a_backup_that_was_cut_off_is_noticed(made: backup.Backup, tmp_path: Path, length: int) -> None:
    (tmp_path / "cut.zip").write_bytes(made.path.read_bytes()[:length])
    with pytest.raises(StoreError, match="已损坏"):
        backup.verify(tmp_path / "cut.zip")


def _rewritten(
    made: backup.Backup, target: Path, change: Callable[[dict[str, bytes]], None], *, sign: bool
) -> Path:
    """The backup's members after `change`, as a new zip; with `sign` the manifest's own sum fits again."""
    import hashlib

    with zipfile.ZipFile(made.path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
        comment = archive.comment
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        sum_ = hashlib.sha256(members.get("manifest.json", b"")).hexdigest().encode()
        archive.comment = sum_ if sign else comment
    return target


def _manifest(**new: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | new).encode()

    return change


def _member(name: str, data: bytes | None) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        if data is None:
            del members[name]
        else:
            members[name] = data

    return change


_NAMES = (
    "../../evil", "laws/../evil.toml", "laws/a/b.toml", "laws/a\\b.toml", "laws/C:evil.toml", "laws/.x.toml", "laws/x.exe",
    "profiles/a\nb.toml", "/laws/x.toml", "tmp/x.toml", "sources/ab/cd",
)  # fmt: skip


@pytest.mark.parametrize("name", _NAMES)
def test_a_member_that_is_none_of_ours_is_refused(made: backup.Backup, tmp_path: Path, name: str) -> None:
    members = {n: list(v) for n, v in made.members.items()} | {name: ["0", 1]}
    forged = _rewritten(made, tmp_path / "forged.zip", _manifest(members=members), sign=True)
    with pytest.raises(StoreError, match="清单不对"):
        backup.restore(forged, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize(
    ("change", "sign", "said"),
    [
        (_manifest(format=2), True, "更新版本"),
        (_manifest(schema="9999"), True, "更新版本"),
        (_manifest(guiqing="other"), True, "不是规清的备份"),
        (_manifest(journal=None), True, "不是规清的备份"),
        (_manifest(members={}), True, "清单不对"),
        (_manifest(registry="other"), False, "清单的校验值"),
        (_member("manifest.json", None), False, "不是规清的备份"),
        (_member("manifest.json", b"[]"), True, "不是规清的备份"),
        (_member("registry.db", b"short"), False, "校验值不符"),
        (_member("registry.db", b"x" * 10_000_000), False, "校验值不符"),
        (_member("guiqing.toml", None), False, "缺少 guiqing.toml"),
    ],
)
def test_a_forged_backup_is_refused(
    made: backup.Backup, tmp_path: Path, change: Callable[[dict[str, bytes]], None], sign: bool, said: str
) -> None:
    forged = _rewritten(made, tmp_path / "forged.zip", change, sign=sign)
    with pytest.raises(StoreError, match=said):
        backup.restore(forged, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_a_backup_whose_journal_was_tampered_with_is_refused(made: backup.Backup, tmp_path: Path) -> None:
    forged = _rewritten(made, tmp_path / "forged.zip", _manifest(journal={"seq": 3, "hash": "x"}), sign=True)
    with pytest.raises(StoreError, match="数据库有问题"):
        backup.restore(forged, tmp_path / "restored")


def _damage_a_page(folder: Path) -> None:
    """Overwrite a page that opening a registry does not read."""
    with contextlib.closing(sqlite3.connect(folder / "registry.db")) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'outcomes'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (folder / "registry.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_a_damaged_registry_replaces_no_good_backup(copy: Path, made: backup.Backup) -> None:
    _damage_a_page(copy)
    with Store.open(copy) as store, pytest.raises(StoreError, match=r"已损坏|已有损坏") as raised:
        backup.back_up(store, made.path.parent, at=MOMENT, keep=1)
    assert raised.value.message.endswith(f"：{copy}"), "the registry is named, not the copy made of it"
    assert [p.name for p in made.path.parent.iterdir()] == [made.path.name]
    assert list((copy / "tmp").iterdir()) == []
    (found,) = [r for r in examine(copy) if r.code == "database"]
    assert found.level is Level.PROBLEM
    assert "guiqing restore" in found.remedy
    assert not found.fixable


@pytest.mark.parametrize("published", range(1, 7))
def test_a_restore_that_fails_half_way_takes_back_every_part(
    made: backup.Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published: int
) -> None:
    (tmp_path / "empty").mkdir()
    moves = 0
    move = os.replace

    def fail(source: Path, target: Path) -> None:
        nonlocal moves
        moves += 1
        if moves > published:
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr("registry.backup.os.replace", fail)
    with pytest.raises(StoreError, match="没有恢复成功"):
        backup.restore(made.path, tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="找不到"):
        backup.verify(tmp_path / "none.zip")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"x")
    with pytest.raises(StoreError, match="不是规清的备份"):
        backup.verify(tmp_path / "photos.zip")


def test_no_room_is_said_before(made: backup.Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StoreError, match="空间不足"):
        backup.restore(made.path, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_a_target_that_cannot_be_written(copy: Path, made: backup.Backup, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with Store.open(copy) as store, pytest.raises(StoreError, match="备份没有写成"):
        backup.back_up(store, tmp_path / "file" / "below")
    with pytest.raises(StoreError, match="没有恢复成功"):
        backup.restore(made.path, tmp_path / "file" / "below")


def test_a_damaged_registry_is_not_backed_up_over_good_ones(copy: Path, made: backup.Backup) -> None:
    database = copy / "registry.db"
    with database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    with pytest.raises(StoreError, match="损坏"), Store.open(copy) as store:
        backup.back_up(store, made.path.parent, keep=1)
    assert backup.verify(made.path) == made
    assert len(list(made.path.parent.iterdir())) == 1
