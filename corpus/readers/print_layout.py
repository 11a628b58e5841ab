"""From printed lines to paragraphs: shared by formats that know places on a page only (PDF, OFD).

Page numbers, running heads and line numbers go; two columns are read one after the other; lines are joined
to the paragraphs that they were broken from.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.page import Block, BlockKind
from corpus.readers.pdf_text import Line, Sheet

_PAGE_NUMBER = re.compile(
    r"[\s\-—－–·~～]*第?\s*[0-9０-９一二三四五六七八九十]{1,4}\s*(?:页|/\s*\d{1,4}|[，,]?\s*共\s*\d{1,4}\s*页)*[\s\-—－–·~～]*"
)
_BEGINS = re.compile(
    r"(?:第[一二三四五六七八九十百千零〇\d]+[编章节条]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
    r"|\d{1,3}[.、．](?!\d)|附件[:：\d]|附[:：])"
)
_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十]+")
#: Share of the page at its top and bottom where running heads and page numbers stand.
_MARGIN = 0.12
#: A line that recurs there on this share of the pages, and on three at least, is a running head.
_RECURS = 0.4
#: A line that ends so many characters before the right edge ends its paragraph.
_SHORT = 2.0
#: Where paragraphs are indented, a line may end earlier, where no line may begin with what follows.
_SHORT_INDENTED = 4.0
_NEVER_FIRST = frozenset("，。、；：！？）》」”’】〉,.;:!?)")
#: A paragraph ends with one of these, if its last line fills the column.
_ENDS = frozenset("。；：！？;:!?”》）")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零\d]{1,5}[编章节][\s\u3000]*[^。；，：]{1,24}")
#: A document number on a line of its own, under a title that may fill its line.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\d{1,5}号")
#: Shorter lines that begin at the same place are a list.
_INSET_CHARS = 10
_ADDRESSEE = re.compile(r"各[^。；]*[:：]$")
#: A column of fewer lines does not show its edges.
_FEW_LINES = 6
_INDENT = 1.2
#: Larger gaps between lines, in line heights, separate paragraphs.
_GAP = 1.6


@dataclass(frozen=True, slots=True)
class _Column:
    """Lines that are read one after the other, the edges that they are set between, and their usual distance."""

    lines: tuple[Line, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Before:
    """The line before the one that is looked at, and the block of lines that begin where it begins."""

    line: Line
    column: _Column
    block_right: float
    block_lines: int
    gap: float


def paragraphs(sheets: Sequence[Sheet]) -> tuple[Block, ...]:
    """The paragraphs of pages, in reading order."""
    recurring = _recurring(sheets)
    columns: list[_Column] = []
    for sheet in sheets:
        body = [line for line in sheet.lines if not _is_running(line, sheet, recurring, len(sheets))]
        for lines in _columns(_without_line_numbers(body), sheet.width):
            columns.append(_column(lines, columns[-1] if columns else None))
    short = _SHORT_INDENTED if _indents(columns) else _SHORT
    texts: list[str] = []
    before: _Before | None = None
    for column in columns:
        gap = _usual_gap(column.lines)
        for line, block in zip(column.lines, _blocks(column.lines), strict=True):
            if before is None or _starts(line, column, before, short):
                texts.append(line.text)
            else:
                texts[-1] = _joined(texts[-1], line.text)
            before = _Before(line, column, *block, gap)
    return tuple(Block(BlockKind.PARAGRAPH, text) for text in texts if text.strip())


def _in_margin(line: Line, sheet: Sheet) -> bool:
    return line.bottom < sheet.height * _MARGIN or line.top > sheet.height * (1 - _MARGIN)


def _key(line: Line) -> tuple[int, str]:
    return round((line.top + line.bottom) / 16), _DIGITS.sub("#", line.text)


def _recurring(sheets: Sequence[Sheet]) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for sheet in sheets:
        found.update({_key(line) for line in sheet.lines if _in_margin(line, sheet)})
    return found


def _is_running(line: Line, sheet: Sheet, recurring: Counter[tuple[int, str]], pages: int) -> bool:
    if not _in_margin(line, sheet):
        return False
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    if _BEGINS.match(line.text):
        return False
    return pages > 2 and recurring[_key(line)] >= max(3, pages * _RECURS)


def _without_line_numbers(lines: list[Line]) -> list[Line]:
    """Lines without the numbers that count them in the left margin: a falling or rising row of bare numbers."""
    bare = [line for line in lines if re.fullmatch(r"\d{1,3}", line.text)]
    if len(bare) >= 5:
        numbers = [int(line.text) for line in bare]
        steps = {b - a for a, b in itertools.pairwise(numbers)}
        spread = max(line.right for line in bare) - min(line.right for line in bare)
        others = [line.left for line in lines if line not in bare]
        if (
            len(steps) == 1
            and steps <= {1, 5}
            and spread < 12
            and max(b.right for b in bare) <= min(others, default=0) + 6
        ):
            return [line for line in lines if line not in bare]
    numbered = [re.match(r"(\d{1,3})\s+(?=\S)", line.text) for line in lines]
    if len(lines) >= 8 and all(numbered):
        numbers = [int(match[1]) for match in numbered if match]
        if {b - a for a, b in itertools.pairwise(numbers)} == {1}:
            return [
                replace(line, text=line.text[match.end() :])
                for line, match in zip(lines, numbered, strict=True)
                if match
            ]
    return lines


def _columns(lines: list[Line], width: float) -> list[list[Line]]:
    """The columns of a page, left before right; lines over both, above and below, stay in their order."""
    if not lines:
        return []
    middle = width / 2
    pieces = [piece for line in lines for piece in line.parts or (line,)]
    left = [line for line in pieces if line.right < middle + width * 0.02]
    right = [line for line in pieces if line.left > middle - width * 0.02]
    few = min(len(left), len(right)) < 5 or len(left) + len(right) < 0.7 * len(pieces)
    if few or not _side_by_side(left, right):
        return [lines]
    across = [line for line in pieces if line not in left and line not in right]
    top = min(line.top for line in (*left, *right))
    above = [line for line in across if line.bottom <= top + line.height]
    below = [line for line in across if line not in above]
    return [sorted(part, key=lambda line: line.top) for part in (above, left, right, below) if part]


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    """True when most lines of the shorter side have a neighbour and the sides are full lines, not a table or signature."""
    few, many = sorted((left, right), key=len)
    beside = sum(any(a.top < b.bottom and b.top < a.bottom for b in many) for a in few)
    long = sum(len(line.text) >= 10 for line in (*left, *right))
    return beside >= 0.6 * len(few) and long >= 0.6 * (len(left) + len(right))


def _column(lines: Sequence[Line], before: _Column | None) -> _Column:
    """Lines with their edges; few lines (the rest on a last page) are measured by the column before them."""
    rights = sorted(line.right for line in lines)
    left, right = _left_edge(lines), rights[int(len(rights) * 0.9)] if len(rights) > 1 else rights[0]
    if (
        before is not None
        and len(lines) < _FEW_LINES
        and before.left <= left + 1
        and rights[-1] <= before.right + 1
    ):
        left, right = before.left, before.right
    return _Column(tuple(lines), left, right)


def _left_edge(lines: Sequence[Line]) -> float:
    """The leftmost place where several lines begin: the first lines of paragraphs are indented from it."""
    lefts = sorted(line.left for line in lines)
    tolerance = lines[0].height / 3
    enough = max(2, len(lines) // 16)
    for left in lefts:
        if sum(abs(other - left) <= tolerance for other in lefts) >= enough:
            return left
    return lefts[0]


def _indents(columns: Sequence[_Column]) -> bool:
    """True when the document indents its paragraphs: half of the lines behind a sentence's end do so."""
    after = [
        line.left > column.left + _INDENT * line.height
        for column in columns
        for last, line in itertools.pairwise(column.lines)
        if last.text.endswith(("。", "：")) and last.right < column.right - _SHORT * last.height
    ]
    return sum(after) * 2 > len(after) > 0


