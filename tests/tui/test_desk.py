"""The desk without a screen: what it takes over from others, what it refuses, what its rows say."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from registry.errors import UsageError
from registry.records import Decision, Disposition, DocumentHeader, Mark
from registry.store import Conflict, Store
from rules.round_work import department_name, home_of
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.filters import Filter, save_filter, saved_filters
from tui.queue_row import QueueRow, matcher, short_title
from tui.state import STATE
from tui.sweeping import statuses_on, sweep_registry


def header(title: str = "关于养老服务的通知", number: str = "兰民发〔2021〕5号") -> DocumentHeader:
    return DocumentHeader("d1", title, number, ("兰台区人民政府",), None, None, 1)


ROW = QueueRow(
    "d1",
    header(),
    (Mark("d1", "E-03", "hit", "L", ""), Mark("d1", "E-01", "hit", "H", "宣布失效"), Mark("d1", "P-13", "unknown", "M", "")),
    "有效",
    department="兰台区民政局",
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("养老", True), ("养老 E-01", True), ("e-01", True), ("兰民发2021 5号", True), ("兰民发[2021]5号", True),
        ("宣布失效", True), ("未定", True), ("部门:民政局", True), ("部门：民政局", True), ("机关:民政局", False),
        ("机关:人民政府", True), ("缺:P-13", True), ("P-13", False), ("缺:E-01", False), ("养老 物业", False),
    ],
)  # fmt: skip
def test_a_filter_looks_where_it_says(words: str, found: bool) -> None:
    assert matcher(words)(ROW) is found


def test_a_row_is_weighed_by_its_gravest_hit() -> None:
    assert (ROW.severity, ROW.hits, ROW.unknowns, ROW.rules) == ("H", 2, 1, ("E-01", "E-03"))
    assert (ROW.suggestion, ROW.because) == ("宣布失效", ("E-01",))


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("兰台区人民政府关于印发《兰台区养老办法》的通知", "《兰台区养老办法》的通知"),
        ("关于加强养老服务的意见", "加强养老服务的意见"),
        ("兰台区养老办法", "兰台区养老办法"),
        ("兰台区人民政府令", "兰台区人民政府令"),
    ],
)
def test_a_narrow_line_begins_with_the_matter(title: str, short: str) -> None:
    assert short_title(title, ("兰台区人民政府",)) == short


@pytest.mark.parametrize(
    ("given", "issuers", "name"),
    [
        ("区民政局", ["兰台区人民政府"], "兰台区民政局"),
        ("区民政局", ["望海市兰台区人民政府"], "兰台区民政局"),
        ("区民政局", ["滨海街道办事处"], "兰台区民政局"),
        ("区民政局、区财政局", ["兰台区人民政府"], "兰台区民政局"),
        ("兰台区民政局", ["兰台区人民政府"], "兰台区民政局"),
        ("市公安局兰台分局", ["兰台区人民政府"], "市公安局兰台分局"),
        ("养老,服务/科", ["兰台区人民政府"], "养老,服务/科"),
        (None, ["兰台区教育局", "兰台区财政局"], "兰台区教育局"),
        (None, [], "（实施部门不明）"),
    ],
)
def test_a_department_has_one_name(given: str | None, issuers: list[str], name: str) -> None:
    assert department_name(given, issuers, "兰台区") == name


def test_home_is_where_most_documents_come_from() -> None:
    assert home_of([["兰台区民政局"], ["兰台区人民政府"], ["青石县人民政府"], []]) == "兰台区"


def _elsewhere(registry: Path, document: str, actor: str = "李红") -> None:
    with Store.open(registry, actor=actor) as other, other.writing("decide") as writer:
        writer.decide(Decision(document, Disposition.REPEAL, "已被替代", actor, datetime.now(UTC)))


def test_the_work_of_others_is_taken_over_without_reading_everything(store: Store, registry: Path) -> None:
    desk = Desk(store, as_of=AS_OF)
    one, two = (row.id for row in desk.rows()[:2])
    untouched = desk.row(two)
    _elsewhere(registry, one)
    assert desk.changed_elsewhere()
    assert desk.catch_up()
    assert not desk.changed_elsewhere()
    decision = desk.row(one).decision
    assert decision is not None
    assert decision.actor == "李红"
    assert desk.row(two) is untouched
    assert desk.progress == (1, len(desk.rows()))
    with Store.open(registry, actor="李红") as other, other.writing("undo") as writer:
        writer.undo_last()
    assert desk.catch_up()
    assert desk.row(one).decision is None
    assert desk.progress[0] == 0
    with Store.open(registry, actor="李红") as other:
        sweep_registry(other, as_of=AS_OF)
    assert not desk.catch_up()


def test_a_stale_desk_does_not_overwrite(store: Store, registry: Path) -> None:
    desk = Desk(store, as_of=AS_OF)
    one = desk.rows()[0].id
    _elsewhere(registry, one)
    with pytest.raises(Conflict):
        desk.decide([one], Disposition.AMEND, "部分条款过时")
    assert [d.actor for d in store.decisions(document=one)] == ["李红"]


def test_a_corrected_fact_shows_at_once_and_makes_the_statuses_stale(store: Store) -> None:
    desk = Desk(store, as_of=AS_OF)
    one = desk.rows()[0].id
    assert not desk.stale
    desk.correct(one, "title", "换了的标题", "公报2021年第3期")
    assert (desk.row(one).title, desk.title(one)) == ("换了的标题", "换了的标题")
    facts = dict(desk.fields(one))["title"]
    assert facts[0].quote is not None
    assert facts[0].quote.text == "公报2021年第3期"
    assert desk.stale
    desk.take_statuses(statuses_on(store, AS_OF))
    assert not desk.stale
    desk.undo()
    assert desk.row(one).title != "换了的标题"


def test_a_batch_is_given_reasons_that_fit_all_of_it(store: Store) -> None:
    desk = Desk(store, as_of=AS_OF)
    ids = [row.id for row in desk.rows("todo")[:3]]
    shared = desk.reasons_for(ids, Disposition.REPEAL)
    assert ids
    assert shared
    assert all(set(shared) <= set(desk.reasons_for([i], Disposition.REPEAL)) for i in ids)
    desk.decide(ids, Disposition.REPEAL, None)
    for document in ids:
        decision = store.current_decision(document)
        assert decision is not None
        assert decision.reason == desk.default_reason(document, Disposition.REPEAL)


def test_an_amendment_takes_the_deadline_and_department_that_a_person_gives(store: Store) -> None:
    desk = Desk(store, as_of=AS_OF)
    one = desk.rows()[0].id
    desk.decide([one], Disposition.AMEND, "部分条款过时")
    first = store.current_decision(one)
    assert first is not None
    assert (first.deadline, first.responsible) == (date(2027, 5, 1), desk.row(one).department)
    desk.decide([one], Disposition.AMEND, "部分条款过时", deadline=date(2027, 3, 31), responsible="区民政局")
    second = store.current_decision(one)
    assert second is not None
    assert (second.deadline, second.responsible) == (date(2027, 3, 31), "区民政局")
    assert desk.deadline_for(one) == (date(2027, 3, 31), "区民政局")


def test_filters_are_kept_with_the_registry(store: Store) -> None:
    save_filter(store, "民政到期", Filter("todo", "机关:民政局 E-01"))
    save_filter(store, "全部修改", Filter("all", "修改"))
    save_filter(store, "全部修改", None)
    assert saved_filters(store) == {"民政到期": Filter("todo", "机关:民政局 E-01")}
    with pytest.raises(UsageError):
        save_filter(store, " ", Filter("all", ""))


def test_the_stages_of_a_round_see_what_they_may(store: Store) -> None:
    ids = [h.id for h in store.headers()][:4]
    with store.writing("round start") as writer:
        cleanup = writer.start_round("清理", cutoff=AS_OF, as_of=AS_OF, documents=ids)
    one = ids[0]

    def desk(stage: str, who: str) -> Desk:
        STATE.actor = who
        return Desk(store, as_of=AS_OF, cleanup=cleanup, stage=stage)

    try:
        with store.writing("round import") as writer:
            writer.decide(
                Decision(
                    one,
                    Disposition.KEEP,
                    "有效",
                    "赵敏",
                    datetime.now(UTC),
                    stage="自查",
                    round_id=cleanup.id,
                )
            )
        first = desk("初审", "王明")
        assert list(first.row(one).others) == ["自查"]
        first.decide([one], Disposition.AMEND, "部分条款过时")
        with pytest.raises(UsageError, match="两人"):
            desk("复核", "王明").decide([one], Disposition.AMEND, "同意")
        second = desk("复核", "李红")
        assert list(second.row(one).others) == ["自查"]
        third = desk("裁定", "张局")
        assert third.rows("disputed") == []
        with pytest.raises(UsageError, match="没有分歧"):
            third.decide([one], Disposition.REPEAL, "应予废止")
        second.decide([one], Disposition.REPEAL, "应予废止")
        third.catch_up()
        assert [row.id for row in third.rows("disputed")] == [one]
        assert list(third.row(one).others) == ["自查", "初审", "复核"]
        assert third.progress == (0, 1)
        third.decide([one], Disposition.AMEND, "按初审意见")
        assert third.rows("disputed") == []
        assert third.progress_lines()[-1].by_stage == {"自查": 1, "初审": 1, "复核": 1, "裁定": 1}
        outside = next(h.id for h in store.headers() if h.id not in ids)
        with pytest.raises(UsageError, match="不在本轮"):
            first.decide([outside], Disposition.KEEP, "有效")
        with store.writing("round close") as writer:
            writer.close_round(cleanup.id)
        with pytest.raises(UsageError, match="已经结束"):
            first.decide([ids[1]], Disposition.KEEP, "有效")
    finally:
        STATE.actor = ""
