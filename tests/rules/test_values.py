"""The values that rules compute with: dates, working days, ledger steps, issuers, names."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.dates import add_months, add_workdays, is_workday, last_day_of_term, next_workday
from rules.names import inner_of, number_key, quoted, title_key, without_issuer
from rules.spans import DateSpan, parse_cell
from rules.steps import StepState, cell_state, read_step
from rules.workdays import deadline, workdays_between

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021年5月8日", date(2021, 5, 8), date(2021, 5, 8)),
        ("2021-05-08", date(2021, 5, 8), date(2021, 5, 8)),
        ("2021.5.8", date(2021, 5, 8), date(2021, 5, 8)),
        ("20210508", date(2021, 5, 8), date(2021, 5, 8)),
        ("２０２１年５月８日", date(2021, 5, 8), date(2021, 5, 8)),
        ("二○○五年五月十六日", date(2005, 5, 16), date(2005, 5, 16)),
        ("二〇一九年十二月二十日", date(2019, 12, 20), date(2019, 12, 20)),
        ("2015年3月", date(2015, 3, 1), date(2015, 3, 31)),
        ("于2024年2月报送", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_cell_gives_a_day_or_a_month(text: str, first: date, last: date) -> None:
    span = parse_cell(text)
    assert span is not None
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["无", "", "2021-02-30", "2021年13月1日", "长期", "二〇二一年一月十十日", "二〇二一年二月三十日"]
)
def test_a_cell_without_a_date_gives_none(text: str) -> None:
    assert parse_cell(text) is None


@given(DAYS)
@settings(derandomize=True, max_examples=200)
def test_printed_days_are_read_back(day: date) -> None:
    assert parse_cell(str(DateSpan.of(day))) == DateSpan.of(day)


def test_a_month_is_before_only_when_all_of_it_is() -> None:
    may = DateSpan.parse("2021-05")
    assert may is not None
    assert may.before(date(2021, 6, 1))
    assert not may.before(date(2021, 5, 31))
    assert may.after(date(2021, 4, 30))
    assert not may.after(date(2021, 5, 1))
    assert str(may) == "2021年5月"
    assert str(DateSpan.parse("2021")) == "2021年"


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2021, 3, 10), 60, date(2026, 3, 9)),
        (date(2021, 1, 1), 60, date(2025, 12, 31)),
        (date(2020, 1, 31), 18, date(2021, 7, 30)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 8, 31), 6, date(2021, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start: date, months: int, last: date) -> None:
    assert last_day_of_term(start, months) == last


@given(DAYS, st.integers(1, 240))
@settings(derandomize=True, max_examples=200)
def test_a_longer_term_never_ends_earlier(start: date, months: int) -> None:
    assert last_day_of_term(start, months) >= start
    assert last_day_of_term(start, months + 1) > last_day_of_term(start, months)
    assert add_months(start, 0) == start


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2020, 8, 3), date(2020, 8, 18)),
        (date(2021, 9, 22), date(2021, 10, 8)),  # the fifteenth day lies in the National Day holiday
        (date(2024, 4, 12), date(2024, 4, 28)),  # a Saturday; the Sunday is a make-up working day
        (date(2023, 5, 26), date(2023, 6, 12)),  # a Saturday
    ],
)
def test_fifteen_days_roll_over_rest_days(start: date, due: date) -> None:
    assert deadline(start, 15) == due


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2023, 9, 25), date(2023, 10, 17), 12),
        (date(2020, 6, 17), date(2020, 7, 24), 26),
        (date(2024, 1, 25), date(2024, 2, 26), 19),
        (date(2024, 1, 25), date(2024, 1, 25), 0),
        (date(2024, 2, 1), date(2024, 1, 1), 0),
    ],
)
def test_working_days_leave_out_holidays(start: date, end: date, days: int) -> None:
    assert workdays_between(start, end) == days


def test_years_beyond_the_calendar_are_estimated() -> None:
    assert is_workday(date(2055, 11, 1)) is (date(2055, 11, 1).weekday() < 5)
    assert not is_workday(date(2055, 10, 1))


@given(DAYS, st.integers(0, 60))
@settings(derandomize=True, max_examples=100)
def test_working_days_added_are_counted_again(start: date, days: int) -> None:
    end = add_workdays(start, days)
    assert workdays_between(start, end) == days
    assert is_workday(next_workday(start))
    assert next_workday(start) - start < timedelta(days=15)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "unknown"),
        ("无", "none"),
        ("未报备", "none"),
        ("没有", "none"),
        ("否", "none"),
        ("不适用", "exempt"),
        ("不涉及", "exempt"),
        ("没报", "none"),
        ("不详", "unknown"),
        ("待核实", "unknown"),
        ("2021-05-08", "done"),
        ("区司法局", "done"),
    ],
)
def test_what_one_cell_says(text: str, state: str) -> None:
    assert cell_state(text) is StepState(state)


@pytest.mark.parametrize(
    ("name", "ledger", "state"),
    [
        ("备案", {}, "unknown"),
        ("备案", {"备案日期": "无"}, "none"),
        ("备案", {"备案机关": "望江市人民政府"}, "unknown"),
        ("备案", {"备案号": "望江政备2023-8"}, "done"),
        ("合法性审核", {"合法性审核送审日期": "2023-04-03", "合法性审核日期": "无"}, "none"),
        ("合法性审核", {"合法性审核机构": "区司法局"}, "done"),
        ("公开征求意见", {"征求意见开始": "2023-02-06"}, "done"),
        ("公平竞争审查", {"公平竞争审查日期": "不涉及"}, "exempt"),
        ("集体审议", {"审议会议": "无"}, "none"),
    ],
)
def test_a_step_is_read_from_its_cells(name: str, ledger: dict[str, str], state: str) -> None:
    assert read_step(name, ledger).state is StepState(state)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("兰河政发〔2015〕3号", "兰河政发[2015]3号"),
        ("兰河政发〔2015〕3号", "兰河政发﹝2015﹞ 3 号"),
        ("兰河政发〔2015〕3号", "兰河政发【２０１５】第03号"),
        ("LHDR—2017—9", "LHDR-2017-9"),
    ],
)
def test_numbers_that_differ_only_in_print_are_one(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


def test_different_numbers_stay_apart() -> None:
    assert number_key("兰河政发〔2015〕3号") != number_key("兰河政发〔2015〕3-1号")
    assert number_key(None) == ""


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("兰河区人民政府关于印发《兰河区X管理办法》的通知", "兰河区X管理办法"),
        ("关于印发兰河区X管理办法（试行）的通知", "兰河区X管理办法（试行）"),
        ("关于转发《望江市关于印发〈X办法〉的通知》的通知", "望江市关于印发〈X办法〉的通知"),
        ("兰河区人民政府关于修改《兰河区X办法》的决定", "兰河区人民政府关于修改《兰河区X办法》的决定"),
        ("【已失效】关于印发《兰河区X办法》的通知", "兰河区X办法"),
    ],
)
def test_the_inner_title_of_a_wrapper(title: str, inner: str) -> None:
    assert inner_of(title) == inner


def test_titles_compare_without_quotes_blanks_and_marks() -> None:
    assert title_key("《兰河区 X 办法（试行）》") == title_key("兰河区X办法(试行)")
    assert title_key("原《兰河区X办法》") == title_key("兰河区X办法")
    assert without_issuer("兰河区人民政府关于X的通知") == "关于X的通知"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("兰河区X办法", "《兰河区X办法》"),
        ("《兰河区X办法》", "《兰河区X办法》"),
        ("关于延长《兰河区X办法》有效期的通知", "《关于延长〈兰河区X办法〉有效期的通知》"),
        ("《兰河区X办法》和《Y办法》", "《〈兰河区X办法〉和〈Y办法〉》"),
    ],
)
def test_a_title_inside_a_title_is_shown_in_single_brackets(title: str, shown: str) -> None:
    assert quoted(title) == shown
