"""A whole cleanup round: headless, through the app, and the same lists from both."""

import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from textual.widgets import Input

from registry.errors import InputError
from registry.packs import SHEET, PackRow, make_pack, read_pack
from registry.records import Disposition
from registry.store import Store
from rules.round_work import standings
from tui.app import ReviewApp
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.screens.queue import QueueScreen
from tui.screens.round import RoundScreen
from tui.windowed import WindowedList

Run = Callable[..., Any]
KEYS = {d: str(i) for i, d in enumerate(Disposition, 1)}


@pytest.fixture
def started(registry: Path, run: Run) -> Path:
    """A registry with a round over all documents."""
    said = run(
        "round",
        "start",
        "2026年全面清理",
        "--cutoff",
        "2026-10-31",
        "--as-of",
        "2026-11-01",
        "--registry",
        registry,
    )
    assert said.code == 0, said.err
    return registry


def _fill(path: Path, dispositions: dict[str, tuple[str, str]]) -> None:
    """Fill a pack in as a department does: by its visible columns."""
    book = load_workbook(path)
    sheet = book[SHEET]
    heading = next(r for r in sheet.iter_rows(max_row=6) if any(c.value == "处置意见" for c in r))
    column = {str(c.value): c.column for c in heading}
    for row in range(heading[0].row + 1, sheet.max_row + 1):
        found = dispositions.get(str(sheet.cell(row, column["文件编号"]).value))
        if found:
            sheet.cell(row, column["处置意见"]).value, sheet.cell(row, column["理由和依据"]).value = found
            if found[0] == "修改":
                sheet.cell(row, column["完成时限"]).value = "2027年5月1日"
    book.save(path)


def _wanted(registry: Path) -> dict[str, tuple[Disposition, str]]:
    """What the reviewers of these tests decide: what the rules suggest, with a reason of their own."""
    with Store.open(registry) as store:
        desk = Desk(store, as_of=AS_OF, cleanup=store.rounds()[0])
        made = {}
        for row in desk.rows():
            name = "废止" if row.suggestion == "已废止" else row.suggestion
            made[row.id] = (Disposition(name), f"经审核：{name}")
        return made


def test_packs_go_out_and_come_back(started: Path, run: Run, tmp_path: Path) -> None:
    assert run("round", "packs", "-o", tmp_path / "表", "--registry", started).code == 0
    packs = sorted((tmp_path / "表").glob("*.xlsx"))
    listed = [a.document_id for p in packs for a in read_pack(p.read_bytes(), p.name).answers]
    wanted = _wanted(started)
    assert sorted(listed) == sorted(wanted)
    _fill(packs[0], {i: (d.value, why) for i, (d, why) in wanted.items()})
    preview = run("round", "import", packs[0], "--dry-run", "--registry", started)
    assert preview.code == 0
    with Store.open(started) as store:
        assert not store.decisions(round_id=1)
    assert run("round", "import", packs[0], "--registry", started).code == 0
    own = {a.document_id for a in read_pack(packs[0].read_bytes(), "").answers}
    with Store.open(started) as store:
        decided = {d.document_id: d for d in store.decisions(round_id=1)}
        assert set(decided) == own
        assert all(d.stage == "自查" for d in decided.values())
    # The same file again changes nothing; a stale one does not overwrite what was decided meanwhile.
    run("round", "import", packs[0], "--registry", started)
    with Store.open(started) as store:
        assert len(store.decisions(round_id=1)) == len(own)
    one = next(iter(own))
    _fill(packs[0], {one: ("非规范性文件", "内部管理")})
    said = run("round", "import", packs[0], "--registry", started)
    assert "没有覆盖" in said.err


