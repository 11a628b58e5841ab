"""Figures in normative text: what they measure, and when two of them contradict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.conflicts.slots import compatible, slots_in

CASES = [
    ("每户补助3.5万元", [("money", "=", 35000, 35000)]),
    ("自受理之日起十五个工作日内完成", [("time", "max", None, 15)]),
    ("不得超过24小时", [("time", "max", None, 1)]),
    ("不得少于6个月", [("time", "min", 6, None)]),
    ("不少于2年", [("time", "min", 24, None)]),
    ("罚款200元以上500元以下", [("money", "range", 200, 500)]),
    ("处五年以上十年以下", [("time", "range", 60, 120)]),
    ("500元以上的，期限不超过3年", [("money", "min", 500, None), ("time", "max", None, 36)]),
    ("给予3万元至5万元补贴", [("money", "range", 30000, 50000)]),
    ("控制在40至60平方米", [("area", "range", 40, 60)]),
    ("百分之七十", [("percent", "=", 70, 70)]),
    ("不超过一万二千元", [("money", "max", None, 12000)]),
    ("补助1万2千元", [("money", "=", 12000, 12000)]),
    ("5千元以下", [("money", "max", None, 5000)]),
    ("农户缴纳二成五", [("percent", "=", 25, 25)]),
    ("超出两成以内的", [("percent", "max", None, 20)]),
    ("三点五公里", [("distance", "=", 3500, 3500)]),
    ("一年半内完成", [("time", "max", None, 18)]),
    ("半个月内答复", [("time", "max", None, 15)]),
    ("1万平方米以上", [("area", "min", 10000, None)]),
    ("10万至20万平方米", [("area", "range", 100000, 200000)]),
    ("500元至1万元", [("money", "range", 500, 10000)]),
    ("3至5万元", [("money", "range", 30000, 50000)]),
    ("三千瓦以下", [("power", "max", None, 3)]),
    ("5千克", [("weight", "=", 5, 5)]),
    ("半年一次", [("time", "=", 6, 6)]),
    ("每周一次", [("frequency", "=", 48, 48)]),
    ("每两年至少2次", [("frequency", "min", 1, None)]),
    ("须经半数以上成员同意", [("percent", "min", 50, None)]),
    ("须达到5%", [("percent", "min", 5, None)]),
    ("年满60周岁", [("age", "min", 60, None)]),
    ("未满十八周岁", [("age", "max", None, 18)]),
    ("两侧各100米范围内", [("distance", "=", 100, 100)]),
    ("每班学生人数不超过45人", [("count", "max", None, 45)]),
    # no measures: dates, references, numbers of documents, fixed words
    ("2005年以前建成", []),
    ("2019年5月21日印发", []),
    ("依照第三条第二款的规定", []),
    ("兰政发〔2019〕27号", []),
    ("一次性告知", []),
    ("《城市居民最低生活保障条例（2012年100件）》", []),
    ("十四五期间", []),
    ("上半年完成", []),
    ("由三成员组成", []),
    ("（三）三级医院", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_reads_figures(text: str, expected: list[tuple[str, str, int | None, int | None]]) -> None:
    found = [
        (s.kind, s.comparator, None if s.low is None else int(s.low), None if s.high is None else int(s.high))
        for s in slots_in(text)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("不低于3000元", "不低于5000元", True),
        ("不超过45人", "不超过40人", False),
        ("3个工作日内", "5个工作日内", False),
        ("补助3万元", "补助3.5万元", False),
        ("不超过5万元", "补助3万元", True),
        ("不超过2万元", "补助3万元", False),
        ("不少于5日", "公示7日", True),
        ("3万元至5万元", "补助4万元", True),
        ("3万元至5万元", "补助6万元", False),
        ("100米以内", "不少于200米", False),
        ("48小时内", "2日内", True),
        ("1年", "12个月", True),
    ],
)
def test_knows_what_contradicts(one: str, other: str, agree: bool) -> None:
    (a,), (b,) = slots_in(one), slots_in(other)
    assert compatible(a, b) is agree
    assert compatible(b, a) is agree


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.text(
        alphabet="不得超过低于少至0123456789.万亿元个工作日月年米%一二三十百（）第条〔〕，。至—", max_size=40
    )
)
def test_every_slot_stands_where_it_says(text: str) -> None:
    for slot in slots_in(text, 7):
        assert text[slot.start - 7 : slot.end - 7] == slot.shown
        assert slot.low is not None or slot.high is not None
