"""What the screens of the review app offer beside deciding: going to, outlines, relations, versions, filters, help."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, Static

from registry.records import Decision, Disposition, FileRecord, NewVersion, Source
from registry.store import Store
from tests.tui.driving import drive, on, rows, until
from tui.app import THEMES, ReviewApp
from tui.demonstration import AS_OF
from tui.filters import Filter, save_filter
from tui.keybar import KeyBar
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.compare import CompareScreen
from tui.screens.document import DocumentScreen
from tui.screens.facts import FactsScreen
from tui.screens.help import HelpScreen
from tui.screens.overview import OverviewScreen
from tui.screens.queue import QueueScreen
from tui.screens.reason import EACH, ReasonScreen
from tui.screens.round import RoundScreen
from tui.screens.working import WorkScreen
from tui.sweeping import sweep_registry
from tui.windowed import TextPane, WindowedList
from tui.working import Cancelled, Watch


async def open_document(app: ReviewApp, pilot: Pilot[None], document: str) -> DocumentScreen:
    app.open_document(document, rows(app))
    screen: DocumentScreen = await on(pilot, DocumentScreen)
    await until(pilot, lambda: screen.document_id == document)
    return screen


async def choose(pilot: Pilot[None], words: str) -> None:
    """Narrow what is offered to some words and take the first."""
    screen: ChooseScreen = await on(pilot, ChooseScreen)
    screen.query_one(Input).value = words
    await until(pilot, lambda: screen.current is not None and words in screen.current.words)
    await pilot.press("enter")


def test_g_goes_to_a_document_by_its_number(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        wanted = store.find("兰政发〔2019〕27号")[0]
        await pilot.press("g")
        await choose(pilot, "兰政发〔2019〕27号")
        screen = await on(pilot, DocumentScreen)
        assert screen.document_id == wanted

    drive(store, script)


def test_the_outline_leads_to_the_article(store: Store) -> None:
    document = next(d for d in store.documents() if "第三条" in d.text and len(d.reading["instruments"]) > 1)

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        screen = await open_document(app, pilot, document.id)
        await pilot.press("o")
        await choose(pilot, "第三条")
        await until(pilot, lambda: app.screen is screen)
        start, _ = screen.query_one(TextPane)._current or (0, 0)
        assert document.text[start:].startswith("第三条")

    drive(store, script)


def test_relations_lead_to_the_other_document_and_back(store: Store) -> None:
    extending, extended = (store.find(n)[0] for n in ("兰农发〔2024〕41号", "兰农发〔2021〕38号"))

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        for start, words, end in ((extending, "已登记", extended), (extended, "延长", extending)):
            await open_document(app, pilot, start)
            await pilot.press("t")
            await choose(pilot, words)
            await until(pilot, lambda end=end: getattr(app.screen, "document_id", "") == end)  # type: ignore[misc]
            await pilot.press("escape")
            await until(pilot, lambda start=start: getattr(app.screen, "document_id", "") == start)  # type: ignore[misc]
            await pilot.press("escape")
            await on(pilot, QueueScreen)

    drive(store, script)


def test_an_earlier_version_is_shown_beside_the_present_one(store: Store) -> None:
    document = next(d for d in store.documents() if d.text.count("\n") > 5)
    changed = document.text.replace(document.text.split("\n")[2], "第三行已经改写。")
    with store.writing("ingest") as writer:
        file = FileRecord("/改/新.txt", "e" * 64, 1, 1.0, "txt")
        facts = [f for f in document.facts if f.source is Source.TEXT]
        version = NewVersion("e" * 64, changed, dict(document.reading), {}, file)
        writer.add_version(document.id, facts=facts, relations=[], version=version)

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        screen = await open_document(app, pilot, document.id)
        await pilot.press("h")
        await choose(pilot, "第 1 版")
        shown = await on(pilot, CompareScreen)
        assert len(shown.places) == 1
        await pilot.press("n")
        assert "第 1 处，共 1 处不同" in str(shown.query_one("#told", Static).visual)
        start, end = shown.query_one("#right", TextPane)._current
        assert shown.query_one("#right", TextPane)._text[start:end] == "第三行已经改写。"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)

    drive(store, script)


def test_a_filter_is_kept_and_used_again(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("f", "slash", *"E-01", "enter")
        found = rows(app)
        await pilot.press("F")
        await choose(pilot, "保存现在的筛选")
        asked = await on(pilot, AskScreen)
        asked.query_one(Input).value = "到期的"
        await pilot.press("enter")
        await on(pilot, QueueScreen)
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(app)) > len(found))
        await pilot.press("F")
        await choose(pilot, "到期的")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen) and rows(app) == found)

    drive(store, script)


def test_everything_shown_is_marked_and_decided_with_a_preview(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"S-01", "enter", "a")
        found = rows(app)
        assert len(found) > 3
        await pilot.press("5")
        screen = await on(pilot, ReasonScreen)
        assert screen.query_one(WindowedList).count == len(found)
        screen.query_one("#reason", Input).value = EACH
        await pilot.press("enter")
        await until(pilot, lambda: len(store.current_decisions()) == len(found))
        assert {d.disposition for d in store.current_decisions().values()} == {Disposition.NOT_NORMATIVE}
        assert len({d.reason for d in store.current_decisions().values()}) > 1
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("u")
        await until(pilot, lambda: not store.current_decisions())

    drive(store, script)


def test_a_reason_stands_ready_except_against_a_grave_finding(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        await pilot.press("1")
        screen = await on(pilot, ReasonScreen)
        assert screen.query_one("#reason", Input).value == ""
        await pilot.press("enter")
        assert app.screen is screen
        await pilot.press("escape")
        await on(pilot, QueueScreen)
        await pilot.press("2", "up")
        await until(pilot, lambda: store.current_decision(first) is not None)
        await pilot.press("f")  # 全部
        await pilot.press("home", "r")
        screen = await on(pilot, ReasonScreen)
        screen.query_one("#deadline", Input).value = "明年"
        await pilot.press("enter")
        assert app.screen is screen
        screen.query_one("#deadline", Input).value = "2027年3月31日"
        await pilot.press("enter")
        await until(pilot, lambda: str((d := store.current_decision(first)) and d.deadline) == "2027-03-31")

    drive(store, script)


def test_a_passage_leads_back_to_its_finding(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        screen = await on(pilot, DocumentScreen)
        listing, text = screen.query_one("#findings", WindowedList), screen.query_one(TextPane)
        quoted = [i for i, f in enumerate(screen.findings) if any(q.start >= 0 for q in f.quotes)]
        listing.cursor = quoted[-1]
        await until(pilot, lambda: text._current is not None)
        mark = text._current
        listing.cursor = next(i for i in range(len(screen.findings)) if i != quoted[-1])
        await pilot.pause()
        screen.post_message(TextPane.Picked(mark))
        await until(pilot, lambda: mark in {(q.start, q.end) for q in screen.findings[listing.cursor].quotes})
        text.focus()
        row = next(i for i, (_, stop) in enumerate(text._lines) if stop >= mark[0])
        text.scroll_to(y=row, animate=False, force=True)
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is listing)

    drive(store, script)


@pytest.mark.parametrize("width", [80, 160])
def test_the_mouse_opens_a_row_and_presses_a_key(store: Store, width: int) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        third = rows(app)[2]
        await pilot.click("#queue", offset=(20, 2))
        assert app.screen.current_id == third  # type: ignore[attr-defined]
        await pilot.click("#queue", offset=(20, 2))
        screen = await on(pilot, DocumentScreen)
        assert screen.document_id == third
        bar = screen.query_one(KeyBar)
        at = next(start for start, _, _, binding in bar._places if binding.id == "decide.repeal")
        await pilot.click(bar, offset=(at + 2, 0))
        await until(pilot, lambda: store.current_decision(third) is not None)

    drive(store, script, (width, 24 if width == 80 else 48))


def test_help_names_every_key_of_the_screen_as_a_person_set_them(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys.toml").write_text('[keys]\ndecide.amend = "m"\nnonsense = "z"\n', encoding="utf-8")
    monkeypatch.setenv("GUIQING_KEYS", str(tmp_path / "keys.toml"))

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        told = " ".join(str(n.message) for n in app._notifications)
        assert "nonsense" in told
        assert "decide.amend" not in told
        for key, kind in (("", QueueScreen), ("enter", DocumentScreen), ("i", FactsScreen)):
            if key:
                await pilot.press(key)
            screen = await on(pilot, kind)
            await pilot.press("question_mark")
            helping = await on(pilot, HelpScreen)
            lines = helping._text.split("\n")
            for binding in [b for b in screen.BINDINGS if b.id and b.id != "decide.amend"]:
                assert any(line.rstrip().endswith(f" {binding.id}") for line in lines), binding
            assert "Focus" not in helping._text
            if kind is not FactsScreen:
                assert next(line for line in lines if line.endswith("decide.amend")).split()[0] == "m"
            await pilot.press("escape")
            await until(pilot, lambda screen=screen: app.screen is screen)  # type: ignore[misc]

    drive(store, script)


def test_the_palette_has_every_command_and_every_rule(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        names = {command.title for command in app.get_system_commands(app.screen)}
        for binding in [*QueueScreen.BINDINGS, *ReviewApp.BINDINGS]:
            if binding.id and binding.id != "commands":  # type: ignore[union-attr]
                assert binding.description in names  # type: ignore[union-attr]
        await pilot.press("ctrl+p")
        palette = await on(pilot, CommandPalette)
        palette.query_one(Input).value = "规则 E-01"
        await until(
            pilot,
            lambda: (
                "E-01" in str(palette.query_one("OptionList").get_option_at_index(0).prompt)
                if palette.query_one("OptionList").option_count
                else False
            ),
        )  # type: ignore[attr-defined]
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "有效期" in app.screen._text)

    drive(store, script)


def test_what_a_person_typed_is_no_markup_to_the_palette(store: Store) -> None:
    typed = "[/b] [red]机关"
    save_filter(store, typed, Filter("all", typed))

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        commands = list(app.get_system_commands(app.screen))
        shown = [(Content.from_markup(c.title).plain, Content.from_markup(c.help).plain) for c in commands]
        assert [words for title, words in shown if typed in title] == [f"全部 {typed}"]
        await pilot.press("ctrl+p")
        palette = await on(pilot, CommandPalette)
        palette.query_one(Input).value = "筛选 [/b]"
        options = palette.query_one("OptionList")
        await until(pilot, lambda: any(typed in str(option.prompt) for option in options.options))

    drive(store, script)


def test_a_command_of_the_palette_does_what_its_key_does(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        command = next(c for c in app.get_system_commands(app.screen) if c.title == "修改")
        command.callback()
        await until(pilot, lambda: store.current_decision(first) is not None)

    drive(store, script)


def test_undo_survives_a_restart(store: Store, registry: Path) -> None:
    decided: list[str] = []

    async def first(app: ReviewApp, pilot: Pilot[None]) -> None:
        decided.append(rows(app)[0])
        await pilot.press("2")
        await until(pilot, lambda: store.current_decision(decided[0]) is not None)

    drive(store, first)
    with Store.open(registry, actor=store.actor) as again:

        async def second(app: ReviewApp, pilot: Pilot[None]) -> None:
            await pilot.press("u")
            await until(pilot, lambda: again.current_decision(decided[0]) is None)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: again.current_decision(decided[0]) is not None)

        drive(again, second)


def test_two_apps_see_each_other(store: Store, registry: Path) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        with Store.open(registry, actor="李红") as other, other.writing("decide") as writer:
            writer.decide(Decision(first, Disposition.REPEAL, "已被替代", "李红", datetime.now(UTC)))
        app.look_around()
        await until(pilot, lambda: first not in rows(app))

    drive(store, script)


def test_the_overview_names_what_is_due_and_leads_to_it(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("v")
        screen = await on(pilot, OverviewScreen)
        await until(pilot, lambda: bool(screen.due))
        item = screen.due[0]
        assert all(d.day >= AS_OF or "逾期" in d.what for d in screen.due)
        assert {"有效期届满", "应启动届满前评估", "报送备案期限"} <= {d.what for d in screen.due}
        at = next(
            i for i, (_, words) in enumerate(screen.lines["beside"]) if words == (item.number or item.title)
        )
        beside = screen.query_one("#beside", WindowedList)
        beside.focus()
        beside.cursor = at
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen) and item.document_id in rows(app))

    drive(store, script, (160, 48))


def test_sweeping_again_in_the_app(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        before = len(store.sweeps())
        told: list[str] = []

        def watch(what: str, done: int, total: int) -> None:
            told.append(what)
            if what == "逐件检查" and done:
                raise Cancelled

        with pytest.raises(Cancelled):
            # Of another day, on which all documents are looked at.
            sweep_registry(store, as_of=AS_OF + timedelta(days=1), watch=watch)
        assert "读文件" in told
        assert len(store.sweeps()) == before
        await pilot.press("f5")
        await until(pilot, lambda: len(store.sweeps()) == before + 1)
        await on(pilot, QueueScreen)

    drive(store, script)


def test_long_work_is_stopped_by_a_key(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        begun, answers = threading.Event(), []

        def job(watch: Watch) -> str:
            begun.set()
            for step in range(10_000_000):
                watch("数数", step, 10_000_000)
            return "数完了"

        app.push_screen(WorkScreen("正在数数……", job), answers.append)
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: answers == [None])

    drive(store, script)


def test_the_themes_go_round(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        seen = [app.theme]
        for _ in THEMES:
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert seen[0] == seen[-1] == "textual-light"
        assert set(seen) == set(THEMES)
        await pilot.press("ctrl+t", "ctrl+t", "enter")
        screen = await on(pilot, DocumentScreen)
        assert THEMES[app.theme].startswith("终端")
        for line in screen.query_one(TextPane).render_lines(screen.query_one(TextPane).size.region):
            for segment in line:
                style = segment.style
                plain = style is None or style.color is None or style.color.is_default
                assert plain or style.color != style.bgcolor, segment.text

    (tmp_path / "keys.toml").write_text('theme = "浅色"\n', encoding="utf-8")
    monkeypatch.setenv("GUIQING_KEYS", str(tmp_path / "keys.toml"))
    drive(store, script)


def test_without_a_round_the_screen_says_how_to_begin(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("w")
        screen = await on(pilot, RoundScreen)
        assert "启动" in str(screen.query_one("#head", Static).visual)
        await pilot.press("greater_than_sign", "e", "x")
        assert app.screen is screen
        await pilot.press("b")
        await on(pilot, AskScreen)
        await pilot.press("enter")
        asked = await on(pilot, AskScreen)
        asked.query_one(Input).value = "明天"
        await pilot.press("enter")
        await pilot.pause()
        assert "不是一个日期" in str(asked.query_one("#wrong", Static).visual)

    drive(store, script)
