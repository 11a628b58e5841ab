"""The screens of the review app with hostile documents in them."""

import asyncio
from collections.abc import Callable

from textual.pilot import Pilot
from textual.widgets import Input

from registry.plain import strip_controls
from registry.store import Store
from tests.safety.hostile import AS_OF, World
from tui.app import ReviewApp
from tui.desk import Desk
from tui.screens.document import DocumentScreen
from tui.screens.facts import FactsScreen
from tui.screens.lists import ListsScreen
from tui.screens.overview import OverviewScreen
from tui.screens.queue import QueueScreen
from tui.screens.search import SearchScreen

SCREENS = ("queue", "document", "facts", "search", "lists", "overview")


def _strips(review: ReviewApp) -> list[str]:
    shown = [strip.text for strip in review.screen._compositor.render_strips()]
    for line in shown:
        assert strip_controls(line) == line, repr(line)
    return shown


def screens(world: World) -> dict[str, list[str]]:
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
        ids = list(world.ids.values())
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
            document = DocumentScreen(review.desk)
            document.open(ids, ids[0])
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

    with Store.open(world.registry, actor="测试") as store:
        asyncio.run(play(store))
    return shown
