"""The overview: how far the work is, what falls due, where data is missing."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Static

from tui.desk import Desk
from tui.queue_row import ISSUER
from tui.safe import content, one_line, pad
from tui.windowed import Line, WindowedList

_BAR = 20


def bar(done: int, total: int, cells: int = _BAR) -> str:
    """A bar of full and empty blocks that says the share without colour too."""
    full = round(cells * done / total) if total else 0
    return "█" * full + "░" * (cells - full)


class OverviewScreen(Screen[None]):
    """Departments with their progress; Enter shows the department's documents in the queue."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,v", "back", "返回")]
    DEFAULT_CSS = """
    OverviewScreen #head { height: auto; max-height: 5; padding: 0 1; text-style: bold; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.lines: list[tuple[Line, str | None]] = []

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield WindowedList(id="overview")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        done, total = self.desk.progress
        counts = self.desk.severity_counts()
        grave = f"疑点：高 {counts['H']}　中 {counts['M']}　低 {counts['L']}　缺数据 {counts['?']}"
        self.query_one("#head", Static).update(
            content(f"总览　截至 {self.desk.as_of}\n{bar(done, total)} 已定 {done} / {total} 件\n{grave}")
        )
        self.lines = list(self._lines())
        listing = self.query_one(WindowedList)
        listing.show(len(self.lines), lambda i, _cells: self.lines[i][0])
        listing.focus()

    def _lines(self) -> list[tuple[Line, str | None]]:
        found: list[tuple[Line, str | None]] = [([("各部门进度", "strong")], None)]
        for name, done, total in self.desk.departments():
            label = pad(one_line(name, 40), 30)
            found.append(
                (
                    [(label, ""), (bar(done, total, 12), "done"), (f" {done}/{total}", "dim")],
                    f"{ISSUER}{name}",
                )
            )
        found.append(([("", "")], None))
        found.append(([("一年内到期", "strong")], None))
        for item in self.desk.due():
            parts: Line = [
                (f"{item.day} ", "medium"),
                (pad(item.what, 18), ""),
                (one_line(item.title, 120), ""),
            ]
            found.append((parts, item.number or item.title))
        found.append(([("", "")], None))
        found.append(([("缺数据最多的规则", "strong")], None))
        for code, count in self.desk.gaps():
            found.append(([(pad(code, 8), "strong"), (f"{count} 件无法判断", "dim")], code))
        return found

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Show the documents behind a line in the queue."""
        words = self.lines[message.row][1]
        if words is not None:
            self.desk.ask_for(words)
            self.dismiss()

    def action_back(self) -> None:
        self.dismiss()
