"""What a document rests on: its citations by what they do, historical mentions set apart.

A citation is living when the text still relies on it: as its basis (根据, 参照), or as an instruction
(依照《X》…处理). 2020年以前依照《物权法》已经表决的 only looks back.
"""

import re
from collections.abc import Iterator

from corpus.reading import Citation
from registry.agencies import Body, Level
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


_NATIONAL = re.compile(r"^(?:中华人民共和国|最高人民法院|最高人民检察院|全国人民代表大会)")
_OF_LAW = re.compile(r"(?<!办)法$|条例$")
_OF_RULES = re.compile(r"(?:办法|规定|细则|规则)(?:[（(][^）)]*[）)])*$")
#: The number of an order of ministries, printed without the word: 卫生部第26号.
_ORDER = re.compile(r"^[^〔\[（公通]*[部局署委会行院]第\d+号$")
#: Who passes a rule (规章制定程序条例 第二十七条): the meeting of a ministry or of a government.
_MINISTRY = re.compile(r"国务院[^，。；]{0,12}批准|[部局委署室行]务会议|主席办公会")
_MINISTRY_ALONE = re.compile(r"国务院[^，。；]{0,12}批准|部务会议")
_GOVERNMENT = re.compile(r"(?:[省市]|自治区)人民政府[^，。；]{0,16}常务会议")
_CONGRESS = re.compile(r"人民代表大?会")
#: Orders to the authorities of provinces: only who stands above them gives these.
_ABOVE_PROVINCES = re.compile(
    r"(?:省、自治区、直辖市|省级)[^，。；]{0,24}(?:部门|机关|机构|政府)[^，。；]{0,8}(?:应当|负责|可以|制定|确定|组织)"
)


def is_legislation(doc: DocumentView) -> bool:
    """A law, a regulation, a judicial interpretation or a rule (规章): no normative document at all.

    What a text without order number (令) is, its printed history tells: who passed it; and where nobody is printed, whom
    it gives orders to.
    """
    found = doc.memo.get("legislation")
    if not isinstance(found, bool):
        found = doc.memo["legislation"] = _is_legislation(doc)
    return found


def _is_legislation(doc: DocumentView) -> bool:
    title = doc.inner_title
    if doc.body in (Body.CONGRESS, Body.JUDICIAL) or _NATIONAL.search(title):
        return True
    if doc.level in (Level.COUNTY, Level.TOWN):
        return False
    number = doc.number or ""
    if "令" in number or (doc.level is Level.STATE and _OF_LAW.search(title)):
        return True
    if doc.level is Level.STATE and _ORDER.search(number) and _OF_RULES.search(title):
        return True
    return not number and _without_number(doc, title)


def _without_number(doc: DocumentView, title: str) -> bool:
    passed = " ".join(e.by or "" for e in doc.reading.history if e.act == "adopted")
    if _CONGRESS.search(passed) or (not doc.issuer and _OF_LAW.search(title)):
        return True
    if not _OF_RULES.search(title):
        return False
    if doc.level is Level.STATE:
        amended = any(
            "决定》" in (e.by or "") for e in doc.reading.history if e.act in ("amended", "revised")
        )
        return doc.issuer == "国务院" or amended or bool(_MINISTRY.search(passed))
    if doc.level in (Level.PROVINCE, Level.CITY):
        return bool(_GOVERNMENT.search(passed))
    return not doc.issuer and bool(_MINISTRY_ALONE.search(passed) or _ABOVE_PROVINCES.search(doc.text))


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
