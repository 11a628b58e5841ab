"""Citations: every mention of a named other document, with offsets and the end to which it is mentioned.

What a text says of itself (its own title, 本办法, its own annexes, its own history) is no citation; neither
are permits, forms and periodicals in 《》 nor blanket words (有关法律法规).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.acts import instructed, said_by_titles, with_titles
from corpus.history import history_spans
from corpus.judged import Judged
from corpus.mention import Mention, flat, names
from corpus.mentions import find_mentions
from corpus.phrases import phrase
from corpus.reading import Citation, Instrument
from corpus.roles import judge
from corpus.titles import scan_titles
from registry.docno import number_key
from registry.records import Quote


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What the document itself is called: titles (outer, inner), numbers, and its short names if known."""

    titles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()


_EDITION = re.compile(r"[（(](?![^（）()]*[试暂]行)[^（）()]*[)）]\s*$")
_YEAR_TAG = re.compile(r"[（(][^（）()]*[)）]\s*$")


def find_citations(text: str, instruments: Sequence[Instrument], own: OwnNames) -> tuple[Citation, ...]:
    """The citations of a text in order. `instruments` may be empty; their titles count as the text's own."""
    titles = [*own.titles, *(i.title for i in instruments if i.title)]
    itself = _Itself([*titles, *_annexes(text)], own.numbers, own.short_names)
    skipped = _skipped(text)
    everything = find_mentions(text)
    mentions = [
        m
        for m in everything
        if not any(a <= m.start < b for a, b in skipped) and not _is_heading_number(text, m)
    ]
    itself.learn_short_names(everything)
    headings = _headings(text, titles)
    inside = [m for m in mentions if any(a < m.start < b for a, b in headings)]
    mentions = list(_resolved([m for m in mentions if m not in inside], itself))
    judged = judge(text, mentions)
    found = list(_citations(text, judged, itself))
    found += with_titles(said_by_titles(text, headings, inside), found)
    found += instructed(text, [c for c in found if c.role == "amend"])
    return tuple(sorted(found, key=lambda c: c.start))


_ALONE_BEFORE = re.compile(r"(?:^|\n)[\s　（(]*$")
_ALONE_AFTER = re.compile(r"[\s　）)]*(?:\n|$)")


def _is_heading_number(text: str, m: Mention) -> bool:
    """A number that fills its line is printed over a text (that of a forwarded document, say): no mention."""
    if m.via != "number" or m.title:
        return False
    before = text[max(0, m.start - 12) : m.start]
    return bool(_ALONE_BEFORE.search(before) if m.start > 12 else not before.strip()) and bool(
        _ALONE_AFTER.match(text, m.tail)
    )


def _headings(text: str, titles: Sequence[str]) -> list[tuple[int, int]]:
    """Where the text prints its own titles; titles nested in them are not cited by themselves."""
    spans = []
    for title in dict.fromkeys(titles):
        if "《" not in title and "〈" not in title:
            continue
        at = text.find(title)
        while at >= 0:
            spans.append((at - 1, at + len(title)))
            at = text.find(title, at + len(title))
    return spans


def _skipped(text: str) -> list[tuple[int, int]]:
    """Spans that speak of the document itself: its history, the links to its own files."""
    spans = list(history_spans(text))
    tail = phrase("not_others", "nth_tail").search(text)
    if tail:
        spans.append((tail.start(), len(text)))
    return spans


_ANNEX_LIST = re.compile(r"附\s*件\s*[：:]\s*(?P<list>[^。]{4,1500})")
_ANNEX_NAME = re.compile(
    r"(?:^|[\n\s　]|(?<=\.doc)|(?<=\.docx)|(?<=\.pdf)|(?<=\.wps)|(?<=\.xls)|(?<=\.xlsx))\s*(?:\d{1,2}\s*[.．、]\s*)?《?(?P<name>[^\n.《》]{4,80}?)》?(?=\.(?:docx?|pdf|wps|xlsx?|ofd)|\n|$)"
)


