"""`guiqing due`: what falls due, as a list and as a calendar file."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from registry.dates import add_years
from registry.records import Decision, Disposition
from registry.store import Store
from rules.round_work import department_name, home_of, standings
from tui import diagnostics, output
from tui.output import Format
from tui.safe import one_line
from tui.sweeping import profile_of, statuses_on

#: The duty to assess before the end of a term starts this long before it (rules.md E-02).
_ASSESS_DAYS = 183
_IN_FORCE = ("有效", "尚未施行")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due on a day."""

    day: date
    what: str
    document_id: str
    title: str
    number: str
    who: str = ""


def dues(store: Store, as_of: date, statuses: Mapping[str, str] | None = None) -> Iterator[Due]:
    """What falls due on the day or later, in no order: ends of validity, starts of the assessment before them,
    filings, and revisions that were decided on, these also when overdue. `statuses` as of the day, if known."""
    if statuses is None:
        statuses = statuses_on(store, as_of)
    headers = {h.id: h for h in store.headers()}
    departments = store.values("implementing_department")
    home = home_of(h.issuers for h in headers.values())

    def due(day: date, what: str, document_id: str, who: str = "") -> Due:
        header = headers[document_id]
        doer = who or department_name(departments.get(document_id), header.issuers, home)
        return Due(day, what, document_id, header.title, header.number or "", doer)

    for document_id, end in store.values("expires_on").items():
        if len(str(end or "")) == 10 and statuses.get(document_id) in _IN_FORCE:
            last = date.fromisoformat(str(end))
            if last >= as_of:
                yield due(last, "有效期届满", document_id)
            if last - timedelta(days=_ASSESS_DAYS) >= as_of:
                yield due(last - timedelta(days=_ASSESS_DAYS), "应启动届满前评估", document_id)
    yield from _filings(store, as_of, statuses, due)
    for document_id, decision in _standing_decisions(store).items():
        if decision.disposition is Disposition.AMEND and decision.deadline and document_id in headers:
            late = "（已逾期）" if decision.deadline < as_of else ""
            yield due(decision.deadline, f"修改期限{late}", document_id, decision.responsible or "")


def _filings(
    store: Store, as_of: date, statuses: Mapping[str, str], due: Callable[[date, str, str], Due]
) -> Iterator[Due]:
    """Documents published so lately that their term for filing still runs, and that are not filed by the ledger."""
    from rules.entries import entry
    from rules.profiles import DEFAULT, load_profile
    from rules.settings import settings_for

    settings = settings_for(entry("F-01"), load_profile(profile_of(store) or DEFAULT))
    if settings.off:
        return
    recent = [
        document_id
        for document_id, day in store.values("published_on").items()
        if len(str(day or "")) == 10
        and statuses.get(document_id) in _IN_FORCE
        and date.fromisoformat(str(day)) > as_of - timedelta(days=int(settings.params["term_days"]) + 31)
    ]
    if not recent:
        return
    from rules.view import DocumentView
    from rules.workdays import deadline

    for document in store.documents(recent):
        view = DocumentView(document)
        step = view.step("备案")
        if view.normative and not step.done and not step.exempt:
            last = deadline(
                date.fromisoformat(str(document.value("published_on"))), int(settings.params["term_days"])
            )
            if last >= as_of:
                yield due(last, "报送备案期限", document.id)


def _standing_decisions(store: Store) -> dict[str, Decision]:
    """Document id → the decision that counts: that of the newest round that has one, or one outside of rounds."""
    found: dict[str, Decision] = {}
    by_round: dict[int | None, list[Decision]] = defaultdict(list)
    for decision in store.decisions():
        by_round[decision.round_id].append(decision)
    for round_id, made in by_round.items():
        if round_id is None:
            counted = {d.document_id: d for d in made}
        else:
            counted = {i: s.decision for i, s in standings(made).items() if s.decision}
        for document_id, decision in counted.items():
            if document_id not in found or found[document_id].seq < decision.seq:
                found[document_id] = decision
    return found


def show_due(store: Store, *, as_of: date, until: date | None, ics: Path | None, format: Format) -> None:
    """Print what falls due between the two days, soonest first; with `ics` also as a calendar."""
    last = until or add_years(as_of, 1)
    found = sorted(
        (d for d in dues(store, as_of) if d.day <= last),
        key=lambda d: (d.day, d.what, d.document_id),
    )
    rows = [
        {
            "日期": d.day.isoformat(),
            "事项": d.what,
            "文件名称": d.title,
            "文号": d.number,
            "责任单位": d.who,
            "编号": d.document_id,
        }
        for d in found
    ]
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(("日期", "事项", "文件名称", "文号", "责任单位", "编号"), rows)
        case _:
            for row in rows:
                output.styled(
                    (row["日期"], "yellow"),
                    f"　{row['事项']}　{one_line(row['文件名称'], 80)}　{one_line(row['文号'], 60)}　{one_line(row['责任单位'], 30)}",
                )
            output.line(f"{as_of} 至 {last} 共 {len(rows)} 项")
    if ics is not None:
        ics.write_text(calendar(found, datetime.now(UTC)), encoding="utf-8", newline="")
        diagnostics.note(f"已写出日历：{ics}")


def calendar(found: list[Due], stamp: datetime) -> str:
    """An iCalendar file (RFC 5545) of all-day events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//guiqing//ZH", "CALSCALE:GREGORIAN"]
    for item in found:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{item.document_id}-{item.day:%Y%m%d}-{item.what.encode().hex()[:12]}@guiqing",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}",
            f"SUMMARY:{_escaped(f'{item.what}：{one_line(item.title, 120)}')}",
            f"DESCRIPTION:{_escaped(f'{item.number}　{item.who}')}",
            "END:VEVENT",
        ]
    return "".join(folded + "\r\n" for line in [*lines, "END:VCALENDAR"] for folded in [_folded(line)])


def _escaped(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, continued with a blank, never inside a character."""
    out, size = [], 0
    for char in line:
        octets = len(char.encode())
        if size + octets > 75:
            out.append("\r\n ")
            size = 1
        out.append(char)
        size += octets
    return "".join(out)
