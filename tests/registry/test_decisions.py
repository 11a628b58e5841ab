"""Decisions: kept in order, never overwritten, conflicts noticed; waivers; undo and redo."""

from datetime import date

import pytest

from registry.errors import StoreError
from registry.records import Disposition, Fact, Source
from registry.store import Conflict, Store


def _decide(
    desk, id: str, disposition: Disposition, *, actor: str = "甲", expected: int | None = None, **more
):
    with desk.store.writing("decide", actor=actor, at=desk.now()) as writer:
        return writer.decide(desk.decision(id, disposition, **more), expected_seq=expected)


def _undo(desk, actor: str = "甲", count: int = 1, **more):
    with desk.store.writing("undo", actor=actor, at=desk.now()) as writer:
        return writer.undo_last(count, **more)


def _redo(desk, actor: str = "甲", count: int = 1, **more):
    with desk.store.writing("redo", actor=actor, at=desk.now()) as writer:
        return writer.redo_last(count, **more)


def test_a_decision_is_kept_with_everything(two) -> None:
    taken = _decide(
        two, "d-one", Disposition.AMEND, evidence=("k1", "k2"), deadline=date(2027, 6, 30), responsible="民政局",
        stage="复核", expected=0,
    )  # fmt: skip
    assert taken.actor == "甲"
    assert taken.seq > 0
    assert two.store.decisions() == two.store.decisions("d-one") == [taken]
    assert two.store.current_decision("d-one") == taken
    assert two.store.current_decisions() == {"d-one": taken}
    assert two.store.current_decision("d-two") is None
    assert two.store.history("d-one")[-1].after["reason"] == "仍需适用"


def test_a_newer_decision_follows_the_older(two) -> None:
    first = _decide(two, "d-one", Disposition.KEEP)
    second = _decide(two, "d-one", Disposition.REPEAL, actor="乙", expected=first.seq)
    assert two.store.decisions("d-one") == [first, second]
    assert two.store.current_decision("d-one") == second
    with pytest.raises(Conflict, match="乙") as raised:
        _decide(two, "d-one", Disposition.AMEND, expected=first.seq)
    assert "甲区绿化办法" in raised.value.message
    with pytest.raises(Conflict):
        _decide(two, "d-one", Disposition.AMEND, expected=0)
    assert two.store.current_decision("d-one") == second
    assert two.store.verify() == []


def test_two_reviewers_decide_apart(two) -> None:
    first = _decide(two, "d-one", Disposition.KEEP, stage="初审", expected=0)
    second = _decide(two, "d-one", Disposition.AMEND, actor="乙", stage="复核", expected=0)
    assert two.store.current_decision("d-one", stage="初审") == first
    assert two.store.current_decision("d-one", stage="复核") == second
    assert two.store.current_decision("d-one") == second
    _decide(two, "d-one", Disposition.LAPSE, actor="乙", stage="复核", expected=second.seq)
    with pytest.raises(Conflict):
        _decide(two, "d-one", Disposition.LAPSE, actor="丙", stage="复核", expected=first.seq)
    _decide(two, "d-one", Disposition.REPEAL, stage="初审", expected=first.seq)


def test_a_withdrawn_decision_is_a_conflict_too(two) -> None:
    first = _decide(two, "d-one", Disposition.KEEP)
    _undo(two)
    with pytest.raises(Conflict, match="撤回"):
        _decide(two, "d-one", Disposition.AMEND, actor="乙", expected=first.seq)


def test_rounds_have_their_own_decisions(two) -> None:
    with two.store.writing("round", at=two.now()) as writer:
        one = writer.start_round("一", cutoff=date(2026, 6, 30), as_of=date(2026, 7, 1))
    loose = _decide(two, "d-one", Disposition.KEEP)
    within = _decide(two, "d-one", Disposition.AMEND, round_id=one.id)
    assert two.store.decisions(round_id=one.id) == [within]
    assert two.store.current_decision("d-one", round_id=None) == loose
    assert two.store.current_decision("d-one", round_id=one.id) == within
    assert two.store.current_decisions(one.id) == {"d-one": within}


def test_what_is_decided_elsewhere_is_no_conflict_with_what_one_saw(two) -> None:
    """`expected_seq` may be the newest decision of the own round and stage, or the newest of all."""
    with two.store.writing("round", at=two.now()) as writer:
        round_ = writer.start_round("一", cutoff=date(2026, 6, 30), as_of=date(2026, 7, 1))
    within = _decide(two, "d-one", Disposition.AMEND, round_id=round_.id)
    loose = _decide(two, "d-one", Disposition.KEEP)
    assert two.store.current_decisions(round_.id) == {"d-one": within}
    again = _decide(two, "d-one", Disposition.LAPSE, round_id=round_.id, expected=within.seq)
    _decide(two, "d-one", Disposition.REPEAL, stage="复核", expected=again.seq)
    _decide(two, "d-two", Disposition.KEEP)
    with pytest.raises(Conflict, match="继续有效（甲，初审）") as raised:
        _decide(two, "d-two", Disposition.REPEAL, expected=loose.seq)
    assert raised.value.remedy


