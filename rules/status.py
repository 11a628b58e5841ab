"""The status of a document as of a day, computed from its own term, extensions and the repeals of others.

The ledger's 文件状态 is only a claim: it is compared (C-13, PB-03), never believed. Partial repeal does not end
a text. A repealer that lapses later does not bring the repealed text back to life.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from registry.dates import add_months, cn2int
from registry.records import Quote, Status
from rules.cleanup import ending
from rules.names import quoted, title_key
from rules.spans import DateSpan, parse_cell

if TYPE_CHECKING:
    from rules.registry_view import Edge, RegistryView
    from rules.view import DocumentView

_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_N = r"(?<![下上每当同])(?P<{}>[\d一二两三四五六七八九十]+)\s*(?P<{}>年(?!度)|个月)"
_EXTEND = re.compile(
    r"(?:延长|延续|续期|顺延|展期|延期)[^。；\n《》]{0,12}?(?:至(?P<to>"
    + _DAY
    + r")|"
    + _N.format("n", "unit")
    + r")|继续(?:有效|执行|施行|实施|适用)[^。；\n《》]{0,8}?(?:至(?P<to2>"
    + _DAY
    + r")|"
    + _N.format("n2", "unit2")
    + r")|有效期(?:限)?(?:统一)?(?:调整|变更|修改|确定|重新确定)[为至到]?[^。；\n《》0-9]{0,6}(?P<to3>"
    + _DAY
    + r")|修改为[：:]?[“\"][^”\"]*有效期(?:限)?[^”\"0-9]{0,4}至(?P<to4>"
    + _DAY
    + r")"
)
_EXTENDER = re.compile(r"延长|延续|续期|顺延|展期|延期|继续(?:有效|执行|施行|实施|适用)|有效期")
_NAME = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》(?:[（(]([^）)《》]{4,40}?号)[^）)]*[）)])?")
_OWN_DATE = re.compile(r"自(" + _DAY + r")(?:起|之日起)[^。；\n]{0,20}(?:废止|失效|停止执行|不再执行|终止)")
_LAPSES = re.compile(r"失效")


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension of a term: who extends, to which last day, in which words."""

    by: str
    last: date
    quote: Quote
    published: DateSpan | None


@dataclass(frozen=True, slots=True)
class StatusOn:
    """Status as of a day with its reason. `since` is the first day of that status where it is known.

    `last` is the last day in force after all extensions; `by` the id of the document that repealed or
    extended it.
    """

    status: Status
    since: date | None
    reason: str
    quote: Quote | None = None
    by: str | None = None
    last: DateSpan | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def live(self) -> bool:
        return self.status in (Status.IN_FORCE, Status.NOT_YET, Status.UNKNOWN)


def status_on(doc: "DocumentView", registry: "RegistryView", as_of: date) -> StatusOn:
    """Compute the status: repeal first, then the term with its extensions, then the start."""
    last, extensions = last_day(doc, registry, as_of)
    ended = [r for e in registry.incoming(doc.id, "repeal", "replaces") if (r := _repeal(e, as_of))]
    listed = ending(doc, registry, as_of)
    if listed:
        ended.append(listed)
    if ended:
        since, status, reason, quote, by = min(ended, key=lambda r: r[0])
        if last is None or last.last >= since:
            return StatusOn(status, since, reason, quote, by, last, extensions)
    if last is not None and last.last < as_of:
        by_id = extensions[-1].by if extensions else None
        words = extensions[-1].quote if extensions else doc.term.quote
        return StatusOn(
            Status.EXPIRED,
            last.last + timedelta(days=1),
            f"有效期至{last}，已届满",
            words,
            by_id,
            last,
            extensions,
        )
    start = doc.start
    if start is None:
        return StatusOn(Status.UNKNOWN, None, "施行日期和公布日期均不明", last=last, extensions=extensions)
    if start.first > as_of:
        return StatusOn(
            Status.NOT_YET, start.first, f"自{start}起施行", doc.quote_of("effective_on"), None, last
        )
    return StatusOn(
        Status.IN_FORCE, start.first, f"自{start}起施行，未见废止或者失效", None, None, last, extensions
    )


def last_day(
    doc: "DocumentView", registry: "RegistryView", as_of: date
) -> tuple[DateSpan | None, tuple[Extension, ...]]:
    """Last day in force: the stated term, moved by every extension that had been issued by the day asked."""
    last = doc.term.last
    extensions = []
    for extension in registry.extensions_of(doc.id):
        if extension.published and extension.published.first > as_of:
            continue
        extensions.append(extension)
        if last is None or extension.last > last.last:
            last = DateSpan.of(extension.last)
    return last, tuple(extensions)


def _repeal(edge: "Edge", as_of: date) -> tuple[date, Status, str, Quote | None, str] | None:
    """A repeal of the whole text that has taken effect by the day, or None."""
    if not edge.whole:
        return None
    source = edge.source
    own = _OWN_DATE.search(edge.citation.quote.text)
    day = parse_cell(own[1]) if own else source.start
    if day is None or day.last > as_of:
        return None
    lapsed = bool(_LAPSES.search(edge.citation.quote.text)) and "废止" not in edge.citation.quote.text
    status = Status.LAPSED if lapsed else Status.REPEALED
    word = "宣布失效" if lapsed else "废止"
    number = f"（{source.number}）" if source.number else ""
    reason = f"被{quoted(source.inner_title)}{number}自{day}起{word}"
    return day.last, status, reason, edge.citation.quote, source.id


def extensions_in(doc: "DocumentView", registry: "RegistryView") -> list[tuple[str, Extension]]:
    """(target id, extension) for each extension that a document pronounces over another one."""
    title = doc.inner_title
    if not _EXTENDER.search(doc.text) or not (
        "延长" in title
        or "有效期" in title
        or "继续" in title
        or "修改" in title
        or doc.citations("extend", "extends", "amend")
    ):
        return []
    numbers = {title_key(m[1]): m[2] for m in _NAME.finditer(doc.text) if m[2]}
    for citation in doc.reading.citations:
        if citation.number:
            numbers.setdefault(title_key(citation.title), citation.number)
    found: list[tuple[str, Extension]] = []
    named = [(m[1], m[2]) for m in _NAME.finditer(title)]
    for sentence in doc.sentences:
        for clause in _EXTEND.finditer(sentence.text):
            names = [(m[1], m[2]) for m in _NAME.finditer(sentence.text[: clause.start() + 2])]
            if not names and re.search(r"下列|以下|附件", sentence.text):
                names = [(m[1], m[2]) for m in _NAME.finditer(doc.text[sentence.start :])]
            names = names or named
            for name, number in names:
                target, _ = registry.resolve(name, number or numbers.get(title_key(name)), source=doc)
                if target is None or title_key(name) == title_key(doc.inner_title):
                    continue
                last = _new_last(clause, target)
                if last:
                    quote = Quote(sentence.text, sentence.start, sentence.end)
                    found.append((target.id, Extension(doc.id, last, quote, doc.published_on or doc.made_on)))
    return found


def _new_last(clause: re.Match[str], target: "DocumentView") -> date | None:
    printed = clause["to"] or clause["to2"] or clause["to3"] or clause["to4"]
    if printed:
        span = parse_cell(printed)
        return span.last if span else None
    old = target.term.last
    word = clause["n"] or clause["n2"]
    if old is None or not word:
        return None
    count = cn2int(word)
    months = 12 if (clause["unit"] or clause["unit2"]) == "年" else 1
    return add_months(old.last, count * months) if count else None
