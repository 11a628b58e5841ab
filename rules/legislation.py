"""What is a law, a regulation, a judicial interpretation or a rule (规章), and so no normative document at all."""

import re
from typing import TYPE_CHECKING

from registry.agencies import Body, Level

if TYPE_CHECKING:
    from rules.view import DocumentView

_NATIONAL = re.compile(r"^(?:中华人民共和国|最高人民法院|最高人民检察院|全国人民代表大会)")
#: What no law is called, though it begin with the name of the republic (中华人民共和国海关行政处罚裁量基准).
_PAPER = re.compile(r"(?:基准|标准|目录|清单|公告|通告|通知|函|指南)(?:[（(][^）)]*[）)])*$")
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


def is_legislation(doc: "DocumentView") -> bool:
    """A law, a regulation, a judicial interpretation or a rule (规章): no normative document at all.

    What a text without order number (令) is, its printed history tells: who passed it; and where nobody is printed, whom
    it gives orders to.
    """
    found = doc.memo.get("legislation")
    if not isinstance(found, bool):
        found = doc.memo["legislation"] = _is_legislation(doc)
    return found


def _is_legislation(doc: "DocumentView") -> bool:
    title = doc.inner_title
    if doc.body in (Body.CONGRESS, Body.JUDICIAL) or (_NATIONAL.search(title) and not _PAPER.search(title)):
        return True
    if doc.level in (Level.COUNTY, Level.TOWN):
        return False
    number = doc.number or ""
    if "令" in number or (doc.level is Level.STATE and _OF_LAW.search(title)):
        return True
    if doc.level is Level.STATE and _ORDER.search(number) and _OF_RULES.search(title):
        return True
    return not number and _without_number(doc, title)


def _without_number(doc: "DocumentView", title: str) -> bool:
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