def test_a_conflict_shows_what_stands_also_of_another_stage(two) -> None:
    _decide(two, "d-one", Disposition.KEEP)
    with pytest.raises(Conflict, match="继续有效（甲，初审）"):
        _decide(two, "d-one", Disposition.REPEAL, stage="复核", expected=999)


def test_a_decision_begins_as_one_that_stands(two) -> None:
    assert not _decide(two, "d-one", Disposition.KEEP, withdrawn=True).withdrawn
    assert two.store.current_decisions().keys() == {"d-one"}
    _undo(two)
    assert two.store.current_decisions() == {}


def test_a_decision_without_a_name_is_called_so(two) -> None:
    _decide(two, "d-one", Disposition.KEEP, actor="")
    with pytest.raises(Conflict, match="继续有效（未署名，初审）"):
        _decide(two, "d-one", Disposition.AMEND, expected=0)


def test_a_decision_on_nothing_is_refused(two) -> None:
    with pytest.raises(Conflict, match="没有编号"):
        _decide(two, "nobody", Disposition.KEEP)


def test_undo_and_redo_survive_reopening(two) -> None:
    taken = _decide(two, "d-one", Disposition.KEEP)
    (undone,) = _undo(two)
    assert (undone.command, undone.actor, undone.state) == ("decide", "甲", "undone")
    assert two.store.current_decision("d-one") is None
    (withdrawn,) = two.store.decisions(withdrawn=True)
    assert withdrawn.withdrawn
    with Store.open(two.store.folder.path, actor="甲") as again:
        assert [c.command for c in again.redoable()] == ["decide"]
        with again.writing("redo", at=two.now()) as writer:
            writer.redo_last()
        assert again.current_decision("d-one") == taken
        assert again.redoable() == []
        assert [c.batch for c in again.undoable()] == [taken.seq]
    assert [e.kind for e in two.store.history("d-one")] == ["document", "decision", "undo", "redo"]


def test_undo_takes_a_command_as_a_whole_and_only_ones_own(two) -> None:
    store = two.store
    with store.writing("decide", at=two.now()) as writer:
        writer.decide(two.decision("d-one"))
        writer.decide(two.decision("d-two"))
    _decide(two, "d-two", Disposition.REPEAL, actor="乙", stage="复核")
    _undo(two)
    assert [d.actor for d in store.decisions()] == ["乙"]
    with pytest.raises(StoreError, match="没有可以撤销"):
        _undo(two)
    _undo(two, anybody=True)
    assert store.decisions() == []
    assert [c.actor for c in store.redoable(anybody=True)] == ["乙", "甲"]
    _redo(two, count=2, anybody=True)
    assert len(store.decisions()) == 3
    with pytest.raises(StoreError, match="没有可以恢复"):
        _redo(two)


def test_redo_goes_the_way_of_undo_backwards(two) -> None:
    first = _decide(two, "d-one", Disposition.KEEP)
    second = _decide(two, "d-one", Disposition.REPEAL)
    assert [c.batch for c in _undo(two, count=2)] == [second.seq, first.seq]
    _redo(two)
    assert two.store.current_decision("d-one") == first
    _undo(two)
    assert two.store.current_decision("d-one") is None
    _redo(two, count=2)
    assert two.store.current_decision("d-one") == second
    assert [c.batch for c in two.store.undoable()] == [second.seq, first.seq]


def test_a_new_command_ends_the_redo(two) -> None:
    _decide(two, "d-one", Disposition.KEEP)
    _undo(two)
    _decide(two, "d-two", Disposition.KEEP)
    assert two.store.redoable() == []
    with pytest.raises(StoreError):
        _redo(two)


def test_undo_never_takes_back_what_others_built_on(two) -> None:
    first = _decide(two, "d-one", Disposition.KEEP)
    second = _decide(two, "d-one", Disposition.AMEND, actor="乙")
    with pytest.raises(Conflict, match=f"第 {first.seq} 条"):
        _undo(two)
    assert two.store.current_decision("d-one") == second
    _undo(two, actor="乙")
    _undo(two)
    assert two.store.current_decision("d-one") is None
    _decide(two, "d-one", Disposition.LAPSE, actor="乙")
    with pytest.raises(Conflict):
        _redo(two)


def test_half_an_undo_is_none(two) -> None:
    _decide(two, "d-one", Disposition.KEEP)
    with pytest.raises(StoreError):
        _undo(two, count=2)
    assert two.store.current_decision("d-one") is not None
    assert len(two.store.undoable()) == 1


def test_ingest_and_sweep_cannot_be_undone(two) -> None:
    two.sweep([two.finding("k", "d-one")])
    assert two.store.undoable() == []
    with two.store.writing("mixed", at=two.now()) as writer:
        two.document(writer, "d-three", "丙")
        writer.decide(two.decision("d-three"))
    assert two.store.undoable() == [], "a command that cannot be undone as a whole is not undone in part"


