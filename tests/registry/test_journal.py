"""The journal: every single tampering is found and named, and nothing else is."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from registry import doctor
from registry.column_types import to_json
from registry.errors import StoreError
from registry.journal import GENESIS, Damage, digest, read_mark, save_mark
from registry.schema import journal
from registry.store import Store

COLUMNS = ("seq", "batch", "at", "actor", "command", "kind", "subject", "before", "after", "previous", "hash")
QUICK = settings(
    derandomize=True,
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@contextlib.contextmanager
def tampering(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database in the hands of somebody who knows SQL and takes the guards away first."""
    connection = sqlite3.connect(folder / "registry.db")
    with contextlib.closing(connection):
        for name in ("journal_keeps_entries", "journal_keeps_words"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        with connection:
            yield connection


def rows(connection: sqlite3.Connection) -> list[list[Any]]:
    return [list(r) for r in connection.execute(f"SELECT {','.join(COLUMNS)} FROM journal ORDER BY seq")]


def put(connection: sqlite3.Connection, words: list[Any]) -> None:
    marks = ",".join("?" * len(COLUMNS))
    connection.execute(f"INSERT OR REPLACE INTO journal ({','.join(COLUMNS)}) VALUES ({marks})", words)


def verified(folder: Path) -> list[Damage]:
    with Store.open(folder) as store:
        return store.verify()


@pytest.fixture
def fresh(filled: Path, tmp_path: Path) -> Callable[[], Path]:
    """Gives a new undamaged copy of the filled registry's database each time."""

    def make() -> Path:
        target = tmp_path / "fresh"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(filled, target, ignore=shutil.ignore_patterns("sources"))
        return target

    return make


def length(filled: Path) -> int:
    with Store.open(filled) as store:
        return len(store.journal(None))


def test_the_history_of_a_document_is_not_that_of_a_round_of_the_same_number(two) -> None:
    """Rounds and commands are both counted from one."""
    with two.store.writing("round", at=two.now()) as writer:
        round_ = writer.start_round("一", cutoff=date(2026, 6, 30), as_of=date(2026, 7, 1))
    first = two.store.history("d-one")
    assert first[0].batch == round_.id
    assert [e.kind for e in first] == ["document"]


def test_an_untouched_journal_is_whole(filled: Path) -> None:
    assert verified(filled) == []
    with Store.open(filled) as store:
        entries = store.journal(None)
        assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
        assert entries[0].previous == GENESIS
        assert {e.batch for e in entries} <= {e.seq for e in entries}
        assert store.journal(3) == entries[-3:]


def test_an_empty_journal_is_whole(store: Store) -> None:
    assert store.verify() == []
    assert store.journal() == []


@QUICK
@given(data=st.data())
def test_a_changed_word_is_named(filled: Path, fresh: Callable[[], Path], data: st.DataObject) -> None:
    folder = fresh()
    seq = data.draw(st.integers(1, length(filled)))
    column = data.draw(st.sampled_from([c for c in COLUMNS if c != "seq"]))
    with tampering(folder) as connection:
        words = rows(connection)[seq - 1]
        at = COLUMNS.index(column)
        new = words[at] + 1 if isinstance(words[at], int) else data.draw(st.text(max_size=8)) + str(words[at])
        changed = new != words[at]
        words[at] = new
        put(connection, words)
    found = verified(folder)
    assert bool(found) is changed
    if changed:
        assert found[0].seq == seq, found
        assert f"第 {seq} 条" in found[0].message


@QUICK
@given(data=st.data())
def test_a_forged_entry_with_a_right_hash_is_named(
    filled: Path, fresh: Callable[[], Path], data: st.DataObject
) -> None:
    folder = fresh()
    seq = data.draw(st.integers(1, length(filled)))
    with tampering(folder) as connection:
        words = rows(connection)[seq - 1]
        words[COLUMNS.index("after")] = to_json({"reason": data.draw(st.text(max_size=8)), "forged": True})
        words[-1] = digest(words[:-1])
        put(connection, words)
    found = verified(folder)
    assert found, "a forgery is seen"
    assert found[0].seq in (seq, seq + 1), "it is named, or the entry that no longer fits behind it"


@QUICK
@given(data=st.data())
def test_removed_entries_are_named(filled: Path, fresh: Callable[[], Path], data: st.DataObject) -> None:
    folder = fresh()
    total = length(filled)
    first = data.draw(st.integers(1, total))
    last = data.draw(st.integers(first, min(total, first + 3)))
    with tampering(folder) as connection:
        connection.execute("DELETE FROM journal WHERE seq BETWEEN ? AND ?", (first, last))
    found = verified(folder)
    assert found[0].seq == first
    assert found[0].kind == ("cut" if last == total else "removed")
    assert str(first) in found[0].message
    assert len(found) == 1


@QUICK
@given(data=st.data())
def test_an_inserted_entry_is_named(filled: Path, fresh: Callable[[], Path], data: st.DataObject) -> None:
    """Put in at the front, at the end, or in the middle with all later entries moved up."""
    folder = fresh()
    total = length(filled)
    place = data.draw(st.sampled_from([0, -3, total + 1, *range(2, total + 1)]))
    with tampering(folder) as connection:
        before = rows(connection)
        words = list(before[0])
        words[0] = place
        if place > 1:
            words[-2] = before[place - 2][-1]
            for later in reversed(before[place - 1 :]):
                connection.execute("UPDATE journal SET seq = seq + 1 WHERE seq = ?", (later[0],))
        words[-1] = digest(words[:-1])
        put(connection, words)
    found = verified(folder)
    assert found
    assert found[0].seq in (place, place + 1)


@QUICK
@given(data=st.data())
def test_a_tail_that_was_cut_off_with_its_head_is_seen_by_the_mark(
    filled: Path, fresh: Callable[[], Path], data: st.DataObject
) -> None:
    folder = fresh()
    total = length(filled)
    keep = data.draw(st.integers(1, total - 1))
    with tampering(folder) as connection:
        connection.execute("DELETE FROM journal WHERE seq > ?", (keep,))
        hash_ = rows(connection)[-1][-1]
        connection.execute("UPDATE head SET seq = ?, hash = ?", (keep, hash_))
    (found,) = verified(folder)
    assert (found.kind, found.seq) == ("cut", keep + 1)


def _forge(
    connection: sqlite3.Connection, seq: int, *, at: int | None = None, previous: str | None = None
) -> str:
    """Put a forged entry with a right hash of its own in the place of an entry, or at another; gives its hash."""
    words = rows(connection)[seq - 1]
    words[COLUMNS.index("actor")] = "另一个人"
    words[COLUMNS.index("seq")] = seq if at is None else at
    words[-2] = words[-2] if previous is None else previous
    words[-1] = digest(words[:-1])
    put(connection, words)
    return str(words[-1])


def _delete(*seqs: int) -> Callable[[sqlite3.Connection], object]:
    return lambda c: [c.execute("DELETE FROM journal WHERE seq = ?", (seq,)) for seq in seqs]


def _append(connection: sqlite3.Connection) -> None:
    last = rows(connection)[-1]
    _forge(connection, last[0], at=last[0] + 1, previous=last[-1])


def _cut_with_head(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM journal WHERE seq > (SELECT max(seq) - 2 FROM journal)")
    connection.execute(
        "UPDATE head SET (seq, hash) = (SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1)"
    )


#: what is done to a journal of END entries → the entries that are named, and in which words
DAMAGES: dict[str, tuple[Callable[[sqlite3.Connection], object], list[tuple[int | str, str, str]]]] = {
    "a word": (
        lambda c: c.execute("UPDATE journal SET actor = '另' WHERE seq = 5"),
        [(5, "changed", "第 5 条的内容被改动（{at5}，{command5}）")],
    ),
    "an entry with a right hash": (
        lambda c: _forge(c, 5),
        [(6, "inserted", "第 6 条接不上前一条：第 5 条被替换，或第 6 条是插入的")],
    ),
    "one gone": (_delete(5), [(5, "removed", "第 5 条被删除")]),
    "three gone": (_delete(5, 6, 7), [(5, "removed", "第 5 至 7 条被删除")]),
    "two places": (
        lambda c: (_delete(8)(c), c.execute("UPDATE journal SET kind = 'x' WHERE seq = 3")),
        [(3, "changed", "第 3 条的内容被改动（{at3}，{command3}）"), (8, "removed", "第 8 条被删除")],
    ),
    "before the first": (
        lambda c: (_forge(c, 2, at=0), _forge(c, 2, at=-1), _delete(5)(c)),
        [(-1, "inserted", "第 -1 条是插入的（编号应从 1 开始）"), (0, "inserted", "第 0 条是插入的（编号应从 1 开始）"), (5, "removed", "第 5 条被删除")],
    ),
    "behind the last": (_append, [("END+1", "inserted", "第 {END+1} 至 {END+1} 条不是由规清写入的")]),
    "the tail": (lambda c: c.execute("DELETE FROM journal WHERE seq > (SELECT max(seq) - 2 FROM journal)"), [("END-1", "cut", "日志末尾第 {END-1} 至 {END} 条被截去")]),
    "the tail and the head": (_cut_with_head, [("END-1", "cut", "日志末尾第 {END-1} 至 {END} 条被截去")]),
    "no head": (lambda c: c.execute("DELETE FROM head"), [("END", "changed", "日志末尾的登记（head）被删除")]),
    "another head": (
        lambda c: c.execute("UPDATE head SET hash = 'x'"),
        [("END", "changed", "最后一条（第 {END} 条）与登记的校验值不符")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_named_in_these_words(copy: Path, name: str) -> None:
    damage, wanted = DAMAGES[name]
    end = length(copy)
    words: dict[str, object] = {"END": end, "END+1": end + 1, "END-1": end - 1}
    with tampering(copy) as connection:
        for entry in rows(connection):
            words |= {f"at{entry[0]}": entry[2], f"command{entry[0]}": entry[4]}
        damage(connection)
    said = []
    for seq, kind, text in wanted:
        for key, value in words.items():
            text = text.replace(f"{{{key}}}", str(value))
        said.append((words.get(str(seq), seq), kind, text))
    assert [(d.seq, d.kind, d.message) for d in verified(copy)] == said


def _go_on(folder: Path, entries: int) -> None:
    with Store.open(folder, actor="丁") as store, store.writing("settings") as writer:
        for n in range(entries):
            writer.set_setting(f"later {n}", writer.batch)


@pytest.mark.parametrize(
    "later",
    [
        lambda folder: _go_on(folder, 1),
        lambda folder: _go_on(folder, 5),  # the chain grows beyond the place of the cut
        lambda folder: doctor.repair(folder, at=datetime(2026, 12, 1, tzinfo=UTC)),
    ],
    ids=["one more entry", "more entries than were cut", "the repair"],
)
def test_what_is_done_after_a_cut_does_not_hide_it(copy: Path, later: Callable[[Path], object]) -> None:
    end = length(copy)
    with tampering(copy) as connection:
        connection.execute("DELETE FROM journal WHERE seq > ?", (end - 3,))
        connection.execute("UPDATE head SET seq = ?, hash = ?", (end - 3, rows(connection)[-1][-1]))
    later(copy)
    assert verified(copy), "the mark still tells"
    (copy / "journal.mark").unlink()
    _go_on(copy, 1)
    assert read_mark(copy / "journal.mark") is not None, "whoever has looked into it may begin a new mark"
    assert verified(copy) == []


def test_a_chain_that_was_rewritten_as_a_whole_is_seen_by_the_mark(copy: Path) -> None:
    with tampering(copy) as connection:
        before = rows(connection)
        previous = GENESIS
        for words in before:
            words[3] = "另一个人"
            words[-2] = previous
            words[-1] = previous = digest(words[:-1])
            put(connection, words)
        connection.execute("UPDATE head SET hash = ?", (previous,))
    (found,) = verified(copy)
    assert (found.kind, found.seq) == ("changed", len(before))
    assert str(found) == f"第 {len(before)} 条与旁记（journal.mark）不符，可能整条被替换"
    (copy / "journal.mark").unlink()
    assert verified(copy) == [], "without any witness outside nobody can tell: SECURITY.md says so"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM head", "changed"),
        ("UPDATE head SET hash = 'x'", "changed"),
        ("UPDATE head SET seq = seq - 1", "inserted"),
        ("UPDATE head SET seq = seq + 2", "cut"),
    ],
)
def test_a_changed_head_is_seen(copy: Path, statement: str, kind: str) -> None:
    with tampering(copy) as connection:
        connection.execute(statement)
    assert [d.kind for d in verified(copy)] == [kind]


def test_without_its_end_the_journal_takes_no_entry(copy: Path) -> None:
    with tampering(copy) as connection:
        connection.execute("DELETE FROM head")
    with (
        Store.open(copy) as store,
        pytest.raises(StoreError, match="日志末尾的登记不见了") as raised,
        store.writing("x") as writer,
    ):
        writer.set_setting("a", 1)
    assert "guiqing restore" in raised.value.remedy


def test_the_database_itself_refuses_to_change_the_journal(two) -> None:
    for statement in (journal.delete(), journal.update().values(actor="另一个人")):
        with pytest.raises(StoreError, match="append-only"), two.store.writing("forge") as writer:
            writer.connection.execute(statement)
    assert two.store.verify() == []


def test_a_lagging_or_missing_mark_is_no_tampering(copy: Path) -> None:
    with Store.open(copy) as store:
        entry = store.journal(None)[2]
    save_mark(copy / "journal.mark", entry.seq, entry.hash)
    assert verified(copy) == []
    for content in (b"", b"{}", b"[1]", b'{"seq": "x", "hash": ""}'):
        (copy / "journal.mark").write_bytes(content)
        assert read_mark(copy / "journal.mark") is None
        assert verified(copy) == []


def test_a_mark_that_cannot_be_written_fails_no_command(two) -> None:
    mark = two.store.folder.mark
    mark.unlink()
    mark.mkdir()
    with two.store.writing("decide", at=two.now()) as writer:
        writer.decide(two.decision("d-one"))
    assert two.store.current_decision("d-one") is not None
    assert two.store.verify() == []


def test_every_writing_command_has_its_entries(two) -> None:
    """Actor, moment, command, before and after; one batch a command."""
    with two.store.writing("ledger import", actor="乙", at=two.noon) as writer:
        writer.set_ledger("d-one", {"文号": "1"})
        writer.set_ledger("d-two", {"文号": "2"})
        assert writer.changed
    one, other = two.store.journal(2)
    assert (one.batch, other.batch) == (one.seq, one.seq)
    assert (other.actor, other.command, other.kind, other.subject) == (
        "乙",
        "ledger import",
        "ledger",
        "d-two",
    )
    assert (other.before, other.after, other.at) == ({}, {"文号": "2"}, "2026-11-01T12:00:00.000000+00:00")
    assert other.previous == one.hash


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"), store.writing("x", at=datetime(2026, 1, 1)):
        pass


def test_hashes_do_not_depend_on_this_program(two) -> None:
    """Anybody can check the chain: SHA-256 over the entry's words as JSON."""
    import hashlib

    (entry,) = two.store.journal(1)
    words = [
        entry.seq, entry.batch, entry.at, entry.actor, entry.command, entry.kind, entry.subject,
        to_json(entry.before), to_json(entry.after), entry.previous,
    ]  # fmt: skip
    spelled = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
    assert hashlib.sha256(spelled).hexdigest() == entry.hash


def test_other_errors_of_the_database_are_store_errors(two) -> None:
    with pytest.raises(StoreError, match="出错") as raised, two.store.writing("x") as writer:
        writer.connection.exec_driver_sql("SELECT * FROM nothing")
    assert isinstance(raised.value.__cause__, DBAPIError)