def test_mistakes_of_a_pack_are_told_by_row() -> None:
    rows = [PackRow(f"d{i}", f"=文件{i}", "", "", "", "", "", "继续有效") for i in range(3)]
    data = make_pack("民政局", 7, "2026年清理", rows)
    assert data == make_pack("民政局", 7, "2026年清理", rows)
    book = load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)
    for row, (word, reason, day) in enumerate(
        (("删除", "", ""), ("废止", "", ""), ("修改", "", "2027年13月1日")), 4
    ):
        sheet.cell(row, 9).value, sheet.cell(row, 10).value, sheet.cell(row, 12).value = word, reason, day
    out = io.BytesIO()
    book.save(out)
    pack = read_pack(out.getvalue(), "表.xlsx")
    assert (pack.department, pack.round_id) == ("民政局", 7)
    assert [bool(a.problems) for a in pack.answers] == [True, True, True]
    with pytest.raises(InputError):
        read_pack(b"no workbook", "坏.xlsx")


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("轮次7", "轮次²", False),
        ("轮次7", "轮次" + "9" * 5000, False),
        ("<row", "<", False),
        ("继续有效", "=1+1", True),
    ],
)
def test_a_pack_damaged_on_the_way_is_refused_or_read(old: str, new: str, read: bool) -> None:
    data = make_pack("民政局", 7, "2026年清理", [PackRow("d1", "甲", "", "", "", "", "", "继续有效")])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as damaged:
        for name in package.namelist():
            damaged.writestr(
                name, package.read(name).replace(old.encode("ascii", "xmlcharrefreplace"), new.encode())
            )
    if read:
        assert read_pack(out.getvalue(), "表.xlsx").round_id == 7
    else:
        with pytest.raises(InputError):
            read_pack(out.getvalue(), "表.xlsx")


def test_a_round_headless_and_through_the_app_give_the_same_lists(
    registry: Path, run: Run, tmp_path: Path
) -> None:
    words = ("2026年清理", "--cutoff", "2026-10-31", "--as-of", "2026-11-01", "--issuer", "民政局")
    assert run("round", "start", *words, "--registry", registry).code == 0
    started = registry
    headless, app = tmp_path / "命令行", tmp_path / "界面"
    shutil.copytree(started, headless)
    shutil.copytree(started, app)
    wanted = _wanted(started)
    disputed = sorted(wanted)[:3]
    lists = []
    for registry, decide in ((headless, _by_command), (app, _by_keys)):
        decide(registry, run, "初审", "王明", wanted)
        second = {**wanted, **dict.fromkeys(disputed, (Disposition.REPEAL, "应予废止"))}
        decide(registry, run, "复核", "李红", second)
        with Store.open(registry) as store:
            found = standings(store.decisions(round_id=1))
        split = [i for i in disputed if wanted[i][0] is not Disposition.REPEAL]
        assert sorted(i for i, s in found.items() if s.disagreed) == sorted(split)
        refused = run("round", "close", "--opinions", "--registry", registry)
        assert refused.code == 1
        assert "分歧" in refused.out
        decide(registry, run, "裁定", "张局", {i: wanted[i] for i in split})
        closed = run("round", "close", "--opinions", "--result", "第52次常务会议", "--registry", registry)
        assert closed.code == 0, closed.out
        folder = tmp_path / f"目录{len(lists)}"
        formats = [x for f in ("xlsx", "csv", "html", "json", "docx") for x in ("--format", f)]
        said = run(
            "lists", *formats, "-o", folder, "--round", 1, "--as-of", "2026-11-01", "--registry", registry
        )
        assert said.code == 0, said.err
        lists.append({p.name: p.read_bytes() for p in sorted(folder.iterdir())})
    assert lists[0] == lists[1]


def _by_command(
    registry: Path, run: Run, stage: str, who: str, wanted: dict[str, tuple[Disposition, str]]
) -> None:
    for document, (disposition, reason) in wanted.items():
        more = []
        if disposition is Disposition.AMEND:
            with Store.open(registry) as store:
                department = Desk(store, as_of=AS_OF, cleanup=store.rounds()[0])._department(document)
            more = ["--deadline", "2027-05-01", "--responsible", department]
        said = run(
            "round",
            "decide",
            document,
            disposition.value,
            "--reason",
            reason,
            "--stage",
            stage,
            *more,
            "--actor",
            who,
            "--registry",
            registry,
        )
        assert said.code == 0, said.err


def _stand_on(screen: QueueScreen, document: str) -> None:
    screen.query_one(WindowedList).cursor = next(i for i, r in enumerate(screen.rows) if r.id == document)


