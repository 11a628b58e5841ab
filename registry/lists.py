"""The result lists of a cleanup (清理结果目录): every document in exactly one list, with what the list must say.

Pure: documents, decisions, findings and standings in, lists out. Columns after rules.md §4.3; title, dates of
publication and revision, number and reason are what 辽宁省规章规范性文件定期清理规定 第二十条 asks for.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.dates import parse_date
from registry.docno import parse_number
from registry.institution_order import Level, level_of, order_of
from registry.records import Decision, Disposition, Document, Finding, Status

#: The list of those that ran out by themselves; a view into 宣布失效, not a list of its own.
LAPSED_BY_ITSELF = "已自动失效"
#: What another text had ended before the cleanup: recorded beside the five lists, not decided again.
ALREADY_ENDED = "已废止"
#: Every document stands in exactly one of these.
CATEGORIES: tuple[str, ...] = (*(d.value for d in Disposition), ALREADY_ENDED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document's status was computed to be. `ended_on`: first day without force; `last_day` of its term."""

    status: Status
    reason: str = ""
    ended_on: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the rules suggest for a document: a category (`CATEGORIES`) and the rules that led to it."""

    disposition: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One document in its list (`disposition` is one of `CATEGORIES`). Dates are ISO values of any precision; "" is unknown.

    `confirmed`: a person decided it; otherwise it is a suggestion and must be shown as one.
    """

    document_id: str
    disposition: str
    level: Level
    title: str
    number: str = ""
    registration_no: str = ""
    issuers: tuple[str, ...] = ()
    implementing_department: str = ""
    signed_on: str = ""
    published_on: str = ""
    effective_on: str = ""
    expires_on: str = ""
    revised_on: str = ""
    reason: str = ""
    content: str = ""
    basis: str = ""
    responsible: str = ""
    deadline: str = ""
    ended_on: str = ""
    remark: str = ""
    confirmed: bool = False
    lapsed_by_itself: bool = False
    path: str = ""
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """The result of a cleanup as of a day: all rows in the order of the lists.

    `title` names the organ or the round; `total` is what was looked at, so that the lists can be checked.
    """

    as_of: date
    rows: tuple[Row, ...]
    total: int
    round_name: str = ""
    round_id: int | None = None
    notes: tuple[str, ...] = field(default=())

    def of(self, category: str, level: Level | None = None) -> tuple[Row, ...]:
        """The rows of one list, all levels or one."""
        return tuple(r for r in self.rows if r.disposition == category and level in (None, r.level))

    @property
    def lapsed_by_themselves(self) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.lapsed_by_itself)

    @property
    def unconfirmed(self) -> int:
        return sum(not r.confirmed for r in self.rows if r.disposition != ALREADY_ENDED)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(r.disposition for r in self.rows)
        return {category: found[category] for category in CATEGORIES}

    def levels(self) -> tuple[Level, ...]:
        """The levels that occur, government first."""
        present = {r.level for r in self.rows}
        return tuple(level for level in Level if level in present)


def make_lists(
    documents: Iterable[Document],
    *,
    as_of: date,
    decisions: Mapping[str, Decision] | None = None,
    suggestions: Mapping[str, Suggested] | None = None,
    findings: Mapping[str, Sequence[Finding]] | None = None,
    standings: Mapping[str, Standing] | None = None,
    round_name: str = "",
    round_id: int | None = None,
) -> Lists:
    """Put every document into its list: by the decision of a person, else by the suggestion, else 继续有效.

    All mappings are keyed by document id. Withdrawn decisions do not count.
    """
    decisions, suggestions, findings = decisions or {}, suggestions or {}, findings or {}
    standings = standings or {}
    rows = []
    for document in documents:
        decision = decisions.get(document.id)
        rows.append(
            _row(
                document,
                None if decision is None or decision.withdrawn else decision,
                suggestions.get(document.id),
                findings.get(document.id, ()),
                standings.get(document.id),
            )
        )
    return Lists(as_of, tuple(sorted(rows, key=sort_key)), len(rows), round_name, round_id)


def sort_key(row: Row) -> tuple[Any, ...]:
    """List, then issuer in office order, then year and number, then title."""
    number = parse_number(row.number) if row.number else None
    year = (number.year if number else None) or int((row.signed_on or row.published_on or "9999")[:4])
    serial = number.serial if number else ""
    digits = int(serial) if serial.isdigit() else 10**6
    place = CATEGORIES.index(row.disposition)
    issuer = row.issuers[0] if row.issuers else "\uffff"
    return (
        place,
        order_of(issuer),
        year,
        number.code if number else "\uffff",
        digits,
        serial,
        row.title,
        row.document_id,
    )