def _annexes(text: str) -> list[str]:
    """Names in the list of annexes (附件：1.…): they are parts of the document itself."""
    found = []
    for annexes in _ANNEX_LIST.finditer(text):
        found += [m["name"].strip() for m in _ANNEX_NAME.finditer(annexes["list"])]
    return found


class _Itself:
    """Tells a document's mentions of itself from those of others."""

    def __init__(self, titles: Sequence[str], numbers: Sequence[str], short_names: Sequence[str]) -> None:
        self.keys = {flat(t) for t in titles if t}
        #: What the text passes on is printed in it, and yet is another body's document.
        self.passed_on: set[str] = set()
        for title in titles:
            for nested in scan_titles(title or ""):
                if verb := phrase("forwards", "title").search(title[: nested.start]):
                    self.keys.add(flat(nested.name))
                    if verb.group() in ("转发", "批转", "下发"):
                        self.passed_on.add(flat(nested.name))
        self.keys |= {flat(_YEAR_TAG.sub("", t)) for t in titles if t}
        self.numbers = {number_key(n) for n in numbers if n}
        self.short_names = set(short_names)
        self.titles = [t for t in titles if t]

    def learn_short_names(self, mentions: Sequence[Mention]) -> None:
        for m in mentions:
            if m.short_name and self.is_title(m):
                self.short_names.add(m.short_name)

    def is_title(self, m: Mention) -> bool:
        key = flat(m.title)
        return bool(key) and (key in self.keys or flat(_EDITION.sub("", m.title or "")) in self.keys)

    def is_number(self, m: Mention) -> bool:
        return bool(m.number) and number_key(m.number) in self.numbers

    def has_short(self, m: Mention) -> bool:
        return m.title in self.short_names


def _resolved(mentions: Sequence[Mention], itself: _Itself) -> Iterator[Mention]:
    """Mentions of documents; a generic name without a definition means the one cited title that ends so."""
    seen: list[str] = []
    for m in mentions:
        if m.title and m.via == "title" and m.title in names()["generic"]:
            if itself.has_short(m):
                yield m
                continue
            meant = {t for t in seen if t.endswith(m.title)}
            if len(meant) != 1 or any(t.endswith(m.title) for t in itself.titles):
                continue
            m = Mention(
                m.start, m.end, m.tail, meant.pop(), m.number, m.place, "short", m.original, printed=m.printed
            )
        elif m.title and m.via != "number":
            coded = bool(_STANDARD_CODE.match(m.number or ""))
            if not is_document(m.title, m.number if coded or not _is_paper(m.title) else None):
                if not m.number:
                    continue
                m = replace(
                    m, title=None
                )  # 《X情况表》（…公告2013年第70号附件）: what has the number is cited
                yield m
                continue
            seen.append(m.title or "")
        yield m


def is_document(title: str, number: str | None) -> bool:
    """Whether a name in 《》 is that of a citable document, and not of a permit, a form or a periodical."""
    if number:
        return True
    document, paper = _endings(title)
    return len(paper) <= len(document) and (bool(document) or "关于" in title)


def _is_paper(title: str) -> bool:
    document, paper = _endings(title)
    return len(paper) > len(document)


#: 《危险货物分类和品名编号》（GB 6944）: what has a standard's code is a standard, however it is called.
_STANDARD_CODE = re.compile(r"(?:[A-Z]{2,6}|DB\s?\d{2})(?:\s?/\s?[A-Z])?\s?[-—]?\s?\d")
#: 《农作物种子检验规程——扦样》, 《…接触限值 第1部分：化学有害因素》
_PART_OF_STANDARD = re.compile(r"(?:——[^—]{1,20}|第[一二三四五六七八九十\d]{1,3}部分.*)$")