def _by_keys(
    registry: Path, run: Run, stage: str, who: str, wanted: dict[str, tuple[Disposition, str]]
) -> None:
    from tui.state import STATE

    STATE.actor = who

    async def play(store: Store) -> None:
        desk = Desk(store, as_of=AS_OF, cleanup=store.rounds()[0], stage=stage)
        app = ReviewApp(desk)
        async with app.run_test(size=(100, 30)) as pilot:

            async def until(condition: Callable[[], bool]) -> None:
                for _ in range(300):
                    if condition():
                        return
                    await pilot.pause()
                raise AssertionError(f"condition never came true on {app.screen}, focus {app.focused}")

            await until(lambda: isinstance(app.screen, QueueScreen))
            for document, (disposition, reason) in wanted.items():
                screen = app.screen
                assert isinstance(screen, QueueScreen)
                screen.shown = 1
                screen.refresh_rows()
                _stand_on(screen, document)
                await pilot.press(KEYS[disposition])
                if desk.needs_reason(document, disposition):
                    await until(lambda: bool(app.screen.query("#reason")))
                    app.screen.query_one("#reason", Input).value = reason
                    await pilot.press("enter")
                await until(lambda document=document: desk.row(document).decision is not None)  # type: ignore[misc]
                await until(lambda: isinstance(app.screen, QueueScreen))
                if desk.row(document).decision.reason != reason:  # type: ignore[union-attr]
                    _stand_on(screen, document)
                    await pilot.press("r")
                    await until(lambda: bool(app.screen.query("#reason")))
                    app.screen.query_one("#reason", Input).value = reason
                    await pilot.press("enter")
                    await until(
                        lambda document=document, reason=reason: desk.row(document).decision.reason == reason
                    )  # type: ignore[misc,union-attr]
                    await until(lambda: isinstance(app.screen, QueueScreen))
            await pilot.press("w")
            await until(lambda: isinstance(app.screen, RoundScreen))
            lines = app.screen.lines  # type: ignore[attr-defined]
            assert lines[-1].total == sum(line.total for line in lines[:-1])
            for line in lines:
                assert line.total == sum(line.by_disposition.values()) + line.undecided

    with Store.open(registry, actor=who) as store:
        asyncio.run(play(store))
    STATE.actor = ""


def test_one_person_cannot_review_twice(started: Path, run: Run) -> None:
    document = next(iter(_wanted(started)))
    words = (
        "round",
        "decide",
        document,
        "继续有效",
        "--reason",
        "有效",
        "--actor",
        "王明",
        "--registry",
        started,
    )
    assert run(*words, "--stage", "初审").code == 0
    said = run(*words, "--stage", "复核")
    assert said.code == 2
    assert "两人" in said.err


def test_stages_go_on_and_back_with_a_reason(started: Path, run: Run) -> None:
    assert run("round", "stage", "初审", "--registry", started).code == 0
    assert run("round", "stage", "自查", "--registry", started).code == 2
    assert run("round", "stage", "自查", "--result", "民政局漏报两件", "--registry", started).code == 0
    assert run("round", "stage", "不存在", "--registry", started).code == 2


def test_a_themed_round_takes_only_what_rests_on_the_law(registry: Path, run: Run) -> None:
    said = run(
        "round",
        "start",
        "物业专项",
        "--cutoff",
        "2026-10-31",
        "--as-of",
        "2026-11-01",
        "--law",
        "《物业管理条例》",
        "--registry",
        registry,
    )
    assert said.code == 0
    with Store.open(registry) as store:
        members = list(store.documents(store.round_documents(1)))
        assert members
        assert all(any("物业管理条例" in (r.target_title or "") for r in d.relations) for d in members)


def test_progress_adds_up(started: Path, run: Run) -> None:
    lines = json.loads(run("round", "progress", "--format", "json", "--registry", started).out)
    assert lines[-1]["department"] == "合计"
    assert lines[-1]["total"] == sum(line["total"] for line in lines[:-1])


def test_due_dates_make_a_calendar(registry: Path, run: Run, tmp_path: Path) -> None:
    ics = tmp_path / "到期.ics"
    said = run("due", "--as-of", "2026-11-01", "--until", "2028-12-31", "--ics", ics, "--registry", registry)
    assert said.code == 0
    text = ics.read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 0
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
