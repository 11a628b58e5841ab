"""Terms that two documents define, each in its own way. Pure."""

import re
from collections.abc import Iterator, Sequence

from rules.conflicts.clash import Clash
from rules.conflicts.provisions import Definition
from rules.conflicts.slots import compatible, slots_in
from rules.conflicts.wording import likeness

#: Two definitions of one term that share less than this define two things.
_SAME_MEANING = 0.62


def definition_clashes(
    ones: Sequence[Definition], others: Sequence[Definition], closeness: float
) -> Iterator[Clash]:
    """Terms that both texts define, each in its own way."""
    if closeness < _SAME_MATTER:
        return
    for a in ones:
        for b in others:
            figures = _differing(a, b)
            if not (_one_term(a.term, b.term) or (figures and _same_start(a.term, b.term))) or not (
                figures or likeness(a.meaning, b.meaning) < _SAME_MEANING
            ):
                continue
            term = min(a.term, b.term, key=len)
            why = f"两件都给“{term}”下定义，含义不同"
            kind = "money" if figures == "money" else "definition"
            yield Clash(
                kind, 0.8, a.sentence, b.sentence,
                (a.sentence.start, a.sentence.end), (b.sentence.start, b.sentence.end), why,
            )  # fmt: skip


def _one_term(one: str, other: str) -> bool:
    """大额支出 and 村级大额支出 are one term."""
    return _OF_LEVEL.sub("", one) == _OF_LEVEL.sub("", other)


def _same_start(one: str, other: str) -> bool:
    """夜间 and 夜间施工: a term, and what is done in it."""
    return one.startswith(other) or other.startswith(one)


_OF_LEVEL = re.compile(r"^(?:[村镇乡区县市省]级|[本我全][村镇乡区县市省])(?=[\u4e00-\u9fff]{3})")


#: Closeness from which a term that two texts define is one term.
_SAME_MATTER = 0.5


def _differing(a: Definition, b: Definition) -> str:
    """The kind of figure of which both meanings hold one, where the two cannot both hold; empty without such."""
    for slot in slots_in(a.meaning):
        twins = [s for s in slots_in(b.meaning) if s.unit == slot.unit and s.kind == slot.kind]
        if len(twins) == 1 and (
            (slot.low, slot.high) != (twins[0].low, twins[0].high) or not compatible(slot, twins[0])
        ):
            return slot.kind
    return ""
