"""The sample registry as documents, by the way of real files: built, read, extracted, joined with its ledger."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.clean import clean
from corpus.extract import extract
from corpus.facts import facts_of
from corpus.ledger import LedgerRow, read_ledger
from corpus.ledger_match import match_rows
from corpus.readers import read
from corpus.relations import relations_of
from registry.records import Document, DocumentHeader, FileRecord, Source
from tui.samples import collection
from tui.samples.build import build, file_bytes


@cache
def samples() -> dict[str, collection.SampleDocument]:
    return {d.id: d for d in collection.load()}


@cache
def registry() -> tuple[Document, ...]:
    """One document a source, with the facts of its file and of its ledger row; rows without a file too."""
    with TemporaryDirectory() as folder:
        built = build(Path(folder))
        rows = read_ledger(built.ledger).rows
        documents = {id: _document(sample, built.documents / sample.file) for id, sample in samples().items()}
    headers = [
        DocumentHeader(d.id, d.title, d.number, d.issuers, d.value("signed_on"), d.path, 1)
        for d in documents.values()
    ]
    made = []
    for match in match_rows(rows, headers).matches:
        if match.document_id:
            made.append(_with_ledger(documents.pop(match.document_id), match.row))
        elif match.repeats is None:
            made.append(_with_ledger(Document(f"row{match.row.row_no}", ()), match.row))
    return (*made, *documents.values())


def _document(sample: collection.SampleDocument, path: Path) -> Document:
    page = read(path)
    text = clean(page).text
    reading = extract(text, page.metadata)
    return Document(
        id=sample.id,
        facts=facts_of(reading, page.metadata),
        relations=relations_of(reading),
        text=text,
        reading=reading.to_json(),
        page={"format": page.format, "metadata": dict(page.metadata), "warnings": list(page.warnings)},
        files=(FileRecord(path.name, "", len(file_bytes(sample)), 0.0, page.format),),
    )


def _with_ledger(document: Document, row: LedgerRow) -> Document:
    order = list(Source)
    facts = sorted((*document.facts, *row.facts), key=lambda f: order.index(f.source))
    return replace(document, facts=tuple(facts), ledger=dict(row.values))
