"""The tree of a text: 编章节条款项目, the 一、（一）1.（1） style and the decimal one, as flat units with spans.

Never refuses a text and never loses a character: `segments` gives back every character of an instrument
exactly once. What stands inside quotation marks that span lines belongs to the cited text, not to this one.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.decimal_outline import decimal_marks
from corpus.marks import Mark
from corpus.reading import Unit
from registry.dates import cn2int

_N = "零〇○一二三四五六七八九十百千两0-9０-９"
_B = r"[ \t\u3000\xa0]*"
#: Beginnings of lines that can open a unit. Groups: division (kind), article, heading levels 1 to 4.
_MARK = re.compile(
    rf"^[ \t\u3000\xa0#>]*(?:"
    rf"第{_B}(?P<n>[{_N}](?:[{_N} \u3000]{{0,10}}[{_N}])?){_B}(?P<kind>分编|[编章节条])(?:之(?P<suffix>[一二三四五六七八九十]{{1,3}}))?"
    rf"|(?P<h1>[一二三四五六七八九十]{{1,4}}){_B}[、.．]"
    rf"|[（(]{_B}(?P<h2>[一二三四五六七八九十]{{1,4}}){_B}[）)]"
    rf"|(?P<h3>\d{{1,3}}){_B}(?:[、．]|[.](?!\d))"
    rf"|[（(]{_B}(?P<h4>\d{{1,3}}){_B}[）)]"
    rf")",
    re.MULTILINE,
)
_CONTENTS = re.compile(r"^[ \t\u3000\xa0]*目[ \t\u3000\xa0]*[录次][ \t\u3000\xa0:：]*$", re.MULTILINE)
_DIVISIONS = {"编": ("part", 1), "分编": ("part", 1), "章": ("chapter", 2), "节": ("section", 3)}
ARTICLE_LEVEL, _PARAGRAPH, _ITEM, _SUBITEM = 4, 5, 6, 7
#: What may follow 第X条 when no blank does, if the number is the one expected.
_RUNS_ON = re.compile(
    r"[、，,；;。）)》”]|第|款|项|的|规定|和|及|与|或|至|到|之|中|关于|修改|删|增|改|所|依|处|以|在|对"
)
_CITED = re.compile(r"[、，,；;。）)》”]|第|款|项|的|规定|[和及与至到]第|之")
_BLANK = " \t\u3000\xa0\n：:【["
#: Inline headings (…如下：一、…。二、…) are looked for only in lines longer than this.
_LONG_LINE = 240
_INLINE = re.compile(
    r"(?<=[。；：:;！）”])(?:(?P<h1>[一二三四五六七八九十]{1,4})、|[（(](?P<h2>[一二三四五六七八九十]{1,4})[）)]|(?P<h3>\d{1,2})[．.、](?!\d))"
    r"|第(?P<article>[一二三四五六七八九十百零〇]{1,6})条(?=[ \t\u3000\xa0])"
)
_MOST_UNITS = 200_000


def find_marks(text: str, quoted: Sequence[tuple[int, int]] | None = None) -> list[Mark]:
    """Every line of a text (outside multi-line quotations and tables of contents) that opens a unit."""
    quoted = quoted_spans(text) if quoted is None else quoted
    marks: list[Mark] = []
    contents = _Contents(text)
    at_quote, count = 0, len(quoted)
    last_article = 0
    for found in _MARK.finditer(text):
        start = found.start()
        while at_quote < count and quoted[at_quote][1] <= start:
            at_quote += 1
        if at_quote < count and quoted[at_quote][0] < start:
            continue
        kind = found["kind"]
        if kind is None:
            name = found.lastgroup or "h1"
            number = cn2int(found[name])
            if number:
                marks.append(Mark(name, number, 0, start, found.end()))
            continue
        number = cn2int(re.sub(r"[ \u3000]", "", found["n"]))
        if number is None:
            continue
        if kind == "条":
            if not _opens_article(text, found.end(), number, last_article):
                continue
            contents.article(start, marks)
            last_article = number
            marks.append(Mark("article", number, cn2int(found["suffix"] or "") or 0, start, found.end()))
        else:
            if found["suffix"] is None and _RUNS_ON.match(text, found.end()):
                continue
            mark = Mark(_DIVISIONS[kind][0], number, 0, start, found.end())
            if contents.real(mark):
                marks.append(mark)
    inline = _inline_marks(text, marks, quoted)
    numbered = decimal_marks(text, quoted)
    taken = {mark.start for mark in numbered}
    # A chapter that only the article behind it proved real was put down after what lies between the two.
    return sorted(
        [*(mark for mark in marks if mark.start not in taken), *inline, *numbered],
        key=lambda mark: mark.start,
    )


def _opens_article(text: str, end: int, number: int, last: int) -> bool:
    following = text[end : end + 1]
    if not following or following in _BLANK:
        return True
    if number == last + 1 or (number == 1 and last == 0):
        return not _CITED.match(text, end)
    return (number == 1 or last < number <= last + 3) and not _RUNS_ON.match(text, end)


class _Contents:
    """Tells the chapters of a table of contents from the real ones, which begin again at the first label."""

    def __init__(self, text: str) -> None:
        self._starts = [found.start() for found in _CONTENTS.finditer(text)]
        self._open = False
        self._first: tuple[str, int] | None = None
        self._last: Mark | None = None

    def real(self, mark: Mark) -> bool:
        while self._starts and self._starts[0] < mark.start:
            self._starts.pop(0)
            self._open, self._first = True, None
        if not self._open:
            return True
        label = (mark.kind, mark.number)
        if self._first is None:
            self._first = label
        elif self._first == label:
            self._open = False
            return True
        self._last = mark
        return False

    def article(self, start: int, marks: list[Mark]) -> None:
        """An article ends the contents; a chapter line right before it was a real one after all."""
        while self._starts and self._starts[0] < start:
            self._starts.pop(0)
        if self._open:
            self._open = False
            if self._last is not None:
                marks.append(self._last)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of “…” quotations that reach over a line end, outermost only, in order.

    Marks that have no partner are ignored: each “ waits for its ” on a stack and is dropped at the end.
    """
    if "“" not in text:
        return []
    stack: list[int] = []
    spans: list[tuple[int, int]] = []
    for found in re.finditer(r"[“”]", text):
        at = found.start()
        if found[0] == "“":
            stack.append(at)
        elif stack:
            start = stack.pop()
            if at - start > _LONGEST_QUOTE:
                continue
            if text.find("\n", start, at) >= 0:
                while spans and spans[-1][0] > start:
                    spans.pop()
                spans.append((start, at + 1))
    spans.sort()
    return spans


