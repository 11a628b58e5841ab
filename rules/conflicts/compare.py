"""Two documents about one matter: where their statements cannot both be followed. Pure."""

from collections.abc import Iterator

from rules.conflicts.acts import body_clashes, definition_clashes, modality_clashes
from rules.conflicts.clash import Clash
from rules.conflicts.figures import measure_clashes
from rules.conflicts.provisions import Provisions

__all__ = ["Clash", "clashes"]


def clashes(one: Provisions, other: Provisions, *, closeness: float) -> Iterator[Clash]:
    """All clashes between two documents; `closeness` 0…1 is how near their matters are."""
    yield from measure_clashes(one.measures, other.measures, closeness)
    yield from body_clashes(one.responsibles, other.responsibles, closeness)
    yield from modality_clashes(one.duties, other.duties, closeness)
    yield from definition_clashes(one.definitions, other.definitions, closeness)
