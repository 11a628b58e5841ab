"""The cleanup round: its stage, and how far each department is, in numbers that add up."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Static

from registry.records import Disposition
from rules.round_work import STAGES, Progress
from tui.desk import Desk
from tui.queue_row import ISSUER
from tui.safe import content, one_line, pad
from tui.screens.overview import bar
from tui.windowed import Line, WindowedList


class RoundScreen(Screen[None]):
    """Enter shows a department's documents in the queue."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,w", "back", "返回")]
    DEFAULT_CSS = """
    RoundScreen #head { height: auto; max-height: 4; padding: 0 1; text-style: bold; }
    RoundScreen #columns { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.lines: tuple[Progress, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield Static(id="columns")
        yield WindowedList(id="departments")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        cleanup = self.desk.cleanup
        listing = self.query_one(WindowedList)
        if cleanup is None:
            told = "没有在清理轮次中审阅。用 guiqing round start 启动一轮，再用 guiqing review --round 编号 打开。"
            self.query_one("#head", Static).update(content(told))
            listing.focus()
            return
        stages = " → ".join(f"【{s}】" if s == cleanup.stage else s for s in STAGES)
        head = f"第 {cleanup.id} 轮　{one_line(cleanup.name, 60)}　基准日 {cleanup.cutoff}　本机：{self.desk.stage}\n{stages}"
        self.query_one("#head", Static).update(content(head))
        names = "".join(pad(d.value[:4], 9) for d in Disposition)
        self.query_one("#columns", Static).update(
            content("  " + pad("部门", 26) + pad("总数", 6) + names + pad("未定", 6) + "分歧")
        )
        self.lines = self.desk.progress_lines()
        listing.show(len(self.lines), lambda i, _cells: progress_line(self.lines[i]))
        listing.focus()

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Show a department's documents in the queue."""
        line = self.lines[message.row]
        if line is not self.lines[-1]:
            self.desk.ask_for(f"{ISSUER}{line.department}")
            self.dismiss()

    def action_back(self) -> None:
        self.dismiss()


def progress_line(line: Progress) -> Line:
    """A department: total, each list, undecided, disagreements, a bar."""
    counts = "".join(pad(str(line.by_disposition[d]), 9) for d in Disposition)
    return [
        (pad(one_line(line.department, 40), 26), "strong"),
        (pad(str(line.total), 6), ""),
        (counts, ""),
        (pad(str(line.undecided), 6), "medium" if line.undecided else "dim"),
        (pad(str(line.disagreed), 5), "high" if line.disagreed else "dim"),
        (bar(line.decided, line.total, 10), "done"),
    ]
