"""Taking files into the registry: one outcome for each file, in a fixed order, safe to interrupt.

Reading and understanding happen in worker processes; deciding and storing happen here, in the order of
the paths, so that an interrupted run that is repeated ends with the same registry as an undisturbed one.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus import identity as same
from corpus.discover import Found, discover
from corpus.facts import facts_of
from corpus.page import Page
from corpus.reading import Reading
from corpus.readers.sandbox import ReaderPool
from corpus.relations import relations_of
from registry.errors import GuiqingError
from registry.records import Fact, FileRecord, Relation
from registry.store import NewVersion, Store, Writer

#: Files that are stored in one transaction: a kill loses at most these, and they are read again.
_BATCH = 40
#: A text shorter than this says nothing that could be registered.
_SHORTEST = 12


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "新增"
    VERSION = "新版本"
    UNCHANGED = "未变"
    MOVED = "已移动"
    DUPLICATE = "重复"
    NEEDS_OCR = "待识别"
    NOT_A_DOCUMENT = "不是文件"
    UNREADABLE = "读不出"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file's fate. `reason` is a Chinese sentence; `document_id` the document it belongs to, if any."""

    path: str
    outcome: Outcome
    reason: str = ""
    document_id: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a worker sends back for a file that could be read."""

    text: str
    reading: Reading
    facts: tuple[Fact, ...]
    relations: tuple[Relation, ...]
    page: dict[str, Any]
    needs_ocr: bool


@dataclass(slots=True)
class Report:
    """The outcomes of one ingest, in path order."""

    outcomes: list[FileOutcome] = field(default_factory=list)

    @property
    def counts(self) -> dict[Outcome, int]:
        found = Counter(o.outcome for o in self.outcomes)
        return {kind: found[kind] for kind in Outcome if found[kind]}

    @property
    def nothing_read(self) -> bool:
        """True when there were files and none of them could be used."""
        useless = (Outcome.UNREADABLE, Outcome.NOT_A_DOCUMENT)
        return all(o.outcome in useless for o in self.outcomes)


def understand(page: Page) -> Understood:
    """Everything that can be said of a page without the registry. Pure; runs in a worker process."""
    from corpus.clean import clean
    from corpus.extract import extract

    text = clean(page).text
    reading = extract(text, page.metadata)
    about = {
        "format": page.format,
        "detail": page.detail,
        "metadata": dict(page.metadata),
        "warnings": list(page.warnings),
        "attachments": list(page.attachments),
    }
    return Understood(text, reading, facts_of(reading, page.metadata), relations_of(reading), about, page.needs_ocr)


def ingest(
    store: Store,
    paths: Iterable[Path],
    *,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Take files, folders and archives into the registry. Never raises for a single file.

    `progress` is called with (files done, files in all). Outcomes are stored too, so that what could not
    be read stays visible. Raises StoreError when the registry itself cannot be written.
    """
    found = sorted(discover(paths), key=lambda f: f.path)
    report = Report()
    with ReaderPool(workers=workers, then=understand) as pool:
        results = _read(found, store, pool)
        while batch := list(itertools.islice(results, _BATCH)):
            with store.writing("ingest", at=now()) as writer:
                intake = _Intake(store, writer)
                for file, result in batch:
                    outcome = intake.settle(file, result)
                    writer.note_outcome(
                        outcome.path, file.sha256, outcome.outcome.value, outcome.reason, outcome.document_id
                    )
                    report.outcomes.append(outcome)
            if progress:
                progress(len(report.outcomes), len(found))
    return report
