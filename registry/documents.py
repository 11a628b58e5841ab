"""Documents in the store: facts, relations, versions, files, ledger rows, ingest outcomes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from registry.errors import StoreError
from registry.records import (
    Document,
    DocumentHeader,
    Fact,
    FileOutcome,
    FileRecord,
    NewVersion,
    Quote,
    Relation,
    RelationKind,
    Source,
    Version,
)
from registry.schema import documents, facts, files, outcomes, relations, versions
from registry.writing import WriterBase

RANK = {source: rank for rank, source in enumerate(Source)}
_BATCH = 400  # documents read at once; also keeps below the databases' limit of parameters
_ROLE_ORDER = {"main": 0, "duplicate": 1, "old": 2}


# ---- records ↔ rows


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
        "certainty": fact.certainty,
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


def _relation_row(document_id: str, position: int, relation: Relation) -> dict[str, Any]:
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


def _file(row: Any) -> FileRecord:
    return FileRecord(row.path, row.sha256, row.size, row.modified, row.format, row.role)


# ---- reading


def facts_of(connection: Connection, document_id: str, source: Source | None = None) -> list[Fact]:
    """The facts of a document in order of precedence."""
    query = select(facts).where(facts.c.document_id == document_id)
    if source is not None:
        query = query.where(facts.c.rank == RANK[source])
    return [_fact(row) for row in connection.execute(query.order_by(facts.c.rank, facts.c.position))]


def _fact(row: Any) -> Fact:
    quote = None if row.quote is None else Quote(row.quote, row.start, row.end)
    return Fact(row.field, row.value, Source(row.source), quote, row.certainty, row.note)


def relations_of(connection: Connection, document_id: str) -> list[Relation]:
    query = select(relations).where(relations.c.document_id == document_id).order_by(relations.c.position)
    return [_relation(row) for row in connection.execute(query)]


def _relation(row: Any) -> Relation:
    return Relation(
        RelationKind(row.kind),
        row.target_title,
        row.target_number,
        Quote(row.quote, row.start, row.end),
        row.target_id,
        tuple(row.candidates),
        row.part,
    )


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
        for row in connection.execute(query):
            groups.setdefault(row.document_id, []).append(make(row))
        return groups

    all_facts = grouped(
        select(facts)
        .where(facts.c.document_id.in_(wanted))
        .order_by(facts.c.document_id, facts.c.rank, facts.c.position),
        _fact,
    )
    all_relations = grouped(
        select(relations)
        .where(relations.c.document_id.in_(wanted))
        .order_by(relations.c.document_id, relations.c.position),
        _relation,
    )
    all_files = grouped(
        select(files).where(files.c.document_id.in_(wanted)).order_by(files.c.document_id, files.c.path),
        _file,
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
    rows = {row.id: row for row in connection.execute(query)}
    for id_ in wanted:
        if (row := rows.get(id_)) is None:
            continue
        yield Document(
            id=id_,
            facts=tuple(all_facts.get(id_, ())),
            relations=tuple(all_relations.get(id_, ())),
            text=row.text or "",
            reading=row.reading or {},
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


def changed_since(connection: Connection, revision: int) -> list[tuple[str, int]]:
    """(id, revision) of each document changed, added or removed after a revision, in that order."""
    query = select(documents.c.id, documents.c.revision).where(documents.c.revision > revision)
    return [(row.id, row.revision) for row in connection.execute(query.order_by(documents.c.revision))]


def with_sha256(connection: Connection, sha256: str) -> list[str]:
    """Ids of the documents that have, or once had, a file of this content."""
    now = select(files.c.document_id).where(files.c.sha256 == sha256)
    ever = select(versions.c.document_id).where(versions.c.sha256 == sha256)
    return _living(connection, now.union(ever))


def with_path(connection: Connection, path: str) -> list[str]:
    return _living(connection, select(files.c.document_id).where(files.c.path == path))


def with_identity(connection: Connection, identity: str) -> list[str]:
    return _living(connection, select(documents.c.id).where(documents.c.identity == identity))


def _living(connection: Connection, found: Any) -> list[str]:
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


_SPACES = re.compile(r"[\s　]+")
_BRACKETS = str.maketrans("[【［(（{﹝「]】］)）}﹞」", "〔〔〔〔〔〔〔〔〕〕〕〕〕〕〕〕")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def number_key(number: str) -> str:
    """A spelling of a 发文字号 that is the same for all its spellings (brackets, widths, spaces, 第)."""
    plain = _SPACES.sub("", number).translate(_BRACKETS).translate(_WIDE)
    return re.sub(r"〕第?0*(\d+)", r"〕\1", plain)


def find(connection: Connection, ref: str) -> list[str]:
    """Ids of the documents a person means: by id or its beginning, number in any spelling, path or file
    name, a part of the title. The first kind that answers wins; a whole title beats a part of one.
    """
    ref = ref.strip()
    if not ref:
        return []
    rows = headers(connection)
    key, path = number_key(ref), ref.replace("\\", "/")
    bare = ref.strip("《》")
    tests: tuple[Any, ...] = (
        lambda h: h.id == ref,
        lambda h: len(ref) >= 3 and h.id.startswith(ref.lower()),
        lambda h: h.number is not None and number_key(h.number) == key,
        lambda h: h.path is not None and (h.path == path or h.path.endswith("/" + path)),
        lambda h: h.title == bare,
        lambda h: bare in h.title,
    )
    for test in tests:
        if found := [h.id for h in rows if test(h)]:
            return found
    return _living(
        connection, select(files.c.document_id).where(files.c.path.endswith("/" + path, autoescape=True))
    )


# ---- writing


class DocumentWriting(WriterBase):
    """The writes that concern documents."""

    def add_document(
        self,
        *,
        id: str,
        identity: str,
        facts: Sequence[Fact],
        relations: Sequence[Relation] = (),
        version: NewVersion | None = None,
        ledger: Mapping[str, str] | None = None,
    ) -> None:
        """Register a document; `version` is None for a ledger row whose file is missing.

        Raises StoreError when the id is taken.
        """
        row = self.connection.execute(select(documents).where(documents.c.id == id)).one_or_none()
        if row is not None and not row.deleted:
            raise StoreError(
                f"编号 {id} 已被登记（{row.title or row.path}）", "请更新该文件，而不是重新登记。"
            )
        values = {
            "identity": identity,
            **headline(facts),
            "path": version.file.path if version else None,
            "ledger": dict(ledger or {}),
            "version": 0,
            "revision": self.next_revision(),
            "deleted": False,
        }
        if row is None:
            self.connection.execute(insert(documents).values(id=id, **values))
        else:
            self.connection.execute(update(documents).where(documents.c.id == id).values(**values))
        self._write_facts(id, facts)
        self._write_relations(id, relations)
        after = {"identity": identity, "facts": [fact_json(f) for f in facts], "ledger": dict(ledger or {})}
        if version is None:
            after["relations"] = [relation_json(r) for r in relations]
            self.note("row", id, None, after)
            return
        seq = self._next_version(id)
        self._write_version(id, seq, version)
        self.connection.execute(update(documents).where(documents.c.id == id).values(version=seq))
        self.note("document", id, None, {**self._short(after), **_version_json(seq, version)})

    def add_version(
        self, id: str, *, facts: Sequence[Fact], relations: Sequence[Relation], version: NewVersion
    ) -> int:
        """Give a document a new text; the old one is kept. Facts of the sources text and page, and the
        relations, are replaced; those of ledger and reviewer stay. Gives the version's number.
        """
        row = self._living(id)
        old = row.version
        seq = self._next_version(id)
        self._drop_facts(id, Source.TEXT, Source.PAGE)
        self._write_facts(id, [f for f in facts if f.source in (Source.TEXT, Source.PAGE)])
        given = [f for f in facts if f.source not in (Source.TEXT, Source.PAGE)]
        for source in {f.source for f in given}:
            self._drop_facts(id, source)
        self._write_facts(id, given)
        self._write_relations(id, relations)
        self._write_version(id, seq, version)
        self.connection.execute(
            update(documents)
            .where(documents.c.id == id)
            .values(version=seq, path=version.file.path, **headline(facts_of(self.connection, id)))
        )
        self.touch(id)
        after = {"facts": [fact_json(f) for f in facts]}
        self.note(
            "version",
            id,
            {"version": old} if old else None,
            {**self._short(after), **_version_json(seq, version)},
        )
        return seq

    def add_file(self, id: str, file: FileRecord, role: str = "duplicate") -> None:
        """Note a further copy of a document. A copy that is noted already changes nothing."""
        self._living(id)
        new = FileRecord(file.path, file.sha256, file.size, file.modified, file.format, role)
        old = self._file(id, file.path)
        if old is not None and (old.sha256, old.role) == (new.sha256, role):
            return
        self._write_file(id, new)
        self.touch(id)
        self.note("file", id, _file_json(old), _file_json(new))

    def move_file(self, id: str, old_path: str, new_path: str) -> None:
        """A file is now at another place; its content is the same."""
        row = self._living(id)
        old = self._file(id, old_path)
        if old is None:
            raise StoreError(f"{id} 没有登记过文件 {old_path}", "请重新导入该文件。")
        self.connection.execute(delete(files).where(files.c.document_id == id, files.c.path == old_path))
        new = FileRecord(new_path, old.sha256, old.size, old.modified, old.format, old.role)
        self._write_file(id, new)
        if row.path == old_path:
            self.connection.execute(update(documents).where(documents.c.id == id).values(path=new_path))
        self.touch(id)
        self.note("file", id, _file_json(old), _file_json(new))

    def drop_file(self, id: str, path: str) -> None:
        """Forget one copy of a document (its file is gone); the texts read from it stay."""
        old = self._file(id, path)
        if old is not None:
            self.connection.execute(delete(files).where(files.c.document_id == id, files.c.path == path))
            self.touch(id)
            self.note("file", id, _file_json(old), None)

    def set_facts(self, id: str, facts: Sequence[Fact], *, source: Source) -> None:
        """Replace all facts of one source, leaving the others. The same facts again change nothing.

        Raises StoreError for an unknown document and ValueError for a fact of another source.
        """
        if any(f.source is not source for f in facts):
            raise ValueError(f"facts of another source than {source}")
        self._living(id)
        before = facts_of(self.connection, id, source)
        if before == list(facts):
            return
        self._replace_facts(id, facts, source)
        self.note(f"facts.{source.value}", id, [fact_json(f) for f in before], [fact_json(f) for f in facts])

    def set_ledger(self, id: str, row: Mapping[str, str]) -> None:
        """Replace a document's ledger row as the department wrote it."""
        before = self._living(id).ledger
        if before != dict(row):
            self._replace_ledger(id, row)
            self.note("ledger", id, before, dict(row))

    def set_relations(self, id: str, relations: Sequence[Relation]) -> None:
        """Replace a document's relations (after resolving citations anew)."""
        self._living(id)
        before = relations_of(self.connection, id)
        if before != list(relations):
            self._replace_relations(id, relations)
            self.note(
                "relations", id, [relation_json(r) for r in before], [relation_json(r) for r in relations]
            )

    def set_identity(self, id: str, identity: str) -> None:
        """Correct the key by which a document is recognised."""
        before = self._living(id).identity
        if before != identity:
            self.connection.execute(update(documents).where(documents.c.id == id).values(identity=identity))
            self.touch(id)
            self.note("identity", id, before, identity)

    def note_outcome(
        self, path: str, sha256: str, outcome: str, reason: str = "", document_id: str | None = None
    ) -> None:
        """Keep what became of a file. "unchanged", and the same outcome again, change nothing."""
        row = self.connection.execute(select(outcomes).where(outcomes.c.path == path)).one_or_none()
        new = {"sha256": sha256, "outcome": outcome, "reason": reason, "document_id": document_id}
        before = None if row is None else {name: getattr(row, name) for name in new}
        if before == new or (before and outcome == "unchanged" and before["sha256"] == sha256):
            return
        self.connection.execute(delete(outcomes).where(outcomes.c.path == path))
        self.connection.execute(insert(outcomes).values(path=path, at=self.at, **new))
        self.note("outcome", path, before, new)

    # -- parts, also used by undo

    def _living(self, id: str) -> Row[Any]:
        row = self.connection.execute(
            select(documents).where(documents.c.id == id, documents.c.deleted.is_(False))
        ).one_or_none()
        if row is None:
            raise StoreError(f"登记库中没有编号为 {id} 的文件", "请用 guiqing search 或 guiqing list 查找。")
        return row

    def _write_facts(self, id: str, new: Sequence[Fact]) -> None:
        if new:
            self.connection.execute(insert(facts), [fact_row(id, n, f) for n, f in enumerate(new)])

    def _drop_facts(self, id: str, *sources: Source) -> None:
        ranks = [RANK[s] for s in sources]
        self.connection.execute(delete(facts).where(facts.c.document_id == id, facts.c.rank.in_(ranks)))

    def _replace_facts(self, id: str, new: Sequence[Fact], source: Source) -> None:
        self._drop_facts(id, source)
        self._write_facts(id, new)
        self.connection.execute(
            update(documents).where(documents.c.id == id).values(**headline(facts_of(self.connection, id)))
        )
        self.touch(id)

    def _replace_ledger(self, id: str, row: Mapping[str, str]) -> None:
        self.connection.execute(update(documents).where(documents.c.id == id).values(ledger=dict(row)))
        self.touch(id)

    def _replace_relations(self, id: str, new: Sequence[Relation]) -> None:
        self._write_relations(id, new)
        self.touch(id)

    def _write_relations(self, id: str, new: Sequence[Relation]) -> None:
        self.connection.execute(delete(relations).where(relations.c.document_id == id))
        if new:
            self.connection.execute(insert(relations), [_relation_row(id, n, r) for n, r in enumerate(new)])

    def _drop_row(self, id: str) -> None:
        """Take a ledger row without text out of the registry; its id stays known, so that findings and
        decisions on it keep their document."""
        self._drop_facts(id, *Source)
        self._write_relations(id, ())
        self.connection.execute(update(documents).where(documents.c.id == id).values(deleted=True))
        self.touch(id)

    def _next_version(self, id: str) -> int:
        query = select(func.coalesce(func.max(versions.c.seq), 0)).where(versions.c.document_id == id)
        return int(self.connection.execute(query).scalar_one()) + 1

    def _write_version(self, id: str, seq: int, version: NewVersion) -> None:
        file = version.file
        self.connection.execute(
            insert(versions).values(
                document_id=id,
                seq=seq,
                sha256=version.sha256,
                text=version.text,
                reading=version.reading,
                page=version.page,
                path=file.path,
                size=file.size,
                modified=file.modified,
                format=file.format,
                added_at=self.at,
            )
        )
        self.connection.execute(
            update(files).where(files.c.document_id == id, files.c.role == "main").values(role="old")
        )
        self._write_file(id, FileRecord(file.path, file.sha256, file.size, file.modified, file.format))

    def _write_file(self, id: str, file: FileRecord) -> None:
        self.connection.execute(delete(files).where(files.c.document_id == id, files.c.path == file.path))
        self.connection.execute(
            insert(files).values(
                document_id=id,
                path=file.path,
                sha256=file.sha256,
                size=file.size,
                modified=file.modified,
                format=file.format,
                role=file.role,
            )
        )

    def _file(self, id: str, path: str) -> FileRecord | None:
        row = self.connection.execute(
            select(files).where(files.c.document_id == id, files.c.path == path)
        ).one_or_none()
        return None if row is None else _file(row)

    @staticmethod
    def _short(after: Mapping[str, Any]) -> dict[str, Any]:
        """What was read from a text can be read again: only words of people are journalled in full."""
        kept = [f for f in after["facts"] if f["source"] in (Source.REVIEWER, Source.LEDGER)]
        named = {
            f["field"]: f["value"] for f in after["facts"] if f["field"] in ("title", "number") and f["value"]
        }
        return {**after, "facts": kept, **named}


def _version_json(seq: int, version: NewVersion) -> dict[str, Any]:
    return {"version": seq, "sha256": version.sha256, "path": version.file.path}


def _file_json(file: FileRecord | None) -> dict[str, str] | None:
    return None if file is None else {"path": file.path, "sha256": file.sha256, "role": file.role}
