"""What a page prints about its document: element tables, label lines, and the page's own lines.

An article often carries them at its head; there they are taken out of the text and kept as metadata.
"""

import re
from collections.abc import Sequence

from corpus.page import Block, BlockKind
from corpus.readers.html_layout import is_page_line
from corpus.readers.page_labels import is_marked, keep_pairs, label_of, pairs_of, split_stamp, tidy_value

#: Blocks at the head of an article, and at its tail, among which the page's own lines are looked for.
_HEAD = 14
_TAIL = 12
#: Body text has begun with a paragraph this long.
_LONG = 90
_BARE_TIME = re.compile(r"[\s\[【]*[时日]")
#: The time of a page stands alone under a title: a date, or a date and a time of day, and nothing more.
_STAMP = re.compile(r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
#: Words that body text uses before a colon too: a line needs more than one of them to be a label line.
_WEAK = frozenset(
    {
        "标题",
        "主题分类",
        "主题词",
        "页面时间",
        "内容概述",
        "文种",
        "服务对象",
        "有效期",
        "失效日期",
        "施行日期",
        "统一登记号",
    }
)


def table_pairs(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]] | None:
    """The (word, value) pairs of an element table; None for a table of another kind.

    A label stands in a cell of its own, with its value in the next, or in one cell with it. At least two
    labels, and nothing but labels and values: a list whose columns are headed 文号 and 发布日期 is none.
    """
    pairs: list[tuple[str, str]] = []
    unexplained = 0
    for row in rows:
        cells = [cell for cell in row if cell.strip()]
        found, left = _row_pairs([*row])
        pairs += found
        unexplained += left if cells else 0
    if len({word for word, _ in pairs}) < 2 or unexplained > max(1, len(pairs) // 3):
        return None
    return pairs


def _row_pairs(row: list[str]) -> tuple[list[tuple[str, str]], int]:
    """The pairs of a row, and how many of its cells are neither label nor value."""
    pairs: list[tuple[str, str]] = []
    unexplained = index = 0
    while index < len(row):
        cell = row[index].strip()
        index += 1
        if not cell:
            continue
        word = label_of(cell)
        if word is not None:
            value = _value_after(row, index)
            if value is None:
                if not is_marked(cell) and index < len(row):
                    unexplained += 1
                continue
            pairs.append((word, tidy_value(row[value])))
            index = value + 1
        elif inline := pairs_of(cell):
            pairs += inline
        else:
            unexplained += 1
    return pairs, unexplained


def _value_after(row: list[str], index: int) -> int | None:
    """The place of the value of a label whose next cell is `index`; None when another label comes first."""
    while index < len(row) and not row[index].strip():
        index += 1
    return index if index < len(row) and label_of(row[index]) is None else None


def line_pairs(blocks: Sequence[Block]) -> dict[str, str]:
    """The pairs of all element tables and label lines among blocks outside an article."""
    found: dict[str, str] = {}
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE:
            keep_pairs(table_pairs(block.rows) or (), found)
            continue
        stamp, line = split_stamp(block.text)
        keep_pairs([stamp] if stamp else (), found)
        pairs = _strong_pairs(line)
        if pairs and not pairs[-1][1] and index + 1 < len(blocks):
            following = blocks[index + 1]
            if following.kind is not BlockKind.TABLE and pairs_of(following.text) is None:
                pairs[-1] = (pairs[-1][0], tidy_value(following.text) if len(following.text) < 300 else "")
        keep_pairs(pairs or (), found)
    return found


def split_head(blocks: Sequence[Block]) -> tuple[list[Block], dict[str, str]]:
    """An article's blocks without the page's own lines at head and tail, and the pairs found among these."""
    kept: list[Block] = []
    found: dict[str, str] = {}
    last = max(len(blocks) - _TAIL, 0)
    in_head = True
    for index, block in enumerate(blocks):
        if in_head and index < _HEAD:
            pairs = _head_pairs(blocks, index)
            if pairs is not None:
                keep_pairs(pairs, found)
                continue
        if (in_head or index >= last) and block.kind is not BlockKind.TABLE and is_page_line(block.text):
            continue
        if block.kind is BlockKind.TABLE or len(block.text) > _LONG or index >= _HEAD:
            in_head = False
        kept.append(block)
    return kept, found


def _head_pairs(blocks: Sequence[Block], index: int) -> list[tuple[str, str]] | None:
    """The pairs of a block at the head. One weak label is believed beside a line of labels only."""
    block = blocks[index]
    if block.kind is BlockKind.TABLE:
        return table_pairs(block.rows)
    pairs = _strong_pairs(block.text)
    if pairs is None and len(block.text) < 200 and (weak := pairs_of(block.text)):
        beside = (blocks[i].text for i in (index - 1, index + 1) if 0 <= i < len(blocks))
        if any(_strong_pairs(text) for text in beside):
            return weak
    return pairs


def _strong_pairs(text: str) -> list[tuple[str, str]] | None:
    """The pairs of a label line; None for text, and for one label that texts use themselves."""
    if len(text) > 400:
        return None
    pairs = pairs_of(text)
    if not pairs:
        return None
    word, value = pairs[0]
    # 时间 and 日期 alone may be a meeting's
    stamp = word == "页面时间" and not _BARE_TIME.match(text) and _STAMP.fullmatch(value)
    return pairs if len(pairs) > 1 or word not in _WEAK or stamp else None
