"""Two documents about one matter: where their statements cannot both be followed. Pure."""

from collections.abc import Iterator
from itertools import chain

from rules.conflicts.acts import body_clashes, definition_clashes, modality_clashes
from rules.conflicts.clash import Clash
from rules.conflicts.figures import measure_clashes
from rules.conflicts.provisions import Provisions, bigrams
from rules.conflicts.tiers import tier_clashes

__all__ = ["Clash", "clashes"]


def clashes(
    one: Provisions, other: Provisions, *, closeness: float, shared: frozenset[str] | None = None
) -> Iterator[Clash]:
    """All clashes between two documents; `closeness` 0…1 is how near their matters are. `shared`: the words that say
    what both are about, of which each passage must name one (None: both are surely about one thing)."""
    found = chain(
        measure_clashes(one, other, closeness),
        body_clashes(one.responsibles, other.responsibles, closeness),
        modality_clashes(one, other, closeness),
        definition_clashes(one.definitions, other.definitions, closeness),
    )
    seen: set[tuple[int, int]] = set()
    for clash in found:
        # 办案期限最多延长三十日 of two procedures: a passage that names nothing of the matter speaks of its own text's.
        if shared is None or all(bigrams(side.text) & shared for side in (clash.one, clash.other)):
            seen.add(clash.one_span)
            yield clash
    yield from (clash for clash in tier_clashes(one, other, closeness) if clash.one_span not in seen)