def check(lists: Lists) -> tuple[str, ...]:
    """What does not add up or is not told though it must be: Chinese sentences, none when all is well."""
    problems = []
    counted = sum(lists.counts.values())
    if counted != lists.total:
        problems.append(f"各目录合计{counted}件，参加清理{lists.total}件，相差{lists.total - counted}件")
    ids = [r.document_id for r in lists.rows]
    if len(ids) != len(set(ids)):
        problems.append("有文件同时列入两个目录")
    for name, missing in gaps(lists).items():
        problems.append(
            f"{len(missing)}件缺{name}：{'、'.join(r.title for r in missing[:3])}{'等' if len(missing) > 3 else ''}"
        )
    if lists.unconfirmed:
        problems.append(f"{lists.unconfirmed}件尚未由人确认，为系统建议")
    return tuple(problems)


def gaps(lists: Lists) -> dict[str, list[Row]]:
    """What the lists must tell and cannot, column → rows: reasons and dates of ended texts, deadlines of revisions."""
    ended = (Disposition.REPEAL, Disposition.LAPSE)
    wanted: tuple[tuple[str, Callable[[Row], bool]], ...] = (
        ("文号", lambda r: r.disposition in (*ended, Disposition.AMEND) and not r.number),
        ("公布日期", lambda r: r.disposition in ended and not r.published_on),
        ("废止（失效）理由", lambda r: r.disposition in ended and not r.reason),
        ("修改内容或要点", lambda r: r.disposition == Disposition.AMEND and not r.content),
        ("完成时限", lambda r: r.disposition == Disposition.AMEND and not r.deadline),
        ("责任单位", lambda r: r.disposition == Disposition.AMEND and not r.responsible),
    )
    return {name: found for name, test in wanted if (found := [r for r in lists.rows if test(r)])}


def _row(
    document: Document,
    decision: Decision | None,
    suggested: Suggested | None,
    findings: Sequence[Finding],
    standing: Standing | None,
) -> Row:
    disposition = str(
        decision.disposition if decision else suggested.disposition if suggested else Disposition.KEEP
    )
    hits = [f for f in findings if f.outcome == "hit"]
    because = suggested.because if suggested else ()
    leading = [f for f in hits if f.rule in because] if because else []
    said = _sentences(leading)
    department = _text(document, "implementing_department")
    issuers = document.issuers
    by_itself = bool(standing and standing.status is Status.EXPIRED and disposition == Disposition.LAPSE)
    if disposition == Disposition.AMEND:
        changes = [f for f in hits if f.disposition == Disposition.AMEND] or leading
        content, basis = _sentences(changes), "；".join(_unique(b for f in changes for b in f.basis))
    else:
        content, basis = "", ""
    reason = decision.reason if decision else said
    if not reason and standing and standing.status in (Status.EXPIRED, Status.REPEALED, Status.LAPSED):
        reason = standing.reason
    end = _text(document, "expires_on")
    if standing and standing.last_day:
        end = standing.last_day.isoformat()
    return Row(
        document_id=document.id,
        disposition=disposition,
        level=level_of(issuers[0]) if issuers else Level.DEPARTMENT,
        title=document.title,
        number=document.number or "",
        registration_no=_text(document, "registration_no"),
        issuers=issuers,
        implementing_department=department,
        signed_on=_text(document, "signed_on"),
        published_on=_text(document, "published_on") or _text(document, "issued_on"),
        effective_on=_text(document, "effective_on"),
        expires_on=end,
        revised_on=_revised(document),
        reason=reason,
        content=content if not decision or not decision.reason else decision.reason,
        basis=basis,
        responsible=(decision.responsible if decision and decision.responsible else department)
        or (issuers[0] if issuers else ""),
        deadline=decision.deadline.isoformat() if decision and decision.deadline else "",
        ended_on=standing.ended_on.isoformat() if standing and standing.ended_on else "",
        remark="" if decision or disposition == ALREADY_ENDED else "建议，待确认",
        confirmed=decision is not None,
        lapsed_by_itself=by_itself,
        path=document.path or "",
        because=because,
    )


def _text(document: Document, name: str) -> str:
    value = document.value(name)
    return str(value) if value else ""


def _revised(document: Document) -> str:
    """The day of the last revision that the document's own history prints."""
    days = [
        parse_date(str(event.get("date", ""))) or ""
        for event in document.reading.get("history") or ()
        if event.get("act") in ("amended", "revised")
    ]
    return max(days, default="")


def _sentences(findings: Iterable[Finding]) -> str:
    return "；".join(_unique(f.message.rstrip("。；") for f in findings))


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(w for w in words if w))
