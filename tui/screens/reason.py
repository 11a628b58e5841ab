"""Choosing or typing the reason of a decision, deadline and department of a revision; for several documents also the
preview of the batch."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from registry.errors import UsageError
from registry.records import Disposition
from tui.desk import Desk
from tui.safe import content, one_line, pad
from tui.state import parse_day
from tui.windowed import WindowedList

#: Chosen for a batch: each document gets the reason that its own findings give.
EACH = "（各件分别写其疑点所给的理由）"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: the reason (None: each document its own), and for a revision deadline and department."""

    reason: str | None
    deadline: date | None = None
    responsible: str | None = None


class ReasonScreen(ModalScreen[Given | None]):
    """Gives what was chosen or typed, or None when the person went back."""

    HELP = "理由可以从下面选一条（上下键、回车），也可以直接输入；Tab 换栏，回车保存，Esc 返回。"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "返回", id="back")]
    DEFAULT_CSS = """
    ReasonScreen { align: center middle; }
    ReasonScreen > Vertical { width: 94%; max-width: 120; height: auto; max-height: 96%; border: round $primary; padding: 0 1; background: $surface; }
    ReasonScreen WindowedList { height: auto; min-height: 1; max-height: 8; border-bottom: solid $primary; }
    ReasonScreen OptionList { height: auto; max-height: 6; border: none; padding: 0; }
    ReasonScreen Input, ReasonScreen Input:focus { border: none; height: 1; padding: 0; background: $boost; }
    """

    def __init__(self, desk: Desk, ids: list[str], disposition: Disposition) -> None:
        super().__init__()
        self.desk = desk
        self.ids = ids
        self.disposition = disposition
        self.reasons = desk.reasons_for(ids, disposition)
        self.grave = sum(desk.needs_reason(i, disposition) for i in ids)
        if len(ids) > 1 and disposition is not Disposition.KEEP:
            self.reasons = [*self.reasons, EACH]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content(self._head()), id="head")
            if len(self.ids) > 1:
                yield WindowedList(self._member, id="members")
            yield Static(content("理由（上下键选择一条，或直接输入；回车保存，Esc 返回）："))
            # Against a grave finding a person must give the reason, not confirm one that stands there already.
            yield Input(value="" if self.grave else self.reasons[0], id="reason")
            yield OptionList(*(Option(content(one_line(r, 120))) for r in self.reasons))
            if self.disposition is Disposition.AMEND:
                day, who = self.desk.deadline_for(self.ids[0])
                same = len({self.desk.deadline_for(i)[1] for i in self.ids}) == 1
                yield Static(
                    content(
                        "完成时限、责任单位（Tab 换栏"
                        + ("）：" if same else "；责任单位留空则各归各的实施部门）：")
                    )
                )
                yield Input(value=day.isoformat(), id="deadline")
                yield Input(value=who if same else "", placeholder="各件的实施部门", id="responsible")

    def _head(self) -> str:
        changed = [i for i in self.ids if self.desk.row(i).decision]
        one = len(self.ids) == 1
        which = one_line(self.desk.row(self.ids[0]).title, 100) if one else f"{len(self.ids)} 件"
        told = f"处置：{self.disposition.value}　{which}"
        if self.grave:
            grave = "该文件" if one else f"其中 {self.grave} 件"
            told += f"\n！{grave}有程度为“高”的疑点，继续有效须写明理由。"
        if changed and not one:
            told += f"\n！其中 {len(changed)} 件已有意见，将改为{self.disposition.value}。"
        return told

    def _member(self, at: int, _cells: int) -> list[tuple[str, str]]:
        row = self.desk.row(self.ids[at])
        now = f"现：{row.decision.disposition.value}" if row.decision else f"建议：{row.suggestion}"
        return [(pad(now, 20), "medium" if row.decision else "dim"), (one_line(row.title, 120), "")]

    def on_mount(self) -> None:
        for listing in self.query(WindowedList):
            listing.show(len(self.ids))
            listing.styles.height = min(len(self.ids), 8) + 1
        self.query_one("#reason", Input).focus()

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        box = self.query_one("#reason", Input)
        box.value = self.reasons[event.option_index]
        box.focus()

    def on_key(self, event: object) -> None:
        """Down from the reason goes to what can be chosen."""
        if getattr(event, "key", "") == "down" and self.focused is self.query_one("#reason"):
            self.query_one(OptionList).focus()

    @on(Input.Submitted)
    def _save(self) -> None:
        reason = self.query_one("#reason", Input).value.strip()
        if not reason:
            self.notify("请写明理由", severity="warning", markup=False)
            return
        given = None if reason == EACH else reason
        if self.disposition is not Disposition.AMEND:
            self.dismiss(Given(given))
            return
        typed = self.query_one("#deadline", Input).value.strip()
        try:
            day = parse_day(typed)
        except UsageError as error:
            self.notify(one_line(error, 200), severity="warning", markup=False)
            self.query_one("#deadline").focus()
            return
        who = self.query_one("#responsible", Input).value.strip()
        self.dismiss(Given(given, day, who or None))
