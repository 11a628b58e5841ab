"""One step of a scale that two texts answer differently."""

import pytest

from rules.conflicts.provisions import Provisions, measures
from rules.conflicts.tiers import tier_clashes
from rules.view import Sentence


def provisions(text: str) -> Provisions:
    return Provisions(tuple(measures(Sentence(text, 0, len(text)))), (), ())


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("80周岁至89周岁，每人每月60元", "80周岁至89周岁，每人每月80元", "money"),
        ("80周岁至89周岁，每次报销60%", "80周岁至89周岁，每次报销80%", "number"),
    ],
)
def test_a_step_is_reported_under_the_kind_of_its_figure(one: str, other: str, kind: str) -> None:
    found = list(tier_clashes(provisions(one), provisions(other), closeness=1.0))
    assert [clash.kind for clash in found] == [kind]
    assert not list(tier_clashes(provisions(one), provisions(one), closeness=1.0))


def test_steps_with_other_bounds_are_two_steps() -> None:
    one, other = provisions("80周岁至89周岁，每人每月60元"), provisions("90周岁至99周岁，每人每月80元")
    assert not list(tier_clashes(one, other, closeness=1.0))
