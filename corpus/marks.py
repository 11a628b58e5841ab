"""Places where a unit of a text may open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a unit may open: `kind` as in Unit, or h1 … h4 for the lettered styles."""

    kind: str
    number: int
    suffix: int
    start: int
    end: int