def _blocks(lines: Sequence[Line]) -> list[tuple[float, int]]:
    """For each line the right edge and the number of the lines around it that begin at the same place."""
    found: list[tuple[float, int]] = []
    for _, block in itertools.groupby(lines, key=lambda line: round(line.left / 3)):
        members = list(block)
        found += [(max(line.right for line in members), len(members))] * len(members)
    return found


def _usual_gap(lines: Sequence[Line]) -> float:
    """The median distance between lines of one size, in line heights."""
    gaps = sorted(
        (line.top - last.bottom) / line.height
        for last, line in itertools.pairwise(lines)
        if line.top > last.top and _same_size(last, line)
    )
    return gaps[len(gaps) // 2] if gaps else 0.0


def _same_size(first: Line, second: Line) -> bool:
    return 0.7 < first.height / second.height < 1.43


def _starts(line: Line, column: _Column, before: _Before, short: float) -> bool:
    """True when a line begins a paragraph, given the line before it."""
    last = before.line
    if line.text[0] in _NEVER_FIRST:
        return False
    if not _same_size(line, last):
        return True
    ended = last.text[-1] in _ENDS
    gap = (line.top - last.bottom) / line.height
    if column is before.column and gap > max(_GAP, 1.5 * before.gap) and (ended or gap > 3 * before.gap):
        return True
    if any(p.fullmatch(line.text) for p in (_ADDRESSEE, _CHAPTER, _NUMBER)) or _NUMBER.fullmatch(last.text):
        return True
    begins = _BEGINS.match(line.text) is not None
    if line.left > column.left + _INDENT * line.height:
        # a paragraph, or the next line of a block that is inset on both sides
        beside = abs(line.left - last.left) < 3 and last.right >= before.block_right - _SHORT * last.height
        return begins or ended or not beside or before.block_lines < 3 or len(last.text) < _INSET_CHARS
    is_short = last.right < before.column.right - short * last.height
    return is_short or (ended and begins)


def _joined(first: str, second: str) -> str:
    words = first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalnum()
    return f"{first} {second}" if words else first + second
