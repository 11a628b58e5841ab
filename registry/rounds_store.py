"""Cleanup rounds in the store, their stages, and the lists that were issued. (What a round *means*,
which stage may follow which and when one may close, is `registry.rounds`.)"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from registry.errors import StoreError
from registry.records import Round, StageRecord
from registry.schema import issued, round_documents, round_stages, rounds, settings
from registry.writing import WriterBase


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper as it was issued: `content` is JSON-ready and enough to print it again."""

    seq: int
    round_id: int | None
    name: str
    as_of: date
    at: datetime
    actor: str
    content: Any


def all_rounds(connection: Connection) -> list[Round]:
    """Every round, oldest first."""
    return [
        Round(row.id, row.name, row.cutoff, row.as_of, row.started_at, row.stage, row.closed_at, row.scope)
        for row in connection.execute(select(rounds).order_by(rounds.c.id))
    ]


def documents_in(connection: Connection, round_id: int) -> list[str]:
    """The documents that were put into a round when it started."""
    query = select(round_documents.c.document_id).where(round_documents.c.round_id == round_id)
    return list(connection.execute(query.order_by(round_documents.c.document_id)).scalars())


def stages_of(connection: Connection, round_id: int) -> list[StageRecord]:
    """The way of a round so far, oldest step first."""
    query = select(round_stages).where(round_stages.c.round_id == round_id).order_by(round_stages.c.seq)
    return [
        StageRecord(row.round_id, row.stage, row.actor, row.at, row.result)
        for row in connection.execute(query)
    ]


def issues(connection: Connection, round_id: int | None = None) -> list[Issue]:
    """What was issued, oldest first."""
    query = select(issued).order_by(issued.c.seq)
    if round_id is not None:
        query = query.where(issued.c.round_id == round_id)
    return [Issue(**row._asdict()) for row in connection.execute(query)]


def setting(connection: Connection, key: str, default: Any = None) -> Any:
    """A setting of the registry, or `default` when it was never set."""
    row = connection.execute(select(settings.c.value).where(settings.c.key == key)).one_or_none()
    return default if row is None else row.value


class RoundWriting(WriterBase):
    """The writes that concern rounds, issued lists and settings."""

    def start_round(
        self,
        name: str,
        *,
        cutoff: date,
        as_of: date,
        scope: Mapping[str, Any] | None = None,
        documents: Iterable[str] = (),
        stage: str = "部署",
    ) -> Round:
        """Start a round over the given documents."""
        number = self.next_id(rounds.c.id)
        members = sorted(set(documents))
        round_ = Round(number, name, cutoff, as_of, self.at, stage, None, dict(scope or {}))
        self.connection.execute(
            insert(rounds).values(
                id=number,
                name=name,
                cutoff=cutoff,
                as_of=as_of,
                started_at=self.at,
                stage=stage,
                closed_at=None,
                scope=round_.scope,
            )
        )
        if members:
            self.connection.execute(
                insert(round_documents), [{"round_id": number, "document_id": d} for d in members]
            )
        self._stage(
            "round",
            number,
            None,
            {
                "name": name,
                "cutoff": cutoff.isoformat(),
                "as_of": as_of.isoformat(),
                "stage": stage,
                "scope": round_.scope,
                "documents": members,
            },
            stage,
            "",
        )
        return round_

    def add_to_round(self, round_id: int, ids: Iterable[str], *, reason: str = "") -> list[str]:
        """Put more documents into an open round; gives those that were not in it yet."""
        row = self._open_round(round_id)
        known = set(documents_in(self.connection, round_id))
        added = sorted(set(ids) - known)
        if added:
            self.connection.execute(
                insert(round_documents), [{"round_id": round_id, "document_id": d} for d in added]
            )
            after = {"documents": added, "reason": reason}
            self._stage("round.add", round_id, None, after, row.stage, f"补列 {len(added)} 件")
        return added

    def set_stage(self, round_id: int, stage: str, *, result: str = "", expected: str | None = None) -> None:
        """Move a round to a stage. Raises StoreError when it is closed, or not at `expected` any more."""
        row = self._open_round(round_id)
        if expected is not None and row.stage != expected:
            raise StoreError(f"清理轮次“{row.name}”已由他人转到“{row.stage}”阶段", "请刷新后再操作。")
        self.connection.execute(update(rounds).where(rounds.c.id == round_id).values(stage=stage))
        self._stage(
            "stage", round_id, {"stage": row.stage}, {"stage": stage, "result": result}, stage, result
        )

    def close_round(self, round_id: int, *, result: str = "") -> None:
        """Close a round for good."""
        row = self._open_round(round_id)
        self.connection.execute(update(rounds).where(rounds.c.id == round_id).values(closed_at=self.at))
        self._stage("round.close", round_id, {"stage": row.stage}, {"result": result}, row.stage, result)

    def issue(self, name: str, *, as_of: date, content: Any, round_id: int | None = None) -> int:
        """Keep a list or paper as it was issued; gives its number."""
        seq = self.note("issue", name, None, {"as_of": as_of.isoformat(), "round_id": round_id})
        self.connection.execute(
            insert(issued).values(
                seq=seq,
                round_id=round_id,
                name=name,
                as_of=as_of,
                at=self.at,
                actor=self.actor,
                content=content,
            )
        )
        return seq

    def set_setting(self, key: str, value: Any) -> None:
        """Set a setting (JSON-ready); None removes it. The same value again changes nothing."""
        before = setting(self.connection, key)
        if before == value:
            return
        self.connection.execute(settings.delete().where(settings.c.key == key))
        if value is not None:
            self.connection.execute(insert(settings).values(key=key, value=value))
        self.note("setting", key, before, value)

    def _open_round(self, round_id: int) -> Any:
        row = self.connection.execute(select(rounds).where(rounds.c.id == round_id)).one_or_none()
        if row is None:
            raise StoreError(f"没有编号为 {round_id} 的清理轮次", "请用 guiqing round list 查看。")
        if row.closed_at is not None:
            raise StoreError(f"清理轮次“{row.name}”已经结束", "如需再清理，请另起一轮。")
        return row

    def _stage(self, kind: str, round_id: int, before: Any, after: Any, stage: str, result: str) -> None:
        seq = self.note(kind, str(round_id), before, after)
        self.connection.execute(
            insert(round_stages).values(
                seq=seq, round_id=round_id, stage=stage, actor=self.actor, at=self.at, result=result
            )
        )
