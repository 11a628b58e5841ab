"""Two texts that are meant to stand beside each other: what they say differently is no contradiction. Pure."""

import re

from corpus.reading import Citation
from rules.conflicts.book import same_maker
from rules.conflicts.pairs import Pair
from rules.view import DocumentView

#: 其他区域继续执行《…》: the text cited goes on to hold where this one does not.
_ELSEWHERE = re.compile(
    r"(?:其他|其余|之外的?|以外的?)[^。；，《]{0,6}(?:区域|地区|地方|乡镇|镇街|街道|路段|范围|片区|城区|园区)[^。；《]{0,12}$"
)
#: Places within a district that a title may name.
_PART = re.compile(
    r"[\u4e00-\u9fff]{2}(?:新区|开发区|园区|示范区|试验区|度假区|名胜区|景区|片区|商圈|步行街|安置点|安置区)|老城区|主城区"
)
_LOOKS_BACK = 40


def read_together(pair: Pair) -> bool:
    """One document forwards, extends or amends the other, ends a part of it, or says that it goes on to hold
    elsewhere."""
    return any(
        _acts_on(citation, doc)
        for doc in (pair.one, pair.other)
        for citation in doc.reading.citations
        if names(citation, pair.peer_of(doc))
    )


def names(citation: Citation, doc: DocumentView) -> bool:
    """Whether a citation names a document: by its number or by one of its titles."""
    return bool(
        (citation.number and doc.number and citation.number == doc.number)
        or (citation.title and citation.title in doc.titles)
    )


def _acts_on(citation: Citation, doc: DocumentView) -> bool:
    if citation.role in ("forwards", "amend", "extend"):
        return True
    if citation.role in ("repeal", "replaces"):
        return citation.part is not None
    return bool(_ELSEWHERE.search(doc.text, max(0, citation.start - _LOOKS_BACK), citation.start))


def for_a_part(pair: Pair) -> bool:
    """One maker has one text for its whole district and another for a part of it (城东新区, 老城区)."""
    parts = [
        set(_PART.findall(doc.inner_title.removeprefix(doc.territory))) for doc in (pair.one, pair.other)
    ]
    return parts[0] != parts[1] and same_maker(pair.one, pair.other)
