"""The result lists as they would be printed now."""

from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from registry.lists import CATEGORIES, Lists, Row, check
from tui.desk import Desk
from tui.keybar import KeyBar
from tui.safe import content, one_line, pad, width
from tui.screens.page import Page
from tui.screens.working import WorkScreen
from tui.windowed import Line, WindowedList


class ListsScreen(Page):
    """Left and right (or 1–6, or a click) choose the list; Enter opens a document."""

    HELP = (
        "目录预览：现在出目录会是什么样。左右键或 1–6 换目录；✓ 已由人确认，? 是系统建议。"
        "出文件用 guiqing lists、guiqing decision。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "turn(1)", "下一目录", key_display="→", id="list.next"),
        Binding("left,shift+tab", "turn(-1)", "上一目录", key_display="←", id="list.previous"),
        *[Binding(str(i), f"choose({i - 1})", name, show=False) for i, name in enumerate(CATEGORIES, 1)],
        Binding("escape,q,l", "dismiss", "返回", id="back"),
    ]
    DEFAULT_CSS = """
    ListsScreen #tabs { height: auto; max-height: 3; padding: 0 1; text-style: bold; }
    ListsScreen #problems { height: auto; max-height: 5; padding: 0 1; color: $text-warning; border-top: solid $primary; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.at = 0
        self.lists: Lists | None = None
        self.rows: tuple[Row, ...] = ()
        self.seen = -1

    def compose(self) -> ComposeResult:
        yield Static(id="tabs")
        yield WindowedList(id="rows")
        yield Static(id="problems")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(WindowedList).focus()

    @work
    async def make(self) -> None:
        """Make the lists behind the screen; without them there is nothing to see here."""
        self.seen = self.desk.seen
        self.lists = await self.app.push_screen_wait(WorkScreen("正在编制目录……", self.desk.lists))
        if self.lists is None:
            self.seen = -1
            self.dismiss()
            return
        problems = "\n".join(f"! {one_line(p, 160)}" for p in check(self.lists)[:4])
        self.query_one("#problems", Static).update(
            content(problems or "各目录合计与总数相符，应当写明的都已写明。")
        )
        self.show_list()

    def _names(self) -> list[str]:
        counts = self.lists.counts if self.lists else {}
        return [
            f"{'›' if i == self.at else ' '}{i + 1} {name} {counts.get(name, 0)}"
            for i, name in enumerate(CATEGORIES)
        ]

    def show_list(self) -> None:
        """Show the chosen list."""
        if self.lists is None:
            return
        counts = self.lists.counts
        added = " + ".join(str(counts[name]) for name in CATEGORIES)
        told = f"截至 {self.lists.as_of}　共 {self.lists.total} 件 = {added}　其中系统建议、未经人确认 {self.lists.unconfirmed} 件"
        self.query_one("#tabs", Static).update(content("  ".join(self._names()) + "\n" + told))
        self.rows = self.lists.of(CATEGORIES[self.at])
        self.query_one(WindowedList).show(
            len(self.rows), lambda i, cells: list_line(self.rows[i], i + 1, cells)
        )

    def on_click(self, event: events.Click) -> None:
        """A click on a list's name chooses it."""
        tabs = self.query_one("#tabs", Static)
        if event.widget is not tabs or event.y > 0:
            return
        at = event.x - 1
        for index, name in enumerate(self._names()):
            at -= width(name) + 2
            if at < 0:
                self.action_choose(index)
                return

    def action_turn(self, step: int) -> None:
        self.at = (self.at + step) % len(CATEGORIES)
        self.show_list()

    def action_choose(self, at: int) -> None:
        self.at = at
        self.show_list()

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Open the document of a row."""
        ids = [row.document_id for row in self.rows]
        self.review.open_document(ids[message.row], ids)

    def on_screen_resume(self) -> None:
        """A decision may have been taken since, also in a document that was opened from here."""
        if self.desk.seen != self.seen:
            self.make()


def list_line(row: Row, number: int, cells: int) -> Line:
    """A row: number, whether a person confirmed it, title, 文号, what the list must say."""
    parts = [(f"{number:>4} ", "dim"), ("✓ ", "done") if row.confirmed else ("? ", "dim")]
    if cells >= 100:
        parts.append((pad(one_line(row.number or "—", 40), 24), "dim"))
    if row.deadline:
        parts.append((pad(row.deadline, 12), "medium"))
    parts.append((one_line(row.title, 120), ""))
    if row.reason or row.content:
        parts.append(("　" + one_line(row.reason or row.content, 120), "dim"))
    return parts
