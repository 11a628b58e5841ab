"""Place names that ended: from the office's own list (profile `places`), the registry's own documents and its ledger.

A document that abolishes, merges or renames a township says so in words (撤销柳河乡，并入双河镇), and so may a
remark of the ledger (柳河乡2019年12月撤销，并入双河镇); documents of the same registry that still use the name are then
known to be out of date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.base import Context
from rules.indexes import Given, index
from rules.questions import table
from rules.registry_view import RegistryView
from rules.spans import parse_cell
from rules.view import DocumentView

_UNIT = r"[\u4e00-\u9fff]{1,5}?(?:街道办事处|街道|乡|镇|区|县|村|社区)"
_TITLE = re.compile(
    r"行政区划|区划调整|撤[并销]|更名|撤乡|撤村|合并|设立[\u4e00-\u9fff]{1,8}(?:街道|镇)|调整[^》]{0,12}(?:街道|乡|镇)"
)
_CHANGES = (
    re.compile(
        rf"撤销(?:原)?(?P<old>{_UNIT})[^。；\n]{{0,40}}?(?:并入|划归|划入|设立|改设|合并(?:到|至|组建)?)(?:为)?(?P<new>{_UNIT})"
    ),
    re.compile(
        rf"(?:将)?(?P<old>{_UNIT})(?:整建制|整体)?(?:并入|更名为|改名为|改为|合并到|合并至|划归)(?P<new>{_UNIT})"
    ),
    re.compile(rf"撤销(?:原)?(?P<old>{_UNIT})(?P<new>)(?=[，。；、的建])"),
)
#: 大营镇榆林村、后峪村的行政区域划归高新技术产业开发区管理: villages that go to another place.
_GONE_OVER = re.compile(
    rf"(?P<olds>{_UNIT}(?:、{_UNIT})*)的?(?:行政区域|区域|全部区域|整建制)?(?:整建制)?划归(?P<new>[\u4e00-\u9fff]{{2,18}}?(?:区|镇|县|街道))(?:管理|管辖|代管)"
)
#: The town in front of its village.
_TOWN_OF = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道)(?=[\u4e00-\u9fff]{1,4}(?:村|社区)$)")
#: The same in a remark, with the day.
_NOTED = re.compile(
    rf"(?P<old>{_UNIT})(?:已|经批准)*(?:于|自)?(?P<on>\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?)起?(?:经批准)?(?:撤销|撤并|整建制|整体|并入|更名)"
    rf"[^；。\n]{{0,6}}?(?:并入|划归|划入|改设|合并到|合并至|更名为|改为|为)(?P<new>{_UNIT})"
)
#: 青山沟乡已于2016年撤乡设镇: the new name is the old one with another last word.
_RAISED = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{1,5}?)(?P<was>乡|镇)(?:已|经批准)*(?:于|自)?(?P<on>\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?)起?(?:经批准)?"
    r"撤[乡镇](?:设|建|改|并)(?P<now>镇|街道)"
)
_LEAD = re.compile(r"^(?:同意|决定|批准|将|由|对|把|和|与|现将|原)+")


@dataclass(frozen=True, slots=True)
class OldPlace:
    """An ended name, the name now used, the first day of the change, the document that made it; `moved`: the
    territory left the district; `noted`: the words of a remark that say so."""

    old: str
    new: str
    since: date
    by: str = ""
    moved: bool = False
    noted: str = ""


def old_places(ctx: Context) -> tuple[OldPlace, ...]:
    """All ended place names known: the profile's own and those that the registry's documents and remarks ended."""
    own = tuple(
        OldPlace(str(e["old"]), str(e["new"]), e["on"], "", bool(e.get("moved", False)))
        for e in ctx.profile.list("places")
    )
    return own + ctx.registry.table(_ended_places)


@index
def ended_places(doc: DocumentView) -> Given:
    """The place names that a document ended, or its remark says to have ended, all under one key: old name → new name,
    first day, what a remark says of it."""
    found: dict[str, tuple[str, str, str]] = {}
    for match in _NOTED.finditer(doc.remark):
        if day := parse_cell(match["on"]):
            old, new = _LEAD.sub("", match["old"]), match["new"]
            found.setdefault(old, (new, day.last.isoformat(), match[0]))
    for match in _RAISED.finditer(doc.remark):
        old, new = f"{match['stem']}{match['was']}", f"{match['stem']}{match['now']}"
        told = parse_cell(match["on"])
        by = told.last if told else date(int(match["on"][:4]), 12, 31)
        found.setdefault(old, (new, by.isoformat(), match[0]))
    since = doc.start or doc.made_on
    if since is None or not any(_TITLE.search(t) for t in doc.titles):
        return _told(found)
    for pattern in _CHANGES:
        for match in pattern.finditer(doc.text):
            old = _LEAD.sub("", match["old"])
            new = _LEAD.sub("", match["new"] or "")
            if len(old) > 2 and old != new and not re.search(r"本|该|各|有关|部分|原有", old):
                found.setdefault(old, (new, since.last.isoformat(), ""))
    for match in _GONE_OVER.finditer(doc.text):
        for name in match["olds"].split("、"):
            old = _TOWN_OF.sub("", _LEAD.sub("", name))
            if len(old) > 2:
                found.setdefault(old, (match["new"], since.last.isoformat(), ""))
    return _told(found)


def _told(found: Mapping[str, tuple[str, str, str]]) -> Given:
    return {"*": [[old, *told] for old, told in found.items()]} if found else {}


@table
def _ended_places(registry: RegistryView) -> tuple[OldPlace, ...]:
    """The place names that the registry's own documents ended, or its remarks say to have ended."""
    found: dict[str, OldPlace] = {}
    for document_id, places in registry.under(ended_places, "*").items():
        for old, new, since, noted in places:
            by = "" if noted else document_id
            found.setdefault(old, OldPlace(old, new, date.fromisoformat(since), by, noted=noted))
    return tuple(found.values())
