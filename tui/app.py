"""The review app (`guiqing review`): screens over one desk; every decision is on disk before the key is answered."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from registry.errors import GuiqingError
from tui.desk import Desk
from tui.safe import one_line
from tui.screens.document import DocumentScreen
from tui.screens.help import HelpScreen
from tui.screens.queue import QueueScreen


class ReviewApp(App[None]):
    """Opens on the queue. Keys that work everywhere stand here, the others with their screen."""

    TITLE = "规清"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "撤销"),
        Binding("ctrl+r", "redo", "重做", show=False),
        Binding("question_mark", "help", "帮助", key_display="?"),
        Binding("q", "leave", "退出"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def on_mount(self) -> None:
        self.push_screen(QueueScreen(self.desk))

    def action_help(self) -> None:
        self.push_screen(HelpScreen())

    def attempt(self, change: Callable[[], str | None]) -> bool:
        """Make a change and say what it did; an expected failure (somebody else decided meanwhile, a full disk,
        nothing to undo) is told and nothing is lost. Gives whether it was made."""
        try:
            said = change()
        except GuiqingError as error:
            self.notify(one_line(str(error), 300), severity="error", timeout=15, markup=False)
            self.desk.reload()
            self.refresh_screen()
            return False
        if said:
            self.notify(one_line(said, 200), markup=False)
        self.refresh_screen()
        return True

    def refresh_screen(self) -> None:
        """Show what the desk says now on the screen in front."""
        screen = self.screen
        if isinstance(screen, QueueScreen):
            screen.refresh_rows()
        elif isinstance(screen, DocumentScreen):
            screen.refresh_verdict()

    def action_undo(self) -> None:
        self.attempt(self.desk.undo)

    def action_redo(self) -> None:
        self.attempt(self.desk.redo)

    def action_leave(self) -> None:
        self.exit()
