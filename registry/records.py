"""The frozen records that every floor shares. Pure values: no I/O, no behaviour beyond derivation.

Offsets are always counted in characters (code points) of the document's text, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Source(StrEnum):
    """Where a fact comes from; earlier members outrank later ones when facts disagree."""

    REVIEWER = "reviewer"
    LEDGER = "ledger"
    TEXT = "text"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words taken from a document, with their place: `document_text[start:end] == text`.

    A quote from a ledger cell or a page's meta tag has start == end == -1.
    """

    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Fact:
    """One metadata value with its provenance. `value` is JSON-ready: str, int, bool, list or None.

    Dates are ISO strings ("2021-05-08"; month precision "2021-05"; year precision "2021").
    `value is None` with source REVIEWER or LEDGER means 'confirmed: there is none / not done' (无).
    An unknown value is the absence of the fact, never a Fact.
    """

    field: str
    value: Any
    source: Source
    quote: Quote | None = None
    certainty: float = 1.0
    note: str = ""


class Disposition(StrEnum):
    """The lists a document can end in (清理意见)."""

    KEEP = "继续有效"
    AMEND = "修改"
    REPEAL = "废止"
    LAPSE = "宣布失效"
    NOT_NORMATIVE = "非规范性文件"


class Status(StrEnum):
    """State of a document as of a day, computed from relations and dates, never stored as truth."""

    IN_FORCE = "有效"
    NOT_YET = "尚未施行"
    EXPIRED = "已届满"
    REPEALED = "已废止"
    LAPSED = "已失效"
    UNKNOWN = "不明"


class RelationKind(StrEnum):
    """How one document bears on another."""

    BASIS = "basis"
    CITES = "cites"
    REPEALS = "repeals"
    AMENDS = "amends"
    EXTENDS = "extends"
    IMPLEMENTS = "implements"
    FORWARDS = "forwards"
    REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge from a document to another, or to a name that no registered document answers to.

    `target_id` is set only when exactly one candidate remained; `candidates` keeps the others.
    `part` names the articles when only a part is meant ("第三条、第五条").
    """

    kind: RelationKind
    target_title: str | None
    target_number: str | None
    quote: Quote
    target_id: str | None = None
    candidates: tuple[str, ...] = ()
    part: str | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file as it was met on disk. `path` is absolute, with forward slashes.

    `role`: "main" (the newest version was read from it), "duplicate" (a further copy), or "old"
    (an earlier version's file at another place).
    """

    path: str
    sha256: str
    size: int
    modified: float
    format: str
    role: str = "main"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text to be stored: what a file said, before the store gives it its place in the history."""

    sha256: str
    text: str
    reading: Mapping[str, Any]
    page: Mapping[str, Any]
    file: FileRecord


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file at its last ingest, so that unreadable files stay visible."""

    path: str
    sha256: str
    outcome: str
    reason: str
    document_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a document: what a file said when it was ingested.

    `text` is the clean document text that all offsets point into. `reading` is the stored
    `corpus.reading.Reading` as a JSON-ready mapping. `page` holds page-level metadata and warnings.
    """

    seq: int
    sha256: str
    text: str
    reading: Mapping[str, Any]
    page: Mapping[str, Any]
    file: FileRecord
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One instrument of the registry. `id` is short, stable and safe to type (e.g. "d3f9a0c21b7e").

    `facts` holds every fact of every source, in precedence order within a field; `text` and `reading`
    are those of the newest version ("" and {} for a ledger row whose file is missing).
    `revision` grows by one at each change of the document (optimistic locking, index feed).
    """

    id: str
    facts: tuple[Fact, ...]
    relations: tuple[Relation, ...] = ()
    text: str = ""
    reading: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[FileRecord, ...] = ()
    ledger: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0

    def fact(self, name: str) -> Fact | None:
        """The fact of the highest-ranking source for a field, or None when unknown."""
        return next((f for f in self.facts if f.field == name), None)

    def value(self, name: str) -> Any:
        """The value of `fact(name)`, or None when unknown or confirmed absent."""
        found = self.fact(name)
        return found.value if found else None

    @property
    def title(self) -> str:
        return self.value("title") or self.path_name or "（无标题）"

    @property
    def number(self) -> str | None:
        value = self.value("number")
        return str(value) if value else None

    @property
    def issuers(self) -> tuple[str, ...]:
        return tuple(self.value("issuers") or ())

    @property
    def path(self) -> str | None:
        return self.files[0].path if self.files else None

    @property
    def path_name(self) -> str | None:
        return self.path.rsplit("/", 1)[-1] if self.path else None


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """The light row of a document for lists: values of the highest-ranking facts, no text."""

    id: str
    title: str
    number: str | None
    issuers: tuple[str, ...]
    signed_on: str | None
    path: str | None
    revision: int
    identity: str = ""
    has_text: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a sweep says of one document under one rule, as stored.

    `key` is stable over sweeps: it names rule, document and what the finding is about, so that a
    decision on it survives. `outcome` is "hit" or "unknown". `quotes` are words of this document;
    `peers` are the ids of other documents involved; `facts` are shown to the reviewer as they are.
    The store fills `state` ("open", "closed") and `since`, the sweep that first saw it.
    """

    key: str
    rule: str
    outcome: str
    severity: str
    document_id: str
    message: str
    quotes: tuple[Quote, ...] = ()
    peers: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    disposition: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    state: str = "open"
    since: int = 0


class Mark(NamedTuple):
    """A standing finding without its words, for lists of many documents."""

    document_id: str
    rule: str
    outcome: str
    severity: str
    disposition: str


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """One sweep that was run: `coverage` and `failures` as the engine gave them, and what it changed."""

    id: int
    as_of: date
    profile: str
    at: datetime
    actor: str
    coverage: Mapping[str, Any]
    failures: tuple[Any, ...]
    opened: int
    kept: int
    closed: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a document (清理意见). Never changed, only followed by a newer one.

    `seq` is its place in the journal, given by the store. `withdrawn`: its author undid it.
    """

    document_id: str
    disposition: Disposition
    reason: str
    actor: str
    at: datetime
    stage: str = "初审"
    round_id: int | None = None
    evidence: tuple[str, ...] = ()
    deadline: date | None = None
    responsible: str | None = None
    seq: int = 0
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that a person has settled: rule × document, with the reason and perhaps an end date."""

    rule: str
    document_id: str
    reason: str
    actor: str
    at: datetime
    until: date | None = None
    about: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One cleanup round (清理轮次). `scope` is the filter it was started with."""

    id: int
    name: str
    cutoff: date
    as_of: date
    started_at: datetime
    stage: str = "部署"
    closed_at: datetime | None = None
    scope: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A step of a round: who moved it to which stage, when, with what result."""

    round_id: int
    stage: str
    actor: str
    at: datetime
    result: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the append-only journal. `batch` is the first `seq` of the command it belongs to.

    `before` and `after` are JSON-ready; `hash` covers everything else including `previous`.
    """

    seq: int
    batch: int
    at: str
    actor: str
    command: str
    kind: str
    subject: str
    before: Any
    after: Any
    previous: str
    hash: str
