"""Judgments kept from one sweep to the next.

A judgment holds as long as the document's revision, the answers that it got from the registry, the day (where it
looked at it) and the *stamp* are the same: the stamp stands for the program, the profile and the law table. What no
longer holds is judged anew, so that a sweep with kept judgments finds what one without them finds.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import chinese_calendar

from registry.memory import Memory
from registry.records import Finding, Quote
from rules.base import Outcome
from rules.questions import Question, asked_again, fingerprint

if TYPE_CHECKING:
    from corpus.laws import LawTable
    from rules.profiles import Profile
    from rules.registry_view import RegistryView
    from rules.view import DocumentView

#: Under what judgments are kept; a new number for a new form of `_encoded`.
KIND = "judgments 4"
#: Outcomes by their words; to call the enumeration takes six times as long.
_OUTCOMES = {str(outcome): outcome for outcome in Outcome}


class Judgment(NamedTuple):  # a million are made in a sweep: quicker than a frozen dataclass
    """What one rule said of one document: the outcome, its findings each with what it is `about`, and on what it
    rests beside the document: the answers of the registry, and the day where it looked at it. What looked at the
    whole registry is not `keepable`: no answer can tell whether it would come out the same."""

    outcome: Outcome
    findings: tuple[tuple[str, Finding], ...] = ()
    day: date | None = None
    answers: Mapping[Question, str] = MappingProxyType({})
    keepable: bool = True

    def holds(self, registry: "RegistryView") -> bool:
        """Whether the judgment would come out the same today, the document and the stamp being the same."""
        if self.day is not None and self.day != registry.as_of:
            return False
        return all(asked_again(registry, words) == known for words, known in self.answers.items())


@dataclass(frozen=True, slots=True)
class Kept:
    """The judgments of one revision of a document by rule code, and all answers that they rest on."""

    judgments: Mapping[str, Judgment] = field(default_factory=dict)
    answers: tuple[tuple[Question, str], ...] = ()

    def all_hold(self, registry: "RegistryView") -> bool:
        """Whether nothing has changed for any of them: the usual case, and much cheaper than to ask each."""
        return all(asked_again(registry, words) == known for words, known in self.answers) and all(
            j.day is None or j.day == registry.as_of for j in self.judgments.values()
        )


def stamp_of(profile: "Profile", laws: "LawTable | None") -> str:
    """What all judgments rest on: the program's files, the calendar of holidays, the profile, the laws."""
    program = sorted(
        (str(path.relative_to(root)), path.stat().st_mtime_ns, path.stat().st_size)
        for package in ("registry", "corpus", "rules")
        for root in (Path(str(files(package))),)
        for path in root.rglob("*")
        if path.suffix in (".py", ".toml", ".json", ".txt", ".npz")
    )
    holidays = Path(str(chinese_calendar.__file__)).parent.stat().st_mtime_ns
    rests_on = (program, holidays, fingerprint(replace(profile, files=())), fingerprint(laws))
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()[:24]


def recall(memory: Memory, doc: "DocumentView") -> Kept:
    """What is kept of a document as it is; nothing when nothing is."""
    try:
        raw = memory.recall(KIND, doc.fingerprint)
        return Kept() if raw is None else _decoded(doc.id, raw)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return Kept()


def findings_in(document_id: str, body: bytes) -> dict[str, tuple[Finding, ...]]:
    """The findings by rule in what is kept of a document."""
    full = json.loads(body)["full"].items()
    return {code: tuple(_finding(document_id, code, row[1:]) for row in said[3]) for code, said in full}


def keep(memory: Memory, doc: "DocumentView", judgments: Mapping[str, Judgment]) -> None:
    """Keep the judgments of a document, by rule code, in place of the earlier ones."""
    memory.remember(KIND, doc.fingerprint, _encoded(judgments))


def _encoded(judgments: Mapping[str, Judgment]) -> dict[str, Any]:
    """JSON-ready. Judgments without findings that rest on nothing else stand as mere codes."""
    plain: dict[str, list[str]] = {}
    asked: dict[tuple[Question, str], int] = {}
    full: dict[str, list[Any]] = {}
    answers: list[Any] = []
    for code, judgment in judgments.items():
        if not (judgment.findings or judgment.day or judgment.answers):
            plain.setdefault(judgment.outcome, []).append(code)
            continue
        places = []
        for answer in judgment.answers.items():
            if answer not in asked:
                asked[answer] = len(answers)
                answers.append([*answer[0], answer[1]])
            places.append(asked[answer])
        day = judgment.day.isoformat() if judgment.day else ""
        full[code] = [judgment.outcome, day, places, [[a, *_finding_row(f)] for a, f in judgment.findings]]
    return {"plain": {k: " ".join(v) for k, v in plain.items()}, "answers": answers, "full": full}


def _finding_row(finding: Finding) -> list[Any]:
    quotes = [[q.text, q.start, q.end] for q in finding.quotes]
    return [
        finding.key, finding.outcome, finding.severity, finding.message, quotes, finding.peers, finding.basis,
        finding.disposition, finding.facts,
    ]  # fmt: skip


def _decoded(document_id: str, raw: Mapping[str, Any]) -> Kept:
    found: dict[str, Judgment] = {}
    for outcome, codes in raw["plain"].items():
        found.update(_plain(outcome, codes))
    answers = tuple((tuple(row[:-1]), row[-1]) for row in raw["answers"])
    for code, (outcome, day, places, rows) in raw["full"].items():
        found[code] = Judgment(
            _OUTCOMES[outcome],
            tuple((row[0], _finding(document_id, code, row[1:])) for row in rows),
            date.fromisoformat(day) if day else None,
            dict(answers[place] for place in places),
        )
    return Kept(found, answers)


@lru_cache(maxsize=1024)
def _plain(outcome: str, codes: str) -> Mapping[str, Judgment]:
    """The judgments behind the codes of `plain`; the same codes stand together in many documents."""
    return dict.fromkeys(codes.split(), Judgment(_OUTCOMES[outcome]))


def _finding(document_id: str, code: str, row: list[Any]) -> Finding:
    key, outcome, severity, message, quotes, peers, basis, disposition, facts = row
    return Finding(
        key=key,
        rule=code,
        outcome=outcome,
        severity=severity,
        document_id=document_id,
        message=message,
        quotes=tuple(Quote(*q) for q in quotes),
        peers=tuple(peers),
        basis=tuple(basis),
        disposition=disposition,
        facts=facts,
    )
