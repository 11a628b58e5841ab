"""The matter that a document regulates: the noun phrase of its inner title (rules.md §3.9). Pure."""

import re
from functools import lru_cache

_BRACKETED = re.compile(r"[（(〔\[【][^）)〕\]】]*[）)〕\]】]")
_QUOTES = re.compile(r"[《》〈〉“”\"<>]")
_PLACE = re.compile(
    r"^(?!城市|城区|市区|市场|社区|校区|园区|景区|地区)(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|(?<![城集夜超门早都上])市(?!场)|地区|州|盟))?(?:[\u4e00-\u9fff]{1,6}?(?:(?<!社)(?<!小)(?<!校)(?<!园)区|县|旗|(?<![城集夜超门早都上])市(?!场)))?"
    r"(?:(?!城镇|乡镇|村镇|城乡)[\u4e00-\u9fff]{1,6}?(?:(?<![城乡村古名])镇(?!化)|(?<![城])乡(?![村镇土愁])|街道))?(?:人民政府|政府)?(?:办公室|办公厅)?"
)
_ABOUT = re.compile(r"^.{0,30}?关于")
_YEAR = re.compile(
    r"(?:19|20)\d{2}(?:\s*[-—–－~至]\s*(?:19|20)?\d{2,4})?\s*年?度?|第[一二三四五六七八九十百\d]+[届次期批]|[“”]?十[一二三四五][五][”]?"
)
_KIND = re.compile(
    r"(?:(?:暂行|试行|临时|若干|具体|实施|补充|(?<!质量)监督|运行|日常|使用|管理|工作|有关|相关|的)*"
    r"(?:办法|规定|细则|规则|意见|措施|政策|方案|标准|目录|清单|指南|制度|规程|决定|公告|通告|通知|计划|要点|条例|规范|机制|问题|事项|工作))+$"
)
_FILLER = re.compile(
    r"进一步|切实|全面|加强|做好|规范|强化|加快|推进|促进|公布|调整|印发|转发|修订|重新|全区|全市|全县|本区|我区|有关|部分|若干"
)


@lru_cache(maxsize=65536)
def matter_key(title: str) -> str:
    """What a title is about: without place, issuer, year, kind of document, 试行 and filler words.

    Empty when nothing is left (a title that names no matter).
    """
    text = _BRACKETED.sub("", _QUOTES.sub("", title)).replace(" ", "").replace("\u3000", "")
    if "关于" in text:
        text = _ABOUT.sub("", text)
    else:
        text = _PLACE.sub("", text, count=1)
    text = _PLACE.sub("", text, count=1) if len(_PLACE.sub("", text, count=1)) >= 3 else text
    text = _KIND.sub("", _YEAR.sub("", text))
    return _KIND.sub("", _FILLER.sub("", text)).strip("、，的和及与")


@lru_cache(maxsize=65536)
def grams(key: str) -> frozenset[str]:
    """Character bigrams of a key (the key itself when it is one character)."""
    return frozenset(key[i : i + 2] for i in range(len(key) - 1)) or frozenset([key] if key else [])


def key_similarity(one: str, other: str) -> float:
    """Jaccard similarity of the bigrams of two keys, 0 for empty ones."""
    a, b = grams(one), grams(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def _shared_start(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def other_subject(one: str, other: str, *, shared: int = 2) -> bool:
    """Whether two keys are made alike but each names something else in the same place: 进口缅甸水产品 and
    进口马耳他水产品, 城市厕所 and 农村厕所. A key that only says more than the other is no other subject, nor is
    one that says it in other words, or that goes on differently (见义勇为奖励, 见义勇为确认: two sides of one
    matter). `shared`: the characters that both must end with."""
    mine, theirs = own_words(one, other, shared=shared)
    return min(len(mine), len(theirs)) >= 2 and not set(mine) & set(theirs)


def own_words(one: str, other: str, *, shared: int = 2) -> tuple[str, str]:
    """What each of two keys has between the words with which both begin and end; empty where they end otherwise."""
    lead = _shared_start(one, other)
    trail = _shared_start(one[lead:][::-1], other[lead:][::-1])
    if trail < shared:
        return "", ""
    return one[lead : len(one) - trail], other[lead : len(other) - trail]


_SERIES = re.compile(r"(?:19|20)\d{2}\s*(?:[-—–－~至]\s*(?:19|20)?\d{2,4})?\s*年?度?")


def series_key(title: str) -> tuple[str, int] | None:
    """(title without its year, the last year named) of a text of an annual series; None without a year.

    A 年版 is a version, not a series, and stays in the key.
    """
    years = [
        m
        for m in _SERIES.finditer(title)
        if not title.startswith("版", m.end()) and not title.startswith("年版", m.end())
    ]
    if not years:
        return None
    found = [int(y) for m in years for y in re.findall(r"(?:19|20)\d{2}", m.group())]
    bare = _SERIES.sub("", title)
    return re.sub(r"[\s《》〈〉]", "", bare), max(found)


_ORDINAL = re.compile(r"[（(](?:之)?[一二三四五六七八九十]{1,3}[）)]")


def parts_of_one(one: str, other: str) -> bool:
    """Whether two titles are numbered parts of one work (解释（一）, 解释（二）): one goes on where the other ends."""

    def unnumbered(title: str) -> str:
        return re.sub(r"[、，\s]", "", _ORDINAL.sub("", title))

    return bool(_ORDINAL.search(one + other)) and unnumbered(one) == unnumbered(other)
