"""Which ledger row belongs to which document: number in any spelling, then title with issuer and date, then a title
that is much alike where issuer and date agree. Pure.

A row is matched only when exactly one document remains; otherwise the reason says what stood against it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from corpus.ledger import LedgerRow
from registry.dates import parse_date
from registry.docno import number_key
from registry.full_names import may_be_related, may_be_same
from registry.records import DocumentHeader

#: Below this likeness two titles under one number are two documents (one number can be given twice).
_ALIKE = 60
#: From this likeness two titles of one maker and one day are one title, written shorter in the ledger.
_VARIANT = 75
_NOISE = re.compile(r"[\W_]+")
_WRAPPER = re.compile(
    r"^.{0,40}?(?:印发|公布|发布|转发|颁布|下发)(?P<inner>.+?)(?:的)?(?:通知|公告|决定|通告)$"
)
_TRIAL = re.compile(r"[（(](?:试行|暂行)[）)]$")
#: 兰台区教育局公告: the head of the page, which stands for a title where the page has no other.
_BARE = re.compile(r"^[^关于《》]{2,24}(?:公告|通告|通知|命令|令|决定|意见|批复|函)$")
_ABOUT = re.compile(r"^.{2,40}?(关于.{4,})$")
_BARE_NUMBER = re.compile(r"^\s*(\d{4})\s*年\s*第?\s*(\d+)\s*号$")
_GOVERNMENT = re.compile(r"(?<!人民)政府")


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a row. `document_id` is None for a row without a document; `reason` says how or why not.

    `repeats` is the earlier row that says the same, of which this row is a repetition.
    """

    row: LedgerRow
    document_id: str | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()
    repeats: LedgerRow | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """All rows in their order, and the documents that no row is about."""

    matches: tuple[Match, ...]
    without_row: tuple[DocumentHeader, ...]

    @property
    def matched(self) -> tuple[Match, ...]:
        return tuple(m for m in self.matches if m.document_id is not None and m.repeats is None)

    @property
    def unmatched(self) -> tuple[Match, ...]:
        return tuple(m for m in self.matches if m.document_id is None and m.repeats is None)

    @property
    def repeated(self) -> tuple[Match, ...]:
        return tuple(m for m in self.matches if m.repeats is not None)


def match_rows(rows: Sequence[LedgerRow], headers: Sequence[DocumentHeader]) -> Matches:
    """Match each row with at most one document and each document with at most one row."""
    book = _Book(headers)
    found: dict[int, Match] = {}
    waiting = list(enumerate(rows))
    # Numbers are the stronger tie: they choose first, titles choose among what is left.
    for attempt in (book.by_number, book.by_title, book.by_likeness):
        still: list[tuple[int, LedgerRow]] = []
        for index, row in waiting:
            found[index] = match = attempt(row)
            if match.document_id is None:
                still.append((index, row))
            else:
                book.take(match.document_id, row)
        waiting = still
    first: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(rows):
        key = _row_key(row)
        earlier = first.setdefault(key, index) if key else index
        if earlier != index and found[index].document_id is None:
            other = rows[earlier]
            reason = f"与{other.place}重复{_difference(other, row)}"
            found[index] = Match(row, None, reason, repeats=other)
    return Matches(
        tuple(found[i] for i in range(len(rows))), tuple(h for h in headers if h.id not in book.taken)
    )


