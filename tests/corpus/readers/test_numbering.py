"""The list machine that all Word formats share."""

import pytest

from corpus.readers.numbering import Counters, Level, ListInstance, Override, joined, template_of

_TWO = {0: Level(template=template_of("%1.")), 1: Level(template=template_of("%1.%2"), suffix="nothing")}


def labels(counters: Counters, *paragraphs: tuple[str, int]) -> list[str]:
    return [counters.label(*p).strip() for p in paragraphs]


def test_a_deeper_level_begins_again_after_a_higher_one() -> None:
    counters = Counters({"a": _TWO}, {"1": ListInstance("a")})
    assert labels(counters, ("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)) == [
        "1.",
        "1.1",
        "1.2",
        "2.",
        "2.1",
    ]


def test_a_level_that_never_restarts_counts_through() -> None:
    levels = {**_TWO, 1: Level(template=template_of("第%2条"), restart=0)}
    counters = Counters({"a": levels}, {"1": ListInstance("a")})
    assert labels(counters, ("1", 0), ("1", 1), ("1", 0), ("1", 1)) == ["1.", "第1条", "2.", "第2条"]


def test_a_level_may_restart_after_the_first_level_only() -> None:
    level = Level(template=template_of("%3"), restart=1)
    counters = Counters({"a": {**_TWO, 2: level}}, {"1": ListInstance("a")})
    shown = labels(counters, ("1", 0), ("1", 1), ("1", 2), ("1", 1), ("1", 2), ("1", 0), ("1", 2))
    assert shown == ["1.", "1.1", "1", "1.2", "2", "2.", "1"]


def test_instances_of_a_definition_share_its_counters() -> None:
    counters = Counters({"a": _TWO}, {"1": ListInstance("a"), "2": ListInstance("a")})
    assert labels(counters, ("1", 0), ("2", 0), ("1", 0)) == ["1.", "2.", "3."]


def test_an_instance_with_a_start_of_its_own_begins_there_once() -> None:
    override = {0: Override(start=7)}
    counters = Counters({"a": _TWO}, {"1": ListInstance("a"), "2": ListInstance("a", override)})
    assert labels(counters, ("1", 0), ("2", 0), ("2", 0), ("1", 0)) == ["1.", "7.", "8.", "9."]


def test_a_start_of_its_own_leaves_the_levels_above_alone() -> None:
    override = {0: Override(start=1), 1: Override(start=99)}
    counters = Counters({"a": _TWO}, {"1": ListInstance("a"), "2": ListInstance("a", override)})
    shown = labels(counters, ("1", 0), ("1", 0), ("2", 1), ("1", 1), ("1", 0), ("1", 1))
    assert shown == ["1.", "2.", "2.99", "2.100", "3.", "3.1"]


def test_a_start_of_its_own_is_also_where_the_level_begins_again() -> None:
    override = {1: Override(start=5)}
    counters = Counters({"a": _TWO}, {"1": ListInstance("a"), "2": ListInstance("a", override)})
    shown = labels(counters, ("1", 0), ("2", 1), ("2", 1), ("1", 0), ("2", 1))
    assert shown == ["1.", "1.5", "1.6", "2.", "2.5"]


def test_a_level_that_is_passed_over_counts() -> None:
    counters = Counters({"a": _TWO}, {"1": ListInstance("a")})
    assert labels(counters, ("1", 1), ("1", 1), ("1", 0)) == ["1.1", "1.2", "2."]


def test_text_boxes_are_counted_apart() -> None:
    counters = Counters({"a": _TWO}, {"1": ListInstance("a")})
    shown = labels(counters, ("1", 0))
    for _ in range(2):
        with counters.story("box"):
            shown += labels(counters, ("1", 0))
    assert [*shown, *labels(counters, ("1", 0))] == ["1.", "1.", "2.", "2."]


def test_an_instance_may_replace_a_level() -> None:
    override = {0: Override(level=Level("upperLetter", template_of("%1)"), start=3))}
    counters = Counters({"a": _TWO}, {"1": ListInstance("a", override)})
    assert labels(counters, ("1", 0)) == ["C)"]


def test_legal_numbers_are_digits_on_all_levels() -> None:
    levels = {
        0: Level("chineseCounting", template_of("%1、")),
        1: Level("lowerLetter", template_of("%1.%2"), legal=True),
    }
    counters = Counters({"a": levels}, {"1": ListInstance("a")})
    assert labels(counters, ("1", 0), ("1", 1)) == ["一、", "1.1"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\uf06c", "●"), ("\uf0a8", "□"), ("\uf0e4", "•"), ("l", "●"), ("—", "—"), ("", "•"), ("★", "★")],
)
def test_bullets_are_signs_that_can_be_read(text: str, shown: str) -> None:
    counters = Counters({"a": {0: Level("bullet", template_of(text))}}, {"1": ListInstance("a")})
    assert counters.label("1", 0).strip() == shown


def test_hidden_and_missing_levels_print_nothing() -> None:
    counters = Counters(
        {"a": {0: Level(template=template_of("%1"), hidden=True)}},
        {"1": ListInstance("a"), "2": ListInstance("none")},
    )
    assert labels(counters, ("1", 0), ("1", 5), ("2", 0)) == ["", "", ""]


@pytest.mark.parametrize(
    ("label", "suffix", "shown"),
    [
        ("第一条", "tab", "第一条　"),
        ("第一条", "space", "第一条　"),
        ("第一条", "nothing", "第一条"),
        ("一、", "tab", "一、"),
        ("（一）", "space", "（一）"),
        ("①", "tab", "①"),
        ("1.", "tab", "1. "),
        ("1.1", "nothing", "1.1"),
        ("", "tab", ""),
    ],
)
def test_the_gap_behind_a_label(label: str, suffix: str, shown: str) -> None:
    assert joined(label, suffix) == shown


def test_a_label_has_a_length_that_a_line_can_hold() -> None:
    levels = {0: Level("lowerRoman", template_of("%1" * 5_000), start=8_888)}
    counters = Counters({"a": levels}, {"1": ListInstance("a")})
    assert len(counters.label("1", 0)) < 1_000
