"""Decisions in the store: added, withdrawn by their author's undo, never changed."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from registry.column_types import utc_text
from registry.records import Decision, Disposition
from registry.schema import decisions, documents
from registry.writing import Conflict, WriterBase

ANY: Any = object()


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        document_id=row.document_id,
        disposition=Disposition(row.disposition),
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        stage=row.stage,
        round_id=row.round_id,
        evidence=tuple(row.evidence),
        deadline=row.deadline,
        responsible=row.responsible,
        seq=row.seq,
        withdrawn=row.withdrawn,
    )


def decided(
    connection: Connection,
    document: str | None = None,
    round_id: int | None = None,
    *,
    withdrawn: bool = False,
) -> list[Decision]:
    """Decisions, oldest first; those that were undone only when `withdrawn` is set."""
    query = select(decisions).order_by(decisions.c.seq)
    if document is not None:
        query = query.where(decisions.c.document_id == document)
    if round_id is not None:
        query = query.where(decisions.c.round_id == round_id)
    if not withdrawn:
        query = query.where(decisions.c.withdrawn.is_(False))
    return [_decision(row) for row in connection.execute(query)]


def current(
    connection: Connection, document: str, *, round_id: int | None = ANY, stage: str | None = None
) -> Decision | None:
    """The newest decision on a document that was not undone, of any round and stage or of the given."""
    row = connection.execute(_newest(document, round_id, stage)).one_or_none()
    return None if row is None else _decision(row)


def all_current(connection: Connection, round_id: int | None = None) -> dict[str, Decision]:
    """The newest decision on each document that has one."""
    return {d.document_id: d for d in decided(connection, round_id=round_id)}


def _newest(document: str, round_id: int | None, stage: str | None) -> Select[Any]:
    query = select(decisions).where(decisions.c.document_id == document, decisions.c.withdrawn.is_(False))
    if round_id is not ANY:
        query = query.where(decisions.c.round_id == round_id)
    if stage is not None:
        query = query.where(decisions.c.stage == stage)
    return query.order_by(decisions.c.seq.desc()).limit(1)


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision as the journal shows it."""
    return {
        "disposition": decision.disposition.value,
        "reason": decision.reason,
        "actor": decision.actor,
        "at": utc_text(decision.at),
        "stage": decision.stage,
        "round_id": decision.round_id,
        "evidence": list(decision.evidence),
        "deadline": decision.deadline.isoformat() if decision.deadline else None,
        "responsible": decision.responsible,
    }


class DecisionWriting(WriterBase):
    """The writes that concern decisions."""

    def decide(self, decision: Decision, *, expected_seq: int | None = None) -> Decision:
        """Store a decision; gives it with its `seq`. An empty `actor` becomes the command's actor.

        `expected_seq` is the `seq` of the current decision that the person saw (0: there was none), taken
        either over all stages or within the decision's own round and stage. Raises Conflict when
        somebody decided the same meanwhile.
        """
        found = self.connection.execute(
            select(documents.c.title).where(documents.c.id == decision.document_id)
        ).one_or_none()
        if found is None:
            raise Conflict(f"登记库中没有编号为 {decision.document_id} 的文件", "请刷新后重试。")
        same = current(
            self.connection, decision.document_id, round_id=decision.round_id, stage=decision.stage
        )
        if expected_seq is not None and (same.seq if same else 0) != expected_seq:
            last = current(self.connection, decision.document_id)
            if last is None or last.seq != expected_seq:
                raise Conflict(
                    f"《{found.title or decision.document_id}》刚被改为：{_who(last or same)}，本次处置未保存",
                    "请查看最新处置后再决定。",
                )
        decision = replace(decision, actor=decision.actor or self.actor, withdrawn=False)
        seq = self.note("decision", decision.document_id, _before(same), decision_json(decision))
        decision = replace(decision, seq=seq)
        self._insert_decision(decision)
        return decision

    def _insert_decision(self, decision: Decision) -> None:
        self.connection.execute(
            insert(decisions).values(
                seq=decision.seq,
                document_id=decision.document_id,
                disposition=decision.disposition.value,
                reason=decision.reason,
                actor=decision.actor,
                at=decision.at,
                stage=decision.stage,
                round_id=decision.round_id,
                evidence=list(decision.evidence),
                deadline=decision.deadline,
                responsible=decision.responsible,
                withdrawn=False,
            )
        )

    def _withdraw(self, seq: int, withdrawn: bool) -> None:
        self.connection.execute(update(decisions).where(decisions.c.seq == seq).values(withdrawn=withdrawn))


def _before(same: Decision | None) -> dict[str, Any] | None:
    return {"seq": same.seq, **decision_json(same)} if same else None


def _who(decision: Decision | None) -> str:
    if decision is None:
        return "处置已撤回"
    return f"{decision.disposition.value}（{decision.actor or '未署名'}，{decision.stage}）"
