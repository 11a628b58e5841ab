"""The figures of the review app: opening it, and what each key costs, with 10,000 documents and 100,000 findings.

    python tests/bench/review_app.py [--documents 10000] [--findings 10] [--folder DIR]

The registry is written straight through the store (documents of `generate.py` with the facts of their ledger,
findings drawn at random), so that it takes seconds; the app does not see the difference. Opening is measured in
a process of its own, from the start of the interpreter to the queue on the screen. Times are processor time of the
thread that answers the keys: what workers do behind it holds up nobody.
"""

import argparse
import asyncio
import hashlib
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from registry.records import Fact, FileRecord, Finding, NewVersion, Quote, Source  # noqa: E402
from registry.store import Store  # noqa: E402

AS_OF = date(2026, 11, 1)
_AT = datetime(2026, 11, 1, tzinfo=UTC)
_RULES = (
    ("E-01", "hit", "H", "宣布失效"), ("B-03", "hit", "H", "修改"), ("C-01", "hit", "H", "修改"), ("N-01", "hit", "M", "修改"),
    ("F-01", "hit", "M", "补备案"), ("P-02", "hit", "M", "补审"), ("E-03", "hit", "L", ""), ("Q-04", "hit", "L", ""),
    ("U-05", "hit", "H", "废止"), ("PB-01", "hit", "M", "补公布"), ("E-15", "unknown", "M", ""), ("P-13", "unknown", "L", ""),
)  # fmt: skip


def fill(store: Store, count: int, each: int) -> None:
    """Put `count` documents with about `each` findings each into an empty registry."""
    from tests.bench.generate import documents

    found: list[Finding] = []
    ids: list[str] = []
    with store.writing("ingest", at=_AT) as writer:
        for made in documents(count):
            rng = random.Random(made.serial)
            sha = hashlib.sha256(made.text.encode()).hexdigest()
            id = f"d{sha[:11]}"
            file = FileRecord(f"/文件/{made.serial:06}.txt", sha, len(made.text.encode()), 1.0, "txt")
            facts = [Fact("title", made.title, Source.TEXT), Fact("number", made.number, Source.TEXT)]
            facts.append(Fact("issuers", [made.title.partition("关于")[0]], Source.TEXT))
            facts.append(Fact("signed_on", f"{made.number.partition('〔')[2][:4]}-06-01", Source.TEXT))
            writer.add_document(
                id=id,
                identity=f"made|{made.serial}",
                facts=facts,
                ledger=made.ledger,
                version=NewVersion(sha, made.text, {}, {"format": "txt"}, file),
            )
            ids.append(id)
            for number, (rule, outcome, severity, disposition) in enumerate(
                rng.sample(_RULES, min(each + rng.randint(-2, 2), len(_RULES)))
            ):
                start = rng.randrange(max(len(made.text) - 40, 1))
                quote = Quote(made.text[start : start + 30], start, start + 30)
                peers = (rng.choice(ids),) if rule == "C-01" else ()
                found.append(
                    Finding(
                        f"{rule} {id} {number}", rule, outcome, severity, id, f"疑似问题：{quote.text[:12]}，建议核实。",
                        (quote,), peers, ("《辽宁省规章规范性文件定期清理规定》第十六条",), disposition,
                    )
                )  # fmt: skip
    with store.writing("sweep", at=_AT) as writer:
        writer.save_sweep(as_of=AS_OF, profile="辽宁", findings=found, coverage={})


def percentile(taken: list[float], share: float = 0.95) -> float:
    """The value below which that share of the values lies."""
    return sorted(taken)[min(len(taken) - 1, math.ceil(share * len(taken)) - 1)]


def opened(registry: Path) -> None:
    """Open the app on a registry, in this process, and print how long each step took."""
    from tui.app import ReviewApp
    from tui.reviewing import opened as desk_of

    loaded = time.thread_time()

    async def use() -> None:
        with Store.open(registry, actor="测量") as store:
            desk = desk_of(store, as_of=None, default=AS_OF, round=None, stage="初审")
            ready = time.thread_time()
            app = ReviewApp(desk)
            async with app.run_test(size=(120, 40)) as pilot:
                await pilot.pause()
                assert getattr(app.screen, "rows", None), "no queue on the screen"
                print(
                    json.dumps(
                        {"import": loaded, "desk": ready - loaded, "screen": time.thread_time() - ready, "whole": time.thread_time()}
                    )
                )  # fmt: skip

    asyncio.run(use())


def opening(registry: Path, times: int = 3) -> dict[str, float]:
    """The quickest of a few openings, in seconds."""
    found = []
    for _ in range(times):
        said = subprocess.run(
            [sys.executable, __file__, "--open", str(registry)], capture_output=True, text=True, check=True, cwd=ROOT
        )  # fmt: skip
        found.append(json.loads(said.stdout))
    return min(found, key=lambda f: f["whole"])


