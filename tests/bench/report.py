"""What the bench found: tables and chart for docs/performance.md, ratios for the baseline."""

import json
import math
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.bench.engines import table
from tests.bench.measure import Measured

ROOT = Path(__file__).parents[2]
BASELINE = Path(__file__).with_name("baseline.json")
DOCUMENT = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "images" / "performance.svg"
#: A regression: so much more than the baseline, and at least so many calibration loops more (noise of small times).
_SLOWER, _NOISE = 1.2, 0.05
_BEGIN, _END = "<!-- bench: begin -->", "<!-- bench: end -->"
_SEARCH = "search: "
#: Parts whose documents are made for the size; the others are the same work in every run.
_SIZED = (_SEARCH, "sweep", "shelf", "grams", "generate", "recall", "first search", "app", "lists", "conflicts", "command: search", "command: findings")  # fmt: skip


def write(results: Sequence[Measured], engines: Sequence[Mapping[str, object]], count: int) -> None:
    """Put tables and chart into docs/performance.md."""
    head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
    body = "\n".join(_lines(results, engines, count))
    DOCUMENT.write_text(f"{head}{_BEGIN}\n{body}\n{_END}{rest.partition(_END)[2]}", encoding="utf-8")
    _chart(results)


def _lines(results: Sequence[Measured], engines: Sequence[Mapping[str, object]], count: int) -> list[str]:
    sizes = _sizes(results)
    loops = sorted(m.loop for m in results)
    packages = ", ".join(f"{name} {version(name)}" for name in ("whoosh3", "sqlalchemy", "textual", "lxml"))
    lines = [
        f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}. "
        f"Calibration loop {loops[0]:.3f} to {loops[-1]:.3f} s. Processor seconds.",
        "",
        *_row(["what", *(f"{size:,}" for size in sizes), "peak MiB", "growth", "more"], head=True),
    ]
    for name, own in _by_name(results, sized=True).items():
        if not name.startswith(_SEARCH):
            last = own[max(own)]
            seconds = [f"{own[size].seconds:.2f} s" if size in own else "" for size in sizes]
            lines += _row([name, *seconds, f"{last.memory:.0f}", growth(own), _more(last)])
    lines += ["", "Search in an open program, processor milliseconds a query (p50 / p95 / p99), 20 hits with snippets and all facets:", ""]  # fmt: skip
    lines += _row(["class", *(f"{size:,}" for size in sizes)], head=True)
    for name, own in _by_name(results, sized=True).items():
        if name.startswith(_SEARCH):
            cells = [own[s].more if s in own else {} for s in sizes]
            lines += _row(
                [
                    name.removeprefix(_SEARCH),
                    *(f"{c['p50']} / {c['p95']} / {c['p99']}" if c else "" for c in cells),
                ]
            )
    lines += ["", "![Search, p95 by class](images/performance.svg)", "", "Of a fixed size:", ""]
    lines += _row(["what", "seconds", "peak MiB", "more"], head=True)
    for name, own in _by_name(results, sized=False).items():
        (only,) = own.values()
        lines += _row([name, f"{only.seconds:.2f}", f"{only.memory:.0f}", _more(only)])
    if engines:
        lines += ["", f"Side by side, {count:,} texts, processor milliseconds a query by the length of the phrase:", ""]  # fmt: skip
        lines += table(engines)
    failed = [f"{m.name} ({m.size:,})" for m in results if m.failed]
    if failed:
        lines += ["", f"Failed in this run: {', '.join(failed)}."]
    return lines


def _row(cells: Sequence[str], *, head: bool = False) -> list[str]:
    line = f"| {' | '.join(cells)} |"
    return [line, "|---|" + "---:|" * (len(cells) - 1)] if head else [line]


def _more(measured: Measured) -> str:
    return ", ".join(f"{name} {value}" for name, value in measured.more.items() if value is not None)


def _is_sized(name: str) -> bool:
    return name.startswith(_SIZED)


def _sizes(results: Sequence[Measured]) -> list[int]:
    return sorted({m.size for m in results if _is_sized(m.name)})


def _by_name(results: Sequence[Measured], *, sized: bool) -> dict[str, dict[int, Measured]]:
    """Name → size → what was measured, in the order of the run, without what failed."""
    found: dict[str, dict[int, Measured]] = {}
    for m in results:
        if not m.failed and _is_sized(m.name) == sized:
            found.setdefault(m.name, {})[m.size] = m
    return found


def growth(own: Mapping[int, Measured]) -> str:
    """The exponent with which the time grows with the documents, from the two largest sizes."""
    found = sorted((size, m.seconds) for size, m in own.items() if m.seconds)
    if len(found) < 2:
        return ""
    (small, less), (large, more) = found[-2:]
    return f"{math.log(more / less) / math.log(large / small):.2f}"


def _chart(results: Sequence[Measured]) -> None:
    import pygal
    from pygal.style import CleanStyle

    drawn = pygal.HorizontalBar(
        title="Search, p95 in processor ms", style=CleanStyle, js=(), disable_xml_declaration=False
    )
    named = {n: own for n, own in _by_name(results, sized=True).items() if n.startswith(_SEARCH)}
    drawn.x_labels = [name.removeprefix(_SEARCH) for name in named]
    for size in _sizes(results):
        drawn.add(f"{size:,}", [own[size].more["p95"] if size in own else None for own in named.values()])
    CHART.write_bytes(drawn.render())


def keep_baseline(results: Sequence[Measured], size: int) -> None:
    BASELINE.write_text(json.dumps(_ratios(results, size), indent=1) + "\n", encoding="utf-8")


def slower(results: Sequence[Measured], size: int) -> int:
    """How many measurements are slower than the baseline by more than a fifth; each is told."""
    kept = json.loads(BASELINE.read_text(encoding="utf-8"))
    count = 0
    for name, ratio in _ratios(results, size).items():
        before = kept.get(name)
        if before is not None and ratio > before * _SLOWER and ratio - before > _NOISE:
            count += 1
            print(f"SLOWER  {name}: {ratio:.2f} loops, baseline {before:.2f} (+{ratio / before - 1:.0%})")
    print(f"{count} slower than the baseline by more than {_SLOWER - 1:.0%}")
    return count


def _ratios(results: Sequence[Measured], size: int) -> dict[str, float]:
    """Calibration loops of what was measured at one size and of what has no size."""
    wanted = (m for m in results if not m.failed and (m.size == size or not _is_sized(m.name)))
    return {m.name: round(m.seconds / m.loop, 3) for m in wanted}
