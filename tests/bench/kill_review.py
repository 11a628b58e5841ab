"""Kill the review app at random moments of a session, reopen, and compare with what it had told the person.

    python tests/bench/kill_review.py [--kills 200] [--seed 1] [--folder DIR]

A child process runs the app in a cleanup round and works through its own keys: it decides in the queue and in
documents, marks several and decides them together, gives other reasons, corrects facts, undoes and redoes. Before
the last key of a change it prints what the change is; it prints that it is done when the app says so on the screen
(its notification), and not later. The parent kills it (SIGKILL) and compares the registry with the model of
`kill_campaign.py`: all that was told must be there, whole, and at most the one change that was going on besides.
The journal must verify and the check-up find nothing. Then the next session goes on where the registry stands,
with its undo.

Exit code 0: nothing lost, nothing half done.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).parent))

from campaign_model import Model, advance, difference, examined, file_of, seen  # noqa: E402
from kill_campaign import killed  # noqa: E402

from registry.records import Disposition, Fact, Finding, NewVersion, Source  # noqa: E402
from registry.store import Store  # noqa: E402

AS_OF = date(2026, 11, 1)
_AT = datetime(2026, 11, 1, tzinfo=UTC)
_DOCUMENTS = 30
_DISPOSITIONS = list(Disposition)


def prepare(folder: Path) -> None:
    """A small registry with a round over all of it: every other document has a finding, some a grave one."""
    with Store.create(folder, actor="甲") as store:
        ids = [f"d{n:011}" for n in range(_DOCUMENTS)]
        texts = {id: f"正文{id}。" * 40 for id in ids}
        for id, text in texts.items():
            store.keep_source(file_of(id, text).sha256, text.encode())
        with store.writing("ingest", at=_AT) as writer:
            for id, text in texts.items():
                facts, file = [Fact("title", f"关于{id}的通知", Source.TEXT)], file_of(id, text)
                version = NewVersion(file.sha256, text, {}, {}, file)
                writer.add_document(id=id, identity=id, facts=facts, version=version)
        found = [
            Finding(f"E-01 {id}", "E-01", "hit", "HML"[n % 3], id, f"疑似{id}", disposition="修改")
            for n, id in enumerate(ids)
            if n % 2
        ]
        with store.writing("sweep", at=_AT) as writer:
            writer.save_sweep(as_of=AS_OF, profile="辽宁", findings=found, coverage={})
        with store.writing("round", at=_AT) as writer:
            writer.start_round("清理", cutoff=AS_OF, as_of=AS_OF, documents=ids, stage="初审")


# -- the session -------------------------------------------------------------------------------------------


def tell(line: str) -> None:
    """To the parent, at once: the app keeps what is printed to itself."""
    os.write(1, f"{line}\n".encode())


def session(folder: Path, seed: str) -> None:
    """Work in the app until killed; a line for each change before its last key and one when the app said it is made."""
    from tui.app import ReviewApp
    from tui.desk import Desk
    from tui.state import STATE

    STATE.actor = "甲"

    class Acknowledging(ReviewApp):
        """Prints when the person is told that a change is made."""

        def notify(self, message: str, **options: Any) -> None:  # type: ignore[override]
            super().notify(message, **options)
            if message.startswith(("已保存", "已撤销", "已恢复", "已更正")):
                tell("done")
            else:
                raise AssertionError(f"the app said: {message}")

    async def work() -> None:
        with Store.open(folder, actor="甲") as store:
            app = Acknowledging(Desk(store, as_of=AS_OF, cleanup=store.rounds()[0]))
            async with app.run_test(size=(100, 30)) as pilot:
                await pilot.pause()
                tell("ready")
                hands = Hands(app, pilot, random.Random(seed))
                while True:
                    await hands.change()

    asyncio.run(work())


class Hands:
    """Does changes with keys. Every reason and every value occurs once, so that no two changes look alike."""

    def __init__(self, app: Any, pilot: Any, rnd: random.Random) -> None:
        self.app, self.pilot, self.rnd = app, pilot, rnd
        self.start, self.count = time.time_ns(), 0

    async def change(self) -> None:
        """One change, drawn at random."""
        store = self.app.desk.store
        await self.pilot.press(*["f"] * ((1 - self.app.screen.shown) % len(self.app.desk.ranges)))  # 全部
        self.app.screen.query_one("#queue").cursor = self.rnd.randrange(_DOCUMENTS)
        await self.pilot.pause()
        kinds = ["decide", "decide", "open", "reason", "batch", "correct"]
        kinds += ["undo", "undo"] * bool(store.undoable()) + ["redo"] * bool(store.redoable())
        await getattr(self, self.rnd.choice(kinds))()

    def new(self) -> str:
        """Words that were never used before."""
        self.count += 1
        return f"{self.start}-{self.count}"

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await self.pilot.pause()

    async def say(self, kind: str, what: Any, *keys: str) -> None:
        """Tell what the last key does, press it, wait until the app is back on the queue."""
        tell(json.dumps([kind, what]))
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def decide(self) -> None:
        """One key on the queue (where a grave finding stands against it, a reason is typed first)."""
        await self._decide_here(self.app.screen.current_id)

    async def open(self) -> None:
        """The same inside the document."""
        id = self.app.screen.current_id
        await self.pilot.press("enter")
        await self._decide_here(id)
        await self.pilot.press("escape")

    async def _decide_here(self, id: str) -> None:
        desk, at = self.app.desk, self.rnd.randrange(5)
        if desk.needs_reason(id, _DISPOSITIONS[at]):
            await self._with_reason([id], _DISPOSITIONS[at], str(at + 1))
        else:
            reason = desk.default_reason(id, _DISPOSITIONS[at])
            await self.say("decide", [[id, _DISPOSITIONS[at].value, reason]], str(at + 1))

    async def _with_reason(self, ids: list[str], disposition: Disposition, key: str) -> None:
        await self.pilot.press(key)
        await self.until(lambda: bool(self.app.screen.query("#reason")))
        reason = f"理由{self.new()}"
        self.app.screen.query_one("#reason").value = reason
        screen = self.app.screen
        await self.say("decide", [[id, disposition.value, reason] for id in ids], "enter")
        await self.until(lambda: self.app.screen is not screen)

    async def reason(self) -> None:
        """Another reason for what is decided."""
        row = self.app.desk.row(self.app.screen.current_id)
        if row.decision:
            await self._with_reason([row.id], row.decision.disposition, "r")

    async def batch(self) -> None:
        """Several marked documents at once."""
        await self.pilot.press("home", *["space"] * self.rnd.randint(2, 6))
        screen = self.app.screen
        ids = [row.id for row in screen.rows if row.id in screen.marked]
        at = self.rnd.randrange(5)
        await self._with_reason(ids, _DISPOSITIONS[at], str(at + 1))

    async def correct(self) -> None:
        """A fact corrected on the screen of facts."""
        id, value = self.app.screen.current_id, self.new()
        await self.pilot.press("enter", "i")
        at = next(i for i, (name, _) in enumerate(self.app.screen.fields) if name == "url")
        await self.pilot.press(*["down"] * at, "enter")
        await self.until(lambda: bool(self.app.screen.query("#value")))
        self.app.screen.query_one("#value").value = value
        screen = self.app.screen
        await self.say("correct", [id, value], "enter")
        await self.until(lambda: self.app.screen is not screen)
        await self.pilot.press("escape", "escape")

    async def undo(self) -> None:
        await self.say("undo", True, "u")

    async def redo(self) -> None:
        await self.say("redo", True, "ctrl+r")


# -- the comparison ----------------------------------------------------------------------------------------


def follow(model: Model, said: list[str]) -> tuple[Model, int]:
    """Do in the model what was told to be done; gives the model in which the last, unfinished change is done too
    (the same when there is none), and how many changes were told to be done."""
    told, waiting = 0, None
    for line in said:
        if line == "done":
            assert waiting is not None, "done without a change"
            advance(model, waiting)
            waiting, told = None, told + 1
        else:
            kind, what = json.loads(line)
            waiting = (kind, [tuple(part) for part in what] if kind == "decide" else what)
    after = model.copy()
    if waiting is not None:
        advance(after, waiting)
    return after, told


def campaign(folder: Path, *, kills: int, seed: int, most: int = 16) -> Iterator[tuple[int, int, bool]]:
    """Kill and compare; gives (kill, changes told to be done, the unfinished change was saved) each time.

    Raises AssertionError with the difference when something is lost or half done.
    """
    rnd = random.Random(seed)
    registry = folder / "registry"
    prepare(registry)
    model, done = Model(), 0
    for kill in range(kills):
        # Half of the kills come right after something was printed: in the midst of a change, or just after one.
        seconds = rnd.choice((rnd.uniform(0, 0.03), rnd.uniform(0, 0.3)))
        said = killed(
            __file__, "--child", registry, f"{seed} {kill}", seconds=seconds, lines=rnd.randint(0, most)
        )
        following, told = follow(model, said)
        done += told
        with Store.open(registry, actor="甲") as store:
            found = seen(store)["people"]
            if damages := store.verify():
                raise AssertionError(f"journal: {damages[0]}")
        saved = found != model.shown()["people"]
        if saved and found != following.shown()["people"]:
            raise AssertionError(f"kill {kill}: {difference({'people': found}, model, following)}")
        if saved:
            model = following
        if kill % 10 == 9 or kill == kills - 1:
            examined(registry)
        yield kill, done, saved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--most", type=int, default=16, help="most lines (two a change) of a session before its kill"
    )
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        session(Path(options.child[0]), options.child[1])
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="guiqing-kill-"))
    start, saved, done = time.monotonic(), 0, 0
    for kill, done, was in campaign(folder, kills=options.kills, seed=options.seed, most=options.most):
        saved += was
        if kill % 20 == 19:
            print(f"{kill + 1} kills, {done} changes, {time.monotonic() - start:.0f} s", flush=True)
    print(
        f"{options.kills} kills over {done} changes ({saved} times the unfinished one was already saved): "
        "nothing lost, nothing half done"
    )
    if options.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
