"""What a mention of a document is, and the small readers of what is printed around one."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from corpus.places import place_at
from registry.shipped import shipped

_OPEN, _CLOSE = "（(", "）)"
SHORT = re.compile(
    r"(?:以下|下)?(?:简称|下称|统称|并称)(?:为|作)?\s*[：:]?\s*(?:《(?P<quoted>[^《》]{1,40})》|(?P<open>[“\"‘「〈]?)(?P<name>[^“”\"《》〈〉（）()，。；、‘’「」]{1,24}))"
)
_LINK = re.compile(r"(?:中的?|的|之)?")
_BLANKS = re.compile(r"[\n\t\u3000\xa0]+|(?<![\u4e00-\u9fff]) +| +(?![\u4e00-\u9fff])")
#: Words of the sentence that stand before the organ and were taken for a part of it.
_PROSE = re.compile(
    r"^(?:.*的(?=原?[\u4e00-\u9fff]{2,}(?:部|署|局|委|院|会|厅|政府|公告))|[年月日]|解除|停止|执行|取消|恢复|修订|修改|依照|按照|根据|以|由|原)+"
)
_BODY_BEFORE_CODE = re.compile(r"^.*(?:人民政府|办公厅|办公室)(?=[\u4e00-\u9fff]{1,8}[〔\[（(【﹝])")


@cache
def names() -> dict[str, tuple[str, ...]]:
    """The word lists of data/names.toml, longest first."""
    data = shipped("corpus", "data/names.toml")
    return {key: tuple(sorted(value, key=len, reverse=True)) for key, value in data.items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. `start`/`end` is the name itself; `tail` the end of what belongs to it (number, place).

    `via`: title | number | short | composed. `short_name` is a name that the text defines here for later
    use; `short_bare` says that it was defined without 《》. `defined` is where a short name comes from.
    """

    start: int
    end: int
    tail: int
    title: str | None
    number: str | None
    place: str | None = None
    via: str = "title"
    original: bool = False
    short_name: str = ""
    short_bare: bool = False
    printed: str = ""


class Spans:
    """Sorted, disjoint spans that answer in logarithmic time whether another one touches them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _ in self._spans]

    def hit(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, end)
        return any(s < end and e > start for s, e in self._spans[max(0, at - 2) : at])


def bracket_end(text: str, at: int) -> int | None:
    """End of the round bracket that opens at `at` or behind a blank, or None."""
    while at < len(text) and text[at] in " \u3000":
        at += 1
    if at >= len(text) or text[at] not in _OPEN:
        return None
    depth = 0
    for i in range(at, min(len(text), at + 160)):
        if text[i] in _OPEN:
            depth += 1
        elif text[i] in _CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
    return None


def defined(definition: re.Match[str] | None) -> tuple[str, bool]:
    """The short name that 以下简称… defines, and whether it was printed without 《》."""
    if definition is None:
        return "", False
    if definition["quoted"]:
        return definition["quoted"].strip(), False
    return definition["name"].strip(), definition["open"] != "〈"


def place_after(text: str, at: int) -> tuple[str, int] | None:
    for offset in dict.fromkeys((at, _LINK.match(text, at).end())):  # type: ignore[union-attr]
        found = place_at(text, offset)
        if found:
            return found.text, found.end
    return None


def is_original(text: str, start: int) -> bool:
    """Whether 原 stands before the name: directly, or before the issuer that is named with it."""
    if text[max(0, start - 1) : start] == "原":
        return True
    window = text[max(0, start - 40) : start]
    return bool(re.search(r"(?:^|[^\u4e00-\u9fff]|[由日和及、])原[\u4e00-\u9fff、]{2,30}$", window))


def printed(raw: str) -> str:
    """A number as printed, less the blanks of typesetting, 原 before former bodies and words before the organ."""
    raw = _BLANKS.sub("", raw.strip())
    raw = re.sub(r"(?<=[、与和])原(?=[\u4e00-\u9fff])", "", _BODY_BEFORE_CODE.sub("", raw))
    return _PROSE.sub("", raw)


def split_number(raw: str) -> tuple[str, str]:
    """海关总署公告2022年第54号 → (海关总署公告, 2022年第54号); 海关总署2020年第101号公告 → (海关总署, …)."""
    cut = re.search(
        r"(?:(?:19|20)\d\d年)?\s*第?\s*[\d一二三四五六七八九十百〇零]+\s*号(?:联合|警示)?(?:令|公告|通告)?$",
        raw,
    )
    return (raw[: cut.start()], raw[cut.start() :]) if cut else (raw, "")


_FLAT = re.compile(r"[\s《》〈〉<>＜＞“”\"'‘’（）()　]")


def flat(title: str | None) -> str:
    """A title without marks, quotes, blanks and brackets, and without 中华人民共和国 in front."""
    return _FLAT.sub("", title or "").removeprefix("中华人民共和国")
