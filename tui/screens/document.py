"""One document: its text with the evidence marked, its findings, its facts; decided with one key."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from registry.records import Finding
from tui.desk import Desk
from tui.safe import content, one_line
from tui.screens.compare import CompareScreen
from tui.screens.facts import FactsScreen
from tui.screens.help import HelpScreen
from tui.screens.queue import DECISION_BINDINGS, KEYS, SEVERITY
from tui.screens.reason import ReasonScreen
from tui.windowed import Line, TextPane, WindowedList

if TYPE_CHECKING:
    from tui.app import ReviewApp

#: Terminal width from which text and findings stand side by side.
WIDE = 110


def finding_line(finding: Finding, cells: int) -> Line:
    """A finding in one line: severity, rule code, message."""
    if finding.outcome == "unknown":
        return [("？缺 ", "dim"), (f"{finding.rule:<6}", "strong"), (one_line(finding.message, 300), "dim")]
    sign, style = SEVERITY[finding.severity]
    return [(f"{sign} ", style), (f"{finding.rule:<6}", "strong"), (one_line(finding.message, 300), "")]


class DocumentScreen(Screen[None]):
    """Text left (or above), findings right (or below). `ids` is the order for ] and [."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *DECISION_BINDINGS,
        Binding("n", "finding(1)", "下一疑点"),
        Binding("p", "finding(-1)", "上一疑点", show=False),
        Binding("right_square_bracket", "turn(1)", "下一件", key_display="]"),
        Binding("left_square_bracket", "turn(-1)", "上一件", show=False),
        Binding("i", "facts", "要素"),
        Binding("o", "outline", "目录"),
        Binding("d", "rule", "规则"),
        Binding("c", "compare", "对照"),
        Binding("t", "relations", "关系", show=False),
        Binding("h", "history", "经过", show=False),
        Binding("r", "reason", "改理由", show=False),
        Binding("escape,q", "back", "返回", show=False),
    ]
    DEFAULT_CSS = """
    DocumentScreen #title { height: auto; max-height: 3; padding: 0 1; text-style: bold; background: $boost; }
    DocumentScreen #verdict { height: 1; padding: 0 1; color: $text-muted; }
    DocumentScreen #findings { height: 9; border-top: solid $primary; }
    DocumentScreen #message { height: auto; max-height: 6; padding: 0 1; border-top: solid $primary; }
    DocumentScreen.wide #body { layout: horizontal; }
    DocumentScreen.wide #text { width: 3fr; }
    DocumentScreen.wide #side { width: 2fr; height: 1fr; border-left: solid $primary; }
    DocumentScreen.wide #findings { height: 1fr; border-top: none; }
    DocumentScreen #side { height: auto; }
    """

    def __init__(
        self, desk: Desk, ids: list[str], document_id: str, *, passage: tuple[int, int] | None = None
    ) -> None:
        super().__init__()
        self.passage = passage
        self.desk = desk
        self.ids = ids
        self.document_id = document_id
        self.findings: list[Finding] = []

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield Static(id="verdict")
        with (Horizontal if self.app.size.width >= WIDE else Vertical)(id="body"):
            yield TextPane(id="text")
            with Vertical(id="side"):
                yield WindowedList(id="findings")
                yield Static(id="message")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.set_class(self.app.size.width >= WIDE, "wide")
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
        row = self.desk.row(self.document_id)
        issuers = "、".join(row.issuers) or "制定机关不明"
        self.query_one("#title", Static).update(content(one_line(row.title, 240)))
        if row.decision:
            verdict = f"✓ {row.decision.disposition.value}：{one_line(row.decision.reason, 80)}（{row.decision.actor}）"
        else:
            verdict = f"建议处置：{row.suggestion}　{'、'.join(row.because)}"
        self.query_one("#verdict", Static).update(
            content(
                f"{one_line(row.number or '无文号', 60)}　{one_line(issuers, 60)}　{row.status}　｜{verdict}"
            )
        )

    def show_finding(self) -> None:
        """Show the finding under the cursor in words and bring its evidence into view."""
        box = self.query_one("#message", Static)
        listing = self.query_one("#findings", WindowedList)
        if not self.findings:
            box.update(content("没有疑点。"))
            return
        finding = self.findings[listing.cursor]
        quotes = "".join(f"\n　“{one_line(q.text, 160)}”" for q in finding.quotes[:3])
        basis = f"\n　依据：{one_line('；'.join(finding.basis), 160)}" if finding.basis else ""
        peers = "".join(f"\n　另见：{one_line(self.desk.row(p).title, 80)}" for p in finding.peers[:3])
        box.update(content(f"{finding.rule} {one_line(finding.message, 300)}{quotes}{peers}{basis}"))
        place = next(((q.start, q.end) for q in finding.quotes if q.start >= 0), None)
        if place:
            self.query_one(TextPane).go_to(*place)

    @on(WindowedList.Moved, "#findings")
    def _moved(self) -> None:
        self.show_finding()

    @on(WindowedList.Chosen, "#findings")
    def _chosen(self) -> None:
        self.show_finding()

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

    def action_relations(self) -> None:
        self.app.push_screen(HelpScreen(self.desk.relations_text(self.document_id) or "没有关系。"))

    def action_history(self) -> None:
        self.app.push_screen(HelpScreen(self.desk.history_text(self.document_id)))

    def action_compare(self) -> None:
        """Compare with the other document of the finding under the cursor."""
        here = self.query_one("#findings", WindowedList).cursor
        order = [*self.findings[here : here + 1], *self.findings]
        peer = next((p for f in order for p in f.peers), None)
        if peer is None:
            self.notify("没有涉及另一件文件的疑点", severity="warning", markup=False)
        else:
            self.app.push_screen(CompareScreen(self.desk, self.document_id, peer))

    def action_outline(self) -> None:
        self.app.push_screen(HelpScreen(self.desk.outline_text(self.document_id)))

    def action_rule(self) -> None:
        if self.findings:
            code = self.findings[self.query_one("#findings", WindowedList).cursor].rule
            self.app.push_screen(HelpScreen(self.desk.rule_text(code)))

    @work
    async def action_decide(self, key: str) -> None:
        reason: str | None = self.desk.default_reason(self.document_id, KEYS[key])
        if self.desk.needs_reason(self.document_id, KEYS[key]):
            reason = await self.app.push_screen_wait(ReasonScreen(self.desk, [self.document_id], KEYS[key]))
        if reason is None:
            return
        words, here = reason, self.document_id
        if not self.review.attempt(lambda: self.desk.decide([here], KEYS[key], words)):
            return
        if self.document_id in self.ids and self.ids[-1] != self.document_id:
            self.action_turn(1)

    @work
    async def action_reason(self) -> None:
        decision = self.desk.row(self.document_id).decision
        if decision is None:
            self.notify("还没有处置意见，先按 1–5", severity="warning", markup=False)
            return
        reason = await self.app.push_screen_wait(
            ReasonScreen(self.desk, [self.document_id], decision.disposition)
        )
        if reason is not None:
            disposition, here = decision.disposition, self.document_id
            self.review.attempt(lambda: self.desk.decide([here], disposition, reason))

    @property
    def review(self) -> "ReviewApp":
        return cast("ReviewApp", self.app)

    def action_back(self) -> None:
        self.dismiss()
