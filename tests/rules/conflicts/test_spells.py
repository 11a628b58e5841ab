"""Hours of the day and seasons of the year as figures that can contradict each other."""

import pytest

from rules.conflicts.slots import compatible, slots_in

READ = [
    ("每日8时至20时开放", ("时刻", 8, 20)),
    ("6:00至22:30对外开放", ("时刻", 6, 22.5)),
    ("夜间22时至次日6时不得施工", ("时刻", 22, 30)),
    ("上午8时30分至下午5时受理", ("时刻", 8.5, 17)),
    ("下午2时至5时办理", ("时刻", 14, 17)),
    ("上午9时至下午1时", ("时刻", 9, 13)),
    ("晚上7时至12时营业", ("时刻", 19, 24)),
    ("晚上10时至6时禁止鸣笛", ("时刻", 22, 30)),
    ("凌晨12时至5时", ("时刻", 0, 5)),
    ("营业至晚上12时", ("时刻止", 0, 24)),
    ("比赛时间为9:00至11:30", ("时刻", 9, 11.5)),
    ("全天24小时开放", ("时刻", 0, 24)),
    ("营业时间不得超过22时", ("时刻止", 0, 22)),
    ("每年3月1日至6月30日为禁渔期", ("月日", 63, 185)),
    ("11月1日至次年3月31日供暖", ("月日", 311, 465)),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads_both_ends(text: str, expected: tuple[str, float, float]) -> None:
    (slot,) = [s for s in slots_in(text) if s.kind == "spell"]
    assert (slot.unit, slot.low, slot.high) == expected


NEITHER = [
    "师生比为1:20至1:30",
    "教职工与幼儿的比例1:5至1:7",
    "无障碍坡道的坡度1:10至1:12",
    "连续停水不得超过48时",
    "13月1日至14月30日",
    "3月1日至6月45日",
]


@pytest.mark.parametrize(
    "text", ["2024年3月1日至6月30日", "2023年5月印发", "24小时内答复", "3至5时段", *NEITHER]
)
def test_what_is_no_spell(text: str) -> None:
    assert not [s for s in slots_in(text) if s.kind == "spell"]


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        ("6时至22时", "8时至20时", False),
        ("7时至9时", "16时至18时", True),
        ("3月1日至6月30日", "3月1日至7月31日", False),
        ("3月1日至6月30日", "3月1日至6月30日", True),
    ],
)
def test_two_spells(one: str, other: str, can: bool) -> None:
    (a,), (b,) = slots_in(one), slots_in(other)
    assert compatible(a, b) is can
