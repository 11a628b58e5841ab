"""Figures of tables: which words and bounds a cell's figure gets, and which tables fix nothing."""

import pytest

from rules.conflicts.compare import clashes
from rules.conflicts.provisions import Provisions, measures
from rules.conflicts.tables import table_measures
from rules.view import Sentence


def of_table(*lines: str) -> Provisions:
    text = "\n".join(lines)
    return Provisions(tuple(table_measures(text, 0, len(text))), (), ())


def of_sentences(*sentences: str) -> Provisions:
    return Provisions(tuple(m for s in sentences for m in measures(Sentence(s, 0, len(s)))), (), ())


AGES = (
    "附件：高龄津贴标准表",
    "档次\t年龄\t津贴标准（元/人·月）",
    "一\t80周岁至89周岁\t50",
    "二\t90周岁至99周岁\t200",
)


def test_a_bare_number_takes_the_unit_and_the_period_of_its_column() -> None:
    first, second = of_table(*AGES).measures
    assert (first.slot.value, first.slot.shown) == (("元", 50, 50), "50元")
    assert first.clause == "#津贴标准每人每月#"
    assert [s.shown for s in second.others] == ["90周岁至99周岁"]
    text = "\n".join(AGES)
    assert text[second.slot.start : second.slot.end] == "200"
    assert second.sentence.text == text[second.sentence.start : second.sentence.end] == AGES[-1]


@pytest.mark.parametrize(
    ("sentences", "found"),
    [
        (("80周岁至89周岁的每人每月50元；", "90周岁至99周岁的每人每月120元。"), ["120元 200元"]),
        (("80周岁至89周岁的每人每月50元；", "90周岁至99周岁的每人每月200元。"), []),
        (("90周岁至94周岁的每人每月120元。",), []),
    ],
)
def test_a_step_of_a_table_is_held_against_the_step_of_an_article(
    sentences: tuple[str, ...], found: list[str]
) -> None:
    one, other = of_sentences(*sentences), of_table(*AGES)
    text = "\n".join(AGES)
    clashing = [
        f"{c.one.text[c.one_span[0] : c.one_span[1]]} {text[c.other_span[0] : c.other_span[1]]}元"
        for c in clashes(one, other, closeness=1.0)
    ]
    assert clashing == found


def test_rows_are_told_by_their_first_cell() -> None:
    mine = of_table("改厕奖补标准", "厕所类型\t标准（元/户）", "三格化粪池式\t1500", "双瓮漏斗式\t1000")
    theirs = of_table("改厕奖补标准", "厕所类型\t标准（元/户）", "三格化粪池式\t1800", "双瓮漏斗式\t1000")
    assert [c.why.count("1800") for c in clashes(mine, theirs, closeness=1.0)] == [1]
    assert not list(clashes(mine, mine, closeness=1.0))


@pytest.mark.parametrize(
    "lines",
    [
        ("序号\t文件名称\t文号\t有效期", "1\t停车管理办法\t兰政发〔2021〕3号\t5年"),
        ("镇\t联系人\t联系电话", "双泉镇\t于洪\t2300217"),
        ("项目\t备注", "便器\t每户1500元"),
    ],
)
def test_lists_and_remarks_fix_nothing(lines: tuple[str, ...]) -> None:
    assert not of_table(*lines).measures