_LONGEST_QUOTE = 30_000


def find_units(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Unit, ...]:
    """The units of `text[start:end]`, given the marks of the whole text that lie in it, in text order."""
    builder = _Builder(text, start, end)
    articles = any(mark.kind == "article" for mark in marks)
    for mark in marks:
        builder.open(mark, articles)
    return builder.close()


class _Builder:
    """Opens units in order; a unit ends where the next of its own or a higher level begins."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._open: list[tuple[int, int]] = []
        self._rows: list[list[object]] = []
        self._in_article = False
        self._body = start
        self._line_items = False
        self._paragraph = 0

    def open(self, mark: Mark, articles: bool) -> None:
        if len(self._rows) > _MOST_UNITS:
            return
        if self._in_article:
            self._paragraphs(mark.start)
        if mark.kind == "article":
            self._add(mark, "article", ARTICLE_LEVEL)
            self._in_article, self._line_items, self._paragraph = True, False, 0
            self._body = mark.start
            self._fresh = True
        elif mark.kind in ("part", "chapter", "section"):
            level = {"part": 1, "chapter": 2, "section": 3}[mark.kind]
            self._add(mark, mark.kind, level)
            self._in_article = False
        elif self._in_article:
            self._item(mark)
        elif not articles or not self._rows or self._rows[-1][0] not in ("part", "chapter", "section"):
            level = int(mark.kind[1])
            self._add(mark, f"heading{level}", level)
        self._body = max(self._body, mark.end)

    def _item(self, mark: Mark) -> None:
        if mark.kind == "h1":
            self._line_items = True
            self._add(mark, "item", _ITEM)
        elif mark.kind == "h2" and not self._line_items:
            self._add(mark, "item", _ITEM)
        else:
            self._add(mark, "subitem", _SUBITEM)

    def _paragraphs(self, until: int) -> None:
        """The 款 of the open article between the last mark and `until`: one a line that is no item."""
        text, at = self._text, self._body
        if self._fresh:
            # The article's own line is its first 款 when anything stands on it.
            line_end = text.find("\n", at, until)
            first_end = until if line_end < 0 else line_end
            if text[at:first_end].strip(_BLANK):
                self._paragraph = 1
                self._push("paragraph", _PARAGRAPH, 1, 0, "", self._article_start(at), first_end)
            at, self._fresh = first_end, False
        else:
            line_end = text.find("\n", at, until)
            at = until if line_end < 0 else line_end
        while at < until:
            stop = text.find("\n", at + 1, until)
            stop = until if stop < 0 else stop
            line = text[at:stop]
            if line.strip(_BLANK):
                self._paragraph += 1
                begin = at + len(line) - len(line.lstrip(_BLANK))
                self._push("paragraph", _PARAGRAPH, self._paragraph, 0, "", begin, stop)
            at = stop

    def _article_start(self, at: int) -> int:
        text = self._text
        while at < self._end and text[at] in _BLANK:
            at += 1
        return at

    def _add(self, mark: Mark, kind: str, level: int) -> None:
        label = self._text[mark.start : mark.end].strip(" \t\u3000\xa0#>")
        self._push(kind, level, mark.number, mark.suffix, label, mark.start, mark.end)

    def _push(
        self, kind: str, level: int, number: int, suffix: int, label: str, start: int, end: int
    ) -> None:
        while self._open and self._open[-1][0] >= level:
            self._rows[self._open.pop()[1]][6] = start
        self._open.append((level, len(self._rows)))
        self._rows.append([kind, level, number, suffix, label, start, end])

    _fresh = False

    def close(self) -> tuple[Unit, ...]:
        if self._in_article:
            self._paragraphs(self._end)
        for _, index in self._open:
            self._rows[index][6] = self._end
        return tuple(Unit(*row) for row in self._rows)  # type: ignore[arg-type]


def _inline_marks(text: str, marks: Sequence[Mark], quoted: Sequence[tuple[int, int]]) -> list[Mark]:
    """Units inside long lines (…公告如下：一、…。二、…), each the next of its series."""
    found: list[Mark] = []
    taken = {mark.start for mark in marks}
    at = 0
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        if stop - at >= _LONG_LINE and _SPLIT.search(text, at, stop):
            found += (m for m in _line_marks(text, at, stop) if m.start not in taken)
        at = stop + 1
    return [mark for mark in found if not any(a < mark.start < b for a, b in quoted)] if quoted else found


_SPLIT = re.compile(r"[。；：:;！）”](?:一、|[（(]一[）)]|1[．.、](?!\d))|第一条[ \t\u3000\xa0]")


def _line_marks(text: str, start: int, end: int) -> Iterator[Mark]:
    expected = {"h1": 1, "h2": 1, "h3": 1, "article": 1}
    for found in _INLINE.finditer(text, start, end):
        name = found.lastgroup or "h1"
        number = cn2int(found[name]) or 0
        if number != expected[name] and not (number == 1 and name in ("h2", "h3")):
            continue
        expected[name] = number + 1
        for lower in _BELOW[name]:
            expected[lower] = 1
        yield Mark(name, number, 0, found.start(), found.end())


_BELOW = {"article": ("h1", "h2", "h3"), "h1": ("h2", "h3"), "h2": ("h3",), "h3": ()}


def segments(start: int, end: int, units: Sequence[Unit]) -> Iterator[tuple[int, int, Unit | None]]:
    """`[start, end)` cut at every unit's start and end: (start, end, innermost unit or None), nothing left out."""
    edges = sorted({start, end, *(u.start for u in units), *(u.end for u in units)})
    stack: list[Unit] = []
    at = 0
    for left, right in itertools.pairwise(edges):
        if left < start or right > end:
            continue
        while stack and stack[-1].end <= left:
            stack.pop()
        while at < len(units) and units[at].start <= left:
            if units[at].end > left:
                stack.append(units[at])
            at += 1
        while stack and stack[-1].end <= left:
            stack.pop()
        yield left, right, stack[-1] if stack else None
