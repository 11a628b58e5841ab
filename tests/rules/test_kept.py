"""Kept judgments: a sweep with them finds what one without them finds, whatever was edited in between."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from registry.memory import Memory
from registry.records import Fact, Source, Waiver
from rules.base import Context, Hit, Rule
from rules.catalog import RULES
from rules.engine import sweep
from rules.kept import recall
from rules.questions import fingerprint
from rules.registry_view import RegistryView
from rules.view import DocumentView
from tests.rules.office import (
    AS_OF,
    EDITS,
    LIAONING,
    WITHIN_A_DAY,
    Office,
    documents,
    found,
    swept_and_saved,
    unfounded,
)


@pytest.mark.parametrize("seed", range(4))
def test_a_sweep_with_kept_judgments_finds_the_same(seed: int, tmp_path: Path) -> None:
    office = Office(seed)
    for _ in range(6):
        for edit in office.chance.sample(EDITS, office.chance.choice((1, 1, 3))):
            edit(office)
        assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())


@pytest.mark.parametrize("seed", range(6))
def test_a_sweep_that_reads_only_what_may_have_changed_finds_the_same(seed: int, tmp_path: Path) -> None:
    office = Office(100 + seed)
    swept_and_saved(office, tmp_path)
    fewest = len(office.held)
    for _ in range(8):
        for edit in office.chance.sample(WITHIN_A_DAY, office.chance.choice((1, 1, 1, 4))):
            edit(office)
        result = swept_and_saved(office, tmp_path)
        fewest = min(fewest, len(set(office.read)))
        assert found(result) == found(office.sweep())
        assert not unfounded(office, tmp_path)
    assert fewest < len(office.held) / 2


def test_one_edit_is_judged_anew_and_little_else(tmp_path: Path) -> None:
    office = Office(9)
    for expected in (lambda n, everything: n == everything, lambda n, everything: n < everything / 5):
        result = swept_and_saved(office, tmp_path)
        everything = sum(
            sum(counts.values()) for code, counts in result.coverage.items() if code not in result.off
        )
        assert expected(result.judged_anew, everything)
        office.blank_a_cell()


def test_nothing_is_read_when_nothing_has_changed(tmp_path: Path) -> None:
    office = Office(2)
    first = swept_and_saved(office, tmp_path)
    assert len(office.read) == len(office.held)
    for _ in range(2):
        again = swept_and_saved(office, tmp_path)
        assert not office.read
        assert found(again) == found(first)


@pytest.mark.parametrize("between", ["another day", "other rules", "some documents"])
def test_what_another_sweep_kept_in_between_is_not_taken_for_the_last_one(
    between: str, tmp_path: Path
) -> None:
    office = Office(5)
    swept_and_saved(office, tmp_path)
    if between == "another day":
        office.as_of -= timedelta(days=2000)
        swept_and_saved(office, tmp_path)
        office.as_of = AS_OF
    elif between == "other rules":
        office.cite_another()
        swept_and_saved(office, tmp_path, rules=RULES[: len(RULES) // 2])
    else:
        office.as_of -= timedelta(days=2000)
        few = sorted(office.held)[:40]
        swept_and_saved(office, tmp_path, only_documents=few)
        office.as_of = AS_OF
    office.correct_a_fact()
    assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())


def test_documents_in_another_order_are_looked_at_anew(tmp_path: Path) -> None:
    office = Office(6)
    swept_and_saved(office, tmp_path)
    office.held = dict(sorted(office.held.items(), reverse=True))
    assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())
    assert not unfounded(office, tmp_path)


def test_what_cites_and_goes_is_forgotten(tmp_path: Path) -> None:
    office = Office(7)
    swept_and_saved(office, tmp_path)
    whole = RegistryView(office.held.values(), as_of=AS_OF)
    citing = min(source for row in whole.rows_of("cited").values() for source in row)
    office.away[citing] = office.held.pop(citing)
    for _ in range(2):
        assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())
        assert len(set(office.read)) < len(office.held) / 2
        assert not unfounded(office, tmp_path)


def test_what_is_cited_goes_and_comes_back(tmp_path: Path) -> None:
    office = Office(7)
    swept_and_saved(office, tmp_path)
    whole = RegistryView(office.held.values(), as_of=AS_OF)
    cited = min(whole.rows_of("cited"))
    office.away[cited] = office.held.pop(cited)
    for _ in range(2):
        assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())
        assert not unfounded(office, tmp_path)
        if cited in office.away:
            office.put(office.away.pop(cited))


def test_a_suggestion_follows_the_status_though_no_rule_asks_for_it(tmp_path: Path) -> None:
    def notes(doc: DocumentView, ctx: Context) -> list[Hit]:
        return [Hit("一处")]

    office, alone = Office(4), (Rule("E-01", "noting", notes),)  # type: ignore[arg-type]
    before = swept_and_saved(office, tmp_path, rules=alone)
    ended = next(
        s.document_id
        for s in before.suggestions
        if s.disposition != "已废止" and office.held[s.document_id].number
    )
    dead, killer = office.held[ended], office.any()
    office.understand(
        killer, f"{killer.text}\n自2020年1月1日起，《{dead.title}》（{dead.number}）同时废止。\n"
    )
    after = swept_and_saved(office, tmp_path, rules=alone)
    assert found(after) == found(office.sweep(rules=alone))
    assert {s.document_id: s.disposition for s in after.suggestions}[ended] == "已废止"


def test_a_verdict_on_a_pair_settles_both_sides_of_documents_that_are_not_read(tmp_path: Path) -> None:
    office = Office(8)
    numbered = [d for d in office.held.values() if d.number and d.text]
    for document in numbered[:4]:
        facts = [f for f in document.facts if f.field != "number"]
        office.put(replace(document, facts=(Fact("number", numbered[0].number, Source.REVIEWER), *facts)))
    findings = swept_and_saved(office, tmp_path).findings
    sides = {(f.rule, f.document_id, peer) for f in findings for peer in f.peers}
    rule, one, other = min(side for side in sides if (side[0], side[2], side[1]) in sides)
    settled = datetime(2026, 10, 1, tzinfo=UTC)
    office.waivers.append(Waiver(rule, one, "两件各管一段", "周晓岚", settled, about=f"peer:{other}"))
    result = swept_and_saved(office, tmp_path)
    assert {f.document_id for f in result.waived if f.rule == rule} == {one, other}
    assert len(set(office.read)) < 10
    office.waivers.clear()
    assert found(swept_and_saved(office, tmp_path)) == found(office.sweep())


def test_the_file_may_be_broken(tmp_path: Path) -> None:
    office, path = Office(3), tmp_path / "kept.db"
    path.write_bytes(b"no database at all" * 200)
    for _ in range(2):  # the first finds no database and takes the file away, the second writes a new one
        memory = Memory(path, "stamp")
        office.sweep(memory)
        memory.save()
    memory = Memory(path, "stamp")
    assert any(recall(memory, d).judgments for d in RegistryView(office.held.values(), as_of=AS_OF))
    memory.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE known SET body = '{\"plain\": 7}' WHERE kind LIKE 'judgments%'")
    memory = Memory(path, "stamp")
    assert found(office.sweep(memory)) == found(office.sweep())


def test_a_check_that_looks_at_everything_is_not_kept(tmp_path: Path) -> None:
    def counts(doc: DocumentView, ctx: Context) -> list[Hit]:
        return [Hit(f"共{len(ctx.registry)}件")]

    rule = Rule("E-01", "counting", counts)  # type: ignore[arg-type]
    given = list(documents().values())
    memory = Memory(tmp_path / "kept.db", "stamp")
    for several in (given[:3], given[:4]):
        result = sweep(several, as_of=AS_OF, profile=LIAONING, rules=(rule,), memory=memory)
        memory.save()
        memory = Memory(tmp_path / "kept.db", "stamp")
        assert {f.message for f in result.findings} == {f"共{len(several)}件"}


def test_a_fingerprint_tells_values_apart_and_refuses_what_it_does_not_know() -> None:
    values = [
        None,
        "",
        "x",
        1,
        1.5,
        True,
        date(2020, 1, 1),
        ("a",),
        {"a": 1},
        {"a": 2},
        frozenset("ab"),
        Source.TEXT,
    ]
    assert len({fingerprint(v) for v in values}) == len(values)
    with pytest.raises(TypeError):
        fingerprint(object())
