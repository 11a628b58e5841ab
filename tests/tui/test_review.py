"""The review app through its keys. Waits for conditions, never for the clock."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from registry.errors import InputError
from registry.records import Decision, Disposition
from registry.store import Store
from tests.tui.driving import drive, rows, until
from tui.app import ReviewApp
from tui.keys import load_keys
from tui.screens.choose import ChooseScreen
from tui.screens.compare import CompareScreen
from tui.screens.document import DocumentScreen
from tui.screens.facts import FactsScreen
from tui.screens.help import HelpScreen
from tui.screens.lists import ListsScreen
from tui.screens.overview import OverviewScreen
from tui.screens.queue import QueueScreen
from tui.screens.search import SearchScreen
from tui.windowed import TextPane, WindowedList, wrap


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_one_key_decides_and_it_is_on_disk(store: Store, registry: Path, size: tuple[int, int]) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        await pilot.press("2")
        await until(pilot, lambda: first not in rows(app))
        with Store.open(registry) as other:
            decision = other.current_decision(first)
            assert decision is not None
            assert decision.disposition is Disposition.AMEND
            assert decision.reason
        await pilot.press("u")
        await until(pilot, lambda: first in rows(app))
        assert store.current_decision(first) is None
        await pilot.press("ctrl+r")
        await until(pilot, lambda: first not in rows(app))

    drive(store, script, size)


def test_keeping_against_a_grave_finding_wants_a_typed_reason(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        assert app.desk.row(first).severity == "H"
        await pilot.press("1")
        await until(pilot, lambda: bool(app.screen.query("#reason")))
        app.screen.query_one("#reason", Input).value = "经核实，已补办备案"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen) and first not in rows(app))
        decision = store.current_decision(first)
        assert decision is not None
        assert (decision.disposition, decision.reason) == (Disposition.KEEP, "经核实，已补办备案")

    drive(store, script)


def test_filter_as_you_type(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        everything = len(rows(app))
        await pilot.press("slash", *"E-01")
        await until(pilot, lambda: 0 < len(rows(app)) < everything)
        assert all("E-01" in app.desk.row(i).rules for i in rows(app))
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(app)) == everything)

    drive(store, script)


def test_findings_lead_to_their_passages(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        screen = app.screen
        assert isinstance(screen, DocumentScreen)
        quoted = next(i for i, f in enumerate(screen.findings) if any(q.start >= 0 for q in f.quotes))
        await pilot.press(*["n"] * quoted)
        await until(pilot, lambda: screen.query_one(TextPane)._current is not None)
        start, end = screen.query_one(TextPane)._current or (0, 0)
        assert (start, end) in {(q.start, q.end) for q in screen.findings[quoted].quotes}
        for key, opened in (
            ("o", ChooseScreen),
            ("d", HelpScreen),
            ("h", ChooseScreen),
            ("i", FactsScreen),
            ("question_mark", HelpScreen),
        ):
            await pilot.press(key)
            await until(pilot, lambda opened=opened: isinstance(app.screen, opened))  # type: ignore[misc]
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)
        second = screen.ids[1]
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: screen.document_id == second)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))

    drive(store, script)


def test_marked_documents_are_decided_together_after_a_preview(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        one, two = rows(app)[:2]
        await pilot.press("space", "space", "4")
        await until(pilot, lambda: bool(app.screen.query("#reason")))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen) and one not in rows(app))
        found = {i: d.disposition for i, d in store.current_decisions().items()}
        assert found == {one: Disposition.LAPSE, two: Disposition.LAPSE}

    drive(store, script)


def test_another_persons_decision_is_not_overwritten(store: Store, registry: Path) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        with Store.open(registry, actor="李红") as other, other.writing("decide") as writer:
            writer.decide(Decision(first, Disposition.REPEAL, "已被替代", "李红", datetime.now(UTC)))
        await pilot.press("2")
        await until(pilot, lambda: first not in rows(app))
        decision = store.current_decision(first)
        assert decision is not None
        assert (decision.actor, decision.disposition) == ("李红", Disposition.REPEAL)

    drive(store, script)


def test_search_opens_the_document_at_the_words(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SearchScreen))
        app.screen.query_one(Input).value = "养老 (("
        await pilot.press("enter")
        await until(pilot, lambda: "检索式" in str(app.screen.query_one("#told", Static).visual))
        app.screen.query_one(Input).value = "养老"
        await pilot.press("enter")
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        await until(pilot, lambda: len(screen.hits) > 0)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        document = app.screen
        assert isinstance(document, DocumentScreen)
        await until(pilot, lambda: document.query_one(TextPane)._current is not None)
        start, end = document.query_one(TextPane)._current or (0, 0)
        assert app.desk.text(document.document_id)[start:end] == "养老"

    drive(store, script)


def test_overview_leads_to_a_departments_documents(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        name, _, total = app.desk.departments()[0]
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, OverviewScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen) and len(rows(app)) >= total)
        assert all(name in " ".join(app.desk.row(i).issuers) for i in rows(app))

    drive(store, script)


def test_lists_preview_adds_up(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, ListsScreen))
        screen = app.screen
        assert isinstance(screen, ListsScreen)
        shown = 0
        await until(pilot, lambda: screen.lists is not None and app.screen is screen)
        for key in "123456":
            await pilot.press(key)
            shown += len(screen.rows)
        assert screen.lists is not None
        assert shown == screen.lists.total == len(store.headers())
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))

    drive(store, script)


def test_a_conflict_is_compared_side_by_side(store: Store) -> None:
    pair = [store.find(number)[0] for number in ("兰政发〔2019〕27号", "兰住建发〔2023〕41号")]

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        app.compare(*pair)
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and bool(app.screen.places))
        screen = app.screen
        assert isinstance(screen, CompareScreen)
        assert "10日" in screen.query_one("#left", TextPane)._text
        assert "5日" in screen.query_one("#right", TextPane)._text
        assert "公示" in str(screen.query_one("#told", Static).visual)
        await pilot.press("n", "n", "p", "escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))

    drive(store, script)


def test_a_fact_is_corrected_kept_apart_and_undone(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        before = store.document(first)
        assert before is not None
        await pilot.press("enter", "i")
        await until(pilot, lambda: isinstance(app.screen, FactsScreen))
        screen = app.screen
        assert isinstance(screen, FactsScreen)
        at = next(i for i, (name, _) in enumerate(screen.fields) if name == "signed_on")
        await pilot.press(*["down"] * at, "enter")
        await until(pilot, lambda: bool(app.screen.query("#value")))
        app.screen.query_one("#value", Input).value = "2019年13月1日"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert store.document(first) == before
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.screen.query("#value")))
        app.screen.query_one("#value", Input).value = "2019年3月1日"
        await pilot.press("enter")
        await until(
            pilot, lambda: (d := store.document(first)) is not None and d.value("signed_on") == "2019-03-01"
        )
        await pilot.press("escape", "escape", "u")
        await until(
            pilot,
            lambda: (
                (d := store.document(first)) is not None and d.value("signed_on") == before.value("signed_on")
            ),
        )

    drive(store, script)


def test_keys_can_be_changed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keys.toml").write_text('[keys]\ndecide.amend = "m"\n', encoding="utf-8")
    monkeypatch.setenv("GUIQING_KEYS", str(tmp_path / "keys.toml"))

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = rows(app)[0]
        await pilot.press("m")
        await until(pilot, lambda: first not in rows(app))
        decision = store.current_decision(first)
        assert decision is not None
        assert decision.disposition is Disposition.AMEND

    drive(store, script)


@pytest.mark.parametrize("text", ["keys = 3\n", "[[keys]]\n", "a = " + "[" * 20_000])
def test_a_file_of_keys_that_makes_no_sense_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "keys.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("GUIQING_KEYS", str(tmp_path / "keys.toml"))
    with pytest.raises(InputError):
        load_keys()


HOSTILE = "[@click=app.exit]看[/] 说明[/] \x1b]0;改标题\x07 \u202e反写 [bold]粗"


def test_hostile_titles_are_shown_as_they_are(store: Store) -> None:
    from registry.records import Fact, Source

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("f")
        await until(pilot, lambda: "d0hostile000" in rows(app))
        await pilot.press("slash", *"看")
        await until(pilot, lambda: rows(app) == ["d0hostile000"])
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        shown = app.screen.query_one("#title", Static).visual
        assert "[@click=app.exit]看[/]" in str(shown)
        await pilot.press("2")
        await until(pilot, lambda: store.current_decision("d0hostile000") is not None)

    with store.writing("ingest") as writer:
        writer.add_document(
            id="d0hostile000",
            identity="x",
            facts=[Fact("title", HOSTILE, Source.TEXT)],
            ledger={"备注": HOSTILE},
        )
    drive(store, script)


def test_wrapping_covers_the_text_in_linear_time() -> None:
    text = "长" * 300_000 + "\n\n" + "a" * 50 + "\n"
    spans = wrap(text, 40)
    assert "".join(text[a:b] for a, b in spans) == text.replace("\n", "")
    assert all(b - a <= 40 for a, b in spans)


def test_a_list_of_a_million_rows_opens_at_once() -> None:
    from textual.app import App, ComposeResult

    class Big(App[None]):
        asked = 0

        def compose(self) -> ComposeResult:
            yield WindowedList(self.line, id="big")

        def line(self, row: int, cells: int) -> list[tuple[str, str]]:
            self.asked += 1
            return [(f"第{row}行", "")]

        def on_mount(self) -> None:
            self.query_one(WindowedList).show(1_000_000)

    async def play() -> None:
        app = Big()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("end")
            await until(pilot, lambda: app.query_one(WindowedList).cursor == 999_999)
            assert app.asked < 2_000

    asyncio.run(play())
