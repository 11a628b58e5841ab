"""Hostile content to the end of the line: sinks × payloads, each cell a test.

A sink gives pieces: what a reader of it sees as one text (a line of a terminal, a cell, a text node). For each
payload the pieces that carry its mark must show it as text, hold no character that acts, and be nothing that
the reader's program would run. What is wrong with a sink as a whole (a formula cell, a script of somebody
else's, a file outside its folder) fails while the sink is taken apart.
"""

import asyncio
import contextlib
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import Input

from registry.plain import strip_controls
from registry.records import Disposition
from registry.store import Store
from tests.safety.hostile import (
    AS_OF,
    NAMES,
    PAYLOADS,
    World,
    as_seen,
    disposition_of,
    make_world,
    mark,
    seen,
)
from tui import diagnostics
from tui.app import ReviewApp
from tui.cli import app, hoist
from tui.desk import Desk
from tui.screens.document import DocumentScreen
from tui.screens.facts import FactsScreen
from tui.screens.lists import ListsScreen
from tui.screens.overview import OverviewScreen
from tui.screens.queue import QueueScreen
from tui.screens.search import SearchScreen
from tui.state import STATE

DAY = AS_OF.isoformat()
_FORMULA = re.compile(r"^[\s\u3000]*[=+\-@＝＋－＠\t\r]")
_DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt1"}


# -- taking a sink apart


def lines(text: str) -> list[str]:
    """A terminal's lines."""
    assert strip_controls(text) == text, "a character that acts"
    return text.split("\n")


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value, keys included."""
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield key
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


def json_pieces(text: str) -> list[str]:
    """JSON may keep a character that acts, but only written out: raw it stands nowhere."""
    assert strip_controls(text) == text, "a character that acts"
    return [strip_controls(s) for s in strings(json.loads(text))]


def json_lines(text: str) -> list[str]:
    return [piece for line in text.splitlines() for piece in json_pieces(line)]


def csv_cells(text: str) -> list[str]:
    csv.field_size_limit(1 << 30)
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) for cell in row]
    for cell in cells:
        assert not _FORMULA.match(cell), f"a formula: {cell[:60]!r}"
        assert "\n" not in cell
    return cells


def workbook(data: bytes) -> list[str]:
    """The cells of a workbook: strings, numbers or dates, never formulas; no links, no macros."""
    parts = _package(data)
    assert not any("vba" in name.lower() or "externalLink" in name for name in parts)
    assert not any(b"<hyperlink" in data for name, data in parts.items() if "worksheets" in name)
    cells = []
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"a formula: {cell.value!r:.60}"
                if isinstance(cell.value, str):
                    cells.append(cell.value)
    return cells


def word(data: bytes) -> list[str]:
    """The paragraphs of a docx: no field but the page number, no link out of the file."""
    parts = _package(data)
    for name, part in parts.items():
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in part, name
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    root = etree.fromstring(parts["word/document.xml"])
    assert not list(root.iter(f"{space}instrText", f"{space}fldSimple", f"{space}hyperlink"))
    return [
        "".join(
            t.text or "" if t.tag == f"{space}t" else "\n"
            for t in box.iter(f"{space}t", f"{space}br", f"{space}p")
        )
        for box in root.iter(f"{space}p", f"{space}tc")
    ]


def _package(data: bytes) -> dict[str, bytes]:
    """The parts of an Office file; each XML part is well-formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    return parts


def page(text: str) -> list[str]:
    """The text nodes and attributes of a page whose scripts, handlers and links are all our own."""
    assert strip_controls(text) == text, "a character that acts"
    root = html.fromstring(text)
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment or instruction: {element!r}")
        assert element.tag not in ("img", "iframe", "object", "embed", "base"), element.tag
        for name, value in element.items():
            assert not name.startswith("on") or value in ("return false", "print()"), (name, value)
            if name in ("href", "src", "action"):
                assert not re.match(r"\s*(?:javascript|data|vbscript|file):", value, re.IGNORECASE), value
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            json.loads(script.text or "")
        else:
            assert "标记" not in (script.text or "")
    texts = [t for t in root.itertext() if t.strip()]
    return [*texts, *(str(v) for e in root.iter() for v in e.values())]


