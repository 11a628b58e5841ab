"""One screen for everything that is chosen from a list: a document, a passage, a version, a filter."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.dossier import Entry
from tui.queue_row import flat
from tui.safe import content
from tui.windowed import Line, WindowedList


class ChooseScreen(ModalScreen[Entry | None]):
    """Typing narrows the list, up and down move, Enter gives the entry, Esc None."""

    HELP = "输入文字筛选，上下键选择，回车打开；行前有 › 的可以打开。"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "返回", id="back"),
        Binding("up", "move(-1)", "上一行", show=False, priority=True),
        Binding("down", "move(1)", "下一行", show=False, priority=True),
        Binding("pageup", "move(-10)", "上移十行", show=False, priority=True),
        Binding("pagedown", "move(10)", "下移十行", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ChooseScreen { align: center middle; background: $background; }
    ChooseScreen > Vertical { width: 94%; max-width: 130; height: 92%; border: round $primary; padding: 0 1; background: $surface; }
    ChooseScreen #title { text-style: bold; height: 1; }
    ChooseScreen Input, ChooseScreen Input:focus { border: none; height: 1; padding: 0; background: $boost; }
    ChooseScreen #whole { height: auto; max-height: 4; border-top: solid $primary; }
    """

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.title_words = title
        self.entries = list(entries)
        self.found = self.entries
        self._folded: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content(self.title_words), id="title")
            yield Input(placeholder="输入文字筛选，回车打开，Esc 返回", id="words")
            yield WindowedList(id="entries")
            yield Static(id="whole")

    def on_mount(self) -> None:
        self.query_one(WindowedList).can_focus = False
        self.query_one(Input).focus()
        self.show()

    def show(self) -> None:
        """Show the entries in which every word occurs."""
        words = [flat(w) for w in self.query_one(Input).value.split()]
        if words and not self._folded:
            self._folded = [flat(e.words) for e in self.entries]
        self.found = (
            [e for e, text in zip(self.entries, self._folded, strict=True) if all(w in text for w in words)]
            if words
            else self.entries
        )
        first = next((i for i, e in enumerate(self.found) if e.opens), 0)
        self.query_one(WindowedList).show(
            len(self.found), lambda i, _: entry_line(self.found[i]), cursor=first
        )
        self.show_whole()

    def show_whole(self) -> None:
        """Show the whole words of the entry under the cursor: a line may be cut off."""
        entry = self.current
        self.query_one("#whole", Static).update(content(entry.words if entry else "没有符合的"))

    @property
    def current(self) -> Entry | None:
        at = self.query_one(WindowedList).cursor
        return self.found[at] if at < len(self.found) else None

    @on(Input.Changed)
    def _typed(self) -> None:
        self.show()

    @on(WindowedList.Moved)
    def _moved(self) -> None:
        self.show_whole()

    @on(Input.Submitted)
    @on(WindowedList.Chosen)
    def _chosen(self) -> None:
        if self.current and self.current.opens:
            self.dismiss(self.current)

    def action_move(self, step: int) -> None:
        self.query_one(WindowedList).cursor += step


def entry_line(entry: Entry) -> Line:
    """An entry with a sign when something is behind it, indented by its depth."""
    return [
        ("　" * entry.depth, ""),
        ("› " if entry.opens else "", "dim"),
        (entry.words, "strong" if entry.strong else ""),
    ]
