"""Where words of a document leave the program by the command line: reports, papers, exports, messages.

The screens are in `screens`.
"""

import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from registry.plain import strip_controls
from registry.store import Store
from tests.safety.hostile import AS_OF, PAYLOADS, World, mark
from tests.safety.pieces import csv_cells, files, json_lines, json_pieces, lines, page, word, workbook, xml
from tui import diagnostics
from tui.cli import app, hoist, run
from tui.state import STATE

DAY = AS_OF.isoformat()


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
                    lambda words=words: run(  # type: ignore[misc]
                        ["--registry", str(bench.world.registry), words[0], "--", *words[1:]]
                        if words[0] != "lists"
                        else ["--registry", str(bench.world.registry), *words]
                    )
                )
            assert code != diagnostics.INTERNAL, err.getvalue()
            lines(out.getvalue() + err.getvalue())
            told.append(out.getvalue() + err.getvalue())
    return told


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
