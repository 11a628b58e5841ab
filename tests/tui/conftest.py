"""A registry of the sample district, made once for all tests of the upper floor; each test that writes gets a copy."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.store import Store
from tui.cli import app, hoist
from tui.demonstration import AS_OF
from tui.intake import import_ledger, take_in
from tui.samples.build import build
from tui.state import STATE
from tui.sweeping import sweep_registry


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample files, their ledger and a swept registry (登记库)."""
    folder = tmp_path_factory.mktemp("sample")
    built = build(folder)
    with Store.create(folder / "登记库", actor="测试") as store:
        take_in(store, [built.documents], workers=2, quiet=True)
        import_ledger(store, built.ledger, dry_run=False)
        sweep_registry(store, as_of=AS_OF)
    return folder


@pytest.fixture
def registry(made: Path, tmp_path: Path) -> Path:
    """A registry of one's own to change."""
    return shutil.copytree(made / "登记库", tmp_path / "登记库")


@pytest.fixture
def store(registry: Path) -> Iterator[Store]:
    with Store.open(registry, actor="测试") as opened:
        yield opened


class Said:
    """What a command did: its exit code, standard output and standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run a command line in this process: run("sweep", "--registry", path)."""
    from tui import diagnostics

    monkeypatch.delenv("GUIQING_REGISTRY", raising=False)

    def command(*words: object) -> Said:
        STATE.registry, STATE.actor = None, ""
        capsys.readouterr()
        code = diagnostics.guarded(lambda: app(hoist([str(w) for w in words]), standalone_mode=False))
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return command
