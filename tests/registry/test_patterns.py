"""Patterns that are compiled when first used behave as those of `re`."""

import re

import pytest

from registry.patterns import late


def test_answers_as_the_compiled_pattern() -> None:
    made, wanted = late(r"(?P<year>\d{4})年", re.IGNORECASE), re.compile(r"(?P<year>\d{4})年", re.IGNORECASE)
    text = "自2015年起，至2020年止"
    for _ in range(2):  # before and after it is compiled
        assert [m["year"] for m in made.finditer(text)] == ["2015", "2020"]
        assert made.sub("X", text) == wanted.sub("X", text)
        assert (made.pattern, made.flags, made.groups) == (wanted.pattern, wanted.flags, wanted.groups)


def test_a_mistake_is_raised_at_the_first_use() -> None:
    broken = late("(")
    with pytest.raises(re.error):
        broken.search("x")
    with pytest.raises(AttributeError):
        _ = broken.nothing  # type: ignore[attr-defined]
