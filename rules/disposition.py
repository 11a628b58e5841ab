"""From findings to one suggestion a document, by the precedence of rules.md §3.12.

1 not normative · 2 already ended by another text · 3 run out by itself → 宣布失效 · 4 whole text unfit → 废止 ·
5 part of it → 修改 · 6 only procedure, filing or publication → 继续有效 with a task · 7 else 继续有效.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.records import Disposition, Finding

REPEALED_ALREADY = "已废止"
"""Disposition word of a finding that says: another text has ended this one; record it, do not decide again."""

_ORDER: tuple[str, ...] = (
    Disposition.NOT_NORMATIVE,
    REPEALED_ALREADY,
    Disposition.LAPSE,
    Disposition.REPEAL,
    Disposition.AMEND,
)
_FAULTS = frozenset({"B-05", "B-06", "C-15", "E-07", "Q-10", "Q-11"})
"""Notes that are faults of the text's own words (a misnamed basis, a missing annex or article, a term without end):
small, but only an amendment mends them. The other notes tell of the world around the text (a basis revised since,
no term stated) and leave it as it is."""
TASKS = ("补备案", "补审", "补公布")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the findings suggest for a document: a category, the rules that led to it, and tasks beside it.

    `disposition` is a word of `Disposition`, or 已废止 for what another text has ended: it is recorded, not
    decided again.
    """

    document_id: str
    disposition: str
    because: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


def suggest(document_id: str, findings: Iterable[Finding], *, ended: bool = False) -> Suggestion:
    """Apply the precedence to the hits of one document. Unknown outcomes decide nothing, nor do notes (L) except
    the classification as not normative and faults of the wording. `ended`: another text, or the ledger, says that it is repealed."""
    hits = [f for f in findings if f.outcome == "hit"]
    tasks = tuple(t for t in TASKS if any(f.disposition == t for f in hits))
    for word in _ORDER:
        because = tuple(
            dict.fromkeys(
                f.rule
                for f in hits
                if f.disposition == word
                and (f.severity != "L" or word == Disposition.NOT_NORMATIVE or f.rule in _FAULTS)
            )
        )
        if because or (ended and word == REPEALED_ALREADY):
            return Suggestion(document_id, str(word), because, tasks)
    procedural = tuple(dict.fromkeys(f.rule for f in hits if f.disposition in TASKS))
    return Suggestion(document_id, str(Disposition.KEEP), procedural, tasks)
