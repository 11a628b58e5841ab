"""Who made a paper, under which number and title, on which days: the head, the note, the signature, the page.

The text outranks the page's own table, except that a table which prints the document's number or title is
taken where the text has none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.head_lines import Found
from corpus.heading import Head
from corpus.issuers import Evidence, find_issuers
from corpus.kinds import act_of, is_complete, is_trial, kind_of, strip_status, tidy_title
from corpus.promulgation import Promulgation, Stamp, read_promulgation
from corpus.reading import Instrument
from corpus.signature import Imprint, Signature
from registry.agencies import is_organ
from registry.dates import find_dates, parse_date
from registry.docno import find_numbers, parse_number
from registry.records import Quote


@dataclass(slots=True)
class Metadata:
    """The identity of a document; `quotes` maps a field to the words it came from, where they are printed."""

    title: str | None = None
    inner_title: str | None = None
    number: str | None = None
    number_raw: str | None = None
    registration_no: str | None = None
    kind: str | None = None
    act: str | None = None
    trial: bool = False
    issuers: tuple[str, ...] = ()
    signed_on: str | None = None
    issued_on: str | None = None
    published_on: str | None = None
    approved_on: str | None = None
    effective_on: str | None = None
    quotes: dict[str, Quote] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the earlier steps found, handed to `read_metadata` together."""

    text: str
    head: Head
    signatures: Sequence[Signature]
    imprint: Imprint | None
    instruments: Sequence[Instrument]
    page: Mapping[str, str]


def read_metadata(parts: Parts) -> Metadata:
    """Everything that identifies the document. Never raises; what is not printed stays None."""
    return _Reader(parts).read()


