"""The journal: every change of the registry as an append-only chain of hashed entries.

Each entry's hash covers its words and the hash before it. The database's `head` row and the file
`journal.mark` beside it repeat the last entry, so that a cut-off tail is noticed too. What this cannot
show is a forger who rewrites the whole chain, the head and the mark together; comparing the last hash
with one written down on paper does (see SECURITY.md).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from registry.column_types import to_json
from registry.errors import StoreError
from registry.files import write_file
from registry.records import JournalEntry
from registry.schema import head, journal

GENESIS = hashlib.sha256("规清".encode()).hexdigest()
"""What stands as `previous` of the first entry."""

_COLUMNS = (
    journal.c.seq,
    journal.c.batch,
    journal.c.at,
    journal.c.actor,
    journal.c.command,
    journal.c.kind,
    journal.c.subject,
    journal.c.before,
    journal.c.after,
    journal.c.previous,
    journal.c.hash,
)


@dataclass(frozen=True, slots=True)
class Damage:
    """One place where the chain does not hold. `kind`: changed, removed, inserted, cut or mark."""

    seq: int
    kind: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(slots=True)
class Chain:
    """The end of the journal as one transaction sees it; entries are added to it in memory first."""

    seq: int
    hash: str
    revision: int
    entries: list[dict[str, Any]]

    def add(
        self,
        *,
        batch: int,
        at: str,
        actor: str,
        command: str,
        kind: str,
        subject: str,
        before: Any,
        after: Any,
    ) -> int:
        """Append an entry and give its seq; `before` and `after` must be JSON-ready."""
        self.seq += 1
        words = {
            "seq": self.seq,
            "batch": batch or self.seq,
            "at": at,
            "actor": actor,
            "command": command,
            "kind": kind,
            "subject": subject,
            "before": to_json(before),
            "after": to_json(after),
            "previous": self.hash or GENESIS,
        }
        self.hash = digest(words.values())
        self.entries.append({**words, "hash": self.hash})
        return self.seq


def digest(words: Iterable[Any]) -> str:
    """The hash of an entry: seq, batch, at, actor, command, kind, subject, before, after, previous."""
    return hashlib.sha256(to_json(list(words)).encode()).hexdigest()


def open_chain(connection: Connection) -> Chain:
    """The journal's end, locked for this transaction where the database knows row locks."""
    row = connection.execute(select(head.c.seq, head.c.hash, head.c.revision).with_for_update()).one_or_none()
    if row is None:
        raise StoreError(
            "登记库已损坏：日志末尾的登记不见了，不能再写入", "请用 guiqing restore 从备份恢复。"
        )
    return Chain(row.seq, row.hash, row.revision, [])


def write_chain(connection: Connection, chain: Chain) -> None:
    """Write the entries added in memory, and the new end."""
    connection.execute(insert(journal), chain.entries)
    connection.execute(update(head).values(seq=chain.seq, hash=chain.hash, revision=chain.revision))


def entries(connection: Connection, *criteria: Any, limit: int | None = None) -> list[JournalEntry]:
    """Entries in order of time; with `limit` the newest so many."""
    query = select(*_COLUMNS).where(*criteria).order_by(journal.c.seq.desc()).limit(limit)
    return [_entry(row) for row in reversed(connection.execute(query).all())]


def about(connection: Connection, subject: str) -> list[JournalEntry]:
    """Everything that was done to one thing, and what of it was undone or redone, oldest first."""
    own = entries(connection, journal.c.subject == subject)
    batches = {str(entry.batch) for entry in own}
    turned = [
        entry
        for entry in entries(connection, journal.c.kind.in_(("undo", "redo")))
        if entry.subject in batches
    ]
    return sorted(own + turned, key=lambda entry: entry.seq)


def _entry(row: Row[Any]) -> JournalEntry:
    words = row._asdict()
    return JournalEntry(
        **{**words, "before": json.loads(words["before"]), "after": json.loads(words["after"])}
    )


def save_mark(path: Path, seq: int, hash_: str) -> None:
    """Note the journal's end beside the database. It may lag behind after a crash, never run ahead."""
    try:
        write_file(path, to_json({"seq": seq, "hash": hash_}).encode(), durable=False)
    except OSError:  # a full disk must not turn an acknowledged command into a failed one
        return


def read_mark(path: Path) -> tuple[int, str] | None:
    """The noted end of the journal; None when there is none or it cannot be read."""
    try:
        mark = json.loads(path.read_bytes())
        return int(mark["seq"]), str(mark["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def bears_out(connection: Connection, mark: tuple[int, str] | None) -> bool:
    """Whether the journal holds the entry that a mark names; a mark of nothing is always borne out."""
    if mark is None or not mark[0]:
        return True
    return connection.execute(select(journal.c.hash).where(journal.c.seq == mark[0])).scalar() == mark[1]


def verify(connection: Connection, mark: tuple[int, str] | None = None) -> list[Damage]:
    """Every place where the chain is broken, each with the entry concerned. Empty: all is well."""
    found: list[Damage] = []
    expected, previous, last = 1, GENESIS, ""
    hashes: dict[int, str] = {}
    for row in _rows(connection):
        seq, stored = row[0], row[-1]
        if seq < 1:
            found.append(Damage(seq, "inserted", f"第 {seq} 条是插入的（编号应从 1 开始）"))
            continue
        if seq > expected:
            gone = f"第 {expected} 条" if seq == expected + 1 else f"第 {expected} 至 {seq - 1} 条"
            found.append(Damage(expected, "removed", f"{gone}被删除"))
        intact = digest(row[:-1]) == stored
        if not intact:
            found.append(Damage(seq, "changed", f"第 {seq} 条的内容被改动（{row[2]}，{row[4]}）"))
        elif seq == expected and row[-2] != previous:
            found.append(
                Damage(
                    seq, "inserted", f"第 {seq} 条接不上前一条：第 {seq - 1} 条被替换，或第 {seq} 条是插入的"
                )
            )
        expected, previous, last = seq + 1, stored, stored
        if mark is not None and seq == mark[0]:
            hashes[seq] = stored
    return found + _end(connection, expected - 1, last, mark, hashes)


def _rows(connection: Connection) -> Iterator[Sequence[Any]]:
    query = select(*_COLUMNS).order_by(journal.c.seq)
    yield from connection.execution_options(yield_per=2000).execute(query)


def _end(
    connection: Connection, seq: int, hash_: str, mark: tuple[int, str] | None, hashes: dict[int, str]
) -> list[Damage]:
    row = connection.execute(select(head.c.seq, head.c.hash)).one_or_none()
    found = []
    if row is None:
        found.append(Damage(seq, "changed", "日志末尾的登记（head）被删除"))
    elif row.seq > seq:
        found.append(Damage(seq + 1, "cut", f"日志末尾第 {seq + 1} 至 {row.seq} 条被截去"))
    elif row.seq < seq:
        found.append(Damage(row.seq + 1, "inserted", f"第 {row.seq + 1} 至 {seq} 条不是由规清写入的"))
    elif row.hash != hash_:
        found.append(Damage(seq, "changed", f"最后一条（第 {seq} 条）与登记的校验值不符"))
    if mark is not None:
        if mark[0] > seq:
            if not any(d.kind == "cut" for d in found):
                found.append(Damage(seq + 1, "cut", f"日志末尾第 {seq + 1} 至 {mark[0]} 条被截去"))
        elif mark[0] and hashes.get(mark[0]) != mark[1]:
            found.append(
                Damage(mark[0], "changed", f"第 {mark[0]} 条与旁记（journal.mark）不符，可能整条被替换")
            )
    return found
