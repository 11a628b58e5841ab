"""Killing an ingest and running it again ends with the registry of an undisturbed run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from registry.store import Store
from tui.samples.build import build


def _start(documents: Path, registry: Path) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-c",
        "from tui.cli import main; main()",
        "ingest",
        str(documents),
        "--workers",
        "2",
        "--registry",
        str(registry),
    ]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _contents(registry: Path) -> dict[str, object]:
    with Store.open(registry) as store:
        return {
            d.id: (
                d.text,
                json.dumps(dict(d.reading), sort_keys=True, ensure_ascii=False),
                [(f.field, f.value, f.source, f.quote) for f in d.facts],
                d.relations,
                sorted((f.path, f.sha256) for f in d.files),
            )
            for d in store.documents()
        }


def test_a_killed_ingest_is_taken_up_again(tmp_path: Path) -> None:
    documents = build(tmp_path / "例").documents
    assert _start(documents, tmp_path / "完整").wait(timeout=120) == 0
    broken = tmp_path / "中断"
    killed = 0
    for seen_at_least in (1, 41, 81):
        process = _start(documents, broken)
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if _stored(broken) >= seen_at_least:
                os.killpg(process.pid, signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.01)
        process.wait(timeout=60)
        with Store.open(broken) as store:
            assert store.verify() == []
    assert killed >= 1
    assert _start(documents, broken).wait(timeout=120) == 0
    assert _contents(broken) == _contents(tmp_path / "完整")


def _stored(registry: Path) -> int:
    if not (registry / "guiqing.toml").exists():
        return 0
    try:
        with Store.open(registry) as store:
            return len(store.headers())
    except Exception:  # opened in the middle of its making
        return 0
