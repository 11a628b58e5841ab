"""Documents as records, as rows of tables, and as JSON in the journal: the three spellings of one thing."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.records import Fact, FileRecord, NewVersion, Quote, Relation, RelationKind, Source

_SOURCES = {source.value: source for source in Source}
_KINDS = {kind.value: kind for kind in RelationKind}
RANK = {source: rank for rank, source in enumerate(Source)}


def fact_row(document_id: str, position: int, fact: Fact) -> dict[str, Any]:
    quote = fact.quote
    return {
        "document_id": document_id,
        "rank": RANK[fact.source],
        "position": position,
        "field": fact.field,
        "source": fact.source.value,
        "value": fact.value,
        "quote": quote.text if quote else None,
        "start": quote.start if quote else -1,
        "end": quote.end if quote else -1,
        "certainty": fact.certainty,
        "note": fact.note,
    }


def fact_json(fact: Fact) -> dict[str, Any]:
    """A fact as the journal keeps it, from which `fact_from_json` gives it back."""
    quote = fact.quote
    return {
        "field": fact.field,
        "value": fact.value,
        "source": fact.source.value,
        "quote": [quote.text, quote.start, quote.end] if quote else None,
        "certainty": float(fact.certainty),
        "note": fact.note,
    }


def fact_from_json(data: Mapping[str, Any]) -> Fact:
    quote = data["quote"]
    return Fact(
        data["field"],
        data["value"],
        Source(data["source"]),
        Quote(*quote) if quote else None,
        data["certainty"],
        data["note"],
    )


def relation_json(relation: Relation) -> dict[str, Any]:
    quote = relation.quote
    return {
        "kind": relation.kind.value,
        "target_title": relation.target_title,
        "target_number": relation.target_number,
        "quote": [quote.text, quote.start, quote.end],
        "target_id": relation.target_id,
        "candidates": list(relation.candidates),
        "part": relation.part,
    }


def relation_from_json(data: Mapping[str, Any]) -> Relation:
    return Relation(
        RelationKind(data["kind"]),
        data["target_title"],
        data["target_number"],
        Quote(*data["quote"]),
        data["target_id"],
        tuple(data["candidates"]),
        data["part"],
    )


def relation_row(document_id: str, position: int, relation: Relation) -> dict[str, Any]:
    words = relation_json(relation)
    text, start, end = words.pop("quote")
    return {
        "document_id": document_id,
        "position": position,
        **words,
        "quote": text,
        "start": start,
        "end": end,
    }


def headline(all_facts: Iterable[Fact]) -> dict[str, Any]:
    """The columns of a document's row that repeat its highest-ranking facts."""
    best: dict[str, Any] = {}
    for fact in sorted(all_facts, key=lambda f: RANK[f.source]):
        best.setdefault(fact.field, fact.value)
    issuers = best.get("issuers") or []
    return {
        "title": _words(best.get("title")),
        "number": _words(best.get("number")),
        "issuers": [issuers] if isinstance(issuers, str) else list(issuers),
        "signed_on": _words(best.get("signed_on")),
    }


def _words(value: Any) -> str | None:
    return str(value) if value else None


def file_of_row(row: Any) -> FileRecord:
    return FileRecord(row.path, row.sha256, row.size, row.modified, row.format, row.role)


def fact_of_row(row: Any) -> Fact:
    field, source, value, quote, start, end, certainty, note = row[3:]
    return Fact(
        field,
        value,
        _SOURCES[source],
        None if quote is None else Quote(quote, start, end),
        certainty,
        note,
    )


def relation_of_row(row: Any) -> Relation:
    kind, title, number, quote, start, end, target_id, candidates, part = row[2:]
    return Relation(_KINDS[kind], title, number, Quote(quote, start, end), target_id, tuple(candidates), part)


def version_json(seq: int, version: NewVersion) -> dict[str, Any]:
    return {"version": seq, "sha256": version.sha256, "path": version.file.path}


def file_json(file: FileRecord | None) -> dict[str, str] | None:
    return None if file is None else {"path": file.path, "sha256": file.sha256, "role": file.role}
