"""The bench: what each part of the work costs, on made-up registries of several sizes.

    python tests/bench/suite.py [--sizes 1000 10000] [--write] [--check] [--baseline]

Every measurement runs in a process of its own and counts processor time (its own and its workers'), not the
clock of the wall, so that a busy machine changes little; memory is the peak of that process. `--check`
compares the smallest size with baseline.json as ratios to a calibration loop of the same run, and ends with 1
when one is more than a fifth slower. `--write` puts tables and chart into docs/performance.md.
"""

import argparse
import asyncio
import json
import math
import multiprocessing
import os
import platform
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.generate import documents, fill, understood  # noqa: E402

BASELINE = Path(__file__).with_name("baseline.json")
DOCUMENT = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "images" / "performance.svg"
AS_OF = date(2026, 11, 1)
#: A regression: so much more than the baseline, and at least so many calibration loops more (noise of small times).
_SLOWER, _NOISE = 1.2, 0.05
_QUERIES = 40
_BEGIN, _END = "<!-- bench: begin -->", "<!-- bench: end -->"


Note = Callable[[str, int, Callable[[], Mapping[str, Any] | None]], None]


@dataclass
class Measured:
    """Processor seconds, peak memory (MiB) and what else was counted."""

    name: str
    size: int
    seconds: float
    memory: float
    more: dict[str, Any] = field(default_factory=dict)


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def calibrate() -> float:
    """Processor seconds of a fixed piece of work of the usual kind: strings, dicts, JSON."""

    def once() -> float:
        rng = random.Random(1)
        start = time.process_time()
        text = "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(120_000))
        pairs: dict[str, int] = {}
        for at in range(len(text) - 1):
            pair = text[at : at + 2]
            pairs[pair] = pairs.get(pair, 0) + 1
        json.loads(json.dumps(pairs))
        sum(text.count(pair) for pair in sorted(pairs)[:300])
        return time.process_time() - start

    return min(once() for _ in range(5))


def measured(name: str, size: int, work: Callable[[], Mapping[str, Any] | None]) -> Measured:
    """Run the work in a forked process. Raises RuntimeError when it fails there."""
    here, there = multiprocessing.Pipe(duplex=False)

    def run() -> None:
        start = cpu()
        more = dict(work() or {})
        used = more.pop("seconds", None)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        there.send(Measured(name, size, cpu() - start if used is None else used, peak, more))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    there.close()
    try:
        result: Measured = here.recv()
    except EOFError:
        raise RuntimeError(f"{name} ({size}) failed") from None
    finally:
        process.join()
    print(f"{name:<34}{size:>7}{result.seconds:>10.2f} s{result.memory:>8.0f} MiB  {result.more}", flush=True)
    return result


# -- what is measured ----------------------------------------------------------------------------------------


def extraction(size: int) -> dict[str, Any]:
    made = list(documents(size))
    start = time.process_time()
    for document in made:
        understood(document)
    used = time.process_time() - start
    return {"seconds": used, "MB/s": round(sum(len(d.text.encode()) for d in made) / used / 1e6, 2)}


def storing(registry: Path, size: int) -> dict[str, Any]:
    from registry.store import Store

    with Store.create(registry, actor="测量") as store:
        fill(store, size, workers=1)
    return {"docs/s": None}


def shelving(registry: Path) -> None:
    from corpus.follow import follow, index_of
    from registry.store import Store

    with Store.open(registry) as store:
        follow(store, index_of(store))


def gramming(registry: Path) -> dict[str, Any]:
    from corpus.follow import index_of
    from registry.store import Store

    with Store.open(registry) as store:
        index_of(store).catch_up()
    size = sum(f.stat().st_size for f in (registry / "index").rglob("*") if f.is_file())
    return {"MB": round(size / 1e6)}


def sweeping(registry: Path, codes: Callable[[str], bool], *, save: bool = False) -> dict[str, Any]:
    from registry.store import Store
    from rules.catalog import RULES
    from tui.sweeping import sweep_registry

    with Store.open(registry) as store:
        chosen = [rule.code for rule in RULES if codes(rule.code)]
        found = sweep_registry(store, as_of=AS_OF, rules=chosen, save=save)
        if save:
            start = cpu()
            sweep_registry(store, as_of=AS_OF, rules=chosen)
            return {"findings": len(found.findings), "again": round(cpu() - start, 2)}
        return {"findings": len(found.findings)}