@dataclass
class Costs:
    """Milliseconds of each press of one key: until the screen in front is painted for the first time, and until the
    app has nothing more to do for it."""

    painted: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        """The first press, in which a screen may have to be made, and the 95th of a hundred of the others."""
        then = [percentile(taken[1:] or taken) for taken in (self.painted, self.quiet)]
        return f"first {self.painted[0]:>6.1f} {self.quiet[0]:>6.1f}   then {then[0]:>6.1f} {then[1]:>6.1f}"


async def keys(registry: Path) -> dict[str, Costs]:
    """What each key costs."""
    from textual.screen import Screen

    from tui.app import ReviewApp
    from tui.reviewing import opened as desk_of
    from tui.screens.document import DocumentScreen

    class Painted(ReviewApp):
        paintings: ClassVar[list[tuple[float, Screen[Any]]]] = []

        def post_display_hook(self) -> None:
            self.paintings.append((time.thread_time(), self.screen))

    costs: dict[str, Costs] = {}
    with Store.open(registry, actor="测量") as store:
        app = Painted(desk_of(store, as_of=None, default=AS_OF, round=None, stage="初审"))
        async with app.run_test(size=(120, 40)) as pilot:

            async def rest() -> None:
                """A person takes a moment before a key; work behind the screen is waited for."""
                await asyncio.sleep(0.2)
                while any(not w.is_finished and not w.name.startswith("action_") for w in list(app.workers)):
                    await asyncio.sleep(0.05)
                await pilot.pause()

            async def press(name: str, *pressed: str) -> None:
                for key in pressed:
                    app.paintings.clear()
                    start = time.thread_time()
                    await pilot.press(key)
                    quiet = time.thread_time()
                    painted = next((at for at, screen in app.paintings if screen is app.screen), quiet)
                    kept = costs.setdefault(name, Costs())
                    kept.painted.append(1000 * (painted - start))
                    kept.quiet.append(1000 * (quiet - start))

            async def measure(name: str, *pressed: str, times: int = 20) -> None:
                for at in range(times):
                    await press(name, pressed[at % len(pressed)])

            async def visit(name: str, key: str, times: int = 10) -> None:
                for _ in range(times):
                    await rest()
                    await press(name, key)
                    await rest()
                    await press(f"{name}: back", "escape")

            await rest()
            await measure("down", "down")
            await measure("page down", "pagedown")
            await measure("end, home", "end", "home")
            await measure("range (f)", "f", times=10)
            await pilot.press("slash")
            await press("filter, a character", *"E-01 养老")
            await pilot.press("escape")
            await measure("mark", "space")
            await pilot.press("escape")
            await measure("decide in the queue", "2")
            await measure("undo", "u")
            await measure("redo", "ctrl+r")
            await visit("document", "enter", 20)
            await pilot.press("enter")
            assert isinstance(app.screen, DocumentScreen)
            await measure("next finding", "n")
            await measure("next document", "right_square_bracket")
            await measure("decide in a document", "2")
            for name, key in (("facts", "i"), ("page of a rule", "d"), ("help", "question_mark")):
                await visit(name, key)
            await pilot.press("escape")
            for name, key in (
                ("overview", "v"), ("round", "w"), ("search", "s"), ("lists", "l"), ("find a document", "g"),
                ("kept filters", "F"), ("commands", "ctrl+p"),
            ):  # fmt: skip
                await visit(name, key)
            costs["another's decision seen"] = await _elsewhere(registry, app, pilot)
    return costs


async def _elsewhere(registry: Path, app: Any, pilot: Any) -> Costs:
    from registry.records import Decision, Disposition

    taken: list[float] = []
    with Store.open(registry, actor="他人") as other:
        for at in range(10):
            with other.writing("decide") as writer:
                writer.decide(
                    Decision(app.screen.rows[at].id, Disposition.KEEP, "有效", "他人", datetime.now(UTC))
                )
            start = time.thread_time()
            app.look_around()
            await pilot.pause()
            taken.append(1000 * (time.thread_time() - start))
    return Costs(taken, taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=10)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        opened(options.open)
        return
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["GUIQING_KEYS"] = str(Path(scratch) / "none.toml")
        registry = options.folder or Path(scratch) / "registry"
        if not registry.exists():
            start = time.thread_time()
            with Store.create(registry, actor="测量") as store:
                fill(store, options.documents, options.findings)
            print(f"made in {time.thread_time() - start:.1f} s")
        first = opening(registry, 1)
        print("first opening ever:", {k: round(v, 2) for k, v in first.items()})
        print("opening:", {k: round(v, 2) for k, v in opening(registry).items()})
        costs = asyncio.run(keys(registry))
        print("milliseconds until painted, until quiet: the first time, then the 95th of a hundred")
        for name, cost in costs.items():
            print(f"{name:<28}{cost}")


if __name__ == "__main__":
    main()
