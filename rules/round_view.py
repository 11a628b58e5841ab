"""A cleanup round as the rules of group R see it: its lists, its rows, its marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.records import Disposition


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One row of a list: the document, the category decided, and what the official table must print."""

    document_id: str
    disposition: Disposition
    title: str = ""
    number: str = ""
    reason: str = ""
    responsible: str = ""
    deadline: date | None = None
    open_hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round. `stated` holds the totals that the draft decision prints (None key = the grand total).

    `opinions`: opinions gathered, True / False / None = not recorded. `published_url` and `filed_on` belong to
    the published decision; None = not recorded, "" = confirmed none. `previous_on` is the day of the last round.
    """

    name: str
    cutoff: date
    as_of: date
    rows: tuple[RoundRow, ...] = ()
    stated: Mapping[Disposition | None, int] = field(default_factory=dict)
    opinions: bool | None = None
    closed: bool = False
    decided_on: date | None = None
    published_url: str | None = None
    filed_on: date | None = None
    filed: bool | None = None
    previous_on: date | None = None
    decision_id: str = ""
