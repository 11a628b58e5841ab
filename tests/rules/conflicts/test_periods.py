"""Sentences that by their own words no longer hold when others begin to."""

import pytest

from rules.conflicts.periods import apart

OLD = "2023年12月31日前新开办的，每张床位补助500元；该项补助自2024年1月1日起不再执行。"
NEW = "2025年1月1日以后新开办的，每张床位补助800元。"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (OLD, NEW, True),
        (NEW, OLD, True),
        ("2023年12月31日前开办的，补助500元。", NEW, True),
        ("2026年12月31日前开办的，补助500元。", NEW, False),
        ("开办的，补助500元。", NEW, False),
        ("自2024年1月1日起不再收取押金。", NEW, False),
        ("2023年2月30日前开办的，补助500元。", NEW, False),
    ],
    ids=["ended", "other-way", "until", "overlap", "silent", "no-more-deposit", "no-such-day"],
)
def test_periods_that_do_not_meet(one: str, other: str, expected: bool) -> None:
    assert apart(one, other) is expected
