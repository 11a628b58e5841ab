"""Place names that ended: from the office's own list (profile `places`) and from the registry's own documents.

A document that abolishes, merges or renames a township says so in words (撤销柳河乡，并入双河镇); later documents
of the same registry that still use the name are then known to be out of date.
"""

import re
from dataclasses import dataclass
from datetime import date

from rules.base import Context
from rules.questions import table
from rules.registry_view import RegistryView

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
_LEAD = re.compile(r"^(?:同意|决定|批准|将|由|对|把|和|与|现将|原)+")


@dataclass(frozen=True, slots=True)
class OldPlace:
    """An ended name, the name now used, the first day of the change, the document that made it; `moved`: the
    territory left the district."""

    old: str
    new: str
    since: date
    by: str = ""
    moved: bool = False


def old_places(ctx: Context) -> tuple[OldPlace, ...]:
    """All ended place names known: the profile's own and those that the registry's documents ended."""
    own = tuple(
        OldPlace(str(e["old"]), str(e["new"]), e["on"], "", bool(e.get("moved", False)))
        for e in ctx.profile.list("places")
    )
    return own + ctx.registry.table(_ended_places)


@table
def _ended_places(registry: RegistryView) -> tuple[OldPlace, ...]:
    """The place names that the registry's own documents ended."""
    found: dict[str, OldPlace] = {}
    for doc in registry:
        if not any(_TITLE.search(t) for t in doc.titles):
            continue
        since = doc.start or doc.made_on
        if since is None:
            continue
        for pattern in _CHANGES:
            for match in pattern.finditer(doc.text):
                old = _LEAD.sub("", match["old"])
                new = _LEAD.sub("", match["new"] or "")
                if len(old) > 2 and old != new and not re.search(r"本|该|各|有关|部分|原有", old):
                    found.setdefault(old, OldPlace(old, new, since.last, doc.id))
    return tuple(found.values())
