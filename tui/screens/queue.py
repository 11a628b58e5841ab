"""The queue: every document with its findings, worst first, decided with one key."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from registry.records import Decision, Disposition
from tui.desk import Desk
from tui.dossier import Entry
from tui.filters import Filter, save_filter, saved_filters
from tui.keybar import KeyBar
from tui.queue_row import QueueRow, short_title
from tui.safe import content, one_line, pad, width
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.page import DecidingPage
from tui.state import actor
from tui.windowed import Line, WindowedList

NOTHING = "　没有符合的文件：按 f 换范围，按 Esc 清除筛选"
SEVERITY = {"H": ("●高", "high"), "M": ("◐中", "medium"), "L": ("○低", "dim"), "": ("　　", "dim")}
#: The dispositions in two characters, for a column that holds two of them.
SHORT = {
    Disposition.KEEP: "继续", Disposition.AMEND: "修改", Disposition.REPEAL: "废止", Disposition.LAPSE: "失效",
    Disposition.NOT_NORMATIVE: "非规",
}  # fmt: skip
#: Width from which the 文号 has a column, and the departments' answers.
_WIDE = 100


def queue_heading(cells: int, *, answers: bool) -> str:
    """The heading over the columns of `queue_line`."""
    parts = ["　", pad("程度", 5), pad("疑点", 5), pad("意见", 15)]
    if answers:
        parts.append(pad("部门", 8))
    if cells >= _WIDE:
        parts.append(pad("文号", 24))
    return "  " + "".join(parts) + "文件"


def queue_line(row: QueueRow, cells: int, *, marked: bool = False, answers: bool = False) -> Line:
    """A row of the queue: severity, finding count, decision or suggestion, the department's answer, number, title."""
    sign, style = SEVERITY[row.severity]
    parts = [
        ("＊" if marked else "　", "strong"),
        (pad(sign, 5), style),
        (pad(f"{row.hits}", 5), "strong" if row.hits else "dim"),
        _verdict(row),
    ]
    if answers:
        own = row.others.get("自查")
        parts.append((pad(SHORT[own.disposition] if own else "—", 8), "medium" if own else "dim"))
    if cells >= _WIDE:
        parts.append((pad(one_line(row.number or "—", 60), 23) + " ", "dim"))
    title = row.title if cells >= _WIDE else short_title(row.title, row.issuers)
    parts.append((one_line(title, 200), ""))
    return parts


def _verdict(row: QueueRow) -> tuple[str, str]:
    if row.decision:
        return pad(f"✓{row.decision.disposition.value}", 15), "done"
    first, second = row.others.get("初审"), row.others.get("复核")
    if row.disputed and first and second:
        return pad(f"{SHORT[first.disposition]}≠{SHORT[second.disposition]}", 15), "high"
    return pad(f"?{row.suggestion}", 15), "dim"


