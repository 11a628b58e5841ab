"""The outline of a text numbered 1, 1.1, 1.1.1, as emergency plans (应急预案) and technical rules are."""

import re
from collections.abc import Sequence

from corpus.marks import Mark

_LINE = re.compile(
    r"^[ \t\u3000\xa0#>]*(?P<path>\d{1,2}(?:[.．]\d{1,2}){0,3})[.．、]?"
    r"(?P<rest>[ \t\u3000\xa0][^\n]*|(?![万亿元倍米吨亩人名家处个天日年月时分次件项公平立毫厘千])[\u4e00-\u9fff《“（(][^\n]*)",
    re.MULTILINE,
)
#: A line 3 个工作日内…。 is no heading: headings of the first level are short and end without a stop.
_HEADING = re.compile(r"^[ \t\u3000\xa0]*[^。；：，,;:\n\t]{1,24}[ \t\u3000\xa0]*$")
_LEAST = 3

_Path = tuple[int, ...]


def decimal_marks(text: str, quoted: Sequence[tuple[int, int]]) -> list[Mark]:
    """The headings, as h1 (1), h2 (1.1), h3 (1.1.1) and h4; none when the text is not numbered that way.

    Each must follow from the one before it, so that amounts and dates at the beginning of a line are no headings.
    `quoted`: spans of cited text, in which nothing is looked for.
    """
    lines = [
        (tuple(int(n) for n in re.split("[.．]", found["path"])), found)
        for found in _LINE.finditer(text)
        if found["rest"].count("\t") < 2 and not any(a < found.start() < b for a, b in quoted)
    ]
    if sum(len(path) > 1 for path, _ in lines) < _LEAST:
        return []
    marks: list[Mark] = []
    last: _Path = ()
    for path, found in lines:
        if not _follows(path, last) or (len(path) == 1 and not _HEADING.match(found["rest"])):
            continue
        marks.append(Mark(f"h{len(path)}", path[-1], 0, found.start(), found.start("rest")))
        last = path
    deep = sum(mark.kind != "h1" for mark in marks)
    return marks if deep >= _LEAST else []


def _follows(path: _Path, last: _Path) -> bool:
    """Whether a number can come next: the first below the last one, or one of the next few beside it or above."""
    if not last:
        return set(path) == {1}
    above = path[:-1]
    if last[: len(above)] != above:
        # 2.1 after 1.3, where the first level is lettered (二、) and not numbered at all
        return path[0] == last[0] + 1 and len(path) > 1 and set(path[1:]) == {1}
    if len(last) == len(above):
        return path[-1] == 1
    return last[len(above)] < path[-1] <= last[len(above)] + 3
