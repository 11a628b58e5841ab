"""Writing documents: facts, relations, versions, files, ledger rows, ingest outcomes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, delete, func, insert, select, update

from registry.column_types import storable, to_json
from registry.document_rows import (
    RANK,
    fact_json,
    fact_row,
    file_json,
    file_of_row,
    headline,
    relation_json,
    relation_row,
    version_json,
)
from registry.documents import facts_of, relations_of
from registry.errors import StoreError
from registry.records import Fact, FileRecord, NewVersion, Relation, Source
from registry.schema import documents, facts, files, outcomes, relations, versions
from registry.writing import WriterBase

_T = TypeVar("_T")

# An outcome of this name says that a file is as it was: what was noted of it before stays.
_AS_BEFORE = frozenset({"unchanged", "未变"})


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
        self.note("document", id, None, {**self._short(after), **version_json(seq, version)})

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
            {**self._short(after), **version_json(seq, version)},
        )
        return seq

    def reread(
        self,
        id: str,
        *,
        facts: Sequence[Fact],
        relations: Sequence[Relation],
        text: str,
        reading: Mapping[str, Any],
        page: Mapping[str, Any],
    ) -> bool:
        """Replace what was understood of a document's newest file, after the program has learned to read
        better; the file is the same, so this is no new version. Gives whether anything changed.
        """
        version = self._living(id).version
        here = (versions.c.document_id == id) & (versions.c.seq == version)
        old = self.connection.execute(select(versions).where(here)).one_or_none()
        if old is None:
            raise StoreError(f"{id} 没有文本，不能重新识读", "请先导入该文件。")
        own = [f for f in facts if f.source in (Source.TEXT, Source.PAGE)]
        known = [f for f in facts_of(self.connection, id) if f.source in (Source.TEXT, Source.PAGE)]
        in_order = sorted(own, key=lambda f: RANK[f.source])
        if (
            old.text == storable(text)
            and to_json([old.reading, old.page]) == to_json([reading, page])
            and _alike(fact_json, known, in_order)
            and _alike(relation_json, relations_of(self.connection, id), relations)
        ):
            return False
        self._drop_facts(id, Source.TEXT, Source.PAGE)
        self._write_facts(id, own)
        self._write_relations(id, relations)
        self.connection.execute(update(versions).where(here).values(text=text, reading=reading, page=page))
        self.connection.execute(
            update(documents).where(documents.c.id == id).values(**headline(facts_of(self.connection, id)))
        )
        self.touch(id)
        self.note("reading", id, {"version": version}, {"version": version, "sha256": old.sha256})
        return True

    def add_file(self, id: str, file: FileRecord, role: str = "duplicate") -> None:
        """Note a further copy of a document. A copy that is noted already changes nothing."""
        self._living(id)
        new = FileRecord(file.path, file.sha256, file.size, file.modified, file.format, role)
        old = self._file(id, file.path)
        if old is not None and (old.sha256, old.role) == (new.sha256, role):
            return
        self._write_file(id, new)
        self.touch(id)
        self.note("file", id, file_json(old), file_json(new))

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
        self.note("file", id, file_json(old), file_json(new))

    def set_facts(self, id: str, facts: Sequence[Fact], *, source: Source) -> None:
        """Replace all facts of one source, leaving the others. The same facts again change nothing.

        Raises StoreError for an unknown document and ValueError for a fact of another source.
        """
        if any(f.source is not source for f in facts):
            raise ValueError(f"facts of another source than {source}")
        self._living(id)
        before = facts_of(self.connection, id, source)
        if _alike(fact_json, before, facts):
            return
        self._replace_facts(id, facts, source)
        self.note(f"facts.{source.value}", id, [fact_json(f) for f in before], [fact_json(f) for f in facts])

    def set_ledger(self, id: str, row: Mapping[str, str]) -> None:
        """Replace a document's ledger row as the department wrote it."""
        before = self._living(id).ledger
        if before != dict(row):
            self._replace_ledger(id, row)
            self.note("ledger", id, before, dict(row))

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
        """Keep what became of a file. "未变", and the same outcome again, change nothing."""
        row = self.connection.execute(select(outcomes).where(outcomes.c.path == path)).one_or_none()
        new = {"sha256": sha256, "outcome": outcome, "reason": reason, "document_id": document_id}
        before = None if row is None else {name: getattr(row, name) for name in new}
        if before == new or (before and outcome in _AS_BEFORE and before["sha256"] == sha256):
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
            raise StoreError(f"登记库中没有编号为 {id} 的文件", "请用 guiqing search 查找。")
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

    def _write_relations(self, id: str, new: Sequence[Relation]) -> None:
        self.connection.execute(delete(relations).where(relations.c.document_id == id))
        if new:
            self.connection.execute(insert(relations), [relation_row(id, n, r) for n, r in enumerate(new)])

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
        return None if row is None else file_of_row(row)

    @staticmethod
    def _short(after: Mapping[str, Any]) -> dict[str, Any]:
        """What was read from a text can be read again: only words of people are journalled in full."""
        kept = [f for f in after["facts"] if f["source"] in (Source.REVIEWER, Source.LEDGER)]
        named = {
            f["field"]: f["value"] for f in after["facts"] if f["field"] in ("title", "number") and f["value"]
        }
        return {**after, "facts": kept, **named}


def _alike(spell: Callable[[_T], Any], stored: Sequence[_T], given: Sequence[_T]) -> bool:
    """Whether two lists are the same once stored (a tuple that is given comes back as a list)."""
    return to_json([spell(x) for x in stored]) == to_json([spell(x) for x in given])
