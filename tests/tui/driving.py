"""Driving the review app through its keys. Waits for conditions, never for the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from registry.records import Round
from registry.store import Store
from tui.app import ReviewApp
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.screens.queue import QueueScreen
from tui.windowed import WindowedList

Script = Callable[[ReviewApp, Pilot[None]], Awaitable[None]]


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        await pilot.pause()
        await asyncio.sleep(0.005)  # threads behind the screen want their turn
    raise AssertionError(f"condition never came true on {pilot.app.screen}, focus {pilot.app.focused}")


def drive(
    store: Store,
    script: Script,
    size: tuple[int, int] = (120, 40),
    *,
    cleanup: Round | None = None,
    stage: str = "初审",
) -> None:
    async def play() -> None:
        app = ReviewApp(Desk(store, as_of=AS_OF, cleanup=cleanup, stage=stage))
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: isinstance(app.screen, QueueScreen))
            await script(app, pilot)

    asyncio.run(play())


def rows(app: ReviewApp) -> list[str]:
    assert isinstance(app.screen, QueueScreen)
    return [row.id for row in app.screen.rows]


def stand_on(app: ReviewApp, document: str) -> None:
    assert isinstance(app.screen, QueueScreen)
    app.screen.query_one(WindowedList).cursor = rows(app).index(document)


async def on(pilot: Pilot[None], screen: type[Any]) -> Any:
    """Wait for a screen to come to the front; gives it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.is_mounted)
    return pilot.app.screen
