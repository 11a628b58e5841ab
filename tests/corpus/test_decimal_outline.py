"""Texts numbered 1, 1.1, 1.1.1 have an outline; amounts and dates at the beginning of a line are no part of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decimal_outline import decimal_marks
from corpus.extract import extract

PLAN = """兰台区城市内涝应急预案
1 总则
1.1 编制目的
为做好城市内涝应对工作，制定本预案。
1.2编制依据
依据《中华人民共和国突发事件应对法》，制定本预案。直接损失
1.5万元以上的，另行报告。
2 组织体系
2.1 区指挥部
2.1.1 组成
由有关部门组成，应当在
3 个工作日内确定联络员。
2.1.2 职责
（1）组织抢险；
（2）发布信息。
3 附则
3.1 本预案自印发之日起施行。
"""


def labels(text: str) -> list[tuple[str, str]]:
    return [(mark.kind, text[mark.start : mark.end].strip()) for mark in decimal_marks(text, ())]


def test_each_heading_by_its_depth() -> None:
    assert labels(PLAN) == [
        ("h1", "1"), ("h2", "1.1"), ("h2", "1.2"), ("h1", "2"), ("h2", "2.1"), ("h3", "2.1.1"), ("h3", "2.1.2"),
        ("h1", "3"), ("h2", "3.1"),
    ]  # fmt: skip


def test_units_nest_and_lists_stay_lists() -> None:
    (main,) = [i for i in extract(PLAN).instruments if i.role == "main"]
    units = {unit.label: unit for unit in main.units}
    assert (
        units["2"].start
        < units["2.1"].start
        < units["2.1.1"].start
        < units["2.1.1"].end
        == units["2.1.2"].start
    )
    assert units["2.1.2"].end == units["2.1"].end == units["2"].end == units["3"].start
    assert (units["（1）"].kind, units["1"].kind, units["2.1.1"].kind) == ("heading4", "heading1", "heading3")


def test_the_first_level_may_be_lettered() -> None:
    text = "一、总则\n1.1 目的\n为了管理。\n1.2 范围\n全区。\n二、职责\n2.1 指挥部\n负责指挥。\n"
    assert labels(text) == [("h2", "1.1"), ("h2", "1.2"), ("h2", "2.1")]


@pytest.mark.parametrize(
    "text",
    [
        "一、补贴标准\n1.5万元以下的部分不予补贴。\n1.8倍以上的不超过3万元。\n2.5亩以上的另行计算。\n",
        "1. 申请\n2. 受理\n3. 发放\n",
        "序号\t面积\n1.1\t20\t30\n1.2\t21\t31\n1.3\t22\t32\n",
        "2023.5.8 印发\n2023.6.1 施行\n",
    ],
)
def test_what_is_no_outline(text: str) -> None:
    assert decimal_marks(text, ()) == []


def test_cited_text_has_none_of_its_own() -> None:
    start = PLAN.index("1 总则")
    assert decimal_marks(PLAN, [(start - 1, len(PLAN))]) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "1 总则",
                "1.1 目的",
                "1.2范围",
                "1.1.1",
                "2.1 职责",
                "3.14元",
                "第一条 本",
                "（1）项",
                "2",
                "9.9 甲",
            ]
        ),
        max_size=14,
    )
)
@settings(max_examples=200, derandomize=True)
def test_marks_are_in_order_and_each_begins_a_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = decimal_marks(text, ())
    assert [m.start for m in found] == sorted({m.start for m in found})
    for mark in found:
        assert mark.start == 0 or text[mark.start - 1] == "\n"
        assert text[mark.start : mark.end].strip().endswith(str(mark.number))