def partial_sweep(registry: Path) -> dict[str, Any]:
    """What a sweep costs after a few documents changed: they alone are judged, all are seen."""
    from registry.store import Store
    from rules.catalog import RULES
    from rules.engine import sweep
    from rules.profiles import DEFAULT, load_profile

    with Store.open(registry) as store:
        only = {h.id for h in store.headers()[:10]}
        rules = [rule for rule in RULES if not rule.code.startswith("C-")]
        found = sweep(
            store.documents(), as_of=AS_OF, profile=load_profile(DEFAULT), rules=rules, only_documents=only
        )
    return {"judged": found.documents}


def queries(texts: Sequence[str]) -> dict[str, list[str]]:
    """Query class → queries made of the texts themselves, seeded."""
    rng = random.Random(7)

    def piece(length: int) -> str:
        while True:
            text = rng.choice(texts)
            at = rng.randrange(len(text) - length)
            if (found := text[at : at + length]).isalnum():
                return found

    def many(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(_QUERIES)]

    return {
        "word (2)": many(lambda: f'"{piece(2)}"'),
        "phrase (6)": many(lambda: f'"{piece(6)}"'),
        "long phrase (14)": many(lambda: f'"{piece(14)}"'),
        "two words": many(lambda: f'"{piece(4)}" "{piece(3)}"'),
        "either": many(lambda: f'"{piece(4)}" OR "{piece(4)}"'),
        "without": many(lambda: f'"{piece(3)}" -"{piece(3)}"'),
        "number": many(lambda: f"兰政办发〔{rng.randint(2005, 2026)}〕{rng.randint(1, 1000)}号"),
        "fields": many(lambda: f'标题:"{piece(2)}" 年份:{rng.randint(2005, 2015)}-2026 机关:民政局'),
        "one article": many(lambda: f'条:"{piece(3)}" 条:"{piece(2)}"'),
    }


def searching(registry: Path, asked: list[str]) -> dict[str, Any]:
    from corpus.follow import index_of
    from registry.store import Store

    with Store.open(registry) as store:
        index = index_of(store)
        statuses = {h.id: "有效" for h in store.headers()}
        times = []
        index.search(asked[0], statuses=lambda: statuses, text_of=store.text)
        for query in asked:
            start = time.process_time()
            index.search(query, statuses=lambda: statuses, text_of=store.text)
            times.append(1000 * (time.process_time() - start))
    times.sort()
    at = {p: round(times[min(len(times) - 1, math.ceil(p / 100 * len(times)) - 1)], 1) for p in (50, 95, 99)}
    return {"seconds": sum(times) / 1000, "p50": at[50], "p95": at[95], "p99": at[99]}


def recall(registry: Path, texts: Sequence[str], count: int) -> dict[str, Any]:
    """Random phrases of the texts against a scan: how many queries, how many answered differently."""
    from corpus.follow import index_of
    from corpus.index.fold import fold
    from registry.store import Store

    rng, wrong = random.Random(11), 0
    with Store.open(registry) as store:
        folded = {d.id: (fold(d.text), fold(d.title), fold(d.number or "")) for d in store.documents()}
        index = index_of(store)
        for _ in range(count):
            text = rng.choice(texts)
            at = rng.randrange(len(text) - 12)
            words = text[at : at + rng.randint(1, 12)].replace("“", "").replace("”", "").strip()
            if words:
                wanted = {id for id, parts in folded.items() if any(fold(words) in part for part in parts)}
                found = {hit.id for hit in index.search(f'"{words}"', limit=10**6).hits}
                wrong += not wanted <= found
    return {"queries": count, "missed": wrong}


def listing(registry: Path) -> None:
    from registry.store import Store
    from tui.listing import current_lists

    with Store.open(registry) as store:
        current_lists(store, as_of=AS_OF, cleanup=None)


