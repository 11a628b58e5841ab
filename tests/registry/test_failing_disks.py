"""Full disks, read-only folders, a file pulled away: a clear message, nothing acknowledged is lost."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry import backup
from registry.errors import StoreError
from registry.store import Store


@pytest.fixture
def cramped(two) -> Store:
    """A store whose database may not grow by more than a few pages: SQLite then says 'disk is full'."""
    from sqlalchemy import event

    @event.listens_for(two.store.engine, "begin")
    def limit(connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    two.store.engine.dispose()
    return two.store


def test_a_full_disk_is_a_clear_message_and_loses_nothing(two, cramped: Store) -> None:
    with cramped.writing("small", at=two.now()) as writer:
        writer.set_setting("a", 1)
    before = (list(cramped.documents()), cramped.journal(None), cramped.revision)
    with pytest.raises(StoreError, match="磁盘空间不足") as raised, cramped.writing("ingest") as writer:
        two.document(writer, "d-big", "大", "字" * 500_000)
    assert raised.value.remedy
    assert (list(cramped.documents()), cramped.journal(None), cramped.revision) == before
    assert cramped.verify() == []
    with Store.open(cramped.folder.path) as store, store.writing("later", at=two.now()) as writer:
        two.document(writer, "d-big", "大", "字" * 500_000)
        writer.set_setting("a", 2)
    assert cramped.document("d-big") is not None


@contextlib.contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip("mounting a small disk is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    with _small_disk(folder, 8) as disk:
        yield disk


def test_a_small_disk_fills_up(desk, small_disk: Path, tmp_path: Path) -> None:
    """Write until the disk is full, by every way that writes; then make room and go on."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 2_000_000)
    store = Store.create(small_disk / "registry", actor="甲", at=desk.noon)
    desk.store = store
    acknowledged: list[str] = []

    def document(n: int) -> None:
        with store.writing("ingest", at=desk.now()) as writer:
            desk.document(writer, f"d{n:03}", f"第{n}件", os.urandom(150_000).hex())
        acknowledged.append(f"d{n:03}")

    def fill() -> None:
        for n in range(1000):
            document(n)

    with pytest.raises(StoreError) as raised:
        fill()
    assert raised.value.remedy
    assert len(acknowledged) > 3
    ways: list[Callable[[], object]] = [
        lambda: store.keep_source("ab" * 32, b"x" * 8_000_000),
        lambda: backup.back_up(store, small_disk / "backups"),
        lambda: Store.create(small_disk / "other").close(),
        lambda: document(1001),
    ]
    for way in ways:
        with contextlib.suppress(StoreError):
            way()
    assert [h.id for h in store.headers()] == acknowledged
    assert store.verify() == []
    store.close()
    ballast.unlink()
    shutil.rmtree(small_disk / "other", ignore_errors=True)
    shutil.rmtree(small_disk / "backups", ignore_errors=True)
    with Store.open(small_disk / "registry", actor="甲") as store:
        assert [h.id for h in store.headers()] == acknowledged
        assert store.verify() == []
        with store.writing("later", at=desk.now()) as writer:
            writer.set_setting("a", 1)


def _as_nobody(action: Callable[[], object]) -> str:
    """What an action raises when a user without any rights does it; only root can become nobody."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # later Pythons warn of fork with threads
        child = os.fork()
    if child == 0:
        said = "nothing raised"
        try:
            os.setgid(65534)
            os.setuid(65534)
            action()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def public(filled: Path) -> Iterator[Path]:
    """A copy of the filled registry that everybody may read and nobody else may write."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        place = Path(name) / "registry"
        shutil.copytree(filled, place)
        for path in (place, *place.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield place


needs_root = pytest.mark.skipif(
    not hasattr(os, "fork") or os.geteuid() != 0, reason="only root can become a user without rights"
)


@needs_root
def test_a_read_only_folder_is_a_clear_message(public: Path) -> None:
    def write() -> None:
        with Store.open(public) as store, store.writing("x") as writer:
            writer.set_setting("a", 1)

    said = _as_nobody(write)
    assert said.startswith("StoreError"), said
    assert "不可写" in said or "打不开" in said
    assert "权限" in said


@needs_root
def test_creating_where_one_may_not_is_a_clear_message(public: Path) -> None:
    said = _as_nobody(lambda: Store.create(public / "sources" / "new"))
    assert said.startswith("StoreError: 不能建立登记库文件夹")


@needs_root
def test_a_private_registry_is_closed_to_others(copy: Path) -> None:
    assert "StoreError" in _as_nobody(lambda: Store.open(copy))


def test_a_folder_pulled_away_is_a_clear_message(two) -> None:
    store = two.store
    store.engine.dispose()
    shutil.move(store.folder.path, store.folder.path.with_name("unplugged"))
    with pytest.raises(StoreError, match="打不开"):
        store.headers()
    with pytest.raises(StoreError, match="打不开"), store.writing("x"):
        pass
    shutil.move(store.folder.path.with_name("unplugged"), store.folder.path)
    assert len(store.headers()) == 2
    assert store.verify() == []


def test_nothing_is_written_into_a_file_that_was_replaced(two, copy: Path) -> None:
    """An open database whose file is deleted or replaced would take writes and lose them."""
    store = two.store
    database = store.folder.database
    assert len(store.headers()) == 2
    database.rename(database.with_name("old.db"))
    with pytest.raises(StoreError, match="移走或替换"), store.writing("x") as writer:
        writer.set_setting("a", 1)
    for suffix in ("-wal", "-shm"):
        database.with_name(f"registry.db{suffix}").unlink(missing_ok=True)
    shutil.copyfile(copy / "registry.db", database)
    with pytest.raises(StoreError, match="移走或替换"), store.writing("x") as writer:
        writer.set_setting("a", 1)
    with store.writing("x") as writer:
        writer.set_setting("a", 1)
    assert len(store.headers()) == 3
    with Store.open(store.folder.path) as again:
        assert again.setting("a") == 1


@pytest.mark.parametrize("damage", [b"x" * 200, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_a_clear_message(copy: Path, damage: bytes) -> None:
    (copy / "registry.db").write_bytes(damage)
    with pytest.raises(StoreError, match=r"已损坏|打不开|出错") as raised:
        Store.open(copy)
    assert raised.value.remedy
    assert (copy / "registry.db").read_bytes() == damage, "nothing is written over it"


def test_the_disk_runs_full_at_random_moments(tmp_path: Path) -> None:
    """A short campaign; the long one is `python tests/bench/disk_campaign.py`."""
    script = Path(__file__).parents[1] / "bench" / "disk_campaign.py"
    with _small_disk(tmp_path, 16) as folder:
        command = [sys.executable, str(script), "--rounds", "10", "--folder", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "nothing lost" in done.stdout
