"""Reads the normative statements of a document: sentence by sentence, and the figures of its tables."""

import re

from rules.cleanup import is_cleanup
from rules.conflicts.provisions import (
    Definition,
    Duty,
    Measure,
    Provisions,
    Responsible,
    definition,
    duties,
    measures,
)
from rules.conflicts.scopes import Scope, scopes
from rules.conflicts.tables import table_measures
from rules.conflicts.tasks import responsibles
from rules.conflicts.ways import Way, ways
from rules.conflicts.wording import NUMBERING
from rules.view import DocumentView, Sentence

#: Sentences that speak of the text itself or of others' law, not of the matter.
_ASIDE = re.compile(
    r"自[^。]{0,30}施行|^有效期|本[^，。]{1,4}有效期|印发之日|同时废止|负责解释|根据《|依据《|依照《|按照《|违反《|已经《|第\d+次[^。]{0,12}(?:会议|常务)|罚款"
)


_COUNTS = re.compile(r"包括|包含|不含|不(?:列入|属于|纳入|视为|算作|计入|在)")
_DEFINES = re.compile(r"是指|系指|，指|所称[^。]{2,30}指|属于|视为|列为|界定为|的为")
_ITEM = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")


def _goes_on(sentence: Sentence, lead: str) -> bool:
    """Whether a sentence is an item of what was introduced: in the same line, or numbered below it."""
    return bool(lead) and (not lead.endswith("\n") or bool(_ITEM.match(sentence.text)))


def _introduced(sentence: Sentence, lead: str) -> str:
    """What introduces the sentences that follow this one (津贴按月计发：80周岁以上的…；90周岁以上的…)."""
    text = NUMBERING.sub("", sentence.text)
    if _ASIDE.search(text):
        return ""
    if text.endswith("："):
        return text + "\n"
    if "：" in text and text.endswith("；"):
        return text[: text.index("：") + 1]
    still = text.endswith("；") if not lead.endswith("\n") else bool(_ITEM.match(sentence.text))
    return lead if still else ""


def provisions_of(doc: DocumentView) -> Provisions:
    """Read the normative statements of the document's own text (wrapper and signature left out) and of its tables.

    A decision that publishes the result of a cleanup counts and lists texts; it regulates nothing itself.
    """
    if is_cleanup(doc):
        return Provisions((), (), (), ())
    main = doc.main
    low, high = (main.start, main.end) if main else (0, len(doc.text))
    found_measures: list[Measure] = []
    found_duties: list[Duty] = []
    found_bodies: list[Responsible] = []
    found_definitions: list[Definition] = []
    found_ways: list[Way] = []
    found_scopes: list[Scope] = []
    lead = coming = ""
    for sentence in doc.sentences:
        if not low <= sentence.start < high or "\t" in sentence.text:
            continue
        lead, coming = coming if _goes_on(sentence, coming) else "", _introduced(sentence, coming)
        if _ASIDE.search(sentence.text):
            continue
        found_ways += ways(sentence)
        if _COUNTS.search(sentence.text):
            found_scopes += scopes(sentence)
        if _DEFINES.search(sentence.text) and (meaning := definition(sentence)):
            found_definitions.append(meaning)
            if "称" in sentence.text:
                continue
        found_measures += measures(sentence, lead)
        found_duties += duties(sentence)
        if (
            "负责" in sentence.text
            or "由" in sentence.text
            or "承担" in sentence.text
            or "牵头" in sentence.text
        ):
            found_bodies += responsibles(sentence)
    if "\t" in doc.text:
        # The annexes stand behind the signature, in front of it the forms of a wrapper notice.
        found_measures += table_measures(doc.text, low, len(doc.text))
    return Provisions(
        tuple(found_measures),
        tuple(found_duties),
        tuple(found_bodies),
        tuple(found_definitions),
        tuple(found_ways),
        tuple(found_scopes),
    )