def app(registry: Path) -> dict[str, Any]:
    from registry.store import Store
    from tui.app import ReviewApp
    from tui.desk import Desk

    async def use() -> dict[str, Any]:
        with Store.open(registry) as store:
            start = time.process_time()
            shown = ReviewApp(Desk(store, as_of=AS_OF))
            async with shown.run_test(size=(120, 40)) as pilot:
                await pilot.pause()
                opened = time.process_time() - start
                keys = []
                for _ in range(30):
                    start = time.process_time()
                    await pilot.press("down")
                    keys.append(1000 * (time.process_time() - start))
        return {
            "seconds": opened,
            "key p50 ms": round(statistics.median(keys), 1),
            "key p95 ms": round(sorted(keys)[28], 1),
        }

    return asyncio.run(use())


def command(*words: str) -> dict[str, Any]:
    start = cpu()
    subprocess.run([sys.executable, "-m", "tui.cli", *words], cwd=ROOT, capture_output=True, check=True)
    return {"seconds": cpu() - start}


def ingesting(format: str, files: list[Path], folder: Path) -> dict[str, Any]:
    from registry.store import Store
    from tui.intake import take_in

    source = folder / f"files-{format}"
    source.mkdir()
    for file in files:
        shutil.copy(file, source)
    start = cpu()
    with Store.create(folder / f"registry-{format}", actor="测量") as store:
        take_in(store, [source], workers=1, quiet=True)
    return {"seconds": cpu() - start, "files": len(files), "KB": sum(f.stat().st_size for f in files) // 1024}


def other_engines(folder: Path, count: int) -> list[dict[str, Any]]:
    """This index, SQLite FTS5 with trigrams and a plain scan, over the same texts and the same questions."""
    from corpus.index import Entry, SearchIndex
    from corpus.index.fold import fold

    made = list(documents(count))
    texts = [fold(d.text) for d in made]
    rng = random.Random(3)

    def piece(length: int) -> str:
        while True:
            text = rng.choice(texts)
            at = rng.randrange(len(text) - length)
            if (found := text[at : at + length]).isalnum():
                return found

    asked = {length: [piece(length) for _ in range(30)] for length in (2, 3, 6)}

    def timed(work: Callable[[], Any]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    def per_query(find: Callable[[str], Any]) -> dict[str, float]:
        return {
            f"{n} chars": round(1000 * timed(lambda n=n: [find(q) for q in asked[n]]) / 30, 2) for n in asked
        }  # type: ignore[misc]

    rows = []
    index = SearchIndex(folder / "ours")
    entries = [Entry(str(d.serial), d.title, d.number, d.text) for d in made]
    shelved = timed(lambda: index.put(entries, revision=1))
    gramed = timed(lambda: index.catch_up())
    size = sum(f.stat().st_size for f in (folder / "ours").rglob("*") if f.is_file())
    rows.append({"engine": "shelf + Whoosh grams (the default)", "index s": round(shelved + gramed, 1), "MB": round(size / 1e6, 1), **per_query(lambda q: index.search(f'"{q}"'))})  # fmt: skip
    bare = SearchIndex(folder / "bare")
    shelved = timed(lambda: bare.put(entries, revision=1))
    size = sum(f.stat().st_size for f in (folder / "bare").rglob("*") if f.is_file())
    rows.append({"engine": "shelf alone (before the grams are built)", "index s": round(shelved, 1), "MB": round(size / 1e6, 1), **per_query(lambda q: bare.search(f'"{q}"'))})  # fmt: skip
    with sqlite3.connect(folder / "fts.db") as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='trigram')")

        def build() -> None:
            db.executemany("INSERT INTO t VALUES (?)", ((text,) for text in texts))
            db.execute("INSERT INTO t(t) VALUES('optimize')")
            db.commit()

        built = timed(build)

        def find(query: str) -> list[Any]:
            if len(query) < 3:  # a trigram index knows no shorter words: it scans
                return db.execute("SELECT rowid FROM t WHERE body LIKE ?", (f"%{query}%",)).fetchall()
            return db.execute(
                "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", (f'"{query}"',)
            ).fetchall()

        rows.append({"engine": "SQLite FTS5 trigram", "index s": round(built, 1), "MB": round((folder / "fts.db").stat().st_size / 1e6, 1), **per_query(find)})  # fmt: skip
    rows.append({"engine": "substring scan in memory", "index s": 0.0, "MB": round(sum(len(t.encode()) for t in texts) / 1e6, 1), **per_query(lambda q: [i for i, t in enumerate(texts) if q in t])})  # fmt: skip
    return rows


# -- the run -------------------------------------------------------------------------------------------------


def run(sizes: Sequence[int], conflicts: int, folder: Path) -> list[Measured]:
    out: list[Measured] = []

    def note(name: str, size: int, work: Callable[[], Mapping[str, Any] | None]) -> None:
        out.append(measured(name, size, work))

    from tui.samples.build import build

    built = build(folder / "sample")
    by_format: dict[str, list[Path]] = {}
    for file in sorted(built.documents.iterdir()):
        by_format.setdefault(file.suffix.lstrip("."), []).append(file)
    for format, files in sorted(by_format.items()):
        note(f"ingest {format}", len(files), lambda f=format, p=files: ingesting(f, p, folder))  # type: ignore[misc]
    note("extraction", 1_000, lambda: extraction(1_000))
    for size in sizes:
        of_size(folder / f"r{size}", size, note, conflicts=size <= conflicts)
    note("command: --help", 0, lambda: command("--help"))
    return out


def of_size(registry: Path, size: int, note: Note, *, conflicts: bool) -> None:
    """All measurements on one registry, in the order of the work."""
    note("generate, extract and store", size, lambda: storing(registry, size))
    note("shelf", size, lambda: shelving(registry))
    note("grams", size, lambda: gramming(registry))
    note("sweep without group C", size, lambda: sweeping(registry, lambda c: not c.startswith("C-")))
    note("sweep of ten changed", size, lambda: partial_sweep(registry))
    if conflicts:
        note("conflicts (group C)", size, lambda: sweeping(registry, lambda c: c.startswith("C-")))
    note(
        "sweep of groups E and F, kept",
        size,
        lambda: sweeping(registry, lambda c: c[:2] in ("E-", "F-"), save=True),
    )
    texts = [d.text for d in documents(min(size, 1_000))]
    for name, asked in queries(texts).items():
        note(f"search: {name}", size, lambda a=asked: searching(registry, a))  # type: ignore[misc]
    note("recall of random phrases", size, lambda: recall(registry, texts, 200 if size <= 1_000 else 60))
    note("app start", size, lambda: app(registry))
    note("lists", size, lambda: listing(registry))
    command("search", "养老", "--registry", str(registry))
    note("command: search", size, lambda: command("search", "养老", "--registry", str(registry)))
    note(
        "command: findings of one",
        size,
        lambda: command("findings", "--rule", "E-14", "--registry", str(registry)),
    )


def check(results: Sequence[Measured], unit: float, size: int) -> int:
    """How many measurements are slower than the baseline by more than a fifth."""
    kept = json.loads(BASELINE.read_text(encoding="utf-8"))
    slower = 0
    for name, ratio in ratios(results, unit, size).items():
        before = kept.get(name)
        if before is not None and ratio > before * _SLOWER and ratio - before > _NOISE:
            print(
                f"SLOWER  {name}: {ratio:.2f} calibration loops, baseline {before:.2f} (+{ratio / before - 1:.0%})"
            )
            slower += 1
    print(f"{slower} slower than the baseline by more than {_SLOWER - 1:.0%}")
    return slower


def ratios(results: Sequence[Measured], unit: float, size: int) -> dict[str, float]:
    wanted = (
        m for m in results if m.size == size or not m.name.startswith(("search", "sweep", "shelf", "grams"))
    )
    return {m.name: round(m.seconds / unit, 3) for m in wanted if m.size <= size}


def growth(results: Sequence[Measured], name: str) -> str:
    """The exponent with which the time grows with the documents, from the two largest sizes."""
    found = sorted((m.size, m.seconds) for m in results if m.name == name)
    if len(found) < 2 or not found[-2][1] or not found[-1][1]:
        return ""
    (small, less), (large, more) = found[-2:]
    return f"{math.log(more / less) / math.log(large / small):.2f}"


def report(
    results: Sequence[Measured], engines: Sequence[Mapping[str, Any]], unit: float, sizes: Sequence[int]
) -> str:
    """The measured part of docs/performance.md."""
    lines = [
        f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        + ", ".join(f"{name} {version(name)}" for name in ("whoosh3", "sqlalchemy", "textual", "lxml"))
        + f". Calibration loop {unit:.3f} s. Processor seconds; the machine had other work at the same time.",
        "", "| what | " + " | ".join(f"{s:,}" for s in sizes) + " | peak MiB | growth | more |",
        "|---|" + "---:|" * (len(sizes) + 2) + "---|",
    ]  # fmt: skip
    for name in dict.fromkeys(
        m.name for m in results if m.size in sizes and not m.name.startswith("search: ")
    ):
        own = {m.size: m for m in results if m.name == name}
        last = own[max(own)]
        cells = [f"{own[s].seconds:.2f} s" if s in own else "" for s in sizes]
        more = ", ".join(f"{k} {v}" for k, v in last.more.items() if v is not None)
        lines.append(
            f"| {name} | {' | '.join(cells)} | {last.memory:.0f} | {growth(results, name)} | {more} |"
        )
    lines += ["", "Search, processor milliseconds a query (p50 / p95 / p99), 20 hits with snippets and all facets:", "",
              "| class | " + " | ".join(f"{s:,}" for s in sizes) + " |", "|---|" + "---:|" * len(sizes)]  # fmt: skip
    for name in dict.fromkeys(m.name for m in results if m.name.startswith("search: ")):
        own = {m.size: m.more for m in results if m.name == name}
        cells = [f"{own[s]['p50']} / {own[s]['p95']} / {own[s]['p99']}" if s in own else "" for s in sizes]
        lines.append(f"| {name.removeprefix('search: ')} | {' | '.join(cells)} |")
    lines += ["", "![Search, p95 by class](images/performance.svg)", "", "Of a fixed size:", "", "| what | seconds | peak MiB | more |", "|---|---:|---:|---|"]  # fmt: skip
    for m in results:
        if m.size not in sizes or m.name == "extraction":
            more = ", ".join(f"{k} {v}" for k, v in m.more.items())
            lines.append(f"| {m.name} | {m.seconds:.2f} | {m.memory:.0f} | {more} |")
    if engines:
        names = list(engines[0])
        lines += ["", "Side by side, 2,000 texts, processor milliseconds a query by the length of the phrase:", "",
                  "| " + " | ".join(names) + " |", "|---|" + "---:|" * (len(names) - 1)]  # fmt: skip
        lines += ["| " + " | ".join(str(row[name]) for name in names) + " |" for row in engines]
    return "\n".join(lines)


def chart(results: Sequence[Measured], sizes: Sequence[int]) -> None:
    import pygal
    from pygal.style import CleanStyle

    drawn = pygal.HorizontalBar(
        title="Search, p95 in processor ms", style=CleanStyle, js=(), disable_xml_declaration=False
    )
    names = list(dict.fromkeys(m.name for m in results if m.name.startswith("search: ")))
    drawn.x_labels = [name.removeprefix("search: ") for name in names]
    for size in sizes:
        own = {m.name: m.more["p95"] for m in results if m.size == size and m.name in names}
        drawn.add(f"{size:,}", [own.get(name) for name in names])
    CHART.write_bytes(drawn.render())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--conflicts", type=int, default=1_000, help="largest size for group C")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its chart")
    parser.add_argument("--baseline", action="store_true", help="store the smallest size as the baseline")
    parser.add_argument("--check", action="store_true", help="compare the smallest size with the baseline")
    options = parser.parse_args()
    unit, smallest = calibrate(), min(options.sizes)
    with tempfile.TemporaryDirectory() as name:
        results = run(options.sizes, options.conflicts, Path(name))
        engines = other_engines(Path(name), 2_000) if options.write else []
    unit = min(unit, calibrate())
    if options.write:
        head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
        tail = rest.partition(_END)[2]
        body = report(results, engines, unit, options.sizes)
        DOCUMENT.write_text(f"{head}{_BEGIN}\n{body}\n{_END}{tail}", encoding="utf-8")
        chart(results, options.sizes)
    if options.baseline:
        BASELINE.write_text(json.dumps(ratios(results, unit, smallest), indent=1) + "\n", encoding="utf-8")
    if options.check and check(results, unit, smallest):
        sys.exit(1)


if __name__ == "__main__":
    main()
