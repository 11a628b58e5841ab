"""Two documents side by side, aligned by article, the differing words and the clashes marked."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static

from rules.conflicts.align import Passage, Row
from rules.conflicts.compare import Clash
from tui.desk import Desk
from tui.safe import content, one_line
from tui.windowed import TextPane

#: Sign in front of a passage that has no counterpart, and between passages.
_NOTHING = "（对方没有对应条文）"


class CompareScreen(Screen[None]):
    """n and p go from one difference to the next; both sides scroll together."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "turn(1)", "下一处不同"),
        Binding("p", "turn(-1)", "上一处"),
        Binding("escape,q", "back", "返回"),
    ]
    DEFAULT_CSS = """
    CompareScreen .heading { height: 2; padding: 0 1; text-style: bold; background: $boost; width: 1fr; }
    CompareScreen #titles { height: 2; }
    CompareScreen #sides { height: 1fr; }
    CompareScreen TextPane { width: 1fr; }
    CompareScreen #left { border-right: solid $primary; }
    CompareScreen #clashes { height: auto; max-height: 5; padding: 0 1; border-top: solid $primary; }
    """

    def __init__(self, desk: Desk, left: str, right: str) -> None:
        super().__init__()
        self.desk = desk
        self.ids = (left, right)
        self.places: list[tuple[tuple[int, int] | None, tuple[int, int] | None]] = []
        self.at = -1

    def compose(self) -> ComposeResult:
        with Horizontal(id="titles"):
            for document_id in self.ids:
                row = self.desk.row(document_id)
                yield Static(
                    content(f"{one_line(row.title, 100)}\n{row.number or '无文号'}　{row.status}"),
                    classes="heading",
                )
        with Horizontal(id="sides"):
            yield TextPane(id="left")
            yield TextPane(id="right")
        yield Static(id="clashes")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        rows, clashes = self.desk.compare(*self.ids)
        left, right = _Side(), _Side()
        for row in rows:
            self._add(left, right, row, clashes)
        self.query_one("#left", TextPane).show(left.text, left.marks)
        self.query_one("#right", TextPane).show(right.text, right.marks)
        told = "\n".join(f"疑似不一致（{c.strength:.0%}）：{one_line(c.why, 160)}" for c in clashes[:4])
        self.query_one("#clashes", Static).update(
            content(told or f"{len(self.places)} 处不同，没有发现互相矛盾的规定")
        )
        self.query_one("#left").focus()

    def _add(self, left: "_Side", right: "_Side", row: Row, clashes: list[Clash]) -> None:
        a = left.add(row.left, [x for x, _ in row.changes])
        b = right.add(row.right, [y for _, y in row.changes])
        if row.changes or row.left is None or row.right is None:
            self.places.append((a, b))

    def action_turn(self, step: int) -> None:
        if not self.places:
            return
        self.at = (self.at + step) % len(self.places)
        for name, place in zip(("#left", "#right"), self.places[self.at], strict=True):
            if place:
                self.query_one(name, TextPane).go_to(*place)

    def action_back(self) -> None:
        self.dismiss()


class _Side:
    """The text of one side as it grows, with the marks of what differs."""

    def __init__(self) -> None:
        self.text = ""
        self.marks: list[tuple[int, int]] = []

    def add(self, passage: Passage | None, changes: list[tuple[int, int]]) -> tuple[int, int]:
        start = len(self.text)
        self.text += (passage.text if passage else _NOTHING) + "\n\n"
        for low, high in changes:
            if passage and high > low:
                self.marks.append((start + low, start + high))
        return (start, len(self.text) - 2)
