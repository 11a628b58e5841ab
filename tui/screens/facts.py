"""The facts of a document with their sources; a person's correction outranks them all and is kept apart."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from registry.records import Fact
from tui.corrections import EDITABLE
from tui.desk import Desk
from tui.keybar import KeyBar
from tui.safe import content, one_line, pad
from tui.showing import FIELD_NAMES, SOURCE_NAMES, value_text
from tui.windowed import Line, WindowedList


def fact_line(name: str, facts: tuple[Fact, ...]) -> Line:
    """A field with its ruling value, source and words; others that disagree behind it."""
    label = (pad(FIELD_NAMES.get(name, name), 14), "strong")
    if not facts:
        return [label, ("（不明）", "dim")]
    first, *rest = facts
    parts = [
        label,
        (one_line(value_text(first.value), 120), ""),
        (f"　[{SOURCE_NAMES[first.source]}]", "dim"),
    ]
    parts += [
        (f"　≠{one_line(value_text(other.value), 60)} [{SOURCE_NAMES[other.source]}]", "medium")
        for other in rest
        if other.value != first.value
    ]
    if first.quote and first.quote.text != value_text(first.value):
        parts.append((f"　“{one_line(first.quote.text, 80)}”", "dim"))
    return parts


class FactsScreen(Screen[None]):
    """Enter corrects the fact under the cursor; an empty answer takes a correction back."""

    HELP = "要素：每一项写明出处；≠ 后面是别的出处的不同说法。回车更正，更正写明审阅人，排在台账和正文之前；清空撤回更正，u 撤销。"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,i", "dismiss", "返回", id="back")]
    DEFAULT_CSS = """
    FactsScreen #title { height: auto; max-height: 2; padding: 0 1; text-style: bold; background: $boost; }
    """

    def __init__(self, desk: Desk, document_id: str) -> None:
        super().__init__()
        self.desk = desk
        self.document_id = document_id
        self.fields: list[tuple[str, tuple[Fact, ...]]] = []

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield WindowedList(id="facts")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#title", Static).update(
            content(f"要素　{one_line(self.desk.row(self.document_id).title, 150)}　（回车更正）")
        )
        self.reload()
        self.query_one(WindowedList).focus()

    def reload(self) -> None:
        """Show the facts as they are stored now."""
        self.fields = self.desk.fields(self.document_id)
        listing = self.query_one(WindowedList)
        listing.show(len(self.fields), lambda i, _cells: fact_line(*self.fields[i]), cursor=listing.cursor)

    def on_windowed_list_chosen(self, message: WindowedList.Chosen) -> None:
        """Ask for the right value of the field."""
        name, facts = self.fields[message.row]
        if name not in EDITABLE:
            self.notify("这一项由程序从正文认定，不能直接更正", severity="warning", markup=False)
            return
        given = value_text(facts[0].value) if facts and facts[0].value is not None else ""
        self.app.push_screen(ValueScreen(name, given), lambda typed: self.change(name, typed))

    def change(self, name: str, typed: tuple[str, str] | None) -> None:
        """Keep a person's value and where it is from; None means that the person went back."""
        if typed is None:
            return
        from tui.app import ReviewApp

        assert isinstance(self.app, ReviewApp)
        self.app.attempt(lambda: self.desk.correct(self.document_id, name, *typed))
        self.reload()


class ValueScreen(ModalScreen[tuple[str, str] | None]):
    """One value to type, and where it is from. 无 means: confirmed that there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "返回", id="back")]
    DEFAULT_CSS = """
    ValueScreen { align: center middle; }
    ValueScreen > Vertical { width: 80%; max-width: 100; height: auto; border: round $primary; padding: 0 1; background: $surface; }
    """

    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        self.field_name = name
        self.value = value

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                content(
                    f"{FIELD_NAMES.get(self.field_name, self.field_name)}（回车保存；“无”表示确认没有；清空表示撤回更正）"
                )
            )
            yield Input(value=self.value, id="value")
            yield Input(placeholder="依据什么更正，如 档案原件、公报（Tab 换栏，可不填）", id="source")

    def on_mount(self) -> None:
        self.query_one("#value").focus()

    @on(Input.Submitted)
    def _save(self) -> None:
        self.dismiss(
            (self.query_one("#value", Input).value.strip(), self.query_one("#source", Input).value.strip())
        )
