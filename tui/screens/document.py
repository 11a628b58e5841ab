"""One document: its text with the evidence marked, its findings, its facts; decided with one key."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Static

from registry.records import Finding
from tui.desk import Desk
from tui.dossier import Entry, outline, relation_tree, timeline, version_rows
from tui.keybar import KeyBar
from tui.moments import shown
from tui.safe import content, one_line
from tui.screens.choose import ChooseScreen
from tui.screens.compare import CompareScreen, Side
from tui.screens.facts import FactsScreen
from tui.screens.help import HelpScreen
from tui.screens.page import DecidingPage
from tui.screens.queue import SEVERITY, opinions
from tui.screens.working import WorkScreen
from tui.showing import rule_page
from tui.windowed import Line, TextPane, WindowedList

#: Terminal width from which text and findings stand side by side.
WIDE = 110


def finding_line(finding: Finding, cells: int) -> Line:
    """A finding in one line: severity, rule code, message."""
    if finding.outcome == "unknown":
        return [("？缺 ", "dim"), (f"{finding.rule:<6}", "strong"), (one_line(finding.message, 300), "dim")]
    sign, style = SEVERITY[finding.severity]
    return [(f"{sign} ", style), (f"{finding.rule:<6}", "strong"), (one_line(finding.message, 300), "")]


class DocumentScreen(DecidingPage):
    """Text left (or above), findings right (or below). `ids` is the order for ] and [."""

    HELP = (
        "文件：正文里加底色、左边有线的是证据。n p 在疑点之间走，正文跟着跳；Tab 到正文，"
        "在正文里按回车（或点证据）回到它的疑点。1–5 定处置意见并转到下一件。"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "finding(1)", "下一疑点", id="finding.next"),
        Binding("p", "finding(-1)", "上一疑点", show=False, id="finding.previous"),
        Binding("right_square_bracket", "turn(1)", "下一件", key_display="]", id="document.next"),
        Binding("left_square_bracket", "turn(-1)", "上一件", show=False, id="document.previous"),
        Binding("i", "facts", "要素", id="facts"),
        Binding("o", "outline", "条款", id="outline"),
        Binding("d", "rule", "规则", id="rule"),
        Binding("c", "compare", "对照", id="compare"),
        Binding("t", "relations", "关系", show=False, id="relations"),
        Binding("h", "history", "经过和版本", show=False, id="history"),
        Binding("escape,q", "dismiss", "返回", show=False, id="back"),
    ]
    DEFAULT_CSS = """
    DocumentScreen #title { height: auto; max-height: 3; padding: 0 1; text-style: bold; background: $boost; }
    DocumentScreen #verdict { height: auto; max-height: 7; padding: 0 1; color: $text-muted; }
    DocumentScreen #findings { height: 5; border-top: solid $primary; }
    DocumentScreen #message { height: auto; max-height: 5; padding: 0 1; border-top: solid $primary; }
    DocumentScreen #side { height: auto; }
    DocumentScreen.wide #body { layout: horizontal; }
    DocumentScreen.wide #text { width: 3fr; }
    DocumentScreen.wide #side { width: 2fr; height: 1fr; border-left: solid $primary; }
    DocumentScreen.wide #findings { height: 1fr; border-top: none; }
    DocumentScreen.wide #message { max-height: 16; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ids: list[str] = []
        self.document_id = ""
        self.passage: tuple[int, int] | None = None
        self.findings: list[Finding] = []
        self.made = False

    def compose(self) -> ComposeResult:
        self.set_class(self.app.size.width >= WIDE, "wide")
        yield Static(id="title")
        yield Static(id="verdict")
        with Vertical(id="body"):
            yield TextPane(id="text")
            with Vertical(id="side"):
                yield WindowedList(id="findings")
                yield Static(id="message")
        yield KeyBar()

    def open(self, ids: list[str], document_id: str, passage: tuple[int, int] | None = None) -> None:
        """Show a document, and an order to go on in. The screen may not be mounted yet."""
        self.ids, self.document_id, self.passage = ids, document_id, passage
        if self.made:
            self.on_mount()

    def on_mount(self) -> None:
        self.made = True
        self.set_class(self.app.size.width >= WIDE, "wide")
        if self.document_id:
            self.show_document(self.document_id)
        self.query_one("#findings").focus()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")

    def show_document(self, document_id: str) -> None:
        """Show another document, at its first finding."""
        self.document_id = document_id
        self.findings = self.desk.findings(document_id)
        marks = [(q.start, q.end) for f in self.findings for q in f.quotes if q.start >= 0]
        self.query_one(TextPane).show(
            self.desk.text(document_id) or "（登记表中有此件，但没有找到文件正文）", marks
        )
        self.query_one("#findings", WindowedList).show(
            len(self.findings), lambda i, cells: finding_line(self.findings[i], cells)
        )
        self.refresh_verdict()
        self.show_finding()
        if self.passage:
            self.query_one(TextPane).go_to(*self.passage)
            self.passage = None

    def refresh_verdict(self) -> None:
        """Show what is decided or suggested, and what other stages of the round said."""
        row = self.desk.row(self.document_id)
        issuers = "、".join(row.issuers) or "制定机关不明"
        cells = self.app.size.width - 2
        self.query_one("#title", Static).update(content(one_line(row.title, 240)))
        place = (
            f"　{self.ids.index(self.document_id) + 1}/{len(self.ids)}"
            if self.document_id in self.ids
            else ""
        )
        lines = [f"{one_line(row.number or '无文号', 60)}　{one_line(issuers, 60)}　{row.status}{place}"]
        if row.decision:
            lines += ["✓ " + line for line in opinions([(row.decision.stage, row.decision)], cells - 2)[:1]]
        else:
            lines.append(f"建议处置：{row.suggestion}　{'、'.join(row.because)}")
        self.query_one("#verdict", Static).update(
            content("\n".join([*lines, *opinions(list(row.others.items()), cells)]))
        )

    def show_finding(self, *, follow: bool = True) -> None:
        """Show the finding under the cursor in words and bring its evidence into view."""
        box = self.query_one("#message", Static)
        listing = self.query_one("#findings", WindowedList)
        if not self.findings:
            box.update(content("没有疑点。"))
            return
        finding = self.findings[listing.cursor]
        quotes = "".join(f"\n　“{one_line(q.text, 160)}”" for q in finding.quotes[:3])
        basis = f"\n　依据：{one_line('；'.join(finding.basis), 160)}" if finding.basis else ""
        peers = "".join(f"\n　另见：{one_line(self.desk.title(p), 80)}（c 对照）" for p in finding.peers[:3])
        box.update(content(f"{finding.rule} {one_line(finding.message, 300)}{quotes}{peers}{basis}"))
        place = next(((q.start, q.end) for q in finding.quotes if q.start >= 0), None)
        if place and follow:
            self.query_one(TextPane).go_to(*place)

    @on(WindowedList.Moved, "#findings")
    @on(WindowedList.Chosen, "#findings")
    def _moved(self) -> None:
        self.show_finding()

    @on(TextPane.Picked)
    def _picked(self, message: TextPane.Picked) -> None:
        """From a passage back to its finding."""
        for at, finding in enumerate(self.findings):
            if any((q.start, q.end) == message.mark for q in finding.quotes):
                listing = self.query_one("#findings", WindowedList)
                with self.prevent(WindowedList.Moved):
                    listing.cursor = at
                listing.focus()
                self.query_one(TextPane).mark_current(*message.mark)
                self.show_finding(follow=False)
                return

    def action_finding(self, step: int) -> None:
        self.query_one("#findings", WindowedList).cursor += step

    def action_turn(self, step: int) -> None:
        at = self.ids.index(self.document_id) + step if self.document_id in self.ids else 0
        if 0 <= at < len(self.ids):
            self.show_document(self.ids[at])
        else:
            self.notify("已到头" if step < 0 else "已是最后一件", markup=False)

    def action_facts(self) -> None:
        self.app.push_screen(FactsScreen(self.desk, self.document_id))

    # -- what is known beside the text ---------------------------------------------------------------------

    @work
    async def action_outline(self) -> None:
        document = self.desk.store.document(self.document_id)
        entries = list(outline(document)) if document else []
        if not entries:
            self.notify("没有认出条款结构", severity="warning", markup=False)
            return
        chosen = await self.app.push_screen_wait(ChooseScreen("条款结构（回车到正文）", entries))
        if chosen and chosen.place:
            self.query_one(TextPane).go_to(*chosen.place)

    @work
    async def action_relations(self) -> None:
        incoming = await self.review.incoming()
        if incoming is None:
            return
        entries = list(relation_tree(self.desk.store, self.document_id, incoming, self.desk.titles()))
        if not entries:
            self.notify("没有引用别的文件，也没有被引用", markup=False)
            return
        chosen = await self.app.push_screen_wait(ChooseScreen("与其他文件的关系（› 可以打开）", entries))
        if chosen and chosen.document_id:
            self.review.open_document(chosen.document_id)

    @work
    async def action_history(self) -> None:
        entries = list(timeline(self.desk.store, self.document_id))
        chosen = await self.app.push_screen_wait(ChooseScreen("经过和版本（› 可以打开）", entries))
        if chosen is None or chosen.version is None:
            return
        versions = {v.seq: v for v in self.desk.store.versions(self.document_id)}
        old, new = versions[chosen.version], versions[max(versions)]
        title = self.desk.row(self.document_id).title
        before = Side(title, f"第 {old.seq} 版　{shown(old.added_at)[:10]}")
        after = Side(title, f"第 {new.seq} 版（现行）　{shown(new.added_at)[:10]}")
        rows = await self.app.push_screen_wait(WorkScreen("正在对照……", lambda _: version_rows(old, new)))
        if rows is not None:
            self.app.push_screen(CompareScreen((before, after), rows))

    @work
    async def action_compare(self) -> None:
        """Compare with the other document of the finding under the cursor, or with one that is chosen."""
        here = self.query_one("#findings", WindowedList).cursor
        order = [*self.findings[here : here + 1], *self.findings]
        peer = next((p for f in order for p in f.peers if p != self.document_id), None)
        if peer is None:
            entries = [
                Entry(row.named, document_id=row.id) for row in self.desk.rows() if row.id != self.document_id
            ]
            chosen = await self.app.push_screen_wait(
                ChooseScreen("疑点没有涉及另一件：与哪一件对照？", entries)
            )
            peer = chosen.document_id if chosen else None
        if peer is not None:
            self.review.compare(self.document_id, peer)

    def action_rule(self) -> None:
        if self.findings:
            code = self.findings[self.query_one("#findings", WindowedList).cursor].rule
            self.app.push_screen(HelpScreen(rule_page(code)))
        else:
            self.notify("没有疑点；各条规则的说明在命令面板（Ctrl+p）里", markup=False)

    # -- deciding ------------------------------------------------------------------------------------------

    @property
    def current_id(self) -> str | None:
        return self.document_id

    def go_on(self, decided: Sequence[str]) -> None:
        """To the next document of the order."""
        if decided[-1] in self.ids and self.ids[-1] != decided[-1]:
            self.action_turn(1)
