"""What a rule is: a declaration, a pure function, and one of three outcomes for each document."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from registry.records import Quote

if TYPE_CHECKING:
    from corpus.laws import LawTable
    from rules.profiles import Profile
    from rules.registry_view import RegistryView
    from rules.round_view import RoundView
    from rules.view import DocumentView


class Severity(StrEnum):
    """H must act, M should act, L note."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


class Outcome(StrEnum):
    """What one rule says of one document. `OFF`: the profile or the duty's start date rules it out."""

    HIT = "hit"
    CLEAN = "clean"
    UNKNOWN = "unknown"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Hit:
    """A problem suspected by a check, with its evidence.

    `message`: one Chinese sentence in the wording 疑似…, with the concrete names, dates and figures.
    `about`: what tells this hit from another of the same rule in the same document, stable when the
    text around it changes (the cited law's name, the peer's id, the normalised words of the passage).
    `severity` and `disposition` override the catalogue where the catalogue names two grades.
    `facts`: label → value, shown to the reviewer as they are (dates computed, sums, thresholds).
    """

    message: str
    quotes: tuple[Quote, ...] = ()
    peers: tuple[str, ...] = ()
    about: str = ""
    severity: Severity | None = None
    disposition: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The check cannot judge: `missing` names the absent facts in the ledger's own words (公布日期 …)."""

    missing: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at besides the document. Everything is read-only and loaded before the sweep.

    `cutoff` is the 清理基准日 of a round, if any.
    `params` holds the parameters of the rule that is running, catalogue defaults overridden by the profile.
    """

    profile: "Profile"
    registry: "RegistryView"
    laws: "LawTable | None" = None
    params: Mapping[str, Any] = field(default_factory=dict)
    cutoff: date | None = None
    round: "RoundView | None" = None

    @property
    def as_of(self) -> date:
        """The day for which the question is asked. Who looks at it is judged anew on another day."""
        return self.registry.today()


Check = Callable[["DocumentView", Context], Iterator[Hit | Unknown]]
RoundCheck = Callable[["RoundView", Context], Iterator[Hit | Unknown]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of the catalogue. Its words, severity, disposition, basis and parameters are data
    (`rules/data/catalog/*.toml`, overridden by the profile); here stand only its code, name and function.

    `needs` names attributes of the view that must be known: one that is None makes the outcome unknown
    before `check` runs. `applies`: a cheap guard; False means clean (the rule does not concern the document).
    A check that yields nothing says clean. `round_check` runs once over a cleanup round, when there is one;
    what it finds belongs to the round (its document id is empty) unless a hit names its document in `peers[0]`.
    """

    code: str
    name: str
    check: Check
    needs: tuple[str, ...] = ()
    applies: Callable[["DocumentView", Context], bool] | None = None
    since: str = "0.1"
    round_check: RoundCheck | None = None

    @property
    def group(self) -> str:
        """The letters of the code: E, F, PB …"""
        return self.code.partition("-")[0]
