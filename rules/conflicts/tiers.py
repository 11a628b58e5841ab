"""One step of a scale in two documents (80周岁至89周岁，每人每月60元): its words say little, its bounds say which it is."""

import re
from collections.abc import Iterator

from rules.conflicts.clash import Clash, kind_of
from rules.conflicts.provisions import Measure, Provisions
from rules.conflicts.slots import compatible

#: How near the matters of two documents are whose scales are taken to be one.
_ONE_MATTER = 0.6
#: Kinds of figures that bound a step of a scale, and kinds that such a step gives.
_BOUNDS, _GIVEN = (
    frozenset({"age", "area", "weight", "volume", "count", "distance"}),
    frozenset({"money", "percent"}),
)
_NUMBERING = re.compile(r"^[\s　]*(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])")
_NO_WORD = re.compile(r"[^\w#]+|的|为|标准")
_STRENGTH = 0.85

_Step = tuple[tuple[object, ...], str]


def tier_clashes(one: Provisions, other: Provisions, closeness: float) -> Iterator[Clash]:
    """Sums that two documents on one matter give for the same step, in the same words, and that differ."""
    if closeness < _ONE_MATTER:
        return
    ours, theirs = _steps(one), _steps(other)
    for step in (step for step in ours if step in theirs):
        a, b = ours[step], theirs[step]
        if a is None or b is None or compatible(a.slot, b.slot):
            continue
        bound = next(s.shown.strip() for s in a.others if _bound(s.kind, s.start, a))
        why = f"两处都在说“{bound}”，一处为{a.slot.shown.strip()}，另一处为{b.slot.shown.strip()}"
        spans = (a.slot.start, a.slot.end), (b.slot.start, b.slot.end)
        yield Clash(kind_of(a.slot), _STRENGTH, a.sentence, b.sentence, *spans, why)


def _steps(text: Provisions) -> dict[_Step, Measure | None]:
    """Step → the figure given for it; None where one document gives two (for two groups of people)."""
    found: dict[_Step, Measure | None] = {}
    for measure in text.measures:
        if measure.slot.kind in _GIVEN and (step := _step(measure)) is not None:
            found[step] = None if step in found else measure
    return found


def _step(measure: Measure) -> _Step | None:
    """The bounds that stand before a figure, and the words of the whole clause around it."""
    bounds = tuple(
        sorted((s.unit, str(s.low), str(s.high)) for s in measure.others if _bound(s.kind, s.start, measure))
    )
    words = _NO_WORD.sub("", _NUMBERING.sub("", measure.core))
    return (bounds, words) if bounds and "每" in words else None


def _bound(kind: str, start: int, measure: Measure) -> bool:
    return kind in _BOUNDS and start < measure.slot.start
