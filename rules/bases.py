"""What a document rests on: its citations by what they do, historical mentions set apart.

A citation is living when the text still relies on it: as its basis (根据, 参照), or as an instruction
(依照《X》…处理). 2020年以前依照《物权法》已经表决的 only looks back.
"""

import re
from collections.abc import Iterator

from corpus.reading import Citation
from rules.sentences import layout_of
from rules.spans import DateSpan
from rules.view import DocumentView

BASIS = ("basis", "policy_basis", "weak_basis")
RELIED_ON = (*BASIS, "operative", "implements")
_HISTORY = re.compile(
    r"以前|之前(?!\d)|此前|施行前|实施前|当时|届时的|已经?(?:依照|按照|根据|作出|取得|登记|领取|办理|订立|签订|批准)|原(?:依照|按照|根据)?《|"
    r"曾|废止后|失效后|尚未(?:办结|处理完毕|执行完毕)|同时废止|历史"
)
_DATED = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:至|—|-|以?前|之前|前|以来)")


def looks_back(doc: DocumentView, citation: Citation) -> bool:
    """Whether the sentence of a citation tells of the past or of what goes on under the old law."""
    if citation.original:
        return True
    if citation.role in BASIS:
        return False
    passage = layout_of(doc).passage_at(citation.start)
    return bool(_HISTORY.search(passage.text) or _DATED.search(passage.text))


def text_date(doc: DocumentView) -> DateSpan | None:
    """The day of the text as it stands: its last printed amendment, else the day it was made."""
    made = doc.made_on
    days = [DateSpan.parse(e.date) for e in doc.reading.history if e.act in ("adopted", "amended", "revised")]
    latest = max((d for d in days if d is not None), key=lambda d: d.last, default=None)
    if latest is None or (made is not None and made.last >= latest.last):
        return made
    return latest


_FOLLOWS = re.compile(r"(?:依照|按照|根据|依据|遵照|比照|适用|执行|违反|符合|按)[^，。；《》]{0,8}[《“]?$")


def followed(doc: DocumentView, citation: Citation) -> bool:
    """Whether the words in front of a plain mention make it an instruction (依照《X》的规定承担责任)."""
    return bool(_FOLLOWS.search(doc.text[max(0, citation.start - 14) : citation.start]))


def relied_on(doc: DocumentView) -> Iterator[Citation]:
    """Citations that the text lives by: bases and instructions, and plain mentions of an article."""
    for citation in doc.reading.citations:
        telling = citation.role in RELIED_ON or (
            citation.role == "cite" and (citation.article or followed(doc, citation))
        )
        if telling and (citation.role in BASIS or not looks_back(doc, citation)):
            yield citation


def once(citations: Iterator[Citation]) -> dict[str, list[Citation]]:
    """Citations by title, in the order of first mention."""
    found: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.title:
            found.setdefault(citation.title, []).append(citation)
    return found
