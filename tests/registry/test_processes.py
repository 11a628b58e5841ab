"""Several people at one registry: no update is lost, waiting is announced, patience ends with a message."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from registry.errors import StoreError
from registry.records import Disposition
from registry.store import Conflict, Store

ROOT = Path(__file__).parents[2]

# A process that adds to a counter and a list many times, each time from what it reads within its command.
COUNTER = """
import sys
from pathlib import Path
from registry.store import Store
name, times = sys.argv[2], int(sys.argv[3])
with Store.open(Path(sys.argv[1]), actor=name) as store:
    for n in range(times):
        with store.writing("count") as writer:
            writer.set_setting("count", writer.setting("count", 0) + 1)
            writer.add_document(id=f"{name}-{n}", identity="", facts=[])
            writer.touch(f"{name}-{n}")
"""

# A process that decides on a document as soon as it can, expecting that nobody decided before it.
DECIDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from registry.records import Decision, Disposition
from registry.store import Conflict, Store
with Store.open(Path(sys.argv[1]), actor=sys.argv[2]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        with store.writing("decide") as writer:
            writer.decide(
                Decision("d-one", Disposition.KEEP, "", sys.argv[2], datetime.now(UTC)), expected_seq=0
            )
        print("decided", flush=True)
    except Conflict as error:
        print("conflict", flush=True)
"""


def _run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_no_update_is_lost_between_processes(store: Store) -> None:
    running = [_run(COUNTER, store.folder.path, name, 40) for name in ("a", "b", "c")]
    assert [p.wait(60) for p in running] == [0, 0, 0]
    assert store.setting("count") == 120
    assert len(store.headers()) == 120
    revisions = [r for _, r in store.changed_since(0)]
    assert len(set(revisions)) == 120, "each change has a revision of its own"
    assert store.verify() == []
    assert [e.seq for e in store.journal(None)] == list(range(1, 241))


def test_of_many_who_decide_at_once_one_wins(two) -> None:
    running = [_run(DECIDER, two.store.folder.path, name) for name in ("a", "b", "c")]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=60)[0].strip() for process in running)
    assert said == ["conflict", "conflict", "decided"]
    assert len(two.store.decisions("d-one")) == 1


def test_waiting_is_announced_and_ends(store: Store) -> None:
    """Somebody else holds the write lock; the wait is told about, and the write goes through after it."""
    waited: list[float] = []
    release = threading.Event()

    def hold() -> None:
        with Store.open(store.folder.path) as other, other.writing("slow"):
            held.set()
            release.wait(30)

    def tell(seconds: float) -> None:
        waited.append(seconds)
        release.set()

    held = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    store.waiting = tell
    with store.writing("quick") as writer:
        writer.set_setting("a", 1)
    thread.join()
    assert len(waited) >= 1
    assert store.setting("a") == 1


def test_patience_ends_with_a_message(store: Store) -> None:
    store.patience = 0
    with Store.open(store.folder.path) as other, other.writing("slow") as writer:
        writer.set_setting("a", 1)
        with pytest.raises(StoreError, match="正被另一个程序写入") as raised, store.writing("quick"):
            pass
        assert "locked" not in str(raised.value)
        assert store.setting("a") is None, "reading never waits"
    assert store.setting("a") == 1


def test_threads_of_one_program_take_turns(store: Store) -> None:
    def count() -> None:
        for _ in range(20):
            with store.writing("count") as writer:
                writer.set_setting("count", writer.setting("count", 0) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.setting("count") == 80


def test_two_windows_see_each_other(two) -> None:
    with Store.open(two.store.folder.path, actor="乙") as other:
        seen = other.current_decision("d-one")
        with two.store.writing("decide", at=two.now()) as writer:
            writer.decide(two.decision("d-one"))
        assert other.current_decision("d-one").actor == "甲"
        with pytest.raises(Conflict), other.writing("decide", at=two.now()) as writer:
            writer.decide(two.decision("d-one", Disposition.REPEAL), expected_seq=seen.seq if seen else 0)


def test_a_registry_on_a_network_folder_needs_no_shared_memory(copy: Path) -> None:
    marker = copy / "guiqing.toml"
    marker.write_text(marker.read_text("utf-8").replace('"wal"', '"delete"'), "utf-8")
    with Store.open(copy) as store:
        with store.writing("x") as writer:
            writer.set_setting("a", 1)
        assert not (copy / "registry.db-shm").exists()
        assert store.setting("a") == 1
        assert store.verify() == []
