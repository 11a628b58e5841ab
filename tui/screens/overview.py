"""The overview: how far the work is, what falls due, where data is missing."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Static

from rules.entries import entry
from tui.calendar import Due
from tui.desk import Desk
from tui.keybar import KeyBar
from tui.queue_row import DEPARTMENT, ISSUER, UNKNOWN
from tui.safe import content, one_line, pad
from tui.screens.page import Page
from tui.windowed import Line, WindowedList

_BAR = 20
#: A line between two parts.
_BLANK: tuple[Line, None] = ([("", "")], None)
#: Terminal width from which what is due stands beside the departments.
WIDE = 120


def bar(done: int, total: int, cells: int = _BAR) -> str:
    """A bar of full and empty blocks that says the share without colour too."""
    full = int(cells * done / total) if total else 0
    return "█" * full + "░" * (cells - full)


class OverviewScreen(Page):
    """Departments with their progress; Enter shows what is behind a line in the queue."""

    HELP = "总览：各部门进度、一年内到期的事项、缺数据最多的规则。回车把这一行的文件列在队列里；宽屏时 Tab 换到右边。"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,v", "dismiss", "返回", id="back"),
    ]
    DEFAULT_CSS = """
    OverviewScreen #head { height: auto; max-height: 5; padding: 0 1; text-style: bold; }
    OverviewScreen #beside { display: none; }
    OverviewScreen.wide #beside { display: block; width: 1fr; border-left: solid $primary; }
    OverviewScreen.wide #overview { width: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.due: list[Due] | None = None
        self._due_of = 0
        self.lines: dict[str, list[tuple[Line, str | None]]] = {}

    def compose(self) -> ComposeResult:
        self.set_class(self.app.size.width >= WIDE, "wide")
        yield Static(id="head")
        with Horizontal():
            yield WindowedList(id="overview")
            yield WindowedList(id="beside")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#overview").focus()

    def on_screen_resume(self) -> None:
        """It may have been long since it was last looked at."""
        self.fit(self.app.size.width)
        if self.drawn != self.desk.edition:
            self.refresh_lines()
        self.find_due()

    def on_resize(self, event: Resize) -> None:
        self.fit(event.size.width)

    def fit(self, cells: int) -> None:
        """Use the width."""
        if (cells >= WIDE) != self.has_class("wide"):
            self.toggle_class("wide")
            self.refresh_lines()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def find_due(self) -> None:
        """What falls due is read behind the screen."""
        if self.due is not None and self._due_of == self.desk.seen:
            return
        self._due_of = self.desk.seen
        found = self.desk.due()
        self.app.call_from_thread(self.take_due, found)

    def take_due(self, found: list[Due]) -> None:
        """Show what falls due."""
        self.due = found
        self.refresh_lines()

    def refresh_lines(self) -> None:
        """Show what the desk says now."""
        self.drawn = self.desk.edition
        done, total = self.desk.progress
        counts = self.desk.severity_counts()
        grave = f"疑点：高 {counts['H']}　中 {counts['M']}　低 {counts['L']}　缺数据 {counts['?']}"
        self.query_one("#head", Static).update(
            content(f"总览　截至 {self.desk.as_of}\n{bar(done, total)} 已定 {done} / {total} 件\n{grave}")
        )
        beside = [*self._due_lines(), _BLANK, *self._gap_lines()]
        wide = self.has_class("wide")
        self.lines = {
            "overview": [*self._department_lines(), *([] if wide else [_BLANK, *beside])],
            "beside": beside if wide else [],
        }
        for name, lines in self.lines.items():
            listing = self.query_one(f"#{name}", WindowedList)
            listing.can_focus = bool(lines)
            at = max(listing.cursor, 1)  # below the heading
            listing.show(len(lines), lambda i, _cells, lines=lines: lines[i][0], cursor=at)  # type: ignore[misc]

    def _department_lines(self) -> list[tuple[Line, str | None]]:
        prefix = DEPARTMENT if self.desk.cleanup else ISSUER
        found: list[tuple[Line, str | None]] = [([("各部门进度", "strong")], None)]
        for name, done, total in self.desk.departments():
            label = pad(one_line(name, 40), 33) + " "
            line: Line = [(label, ""), (bar(done, total, 12), "done"), (f" {done}/{total}", "dim")]
            found.append((line, f"{prefix}{name}"))
        return found

    def _due_lines(self) -> list[tuple[Line, str | None]]:
        count = "……" if self.due is None else f"（{len(self.due)} 项）"
        found: list[tuple[Line, str | None]] = [([(f"一年内到期{count}", "strong")], None)]
        for item in self.due or ():
            late = "high" if item.day < self.desk.as_of else "medium"
            line: Line = [(f"{item.day} ", late), (pad(item.what, 18), ""), (one_line(item.title, 120), "")]
            found.append((line, item.number or item.title))
        return found

    def _gap_lines(self) -> list[tuple[Line, str | None]]:
        found: list[tuple[Line, str | None]] = [([("缺数据最多的规则", "strong")], None)]
        for code, count in self.desk.gaps():
            line: Line = [(pad(code, 7), "strong"), (f"{count} 件无法判断　", ""), (entry(code).zh, "dim")]
            found.append((line, f"{UNKNOWN}{code}"))
        return found

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Show the documents behind a line in the queue."""
        words = self.lines[message.list.id or "overview"][message.row][1]
        if words is not None:
            self.desk.ask_for(words)
            self.dismiss()
