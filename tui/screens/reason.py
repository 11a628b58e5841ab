"""Choosing or typing the reason of a decision; for several documents also the preview of the batch."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from registry.records import Disposition
from tui.desk import Desk
from tui.safe import content, one_line


class ReasonScreen(ModalScreen[str | None]):
    """Gives the reason that was chosen or typed, or None when the person went back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "返回")]
    DEFAULT_CSS = """
    ReasonScreen { align: center middle; }
    ReasonScreen > Vertical { width: 90%; max-width: 110; height: auto; max-height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    ReasonScreen OptionList { height: auto; max-height: 10; border: none; }
    ReasonScreen Input { border: tall $primary; }
    """

    def __init__(self, desk: Desk, ids: list[str], disposition: Disposition) -> None:
        super().__init__()
        self.desk = desk
        self.ids = ids
        self.disposition = disposition
        self.reasons = desk.reasons(ids[0], disposition)

    def compose(self) -> ComposeResult:
        with Vertical():
            titles = [one_line(self.desk.row(i).title, 60) for i in self.ids[:8]]
            more = f"\n　……等 {len(self.ids)} 件" if len(self.ids) > 8 else ""
            yield Static(
                content(f"处置：{self.disposition.value}\n" + "\n".join(f"　{t}" for t in titles) + more)
            )
            if self.desk.needs_reason(self.ids[0], self.disposition):
                yield Static(content("该文件有程度为“高”的疑点，继续有效须写明理由。"))
            yield Static(content("理由（上下选择一条，或直接输入；回车保存，Esc 返回）："))
            yield Input(value=self.reasons[0] if self.reasons else "", id="reason")
            yield OptionList(*(Option(content(one_line(r, 120))) for r in self.reasons))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        box = self.query_one(Input)
        box.value = self.reasons[event.option_index]
        box.focus()

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        reason = event.value.strip()
        if reason:
            self.dismiss(reason)
        else:
            self.notify("请写明理由", severity="warning", markup=False)

    def action_back(self) -> None:
        self.dismiss(None)
