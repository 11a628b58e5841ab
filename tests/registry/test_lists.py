"""Every document in exactly one list, in the order of offices, with what the list must tell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.institution_order import Level, level_of, order_of
from registry.lists import CATEGORIES, Suggested, check, gaps, make_lists
from registry.records import Disposition
from tests.registry import listwork as work


def test_each_document_stands_in_its_list() -> None:
    lists = work.sample()
    assert {c: [r.document_id for r in lists.of(c)] for c in CATEGORIES} == {
        "继续有效": ["d2", "d1"],
        "修改": ["d3"],
        "废止": ["d4"],
        "宣布失效": ["d6"],
        "非规范性文件": ["d5"],
        "已废止": ["d7"],
    }
    assert sum(lists.counts.values()) == lists.total == 7


def test_a_person_outranks_the_rules_and_a_withdrawn_decision_does_not_count() -> None:
    doc = work.document("d", "某办法", issuers=["兰台区人民政府"])
    kept = work.decision("d", Disposition.KEEP, "仍有必要")
    suggested = {"d": Suggested("废止", ("B-01",))}
    own = make_lists([doc], as_of=work.AS_OF, decisions={"d": kept}, suggestions=suggested)
    assert (own.rows[0].disposition, own.rows[0].reason, own.rows[0].confirmed) == (
        "继续有效",
        "仍有必要",
        True,
    )
    undone = work.decision("d", Disposition.KEEP, "仍有必要", withdrawn=True)
    back = make_lists([doc], as_of=work.AS_OF, decisions={"d": undone}, suggestions=suggested)
    assert (back.rows[0].disposition, back.rows[0].confirmed) == ("废止", False)


def test_reason_content_basis_and_deadline_come_from_findings_and_decisions() -> None:
    rows = {r.document_id: r for r in work.sample().rows}
    assert rows["d3"].content == "疑似机构名称过时：“区劳动局”"
    assert rows["d3"].basis == "某法第三条"
    assert rows["d3"].responsible == "区民政局"
    assert rows["d4"].reason == "依据的条例已废止"
    assert rows["d4"].deadline == "2026-12-01"
    assert rows["d6"].lapsed_by_itself
    assert "2022年12月31日" in rows["d6"].reason
    assert "道路条例" in rows["d7"].reason


def test_what_the_lists_must_tell_and_cannot_is_named() -> None:
    missing = {name: [r.document_id for r in rows] for name, rows in gaps(work.sample()).items()}
    assert missing == {"完成时限": ["d3"]}
    assert any("尚未由人确认" in line for line in check(work.sample()))


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("兰台区人民政府", Level.GOVERNMENT), ("兰台区人民政府办公室", Level.GOVERNMENT), ("兰台区民政局", Level.DEPARTMENT),
        ("双河镇人民政府", Level.TOWN), ("滨海街道办事处", Level.TOWN), ("兰台区司法局", Level.DEPARTMENT),
    ],
)  # fmt: skip
def test_levels_by_name(issuer: str, level: Level) -> None:
    assert level_of(issuer) is level


def test_makers_stand_in_the_order_of_offices() -> None:
    names = [
        "兰台区统计局",
        "双河镇人民政府",
        "兰台区教育局",
        "兰台区人民政府办公室",
        "兰台区某中心",
        "兰台区人民政府",
        "滨海街道办事处",
    ]
    assert sorted(names, key=order_of) == [
        "兰台区人民政府", "兰台区人民政府办公室", "兰台区教育局", "兰台区统计局", "兰台区某中心", "双河镇人民政府", "滨海街道办事处",
    ]  # fmt: skip


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.sampled_from(CATEGORIES), max_size=12), st.randoms(use_true_random=False))
def test_totals_add_up_and_the_order_does_not_depend_on_the_input(
    categories: list[str], random: object
) -> None:
    docs = [
        work.document(f"d{i}", f"第{i}号", number=f"兰政发〔20{i:02d}〕{i}号") for i in range(len(categories))
    ]
    suggestions = {d.id: Suggested(c) for d, c in zip(docs, categories, strict=True)}
    lists = make_lists(docs, as_of=work.AS_OF, suggestions=suggestions)
    assert sum(len(lists.of(c)) for c in CATEGORIES) == lists.total
    random.shuffle(docs)  # type: ignore[attr-defined]
    assert make_lists(docs, as_of=work.AS_OF, suggestions=suggestions).rows == lists.rows
