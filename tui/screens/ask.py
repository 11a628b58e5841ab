"""One line to type, with a question above it."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.safe import content


class AskScreen(ModalScreen[str | None]):
    """Gives what was typed (perhaps ""), or None when the person went back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "返回", id="back")]
    DEFAULT_CSS = """
    AskScreen { align: center middle; }
    AskScreen > Vertical { width: 84%; max-width: 100; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    AskScreen Input { border: tall $primary; }
    AskScreen #wrong { color: $text-warning; height: auto; }
    """

    def __init__(
        self, question: str, value: str = "", *, required: str = "", check: Callable[[str], str] | None = None
    ) -> None:
        """`required`: what to say when nothing was typed; "" allows an empty answer. `check` gives what is wrong with
        an answer, or ""."""
        super().__init__()
        self.check = check
        self.question = question
        self.value = value
        self.required = required

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content(self.question))
            yield Input(value=self.value, id="answer")
            yield Static(id="wrong")
            yield Static(content("回车确定，Esc 返回"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        wrong = self.required if not words else self.check(words) if self.check else ""
        if wrong:
            self.query_one("#wrong", Static).update(content(f"！{wrong}"))
        else:
            self.dismiss(words)
