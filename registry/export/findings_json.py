"""Findings, decisions and what is known of one document, in the machine form that other programs rely on."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from registry.export.documents_json import document_to_json
from registry.records import Decision, Document, Finding


def document_head(document: Document) -> dict[str, Any]:
    """How a document is named in every JSON output."""
    return {"id": document.id, "title": document.title, "number": document.number, "path": document.path}


def finding_json(
    finding: Finding, head: dict[str, Any], peers: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """One finding; `peers` are {id, path} of the other documents involved."""
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "document": head,
        "message": finding.message,
        "quotes": [{"text": q.text, "start": q.start, "end": q.end} for q in finding.quotes],
        "peers": list(peers),
        "basis": list(finding.basis),
        "disposition": finding.disposition,
        "facts": dict(finding.facts),
        "key": finding.key,
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """One decision, dates as ISO strings."""
    return {**asdict(decision), "disposition": decision.disposition.value, "at": decision.at.isoformat()}


def document_json(
    document: Document, findings: Sequence[Finding], decisions: Sequence[Decision], status: str
) -> dict[str, Any]:
    """Everything about one document."""
    head = document_head(document)
    whole = document_to_json(document)
    return {
        **head,
        "status": status,
        "issuers": list(document.issuers),
        **{name: whole[name] for name in ("facts", "relations", "files", "ledger")},
        "structure": [
            {
                "role": i["role"],
                "title": i["title"],
                "start": i["start"],
                "end": i["end"],
                "units": list(i["units"]),
            }
            for i in document.reading.get("instruments", ())
        ],
        "findings": [finding_json(f, head, [{"id": p} for p in f.peers]) for f in findings],
        "decisions": [decision_json(d) for d in decisions],
    }
