"""Screens are made once, ahead of time, and shown again: they show what is so now, and no key waits for garbage."""

import gc
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from registry.records import Decision, Disposition
from registry.store import Store
from tests.tui.driving import drive, on, rows, until
from tui import garbage
from tui.app import _PAGES, ReviewApp
from tui.screens.document import DocumentScreen
from tui.screens.lists import ListsScreen
from tui.screens.overview import OverviewScreen
from tui.screens.queue import QueueScreen
from tui.screens.search import SearchScreen
from tui.windowed import TextPane, WindowedList


def decided_elsewhere(registry: Path, document: str) -> None:
    with Store.open(registry, actor="李红") as other, other.writing("decide") as writer:
        made = Decision(document, Disposition.REPEAL, "已被代替", "李红", datetime.now(UTC), stage="初审")
        writer.decide(made, expected_seq=0)


def lines(listing: WindowedList) -> str:
    """What a list shows, all of it."""
    assert listing._render_row is not None
    return "\n".join(
        "".join(text for text, _ in listing._render_row(row, 120)) for row in range(listing.count)
    )


def test_pages_are_made_before_they_are_asked_for(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        app.REST = 0.0
        await until(pilot, lambda: all(kind in app._pages and app._pages[kind].is_mounted for kind in _PAGES))
        assert isinstance(app.screen, QueueScreen)
        made = app._pages[SearchScreen]
        await pilot.press("s")
        assert await on(pilot, SearchScreen) is made

    drive(store, script)


def test_a_page_opened_before_it_was_made_is_the_one_that_is_kept(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        first = await on(pilot, DocumentScreen)
        await until(pilot, lambda: bool(first.document_id and first.query_one(TextPane)._text))
        await pilot.press("escape")
        await until(pilot, lambda: all(kind in app._pages for kind in _PAGES))
        second = rows(app)[1]
        await pilot.press("down", "enter")
        assert await on(pilot, DocumentScreen) is first
        await until(pilot, lambda: first.document_id == second)

    drive(store, script)


def test_the_queue_shows_what_was_decided_elsewhere_while_a_document_was_open(
    store: Store, registry: Path
) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        queue = app.screen
        assert isinstance(queue, QueueScreen)
        await pilot.press("f")  # all documents: a decided one stays in view
        one = rows(app)[3]
        at = 3
        assert "✓废止" not in lines(queue.query_one(WindowedList)).splitlines()[at]
        await pilot.press("enter")
        await on(pilot, DocumentScreen)
        decided_elsewhere(registry, one)
        app.look_around()
        await pilot.press("escape")
        await on(pilot, QueueScreen)
        await until(pilot, lambda: "✓废止" in lines(queue.query_one(WindowedList)).splitlines()[at])
        assert "已定 1 " in str(queue.query_one("#summary", Static).visual)

    drive(store, script)


def test_overview_and_lists_come_back_with_what_was_decided_meanwhile(store: Store, registry: Path) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        one = rows(app)[0]
        await pilot.press("v")
        overview = await on(pilot, OverviewScreen)
        await until(pilot, lambda: "已定 0 " in str(overview.query_one("#head", Static).visual))
        await pilot.press("escape")
        await on(pilot, QueueScreen)
        await pilot.press("l")
        lists = await on(pilot, ListsScreen)
        await until(pilot, lambda: lists.lists is not None and app.screen is lists)
        unconfirmed = lists.lists.unconfirmed
        await pilot.press("escape")
        await on(pilot, QueueScreen)
        decided_elsewhere(registry, one)
        app.look_around()
        await pilot.press("v")
        await on(pilot, OverviewScreen)
        await until(pilot, lambda: "已定 1 " in str(overview.query_one("#head", Static).visual))
        assert any(" 1/" in line for line in lines(overview.query_one("#overview")).splitlines())
        await pilot.press("escape", "l")
        await until(pilot, lambda: app.screen is lists and lists.lists.unconfirmed == unconfirmed - 1)

    drive(store, script)


@pytest.mark.parametrize("ahead", [True, False])
def test_the_first_opening_shows_the_evidence_and_a_new_width_keeps_the_place(
    store: Store, ahead: bool
) -> None:
    document = max((header.id for header in store.headers()), key=lambda id: len(store.text(id)))

    def in_view(pane: TextPane, at: int) -> bool:
        top = pane.scroll_offset.y
        shown = pane._lines[top : top + pane.size.height]
        return bool(shown) and shown[0][0] <= at <= shown[-1][1]

    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        if ahead:
            app.REST = 0.0
            await until(pilot, lambda: all(kind in app._pages for kind in _PAGES))
        end = len(app.desk.text(document))
        app.open_document(document, rows(app), passage=(end - 2, end))
        screen = await on(pilot, DocumentScreen)
        pane = screen.query_one(TextPane)
        await until(pilot, lambda: in_view(pane, end - 1))
        assert pane.scroll_offset.y > 0
        pane.action_page_up()
        await until(pilot, lambda: not in_view(pane, end - 1))
        place = pane._lines[pane.scroll_offset.y][0]
        cells = pane.size.width
        await pilot.resize_terminal(180, 50)
        await until(pilot, lambda: pane.size.width > cells and in_view(pane, place))

    drive(store, script)


class Knot:
    """Something that is in a cycle with itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def held() -> Iterator[None]:
    gc.collect()
    garbage.hold()
    yield
    garbage.release()


def test_a_moment_of_rest_frees_what_is_in_cycles(held: None) -> None:
    gone = weakref.ref(Knot())
    kept = [[] for _ in range(garbage._FEW)]
    assert gone() is not None
    garbage.tidy()
    assert gone() is None
    assert len(kept) == garbage._FEW


def test_nothing_is_looked_through_while_documents_are_loaded(held: None) -> None:
    with garbage.collected_later():
        gone = weakref.ref(Knot())
        kept = [[] for _ in range(garbage._FEW)]
        garbage.tidy()
        assert gone() is not None
    garbage.tidy()
    assert gone() is None
    assert kept


def test_much_garbage_is_freed_as_little_is(held: None) -> None:
    gone = weakref.ref(Knot())
    kept = [[] for _ in range(garbage._MANY + 1)]
    garbage.tidy()
    assert gone() is None
    assert kept


def test_old_garbage_is_found_when_enough_has_come_together(held: None) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    for _ in range(2):  # it outlives two looks: no look among what is new finds it any more
        kept = [[] for _ in range(garbage._MANY)]
        garbage.tidy()
    del knot
    garbage.tidy()
    assert gone() is not None
    garbage.tidy(whole=True)
    assert gone() is None
    assert kept


def test_what_a_worker_reads_is_set_aside_and_garbage_before_it_freed(held: None) -> None:
    gone = weakref.ref(Knot())
    before = gc.get_freeze_count()
    with garbage.set_aside():
        kept = [[] for _ in range(garbage._MANY)]
    assert gone() is None
    assert gc.get_freeze_count() >= before + len(kept)


def test_after_long_work_its_garbage_is_freed_and_the_rest_set_aside(held: None) -> None:
    gone = weakref.ref(Knot())
    before = gc.get_freeze_count()
    kept = [[] for _ in range(garbage._MANY + 1)]
    garbage.settle()
    assert gone() is None
    assert gc.get_freeze_count() >= before + len(kept)


def test_an_app_that_ends_leaves_the_search_for_garbage_as_it_was(store: Store) -> None:
    async def script(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert not gc.isenabled()

    drive(store, script)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