class _Reader:
    def __init__(self, parts: Parts) -> None:
        self.p = parts
        self.out = Metadata()
        self.note = self._note()
        self.order = self._order_body()

    def read(self) -> Metadata:
        self._title()
        self._numbers()
        self._dates()
        self._issuers()
        return self.out

    # -- helpers ---------------------------------------------------------------------------------------

    def _quote(self, name: str, start: int, end: int) -> None:
        self.out.quotes[name] = Quote(self.p.text[start:end], start, end)

    def _note(self) -> Promulgation:
        notes = self.p.head.notes
        return read_promulgation(self.p.text, *notes) if notes else Promulgation()

    def _order_body(self) -> Promulgation:
        """《X》已经2016年11月2日部务会议通过，现予公布: the body of an order says who adopted it when."""
        text, head = self.p.text, self.p.head
        own = next((s for s in self.p.signatures if s.start >= head.body), None)
        stop = own.start if own else head.body + 600
        area = text[head.body : min(stop, head.body + 900)]
        found = re.search(r"《[^\n]{2,120}?》(?:[（(][^（()）]{0,60}[）)])?(?:已|业|经|于)", area)
        if (
            not found
            or not re.search(r"通过|同意", area)
            or not re.search(r"现予?(?:公布|发布|颁布)|予以(?:公布|发布)|公布|发布", area)
        ):
            return Promulgation()
        if not (
            head.letterhead_word == "令"
            or self._wrapper()
            or re.search(r"现予?(?:公布|发布|颁布)|予以(?:公布|发布|颁布)", area)
        ):
            return Promulgation()
        start = head.body + found.end() - 1
        return read_promulgation(text, start, head.body + len(area))

    def _wrapper(self) -> Instrument | None:
        return next((i for i in self.p.instruments if i.role == "wrapper"), None)

    def _enclosed(self) -> Instrument | None:
        return next((i for i in self.p.instruments if i.role == "enclosed"), None)

    def _signature(self) -> Signature | None:
        """The signature of the outer paper: the first one behind its head."""
        first = self.p.instruments[0] if self.p.instruments else None
        after = self.p.head.title.end if self.p.head.title else 0
        for signature in self.p.signatures:
            if signature.start >= after and (first is None or signature.start < first.end):
                return signature
        return None

    # -- title -----------------------------------------------------------------------------------------

    def _title(self) -> None:
        out, head, enclosed = self.out, self.p.head, self._enclosed()
        title: Found | None = head.title
        if (
            head.letterhead_word == "令"
            and enclosed
            and enclosed.title
            and (title is None or title.value.endswith("令"))
        ):
            at = self.p.text.find(enclosed.title[:4], enclosed.start)
            title = Found(
                enclosed.title, max(at, enclosed.start), max(at, enclosed.start) + len(enclosed.title)
            )
        title = title or self._download_title()
        if title is None and enclosed and enclosed.title:
            at = max(self.p.text.find(enclosed.title, enclosed.start, enclosed.end), enclosed.start)
            title = Found(enclosed.title, at, at + len(enclosed.title))
        if title is not None:
            out.title = tidy_title(title.value)
            self._quote("title", title.start, title.end)
        elif page := self.p.page.get("标题") or "":
            out.title = strip_status(page.strip())
        out.inner_title = (enclosed.title if enclosed and enclosed.title else out.title) or None
        if out.inner_title:
            out.inner_title = tidy_title(out.inner_title)
            out.kind = kind_of(out.inner_title)
            out.trial = is_trial(out.inner_title)
        outer = head.outer.value if head.outer else out.title
        out.act = act_of(outer) if outer else None

    def _download_title(self) -> Found | None:
        """A text without a heading can carry its title in the name of the file offered for download."""
        text = self.p.text
        at = text.rfind("下载链接")
        if at < 0:
            return None
        found = re.compile(
            r"下载链接[:：]\s*(?:\d{1,2}[.、])?(?P<name>[^\n]{4,160}?)\.(?:docx?|pdf|wps|ofd)"
        ).search(text, at)
        if not found:
            return None
        name = found["name"].strip()
        return Found(name, found.start("name"), found.end("name")) if is_complete(name) else None

    # -- numbers ---------------------------------------------------------------------------------------

    def _numbers(self) -> None:
        out, head, page = self.out, self.p.head, self.p.page
        if head.number is not None:
            self._set_number(head.number.value, self.p.text[head.number.start : head.number.end])
            self._quote("number", head.number.start, head.number.end)
        elif stamp := self._numbered_stamp():
            number = parse_number(stamp.number or "")
            if stamp.number:
                self._set_number(number.canonical if number else stamp.number, stamp.number)
                at = self.p.text.find((stamp.number or "").split(" ")[0], stamp.start)
                self._quote("number", max(at, stamp.start), stamp.end)
        for source, value in ((head.elements.get("发文字号"), None), (None, page.get("发文字号"))):
            raw = source.value if source else value
            number = parse_number(raw) if raw else None
            if number is None or raw is None:
                continue
            if out.number is None or (
                out.number_raw
                and number.serial == (parse_number(out.number) or number).serial
                and number.form == "order"
            ):
                self._set_number(number.canonical, raw)
                if source:
                    self._quote("number", source.start, source.end)
                else:
                    out.quotes.pop("number", None)
        if out.number is None and head.notes:
            self._noted_number(*head.notes)
        registration = head.registration or head.elements.get("统一登记号")
        if registration:
            parsed = parse_number(registration.value)
            out.registration_no = parsed.canonical if parsed else registration.value
            self._quote("registration_no", registration.start, registration.end)
        elif value := page.get("统一登记号"):
            out.registration_no = value

    def _noted_number(self, start: int, end: int) -> None:
        """（兰政发〔2019〕3号　2019年2月1日） under the title."""
        for found in find_numbers(self.p.text, start, end):
            before = self.p.text[start : found.start]
            if found.number.form == "bracket" and "《" not in before and "根据" not in before:
                self._set_number(found.number.canonical, self.p.text[found.start : found.end])
                self._quote("number", found.start, found.end)
                return

    def _set_number(self, canonical: str, raw: str) -> None:
        self.out.number = canonical
        self.out.number_raw = _tidy_number(raw)

    def _numbered_stamp(self) -> Stamp | None:
        for note in (self.note,):
            for stamp in (
                note.published,
                note.adopted,
                None if note.published or note.adopted else note.revised,
            ):
                if stamp and stamp.number:
                    return stamp
        return None

    # -- dates -----------------------------------------------------------------------------------------

    def _dates(self) -> None:
        out = self.out
        signature = self._signature()
        adopted = self.note.adopted or self.order.adopted
        if adopted:
            out.signed_on = adopted.iso
            self._quote("signed_on", adopted.start, adopted.end)
        elif (
            (revised := self.note.revised)
            and not self.note.published
            and "修订" in self.p.text[revised.start : revised.end + 4]
        ):
            # Only the making of the revised text is printed: the day it was adopted.
            out.signed_on = revised.iso
            self._quote("signed_on", revised.start, revised.end)
        if (published := self.note.published) and published.iso:
            out.published_on = published.iso
            self._quote("published_on", published.start, published.end)
        if approved := self.note.approved or self.order.approved:
            out.approved_on = approved.iso
        if effective := self.note.effective or self.order.effective:
            out.effective_on = effective.iso
            self._quote("effective_on", effective.start, effective.end)
        if signature:
            if out.signed_on is None and out.published_on is None:
                out.signed_on = signature.iso
                self._quote("signed_on", signature.date_start, signature.end)
            elif out.published_on is None and self._promulgates() and signature.iso != out.signed_on:
                out.published_on = signature.iso
                self._quote("published_on", signature.date_start, signature.end)
        elif out.signed_on is None and out.published_on is None:
            self._dated_subtitle()
            if out.signed_on is None:
                self._lone_date()
        if self.p.imprint:
            out.issued_on = self.p.imprint.iso
            self._quote("issued_on", self.p.imprint.start, self.p.imprint.end)
        self._element_date("signed_on", "成文日期")
        self._element_date("published_on", "发布日期")

    def _promulgates(self) -> bool:
        """The signed paper is the order that publishes what was adopted on another day."""
        notes = self.p.head.notes
        note = self.p.text[notes[0] : notes[1]] if notes else ""
        return self.order.adopted is not None or bool(
            re.search(r"现予?(?:公布|发布|颁布)|予以(?:公布|发布|颁布)", note)
        )

    def _dated_subtitle(self) -> None:
        """（2010年6月1日） under the title, alone or beside the number: the day of signing."""
        notes = self.p.head.notes
        days = list(find_dates(self.p.text, *notes)) if notes else []
        if notes is None or len(days) != 1 or _VERBS.search(self.p.text, *notes):
            return
        self.out.signed_on = days[0].iso
        self._quote("signed_on", days[0].start, days[0].end)

    def _lone_date(self) -> None:
        """A date on a line of its own with nobody's name above it: first in a wrapper, last in a plain paper."""
        first = self.p.instruments[0] if self.p.instruments else None
        if first is None:
            return
        text = self.p.text
        alone = [
            day
            for day in find_dates(text, self.p.head.body, first.end)
            if not text[text.rfind("\n", 0, day.start) + 1 : day.start].strip(_BLANKS)
            and not text[day.end : _line_end(text, day.end)].strip(_BLANKS)
        ]
        if alone:
            day = alone[0] if first.role == "wrapper" else alone[-1]
            self.out.signed_on = day.iso
            self._quote("signed_on", day.start, day.end)

    def _element_date(self, name: str, label: str) -> None:
        out = self.out
        if getattr(out, name) is not None:
            return
        if (printed := self.p.head.elements.get(label)) and (iso := parse_date(printed.value)):
            setattr(out, name, iso)
            self._quote(name, printed.start, printed.end)
        elif (value := self.p.page.get(label)) and (iso := parse_date(value)):
            setattr(out, name, iso)

    # -- issuers ---------------------------------------------------------------------------------------

    def _issuers(self) -> None:
        out = self.out
        out.issuers, quote = find_issuers(
            Evidence(
                self.p.text,
                self.p.head,
                self._signature(),
                self.note,
                self.order,
                out.title,
                out.inner_title,
                out.quotes.get("title"),
                self.p.page,
            )
        )
        if quote is not None:
            out.quotes["issuers"] = quote


_BLANKS = " \t\u3000\xa0"
_VERBS = re.compile(r"通过|批准|公布|发布|颁布|修正|修订|修改|施行|实施|起")


def _line_end(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop


def _tidy_number(raw: str) -> str:
    raw = re.sub(r"[ \t\u3000\xa0\n]+", " ", raw).strip("（）() ：:")
    if opened := re.search(r"([（(])[^（()）]*$", raw):  # …令（第61号）
        raw += "）" if opened[1] == "（" else ")"
    raw = re.sub(r"^(?:文号|发文字号|字号)[:：]\s*", "", raw)
    number = parse_number(raw)
    if number is not None and " " in number.code:
        head, _, tail = raw.rpartition(" ")
        return raw if is_organ(head.split(" ")[0]) and not tail[:1].isdigit() else raw.replace(" ", "")
    return raw.replace(" ", "")