class QueueScreen(DecidingPage):
    """All documents of the registry or round; typing filters, Enter opens, 1–5 decides."""

    HELP = (
        "队列：按疑点轻重排列的全部文件。1–5 定处置意见，立即保存并转到下一件；“意见”一栏 ✓ 是已定的，? 是按疑点建议的。\n"
        "空格标记多件（a 标记全部）后按 1–5 一并处置，先给看。筛选可写标题、文号、规则编号（E-01）、处置、"
        "机关:民政局、部门:民政局，空格隔开的都要符合。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "筛选", id="filter"),
        Binding("f", "cycle(1)", "范围", id="range"),
        Binding("F", "filters", "常用筛选", show=False, id="filters"),
        Binding("space", "mark", "标记", show=False, id="mark"),
        Binding("a", "mark_all", "标记全部（再按取消）", show=False, id="mark_all"),
        Binding("escape", "clear_filter", "清除筛选和标记", show=False, id="clear"),
    ]
    DEFAULT_CSS = """
    QueueScreen #summary { height: 1; padding: 0 1; text-style: bold; }
    QueueScreen #filter { display: none; border: none; height: 1; padding: 0 1; }
    QueueScreen #filter.open { display: block; }
    QueueScreen #heading { height: 1; color: $text-muted; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[QueueRow] = []
        self.marked: set[str] = set()
        self.shown = 0

    def compose(self) -> ComposeResult:
        yield Static(id="summary")
        yield Input(placeholder="标题、文号、规则编号、处置、机关:、部门:；回车确认，Esc 清除", id="filter")
        yield Static(id="heading")
        with Horizontal():
            yield WindowedList(id="queue")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(WindowedList).focus()

    def on_resize(self) -> None:
        self.show_heading()

    def on_screen_resume(self) -> None:
        if self.desk.asked is not None:
            words, self.desk.asked = self.desk.asked, None
            self.show_filter(Filter("all", words))
        elif self.drawn != self.desk.edition:
            self.refresh_rows()

    def show_filter(self, wanted: Filter) -> None:
        """Show a range and words of the filter."""
        names = [name for name, _ in self.desk.ranges]
        self.shown = names.index(wanted.shown) if wanted.shown in names else 0
        box = self.query_one(Input)
        with self.prevent(Input.Changed):
            box.value = wanted.words
        box.set_class(bool(wanted.words), "open")
        self.refresh_rows()

    def refresh_rows(self) -> None:
        """Show the desk's rows under the filter, keeping the cursor on its document."""
        queue = self.query_one(WindowedList)
        here = self.current_id
        self.drawn = self.desk.edition
        name, words = self.desk.ranges[self.shown]
        self.rows = self.desk.rows(name, self.query_one(Input).value)
        answers = self.answers
        queue.show(
            len(self.rows),
            lambda i, cells: queue_line(
                self.rows[i], cells, marked=self.rows[i].id in self.marked, answers=answers
            ),
            cursor=self._place(here, queue.cursor),
        )
        self.show_heading()
        done, all_ = self.desk.progress
        marked = f"　已标记 {len(self.marked)} 件" if self.marked else ""
        where = f"规清　截至 {self.desk.as_of}"
        if self.desk.cleanup:
            where = f"第 {self.desk.cleanup.id} 轮·{self.desk.stage}·{one_line(actor(), 16)}"
        self.query_one("#summary", Static).update(
            content(f"{where}　已定 {done} / 共 {all_} 件　显示：{words} {len(self.rows)} 件{marked}")
        )

    def _place(self, document_id: str | None, otherwise: int) -> int:
        """Where a document stands among the rows, which come in the order of their weight."""
        if document_id is None:
            return otherwise
        at = bisect_left(self.rows, self.desk.row(document_id).weight, key=lambda row: row.weight)
        found = at < len(self.rows) and self.rows[at].id == document_id
        return at if found else otherwise

    @property
    def answers(self) -> bool:
        """Whether departments' answers have a column."""
        return self.desk.cleanup is not None

    def show_heading(self) -> None:
        """Show the heading over the columns, or what to do where there is nothing."""
        cells = self.query_one(WindowedList).scrollable_content_region.width - 2
        told = queue_heading(cells, answers=self.answers) if self.rows else NOTHING
        self.query_one("#heading", Static).update(content(told))

    @property
    def current_id(self) -> str | None:
        queue = self.query_one(WindowedList)
        return self.rows[queue.cursor].id if self.rows and queue.cursor < len(self.rows) else None

    # -- filtering and marking -----------------------------------------------------------------------------

    @on(Input.Changed)
    def _filter_changed(self) -> None:
        self.refresh_rows()

    @on(Input.Submitted)
    def _filter_done(self) -> None:
        self.query_one(WindowedList).focus()

    def on_key(self, event: events.Key) -> None:
        """Down from the filter goes to the list."""
        if event.key == "down" and isinstance(self.focused, Input):
            self.query_one(WindowedList).focus()
            event.stop()

    def action_filter(self) -> None:
        box = self.query_one(Input)
        box.add_class("open")
        box.focus()

    def action_clear_filter(self) -> None:
        box = self.query_one(Input)
        with self.prevent(Input.Changed):
            box.value = ""
        box.remove_class("open")
        self.marked.clear()
        self.refresh_rows()
        self.query_one(WindowedList).focus()

    def action_cycle(self, step: int) -> None:
        self.shown = (self.shown + step) % len(self.desk.ranges)
        self.refresh_rows()

    @work
    async def action_filters(self) -> None:
        """Choose a kept filter, keep the present one, or forget one."""
        kept = saved_filters(self.desk.store)
        here = Filter(self.desk.ranges[self.shown][0], self.query_one(Input).value.strip())
        names = dict(self.desk.ranges)

        def told(f: Filter) -> str:
            return f"（{names.get(f.shown, '全部')}{'：' + f.words if f.words else ''}）"

        lines = [f"{name}　{told(f)}" for name, f in kept.items()]
        lines += [f"＋ 保存现在的筛选{told(here)}", *(f"－ 不再保存：{name}" for name in kept)]
        entries = [Entry(line, version=at) for at, line in enumerate(lines)]
        chosen = await self.app.push_screen_wait(ChooseScreen("常用筛选（全库共用）", entries))
        if chosen is None or chosen.version is None:
            return
        if chosen.version < len(kept):
            self.show_filter(list(kept.values())[chosen.version])
        elif chosen.version == len(kept):
            typed = await self.app.push_screen_wait(AskScreen("给这个筛选起个名称", required="请写名称"))
            if typed:
                self.review.attempt(lambda: save_filter(self.desk.store, typed, here))
        else:
            gone = list(kept)[chosen.version - len(kept) - 1]
            self.review.attempt(lambda: save_filter(self.desk.store, gone, None))

    def action_mark(self) -> None:
        if self.current_id:
            self.marked ^= {self.current_id}
            self.query_one(WindowedList).cursor += 1
            self.refresh_rows()

    def action_mark_all(self) -> None:
        shown = {row.id for row in self.rows}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self.refresh_rows()

    # -- opening and deciding ------------------------------------------------------------------------------

    @on(WindowedList.Chosen)
    def _open(self) -> None:
        if self.current_id:
            self.review.open_document(self.current_id, [row.id for row in self.rows])

    def to_decide(self) -> list[str]:
        """The marked documents, else the one under the cursor."""
        if not self.marked:
            return super().to_decide()
        ids = [row.id for row in self.rows if row.id in self.marked]
        if not ids:
            self.notify("标记的文件不在当前显示范围内，按 Esc 清除标记", severity="warning", markup=False)
        return ids

    def go_on(self, decided: Sequence[str]) -> None:
        """To the next row, unless the decided one has left the list and the next stands here already."""
        if self.current_id == decided[-1]:
            self.query_one(WindowedList).cursor += 1
        if self.marked:
            self.marked.clear()
            self.refresh_rows()


def opinions(others: Sequence[tuple[str, Decision]], cells: int = 160) -> list[str]:
    """What other stages decided, a line each, the reason shortened so that a line holds it."""
    lines = []
    for stage, d in others:
        tail = f"（{one_line(d.actor, 20)}" + (f"，时限 {d.deadline}）" if d.deadline else "）")
        head = f"{stage}　{d.disposition.value}："
        room = max(cells - width(head + tail), 20) // 2
        lines.append(head + one_line(d.reason, room) + tail)
        lines += [f"　　{one_line(e, cells // 2 - 4)}" for e in d.evidence if e.startswith("征求意见")]
    return lines
