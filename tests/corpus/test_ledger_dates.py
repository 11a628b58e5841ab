"""Dates in ledger cells: every way of writing a day, and none that does not exist."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.ledger_dates import read_date, read_interval

FORMS = [
    (date(2024, 4, 12), "2024-04-12"),
    (datetime(2024, 4, 12, 9, 30), "2024-04-12"),
    (45394, "2024-04-12"),
    (45394.75, "2024-04-12"),
    ("45394", "2024-04-12"),
    (20240412, "2024-04-12"),
    (20240412.0, "2024-04-12"),
    (2024, "2024"),
    (2024.4, "2024-04"),
    (2024.12, "2024-12"),
    ("2024-04-12", "2024-04-12"),
    ("2024/4/12", "2024-04-12"),
    ("2024.4.12", "2024-04-12"),
    ("2024．4．12", "2024-04-12"),
    ("2024年4月12日", "2024-04-12"),
    ("二〇二四年四月十二日", "2024-04-12"),
    ("二○二四年十二月三十一日", "2024-12-31"),
    ("20240412", "2024-04-12"),
    ("2024、4、12", "2024-04-12"),
    ("2024-04-12 00:00:00", "2024-04-12"),
    ("自2024年4月12日起施行", "2024-04-12"),
    ("2024年4月", "2024-04"),
    ("2024年", "2024"),
]
NO_DATES = [
    "2021-02-30",
    "2021年13月1日",
    "2021.4.31",
    "四月十二日",
    "待定",
    "1024-01-01",
    "123456",
    -5,
    999999,
    True,
]


@pytest.mark.parametrize(("cell", "iso"), FORMS)
def test_every_form_of_a_date_is_read(cell: object, iso: str) -> None:
    found = read_date(cell)
    assert (found.iso, found.problem) == (iso, "")


@pytest.mark.parametrize("cell", NO_DATES)
def test_what_is_no_date_is_told_and_never_becomes_one(cell: object) -> None:
    found = read_date(cell)
    assert found.iso is None
    assert found.problem


def test_a_number_that_may_be_january_or_october_keeps_the_year_only() -> None:
    found = read_date(2024.1)
    assert found.iso == "2024"
    assert "10月" in found.problem


def test_two_dates_in_one_cell_are_not_guessed() -> None:
    found = read_date("2021年8月10日至2021年9月10日")
    assert found.iso is None
    assert "2个日期" in found.problem


@settings(derandomize=True, max_examples=200)
@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_is_the_same_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    plain = (f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}")
    assert {read_date(form).iso for form in (*plain, day, serial, str(day))} == {day.isoformat()}


@settings(derandomize=True, max_examples=300)
@given(st.one_of(st.text(max_size=40), st.floats(), st.integers()))
def test_no_cell_raises(cell: object) -> None:
    found = read_date(cell)
    assert found.iso or found.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年1月5日至2021年2月5日", ("2021-01-05", "2021-02-05")),
        ("2021年1月5日至2月5日", ("2021-01-05", "2021-02-05")),
        ("2021年12月20日至1月20日", ("2021-12-20", "2022-01-20")),
        ("2021年1月5日—25日", ("2021-01-05", "2021-01-25")),
        ("2021-01-05 ~ 2021-02-05", ("2021-01-05", "2021-02-05")),
        ("2021.1.5-2.5", ("2021-01-05", "2021-02-05")),
        ("2021/1/5-2021/2/5", ("2021-01-05", "2021-02-05")),
        ("2021年1月5日", None),
        ("2021年1月5日至今", None),
        ("2021年2月5日至2021年1月5日", None),
        ("2021年1月5日至2月30日", None),
        ("2021年1月至3月", None),
        ("已于2021年1月5日至2月5日征求", None),
    ],
)
def test_a_cell_may_print_a_first_and_a_last_day(text: str, expected: tuple[str, str] | None) -> None:
    assert read_interval(text) == expected
