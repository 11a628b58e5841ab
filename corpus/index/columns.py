"""The columns of the shelf in memory: what a search in an open program need not ask for again.

Loaded for one state of the shelf and never changed; the sets are those of `bits.py`.
"""

import json
import mmap
import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import islice

from corpus.index.bits import bits_of, flags_of, keys_of
from registry.records import Status

#: Statuses that come before the others when all else is equal (as does a document without any).
_IN_FORCE = (Status.IN_FORCE, Status.NOT_YET)

NEWEST = "signed DESC, id"
_DIGITS = re.compile(r"(\d+)")


class Order:
    """All keys in an order, and the place of each in it."""

    def __init__(self, keys: list[int]) -> None:
        self.keys = keys
        self.places = array("I", bytes(4 * (max(keys, default=-1) + 1)))
        for place, key in enumerate(keys):
            self.places[key] = place

    def first(self, bits: int, most: int) -> list[int]:
        """The first `most` documents of a set, in this order."""
        count = bits.bit_count()
        if count * count < most * len(self.keys):  # sooner sorted than met one after another
            return sorted(keys_of(bits), key=self.places.__getitem__)[:most]
        flags = flags_of(bits)
        top = len(flags)
        return list(islice((key for key in self.keys if key < top and flags[key]), most))


class Columns:
    """All documents of one state of the shelf. Safe to read in any thread."""

    def __init__(self, db: sqlite3.Connection, texts: mmap.mmap | bytes) -> None:
        self.texts = texts
        rows = db.execute(
            "SELECT key, id, f_title, f_number, issuers, subjects, year, kind, filing, size, place, bytes"
            " FROM shelf ORDER BY key"
        ).fetchall()
        top = rows[-1][0] + 1 if rows else 0
        self.total = len(rows)
        self.ids: list[str] = [""] * top
        self.titles: list[str] = [""] * top
        self.numbers: list[str] = [""] * top
        self.sizes = array("I", bytes(4 * top))
        self.places = array("Q", bytes(8 * top))
        self.ends = array("Q", bytes(8 * top))
        values: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _ in range(5))
        for key, id, title, number, *of_facets, size, place, length in rows:
            self.ids[key], self.titles[key], self.numbers[key] = id, title, number
            self.sizes[key], self.places[key], self.ends[key] = size, place, place + length
            for column, value in zip(values, of_facets, strict=True):
                column[value].append(key)
        self.issuers, self.subjects, self.years, self.kinds, self.filings = (
            {value: bits_of(keys) for value, keys in column.items()} for column in values
        )
        self.keys = {row[1]: row[0] for row in rows}
        self.mean_size = max(1.0, sum(self.sizes) / self.total) if rows else 1.0
        self.all = bits_of(row[0] for row in rows)
        self.waiting = bits_of(key for (key,) in db.execute("SELECT key FROM shelf WHERE indexed = 0"))
        self._orders: dict[str, Order] = {}
        self._articles: dict[int, tuple[array[int], array[int]]] | None = None
        self._judged: tuple[Mapping[str, str], Mapping[str, int]] = ({}, {})
        self._living: dict[bool, Order] = {}

    @cached_property
    def heads(self) -> list[tuple[int, str]]:
        """Each key with its folded title and number."""
        return [(key, f"{self.titles[key]}\n{self.numbers[key]}") for key in keys_of(self.all)]

    @cached_property
    def _all_heads(self) -> str:
        return "\n".join(head for _, head in self.heads)

    def headed(self, folded: str) -> tuple[int, int]:
        """The documents that hold folded words in the title, and those that do in the number."""
        if folded not in self._all_heads:
            return 0, 0
        found = [key for key, head in self.heads if folded in head]
        titled = bits_of(key for key in found if folded in self.titles[key])
        return titled, bits_of(key for key in found if folded in self.numbers[key])

    def of_value(self, column: Mapping[str, int], wanted: Callable[[str], bool]) -> int:
        """The documents whose value in a column is wanted."""
        bits = 0
        for value, having in column.items():
            if wanted(value):
                bits |= having
        return bits

    @cached_property
    def named_issuers(self) -> dict[str, int]:
        """Issuer → documents; those of several issuers count for each."""
        return _each(self.issuers)

    @cached_property
    def named_subjects(self) -> dict[str, int]:
        """Subject → documents; those of several subjects count for each."""
        return _each(self.subjects)

    def statuses(self, known: Mapping[str, str]) -> Mapping[str, int]:
        """Status → documents, for what is known (id → status); kept for the same answer of the caller."""
        if self._judged[0] is not known:
            keys: dict[str, list[int]] = defaultdict(list)
            for key in keys_of(self.all):
                if status := known.get(self.ids[key]):
                    keys[status].append(key)
            self._judged = known, {status: bits_of(having) for status, having in keys.items()}
            self._living = {}
        return self._judged[1]

    def ended(self, known: Mapping[str, str]) -> int:
        """The documents that are known to be no longer in force."""
        return self.of_value(self.statuses(known), lambda status: status not in _IN_FORCE)

    def order(self, db: sqlite3.Connection, by: str) -> Order:
        """All documents in an order of SQL (a total one)."""
        if by not in self._orders:
            self._orders[by] = Order([key for (key,) in db.execute(f"SELECT key FROM shelf ORDER BY {by}")])
        return self._orders[by]

    @cached_property
    def by_number(self) -> Order:
        """In the order of their numbers, 9号 before 10号; those without one last."""

        def place(key: int) -> tuple[bool, list[str | int], str]:
            parts = _DIGITS.split(self.numbers[key])
            return not parts[0], [int(p) if p.isdecimal() else p for p in parts], self.ids[key]

        return Order(sorted(keys_of(self.all), key=place))

    def living_first(self, db: sqlite3.Connection, known: Mapping[str, str], *, short: bool) -> Order:
        """Those in force before the others, then the newest first; with `short`, by length before all that."""
        ended = set(keys_of(self.ended(known)))  # before the look into what is kept: another day empties it
        if short not in self._living:
            sizes = self.sizes
            newest = self.order(db, NEWEST).keys  # sorting keeps this order among equals
            by = (lambda key: (sizes[key], key in ended)) if short else (lambda key: key in ended)
            self._living[short] = Order(sorted(newest, key=by))
        return self._living[short]

    def articles(self, db: sqlite3.Connection) -> "dict[int, tuple[array[int], array[int]]]":
        """Key → starts and ends of the articles in the text, in bytes, both ascending; for those that have any."""
        if self._articles is None:
            self._articles = {}
            for key, data in db.execute("SELECT key, spans FROM articles WHERE length(spans) > 0"):
                bounds, half = array("I", data), len(data) // 8
                self._articles[key] = bounds[:half], bounds[half:]
        return self._articles

    def text(self, key: int) -> bytes:
        """The folded text of a document, encoded."""
        return self.texts[self.places[key] : self.ends[key]]


def _each(lists: Mapping[str, int]) -> dict[str, int]:
    """Name → documents, from JSON lists of names."""
    named: dict[str, int] = defaultdict(int)
    for names, having in lists.items():
        for name in json.loads(names):
            named[name] |= having
    return dict(named)
