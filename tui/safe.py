"""The only door from file text to a widget or a terminal: nothing in it is markup, an escape or bidi.

Text is stripped when it is ingested and again here, since a registry may have been written by another
program. Every screen and command takes file text through `plain`, `one_line` or `content`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from registry.plain import blank_controls, strip_controls

if TYPE_CHECKING:
    from textual.content import Content

#: Longest run that one widget line shows; a terminal gains nothing from more.
MAX_LINE = 2_000


def plain(text: object) -> str:
    """The text without terminal escapes, bidi and other control characters; line ends are kept."""
    return strip_controls(str(text))


def one_line(text: object, most: int = MAX_LINE) -> str:
    """The text on one line, shortened with an ellipsis to `most` characters."""
    flat = " ".join(plain(text).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def content(text: object, marks: Iterable[tuple[int, int, str]] = ()) -> "Content":
    """Text for a widget, never parsed as markup; `marks` are (start, end, style) over the given text.

    Control characters are replaced one for one, so that offsets stay true.
    """
    from textual.content import Content, Span

    return Content(blank_controls(str(text)), spans=[Span(start, end, style) for start, end, style in marks])


def width(text: str) -> int:
    """Terminal cells that a text takes (Chinese characters take two)."""
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, cells: int) -> str:
    """The text cut or filled with blanks to exactly `cells` terminal cells."""
    from rich.cells import set_cell_size

    return set_cell_size(text, cells)
