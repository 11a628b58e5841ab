"""Titles in 《》: found with a stack of marks, nested titles kept inside, broken marks mended.

Pure and linear: every mark is looked at a bounded number of times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = re.compile(r"[《》〈〉＜＞<>]")
_OPENS = {"《": "》", "〈": "〉", "＜": "＞", "<": ">"}
#: A title longer than this is a forgotten closing mark. The longest real ones reach about 160.
_LONGEST = 260
#: What ends the search for a forgotten closing mark.
_STOP = re.compile(r"[。；]|\n\s*\n[^》]{20}|\n\s*\n[^》]*《")
_CUT = re.compile(r"第[一二三四五六七八九十百零〇\d]+[条章款]|[，,；。：\n（(]|[、和及与]《")
_KIND = re.compile(r"(?:法|条例|规定|办法|细则|规则|决定|意见|通知|公告|解释|标准|规范|规划|方案|纲要|目录)$")
_FORGOTTEN_OPEN = re.compile(r"中华人民共和国[^《》，,。；;、：（）()\n\s]{1,40}(?:法|条例|规定|办法|细则)$")
_SPACES = re.compile(r"\s*\n\s*|(?<=[\u4e00-\u9fff])\u3000+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Title:
    """A title and its place: `text[start:end]` holds it with its marks, `name` is the title without them.

    `broken`: a mark was missing and the end (or beginning) is a guess. `marks` is the opening mark used.
    """

    start: int
    end: int
    name: str
    broken: bool = False
    marks: str = "《"


def scan_titles(text: str) -> tuple[Title, ...]:
    """Every outermost title in text order. Titles nested in another title are part of its name."""
    return tuple(_scan(text))


def clean_name(raw: str) -> str:
    """A title's name as one line: line breaks go, single blanks between names stay."""
    return _SPACES.sub("", raw.strip())


def _scan(text: str) -> Iterator[Title]:
    at = 0
    last_end = 0
    while mark := _MARKS.search(text, at):
        char, start = mark.group(), mark.start()
        if char == "》":
            # A closing mark without an opening one: the name before it may still be recognisable.
            found = _FORGOTTEN_OPEN.search(text, max(last_end, start - 60), start)
            if found:
                yield Title(found.start(), start + 1, clean_name(found.group()), broken=True)
            at = last_end = start + 1
            continue
        if char not in _OPENS or (char != "《" and not _opens_title(text, start)):
            at = start + 1
            continue
        title = _closed(text, start) or (_unclosed(text, start) if char == "《" else None)
        if title is None:
            at = start + 1
            continue
        if title.name:
            yield title
        at = last_end = title.end


def _opens_title(text: str, start: int) -> bool:
    """Angle brackets outside 《》 hold a title only when what they hold ends like one."""
    close = text.find(_OPENS[text[start]], start + 1, start + 120)
    return close > 0 and "\n" not in text[start:close] and bool(_KIND.search(text[start + 1 : close]))


def _closed(text: str, start: int) -> Title | None:
    """The title that opens at `start`, if its marks balance within reach."""
    stack = [text[start]]
    limit = start + _LONGEST
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else min(limit, len(text))
    first_close = -1
    if not any(text.find(close, start, end) >= 0 for close in "》〉＞>"):
        return None  # nothing closes within reach: a page of opening marks costs no more than its length
    for mark in _MARKS.finditer(text, start + 1, end):
        char = mark.group()
        if char in _OPENS:
            if char == "<" and not _opens_title(text, mark.start()):
                continue
            stack.append(char)
            continue
        if char == ">" and stack[-1] not in "<＜":
            continue
        if char == "》" and first_close < 0:
            first_close = mark.end()
        if (
            char == "》"
            and stack[-1] != "《"
            and len(stack) >= 2
            and not _closes_later(text, mark.end(), end)
        ):
            stack.pop()  # 《关于〈X的决定》: the inner mark was forgotten
        stack.pop()
        if not stack:
            return Title(start, mark.end(), clean_name(text[start + 1 : mark.end() - 1]), marks=text[start])
    if first_close > 0 and text.find("《", start + 1, first_close) < 0:
        return Title(start, first_close, clean_name(text[start + 1 : first_close - 1]), broken=True)
    return None


def _closes_later(text: str, at: int, end: int) -> bool:
    """Whether the next 《 or 》 after `at` is a closing one."""
    for mark in re.compile("[《》]").finditer(text, at, end):
        return mark.group() == "》"
    return False


def _unclosed(text: str, start: int) -> Title | None:
    """The name after a 《 that nothing closes: it ends where a title can end, or it is none."""
    cut = _CUT.search(text, start + 1, start + 80)
    end = cut.start() if cut else min(len(text), start + 80)
    name = clean_name(text[start + 1 : end])
    return Title(start, end, name, broken=True) if _KIND.search(name) else None
