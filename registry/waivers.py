"""Waivers in the store: findings that a person has settled, until a day or for good."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from registry.errors import StoreError
from registry.records import Waiver
from registry.schema import waivers
from registry.writing import WriterBase


def _waiver(row: Row[Any]) -> Waiver:
    return Waiver(
        rule=row.rule,
        document_id=row.document_id,
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        until=row.until,
        about=row.about,
        seq=row.seq,
    )


def active(connection: Connection, document: str | None = None) -> list[Waiver]:
    """Waivers that nobody ended, oldest first (whether `until` has passed depends on the day asked for)."""
    query = select(waivers).where(waivers.c.active.is_(True)).order_by(waivers.c.seq)
    if document is not None:
        query = query.where(waivers.c.document_id == document)
    return [_waiver(row) for row in connection.execute(query)]


class WaiverWriting(WriterBase):
    """The writes that concern waivers."""

    def waive(
        self, rule: str, document_id: str, reason: str, *, about: str = "", until: date | None = None
    ) -> Waiver:
        """Settle a rule's finding on a document. A waiver on the same replaces the older one."""
        old = self._active(rule, document_id, about)
        if old is not None:
            self._set_active(old.seq, False)
        waiver = Waiver(rule, document_id, reason, self.actor, self.at, until, about)
        seq = self.note(
            "waiver", document_id, None if old is None else {"seq": old.seq, **_json(old)}, _json(waiver)
        )
        self.connection.execute(
            insert(waivers).values(
                seq=seq,
                rule=rule,
                document_id=document_id,
                about=about,
                reason=reason,
                actor=self.actor,
                at=self.at,
                until=until,
                active=True,
            )
        )
        return Waiver(rule, document_id, reason, self.actor, self.at, until, about, seq)

    def end_waiver(self, rule: str, document_id: str, *, about: str = "") -> None:
        """Let a finding speak again. Raises StoreError when it is not waived."""
        old = self._active(rule, document_id, about)
        if old is None:
            raise StoreError(
                f"{document_id} 没有对 {rule} 的豁免", "请检查规则编号和文件；对另一件文件的豁免要写 --peer。"
            )
        self._set_active(old.seq, False)
        self.note("waiver.end", document_id, {"seq": old.seq, **_json(old)}, None)

    def _active(self, rule: str, document_id: str, about: str) -> Waiver | None:
        return next(
            (w for w in active(self.connection, document_id) if (w.rule, w.about) == (rule, about)), None
        )

    def _set_active(self, seq: int, state: bool) -> None:
        self.connection.execute(update(waivers).where(waivers.c.seq == seq).values(active=state))


def _json(waiver: Waiver) -> dict[str, Any]:
    return {
        "rule": waiver.rule,
        "about": waiver.about,
        "reason": waiver.reason,
        "actor": waiver.actor,
        "until": waiver.until.isoformat() if waiver.until else None,
    }
