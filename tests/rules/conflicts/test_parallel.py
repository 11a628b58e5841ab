"""Parallel lists of figures: each figure with the words of its own member."""

import pytest

from rules.conflicts.parallel import members
from rules.conflicts.provisions import measures
from rules.conflicts.slots import slots_in
from rules.view import Sentence


def texts(sentence: str) -> list[str]:
    found = members(sentence, tuple(slots_in(sentence)))
    return [found[at].text for at in sorted(found)]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "客栈被评定为甲级、乙级、丙级的，分别给予10万元、5万元、2万元的奖励。",
            [
                f"客栈被评定为{grade}级的，给予{sum_}万元的奖励。"
                for grade, sum_ in (("甲", 10), ("乙", 5), ("丙", 2))
            ],
        ),
        (
            "省级和市级传承人每年分别补助5000元和3000元。",
            ["省级传承人每年补助5000元。", "市级传承人每年补助3000元。"],
        ),
        (
            "对评为甲级客栈的奖补15万元，乙级8万元。",
            ["对评为甲级客栈的奖补15万元", "对评为乙级客栈的奖补8万元"],
        ),
        (
            "补贴标准为乡道每公里3500元、村道每公里2000元。",
            ["补贴标准为乡道每公里3500元", "补贴标准为村道每公里2000元"],
        ),
    ],
    ids=["three-grades", "two-levels", "named-once", "name-and-unit"],
)
def test_each_member_is_a_statement_of_its_own(sentence: str, said: list[str]) -> None:
    assert texts(sentence) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "初审5日内完成，复审3日内完成。",
        "甲级、乙级、丙级的，分别给予10万元、5万元的奖励。",
        "情节严重的，可以延长10日。",
    ],
    ids=["two-steps", "more-names-than-figures", "one-figure"],
)
def test_what_is_no_list_stays_as_it_is(sentence: str) -> None:
    assert not texts(sentence)


def test_a_member_keeps_its_place_and_leaves_its_siblings_out() -> None:
    sentence = "甲级、乙级的，分别奖励10万元、5万元。"
    first, second = measures(Sentence(sentence, 0, len(sentence)))
    assert (first.member, second.member) == ("甲级", "乙级")
    assert sentence[second.slot.start : second.slot.end] == "5万元"
    assert second.sentence.text == sentence
    assert second.others == ()
    assert "甲级" not in second.wide
