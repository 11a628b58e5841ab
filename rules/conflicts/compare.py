"""Two documents about one matter: where their statements cannot both be followed. Pure."""

import re
from collections.abc import Iterator
from itertools import chain

from rules.conflicts.clash import Clash
from rules.conflicts.definitions import definition_clashes
from rules.conflicts.figures import measure_clashes
from rules.conflicts.modality import modality_clashes
from rules.conflicts.periods import apart
from rules.conflicts.provisions import Provisions, bigrams
from rules.conflicts.scopes import scope_clashes
from rules.conflicts.tiers import tier_clashes
from rules.conflicts.ways import way_clashes
from rules.conflicts.whose import body_clashes
from rules.conflicts.wording import evidence, reduced

__all__ = ["Clash", "clashes"]

#: Evidence that two passages speak of one thing, whatever their texts do.
_ENOUGH = 5.0


def clashes(
    one: Provisions,
    other: Provisions,
    *,
    closeness: float,
    shared: frozenset[str] | None = None,
    weighed: bool = False,
) -> Iterator[Clash]:
    """All clashes between two documents; `closeness` 0…1 is how near their matters are. `shared`: the words that say
    what both are about, of which each passage must name one (None: both are surely about one thing). `weighed`: what
    the single questions leave open, the weighed sum decides; its weights know normative documents, no statutes."""
    found = chain(
        measure_clashes(one, other, closeness, weighed=weighed),
        body_clashes(one.responsibles, other.responsibles, closeness, weighed=weighed),
        modality_clashes(one, other, closeness, weighed=weighed),
        definition_clashes(one.definitions, other.definitions, closeness),
        way_clashes(one.ways, other.ways, closeness, weighed=weighed),
        scope_clashes(one.scopes, other.scopes, closeness),
    )
    seen: set[tuple[int, int]] = set()
    for clash in found:
        if apart(clash.one.text, clash.other.text):
            continue
        # 办案期限最多延长三十日 of two procedures: a passage that names nothing of the matter speaks of its own text's.
        if shared is None or _tells(clash.one.text, clash.other.text, shared):
            seen.add(clash.one_span)
            yield clash
    yield from (clash for clash in tier_clashes(one, other, closeness) if clash.one_span not in seen)


#: 区农业农村局会同区财政局: the names of bodies are no evidence of one matter.
_BODIES = re.compile(
    r"(?:[省市县区旗镇乡]|(?<![\u4e00-\u9fff]))[\u4e00-\u9fff]{2,10}?(?:局|委员会|人民政府|办事处|办公室|管委会)"
)


def _tells(one: str, other: str, shared: frozenset[str]) -> bool:
    """Whether both passages name the matter of their texts, in whatever words, or share so much that they need not."""
    if all((bigrams(text) | bigrams(reduced(text))) & shared for text in (one, other)):
        return True
    return evidence(_BODIES.sub("，", one), _BODIES.sub("，", other)) >= _ENOUGH
