"""The result lists as they would be printed now."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Static

from registry.lists import Row, check
from registry.records import Disposition
from tui.desk import Desk
from tui.safe import content, one_line, pad
from tui.windowed import Line, WindowedList


class ListsScreen(Screen[None]):
    """Left and right (or 1–5) choose the list; Enter opens a document."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "turn(1)", "下一目录"),
        Binding("left", "turn(-1)", "上一目录"),
        *[Binding(str(i), f"choose({i - 1})", d.value, show=False) for i, d in enumerate(Disposition, 1)],
        Binding("escape,q,l", "back", "返回"),
    ]
    DEFAULT_CSS = """
    ListsScreen #tabs { height: 2; padding: 0 1; text-style: bold; }
    ListsScreen #problems { height: auto; max-height: 4; padding: 0 1; color: $text-warning; border-top: solid $primary; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.at = 0
        self.rows: tuple[Row, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="tabs")
        yield WindowedList(id="rows")
        yield Static(id="problems")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.lists = self.desk.lists()
        problems = "\n".join(f"! {one_line(p, 160)}" for p in check(self.lists)[:4])
        self.query_one("#problems", Static).update(
            content(problems or "各目录合计与总数相符，应当写明的都已写明。")
        )
        self.show_list()
        self.query_one(WindowedList).focus()

    def show_list(self) -> None:
        """Show the chosen list."""
        names = [
            f"{'▶' if i == self.at else ' '}{d.value} {len(self.lists.of(d))}"
            for i, d in enumerate(Disposition)
        ]
        self.query_one("#tabs", Static).update(
            content("　".join(names) + f"\n截至 {self.lists.as_of}　共 {self.lists.total} 件")
        )
        self.rows = self.lists.of(list(Disposition)[self.at])
        self.query_one(WindowedList).show(
            len(self.rows), lambda i, cells: list_line(self.rows[i], i + 1, cells)
        )

    def action_turn(self, step: int) -> None:
        self.at = (self.at + step) % len(Disposition)
        self.show_list()

    def action_choose(self, at: int) -> None:
        self.at = at
        self.show_list()

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Open the document of a row."""
        from tui.screens.document import DocumentScreen

        ids = [row.document_id for row in self.rows]
        self.app.push_screen(DocumentScreen(self.desk, ids, ids[message.row]))

    def action_back(self) -> None:
        self.dismiss()


def list_line(row: Row, number: int, cells: int) -> Line:
    """A row: number, whether a person confirmed it, title, 文号, reason."""
    sign = ("✓", "done") if row.confirmed else ("?", "dim")
    parts = [(f"{number:>4} ", "dim"), (sign[0] + " ", sign[1])]
    if cells >= 100:
        parts.append((pad(one_line(row.number or "—", 40), 24), "dim"))
    parts.append((one_line(row.title, 120), ""))
    if row.reason or row.content:
        parts.append(("　" + one_line(row.reason or row.content, 120), "dim"))
    return parts
