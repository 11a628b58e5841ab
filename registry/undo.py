"""Undo and redo of the commands that people take back: decisions, waivers, corrections, ledger imports.

A command is undone as a whole, newest first, and only while what it wrote still stands: when somebody
changed the same thing since, it is a Conflict. Undo is itself entered in the journal, and survives a
restart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from registry.decisions import DecisionWriting, current
from registry.document_rows import (
    fact_from_json,
    fact_json,
    headline,
    relation_from_json,
)
from registry.document_writing import DocumentWriting
from registry.documents import facts_of
from registry.errors import StoreError
from registry.journal import entries
from registry.records import JournalEntry, Source
from registry.schema import commands, decisions, documents, journal
from registry.waivers import WaiverWriting
from registry.writing import Conflict


@dataclass(frozen=True, slots=True)
class Command:
    """A command that can be undone (`state` done) or redone (undone)."""

    batch: int
    actor: str
    command: str
    at: datetime
    state: str


def undoable(connection: Connection, actor: str | None = None, *, limit: int = 20) -> list[Command]:
    """The commands that undo would take back next, newest first; only those of `actor` when given."""
    return _stack(connection, "done", actor, limit)


def redoable(connection: Connection, actor: str | None = None, *, limit: int = 20) -> list[Command]:
    """The commands that redo would bring back next, the last undone first."""
    return _stack(connection, "undone", actor, limit)


def _stack(connection: Connection, state: str, actor: str | None, limit: int) -> list[Command]:
    order = commands.c.batch if state == "done" else commands.c.turned
    query = select(commands).where(commands.c.state == state).order_by(order.desc()).limit(limit)
    if actor is not None:
        query = query.where(commands.c.actor == actor)
    return [
        Command(row.batch, row.actor, row.command, row.at, row.state) for row in connection.execute(query)
    ]


class UndoWriting(DocumentWriting, DecisionWriting, WaiverWriting):
    """The writes that take commands back."""

    def undo_last(self, count: int = 1, *, anybody: bool = False) -> list[Command]:
        """Undo the actor's last commands (with `anybody`, whoever gave them); gives them, newest first.

        Raises StoreError when there is nothing to undo, Conflict when something changed since.
        """
        return [self._turn(c, "undone") for c in self._next(undoable, count, anybody, "没有可以撤销的操作")]

    def redo_last(self, count: int = 1, *, anybody: bool = False) -> list[Command]:
        """Bring back what was undone last; the mirror of `undo_last`."""
        return [self._turn(c, "done") for c in self._next(redoable, count, anybody, "没有可以恢复的操作")]

    def _next(self, stack: Any, count: int, anybody: bool, empty: str) -> Iterator[Command]:
        for _ in range(count):
            found = stack(self.connection, None if anybody else self.actor, limit=1)
            if not found:
                raise StoreError(empty, "只有处置、豁免、事实更正和台账导入可以撤销。")
            yield found[0]

    def _turn(self, command: Command, state: str) -> Command:
        changes = entries(self.connection, journal.c.batch == command.batch)
        back = state == "undone"
        for entry in reversed(changes) if back else changes:
            self._apply(entry, back)
        kind = "undo" if back else "redo"
        seq = self.note(kind, str(command.batch), None, {"batch": command.batch, "command": command.command})
        self.connection.execute(
            update(commands).where(commands.c.batch == command.batch).values(state=state, turned=seq)
        )
        return Command(command.batch, command.actor, command.command, command.at, state)

    def _apply(self, entry: JournalEntry, back: bool) -> None:
        """Bring what an entry changed from its one side to the other."""
        now, then = (entry.after, entry.before) if back else (entry.before, entry.after)
        if entry.kind == "decision":
            self._turn_decision(entry, back)
        elif entry.kind in ("waiver", "waiver.end"):
            self._turn_waiver(entry, back)
        elif entry.kind == "row":
            self._turn_row(entry, back)
        elif entry.kind == "ledger":
            self._expect(self._living(entry.subject).ledger == now, entry)
            self._replace_ledger(entry.subject, then)
        else:
            source = Source(entry.kind.removeprefix("facts."))
            self._living(entry.subject)
            self._expect(
                [fact_json(f) for f in facts_of(self.connection, entry.subject, source)] == now, entry
            )
            self._replace_facts(entry.subject, [fact_from_json(f) for f in then], source)

    def _turn_decision(self, entry: JournalEntry, back: bool) -> None:
        row = self.connection.execute(select(decisions).where(decisions.c.seq == entry.seq)).one()
        last = current(self.connection, row.document_id, round_id=row.round_id, stage=row.stage)
        seen = entry.seq if back else (entry.before or {}).get("seq", 0)
        self._expect((last.seq if last else 0) == seen, entry)
        self._withdraw(entry.seq, back)

    def _turn_waiver(self, entry: JournalEntry, back: bool) -> None:
        """`waiver` ends `before` and starts its own; `waiver.end` only ends `before`."""
        old = entry.before["seq"] if entry.before else None
        new = entry.seq if entry.kind == "waiver" else None
        ends, starts = (new, old) if back else (old, new)
        words = entry.after or entry.before
        active = self._active(words["rule"], entry.subject, words["about"])
        self._expect((active.seq if active else None) == ends, entry)
        for seq, state in ((ends, False), (starts, True)):
            if seq is not None:
                self._set_active(seq, state)

    def _turn_row(self, entry: JournalEntry, back: bool) -> None:
        row: Row[Any] = self.connection.execute(
            select(documents).where(documents.c.id == entry.subject)
        ).one()
        if back:
            self._expect(not row.deleted and row.version == 0 and row.ledger == entry.after["ledger"], entry)
            self._drop_row(entry.subject)
            return
        self._expect(bool(row.deleted), entry)
        facts = [fact_from_json(f) for f in entry.after["facts"]]
        self.connection.execute(
            update(documents)
            .where(documents.c.id == entry.subject)
            .values(deleted=False, ledger=entry.after["ledger"], **headline(facts))
        )
        self._write_facts(entry.subject, facts)
        self._write_relations(
            entry.subject, [relation_from_json(r) for r in entry.after.get("relations", ())]
        )
        self.touch(entry.subject)

    @staticmethod
    def _expect(as_left: bool, entry: JournalEntry) -> None:
        if not as_left:
            raise Conflict(
                f"第 {entry.seq} 条操作（{entry.command}）之后，同一内容又被改动，不能直接撤销或恢复",
                "请先查看该文件的历史，再手工更正。",
            )
