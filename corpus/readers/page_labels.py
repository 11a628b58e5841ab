"""The labels of element tables (索引号 发文字号 …) in their many spellings, and the pairs a line is made of."""

import re
from collections.abc import Sequence
from functools import cache

from registry.shipped import shipped

#: Not stored: what stands beside such a label says nothing of the document.
IGNORED = ""
#: A longer line is text.
_LONGEST_LINE = 2000
_BLANKS = re.compile(r"[\s\u3000\u200b\ufeff]+")
_STAMP = re.compile(r"[\s\u3000]*[\[【［]([^\[\]【】［］]{2,6})[\]】］][\s\u3000]*")
_COLONS = ":：﹕︰"
_BRACKETS = "[]【】〔〕［］"


def label_of(text: str) -> str | None:
    """The normal word for a label as printed ("文　号：" → "发文字号"), IGNORED, or None for other text."""
    if len(text) > 40:
        return None
    bare = _BLANKS.sub("", text).strip(_COLONS + _BRACKETS)
    return _words().get(bare)


def is_marked(text: str) -> bool:
    """True for a label that ends in a colon or stands in brackets, as labels beside a value do."""
    text = text.strip()
    return bool(text) and (text[-1] in _COLONS or (text[0] in _BRACKETS and text[-1] in _BRACKETS))


def pairs_of(line: str) -> list[tuple[str, str]] | None:
    """The (word, value) pairs of a line that consists of them, with IGNORED ones left in; else None.

    "索 引 号：LT002　　发文机关：兰台区人民政府" gives two pairs. A line that begins with other words gives None.
    """
    found = list(_label_pattern().finditer(line)) if len(line) <= _LONGEST_LINE else []
    if not found or line[: found[0].start()].strip(" \t\u3000\xa0|｜[【·"):
        return None
    pairs = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(line)
        word = label_of(match["boxed"] or match["plain"])
        if word is None:
            return None
        pairs.append((word, tidy_value(line[match.end() : end])))
    return pairs


def split_stamp(line: str) -> tuple[tuple[str, str] | None, str]:
    """The (word, value) of a stamp in brackets at the head of a line (【已失效】), or None; the line without it."""
    stamped = _STAMP.match(line)
    if stamped:
        for word, values in shipped("corpus.readers", "page_labels.toml")["stamps"].items():
            if stamped[1] in values:
                return (word, stamped[1]), line[stamped.end() :]
    return None, line


def tidy_value(text: str) -> str:
    """A value without the blanks around it and the signs that separate it from the next."""
    value = re.sub(r"[\s\u3000]+", " ", text).strip(" |｜[]【】·;；")
    return "" if value in ("-", "--", "—", "无", "/", "\\") else value


def keep_pairs(pairs: Sequence[tuple[str, str]], into: dict[str, str]) -> None:
    """Put pairs into metadata: the first value of a word stays, ignored and empty ones are left out."""
    for word, value in pairs:
        if word != IGNORED and value:
            into.setdefault(word, value)


@cache
def _words() -> dict[str, str]:
    data = shipped("corpus.readers", "page_labels.toml")
    words = {spelling: word for word, spellings in data["labels"].items() for spelling in spellings}
    return words | dict.fromkeys(data["ignored"]["labels"], IGNORED)


@cache
def _label_pattern() -> re.Pattern[str]:
    """A label at the start of a line or after a blank, with any blanks inside, and its colon."""
    spellings = sorted(_words(), key=len, reverse=True)
    alternatives = "|".join(r"[ \t\u3000\xa0]*".join(map(re.escape, word)) for word in spellings)
    before = r"(?:(?<=^)|(?<=[\s\u3000|｜\[【;；·]))"
    blanks = r"[\s\u3000]*"
    boxed = rf"[\[【](?P<boxed>{alternatives})[\]】]{blanks}[{_COLONS}]?"
    plain = rf"[\[【]?(?P<plain>{alternatives}){blanks}[{_COLONS}][\]】]?"
    return re.compile(f"{before}(?:{boxed}|{plain})")