def test_a_ledger_import_is_undone_and_redone(two) -> None:
    store = two.store
    with store.writing("ledger import", at=two.now()) as writer:
        writer.set_ledger("d-one", {"文号": "1", "备注": "旧"})
    before = (list(store.documents()), store.headers())
    with store.writing("ledger import", at=two.now()) as writer:
        writer.set_ledger("d-one", {"文号": "2"})
        writer.set_facts("d-one", two.facts("台账名", Source.LEDGER, filed=None), source=Source.LEDGER)
        two.row(writer, "d-row", "只有台账行", {"文号": "甲发〔2001〕2号"})
        writer.add_document(
            id="d-rel", identity="x", facts=[], relations=[two.relation("乙法")], ledger={"文号": "3"}
        )
    after = (list(store.documents()), store.headers())

    def without_revisions(state):
        return [(d.id, d.facts, d.relations, d.ledger, d.text) for d in state[0]], [h.title for h in state[1]]

    _undo(two)
    assert without_revisions((list(store.documents()), store.headers())) == without_revisions(before)
    undone = store.revision
    _redo(two)
    assert without_revisions((list(store.documents()), store.headers())) == without_revisions(after)
    assert {i for i, _ in store.changed_since(undone)} == {"d-one", "d-row", "d-rel"}, "the index is told"
    _undo(two, count=2)
    assert store.document("d-one").ledger == {}
    assert store.verify() == []


def test_what_a_command_changed_twice_is_undone_in_order(two) -> None:
    with two.store.writing("ledger", at=two.now()) as writer:
        writer.set_ledger("d-one", {"文号": "1"})
        writer.set_ledger("d-one", {"文号": "2"})
    with two.store.writing("undo", at=two.now()) as writer:
        (undone,) = writer.undo_last()
    assert undone.command == "ledger"
    assert two.store.document("d-one").ledger == {}
    with two.store.writing("redo", at=two.now()) as writer:
        writer.redo_last()
    assert two.store.document("d-one").ledger == {"文号": "2"}


def test_an_undone_row_can_be_registered_anew(two) -> None:
    with two.store.writing("ledger", at=two.now()) as writer:
        two.row(writer, "d-row", "只有台账行")
    _undo(two)
    assert two.store.find("d-row") == two.store.by_identity("identity of d-row") == []
    with two.store.writing("ingest", at=two.now()) as writer:
        two.document(writer, "d-row", "有了文本")
    with pytest.raises(Conflict):
        _redo(two)
    assert two.store.document("d-row").title == "有了文本"


@pytest.mark.parametrize("change", ["ledger", "facts", "text"])
def test_undo_of_an_import_that_was_built_on_is_a_conflict(two, change: str) -> None:
    store = two.store
    with store.writing("ledger", at=two.now()) as writer:
        writer.set_facts("d-one", two.facts("一", Source.LEDGER), source=Source.LEDGER)
        writer.set_ledger("d-one", {"文号": "1"})
        two.row(writer, "d-row", "只有台账行")
    with store.writing("other", actor="乙", at=two.now()) as writer:
        match change:
            case "ledger":
                writer.set_ledger("d-one", {"文号": "2"})
            case "facts":
                writer.set_facts("d-one", [Fact("title", "二", Source.LEDGER)], source=Source.LEDGER)
            case "text":
                writer.add_version("d-row", facts=[], relations=[], version=two.version("row.txt", "x"))
    before = list(store.documents())
    with pytest.raises(Conflict):
        _undo(two)
    assert list(store.documents()) == before


def test_reviewer_facts_are_undone(two) -> None:
    with two.store.writing("fact", at=two.now()) as writer:
        writer.set_facts("d-one", [Fact("signed_on", "2020-05-09", Source.REVIEWER)], source=Source.REVIEWER)
    assert two.store.headers()[0].signed_on == "2020-05-09"
    _undo(two)
    assert two.store.headers()[0].signed_on == "2020-05-08"


def test_waivers_begin_end_and_come_back(two) -> None:
    store = two.store
    with store.writing("waive", at=two.now()) as writer:
        waived = writer.waive("E-01", "d-one", "已有公告", until=date(2027, 1, 1), about="乙法")
    assert store.waivers() == store.waivers("d-one") == [waived]
    assert (waived.actor, waived.until, waived.about) == ("甲", date(2027, 1, 1), "乙法")
    assert store.waivers("d-two") == []
    with store.writing("waive", at=two.now()) as writer:
        newer = writer.waive("E-01", "d-one", "改了理由", about="乙法")
    assert store.waivers() == [newer]
    _undo(two)
    assert store.waivers() == [waived]
    _redo(two)
    assert store.waivers() == [newer]
    with store.writing("unwaive", at=two.now()) as writer:
        writer.end_waiver("E-01", "d-one", about="乙法")
    assert store.waivers() == []
    _undo(two)
    assert store.waivers() == [newer]
    with pytest.raises(StoreError, match="没有对 F-01 的豁免"), store.writing("unwaive") as writer:
        writer.end_waiver("F-01", "d-one")
    with store.writing("waive", actor="乙", at=two.now()) as writer:
        writer.waive("E-01", "d-one", "乙的理由", about="乙法")
    with pytest.raises(Conflict):
        _undo(two)
