"""What the cells of a ledger row say: facts of the source LEDGER, with the cell as their quote. Pure.

An empty cell gives no fact; 无 and 未… give a fact whose value is None: confirmed, there is none.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from corpus.ledger_columns import Column, cell_words
from corpus.ledger_dates import read_date, read_term
from corpus.ledger_sheets import Cell
from registry.dates import last_day_of_term
from registry.docno import canonical as canonical_number
from registry.records import Fact, Quote, Source

_ISSUER_MARKS = re.compile(r"[、，,；;/／\n]+|\s{2,}")
_ISSUER_END = re.compile(
    r"(?:局|委|委员会|办|办公室|政府|院|署|部|厅|处|会|中心|支队|大队|行|公司|所|站|队)$"
)
_FROM_ISSUE = re.compile(r"自?(?:公布|发布|印发)(?:之日|日)?起?(?:施行|实施|执行|生效)?")
_FALSE_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")


def facts_of_cell(column: Column, cell: Cell, text: str, problems: list[str]) -> list[Fact]:
    """The facts of one cell; what is no date that exists is added to `problems`. Steps of the making give none."""
    words = cell_words()
    name, quote = column.field, Quote(text)
    if column.kind == "date":
        if words.none.match(text) or words.open_term.match(text):
            return [Fact(name, None, Source.LEDGER, quote)] if name else []
        if (name == "expires_on" and read_term(text)) or (
            name == "effective_on" and _FROM_ISSUE.fullmatch(text)
        ):
            return []  # reckoned from the row's other dates when all cells are read
        read = read_date(cell)
        if read.problem:
            problems.append(f"“{column.name}”{read.problem}")
        return [Fact(name, read.iso, Source.LEDGER, quote)] if name and read.iso else []
    if not name:
        return []
    none = {"title": words.none_title, "url": words.none_url}.get(name, words.none_text)
    if none.match(text):
        return [Fact(name, None, Source.LEDGER, quote)]
    if name == "issuers":
        return [Fact(name, list(split_issuers(text)), Source.LEDGER, quote)]
    if name in ("title", "number", "registration_no", "implementing_department"):
        text = flat(text)
    if name == "title":
        text = _unwrapped(_FALSE_BLANK.sub("", text))
    if name == "number":
        return [Fact(name, canonical_number(text) or text, Source.LEDGER, quote)]
    return [Fact(name, text, Source.LEDGER, quote)]


def reckoned(values: Mapping[str, str], facts: Sequence[Fact], problems: list[str]) -> list[Fact]:
    """What follows from several cells of a row: a start 自公布之日起, an end that is named as a period."""
    start = _start(values, facts)
    return [*start, *_period(values, [*facts, *start], problems)]


def _start(values: Mapping[str, str], facts: Sequence[Fact]) -> list[Fact]:
    """The first day when the cell says 自公布之日起; without a day of publication it stays unknown."""
    text = values.get("施行日期", "")
    day = next((f.value for f in facts if f.field == "published_on" and f.value), None)
    if day is None or not _FROM_ISSUE.fullmatch(text):
        return []
    return [Fact("effective_on", day, Source.LEDGER, Quote(text), 0.9, "按公布日期认定")]


def _period(values: Mapping[str, str], facts: Sequence[Fact], problems: list[str]) -> list[Fact]:
    """The last day when the cell for it names a period (5年) or an interval, reckoned from the row's start."""
    text = values.get("有效期至", "")
    term = read_term(text)
    if term is None:
        return []
    if term.last:
        return [Fact("expires_on", term.last, Source.LEDGER, Quote(text))]
    start = next((f.value for f in facts if f.field == "effective_on" and f.value), None)
    if not isinstance(start, str) or len(start) < 10:
        problems.append(f"“有效期至”写的是期限“{text}”，没有施行日期，无法推算")
        return []
    last = last_day_of_term(date.fromisoformat(start), term.months).isoformat()
    note = f"按施行日期加{text}减一日推算"
    return [Fact("expires_on", last, Source.LEDGER, Quote(text), 0.9, note)]


def split_issuers(text: str) -> tuple[str, ...]:
    """The makers in a cell: split at 、 and the like, and at blanks where each piece is an organ by itself."""
    found: list[str] = []
    for part in _ISSUER_MARKS.split(text):
        pieces = part.split()
        joint = len(pieces) > 1 and all(len(p) > 2 and _ISSUER_END.search(p) for p in pieces)
        found.extend(pieces if joint else ["".join(pieces)])
    return tuple(dict.fromkeys(p for p in found if p))


def _unwrapped(title: str) -> str:
    """A title that stands wholly in 《》, without them."""
    if title.startswith("《") and title.endswith("》") and title.find("》") == len(title) - 1:
        return title[1:-1].replace("〈", "《").replace("〉", "》")
    return title


def flat(text: str) -> str:
    """A text on one line, with single blanks."""
    return " ".join(text.split())
