"""Every pattern on remarks is held to clauses it must find and clauses it must leave."""

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from rules.remarks import said

EXAMPLES = tomllib.loads((Path(__file__).parents[1] / "cases" / "remarks.toml").read_text("utf-8"))
PATTERNS = tomllib.loads(resources.files("rules.data").joinpath("remarks.toml").read_text("utf-8"))


def test_every_pattern_has_examples_of_both_kinds() -> None:
    assert set(EXAMPLES) == set(PATTERNS)
    assert all(e["yes"] and e["no"] for e in EXAMPLES.values())


@pytest.mark.parametrize(("name", "clause"), [(n, c) for n, e in EXAMPLES.items() for c in e["yes"]])
def test_found(name: str, clause: str) -> None:
    assert said(f"2025年登记；{clause}；区民政局", name)


@pytest.mark.parametrize(("name", "clause"), [(n, c) for n, e in EXAMPLES.items() for c in e["no"]])
def test_left(name: str, clause: str) -> None:
    assert said(clause, name) is None


def test_an_unknown_pattern_is_an_error() -> None:
    with pytest.raises(KeyError):
        said("备注", "nothing-of-the-kind")


def test_an_empty_remark_says_nothing() -> None:
    assert said("", "urgent") is None