def xml(data: bytes) -> list[str]:
    return [t for t in etree.fromstring(data).itertext() if t.strip()]


def files(folder: Path, *roots: Path) -> list[Path]:
    """The files of a folder, whose names every system takes and which lie nowhere else."""
    found = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    for path in found:
        for part in path.relative_to(folder).parts:
            assert strip_controls(part) == part, repr(part)
            assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', part), part
            assert part.split(".")[0].lower() not in _DEVICES, part
            assert not part.endswith((".", " ")), part
            assert len(part.encode()) <= 255
    return found


# -- the sinks


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Bench:
    """The registry, a folder for papers, and the command line."""

    world: World
    folder: Path

    def run(self, *words: object) -> Said:
        """Run a command; only findings (1) count as an end like success."""
        STATE.registry, STATE.actor = None, ""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = diagnostics.guarded(
                lambda: app(
                    hoist([*map(str, words), "--registry", str(self.world.registry)]), standalone_mode=False
                )
            )
        assert code in (0, 1), err.getvalue()
        assert strip_controls(err.getvalue()) == err.getvalue()
        assert "Traceback" not in err.getvalue()
        return Said(code, out.getvalue(), err.getvalue())

    def path(self, name: str) -> Path:
        return self.folder / name

    def each(self, *words: object) -> str:
        """A command run once a document; the outputs joined."""
        return "".join(
            self.run(*(id if word == "ID" else word for word in words)).out for id in self.world.ids.values()
        )


def _sweep(bench: Bench, format: str) -> str:
    return bench.run("sweep", "--as-of", DAY, "--format", format).out


def _search(bench: Bench, format: str) -> str:
    return bench.run("search", "养老", "--as-of", DAY, "--limit", 100, "--format", format).out


def _lists(bench: Bench, format: str) -> list[Path]:
    folder = bench.path(f"目录-{format}")
    bench.run("lists", "--format", format, "-o", folder, "--as-of", DAY)
    return files(folder)


def _decoded(paths: list[Path]) -> list[str]:
    return [path.read_bytes().decode("utf-8") for path in paths]


def _site(bench: Bench) -> list[Path]:
    folder = bench.path("网站")
    if not folder.exists():
        bench.run("publish", folder, "--as-of", "2026-06-01", "--address", "https://example.org/")
    return files(folder)


def _ended(paths: list[Path], suffix: str) -> list[Path]:
    found = [p for p in paths if p.suffix == suffix]
    assert found
    return found


def _pieces(paths: list[Path], take: Callable[[bytes], list[str]]) -> list[str]:
    return [piece for path in paths for piece in take(path.read_bytes())]


def _notices(bench: Bench) -> list[str]:
    bench.run("notices", "-o", bench.path("通知"), "--as-of", DAY)
    return _pieces(files(bench.path("通知")), word)


def _drafts(bench: Bench) -> list[str]:
    bench.run("drafts", "-o", bench.path("修改稿"), "--as-of", DAY)
    return _pieces(files(bench.path("修改稿")), word)


def _decision(bench: Bench) -> list[str]:
    bench.run("decision", "-o", bench.path("决定.docx"), "--as-of", DAY)
    return word(bench.path("决定.docx").read_bytes())


def _report(bench: Bench) -> list[str]:
    bench.run("report", 2021, "-o", bench.path("年报.docx"), "--as-of", DAY)
    return word(bench.path("年报.docx").read_bytes())


def _dashboard(bench: Bench) -> list[str]:
    bench.run("dashboard", "-o", bench.path("概览.html"), "--as-of", DAY)
    return page(bench.path("概览.html").read_bytes().decode("utf-8"))


