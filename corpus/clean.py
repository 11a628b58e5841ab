"""Page → document text, by named steps that only delete or swap characters, so that offsets lead back.

The text must stay word for word what a person can quote: nothing is folded, reordered or joined here.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from corpus.page import Page
from registry.plain import find_controls, find_line_ends
from registry.shipped import shipped

#: Formats that can carry a web page's furniture.
_WEB = frozenset({"html", "mht", "txt"})
_LONGEST_FURNITURE = 240


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The document text, and how it lies in `Page.text`.

    `runs` are the unbroken runs as (offset here, offset in the page), in order; `steps` names the steps that
    changed something.
    """

    text: str
    runs: tuple[tuple[int, int], ...]
    steps: tuple[str, ...] = ()

    def page_offset(self, offset: int) -> int:
        """Where the character at `offset` (or the end of the text) stands in the page's raw text."""
        at = bisect_right(self.runs, (offset, 1 << 62)) - 1
        here, there = self.runs[at] if at >= 0 else (0, 0)
        return there + offset - here


def clean(page: Page) -> Cleaned:
    """The document text of a page. Never raises; an empty page gives an empty text."""
    text = page.text
    runs: tuple[tuple[int, int], ...] = ((0, 0),)
    done: list[str] = []
    for name, step in STEPS:
        changed, pieces = _apply(text, step(text, page))
        if changed != text:
            text, runs = changed, _compose(pieces, runs)
            done.append(name)
    return Cleaned(text, runs, tuple(done))


def _apply(text: str, cuts: Iterator[tuple[int, int, str]]) -> tuple[str, list[tuple[int, int]]]:
    out: list[str] = []
    pieces: list[tuple[int, int]] = []
    at = length = 0
    for start, end, instead in cuts:
        if start > at:
            pieces.append((length, at))
            out.append(text[at:start])
            length += start - at
        if instead:
            pieces.append((length, start))
            out.append(instead)
            length += len(instead)
        at = end
    if not out and at == 0:
        return text, [(0, 0)]
    pieces.append((length, at))
    out.append(text[at:])
    return "".join(out), pieces


def _compose(pieces: list[tuple[int, int]], runs: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Runs over the new text, given runs of the new over the old text and of the old text over the page."""
    composed: list[tuple[int, int]] = []
    for index, (here, middle) in enumerate(pieces):
        stop = middle + (pieces[index + 1][0] - here) if index + 1 < len(pieces) else None
        at = max(bisect_right(runs, (middle, 1 << 62)) - 1, 0)
        composed.append((here, runs[at][1] + middle - runs[at][0]))
        for old, there in runs[at + 1 :]:
            if stop is not None and old >= stop:
                break
            composed.append((here + old - middle, there))
    return tuple(composed)


def _line_ends(text: str, page: Page) -> Iterator[tuple[int, int, str]]:
    for start, end in find_line_ends(text):
        yield start, end, "\n"


def _controls(text: str, page: Page) -> Iterator[tuple[int, int, str]]:
    for start, end in find_controls(text):
        yield start, end, ""


@cache
def furniture() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(name, whole-line pattern) of web-page furniture, from `data/furniture.toml`."""
    data = shipped("corpus", "data/furniture.toml")
    return tuple((row["name"], re.compile(r"\s*(?:" + row["pattern"] + r")\s*")) for row in data["line"])


#: One of these stands in every furniture line: most lines are let through after one look.
_HINT = re.compile(
    r"首\s*页|位置|打\s*印|关\s*闭|分享|字\s*[号体]|浏览|阅读|点击|上一|下一|收\s*藏|纠错|返回|扫一扫|扫描|标识码|备案|ICP|公网|版权"
)


def is_furniture(line: str) -> bool:
    """Whether a line is navigation, a button row or a page footer, and no part of the document."""
    if len(line) > _LONGEST_FURNITURE or not _HINT.search(line):
        return False
    if len(line.strip()) <= 2:
        return False
    return any(pattern.fullmatch(line) for _, pattern in furniture())


def _navigation(text: str, page: Page) -> Iterator[tuple[int, int, str]]:
    if page.format not in _WEB:
        return
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if is_furniture(line):
            yield at, min(end + 1, len(text)), ""
        at = end + 1


_COMMENT = re.compile(r"<!--.{0,2000}?-->\n?|(?m:^#{1,6}[ \t]+)", re.DOTALL)


def _markdown(text: str, page: Page) -> Iterator[tuple[int, int, str]]:
    if page.format == "md":
        for found in _COMMENT.finditer(text):
            yield found.start(), found.end(), ""


Step = Callable[[str, Page], Iterator[tuple[int, int, str]]]
#: The steps in order; each yields what it takes out and what it puts instead.
STEPS: tuple[tuple[str, Step], ...] = (
    ("line-ends", _line_ends),
    ("controls", _controls),
    ("markdown", _markdown),
    ("navigation", _navigation),
)
