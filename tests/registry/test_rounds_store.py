"""Rounds, their stages, issued lists, settings."""

from datetime import date

import pytest

from registry.errors import StoreError


def _start(desk, **more):
    with desk.store.writing("round start", at=desk.now()) as writer:
        return writer.start_round("2026年全面清理", cutoff=date(2026, 6, 30), as_of=date(2026, 11, 1), **more)


def test_a_round_goes_its_way(two) -> None:
    store = two.store
    started = _start(two, scope={"issuer": "甲区"}, documents=["d-two", "d-one", "d-two"])
    assert store.rounds() == [started]
    assert store.round(started.id) == started
    assert store.round(99) is None
    assert store.round_documents(started.id) == ["d-one", "d-two"]
    with store.writing("round stage", at=two.now()) as writer:
        writer.set_stage(started.id, "自查", result="已发通知", expected="部署")
    assert store.round(started.id).stage == "自查"
    with pytest.raises(StoreError, match="自查"), store.writing("round stage") as writer:
        writer.set_stage(started.id, "初审", expected="部署")
    with store.writing("round close", actor="乙", at=two.now()) as writer:
        writer.close_round(started.id, result="已公布")
    assert store.round(started.id).closed_at is not None
    assert [(s.stage, s.actor, s.result) for s in store.stages(started.id)] == [
        ("部署", "甲", ""),
        ("自查", "甲", "已发通知"),
        ("自查", "乙", "已公布"),
    ]
    with pytest.raises(StoreError, match="已经结束"), store.writing("round stage") as writer:
        writer.set_stage(started.id, "初审")
    with pytest.raises(StoreError, match="没有编号为 7"), store.writing("round stage") as writer:
        writer.set_stage(7, "初审")
    assert store.undoable() == []


def test_rounds_are_numbered(two) -> None:
    assert [_start(two).id, _start(two).id] == [1, 2]
    assert two.store.round_documents(2) == []


def test_an_issued_list_can_be_printed_again(two) -> None:
    started = _start(two)
    content = {"继续有效": [{"title": "甲"}], "废止": []}
    with two.store.writing("lists", at=two.now()) as writer:
        number = writer.issue("清理结果目录", as_of=date(2026, 11, 1), content=content, round_id=started.id)
        writer.issue("目录", as_of=date(2026, 11, 2), content=[])
    first, second = two.store.issues()
    assert (first.seq, first.name, first.as_of, first.actor, first.content) == (
        number,
        "清理结果目录",
        date(2026, 11, 1),
        "甲",
        content,
    )
    assert two.store.issues(started.id) == [first]
    assert second.round_id is None


def test_settings(store) -> None:
    assert store.setting("profile") is None
    assert store.setting("profile", "辽宁") == "辽宁"
    with store.writing("set") as writer:
        writer.set_setting("profile", "吉林")
        writer.set_setting("columns", ["文号", "标题"])
        assert writer.setting("profile") == "吉林"
    assert store.setting("columns") == ["文号", "标题"]
    with store.writing("set") as writer:
        writer.set_setting("profile", None)
    assert store.setting("profile", "辽宁") == "辽宁"
