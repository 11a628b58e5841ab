"""A few thousand cases of the long run (`make fuzz`) in every test run."""

import pytest

from tests.fuzz.long_run import run
from tests.fuzz.targets import TARGETS

_CASES = 6_000


@pytest.mark.parametrize("name", TARGETS)
def test_no_case_fails(name: str) -> None:
    target = TARGETS[name]
    assert run(name, target, max(20, _CASES * target.share // 1000), seed=0) == {}
