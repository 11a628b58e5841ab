"""Two documents side by side, aligned by article, the differing words and the clashes marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from tui.keybar import KeyBar
from tui.safe import content, one_line
from tui.windowed import TextPane

if TYPE_CHECKING:
    from rules.conflicts.align import Passage, Row

#: What stands where one side has a passage and the other none.
_NOTHING = "（对方没有对应条文）"


@dataclass(frozen=True, slots=True)
class Side:
    """What stands over a side: the title, and a line below it."""

    title: str
    below: str


class CompareScreen(Screen[None]):
    """n and p go from one difference to the next; both sides scroll to it together."""

    HELP = "对照：左右逐条（逐段）对齐，不同的字加底色，左边有线。n p 在不同之处之间走，Tab 换到另一边。"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "turn(1)", "下一处不同", id="difference.next"),
        Binding("p", "turn(-1)", "上一处", id="difference.previous"),
        Binding("escape,q", "dismiss", "返回", id="back"),
    ]
    DEFAULT_CSS = """
    CompareScreen .heading { height: 2; padding: 0 1; text-style: bold; background: $boost; width: 1fr; }
    CompareScreen #titles { height: 2; }
    CompareScreen #sides { height: 1fr; }
    CompareScreen TextPane { width: 1fr; }
    CompareScreen #left { border-right: solid $primary; }
    CompareScreen #told { height: auto; max-height: 6; padding: 0 1; border-top: solid $primary; }
    """

    def __init__(self, sides: tuple[Side, Side], rows: "Sequence[Row]", told: str = "") -> None:
        """`told`: what the findings say of the two; the number of differences is said without it."""
        super().__init__()
        self.sides = sides
        self.rows = rows
        self.told = told
        self.places: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.at = -1

    def compose(self) -> ComposeResult:
        with Horizontal(id="titles"):
            for side in self.sides:
                yield Static(
                    content(f"{one_line(side.title, 100)}\n{one_line(side.below, 80)}"), classes="heading"
                )
        with Horizontal(id="sides"):
            yield TextPane(id="left")
            yield TextPane(id="right")
        yield Static(id="told")
        yield KeyBar()

    def on_mount(self) -> None:
        left, right = _Side(), _Side()
        for row in self.rows:
            self._add(left, right, row)
        self.query_one("#left", TextPane).show(left.text, left.marks)
        self.query_one("#right", TextPane).show(right.text, right.marks)
        self.query_one("#left").focus()
        self.show_place()

    def show_place(self) -> None:
        """Say how many places differ, at which one the screen is, and what the findings say."""
        where = f"第 {self.at + 1} 处，" if self.at >= 0 else ""
        count = f"{where}共 {len(self.places)} 处不同" if self.places else "两边文字相同"
        self.query_one("#told", Static).update(content("\n".join(filter(None, (count, self.told)))))

    def _add(self, left: "_Side", right: "_Side", row: "Row") -> None:
        a = left.add(row.left, [x for x, _ in row.changes])
        b = right.add(row.right, [y for _, y in row.changes])
        same = row.left is not None and row.right is not None and row.left.text == row.right.text
        if not same:
            self.places.append((a, b))

    def action_turn(self, step: int) -> None:
        if not self.places:
            return
        self.at = (self.at + step) % len(self.places)
        for name, place in zip(("#left", "#right"), self.places[self.at], strict=True):
            self.query_one(name, TextPane).go_to(*place)
        self.show_place()


class _Side:
    """The text of one side as it grows, with the marks of what differs."""

    def __init__(self) -> None:
        self.text = ""
        self.marks: list[tuple[int, int]] = []

    def add(self, passage: "Passage | None", changes: list[tuple[int, int]]) -> tuple[int, int]:
        start = len(self.text)
        self.text += (passage.text if passage else _NOTHING) + "\n\n"
        for low, high in changes:
            if passage and high > low:
                self.marks.append((start + low, start + high))
        return (start, len(self.text) - 2)
