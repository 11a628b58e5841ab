"""One step of a scale in two documents (80周岁至89周岁，每人每月60元): its words say little, its bounds say which it is."""

import re
from collections.abc import Iterator

from rules.conflicts.clash import Clash, kind_of
from rules.conflicts.provisions import Measure, Provisions, earlier
from rules.conflicts.slots import compatible
from rules.conflicts.wording import NUMBERING

#: How near the matters of two documents are whose scales are taken to be one.
_ONE_MATTER = 0.6
#: Kinds of figures that bound a step of a scale, and kinds that such a step gives.
_BOUNDS = frozenset({"age", "area", "weight", "volume", "count", "distance", "time"})
_GIVEN = frozenset({"money", "percent"})
_PER = re.compile(r"每(?:人(?!口))?每?(?P<what>[\u4e00-\u9fff]?)")
_NO_WORD = re.compile(r"[\W_]+|的|为|标准|按|发放")
_STRENGTH = 0.85

_Step = tuple[object, ...]


def tier_clashes(one: Provisions, other: Provisions, closeness: float) -> Iterator[Clash]:
    """Sums that two documents on one matter give for the same step, in words of which one may say more, and that
    differ."""
    if closeness < _ONE_MATTER:
        return
    ours, theirs = _steps(one), _steps(other)
    for step in (step for step in ours if step in theirs):
        for a in ours[step]:
            same = [b for b in theirs[step] if _words(a) == _words(b)] or theirs[step]
            if len(same) != 1 or (_words(a) != _words(same[0]) and len(ours[step]) > 1):
                continue
            b = same[0]
            if compatible(a.slot, b.slot) or not _no_other_words(a, b):
                continue
            bound = next(s.shown.strip() for s in earlier(a) if s.kind in _BOUNDS)
            why = f"两处都在说“{bound}”，一处为{a.slot.shown.strip()}，另一处为{b.slot.shown.strip()}"
            spans = (a.slot.start, a.slot.end), (b.slot.start, b.slot.end)
            yield Clash(kind_of(a.slot), _STRENGTH, a.sentence, b.sentence, *spans, why)


def _steps(text: Provisions) -> dict[_Step, list[Measure]]:
    """Step → the figures given for it."""
    found: dict[_Step, list[Measure]] = {}
    for measure in text.measures:
        if measure.slot.kind in _GIVEN and (step := _step(measure)) is not None:
            found.setdefault(step, []).append(measure)
    return found


def _step(measure: Measure) -> _Step | None:
    """The bounds that stand before a figure and per what it is given."""
    bounds = tuple(sorted((s.unit, str(s.low), str(s.high)) for s in earlier(measure) if s.kind in _BOUNDS))
    per = _PER.search(measure.core)
    return (measure.slot.unit, per["what"], *bounds) if bounds and per else None


def _words(measure: Measure) -> str:
    """The words of the whole clause around a figure, without bounds and 每人每月."""
    return _NO_WORD.sub("", _PER.sub("", NUMBERING.sub("", measure.core)))


def _no_other_words(a: Measure, b: Measure) -> bool:
    """Whether neither side names something that the other one does not: 津贴 says only more than nothing."""
    one, other = _words(a), _words(b)
    return set(one) <= set(other) or set(other) <= set(one)
