"""The queue: every document with its findings, worst first, decided with one key."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from registry.records import Disposition
from tui.desk import Desk
from tui.queue_row import QueueRow
from tui.safe import content, one_line, pad
from tui.screens.reason import ReasonScreen
from tui.windowed import Line, WindowedList

if TYPE_CHECKING:
    from tui.app import ReviewApp

HEADING = "　　程度　疑点　意见　　　　文件"
NOTHING = "　　没有符合的文件：按 f 换范围，按 Esc 清除筛选"
SEVERITY = {"H": ("●高", "high"), "M": ("◐中", "medium"), "L": ("○低", "dim"), "": ("　　", "dim")}
#: Decision keys, in the order of the official lists.
KEYS = {"1": Disposition.KEEP, "2": Disposition.AMEND, "3": Disposition.REPEAL, "4": Disposition.LAPSE, "5": Disposition.NOT_NORMATIVE}  # fmt: skip
DECISION_BINDINGS: list[BindingType] = [
    Binding(key, f"decide({key!r})", disposition.value, show=True, id=f"decide.{disposition.name.lower()}")
    for key, disposition in KEYS.items()
]


def queue_line(row: QueueRow, cells: int, *, marked: bool = False) -> Line:
    """A row of the queue: severity, finding count, decision or suggestion, number, title."""
    sign, style = SEVERITY[row.severity]
    decided = row.decision.disposition.value if row.decision else ""
    verdict = pad(f"✓{decided}" if decided else f"?{row.suggestion}", 13)
    number_cells = 24 if cells >= 100 else 0
    parts = [
        ("＊" if marked else "　", "strong"),
        (pad(sign, 5), style),
        (pad(f"{row.hits}", 4), "strong" if row.hits else "dim"),
        (verdict, "done" if decided else "dim"),
    ]
    if number_cells:
        parts.append((pad(one_line(row.number or "—", 60), number_cells), "dim"))
    parts.append((one_line(row.title, 200), ""))
    return parts


class QueueScreen(Screen[None]):
    """All documents of the registry or round; typing filters, Enter opens, 1–5 decides."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *DECISION_BINDINGS,
        Binding("slash", "filter", "筛选"),
        Binding("space", "mark", "标记", show=False),
        Binding("f", "cycle", "范围"),
        Binding("r", "reason", "改理由", show=False),
        Binding("escape", "clear_filter", "清除", show=False),
    ]
    DEFAULT_CSS = """
    QueueScreen #summary { height: 1; padding: 0 1; text-style: bold; }
    QueueScreen #filter { display: none; border: none; height: 1; padding: 0 1; }
    QueueScreen #filter.open { display: block; }
    QueueScreen #heading { height: 1; padding: 0 1; color: $text-muted; }
    """
    SHOWN: ClassVar[tuple[tuple[str, str], ...]] = (
        ("todo", "有疑点未定"), ("all", "全部"), ("undecided", "全部未定"), ("decided", "已定"), ("gaps", "缺数据"),
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.rows: list[QueueRow] = []
        self.marked: set[str] = set()
        self.shown = 0

    def compose(self) -> ComposeResult:
        yield Static(id="summary")
        yield Input(placeholder="按标题、文号、机关、规则或处置筛选，回车确认，Esc 清除", id="filter")
        yield Static(HEADING, id="heading")
        with Horizontal():
            yield WindowedList(id="queue")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.refresh_rows()
        self.query_one(WindowedList).focus()

    def on_screen_resume(self) -> None:
        if self.desk.asked is not None:
            self.query_one(Input).value, self.desk.asked = self.desk.asked, None
            self.query_one(Input).add_class("open")
            self.shown = 1
        self.refresh_rows()

    def refresh_rows(self) -> None:
        """Show the desk's rows under the filter, keeping the cursor on its document."""
        queue = self.query_one(WindowedList)
        here = self.current_id
        text = self.query_one(Input).value
        self.rows = self.desk.rows(self.SHOWN[self.shown][0], text)
        cursor = next((i for i, row in enumerate(self.rows) if row.id == here), queue.cursor)
        queue.show(
            len(self.rows),
            lambda i, cells: queue_line(self.rows[i], cells, marked=self.rows[i].id in self.marked),
            cursor=cursor,
        )
        done, all_ = self.desk.progress
        marked = f"　已标记 {len(self.marked)} 件" if self.marked else ""
        self.query_one("#heading", Static).update(HEADING if self.rows else NOTHING)
        self.query_one("#summary", Static).update(
            content(
                f"规清　截至 {self.desk.as_of}　已定 {done} / 共 {all_} 件"
                f"　显示：{self.SHOWN[self.shown][1]} {len(self.rows)} 件{marked}"
            )
        )

    @property
    def review(self) -> "ReviewApp":
        return cast("ReviewApp", self.app)

    @property
    def current_id(self) -> str | None:
        queue = self.query_one(WindowedList)
        return self.rows[queue.cursor].id if self.rows and queue.cursor < len(self.rows) else None

    @on(Input.Changed)
    def _filter_changed(self) -> None:
        self.refresh_rows()

    @on(Input.Submitted)
    def _filter_done(self) -> None:
        self.query_one(WindowedList).focus()

    @on(WindowedList.Chosen)
    def _open(self) -> None:
        from tui.screens.document import DocumentScreen

        if self.current_id:
            self.app.push_screen(DocumentScreen(self.desk, [row.id for row in self.rows], self.current_id))

    def action_filter(self) -> None:
        box = self.query_one(Input)
        box.add_class("open")
        box.focus()

    def action_clear_filter(self) -> None:
        box = self.query_one(Input)
        box.value = ""
        box.remove_class("open")
        self.marked.clear()
        self.refresh_rows()
        self.query_one(WindowedList).focus()

    def action_cycle(self) -> None:
        self.shown = (self.shown + 1) % len(self.SHOWN)
        self.refresh_rows()

    def action_mark(self) -> None:
        if self.current_id:
            self.marked ^= {self.current_id}
            self.query_one(WindowedList).cursor += 1
            self.refresh_rows()

    @work
    async def action_decide(self, key: str) -> None:
        """Decide the marked documents (after a preview) or the one under the cursor, and go on."""
        ids = [row.id for row in self.rows if row.id in self.marked] or (
            [self.current_id] if self.current_id else []
        )
        if not ids:
            return
        reason: str | None = self.desk.default_reason(ids[0], KEYS[key])
        if len(ids) > 1 or self.desk.needs_reason(ids[0], KEYS[key]):
            reason = await self.app.push_screen_wait(ReasonScreen(self.desk, ids, KEYS[key]))
        if reason is None:
            return
        words = reason
        if not self.review.attempt(lambda: self.desk.decide(ids, KEYS[key], words)):
            return
        self.marked.clear()
        queue = self.query_one(WindowedList)
        if self.SHOWN[self.shown][0] not in ("todo", "undecided"):
            queue.cursor += 1
        self.refresh_rows()

    @work
    async def action_reason(self) -> None:
        """Give the decision under the cursor another reason."""
        row = next((r for r in self.rows if r.id == self.current_id), None)
        if row is None or row.decision is None:
            self.notify("还没有处置意见，先按 1–5", severity="warning", markup=False)
            return
        reason = await self.app.push_screen_wait(ReasonScreen(self.desk, [row.id], row.decision.disposition))
        if reason is not None:
            disposition = row.decision.disposition
            self.review.attempt(lambda: self.desk.decide([row.id], disposition, reason))
