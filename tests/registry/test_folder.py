"""Where the registry is found, how it is made, what is refused."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from registry.errors import StoreError
from registry.folder import MARKER, VARIABLE, RegistryFolder, find_registry, is_registry, locate
from registry.store import Store


def _registry(path: Path) -> Path:
    Store.create(path).close()
    return path


def test_a_new_registry_is_private(tmp_path: Path) -> None:
    place = _registry(tmp_path / "deep" / "er")
    assert is_registry(place)
    assert not is_registry(tmp_path)
    for path in (place, *place.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert {p.name for p in place.iterdir()} >= {MARKER, "registry.db", "index", "sources", "backups", "tmp"}


def test_explicit_beats_variable_beats_upwards_beats_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    upwards = _registry(tmp_path / "work")
    inside = upwards / "sources"
    named, given = _registry(tmp_path / "named"), _registry(tmp_path / "given")
    monkeypatch.chdir(inside)
    assert find_registry().path == upwards
    monkeypatch.setenv(VARIABLE, str(named))
    assert find_registry().path == named
    assert find_registry(given).path == given
    monkeypatch.delenv(VARIABLE)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert RegistryFolder.find(start=inside).path == upwards
    assert tmp_path / "home" in locate(start=elsewhere).parents


def test_what_is_not_a_registry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="不存在"):
        Store.open(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="不是登记库") as raised:
        Store.open(tmp_path)
    assert raised.value.remedy
    assert raised.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"format = ", "读不出"),
        (b"\xff\xfe", "读不出"),
        (b"name = 'other program'", "缺少 format"),
        (b"format = true", "缺少 format"),
        (b"format = 99", "升级"),
        (b"format = 1\nstorage = 1", "storage"),
    ],
)
def test_a_marker_that_is_not_ours(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / MARKER).write_bytes(content)
    with pytest.raises(StoreError, match=said):
        RegistryFolder.open(tmp_path)


def test_a_marker_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / MARKER).mkdir()
    with pytest.raises(StoreError, match="读不出"):
        RegistryFolder.open(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_marker_without_rights(tmp_path: Path) -> None:
    place = _registry(tmp_path / "r")
    (place / MARKER).chmod(0)
    with pytest.raises(StoreError, match="没有权限"):
        Store.open(place)


def test_creating_never_harms_what_is_there(tmp_path: Path) -> None:
    place = _registry(tmp_path / "r")
    with pytest.raises(StoreError, match="已经有一个登记库"):
        Store.create(place)
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(StoreError, match=r"letter\.txt"):
        Store.create(tmp_path)
    with pytest.raises(StoreError, match="是一个文件"):
        Store.create(tmp_path / "letter.txt")
    with pytest.raises(StoreError, match="不能建立"):
        Store.create(tmp_path / "letter.txt" / "below")


def test_a_creation_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    place = _registry(tmp_path / "r")
    (place / MARKER).unlink()
    with pytest.raises(StoreError, match="不是登记库"):
        Store.open(place)
    with Store.create(place) as store:
        assert store.headers() == []


def test_a_creation_killed_at_its_last_step_can_be_repeated(tmp_path: Path) -> None:
    killed = "import os, sys, pathlib; from registry.store import Store; os.replace = lambda *_: os._exit(9); Store.create(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", killed, str(tmp_path / "r")], check=False)
    assert done.returncode == 9
    with pytest.raises(StoreError, match="不是登记库"):
        Store.open(tmp_path / "r")
    Store.create(tmp_path / "r").close()


def test_a_registry_without_its_database_is_not_opened_empty(tmp_path: Path) -> None:
    place = _registry(tmp_path / "r")
    (place / "registry.db").unlink()
    with pytest.raises(StoreError, match="不见了"):
        Store.open(place)
    assert not (place / "registry.db").exists()
    (place / "registry.db").write_bytes(b"")
    with pytest.raises(StoreError, match="是空的") as raised:
        Store.open(place)
    assert "guiqing restore" in raised.value.remedy


def test_sources_are_kept_once_and_checked(store: Store) -> None:
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    kept = store.keep_source(sha, b"abc")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert store.keep_source(sha, b"never written again") == kept
    assert kept.read_bytes() == b"abc"
    assert store.folder.source_is_intact(sha)
    kept.write_bytes(b"abd")
    assert not store.folder.source_is_intact(sha)
    assert not store.folder.source_is_intact("00" * 32)
    assert list(store.folder.tmp.iterdir()) == []


def test_a_source_that_cannot_be_kept_is_a_clear_error(store: Store) -> None:
    store.folder.sources.rmdir()
    store.folder.sources.write_bytes(b"in the way")
    with pytest.raises(StoreError, match="副本") as raised:
        store.keep_source("ab" * 32, b"abc")
    assert "磁盘空间" in raised.value.remedy
