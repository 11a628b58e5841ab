"""A whole cleanup round through the keys of the app: start, packs out and in, both reviews, adjudication, lists, close."""

from pathlib import Path

from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import Input, Static

from registry.packs import SHEET
from registry.records import Disposition
from registry.store import Store
from rules.round_work import standings
from tests.tui.driving import drive, on, until
from tests.tui.test_screens import choose
from tui.app import ReviewApp
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.lists import ListsScreen
from tui.screens.queue import QueueScreen
from tui.screens.reason import ReasonScreen
from tui.screens.round import RoundScreen
from tui.state import STATE

KEYS = {d: str(i) for i, d in enumerate(Disposition, 1)}


async def answer(pilot: Pilot[None], words: str | None) -> None:
    """Type an answer to what is asked; None takes the answer that stands there."""
    screen = await on(pilot, AskScreen)
    if words is not None:
        screen.query_one(Input).value = words
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not screen)


async def round_screen(pilot: Pilot[None]) -> RoundScreen:
    await pilot.press("w")
    screen: RoundScreen = await on(pilot, RoundScreen)
    return screen


def fill(folder: Path, rows: list[tuple[str, str]]) -> int:
    """Fill the first rows of the largest pack in, as a department does; the last of them without a reason."""
    path = max(folder.glob("*.xlsx"), key=lambda p: load_workbook(p)[SHEET].max_row)
    book = load_workbook(path)
    sheet = book[SHEET]
    column = {str(c.value): c.column for c in sheet[3]}
    for at, (word, reason) in enumerate(rows, 4):
        sheet.cell(at, column["处置意见"]).value = word
        sheet.cell(at, column["理由和依据"]).value = reason
        sheet.cell(at, column["征求意见及采纳情况"]).value = "已征求镇街意见"
    book.save(path)
    return sheet.max_row - 3


def test_a_round_from_start_to_close(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "部门清理表"
    disputed: list[str] = []

    async def begin(app: ReviewApp, pilot: Pilot[None]) -> None:
        await round_screen(pilot)
        await pilot.press("b")
        await answer(pilot, "2026年民政清理")
        await answer(pilot, "2026-10-31")
        await choose(pilot, "某个机关")
        await answer(pilot, "民政局")
        await until(pilot, lambda: app.desk.cleanup is not None)
        screen = await on(pilot, RoundScreen)
        await pilot.press("greater_than_sign")
        await answer(pilot, "已印发通知")
        await until(pilot, lambda: app.desk.cleanup is not None and app.desk.cleanup.stage == "自查")
        await pilot.press("e")
        await answer(pilot, str(folder))
        await until(pilot, lambda: app.screen is screen and any(folder.glob("*.xlsx")))
        total = fill(folder, [("继续有效", ""), ("修改", "第五条过时"), ("废止", "")])
        assert total >= 3
        await pilot.press("m")
        await answer(pilot, str(folder))
        preview = await on(pilot, ChooseScreen)
        assert any("须写明理由" in entry.words for entry in preview.entries)
        assert not store.decisions(round_id=1)
        await pilot.press("enter")
        await until(pilot, lambda: len(store.decisions(round_id=1)) == 2)
        assert {d.stage for d in store.decisions(round_id=1)} == {"自查"}
        await pilot.press("less_than_sign")
        await answer(pilot, "一个局漏报")
        await until(pilot, lambda: app.desk.cleanup is not None and app.desk.cleanup.stage == "部署")
        assert store.stages(1)[-1].result == "一个局漏报"

    async def review(app: ReviewApp, pilot: Pilot[None], *, otherwise: int) -> None:
        """Everything as suggested, the first few undisputed by rules otherwise."""
        while any(row.decision is None for row in app.desk.rows()):
            screen = app.screen
            assert isinstance(screen, QueueScreen)
            screen.shown = [name for name, _ in app.desk.ranges].index("undecided")
            screen.refresh_rows()
            row = screen.rows[0]
            screen.query_one("#queue").cursor = 0  # type: ignore[attr-defined]
            word = "废止" if row.suggestion == "已废止" else row.suggestion
            disposition = Disposition(word)
            if len(disputed) < otherwise and disposition is not Disposition.REPEAL:
                disposition = Disposition.REPEAL
                disputed.append(row.id)
            await pilot.press(KEYS[disposition])
            if app.desk.needs_reason(row.id, disposition):
                asked = await on(pilot, ReasonScreen)
                asked.query_one("#reason", Input).value = "经核实，疑点不成立"
                await pilot.press("enter")
            await until(pilot, lambda row=row: app.desk.row(row.id).decision is not None)  # type: ignore[misc]
            await on(pilot, QueueScreen)

    async def first(app: ReviewApp, pilot: Pilot[None]) -> None:
        await review(app, pilot, otherwise=0)

    async def second(app: ReviewApp, pilot: Pilot[None]) -> None:
        await review(app, pilot, otherwise=2)
        screen = await round_screen(pilot)
        whole = screen.lines[-1]
        assert (whole.disagreed, whole.undecided) == (2, 2)
        assert "一致" in str(screen.query_one("#told", Static).visual)
        await pilot.press("x")
        await choose(pilot, "征求过部门")
        refused = await on(pilot, ChooseScreen)
        await until(
            pilot, lambda: pilot.app.screen is not refused or refused.title_words.startswith("还不能")
        )
        refused = await on(pilot, ChooseScreen)
        assert {e.document_id for e in refused.entries if e.document_id} == set(disputed)
        await pilot.press("escape")

    async def adjudicate(app: ReviewApp, pilot: Pilot[None]) -> None:
        screen = app.screen
        assert isinstance(screen, QueueScreen)
        assert {row.id for row in screen.rows} == set(disputed)
        for _ in range(2):
            before = len(screen.rows)
            await pilot.press("3")
            await until(pilot, lambda before=before: len(screen.rows) == before - 1)  # type: ignore[misc]
        await pilot.press("l")
        lists = await on(pilot, ListsScreen)
        await until(pilot, lambda: lists.lists is not None and app.screen is lists)
        assert lists.lists.unconfirmed == 0
        assert lists.lists.total == sum(lists.lists.counts.values()) == len(app.desk.rows())
        await pilot.press("escape")
        await on(pilot, QueueScreen)
        await round_screen(pilot)
        await pilot.press("x")
        await choose(pilot, "征求过部门")
        await answer(pilot, "第52次常务会议")
        await until(pilot, lambda: app.desk.cleanup is not None and app.desk.cleanup.closed_at is not None)

    try:
        STATE.actor = "王明"
        drive(store, begin)
        cleanup = store.rounds()[0]
        for who, stage, script in (
            ("王明", "初审", first),
            ("李红", "复核", second),
            ("张局", "裁定", adjudicate),
        ):
            STATE.actor = who
            drive(store, script, cleanup=cleanup, stage=stage)
    finally:
        STATE.actor = ""
    closed = store.rounds()[0]
    assert closed.closed_at is not None
    assert store.stages(1)[-1].result == "第52次常务会议"
    found = standings(store.decisions(round_id=1))
    assert set(found) == set(store.round_documents(1))
    assert all({"初审", "复核"} <= set(s.by_stage) for s in found.values())
    assert {i for i, s in found.items() if "裁定" in s.by_stage} == set(disputed)
    lines = Desk(store, as_of=AS_OF, cleanup=closed).progress_lines()
    for line in lines:
        assert line.total == sum(line.by_disposition.values()) + line.undecided
    assert lines[-1].total == sum(line.total for line in lines[:-1])
