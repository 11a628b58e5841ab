"""Keys by which titles and numbers are compared: what differs only in print gets the same key."""

import re
import unicodedata
from functools import lru_cache

_BRACKETS = str.maketrans("﹝﹞[]［］【】()（）〔〕", "〔〕〔〕〔〕〔〕〔〕〔〕〔〕")
_INNER = str.maketrans("《》", "〈〉")
_NOISE = re.compile(r"[\s　《》〈〉<>＜＞“”\"'‘’、，,。·:：;；—–\-－~～]+")
_MARKS = re.compile(r"【[^】]{0,8}】|[（(](?:该文件)?(?:已?废止|已?失效|节选)[）)]")
_WRAPPER = re.compile(
    r"^(?P<issuer>[^《]{0,40}?)(?:关于)?(?:重新)?(?:印发|公布|发布|转发|批转|颁布|下发)(?P<inner>.+?)的(?:通知|公告|决定|通告|令)$"
)
_ABOUT = re.compile(r"^.{0,40}?关于(?=.)")


@lru_cache(maxsize=16384)
def number_key(number: str | None) -> str:
    """文号 without blanks, with one bracket form and half-width digits; empty for None."""
    if not number:
        return ""
    key = unicodedata.normalize("NFKC", re.sub(r"\s+", "", number)).translate(_BRACKETS)
    key = key.replace("〔第", "〔")
    key = re.sub(r"〔(\d{4})〕第?0*(\d+)号?", r"〔\1〕\2号", key)
    return re.sub(r"[—–－-]+", "-", key)


@lru_cache(maxsize=16384)
def title_key(title: str | None) -> str:
    """A title without status marks, quotes, blanks and punctuation, parentheses in one form."""
    if not title:
        return ""
    text = unicodedata.normalize("NFKC", _MARKS.sub("", title))
    return _NOISE.sub("", text).removeprefix("原")


@lru_cache(maxsize=16384)
def inner_of(title: str | None) -> str:
    """The title that a wrapper's title carries (关于印发《X》的通知 → X), or the title itself."""
    text = _MARKS.sub("", title or "").strip()
    found = _WRAPPER.match(text)
    if not found:
        return text
    inner = found["inner"].strip()
    if inner.startswith("《"):
        close = _closing(inner)
        inner = inner[1:close] if close else inner.strip("《》")
    elif inner.startswith(("<", "〈", "＜")):
        inner = inner[1:].rstrip(">〉＞")
    return inner


def _closing(text: str) -> int | None:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "《") - (char == "》")
        if depth == 0:
            return at
    return None


def quoted(title: str) -> str:
    """A title in 《》, titles inside it in 〈〉 (GB/T 15834)."""
    inner = title[1:-1] if title.startswith("《") and _closing(title) == len(title) - 1 else title
    return f"《{inner.translate(_INNER)}》"


@lru_cache(maxsize=16384)
def without_issuer(title: str | None) -> str:
    """A title from its 关于 on (兰台区人民政府关于X的通知 → 关于X的通知); unchanged without one."""
    text = title or ""
    found = _ABOUT.match(text)
    return text[text.index("关于", 0) :] if found and "《" not in text[: text.index("关于")] else text
