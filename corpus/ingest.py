"""Taking files into the registry: one outcome for each file, in a fixed order, safe to interrupt.

Reading and understanding happen in worker processes; deciding and storing happen here, in the order of
the paths, so that an interrupted run that is repeated ends with the same registry as an undisturbed one.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus import identity as same
from corpus.discover import MEMBER_MARK, Found, discover
from corpus.facts import facts_of
from corpus.page import Page
from corpus.readers.errors import NotADocument, Unreadable
from corpus.readers.sandbox import ReaderPool
from corpus.reading import Reading
from corpus.relations import relations_of
from corpus.waiting import Waiting
from registry import documents
from registry.records import Fact, FileRecord, NewVersion, Relation
from registry.store import Store, Writer

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
    return Understood(
        text, reading, facts_of(reading, page.metadata), relations_of(reading), about, page.needs_ocr
    )


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
    found = discover(paths)
    report = Report()
    waiting = Waiting(store.headers())
    with ReaderPool(workers=workers, then=understand) as pool:
        results = _read(found, store, pool)
        while batch := list(itertools.islice(results, _BATCH)):
            for file, result in batch:
                if isinstance(result, Understood) and not file.members:
                    _keep_source(store, file)
            with store.writing("ingest", at=now()) as writer:
                for file, result in batch:
                    outcome = _settle(writer, file, result, waiting)
                    if outcome.outcome is not Outcome.UNCHANGED:
                        writer.note_outcome(
                            outcome.path,
                            file.sha256,
                            outcome.outcome.value,
                            outcome.reason,
                            outcome.document_id,
                        )
                    report.outcomes.append(outcome)
            if progress:
                progress(len(report.outcomes), len(found))
    return report


def _read(
    found: Sequence[Found], store: Store, pool: ReaderPool[Understood]
) -> Iterator[tuple[Found, Understood | Unreadable | str]]:
    """(file, what was understood | why not | the id of the document that has exactly this file), in path order.

    A file whose path and content were registered before is not read again.
    """
    known = {o.path: o for o in store.outcomes() if o.document_id}
    new = [
        f for f in found if not (f.path in known and known[f.path].sha256 == f.sha256 and f.problem is None)
    ]
    read = pool.read_many(new)
    for file in found:
        before = known.get(file.path)
        if before is not None and before.sha256 == file.sha256 and file.problem is None:
            yield file, before.document_id or ""
        else:
            yield next(read)


def _keep_source(store: Store, file: Found) -> None:
    """A private copy of the file, unless it changed since it was read (the next ingest takes the new content)."""
    try:
        data = file.file.read_bytes()
    except OSError:
        return
    if hashlib.sha256(data).hexdigest() == file.sha256:
        store.keep_source(file.sha256, data)


def _settle(
    writer: Writer, file: Found, result: Understood | Unreadable | str, waiting: Waiting
) -> FileOutcome:
    """Decide what a file is to the registry and write it down."""
    if isinstance(result, str):
        return FileOutcome(file.path, Outcome.UNCHANGED, document_id=result)
    if isinstance(result, Unreadable):
        kind = Outcome.NOT_A_DOCUMENT if isinstance(result, NotADocument) else Outcome.UNREADABLE
        return FileOutcome(file.path, kind, f"{result.message}{result.remedy}")
    warnings = tuple(result.page["warnings"])
    if not result.needs_ocr and len("".join(result.text.split())) < _SHORTEST:
        return FileOutcome(file.path, Outcome.NOT_A_DOCUMENT, "几乎没有文字，不像一份文件。")
    ocr = "是扫描件，没有文字层，已登记但读不到正文；请安装文字识别组件后重新导入。"
    placed = _place(writer, file, result, waiting)
    if result.needs_ocr and placed.outcome in (Outcome.ADDED, Outcome.VERSION):
        return replace(placed, outcome=Outcome.NEEDS_OCR, reason=ocr, warnings=warnings)
    return replace(placed, warnings=warnings)


def _place(writer: Writer, file: Found, result: Understood, waiting: Waiting) -> FileOutcome:
    """Where the text belongs: the file moved, the file changed, a copy, a record that waited for its file, or new."""
    record = FileRecord(file.path, file.sha256, file.size, file.mtime, result.page["format"])
    here = documents.with_path(writer.connection, file.path)
    same_bytes = documents.with_sha256(writer.connection, file.sha256)
    if same_bytes and not here:
        return _copy_or_moved(writer, same_bytes[0], file, record)
    version = NewVersion(file.sha256, result.text, result.reading.to_json(), result.page, record)
    if here:
        if same_bytes == here:
            return FileOutcome(file.path, Outcome.UNCHANGED, document_id=here[0])
        writer.add_version(here[0], facts=result.facts, relations=result.relations, version=version)
        return FileOutcome(file.path, Outcome.VERSION, document_id=here[0])
    key = same.identity(result.reading)
    if record_id := waiting.claim(result.reading):
        writer.add_version(record_id, facts=result.facts, relations=result.relations, version=version)
        if key:  # a further copy of the file is recognised by what the text itself shows
            writer.set_identity(record_id, key)
        return FileOutcome(file.path, Outcome.ADDED, "台账中的记录找到了文件", record_id)
    for other in documents.with_identity(writer.connection, key) if key else ():
        text = documents.text_of(writer.connection, other)
        if same.same_text(text, result.text) and _number_printed(writer, other) == result.reading.number_raw:
            writer.add_file(other, record)
            return FileOutcome(file.path, Outcome.DUPLICATE, "与已登记的文件是同一件（文字相同）", other)
    document_id = same.document_id(file.sha256)
    writer.add_document(
        id=document_id,
        identity=key or f"sha256|{file.sha256}",
        facts=result.facts,
        relations=result.relations,
        version=version,
    )
    return FileOutcome(file.path, Outcome.ADDED, document_id=document_id)


def _number_printed(writer: Writer, document_id: str) -> str | None:
    """The number as a document prints it: one text under two spellings is for a person to merge (S-09)."""
    found = next(documents.load(writer.connection, [document_id]), None)
    return found.reading.get("number_raw") if found else None


def _copy_or_moved(writer: Writer, document_id: str, file: Found, record: FileRecord) -> FileOutcome:
    gone = [
        old.path
        for old in _files_of(writer, document_id)
        if old.sha256 == file.sha256 and not _on_disk(old.path)
    ]
    if gone:
        writer.move_file(document_id, gone[0], file.path)
        return FileOutcome(file.path, Outcome.MOVED, f"原来在 {gone[0]}", document_id)
    writer.add_file(document_id, record)
    return FileOutcome(file.path, Outcome.DUPLICATE, "与已登记的文件内容完全相同", document_id)


def _on_disk(path: str) -> bool:
    """Whether a registered path still exists; of an archive member, whether its archive does."""
    at = Path(path)
    while MEMBER_MARK in at.name or not at.exists():
        head, mark, _ = str(at).rpartition(MEMBER_MARK)
        if not mark:
            return False
        at = Path(head)
    return True


def _files_of(writer: Writer, document_id: str) -> tuple[FileRecord, ...]:
    found = next(documents.load(writer.connection, [document_id]), None)
    return found.files if found else ()
