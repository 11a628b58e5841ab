"""A row of the review queue: what is shown of a document, and which filters it passes. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.records import Decision, Finding

#: Grave findings first; "" is a document without any.
RANK = {"H": 0, "M": 1, "L": 2, "": 3}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A document in the queue. `severity` is that of its gravest hit ("" without any)."""

    id: str
    title: str
    number: str | None
    issuers: tuple[str, ...]
    status: str
    severity: str
    hits: int
    unknowns: int
    rules: tuple[str, ...]
    suggestion: str
    because: tuple[str, ...]
    decision: Decision | None

    def matches(self, words: Sequence[str]) -> bool:
        """Whether every word occurs in what the row says (case and brackets do not matter); 机关: looks at the
        issuers alone."""
        decided = self.decision.disposition.value if self.decision else "未定"
        issuers = flat(" ".join(self.issuers))
        said = issuers + flat(
            " ".join((self.title, self.number or "", *self.rules, self.suggestion, self.status, decided))
        )
        return all(
            flat(word.removeprefix(ISSUER)) in (issuers if word.startswith(ISSUER) else said)
            for word in words
        )


#: In front of a word of the filter: look at the issuers only.
ISSUER = "机关:"


def flat(text: str) -> str:
    return re.sub(r"[\s〔〕\[\]【】（）()]", "", text).lower()


def by_weight(finding: Finding) -> tuple[object, ...]:
    """Hits first, worst first, then what could not be judged."""
    return (finding.outcome != "hit", RANK[finding.severity], finding.rule, finding.key)


def belongs(row: QueueRow, shown: str) -> bool:
    match shown:
        case "todo":
            return row.decision is None and row.hits > 0
        case "undecided":
            return row.decision is None
        case "decided":
            return row.decision is not None
        case "gaps":
            return row.unknowns > 0
        case _:
            return True
