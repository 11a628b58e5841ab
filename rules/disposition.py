"""From findings to one suggestion a document, by the precedence of rules.md §3.12.

1 not normative · 2 already ended by another text · 3 run out by itself → 宣布失效 · 4 whole text unfit → 废止 ·
5 part of it → 修改 · 6 only procedure, filing or publication → 继续有效 with a task · 7 else 继续有效.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.records import Disposition, Finding

REPEALED_ALREADY = "已废止"
"""Disposition word of a finding that says: another text has ended this one; record it, do not decide again."""

_ORDER: tuple[tuple[str, Disposition], ...] = (
    (Disposition.NOT_NORMATIVE, Disposition.NOT_NORMATIVE),
    (REPEALED_ALREADY, Disposition.REPEAL),
    (Disposition.LAPSE, Disposition.LAPSE),
    (Disposition.REPEAL, Disposition.REPEAL),
    (Disposition.AMEND, Disposition.AMEND),
)
TASKS = ("补备案", "补审", "补公布")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the findings suggest for a document: a category, the rules that led to it, and tasks beside it."""

    document_id: str
    disposition: Disposition
    because: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


def suggest(document_id: str, findings: Iterable[Finding]) -> Suggestion:
    """Apply the precedence to the hits of one document. Unknown outcomes and notes (L) decide nothing, except
    the classification as not normative."""
    hits = [f for f in findings if f.outcome == "hit"]
    tasks = tuple(t for t in TASKS if any(f.disposition == t for f in hits))
    for word, disposition in _ORDER:
        because = [
            f.rule
            for f in hits
            if f.disposition == word and (f.severity != "L" or word == Disposition.NOT_NORMATIVE)
        ]
        if because:
            return Suggestion(document_id, disposition, tuple(dict.fromkeys(because)), tasks)
    because = [f.rule for f in hits if f.disposition in TASKS]
    return Suggestion(document_id, Disposition.KEEP, tuple(dict.fromkeys(because)), tasks)
