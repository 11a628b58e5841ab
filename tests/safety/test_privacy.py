"""Private and offline: no network at all, nobody else can read the registry, no name where none is needed."""

import asyncio
import io
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from registry.store import Store
from tui import diagnostics
from tui.app import ReviewApp
from tui.cli import app, hoist
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.samples.build import build
from tui.screens.queue import QueueScreen
from tui.state import STATE

REVIEWER = "审阅人甲乙丙"
#: What nobody may call while the main job runs. A pair of joined sockets (socket.socketpair) stays: the event
#: loop wakes itself with one, and nothing of it leaves the process.
_GUARD = """
import socket
def _refuse(*_, **__):
    raise AssertionError("network access")
class _NoNetwork(socket.socket):
    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is None or family not in (-1, socket.AF_UNIX):
            _refuse()
        super().__init__(family, type, proto, fileno)
    connect = connect_ex = bind = listen = sendto = _refuse
socket.socket = socket.SocketType = _NoNetwork
socket.create_connection = socket.create_server = socket.getaddrinfo = socket.gethostbyname = _refuse
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample files, a dozen of them, and their ledger."""
    folder = tmp_path_factory.mktemp("files")
    built = build(folder / "all")
    (folder / "some").mkdir()
    found = sorted(p for p in built.documents.rglob("*") if p.is_file())
    for path in found[:: max(1, len(found) // 12)]:
        shutil.copy(path, folder / "some" / path.name)
    shutil.copy(built.ledger, folder / built.ledger.name)
    return folder


def _command(*words: object) -> int:
    STATE.registry, STATE.actor = None, ""
    return diagnostics.guarded(lambda: app(hoist([str(w) for w in words]), standalone_mode=False))


def _main_job(sample: Path, registry: Path, out: Path) -> Iterator[tuple[object, ...]]:
    """The commands of the main job."""
    ledger = next(p for p in sample.iterdir() if p.is_file())
    yield ("ingest", sample / "some", "--quiet", "--workers", 2)
    yield ("ledger", "import", ledger)
    yield ("sweep", "--as-of", AS_OF.isoformat())
    yield (
        "lists",
        "-o",
        out / "目录",
        *(w for f in ("xlsx", "docx", "html", "csv", "json") for w in ("--format", f)),
    )
    yield ("search", "管理")
    yield ("publish", out / "网站")
    yield ("dashboard", "-o", out / "概览.html")
    yield ("export", out / "全部.jsonl")
    yield ("backup", out / "备份")
    yield ("doctor",)


async def _review(store: Store) -> str:
    """Decide on the first document of the queue with a key; gives its id."""
    review = ReviewApp(Desk(store, as_of=AS_OF))

    async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
        for _ in range(200):
            if condition():
                return
            await pilot.pause()
        raise AssertionError("condition never came true")

    async with review.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(review.screen, QueueScreen) and bool(review.screen.rows))
        first: str = review.screen.rows[0].id  # type: ignore[attr-defined]
        await pilot.press("2")
        await until(pilot, lambda: store.current_decision(first) is not None)
    return first


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets raise, in this process and (through sitecustomize) in each Python that it starts."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network access")

    class NoNetwork(socket.socket):
        def __init__(
            self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None
        ) -> None:
            if fileno is None and family != socket.AF_UNIX:
                refuse()
            super().__init__(family, type, proto, fileno)

        connect = connect_ex = bind = listen = sendto = refuse  # type: ignore[assignment]

    monkeypatch.setattr(socket, "socket", NoNetwork)
    for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("no_network")
