"""The bench: what each part of the work costs, on made-up registries of several sizes.

    python tests/bench/suite.py [--sizes 1000 10000] [--write] [--check] [--baseline]

Every measurement runs in a process of its own and counts processor time (its own and its workers'), not the
clock of the wall, so that a busy machine changes little; memory is the peak of that process. A measurement that
fails is told at the end and loses nothing else; an interrupted run writes what it has. Registries above
`--made` documents are put straight on the shelf and searched only.

`--check` compares the smallest size with baseline.json as ratios to a calibration loop of the same run, and ends
with 1 when one is more than a fifth slower. `--write` puts tables and chart into docs/performance.md.
"""

import argparse
import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import report  # noqa: E402
from tests.bench.engines import side_by_side  # noqa: E402
from tests.bench.generate import documents, fill, understood  # noqa: E402
from tests.bench.measure import Measured, cpu, measured  # noqa: E402
from tests.bench.search_bench import loading, parsing, queries, recall, searching, shelve  # noqa: E402

REAL = ROOT.parent / "shared" / "data"
AS_OF = date(2026, 11, 1)
#: Documents of the comparison with other engines, queries against the scan, strings through the parser.
_COMPARED, _RANDOM_QUERIES, _RANDOM_STRINGS = 5_000, 10_000, 100_000


def without_c(code: str) -> bool:
    return not code.startswith("C-")


Note = Callable[[str, int, Callable[[], Mapping[str, Any] | None]], None]


# -- what is measured ----------------------------------------------------------------------------------------


def extraction(size: int) -> dict[str, Any]:
    made = list(documents(size))
    start = time.process_time()
    for document in made:
        understood(document)
    used = time.process_time() - start
    return {"seconds": used, "MB/s": round(sum(len(d.text.encode()) for d in made) / used / 1e6, 2)}


def storing(registry: Path, size: int) -> None:
    from registry.store import Store

    with Store.create(registry, actor="测量") as store:
        fill(store, size, workers=1)


def shelving(registry: Path) -> None:
    from corpus.follow import follow, index_of
    from registry.store import Store

    with Store.open(registry) as store:
        follow(store, index_of(store))


def gramming(registry: Path) -> dict[str, Any]:
    from corpus.index import SearchIndex

    SearchIndex(registry / "index").catch_up()
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


def sweeping_after_edits(registry: Path, codes: Callable[[str], bool], edited: int) -> dict[str, Any]:
    """A second sweep after a person corrected a fact of some documents: the rest is taken over."""
    from registry.records import Fact, Source
    from registry.store import Store

    department = Fact("implementing_department", "兰台区信访局", Source.REVIEWER)
    with Store.open(registry) as store:
        headers = store.headers()
        with store.writing("correct") as writer:
            for header in headers[:edited]:
                writer.set_facts(header.id, [department], source=Source.REVIEWER)
    start = cpu()
    found = sweeping(registry, codes)
    return {**found, "seconds": cpu() - start}


def listing(registry: Path) -> dict[str, Any]:
    """The result lists, and what each format of them costs besides."""
    from registry.export.lists import ListFormat, write_lists
    from registry.store import Store
    from tui.listing import current_lists

    start = cpu()
    with Store.open(registry) as store:
        lists = current_lists(store, as_of=AS_OF, cleanup=None)
    took: dict[str, Any] = {"seconds": cpu() - start}
    for format in ListFormat:
        start = cpu()
        write_lists(lists, registry.with_name("lists"), [format])
        took[f"{format.value} s"] = round(cpu() - start, 2)
    return took


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


def ingesting_real(folder: Path) -> dict[str, Any]:
    """The real texts beside the project: read, understood, stored and indexed."""
    from registry.store import Store
    from tui.intake import take_in

    with Store.create(folder / "registry-real", actor="测量") as store:
        found = take_in(store, [REAL], workers=2, quiet=True)
    files = [file for file in REAL.rglob("*") if file.is_file()]
    return {"files": len(found.outcomes), "MB": round(sum(f.stat().st_size for f in files) / 1e6)}


# -- the run -------------------------------------------------------------------------------------------------


