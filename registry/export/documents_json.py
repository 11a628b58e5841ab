"""Whole documents as JSON and back: the loss-free form of the interchange."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from registry.records import Document, Fact, FileRecord, Quote, Relation, RelationKind, Source


def document_to_json(document: Document) -> dict[str, Any]:
    """Everything that is known of a document, JSON-ready."""
    return {
        "id": document.id,
        "facts": [{**asdict(f), "source": f.source.value} for f in document.facts],
        "relations": [
            {**asdict(r), "kind": r.kind.value, "candidates": list(r.candidates)} for r in document.relations
        ],
        "text": document.text,
        "reading": dict(document.reading),
        "page": dict(document.page),
        "files": [asdict(f) for f in document.files],
        "ledger": dict(document.ledger),
        "revision": document.revision,
    }


def document_from_json(data: Mapping[str, Any]) -> Document:
    """The inverse. Raises KeyError, TypeError or ValueError for what is no document."""
    return Document(
        id=data["id"],
        facts=tuple(
            Fact(**{**f, "source": Source(f["source"]), "quote": _quote(f["quote"])}) for f in data["facts"]
        ),
        relations=tuple(
            Relation(
                **{
                    **r,
                    "kind": RelationKind(r["kind"]),
                    "quote": Quote(**r["quote"]),
                    "candidates": tuple(r["candidates"]),
                }
            )
            for r in data["relations"]
        ),
        text=data["text"],
        reading=data["reading"],
        page=data["page"],
        files=tuple(FileRecord(**f) for f in data["files"]),
        ledger=data["ledger"],
        revision=data["revision"],
    )


def _quote(raw: Mapping[str, Any] | None) -> Quote | None:
    return Quote(**raw) if raw else None
