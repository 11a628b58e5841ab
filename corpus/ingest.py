"""Taking files into the registry: one outcome for each file, in a fixed order, safe to interrupt.

Reading and understanding happen in worker processes; deciding and storing happen here, in the order of
the paths, so that an interrupted run that is repeated ends with the same registry as an undisturbed one.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus import identity as same
from corpus.discover import MEMBER_MARK, Found, discover
from corpus.facts import facts_of
from corpus.issuer_names import Known, settle_all
from corpus.page import Page
from corpus.readers.errors import NotADocument, Unreadable
from corpus.readers.ocr_programs import engine_name
from corpus.readers.sandbox import ReaderPool
from corpus.reading import Reading
from corpus.relations import relations_of
from corpus.waiting import Waiting
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
    REREAD = "重新识读"
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
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Take files, folders and archives into the registry. Never raises for a single file.

    `again`: files that did not change are read once more too, after the program has learned to read better.
    `progress` is called with (files done, files in all). Outcomes are stored too, so that what could not
    be read stays visible. Raises StoreError when the registry itself cannot be written.
    """
    found = discover(paths)
    report = Report()
    headers = store.headers()
    waiting, known = Waiting(headers), Known.by(headers)
    with ReaderPool(workers=workers, then=understand) as pool:
        results = _read(found, _settled(store, again), pool)
        while batch := list(itertools.islice(results, _BATCH)):
            batch = [(file, _settled_issuers(result, known)) for file, result in batch]
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
    settle_all(store, at=now())
    return report


def _settled_issuers(result: Understood | Unreadable | str, known: Known) -> Understood | Unreadable | str:
    """What was understood, with issuers as the registry knows them."""
    if isinstance(result, Understood):
        return replace(result, facts=known.settle(result.facts))
    return result


def _settled(store: Store, again: bool) -> Mapping[tuple[str, str], str]:
    """(path, content) of the files that need no reading, with their documents.

    A scan that waits for recognition is read again as soon as a program for it is installed.
    """
    if again:
        return {}
    ocr = engine_name() is not None
    return {
        (o.path, o.sha256): o.document_id
        for o in store.outcomes()
        if o.document_id and not (ocr and o.outcome == Outcome.NEEDS_OCR)
    }


def _read(
    found: Sequence[Found], settled: Mapping[tuple[str, str], str], pool: ReaderPool[Understood]
) -> Iterator[tuple[Found, Understood | Unreadable | str]]:
    """(file, what was understood | why not | the id of the document that has exactly this file), in path order."""

    def document_of(file: Found) -> str | None:
        return settled.get((file.path, file.sha256)) if file.problem is None else None

    read = pool.read_many([file for file in found if document_of(file) is None])
    for file in found:
        known = document_of(file)
        yield (file, known) if known else next(read)


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
    if result.needs_ocr and placed.outcome in (Outcome.ADDED, Outcome.VERSION, Outcome.REREAD):
        return replace(placed, outcome=Outcome.NEEDS_OCR, reason=ocr, warnings=warnings)
    return replace(placed, warnings=warnings)


def _place(writer: Writer, file: Found, result: Understood, waiting: Waiting) -> FileOutcome:
    """Where the text belongs: the file moved, the file changed, a copy, a record that waited for its file, or new."""
    record = FileRecord(file.path, file.sha256, file.size, file.mtime, result.page["format"])
    here = writer.by_path(file.path)
    same_bytes = writer.by_sha256(file.sha256)
    if same_bytes and not here:
        return _copy_or_moved(writer, same_bytes[0], file, record)
    version = NewVersion(file.sha256, result.text, result.reading.to_json(), result.page, record)
    if here:
        if same_bytes == here:
            return _read_again(writer, here[0], file, result)
        writer.add_version(here[0], facts=result.facts, relations=result.relations, version=version)
        return FileOutcome(file.path, Outcome.VERSION, document_id=here[0])
    key = same.identity(result.reading)
    if record_id := waiting.claim(result.reading):
        writer.add_version(record_id, facts=result.facts, relations=result.relations, version=version)
        if key:  # a further copy of the file is recognised by what the text itself shows
            writer.set_identity(record_id, key)
        return FileOutcome(file.path, Outcome.ADDED, "台账中的记录找到了文件", record_id)
    for other in writer.by_identity(key) if key else ():
        if (
            same.same_text(writer.text(other), result.text)
            and _number_printed(writer, other) == result.reading.number_raw
        ):
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
    found = writer.document(document_id)
    return found.reading.get("number_raw") if found else None


def _read_again(writer: Writer, document_id: str, file: Found, result: Understood) -> FileOutcome:
    """The same file once more: what is understood of it now replaces what was. A copy's reading counts for nothing."""
    newest = writer.versions(document_id)[-1]
    better = newest.sha256 == file.sha256 and writer.reread(
        document_id,
        facts=result.facts,
        relations=result.relations,
        text=result.text,
        reading=result.reading.to_json(),
        page=result.page,
    )
    if better and (key := same.identity(result.reading)):
        writer.set_identity(document_id, key)
    return FileOutcome(file.path, Outcome.REREAD if better else Outcome.UNCHANGED, document_id=document_id)


def _copy_or_moved(writer: Writer, document_id: str, file: Found, record: FileRecord) -> FileOutcome:
    known = writer.document(document_id)
    gone = [
        old.path
        for old in (known.files if known else ())
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
