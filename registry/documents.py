"""Reading documents from the store: whole, as headers, their versions, files and outcomes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from registry.document_rows import RANK, fact_of_row, file_of_row, relation_of_row
from registry.records import (
    Document,
    DocumentHeader,
    Fact,
    FileOutcome,
    FileRecord,
    Relation,
    Source,
    Version,
)
from registry.schema import documents, facts, files, outcomes, relations, versions

_BATCH = 400  # documents read at once; also keeps below the databases' limit of parameters
_ROLE_ORDER = {"main": 0, "duplicate": 1, "old": 2}


def facts_of(connection: Connection, document_id: str, source: Source | None = None) -> list[Fact]:
    """The facts of a document in order of precedence."""
    query = select(facts).where(facts.c.document_id == document_id)
    if source is not None:
        query = query.where(facts.c.rank == RANK[source])
    return [fact_of_row(row) for row in connection.execute(query.order_by(facts.c.rank, facts.c.position))]


def relations_of(connection: Connection, document_id: str) -> list[Relation]:
    query = select(relations).where(relations.c.document_id == document_id).order_by(relations.c.position)
    return [relation_of_row(row) for row in connection.execute(query)]


def _header_query() -> Select[Any]:
    return select(
        documents.c.id,
        documents.c.title,
        documents.c.number,
        documents.c.issuers,
        documents.c.signed_on,
        documents.c.path,
        documents.c.revision,
        documents.c.identity,
        documents.c.version,
    ).where(documents.c.deleted.is_(False))


def headers(connection: Connection) -> list[DocumentHeader]:
    """All documents as light rows, in order of their id."""
    return [
        DocumentHeader(
            id=row.id,
            title=row.title or (row.path.rsplit("/", 1)[-1] if row.path else "（无标题）"),
            number=row.number,
            issuers=tuple(row.issuers),
            signed_on=row.signed_on,
            path=row.path,
            revision=row.revision,
            identity=row.identity,
            has_text=row.version > 0,
        )
        for row in connection.execute(_header_query().order_by(documents.c.id))
    ]


def issuer_counts(connection: Connection) -> dict[str, int]:
    """Name → documents that it issued, alone or with others."""
    query = (
        select(documents.c.issuers, func.count())
        .where(documents.c.deleted.is_(False))
        .group_by(documents.c.issuers)
    )
    counts: dict[str, int] = {}
    for names, count in connection.execute(query):
        for name in names:
            counts[name] = counts.get(name, 0) + count
    return counts


def ids(connection: Connection) -> list[str]:
    query = select(documents.c.id).where(documents.c.deleted.is_(False)).order_by(documents.c.id)
    return list(connection.execute(query).scalars())


def load(connection: Connection, wanted: Sequence[str]) -> Iterator[Document]:
    """Whole documents in the order of `wanted`; ids that are unknown are left out."""
    for at in range(0, len(wanted), _BATCH):
        yield from _load_batch(connection, wanted[at : at + _BATCH])


def _load_batch(connection: Connection, wanted: Sequence[str]) -> Iterator[Document]:
    def grouped(query: Select[Any], make: Any) -> dict[str, list[Any]]:
        groups: dict[str, list[Any]] = {}
        for row in connection.execute(query).all():  # row by row would take half as long again
            groups.setdefault(row[0], []).append(make(row))
        return groups

    all_facts = grouped(
        select(facts)
        .where(facts.c.document_id.in_(wanted))
        .order_by(facts.c.document_id, facts.c.rank, facts.c.position),
        fact_of_row,
    )
    all_relations = grouped(
        select(relations)
        .where(relations.c.document_id.in_(wanted))
        .order_by(relations.c.document_id, relations.c.position),
        relation_of_row,
    )
    all_files = grouped(
        select(files).where(files.c.document_id.in_(wanted)).order_by(files.c.document_id, files.c.path),
        file_of_row,
    )
    query = (
        select(documents.c.id, documents.c.ledger, documents.c.revision)
        .add_columns(versions.c.text, versions.c.reading, versions.c.page)
        .outerjoin(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.seq == documents.c.version),
        )
        .where(documents.c.id.in_(wanted), documents.c.deleted.is_(False))
    )
    rows = {row.id: row for row in connection.execute(query).all()}
    for id_ in wanted:
        if (row := rows.get(id_)) is None:
            continue
        yield Document(
            id=id_,
            facts=tuple(all_facts.get(id_, ())),
            relations=tuple(all_relations.get(id_, ())),
            text=row.text or "",
            reading={} if row.reading is None else row.reading,  # its truth value would unpack it
            page=row.page or {},
            files=tuple(sorted(all_files.get(id_, ()), key=lambda f: _ROLE_ORDER.get(f.role, 9))),
            ledger=row.ledger,
            revision=row.revision,
        )


def versions_of(connection: Connection, document_id: str) -> list[Version]:
    """Every text a document had, oldest first."""
    query = select(versions).where(versions.c.document_id == document_id).order_by(versions.c.seq)
    return [
        Version(
            row.seq,
            row.sha256,
            row.text,
            row.reading,
            row.page,
            FileRecord(row.path, row.sha256, row.size, row.modified, row.format),
            row.added_at,
        )
        for row in connection.execute(query)
    ]


def text_of(connection: Connection, document_id: str) -> str:
    query = select(versions.c.text).join(
        documents, (versions.c.document_id == documents.c.id) & (versions.c.seq == documents.c.version)
    )
    return connection.execute(query.where(documents.c.id == document_id)).scalar() or ""


def values(connection: Connection, field: str) -> dict[str, Any]:
    """Document id → the value of the highest-ranking fact of a field, for the documents that have one."""
    query = select(facts.c.document_id, facts.c.value).where(facts.c.field == field)
    query = query.join(documents, documents.c.id == facts.c.document_id).where(documents.c.deleted.is_(False))
    rows = connection.execute(query.order_by(facts.c.rank.desc(), facts.c.position.desc())).all()
    return {row[0]: row[1] for row in rows}


def changed_since(connection: Connection, revision: int) -> list[tuple[str, int]]:
    """(id, revision) of each document changed, added or removed after a revision, in that order."""
    query = select(documents.c.id, documents.c.revision).where(documents.c.revision > revision)
    return [(row.id, row.revision) for row in connection.execute(query.order_by(documents.c.revision))]


def with_sha256(connection: Connection, sha256: str) -> list[str]:
    """Ids of the documents that have, or once had, a file of this content."""
    now = select(files.c.document_id).where(files.c.sha256 == sha256)
    ever = select(versions.c.document_id).where(versions.c.sha256 == sha256)
    return living(connection, now.union(ever))


def with_path(connection: Connection, path: str) -> list[str]:
    return living(connection, select(files.c.document_id).where(files.c.path == path))


def with_identity(connection: Connection, identity: str) -> list[str]:
    return living(connection, select(documents.c.id).where(documents.c.identity == identity))


def living(connection: Connection, found: Any) -> list[str]:
    query = select(documents.c.id).where(documents.c.id.in_(found), documents.c.deleted.is_(False))
    return list(connection.execute(query.order_by(documents.c.id)).scalars())


def outcomes_of(connection: Connection, outcome: str | None = None) -> list[FileOutcome]:
    query = select(outcomes).order_by(outcomes.c.path)
    if outcome is not None:
        query = query.where(outcomes.c.outcome == outcome)
    return [
        FileOutcome(row.path, row.sha256, row.outcome, row.reason, row.document_id, row.at)
        for row in connection.execute(query)
    ]