def _export(bench: Bench, format: str) -> bytes:
    path = bench.path(f"导出.{format}")
    bench.run("export", path, "--format", format)
    return path.read_bytes()


def _akn(bench: Bench) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(_export(bench, "akn"))) as package:
        found = [xml(package.read(name)) for name in package.namelist()]
    # A line of the text is an element there: a title over two lines is two of them.
    return [piece for pieces in found for piece in (*pieces, "\n".join(pieces))]


def _ledger(bench: Bench, suffix: str) -> bytes:
    path = bench.path(f"台账.{suffix}")
    bench.run("ledger", "export", path)
    return path.read_bytes()


def _calendar(bench: Bench) -> list[str]:
    path = bench.path("到期.ics")
    bench.run("due", "--as-of", DAY, "--until", "2027-12-31", "--ics", path)
    text = path.read_bytes().decode("utf-8")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    for line in unfolded.split("\r\n"):
        assert strip_controls(line) == line
        assert not line or re.match(r"[A-Z-]+[:;]", line), line[:80]
    return [re.sub(r"\\([\\;,])", r"\1", line) for line in unfolded.split("\r\n")]


def _packs(bench: Bench) -> list[str]:
    bench.run("round", "start", "=清理[bold]", "--cutoff", "2026-10-31", "--as-of", DAY)
    bench.run("round", "packs", "-o", bench.path("部门表"))
    paths = files(bench.path("部门表"))
    assert len(paths) == len(PAYLOADS), "a pack for each department, none over another"
    return _pieces(paths, workbook)


def _compared(bench: Bench, format: str) -> list[str]:
    """Each document beside the next."""
    ids = list(bench.world.ids.values())
    return [
        bench.run("compare", one, other, "--as-of", DAY, "--format", format).out
        for one, other in zip(ids, [*ids[1:], ids[0]], strict=True)
    ]


def _extracted(bench: Bench) -> list[str]:
    folder = bench.path("文件")
    folder.mkdir()
    with Store.open(bench.world.registry) as store:
        for number, document in enumerate(store.documents()):
            (folder / f"{number}.txt").write_text(document.text, encoding="utf-8")
    return json_lines(bench.run("extract", folder, "--workers", 1).out)


def _refused(bench: Bench) -> list[str]:
    """What a person types comes back in messages on standard error."""
    told = []
    for name, payload in PAYLOADS.items():
        for words in (("show", f"{payload}{mark(name)}无"), ("ingest", f"/{payload.strip('/')[:200]}{mark(name)}"),
                      ("lists", "--format", f"{payload}{mark(name)}"), ("search", f"{payload}{mark(name)}")):  # fmt: skip
            err, out = io.StringIO(), io.StringIO()
            STATE.registry, STATE.actor = None, ""
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = diagnostics.guarded(
                    lambda words=words: app(  # type: ignore[misc]
                        ["--registry", str(bench.world.registry), words[0], "--", *words[1:]]
                        if words[0] != "lists"
                        else ["--registry", str(bench.world.registry), *words],
                        standalone_mode=False,
                    )
                )
            assert code != diagnostics.INTERNAL, err.getvalue()
            lines(out.getvalue() + err.getvalue())
            told.append(out.getvalue() + err.getvalue())
    return told


# -- the screens


def _strips(review: ReviewApp) -> list[str]:
    shown = [strip.text for strip in review.screen._compositor.render_strips()]
    for line in shown:
        assert strip_controls(line) == line, repr(line)
    return shown


