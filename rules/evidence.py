"""Papers of the making among the files (审核意见书, 备案报告, 征求意见公告 …) and the documents they belong to.

A paper belongs to the document that it names; where it names none that is registered, to the only other
document of its folder. What a paper proves fills a step that the ledger leaves empty.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from registry.shipped import shipped
from rules.indexes import Given, derived_index, index
from rules.spans import DateSpan, parse_cell
from rules.steps import Step, StepState

if TYPE_CHECKING:
    from rules.registry_view import RegistryView
    from rules.view import DocumentView

_NAME = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_PERIOD = re.compile(
    r"(?P<a>\d{4}年\d{1,2}月\d{1,2}日)\s*(?:起)?\s*(?:至|到|—|－|-|~)\s*(?P<y>\d{4}年)?(?P<b>\d{1,2}月\d{1,2}日)"
)
_MEETING = re.compile(
    r"[\u4e00-\u9fff]{0,10}第?\d{0,3}次?(?:常务会议|全体会议|办公会议?|局务会议?|专题会议?|主任会议)"
)
_RESULT = re.compile(r"不合法|应当修改[^。\n]{0,30}|合法|符合(?:有关)?法律[^。\n]{0,16}")
_ADDRESSEE = re.compile(r"^[\s　]*([\u4e00-\u9fff]{3,30}(?:政府|常委会|局|委员会|司))[：:]\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Kind:
    step: str
    title: re.Pattern[str]
    body: re.Pattern[str] | None


@cache
def _kinds() -> tuple[_Kind, ...]:
    raw = shipped("rules", "data/evidence.toml")
    return tuple(
        _Kind(p["step"], re.compile(p["title"]), re.compile(p["body"]) if "body" in p else None)
        for p in raw["paper"]
    )


def step_proved(doc: "DocumentView") -> str | None:
    """The step that a document proves for another one, by its title (and body); None for ordinary documents."""
    # The name of the document that the paper is about must not decide: only the words around it.
    title = _NAME.sub("", doc.title)
    for kind in _kinds():
        if kind.title.search(title) and (kind.body is None or kind.body.search(doc.text)):
            return kind.step
    return None


@index
def proving(doc: "DocumentView") -> Given:
    """Papers, under their own id, with the step that they prove."""
    step = step_proved(doc)
    return {doc.id: step} if step else {}


@index
def beside(doc: "DocumentView") -> Given:
    """Folders: the documents in each that are no papers."""
    return {doc.path.rpartition("/")[0]: None} if doc.path and not step_proved(doc) else {}


@derived_index
def papers(doc: "DocumentView", registry: "RegistryView") -> Given:
    """The documents that a paper belongs to, with the step that it proves of them."""
    step = registry.under(proving, doc.id).get(doc.id)
    return dict.fromkeys(_targets(doc, step, registry), step) if step else {}


def _targets(paper: "DocumentView", step: str, registry: "RegistryView") -> Iterable[str]:
    named: dict[str, None] = {}
    for match in _NAME.finditer(f"{paper.title}\n{paper.text[:2000]}"):
        name = re.sub(r"[（(](?:送审稿|征求意见稿|草案|草稿|报批稿|修订草案)[）)]", "", match[1])
        candidates = [d for d in registry.by_title(name) if not registry.under(proving, d.id)]
        if len(candidates) == 1:
            named[candidates[0].id] = None
    if named:
        return named if step == "集体审议" else list(named)[:1]
    others = registry.under(beside, paper.path.rpartition("/")[0]) if paper.path else {}
    return others if len(others) == 1 else ()


def with_paper(step: Step, paper: "DocumentView") -> Step:
    """A step that the ledger leaves open (or denies) with what a paper proves of it."""
    day = paper.signed_on or paper.issued_on or paper.published_on
    first, last = _period(paper.text) if step.name == "公开征求意见" else (day, day)
    return Step(
        name=step.name,
        state=StepState.DONE,
        first=step.first or (None if step.name == "合法性审核" else first),
        last=step.last or last,
        organ=step.organ or _organ(step.name, paper),
        result=step.result or _result(step.name, paper.text),
        columns=step.columns,
        evidence=paper.id,
    )


def _period(text: str) -> tuple[DateSpan | None, DateSpan | None]:
    found = _PERIOD.search(text)
    if not found:
        return None, None
    year = found["y"] or found["a"][:5]
    return parse_cell(found["a"]), parse_cell(year + found["b"])


def _organ(name: str, paper: "DocumentView") -> str:
    if name == "备案":
        found = _ADDRESSEE.search(paper.text)
        return found[1] if found else ""
    if name == "集体审议":
        meeting = _MEETING.search(f"{paper.title}\n{paper.text[:400]}")
        return meeting[0] if meeting else ""
    return paper.issuer


def _result(name: str, text: str) -> str:
    if name != "合法性审核":
        return ""
    found = _RESULT.search(text)
    return found[0] if found else ""
