"""The clause in which a text says that it prevails, in the words of different offices."""

import pytest

from rules.conflicts.priority import PRIORITY, claimed


@pytest.mark.parametrize(
    "clause",
    [
        "此前规定与本办法不一致的，以本办法为准。",
        "各部门的规定与本办法不一致的，适用本办法。",
        "其他文件另有不同要求的，一律按照本措施办理。",
        "以往要求与本通知相抵触的，按照本通知执行。",
    ],
)
def test_a_priority_clause(clause: str) -> None:
    assert PRIORITY.search(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "法律、法规另有规定的，从其规定。",
        "上级规定与本办法不一致的，按照上级规定执行。",
        "申请材料不符合要求的，不予受理。",
    ],
)
def test_a_text_that_yields_claims_nothing(clause: str) -> None:
    assert not PRIORITY.search(clause)


def test_what_is_claimed() -> None:
    assert claimed("此前人才公寓有关规定与本办法不一致的，以本办法为准").strip("，的以") == "人才公寓"