class _Book:
    """The documents by number and by title, and which of them a row has taken."""

    def __init__(self, headers: Sequence[DocumentHeader]) -> None:
        self.taken: dict[str, LedgerRow] = {}
        self._keys: set[tuple[str, ...]] = set()
        self._by_number: dict[str, list[DocumentHeader]] = defaultdict(list)
        self._by_title: dict[str, list[DocumentHeader]] = defaultdict(list)
        for header in headers:
            if header.number:
                self._by_number[number_key(header.number)].append(header)
            title = _title(header)
            for key in _keys(title):
                self._by_title[key].append(header)
        self._headers = tuple(headers)

    def take(self, document_id: str, row: LedgerRow) -> None:
        self.taken[document_id] = row
        if key := _row_key(row):
            self._keys.add(key)

    def by_number(self, row: LedgerRow) -> Match:
        if not row.number:
            return Match(row, reason="没有文号")
        same = self._by_number.get(number_key(row.number), [])
        if not same:
            return Match(row, reason=f"登记库里没有{row.number}")
        alike = [h for h in same if _titles_agree(row.title, _title(h))]
        if not alike:
            return Match(
                row, reason=f"{row.number}在登记库里是《{same[0].title}》，名称不同", candidates=_ids(same)
            )
        return self._one(row, alike, "文号相同")

    def by_title(self, row: LedgerRow) -> Match:
        """Try the title; a row that had a number keeps the reason of the number when the title is no help."""
        before = self.by_number(row)
        same = list({h.id: h for key in _keys(row.title) for h in self._by_title.get(key, [])}.values())
        fitting = [h for h in same if not _contradicts(row, h)]
        if not fitting:
            if same and row.number:
                return Match(
                    row, reason=f"名称相同的文件文号是{same[0].number}，日期也不同", candidates=_ids(same)
                )
            return before if row.number else Match(row, reason="没有文号，也没有同名文件")
        return self._one(row, fitting, "名称相同")

    def by_likeness(self, row: LedgerRow) -> Match:
        """Try what has the same maker and day and a title much alike; the reason of before when nothing has."""
        before = self.by_title(row)
        key = inner_key(row.title)
        if before.document_id is not None or before.candidates or not key:
            return before
        alike = [
            h
            for h in self._headers
            if h.id not in self.taken
            and _issuers_agree(row, h) is True
            and _dates_agree(row, h) is True
            and not (row.number and h.number and not _same_number(row.number, h.number))
            and fuzz.ratio(key, inner_key(_title(h))) >= _VARIANT
        ]
        return Match(row, alike[0].id, "机关、日期相同，名称相近", _ids(alike)) if len(alike) == 1 else before

    def _one(self, row: LedgerRow, fitting: list[DocumentHeader], how: str) -> Match:
        free = [h for h in fitting if h.id not in self.taken]
        if _row_key(row) in self._keys:  # a repeated row may only go to a document of the very same name
            free = [h for h in free if inner_key(_title(h)) == inner_key(row.title)]
        if not free:
            taker = self.taken.get(_narrow(row, fitting)[0].id)
            where = f"已对上{taker.place}" if taker else "名称不完全相同"
            return Match(row, None, f"{how}的文件{where}", _ids(fitting))
        chosen = _narrow(row, free)
        if len(chosen) == 1 or len({_identity(h) for h in chosen}) == 1:
            return Match(row, chosen[0].id, how, _ids(chosen))
        return Match(row, None, f"{how}的文件有{len(chosen)}件，无法确定是哪一件", _ids(chosen))


def _narrow(row: LedgerRow, candidates: list[DocumentHeader]) -> list[DocumentHeader]:
    """Keep those that agree in title, issuer, date and number, as long as any is left; texts before bare rows."""
    tests = (
        lambda h: title_key(h.title) == title_key(row.title),
        lambda h: inner_key(h.title) == inner_key(row.title),
        lambda h: _issuers_agree(row, h) is True,
        lambda h: _dates_agree(row, h) is True,
        lambda h: bool(row.number) and number_key(h.number) == number_key(row.number),
        lambda h: bool(h.number) and h.number in row.values.get("文号", ""),
        lambda h: h.has_text,
    )
    for test in tests:
        candidates = [h for h in candidates if test(h)] or candidates
    return candidates


def _contradicts(row: LedgerRow, header: DocumentHeader) -> bool:
    """Same title, but plainly another document: another maker, or both another number and another date."""
    if _issuers_agree(row, header) is False:
        return True
    if row.number and header.number and _same_number(row.number, header.number):
        return False
    other_number = bool(row.number and header.number)
    dates = _dates_agree(row, header)
    return dates is False or (other_number and dates is None)


