"""Bringing a ledger into the registry: first a plan that can be shown, then one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.identity import document_id, identity_of
from corpus.issuer_names import Known
from corpus.ledger import Ledger, LedgerRow, read_ledger
from corpus.ledger_match import Matches, match_rows
from registry.records import DocumentHeader, Source
from registry.store import Store


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. Nothing has been written yet."""

    ledger: Ledger
    matches: Matches

    @property
    def mapping(self) -> tuple[tuple[str, str], ...]:
        """Heading as printed → canonical column."""
        return self.ledger.mapping

    @property
    def problems(self) -> tuple[str, ...]:
        """Chinese sentences: of the ledger, then of its rows in their order."""
        of_rows = [f"{row.place}：{problem}" for row in self.ledger.rows for problem in row.problems]
        notices = [
            f"{m.row.place}：{m.reason}"
            for m in self.matches.matches
            if m.repeats is not None or (m.document_id is None and m.candidates)
        ]
        return (*self.ledger.problems, *of_rows, *notices)

    @property
    def matched(self) -> int:
        return len(self.matches.matched)

    @property
    def unmatched(self) -> int:
        return len(self.matches.unmatched)

    @property
    def repeated(self) -> int:
        return len(self.matches.repeated)

    @property
    def without_row(self) -> Sequence[DocumentHeader]:
        return self.matches.without_row


def plan_import(store: Store, path: Path) -> Plan:
    """Read a ledger and match its rows. Raises InputError when it cannot be read or has no header row."""
    ledger = read_ledger(path)
    return Plan(ledger, match_rows(ledger.rows, store.headers()))


def import_rows(store: Store, plan: Plan, *, at: datetime | None = None) -> None:
    """Write what the plan says: facts and cells to matched documents, records without text for the others.

    Importing the same ledger again changes nothing. Raises StoreError when the registry cannot be written.
    """
    headers = store.headers()
    with_text = {h.id for h in headers if h.has_text}
    known = Known.of([*((h.number, h.issuers) for h in headers), *map(_numbered, plan.ledger.rows)])
    with store.writing("ledger import", at=at or datetime.now(UTC)) as writer:
        for match in plan.matches.matched:
            assert match.document_id is not None
            writer.set_ledger(match.document_id, match.row.values)
            read = known.in_full if match.document_id in with_text else known.settle
            writer.set_facts(match.document_id, read(match.row.facts), source=Source.LEDGER)
        for match in plan.matches.unmatched:
            row = match.row
            if not (row.title or row.number):
                continue
            key = row_identity(row)
            writer.add_document(
                id=document_id(f"ledger|{key}|{row.title}"),
                identity=key,
                facts=known.settle(row.facts),
                ledger=row.values,
            )


def _numbered(row: LedgerRow) -> tuple[str | None, tuple[str, ...]]:
    issuers = row.fact("issuers")
    return row.number or None, tuple(map(str, issuers.value)) if issuers and issuers.value else ()


def row_identity(row: LedgerRow) -> str:
    """The key by which the row's file will be recognised when it comes."""
    issuers, signed = row.fact("issuers"), row.fact("signed_on")
    first = str(issuers.value[0]) if issuers and issuers.value else None
    day = str(signed.value) if signed and signed.value else None
    return identity_of(first, row.number or None, row.title or None, day) or f"||{row.title}|{row.number}"
