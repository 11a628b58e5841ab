"""Long work in front of the person: what is being done, a bar, Esc stops it."""

import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static

from registry.errors import GuiqingError
from tui.garbage import settle
from tui.safe import content, one_line
from tui.working import Cancelled, Watch


class WorkScreen(ModalScreen[Any]):
    """Runs `job(watch)` in a thread and gives what it returned; None when it was stopped or failed (then said)."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "停止", id="back")]
    DEFAULT_CSS = """
    WorkScreen { align: center middle; background: transparent; }
    WorkScreen > Vertical { visibility: hidden; }
    WorkScreen > Vertical.shown { visibility: visible; }
    WorkScreen > Vertical { width: 64; max-width: 90%; height: auto; border: round $primary; padding: 0 1; background: $surface; }
    """
    #: Seconds between two looks at how far the work is; work that is done before the first is not shown.
    LOOK = 0.3

    def __init__(self, title: str, job: Callable[[Watch], Any]) -> None:
        super().__init__()
        self.title_words = title
        self.job = job
        self.stopped = threading.Event()
        self.state: tuple[str, int, int] = ("", 0, 0)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content(self.title_words))
            yield Static(id="what")
            yield ProgressBar(show_eta=False, id="bar")
            yield Static(content("Esc 停止"))

    def on_mount(self) -> None:
        self.set_interval(self.LOOK, self.show_state)
        self.run_job()

    def show_state(self) -> None:
        """Show how far the work is."""
        self.query_one(Vertical).add_class("shown")
        what, done, total = self.state
        self.query_one("#what", Static).update(content(f"{what}　{done}/{total}" if total else what))
        self.query_one("#bar", ProgressBar).update(total=total or None, progress=done)

    def watch_job(self, what: str, done: int, total: int) -> None:
        """What the work calls at each step; lets the keys be answered in between."""
        self.state = (what, done, total)
        if self.stopped.is_set():
            raise Cancelled
        time.sleep(0)

    @work(thread=True, exit_on_error=False)
    def run_job(self) -> None:
        result: Any = None
        try:
            result = self.job(self.watch_job)
        except Cancelled:
            self.app.call_from_thread(self.notify, "已停止，没有改动登记库", markup=False)
        except GuiqingError as error:
            said = one_line(str(error), 300)
            self.app.call_from_thread(self.notify, said, severity="error", timeout=15, markup=False)
        settle()
        self.app.call_from_thread(self.dismiss, result)

    def action_stop(self) -> None:
        self.stopped.set()