def _same_number(one: str, other: str) -> bool:
    """One number, or one of an order or notice that only one of them writes with the maker's full name: 区政府令第3号
    and 兰台区人民政府令第3号, 2025年第1号 and 兰台区税务局公告2025年第1号."""
    if number_key(one) == number_key(other):
        return True
    a, b = _order(one), _order(other)
    if a is None or b is None or a[2] != b[2] or (a[1] and b[1] and a[1] != b[1]):
        return False
    return a[0].endswith(b[0]) or b[0].endswith(a[0])


def _order(number: str) -> tuple[str, str, str] | None:
    """(series, year or "", serial) of the number of an order or notice; None for one with a bracketed year."""
    if bare := _BARE_NUMBER.match(number):
        return "", bare[1], str(int(bare[2]))
    series, bar, rest = number_key(number).partition("|")
    year, _, serial = rest.partition("|")
    return (_GOVERNMENT.sub("人民政府", series), year, serial) if bar else None


def _issuers_agree(row: LedgerRow, header: DocumentHeader) -> bool | None:
    fact = row.fact("issuers")
    names = [str(n) for n in fact.value] if fact and fact.value else []
    if not names or not header.issuers:
        return None
    pairs = [(a, b) for a in names for b in header.issuers]
    if any(a.endswith(b) or b.endswith(a) or may_be_same(a, b) for a, b in pairs):
        return True
    # A ledger drawn up after a reform names the heir: that says nothing against the row.
    return None if any(may_be_related(a, b) for a, b in pairs) else False


def _dates_agree(row: LedgerRow, header: DocumentHeader) -> bool | None:
    fact = row.fact("signed_on")
    if not (fact and fact.value and header.signed_on):
        return None
    shorter = min(len(str(fact.value)), len(header.signed_on))
    return str(fact.value)[:shorter] == header.signed_on[:shorter]


def _title(header: DocumentHeader) -> str:
    """The title of a document; "" when it has none and is called by its file's name."""
    return "" if header.path and header.path.rsplit("/", 1)[-1] == header.title else header.title


def _titles_agree(one: str, other: str) -> bool:
    if not one or not other:
        return True
    if _BARE.match(one) or _BARE.match(other):
        return True
    a, b = inner_key(one), inner_key(other)
    return a in b or b in a or fuzz.ratio(a, b) >= _ALIKE


def title_key(title: str) -> str:
    """A title without blanks and punctuation, half-width."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", title))


def inner_key(title: str) -> str:
    """The key of the title that a wrapper's title carries (关于印发《X》的通知 → X), or of the title itself."""
    found = _WRAPPER.match(title)
    return title_key(found["inner"] if found else title)


def _keys(title: str) -> set[str]:
    """The keys under which a title is found: as a whole, what it carries, and from 关于 on, without the maker."""
    about = _ABOUT.match(title)
    return {title_key(title), inner_key(title), title_key(about[1]) if about else ""} - {""}


def _row_key(row: LedgerRow) -> tuple[str, ...] | None:
    """What makes two rows the same row: number and title; without a number title and date."""
    if row.number:
        return (number_key(row.number), inner_key(row.title))
    fact = row.fact("signed_on")
    return (inner_key(row.title), str(fact.value)) if row.title and fact and fact.value else None


def _identity(header: DocumentHeader) -> tuple[str, ...]:
    """Documents that agree in all of this are one instrument, filed twice."""
    return (number_key(header.number), title_key(header.title), *header.issuers, header.signed_on or "")


def _difference(earlier: LedgerRow, later: LedgerRow) -> str:
    names = dict.fromkeys([*earlier.values, *later.values])
    differing = [n for n in names if n != "序号" and _said(earlier, n) != _said(later, n)]
    return f"，但{'、'.join(differing)}不同（以前一行为准）" if differing else ""


def _said(row: LedgerRow, name: str) -> str:
    """A cell as it counts: a date or a number in one spelling."""
    text = row.values.get(name, "")
    return (number_key(text) if name == "文号" else parse_date(text)) or text


def _ids(headers: Sequence[DocumentHeader]) -> tuple[str, ...]:
    return tuple(h.id for h in headers)
