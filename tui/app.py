"""The review app (`guiqing review`): screens over one desk; every decision is on disk before the key is answered."""

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

    def _after_change(self, said: str | None, nothing: str) -> None:
        self.notify(one_line(said, 200) if said else nothing, markup=False)
        screen = self.screen
        if isinstance(screen, QueueScreen):
            screen.refresh_rows()
        elif isinstance(screen, DocumentScreen):
            screen.refresh_verdict()

    def action_undo(self) -> None:
        self._after_change(self.desk.undo(), "没有可以撤销的操作")

    def action_redo(self) -> None:
        self._after_change(self.desk.redo(), "没有可以重做的操作")

    def action_leave(self) -> None:
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        """An expected failure (somebody else decided, the disk is full) is told, not a crash."""
        if isinstance(error, GuiqingError):
            self.notify(one_line(str(error), 300), severity="error", timeout=15, markup=False)
            return
        super()._handle_exception(error)
