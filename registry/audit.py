"""Whether the tables say what the journal says: decisions, waivers, and the words of people.

The chain shows that the journal was not tampered with; this shows that nobody went around it.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from registry.decisions import decided, decision_json
from registry.document_rows import fact_json, fact_of_row
from registry.journal import Damage, entries
from registry.records import JournalEntry, Source
from registry.schema import documents, facts, journal, waivers
from registry.writing import REVERSIBLE

_PEOPLE = (Source.REVIEWER, Source.LEDGER)
_KINDS = REVERSIBLE | {"document", "version", "undo", "redo"}


class _Replay:
    """What the tables must hold, found by going through the journal from its beginning."""

    def __init__(self) -> None:
        self.decisions: dict[int, tuple[str, dict[str, Any], bool]] = {}
        self.waivers: dict[int, bool] = {}
        self.facts: dict[tuple[str, str], list[Any]] = {}
        self.ledger: dict[str, Any] = {}
        self.last: dict[str, int] = {}
        self._batches: dict[int, list[JournalEntry]] = {}

    def follow(self, journal_entries: Iterable[JournalEntry]) -> None:
        for entry in journal_entries:
            if entry.kind in ("undo", "redo"):
                back = entry.kind == "undo"
                batch = self._batches.get(entry.after["batch"], [])
                for turned in reversed(batch) if back else batch:
                    self._apply(turned, back)
                    self.last[turned.subject] = entry.seq
            else:
                self._batches.setdefault(entry.batch, []).append(entry)
                self._apply(entry, False)
                self.last[entry.subject] = entry.seq

    def _apply(self, entry: JournalEntry, back: bool) -> None:
        then = entry.before if back else entry.after
        match entry.kind:
            case "decision":
                self.decisions[entry.seq] = (entry.subject, entry.after, back)
            case "waiver" | "waiver.end":
                if entry.before:
                    self.waivers[entry.before["seq"]] = back
                if entry.kind == "waiver":
                    self.waivers[entry.seq] = not back
            case "ledger":
                self.ledger[entry.subject] = then
            case "document" | "row":
                self._whole(entry, back)
            case "version":
                self._facts(entry.subject, entry.after["facts"], only_given=True)
            case kind if kind.startswith("facts."):
                self.facts[entry.subject, kind.removeprefix("facts.")] = then

    def _whole(self, entry: JournalEntry, back: bool) -> None:
        if back:
            self.ledger.pop(entry.subject, None)
            self._facts(entry.subject, [])
        else:
            self.ledger[entry.subject] = entry.after["ledger"]
            self._facts(entry.subject, entry.after["facts"])

    def _facts(self, subject: str, given: list[Any], *, only_given: bool = False) -> None:
        for source in _PEOPLE:
            own = [f for f in given if f["source"] == source]
            if own or not only_given:
                self.facts[subject, source.value] = own


def compare(connection: Connection) -> list[Damage]:
    """Every place where the tables differ from the journal, with the entry concerned (0: none)."""
    replay = _Replay()
    replay.follow(entries(connection, journal.c.kind.in_(sorted(_KINDS))))
    return [
        *_decisions(connection, replay),
        *_waivers(connection, replay),
        *_facts(connection, replay),
        *_ledger(connection, replay),
    ]


def _decisions(connection: Connection, replay: _Replay) -> list[Damage]:
    stored = {
        d.seq: (d.document_id, decision_json(d), d.withdrawn) for d in decided(connection, withdrawn=True)
    }
    return _differences("处置", stored, replay.decisions)


def _waivers(connection: Connection, replay: _Replay) -> list[Damage]:
    stored = {row.seq: row.active for row in connection.execute(select(waivers.c.seq, waivers.c.active))}
    return _differences("豁免", stored, replay.waivers)


def _differences(name: str, stored: dict[int, Any], told: dict[int, Any]) -> list[Damage]:
    found = []
    for seq in sorted(stored.keys() | told.keys()):
        if seq not in told:
            found.append(Damage(seq, "inserted", f"{name}（编号 {seq}）没有经过日志写入"))
        elif seq not in stored:
            found.append(Damage(seq, "removed", f"日志第 {seq} 条记录的{name}在数据表中不见了"))
        elif stored[seq] != told[seq]:
            found.append(Damage(seq, "changed", f"{name}与日志第 {seq} 条的记录不一致"))
    return found


def _facts(connection: Connection, replay: _Replay) -> list[Damage]:
    query = (
        select(facts)
        .where(facts.c.source.in_([s.value for s in _PEOPLE]))
        .order_by(facts.c.document_id, facts.c.rank, facts.c.position)
    )
    stored: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(query):
        stored.setdefault((row.document_id, row.source), []).append(fact_json(fact_of_row(row)))
    names = {"reviewer": "审核人更正的要素", "ledger": "台账要素"}
    return [
        Damage(replay.last.get(subject, 0), "changed", f"{subject} 的{names[source]}与日志的记录不一致")
        for subject, source in sorted(stored.keys() | replay.facts.keys())
        if stored.get((subject, source), []) != replay.facts.get((subject, source), [])
    ]


def _ledger(connection: Connection, replay: _Replay) -> list[Damage]:
    query = select(documents.c.id, documents.c.ledger).where(documents.c.deleted.is_(False))
    return [
        Damage(replay.last.get(row.id, 0), "changed", f"{row.id} 的台账行与日志的记录不一致")
        for row in connection.execute(query.order_by(documents.c.id))
        if row.ledger != replay.ledger.get(row.id, {})
    ]
