"""Lists and texts of any length for the screen: only the visible lines are rendered."""

import itertools
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.safe import pad, plain, width

#: A rendered line: (text, style name) parts; the style name is a component class of the widget.
Line = Sequence[tuple[str, str]]


class _Styles(dict[str, Style]):
    """A widget's own style and those of its component classes, found once for each painting: they are worked out
    from all widgets around it, which is dear for every part of every line."""

    def __init__(self, widget: Widget, prefix: str) -> None:
        self.plain = widget.rich_style
        self._widget, self._prefix = widget, prefix

    def over(self, name: str) -> Style:
        """The widget's own style under a component's; "" is its own alone."""
        return self.plain + self[name] if name else self.plain

    def __missing__(self, name: str) -> Style:
        found = self[name] = self._widget.get_component_rich_style(f"{self._prefix}--{name}", partial=True)
        return found


class WindowedList(ScrollView, can_focus=True):
    """A list of `count` rows, each one line, given by a function when it comes into view."""

    DEFAULT_CSS = """
    WindowedList { height: 1fr; overflow-y: scroll; overflow-x: hidden; }
    WindowedList > .list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    WindowedList > .list--dim { color: $text-muted; }
    WindowedList > .list--strong { text-style: bold; }
    WindowedList > .list--high { color: $text-error; text-style: bold; }
    WindowedList > .list--medium { color: $text-warning; }
    WindowedList > .list--done { color: $text-success; }
    WindowedList > .list--mark { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor", "list--dim", "list--strong", "list--high", "list--medium", "list--done", "list--mark",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "上一行", show=False, id="up"),
        Binding("down,j", "move(1)", "下一行", show=False, id="down"),
        Binding("pageup", "page(-1)", "上一页", show=False, id="page_up"),
        Binding("pagedown", "page(1)", "下一页", show=False, id="page_down"),
        Binding("home", "jump(0)", "第一行", show=False, id="first"),
        Binding("end", "jump(-1)", "最后一行", show=False, id="last"),
        Binding("enter", "choose", "打开", show=False, id="open"),
    ]

    cursor: reactive[int] = reactive(0)

    class RowMessage(Message):
        """Something happened to a row of a list."""

        def __init__(self, sender: "WindowedList", row: int) -> None:
            super().__init__()
            self.list = sender
            self.row = row

        @property
        def control(self) -> "WindowedList":
            return self.list

    class Moved(RowMessage):
        """The cursor stands on another row."""

    class Chosen(RowMessage):
        """A row was opened (Enter, or a click on the row under the cursor)."""

    def __init__(
        self,
        render_row: Callable[[int, int], Line] | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`render_row(row, cells)` gives the parts of a row for a width; file text in it is cleaned here."""
        super().__init__(id=id, classes=classes)
        self._render_row = render_row
        self.count = 0

    def show(
        self, count: int, render_row: Callable[[int, int], Line] | None = None, *, cursor: int = 0
    ) -> None:
        """Show other rows."""
        if render_row is not None:
            self._render_row = render_row
        self.count = count
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        self.cursor = max(0, min(cursor, count - 1))
        self._follow()
        self.refresh()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.count)

    def watch_cursor(self, _old: int, new: int) -> None:
        self._follow()
        self.refresh()
        if self.count:
            self.post_message(self.Moved(self, new))

    def validate_cursor(self, value: int) -> int:
        return max(0, min(value, self.count - 1)) if self.count else 0

    def _follow(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def render_lines(self, crop: Region) -> list[Strip]:
        self._styles = _Styles(self, "list")
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        row = self.scroll_offset.y + y
        cells = self.scrollable_content_region.width
        if row >= self.count or self._render_row is None:
            return Strip.blank(cells, self._styles.plain)
        at_cursor = row == self.cursor
        base = Style()
        if at_cursor:
            base = self._styles["cursor"] if self.has_focus else Style(underline=True)
        segments: list[Segment] = []
        left = cells
        for text, name in [("▶ " if at_cursor else "  ", ""), *self._render_row(row, cells - 2)]:
            clean = " ".join(plain(text).split("\n"))
            if width(clean) > left:
                clean = pad(clean, left)
            left -= width(clean)
            segments.append(Segment(clean, self._styles.over(name) + base))
            if left <= 0:
                break
        segments.append(Segment(" " * max(left, 0), self._styles.plain + base))
        return Strip(segments, cells)

    def action_move(self, step: int) -> None:
        self.cursor += step

    def action_page(self, step: int) -> None:
        self.cursor += step * max(1, self.size.height - 1)

    def action_jump(self, row: int) -> None:
        self.cursor = row if row >= 0 else self.count - 1

    def action_choose(self) -> None:
        if self.count:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        row = self.scroll_offset.y + event.y
        if row >= self.count:
            return
        if row == self.cursor and self.has_focus:
            self.action_choose()
        self.cursor = row
        self.focus()


#: With the terminal's own colours a muted shade is none: text and ground would be of one colour.
_OWN_COLOURS = {"evidence": Style(bold=True, underline=True), "current": Style(bold=True, reverse=True)}
#: Cells left of a text for the sign of evidence.
_MARGIN = 2


class _Sizes(dict[str, int]):
    """Terminal cells of each character met so far."""

    def __missing__(self, char: str) -> int:
        found = self[char] = width(char)
        return found


_SIZES = _Sizes({chr(code): 1 for code in range(128)})


def _column(line: str, cell: int) -> int:
    """The character of a line that stands at a cell."""
    used = 0
    for at, char in enumerate(line):
        used += width(char)
        if used > cell:
            return at
    return max(len(line) - 1, 0)


def wrap(text: str, cells: int) -> list[tuple[int, int]]:
    """Break a text into lines of at most `cells` terminal cells; gives (start, end) offsets, line ends left out.

    Linear in the text, also for a paragraph of megabytes without a break.
    """
    spans: list[tuple[int, int]] = []
    cells = max(cells, 2)
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        if end - start > cells // 2:  # shorter ones fit, however wide their characters are
            used = 0
            for at, size in enumerate(map(_SIZES.__getitem__, paragraph), start):
                used += size
                if used > cells:
                    spans.append((start, at))
                    start, used = at, size
        spans.append((start, end))
        start = end + 1
    return spans


class TextPane(ScrollView, can_focus=True):
    """A document's text, wrapped to the width, with marked passages; renders only what is visible."""

    DEFAULT_CSS = """
    TextPane { height: 1fr; overflow-y: scroll; overflow-x: hidden; }
    TextPane > .text--evidence { background: $warning-muted; color: $text-warning; text-style: bold underline; }
    TextPane > .text--current { background: $warning; color: black; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--evidence", "text--current"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "上一行", show=False, id="up"),
        Binding("down,j", "scroll_down", "下一行", show=False, id="down"),
        Binding("pageup", "page_up", "上一页", show=False, id="page_up"),
        Binding("pagedown,space", "page_down", "下一页", show=False, id="page_down"),
        Binding("home", "scroll_home", "开头", show=False, id="first"),
        Binding("end", "scroll_end", "末尾", show=False, id="last"),
        Binding("enter", "pick", "到这处证据的疑点", show=False, id="open"),
    ]

    class Picked(Message):
        """A marked passage was clicked, or is the first one in view when Enter is pressed."""

        def __init__(self, mark: tuple[int, int]) -> None:
            super().__init__()
            self.mark = mark

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = ""
        self._lines: list[tuple[int, int]] = []
        self._marks: list[tuple[int, int]] = []
        self._current: tuple[int, int] | None = None
        self._wrapped_for = 0

    def show(self, text: str, marks: Sequence[tuple[int, int]] = ()) -> None:
        """Show a text with passages marked as (start, end) offsets."""
        self._text = text
        self._marks = sorted(marks)
        self._current = None
        self._wrapped_for = 0
        self._rewrap()
        self.scroll_home(animate=False)

    def go_to(self, start: int, end: int) -> None:
        """Bring a passage into view and make it stand out from the other marked ones."""
        self._current = (start, end)
        self._show_place(start, self.size.height // 3)
        self.refresh()

    def mark_current(self, start: int, end: int) -> None:
        """Make a passage stand out without moving the text."""
        self._current = (start, end)
        self.refresh()

    def action_pick(self) -> None:
        rows = self._lines[self.scroll_offset.y : self.scroll_offset.y + self.size.height]
        if rows:
            self._pick(rows[0][0], rows[-1][1])

    def on_click(self, event: events.Click) -> None:
        row = self.scroll_offset.y + event.y
        if row < len(self._lines):
            start, end = self._lines[row]
            at = start + _column(self._text[start:end], event.x - _MARGIN)
            self._pick(at, at + 1)

    def _pick(self, start: int, end: int) -> None:
        """Tell the shortest marked passage that meets a stretch of text."""
        if met := self._met(start, end):
            self.post_message(self.Picked(min(met, key=lambda m: (max(m[0], start), m[1] - m[0]))))

    def _met(self, start: int, end: int) -> list[tuple[int, int]]:
        """The marked passages that meet a stretch of text."""
        return [m for m in self._marks if m[0] < end and m[1] > start]

    def _rewrap(self) -> None:
        """Wrap the text anew where the width has changed, and keep the place; before the first layout no width is
        known and there is nothing to do."""
        if not self.size.width:
            return
        cells = max(self.scrollable_content_region.width - _MARGIN, 10)
        if cells != self._wrapped_for:
            first = self._lines[self.scroll_offset.y][0] if self.scroll_offset.y < len(self._lines) else 0
            fresh, self._wrapped_for = not self._wrapped_for, cells
            self._lines = wrap(self._text, cells)
            self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))
            if not fresh:
                self._show_place(first, 0)
            elif self._current:
                self._show_place(self._current[0], self.size.height // 3)
        self.refresh()

    def _show_place(self, at: int, above: int) -> None:
        """Scroll to a character of the text, with some lines above it."""
        row = next((i for i, (_, stop) in enumerate(self._lines) if stop >= at), 0)
        self.scroll_to(y=max(0, row - above), animate=False, force=True)

    def on_resize(self) -> None:
        self._rewrap()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._styles = _Styles(self, "text")
        if self.app.native_ansi_color:
            self._styles.update(_OWN_COLOURS)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        row = self.scroll_offset.y + y
        cells = self.scrollable_content_region.width
        if row >= len(self._lines):
            return Strip.blank(cells, self._styles.plain)
        start, end = self._lines[row]
        near = self._met(start, end)
        current = self._current
        segments = []
        # Evidence carries a sign in the margin too, so that nothing depends on colour alone.
        here = current is not None and current[0] < max(end, start + 1) and current[1] > start
        segments.append(Segment("▌ " if here else ("│ " if near else "  "), self._styles.plain))
        bounds = sorted(
            {
                start,
                end,
                *(min(max(x, start), end) for m in [*near, *([current] if current else [])] for x in m),
            }
        )
        for low, high in itertools.pairwise(bounds):
            name = "evidence" if any(m[0] <= low and high <= m[1] for m in near) else ""
            if current and current[0] <= low and high <= current[1]:
                name = "current"
            segments.append(Segment(_shown(self._text[low:high]), self._styles.over(name)))
        return Strip(segments).adjust_cell_length(cells, self._styles.plain)


def _shown(text: str) -> str:
    """File text for one line: controls become blanks one for one, tabs too."""
    return "".join(char if char.isprintable() or char == "\u3000" else " " for char in text)
