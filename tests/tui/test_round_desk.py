"""The work of a round on a registry: what is in it, what stands against closing, which packs are taken over."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.errors import InputError, UsageError
from registry.packs import SHEET, read_pack
from registry.records import Decision, Disposition, Fact, Round, Source
from registry.store import Conflict, Store
from tui import round_closing, round_desk, round_packs
from tui.demonstration import AS_OF
from tui.round_closing import Closing

Run = Callable[..., Any]
CUTOFF = date(2026, 10, 31)


@pytest.fixture
def cleanup(store: Store) -> Round:
    return round_desk.start_round(store, "清理", cutoff=CUTOFF, as_of=AS_OF, scope={"issuer": "教育局"}).round


def decide(
    store: Store, cleanup: Round, *stages: str, reason: str = "有效", ids: list[str] | None = None
) -> None:
    with store.writing("decide") as writer:
        for stage in stages:
            for document in ids or store.round_documents(cleanup.id):
                made = Decision(
                    document, Disposition.KEEP, reason, f"某{stage}", datetime.now(UTC), stage=stage, round_id=cleanup.id
                )  # fmt: skip
                writer.decide(made)


def words(store: Store, cleanup: Round, **said: Any) -> str:
    return "\n".join(p.words for p in round_closing.closing_problems(store, cleanup, Closing(**said)))


def test_both_reviews_are_needed_unless_the_office_has_one_reviewer(store: Store, cleanup: Round) -> None:
    assert "没有处置意见" in words(store, cleanup, opinions=True)
    decide(store, cleanup, "自查")
    assert "没有都作" in words(store, cleanup, opinions=True)
    decide(store, cleanup, "初审")
    assert "没有都作" in words(store, cleanup, opinions=True)
    assert words(store, cleanup, opinions=True, single_review=True) == ""
    decide(store, cleanup, "复核")
    assert words(store, cleanup, opinions=True) == ""


def test_opinions_are_asked_for_and_taken_from_the_packs(store: Store, cleanup: Round) -> None:
    decide(store, cleanup, "初审", "复核")
    assert "R-06" in words(store, cleanup)
    assert "R-06" in words(store, cleanup, opinions=False)
    assert words(store, cleanup, opinions=True) == ""
    one = store.round_documents(cleanup.id)[0]
    with store.writing("round import") as writer:
        evidence = ("征求意见：三个镇同意",)
        writer.decide(
            Decision(one, Disposition.KEEP, "有效", "赵敏", datetime.now(UTC), stage="自查", round_id=cleanup.id, evidence=evidence)
        )  # fmt: skip
    assert words(store, cleanup) == ""


def test_rules_guard_the_rows(store: Store, cleanup: Round) -> None:
    decide(store, cleanup, "初审", "复核")
    one = store.round_documents(cleanup.id)[0]
    with store.writing("decide") as writer:
        writer.decide(
            Decision(
                one,
                Disposition.AMEND,
                "部分过时",
                "张局",
                datetime.now(UTC),
                stage="裁定",
                round_id=cleanup.id,
            )
        )
    told = round_closing.closing_problems(store, cleanup, Closing(opinions=True))
    assert [p.document_id for p in told] == [one]
    assert told[0].words.startswith("R-05")


def test_what_is_registered_after_the_start_stands_against_closing_until_it_is_added(
    store: Store, cleanup: Round, run: Run
) -> None:
    decide(store, cleanup, "初审", "复核")
    known = store.round_documents(cleanup.id)

    def register(id: str, issuer: str, day: str) -> None:
        facts = [
            Fact("title", f"关于{id}的通知", Source.LEDGER),
            Fact("issuers", [issuer], Source.LEDGER),
            Fact("signed_on", day, Source.LEDGER),
        ]
        with store.writing("ledger import") as writer:
            writer.add_document(id=id, identity=id, facts=facts, ledger={"文件名称": id})

    register("d0late000001", "兰台区教育局", "2020-05-01")
    register("d0other00001", "兰台区民政局", "2020-05-01")
    register("d0after00001", "兰台区教育局", "2026-11-15")
    told = round_closing.closing_problems(store, cleanup, Closing(opinions=True))
    assert [p.document_id for p in told] == ["d0late000001"]
    assert run("round", "close", "--opinions", "--registry", store.folder.path).code == 1
    assert run("round", "add", "--registry", store.folder.path).code == 0
    assert set(store.round_documents(cleanup.id)) == {*known, "d0late000001"}
    assert round_desk.add_left_out(store, cleanup) == []
    decide(store, cleanup, "初审", "复核", ids=["d0late000001"])
    assert run("round", "close", "--opinions", "--registry", store.folder.path).code == 0
    with pytest.raises(UsageError, match="已经结束"):
        round_desk.decide_in_round(
            store,
            cleanup,
            next(store.documents(known[:1])),
            Decision(
                known[0], Disposition.REPEAL, "不再需要", "王明", datetime.now(UTC), round_id=cleanup.id
            ),
        )


@pytest.mark.parametrize(
    ("scope", "law"),
    [({"law": "行政处罚法"}, "行政处罚法"), ({"law": "《中华人民共和国行政处罚法》"}, "行政处罚法")],
)
def test_a_law_is_met_under_its_full_and_its_short_name(
    store: Store, scope: dict[str, str], law: str
) -> None:
    made = round_desk.start_round(store, "专项", cutoff=CUTOFF, as_of=AS_OF, scope=scope)
    assert made.documents + sum(made.left_out.values()) == len(store.headers())
    for document in store.documents(store.round_documents(made.round.id)):
        assert any(law in (r.target_title or "") for r in document.relations)


# -- packs


def filled(path: Path, *rows: dict[str, str]) -> Path:
    """Fill the first rows of a pack in by the names of its columns."""
    book = load_workbook(path)
    sheet = book[SHEET]
    column = {str(c.value): c.column for c in sheet[3]}
    for at, row in enumerate(rows, 4):
        for name, value in row.items():
            sheet.cell(at, column[name]).value = value
    book.save(path)
    return path


@pytest.fixture
def pack(store: Store, cleanup: Round, tmp_path: Path) -> Path:
    written = round_packs.write_packs(store, cleanup, tmp_path / "表")
    assert sum(count for _, count in written) == len(store.round_documents(cleanup.id))
    return max(written, key=lambda w: w[1])[0]


def test_each_row_of_a_pack_is_accounted_for(store: Store, pack: Path) -> None:
    rows = len(read_pack(pack.read_bytes(), pack.name).answers)
    filled(
        pack,
        {"处置意见": "继续有效"},
        {"处置意见": "废止"},
        {"理由和依据": "忘了选"},
    )
    (returned,) = round_packs.read_packs(store, [pack])
    assert len(returned.good) + len(returned.problems) + returned.empty + returned.known == rows
    assert [row for row, _ in returned.problems] == [5, 6]
    assert round_packs.take_over(store, returned) == 1
    (again,) = round_packs.read_packs(store, [pack])
    assert (again.known, again.good) == (1, ())


def test_one_document_filled_in_twice_is_not_guessed(store: Store, pack: Path) -> None:
    answers = read_pack(pack.read_bytes(), "").answers
    filled(
        pack,
        {"处置意见": "继续有效"},
        {"处置意见": "非规范性文件", "文件编号": answers[0].document_id},
    )
    (returned,) = round_packs.read_packs(store, [pack])
    assert returned.good == ()
    assert len(returned.problems) == 2


def test_another_answer_of_the_department_is_not_overwritten(
    store: Store, cleanup: Round, pack: Path
) -> None:
    (returned,) = round_packs.read_packs(store, [filled(pack, {"处置意见": "非规范性文件"})])
    one = returned.good[0].document_id
    decide(store, cleanup, "自查", ids=[one])
    with pytest.raises(Conflict):
        round_packs.take_over(store, returned)
    (again,) = round_packs.read_packs(store, [pack])
    assert again.good == ()
    assert "没有覆盖" in again.problems[0][1]
    assert [d.disposition for d in store.decisions(round_id=cleanup.id)] == [Disposition.KEEP]


def test_a_late_pack_is_taken_with_a_note_where_a_reviewer_decided_otherwise(
    store: Store, cleanup: Round, pack: Path
) -> None:
    filled(pack, {"处置意见": "非规范性文件"}, {"处置意见": "继续有效"})
    decide(store, cleanup, "初审")
    (returned,) = round_packs.read_packs(store, [pack])
    assert len(returned.good) == 2
    assert [row for row, _ in returned.notes] == [4]
    assert round_packs.take_over(store, returned) == 2
    found = store.decisions(document=returned.good[0].document_id, round_id=cleanup.id)
    assert [(d.stage, d.disposition) for d in found] == [
        ("初审", Disposition.KEEP),
        ("自查", Disposition.NOT_NORMATIVE),
    ]


def test_a_pack_of_a_closed_round_is_refused(store: Store, cleanup: Round, pack: Path) -> None:
    filled(pack, {"处置意见": "继续有效"})
    round_closing.close_round(store, cleanup, result="")
    with pytest.raises(InputError, match="已经结束"):
        round_packs.read_packs(store, [pack])


def test_a_folder_that_cannot_be_written_is_told(store: Store, cleanup: Round, tmp_path: Path) -> None:
    (tmp_path / "表").write_text("a file")
    with pytest.raises(InputError, match="写不了"):
        round_packs.write_packs(store, cleanup, tmp_path / "表")


# -- what falls due


def test_due_names_terms_assessments_filings_and_revisions(store: Store, cleanup: Round, run: Run) -> None:
    one = store.round_documents(cleanup.id)[0]
    with store.writing("decide") as writer:
        for day, document in (
            (date(2026, 9, 1), one),
            (date(2027, 3, 31), store.round_documents(cleanup.id)[1]),
        ):
            made = Decision(
                document, Disposition.AMEND, "部分过时", "王明", datetime.now(UTC), round_id=cleanup.id, deadline=day,
                responsible="兰台区教育局",
            )  # fmt: skip
            writer.decide(made)
    said = run("due", "--as-of", "2026-11-01", "--format", "csv", "--registry", store.folder.path).out
    for what in ("有效期届满", "应启动届满前评估", "报送备案期限", "修改期限", "修改期限（已逾期）"):
        assert f",{what}," in said
    overdue = next(line for line in said.split("\n") if "已逾期" in line)
    assert overdue.startswith("2026-09-01")
    assert "兰台区教育局" in overdue
