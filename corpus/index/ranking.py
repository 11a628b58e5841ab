"""The order of hits and the counts over all of them."""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.index.matching import batches

#: The best by title, number and length whose words are counted; the others keep the order which that gives.
_COUNTED = 200
_TITLE_BOOST, _NUMBER_BOOST = 6.0, 8.0
_K1, _B = 1.2, 0.75
_IN_FORCE = ("有效", "尚未施行")
_COLUMNS = "key, id, title, number, path, issuers, matter, year, signed, filing, size, f_title, f_number"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"
    NUMBER = "number"


@dataclass(slots=True)
class Row:
    """A document that matches. `rank`: 0 in force, 1 ended, so that equal scores put the living first.

    `counted`: 0 when its words were counted, 1 when title, number and length alone gave the score.
    """

    key: int
    id: str
    title: str
    number: str
    path: str
    issuers: str
    matter: str
    year: str
    signed: str
    filing: str
    size: int
    f_title: str
    f_number: str
    score: float = 0.0
    rank: int = 0
    counted: int = 1


def scored(
    db: sqlite3.Connection, keys: Collection[int], words: Sequence[str], known: Mapping[str, str]
) -> list[Row]:
    """The documents with their scores: BM25 over the words, title and number counting more."""
    total, mean = db.execute("SELECT count(*), coalesce(avg(size), 1) FROM shelf").fetchone()
    if 3 * len(keys) > total:
        wanted = keys if isinstance(keys, (set, frozenset)) else set(keys)
        rows = [Row(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM shelf") if row[0] in wanted]
    else:
        rows = [
            Row(*row)
            for batch, marks in batches(keys)
            for row in db.execute(f"SELECT {_COLUMNS} FROM shelf WHERE key IN ({marks})", batch)
        ]
    if known:
        for row in rows:
            row.rank = 0 if known.get(row.id, "有效") in _IN_FORCE else 1
    if not words or not rows:
        return rows
    weight = math.log(1 + (total - len(rows) + 0.5) / (len(rows) + 0.5))
    norm = _K1 * _B / max(mean, 1)
    for row in rows:
        row.score = _score(row, words, [1.0] * len(words), weight, norm)
    best = rows if len(rows) <= _COUNTED else sorted(rows, key=_by_relevance)[:_COUNTED]
    counts = _counts(db, [row.key for row in best], words)
    for row in best:
        row.score = round(_score(row, words, counts[row.key], weight, norm), 4)
        row.counted = 0
    return rows


def rows_of(db: sqlite3.Connection, ids: Collection[str]) -> list[Row]:
    """The documents with these ids, in no order."""
    return [
        Row(*row) for id in ids for row in db.execute(f"SELECT {_COLUMNS} FROM shelf WHERE id = ?", (id,))
    ]


def _score(row: Row, words: Sequence[str], found: Sequence[float], weight: float, norm: float) -> float:
    length = _K1 * (1 - _B) + norm * row.size
    score = 0.0
    for word, frequency in zip(words, found, strict=True):
        if word in row.f_title:
            frequency += _TITLE_BOOST
        if word in row.f_number:
            frequency += _NUMBER_BOOST
        score += frequency / (frequency + length)
    return score * weight * (_K1 + 1)


def _counts(db: sqlite3.Connection, keys: Sequence[int], words: Sequence[str]) -> dict[int, list[float]]:
    return {
        key: [float(text.count(word)) for word in words]
        for batch, marks in batches(keys)
        for key, text in db.execute(f"SELECT key, f_text FROM folded WHERE key IN ({marks})", batch)
    }


def order(sort: Sort) -> Callable[[Row], tuple[object, ...]]:
    """Total orders, so that pages never overlap: ties end at the id."""
    match sort:
        case Sort.DATE:
            return lambda row: (_descending(row.signed), row.id)
        case Sort.NUMBER:
            return lambda row: (row.number == "", row.number, row.id)
        case _:
            return _by_relevance


def _by_relevance(row: Row) -> tuple[object, ...]:
    return (row.counted, -row.score, row.rank, _descending(row.signed), row.id)


def _descending(day: str) -> int:
    """The newest first; a day that is not known last."""
    digits = day.replace("-", "")
    return -int(digits.ljust(8, "0")) if digits.isdigit() else 0


def facets(rows: Sequence[Row], known: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Facet → value → count over all hits, the most frequent first."""
    found = {
        "机关": _issuers(row.issuers for row in rows),
        "年份": Counter([row.year for row in rows if row.year]),
        "文种": Counter([row.matter for row in rows if row.matter]),
        "备案": Counter([row.filing for row in rows]),
        "状态": Counter([known[row.id] for row in rows if row.id in known]),
    }
    return {name: dict(counter.most_common()) for name, counter in found.items() if counter}


def _issuers(listed: Iterable[str]) -> Counter[str]:
    issuers: Counter[str] = Counter()
    for names, count in Counter(listed).items():
        for issuer in json.loads(names):
            issuers[issuer] += count
    return issuers


def issuers_of(db: sqlite3.Connection) -> tuple[str, ...]:
    """The names of all issuers on the shelf, those with most documents first."""
    counted = _issuers(listed for (listed,) in db.execute("SELECT issuers FROM shelf"))
    return tuple(name for name, _ in counted.most_common())