def _endings(title: str) -> tuple[str, str]:
    """The longest ending of a name that makes a document of it, and the longest that makes a paper."""
    name = title
    while (shorter := _YEAR_TAG.sub("", name)) != name:
        name = shorter
    name = re.sub(r"[》〉＞>]+$|[“”\"]|(?<=协议)[一二三四五六七八九十]+$", "", name).strip()
    name = _PART_OF_STANDARD.sub("", name).strip()
    document = next((k for k in names()["documents"] if name.endswith(k)), "")
    paper = next((k for k in names()["papers"] if name.endswith(k)), "")
    return document, paper


def _citations(text: str, judged: Sequence[Judged], itself: _Itself) -> Iterator[Citation]:
    numbers = _numbers(judged)
    for j in judged:
        m = j.mention
        if _of_itself(text, j, itself):
            continue
        place = m.place
        part = j.part if j.role in ("repeal", "amend", "replaces") else None
        start, end = _quote_span(text, j)
        yield Citation(
            role=j.role,
            title=m.title,
            number=m.number or (numbers.get(m.title) if m.title and not itself.is_title(m) else None),
            quote=Quote(text[start:end], start, end),
            start=m.start,
            end=m.end,
            article=None if j.role == "repeal" else place,
            scope=j.scope,
            part=part,
            kind=j.kind,
            original=m.original,
        )


#: 船舶应当制定《船上油污应急计划》: a kind of plan that each is to make.
_EACH_MAKES = re.compile(r"(?:制定|编制|持有|备有|配备)[^，。；]{0,6}$")


def _numbers(judged: Sequence[Judged]) -> dict[str, str]:
    """Title → the one number that the text prints with it, for mentions that leave it out."""
    found: dict[str, set[str]] = {}
    for j in judged:
        if j.mention.title and j.mention.number:
            found.setdefault(j.mention.title, set()).add(j.mention.number)
    return {title: numbers.pop() for title, numbers in found.items() if len(numbers) == 1}


def _of_itself(text: str, j: Judged, itself: _Itself) -> bool:
    m = j.mention
    if itself.is_number(m) or itself.has_short(m):
        return True
    if itself.is_title(m):
        if j.role == "forwards" and flat(m.title) in itself.passed_on:
            return False
        # A repealed document may bear the same title: an earlier one, told by its date, number or issuer.
        return not (j.role == "repeal" and (m.number or m.original or _dated(text, m.start)))
    before, after = text[max(0, m.start - 30) : m.start], text[m.tail : m.tail + 24]
    if j.role in ("repeal", "amend", "extend"):
        return False
    if not m.number and (m.title or "").endswith(("计划", "预案")) and _EACH_MAKES.search(before):
        return True
    return bool(
        phrase("not_others", "kind_before").search(before)
        or (phrase("not_others", "annex_behind").search(after) and not m.number)
        or phrase("not_others", "annex_before").search(before)
    )


def _dated(text: str, start: int) -> bool:
    return bool(
        re.search(
            r"(?:年|会议|发布|公布|通过|印发|批准|修订|修正|修改|施行|实施|颁布|制定|原)[^。；，]{0,40}$",
            text[max(0, start - 50) : start],
        )
    )


_EDGE = re.compile(r"[，。；：\n]")


def _quote_span(text: str, j: Judged) -> tuple[int, int]:
    """The clause shown as evidence: from the trigger or the name to the end of place or verb."""
    m = j.mention
    start = j.quote_start if j.quote_start >= 0 else m.start
    end = max(m.tail, j.quote_end)
    if j.quote_start < 0:
        low = max(0, m.start - 30)
        for edge in _EDGE.finditer(text, low, m.start):
            low = edge.end()
        start = low
        while start < m.start and text[start].isspace():
            start += 1
    if j.quote_end < 0:
        stop = _EDGE.search(text, m.tail, m.tail + 40)
        end = stop.start() if stop else m.tail
    return start, end
