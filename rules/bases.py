"""What a document rests on: its citations by what they do, historical mentions set apart.

A citation is living when the text still relies on it: as its basis (根据, 参照), or as an instruction
(依照《X》…处理). 2020年以前依照《物权法》已经表决的 only looks back.
"""

import re
from collections.abc import Iterator

from corpus.reading import Citation
from rules.sentences import layout_of
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


def relied_on(doc: DocumentView) -> Iterator[Citation]:
    """Citations that the text lives by: bases and instructions, and plain mentions of an article."""
    for citation in doc.reading.citations:
        if citation.role in RELIED_ON or (citation.role == "cite" and citation.article):
            if citation.role in BASIS or not looks_back(doc, citation):
                yield citation


def once(citations: Iterator[Citation]) -> dict[str, list[Citation]]:
    """Citations by title, in the order of first mention."""
    found: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.title:
            found.setdefault(citation.title, []).append(citation)
    return found