def test_the_main_job_needs_no_network(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(_GUARD, encoding="utf-8")
    paths = os.pathsep.join(filter(None, (str(guard), os.environ.get("PYTHONPATH", ""))))
    monkeypatch.setenv("PYTHONPATH", paths)
    probe = "import socket; socket.create_connection(('127.0.0.1', 9))"
    refused = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert "network access" in refused.stderr, "the guard must hold in processes that the program starts"
    registry, out = tmp_path / "登记库", tmp_path / "出"
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(("127.0.0.1", 9))
    for words in _main_job(sample, registry, out):
        code = _command(*words, "--registry", registry, "--actor", REVIEWER)
        assert code in (0, 1), (words[0], capsys.readouterr().err)


@pytest.mark.usefixtures("no_network")
def test_the_review_app_needs_no_network(sample: Path, tmp_path: Path) -> None:
    registry = tmp_path / "登记库"
    for words in list(_main_job(sample, registry, tmp_path))[:3]:
        assert _command(*words, "--registry", registry) in (0, 1)

    async def play(store: Store) -> str:
        return await _review(store)

    with Store.open(registry, actor=REVIEWER) as store:
        assert asyncio.run(play(store))


@pytest.fixture
def careless() -> Iterator[None]:
    """A shell whose umask gives everything to everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
@pytest.mark.usefixtures("careless")
def test_nobody_else_reads_the_registry_and_nothing_is_left_behind(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registry, out, temporary = tmp_path / "登记库", tmp_path / "出", tmp_path / "临时"
    temporary.mkdir(mode=0o700)
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for words in _main_job(sample, registry, out):
        code = _command(*words, "--registry", registry, "--actor", REVIEWER)
        assert code in (0, 1), (words[0], capsys.readouterr().err)
        assert _open_to_others(registry) == [], words[0]
    with Store.open(registry, actor=REVIEWER) as store:
        decided = asyncio.run(_review(store))
        assert _open_to_others(registry) == [], "while it is open, with its write-ahead log"
    assert _command("history", decided, "--registry", registry) == 0
    assert _command("undo", "--registry", registry, "--actor", REVIEWER) == 0
    assert _open_to_others(registry) == []
    assert [p for p in temporary.rglob("*") if p.is_file()] == []
    assert list((registry / "tmp").rglob("*")) == []
    backups = [p for p in (out / "备份").iterdir() if p.is_file()]
    assert backups
    assert all(stat.S_IMODE(p.stat().st_mode) & 0o077 == 0 for p in backups)


def _open_to_others(folder: Path) -> list[str]:
    found = []
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        private = (
            {0o700} if path.is_dir() or path.name.endswith("LOCK") else {0o600}
        )  # the index makes its own lock
        if mode not in private:
            found.append(f"{path.relative_to(folder)} {mode:o}")
    return found


def test_public_papers_do_not_name_the_reviewers(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry, out = tmp_path / "登记库", tmp_path / "出"
    for words in list(_main_job(sample, registry, out))[:3]:
        assert _command(*words, "--registry", registry, "--actor", REVIEWER) in (0, 1)
    with Store.open(registry) as store:
        ids = [h.id for h in store.headers()]
    for id, disposition in zip(ids, ("修改", "废止", "宣布失效", "继续有效"), strict=False):
        words = ("decide", id, disposition, "--reason", "经核实", "--registry", registry, "--actor", REVIEWER)
        assert _command(*words) == 0, capsys.readouterr().err
    for words in (
        *list(_main_job(sample, registry, out))[3:7],
        ("decision", "-o", out / "决定.docx"),
        ("drafts", "-o", out / "修改稿"),
        ("notices", "-o", out / "通知"),
        ("report", AS_OF.year, "-o", out / "年报.docx"),
    ):
        assert _command(*words, "--registry", registry, "--actor", REVIEWER) == 0, capsys.readouterr().err
    written = [p for p in out.rglob("*") if p.is_file()]
    assert len(written) > 8
    account = os.environ.get("USER") or "root"
    for path in written:
        for name, data in _parts(path):
            text = data.decode("utf-8", "replace")
            assert REVIEWER not in text, f"{path.name} {name}"
            assert str(tmp_path) not in text or (path.suffix == ".json" and path.parent.name == "目录"), (
                path.name
            )
            if name.endswith("core.xml"):
                assert account not in re.sub(r"<[^>]*>", " ", text).split(), f"{path.name} tells the account"
    # The registry itself does say who decided.
    capsys.readouterr()
    assert _command("history", ids[0], "--registry", registry) == 0
    assert REVIEWER in capsys.readouterr().out


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """The parts of an Office file, or the file."""
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            for name in package.namelist():
                yield name, package.read(name)
    else:
        yield "", path.read_bytes()
