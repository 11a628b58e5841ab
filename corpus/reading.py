"""What has been understood of a text: the values that `corpus.extract` gives and the store keeps.

All offsets count characters of `Reading.text`'s source, the clean document text, end exclusive.
Dates are ISO strings whose length is their precision: "2021-05-08", "2021-05", "2021".
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from operator import itemgetter
from typing import Any, NamedTuple, Self

from registry.column_types import Packed
from registry.records import Quote


@dataclass(frozen=True, slots=True)
class Validity:
    """The document's own term (有效期).

    kind: "none" (silent), "until" (a last day is printed), "duration" (years/months from the start),
    "interval" (from … to …), "open" (长期有效), "dependent" (follows another text).
    `last_day` is None when it cannot be computed (start unknown, open, dependent).
    """

    kind: str = "none"
    months: int | None = None
    first_day: str | None = None
    last_day: str | None = None
    auto_lapse: bool = False
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a named other document.

    role: basis | policy_basis | weak_basis | cite | operative | repeal | amend | extend | implements |
    forwards | replaces. (`operative`: 按照/执行/参照《X》…执行 as a living instruction.)
    `article` is the cited place as printed ("第四条第二款、第十一条第一款"). `scope` is "whole" or "part";
    `kind` of an amendment: replace | insert | delete, with `old` and `new` words.
    `original`: the mention said 原《X》. `quote` is the clause shown as evidence; `start`/`end` is the name itself.
    """

    role: str
    title: str | None
    number: str | None
    quote: Quote
    start: int
    end: int
    article: str | None = None
    scope: str = "whole"
    part: str | None = None
    kind: str | None = None
    old: str | None = None
    new: str | None = None
    original: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a text's printed history: act is adopted|published|amended|revised|effective."""

    date: str
    act: str
    by: str | None
    start: int
    end: int


class Unit(NamedTuple):
    """A node of the structure, flat, in order: the tree is given by `level` and spans.

    kind: part 编, chapter 章, section 节, article 条, paragraph 款, item 项, subitem 目,
    or heading1..4 for the 一、（一）1.（1） style. `number` is the integer; `suffix` the 之N (0 = none).
    """

    kind: str
    level: int
    number: int
    suffix: int
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """One document inside the file: role is "main" (no wrapper), "wrapper", "enclosed" or "attachment".

    `units` are its own structure; `title` its own title; `kind` its 文种/name word (办法, 通知 …).
    """

    role: str
    title: str | None
    kind: str | None
    start: int
    end: int
    units: tuple[Unit, ...] = ()

    @property
    def articles(self) -> tuple[Unit, ...]:
        return tuple(u for u in self.units if u.kind == "article")


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of one text. Fields that the text does not give are None or empty.

    `title` is the outer (wrapper) title, `inner_title` that of the enclosed document (== title without
    a wrapper). `kind` is the 文种 of the inner title; `trial` says 试行/暂行 stands in the inner title.
    `quotes` maps a field name (title, number, issuers, signed_on, issued_on, published_on, effective_on,
    expires_on, registration_no) to the words it came from.
    """

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
    effective_on: str | None = None
    expires_on: str | None = None
    validity: Validity = field(default_factory=Validity)
    citations: tuple[Citation, ...] = ()
    history: tuple[Event, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    quotes: dict[str, Quote] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def with_role(self, *roles: str) -> tuple[Citation, ...]:
        """The citations that have one of these roles."""
        return tuple(c for c in self.citations if c.role in roles)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping from which `from_json` gives an equal Reading."""
        # `dataclasses.asdict` copies deeply and costs as much as half of the understanding.
        data = _shallow(self)
        data["validity"] = _quoted(self.validity)
        data["citations"] = [_quoted(c) for c in self.citations]
        data["history"] = [_shallow(e) for e in self.history]
        data["instruments"] = [
            {**_shallow(i), "units": [unit._asdict() for unit in i.units]} for i in self.instruments
        ]
        data["quotes"] = {name: _shallow(quote) for name, quote in self.quotes.items()}
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`. Unknown keys are an error: stored readings carry the schema's version."""

        def quote(raw: dict[str, Any] | None) -> Quote | None:
            return Quote(**raw) if raw else None

        data = dict(data)
        validity = data.pop("validity", None)
        citations = data.pop("citations", ())
        instruments = data.pop("instruments", ())
        plain: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v
            for k, v in data.items()
            if k not in ("history", "quotes")
        }
        return cls(
            **plain,
            validity=Validity(**{**validity, "quote": quote(validity["quote"])}) if validity else Validity(),
            citations=tuple(Citation(**{**c, "quote": Quote(**c["quote"])}) for c in citations),
            history=tuple(Event(**e) for e in data.get("history", ())),
            instruments=instruments_from_json(instruments),
            quotes={k: Quote(**q) for k, q in data.get("quotes", {}).items()},
        )


_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind))
    for kind in (Reading, Validity, Citation, Event, Instrument, Quote)
}
_UNIT = itemgetter(*Unit._fields)


def without_instruments(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """A stored reading without its structure, which is most of it. Where it is still packed, the structure is cut out
    unread: in JSON without blanks a quotation mark behind a comma begins a key, and these two keys only a reading has.
    """
    words = stored.words if isinstance(stored, Packed) else ""
    start = words.find(',"instruments":[')
    end = words.find('],"issued_on":', start) + 1
    if start < 0 or not end:
        return {k: v for k, v in stored.items() if k != "instruments"}
    rest: Mapping[str, Any] = json.loads(words[:start] + words[end:])
    return rest


def instruments_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Instrument, ...]:
    """The instruments of a stored reading alone."""
    return tuple(Instrument(**{**i, "units": tuple(map(_unit, i["units"]))}) for i in stored)


def _unit(stored: dict[str, Any]) -> Unit:
    return Unit._make(_UNIT(stored))


def _shallow(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _FIELDS[type(record)]}


def _quoted(record: Validity | Citation) -> dict[str, Any]:
    return {**_shallow(record), "quote": _shallow(record.quote) if record.quote else None}