def _screens(bench: Bench) -> dict[str, list[str]]:
    """Every screen with every document in it, as lines of the terminal."""
    shown: dict[str, list[str]] = {}

    async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
        for _ in range(200):
            if condition():
                await pilot.pause()
                return
            await pilot.pause()
        raise AssertionError("condition never came true")

    async def play(store: Store) -> None:
        review = ReviewApp(Desk(store, as_of=AS_OF))
        ids = list(bench.world.ids.values())
        async with review.run_test(size=(240, 60)) as pilot:
            await until(pilot, lambda: isinstance(review.screen, QueueScreen))
            await pilot.press("f")
            await until(pilot, lambda: len(review.screen.rows) == len(ids))  # type: ignore[attr-defined]
            shown["queue"] = _strips(review)
            for kind, screen in (
                ("overview", OverviewScreen(review.desk)),
                ("lists", ListsScreen(review.desk)),
            ):
                review.push_screen(screen)
                await until(pilot, lambda screen=screen: review.screen is screen)  # type: ignore[misc]
                shown[kind] = _strips(review)
                for key in "12345" if kind == "lists" else "":
                    await pilot.press(key)
                    await pilot.pause()
                    shown[kind] += _strips(review)
                review.pop_screen()
            search = SearchScreen(review.desk)
            review.push_screen(search)
            await until(pilot, lambda: review.screen is search)
            search.query_one(Input).value = "养老"
            await pilot.press("enter")
            await until(pilot, lambda: len(search.hits) > 0)
            shown["search"] = _strips(review)
            for _ in range(len(ids) // 5 + 1):
                await pilot.press(*["down"] * 5)
                shown["search"] += _strips(review)
            review.pop_screen()
            shown["document"], shown["facts"] = [], []
            document = DocumentScreen(review.desk, ids, ids[0])
            review.push_screen(document)
            for id in ids:
                await until(pilot, lambda id=id: review.screen is document and document.document_id == id)  # type: ignore[misc]
                shown["document"] += _strips(review)
                await pilot.press("right_square_bracket")
            for id in ids:
                facts = FactsScreen(review.desk, id)
                review.push_screen(facts)
                await until(pilot, lambda facts=facts: review.screen is facts)  # type: ignore[misc]
                shown["facts"] += _strips(review)
                review.pop_screen()
            await pilot.pause()
            assert review._exception is None

    with Store.open(bench.world.registry, actor="测试") as store:
        asyncio.run(play(store))
    return shown


# -- the table

SINKS: dict[str, Callable[[Bench], list[str]]] = {
    "sweep table": lambda b: lines(_sweep(b, "table")),
    "sweep json": lambda b: json_pieces(_sweep(b, "json")),
    "sweep csv": lambda b: csv_cells(_sweep(b, "csv")),
    "findings table": lambda b: lines(b.run("findings").out),
    "findings json": lambda b: json_pieces(b.run("findings", "--format", "json").out),
    "findings csv": lambda b: csv_cells(b.run("findings", "--format", "csv").out),
    "search table": lambda b: lines(_search(b, "table")),
    "search json": lambda b: json_pieces(_search(b, "json")),
    "search csv": lambda b: csv_cells(_search(b, "csv")),
    "show": lambda b: lines(b.each("show", "ID", "--as-of", DAY)),
    "show json": lambda b: [
        piece for id in b.world.ids.values() for piece in json_pieces(b.run("show", id, "--format", "json").out)
    ],
    "history": lambda b: lines(b.each("history", "ID")),
    "journal": lambda b: lines(b.run("audit", "log", "--limit", 500).out),
    "outcomes table": lambda b: lines(b.run("outcomes").out),
    "outcomes csv": lambda b: csv_cells(b.run("outcomes", "--format", "csv").out),
    "due table": lambda b: lines(b.run("due", "--as-of", DAY).out),
    "due csv": lambda b: csv_cells(b.run("due", "--as-of", DAY, "--format", "csv").out),
    "calendar": _calendar,
    "lists xlsx": lambda b: _pieces(_lists(b, "xlsx"), workbook),
    "lists csv": lambda b: [cell for text in _decoded(_lists(b, "csv")) for cell in csv_cells(text)],
    "lists html": lambda b: [piece for text in _decoded(_lists(b, "html")) for piece in page(text)],
    "lists json": lambda b: [piece for text in _decoded(_lists(b, "json")) for piece in json_pieces(text)],
    "lists docx": lambda b: _pieces(_lists(b, "docx"), word),
    "decision docx": _decision,
    "drafts docx": _drafts,
    "notices docx": _notices,
    "report docx": _report,
    "dashboard": _dashboard,
    "site html": lambda b: [p for text in _decoded(_ended(_site(b), ".html")) for p in page(text)],
    "site json": lambda b: [p for text in _decoded(_ended(_site(b), ".json")) for p in json_pieces(text)],
    "site xml": lambda b: _pieces(_ended(_site(b), ".xml"), xml),
    "export jsonl": lambda b: json_lines(_export(b, "jsonl").decode("utf-8")),
    "export csv": lambda b: csv_cells(_export(b, "csv").decode("utf-8-sig")),
    "export akn": _akn,
    "ledger csv": lambda b: csv_cells(_ledger(b, "csv").decode("utf-8-sig")),
    "ledger xlsx": lambda b: workbook(_ledger(b, "xlsx")),
    "round packs": _packs,
    "round list": lambda b: lines(b.run("round", "list").out),
    "compare": lambda b: [line for out in _compared(b, "table") for line in lines(out)],
    "compare json": lambda b: [piece for out in _compared(b, "json") for piece in json_pieces(out)],
    "consolidate": lambda b: lines(b.each("consolidate", "ID", "--as-of", DAY)),
    "consolidate json": lambda b: [
        piece for id in b.world.ids.values() for piece in json_pieces(b.run("consolidate", id, "--format", "json").out)
    ],
    "matters": lambda b: lines(b.run("matters", "--as-of", DAY).out),
    "extract": _extracted,
    "messages": _refused,
}  # fmt: skip
#: Sinks that tell of documents only in figures: taken apart as wholes.
FIGURES = ("report docx", "round list")
#: What reading leaves out already: the tags of a text that begins as a page does, a title of ten thousand characters.
UNREAD = ("script", "long line")
SCREENS = ("queue", "document", "facts", "search", "lists", "overview")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("hostile")
    world = make_world(folder)
    made = Bench(world, folder / "出")
    made.folder.mkdir()
    made.run("sweep", "--as-of", DAY)
    return made


@pytest.fixture(scope="module")
def taken(bench: Bench) -> Callable[[str, str], list[str]]:
    """The pieces of a sink that carry a mark; the sink is taken apart once."""
    known: dict[str, dict[str, list[str]]] = {}

    def take(sink: str, wanted: str) -> list[str]:
        if sink not in known:
            if sink in SINKS:
                known[sink] = _by_mark(SINKS[sink](bench))
            else:
                known.update({f"screen {name}": _by_mark(shown) for name, shown in _screens(bench).items()})
        return known[sink].get(wanted, [])

    return take


def _by_mark(pieces: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for piece in dict.fromkeys(pieces):
        for label in set(re.findall(r"标记\d\d", piece)):
            found.setdefault(label, []).append(piece)
    return found


CELLS = [
    (sink, payload)
    for sink in (*SINKS, *(f"screen {name}" for name in SCREENS))
    if sink not in FIGURES
    for payload in NAMES
    if sink != "drafts docx" or disposition_of(payload) is Disposition.AMEND
    if sink != "extract" or payload not in UNREAD
]


@pytest.mark.parametrize("sink", FIGURES)
def test_a_sink_of_figures_is_inert(bench: Bench, sink: str) -> None:
    for piece in SINKS[sink](bench):
        assert strip_controls(piece) == piece


@pytest.mark.parametrize(("sink", "payload"), CELLS)
def test_a_payload_ends_as_text(taken: Callable[[str, str], list[str]], sink: str, payload: str) -> None:
    mine = taken(sink, mark(payload))
    assert mine, f"{sink} says nothing of the document"
    shown = [as_seen(piece) for piece in mine]
    for piece in mine:
        assert strip_controls(piece) == piece, repr(piece)[:300]
    assert any(seen(payload) in piece for piece in shown), shown[:3]
