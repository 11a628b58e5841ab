"""A row of the review queue: what is shown of a document, and which filters it passes. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from registry.records import Decision, DocumentHeader, Finding, Mark, Status
from rules.disposition import Suggestion, suggest

#: Grave findings first; "" is a document without any.
RANK = {"H": 0, "M": 1, "L": 2, "": 3}
#: The names that ranges of the queue go by, in the order in which f goes through them.
RANGES: tuple[tuple[str, str], ...] = (
    ("todo", "有疑点未定"), ("all", "全部"), ("undecided", "全部未定"), ("decided", "已定"), ("gaps", "缺数据"),
)  # fmt: skip
#: Those of a round: where the reviewers differ, and where the department wants something else than the rules.
ROUND_RANGES: tuple[tuple[str, str], ...] = (("disputed", "有分歧"), ("answered", "部门已报"))

#: In front of a word of the filter: look at the issuers, the implementing department, the rules that lack data only.
ISSUER, DEPARTMENT, UNKNOWN = "机关:", "部门:", "缺:"
_DROPPED = str.maketrans("：", ":", " \t\n\r\u3000〔〕[]【】（）()")


@dataclass(frozen=True)
class QueueRow:
    """A document in the queue. `marks`: its standing findings; `decision`: what this desk's stage decided;
    `others`: what the other stages of the round decided, as far as this desk may see it; `disputed`: two
    reviewers differ and nobody has decided between them.

    What costs time (suggestion, words for the filter) is made when it is asked for.
    """

    id: str
    header: DocumentHeader
    marks: Sequence[Mark] = ()
    status: str = ""
    decision: Decision | None = None
    others: Mapping[str, Decision] = field(default_factory=dict)
    disputed: bool = False
    department: str = ""

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def number(self) -> str | None:
        return self.header.number

    @property
    def issuers(self) -> tuple[str, ...]:
        return self.header.issuers

    @cached_property
    def named(self) -> str:
        """All that a document may be found by: title, number, issuers, id."""
        return f"{self.title}　{self.number or ''}　{'、'.join(self.issuers)}　{self.id}"

    @cached_property
    def hits(self) -> int:
        return sum(m.outcome == "hit" for m in self.marks)

    @property
    def unknowns(self) -> int:
        return len(self.marks) - self.hits

    @cached_property
    def severity(self) -> str:
        """That of the gravest hit, "" without any."""
        return min((m.severity for m in self.marks if m.outcome == "hit"), key=RANK.__getitem__, default="")

    @cached_property
    def weight(self) -> tuple[int, int, str, str]:
        """The place in the queue: worst first."""
        return (RANK[self.severity], -self.hits, self.number or "~", self.id)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that hit, worst first."""
        hits = (m for m in self.marks if m.outcome == "hit")
        return tuple(dict.fromkeys(m.rule for m in sorted(hits, key=lambda m: (RANK[m.severity], m.rule))))

    @cached_property
    def _suggested(self) -> Suggestion:
        return suggest(
            self.id,
            (Finding("", m.rule, m.outcome, m.severity, self.id, "", disposition=m.disposition) for m in self.marks),
            ended=self.status in (Status.REPEALED, Status.LAPSED),
        )  # fmt: skip

    @property
    def suggestion(self) -> str:
        return self._suggested.disposition

    @property
    def because(self) -> tuple[str, ...]:
        return self._suggested.because

    @cached_property
    def said(self) -> tuple[str, str, str, str]:
        """What a filter looks at: (issuers, department, rules that lack data, everything else with those two)."""
        decided = self.decision.disposition.value if self.decision else "未定"
        issuers, department = flat(" ".join(self.issuers)), flat(self.department)
        words = (self.title, self.number or "", *self.rules, self.suggestion, self.status, decided)
        lacking = flat(" ".join(dict.fromkeys(m.rule for m in self.marks if m.outcome == "unknown")))
        return issuers, department, lacking, issuers + department + flat(" ".join(words))


def matcher(text: str) -> Callable[[QueueRow], bool]:
    """Whether every word of a filter occurs in what a row says (case and brackets do not matter); 机关:, 部门: and
    缺: look at one thing alone."""
    wanted: list[tuple[int, str]] = []
    for word in map(flat, text.split()):
        at = next(
            (at for at, prefix in enumerate((ISSUER, DEPARTMENT, UNKNOWN)) if word.startswith(prefix)), None
        )
        wanted.append((3, word) if at is None else (at, word.partition(":")[2]))

    def matches(row: QueueRow) -> bool:
        said = row.said
        return all(word in said[at] for at, word in wanted)

    return matches


_LEAD = re.compile(r"^(?:、|，|\s)*(?:办公室)?关于(?:重新)?(?:印发|公布|发布|转发)?")


def short_title(title: str, issuers: Sequence[str]) -> str:
    """A title for a narrow line: without the issuers in front, 关于 and 印发, as far as the words say nothing of the matter."""
    rest = title
    while found := next((i for i in issuers if i and rest.startswith(i)), None):
        rest = rest[len(found) :].lstrip("、，　 ")
    short = _LEAD.sub("", rest)
    return short if len(short) >= 4 else title


def flat(text: str) -> str:
    """A text without blanks and brackets, in small letters."""
    return text.translate(_DROPPED).lower()


def by_weight(finding: Finding) -> tuple[object, ...]:
    """Hits first, worst first, then what could not be judged."""
    return (finding.outcome != "hit", RANK[finding.severity], finding.rule, finding.key)


def belongs(row: QueueRow, shown: str) -> bool:
    """Whether a row is in a range of the queue."""
    match shown:
        case "todo":
            return row.decision is None and row.hits > 0
        case "undecided":
            return row.decision is None
        case "decided":
            return row.decision is not None
        case "gaps":
            return row.unknowns > 0
        case "disputed":
            return row.disputed
        case "answered":
            return bool(row.others)
        case _:
            return True