def run(options: argparse.Namespace, folder: Path, note: Note) -> None:
    from tui.samples.build import build

    built = build(folder / "sample")
    by_format: dict[str, list[Path]] = {}
    for file in sorted(built.documents.iterdir()):
        by_format.setdefault(file.suffix.lstrip("."), []).append(file)
    for format, files in sorted(by_format.items()):
        note(f"ingest {format}", len(files), lambda f=format, p=files: ingesting(f, p, folder))  # type: ignore[misc]
    note("command: --help", 0, lambda: command("--help"))
    note("query parser", _RANDOM_STRINGS, lambda: parsing(_RANDOM_STRINGS))
    note("extraction", 1_000, lambda: extraction(1_000))
    for size in sorted(options.sizes):
        texts = [d.text for d in documents(min(size, 1_000))]
        registry = folder / f"r{size}"
        if size > options.made:
            of_shelf(registry, size, note, texts)
        else:
            of_size(registry, size, note, texts, options)
    if options.real and REAL.is_dir():
        note("ingest of real texts", len(list(REAL.rglob("*"))), lambda: ingesting_real(folder))


def of_size(registry: Path, size: int, note: Note, texts: list[str], options: argparse.Namespace) -> None:
    """All measurements on one registry, in the order of the work."""
    note("generate, extract and store", size, lambda: storing(registry, size))
    note("shelf", size, lambda: shelving(registry))
    note("grams", size, lambda: gramming(registry))
    searches(registry, size, note, texts)
    note("recall of random queries", size, lambda: recall(registry, texts, options.queries))
    note("sweep without group C", size, lambda: sweeping(registry, without_c))
    note("sweep again", size, lambda: sweeping(registry, without_c))
    note("sweep after ten edits", size, lambda: sweeping_after_edits(registry, without_c, 10))
    if size <= options.conflicts:
        note("conflicts (group C)", size, lambda: sweeping(registry, lambda c: c.startswith("C-")))
        note("conflicts again", size, lambda: sweeping(registry, lambda c: c.startswith("C-")))
    note(
        "sweep of groups E and F, kept",
        size,
        lambda: sweeping(registry, lambda c: c[:2] in ("E-", "F-"), save=True),
    )
    note("app start", size, lambda: app(registry))
    note("lists", size, lambda: listing(registry))
    subprocess.run([sys.executable, "-m", "tui.cli", "search", "养老", "--registry", registry], cwd=ROOT, capture_output=True)  # fmt: skip
    for words in (("search", "养老"), ("findings", "--rule", "E-14")):
        note(f"command: {words[0]}", size, lambda w=words: command(*w, "--registry", str(registry)))  # type: ignore[misc]


def of_shelf(folder: Path, size: int, note: Note, texts: list[str]) -> None:
    """Searching in a registry that would take too long to make whole."""
    folder.mkdir()
    note("shelf", size, lambda: shelve(folder, size))
    note("grams", size, lambda: gramming(folder))
    searches(folder, size, note, texts)


def searches(folder: Path, size: int, note: Note, texts: list[str]) -> None:
    note("first search", size, lambda: loading(folder))
    for name, asked in queries(texts).items():
        note(f"search: {name}", size, lambda a=asked: searching(folder, a))  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--made", type=int, default=10_000, help="largest size that is made with its store")
    parser.add_argument("--conflicts", type=int, default=1_000, help="largest size for group C")
    parser.add_argument("--queries", type=int, default=_RANDOM_QUERIES, help="random queries against a scan")
    parser.add_argument("--real", action="store_true", help="also take in the real texts beside the project")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its chart")
    parser.add_argument("--baseline", action="store_true", help="store the smallest size as the baseline")
    parser.add_argument("--check", action="store_true", help="compare the smallest size with the baseline")
    options = parser.parse_args()
    smallest = min(options.sizes)
    results: list[Measured] = []
    engines: list[Mapping[str, Any]] = []

    def note(name: str, size: int, work: Callable[[], Mapping[str, Any] | None]) -> None:
        results.append(measured(name, size, work))

    with tempfile.TemporaryDirectory() as name:
        try:
            run(options, Path(name), note)
            if options.write:
                engines = side_by_side(Path(name), _COMPARED)
        except KeyboardInterrupt:
            print("interrupted: what was measured so far is kept")
    if options.write:
        report.write(results, engines, _COMPARED)
    if options.baseline:
        report.keep_baseline(results, smallest)
    failed = [f"{m.name} ({m.size})" for m in results if m.failed]
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    if (options.check and report.slower(results, smallest)) or failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
