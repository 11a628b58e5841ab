"""`guiqing due`: what falls due, as a list and as a calendar file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from registry.dates import add_years
from registry.records import Disposition
from registry.store import Store
from tui import diagnostics, output
from tui.output import Format
from tui.safe import one_line
from tui.sweeping import statuses_on

#: The duty to assess before the end of a term starts this long before it (rules.md E-02).
_ASSESS_DAYS = 183


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due on a day."""

    day: date
    what: str
    document_id: str
    title: str
    number: str
    who: str = ""


def dues(store: Store, as_of: date) -> Iterator[Due]:
    """Ends of validity, starts of assessment, revision deadlines, in no order."""
    statuses = statuses_on(store, as_of)
    for document in store.documents():
        end = str(document.value("expires_on") or "")
        if len(end) == 10 and statuses.get(document.id) in ("有效", "尚未施行"):
            last = date.fromisoformat(end)
            who = str(document.value("implementing_department") or "、".join(document.issuers))
            title, number = document.title, document.number or ""
            yield Due(last, "有效期届满", document.id, title, number, who)
            if last - timedelta(days=_ASSESS_DAYS) >= as_of:
                yield Due(
                    last - timedelta(days=_ASSESS_DAYS), "应启动届满前评估", document.id, title, number, who
                )
    headers = {h.id: h for h in store.headers()}
    for document_id, decision in store.current_decisions().items():
        if decision.disposition is Disposition.AMEND and decision.deadline:
            header = headers[document_id]
            yield Due(
                decision.deadline,
                "修改期限",
                document_id,
                header.title,
                header.number or "",
                decision.responsible or "",
            )


def show_due(store: Store, *, as_of: date, until: date | None, ics: Path | None, format: Format) -> None:
    """Print what falls due between the two days, soonest first; with `ics` also as a calendar."""
    last = until or add_years(as_of, 1)
    found = sorted(
        (d for d in dues(store, as_of) if as_of <= d.day <= last),
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
