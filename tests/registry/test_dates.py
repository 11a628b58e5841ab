"""Chinese dates in every printed form, numerals, terms and working days."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import dates

FORMS = {
    "2021年5月8日": "2021-05-08",
    "2021 年 5 月 8 日": "2021-05-08",
    "2021-05-08": "2021-05-08",
    "2021.5.8": "2021-05-08",
    "2021/5/8": "2021-05-08",
    "20210508": "2021-05-08",
    "二〇二一年五月八日": "2021-05-08",
    "二○○七年七月三十一日": "2007-07-31",
    "二OO六年二月二十日": "2006-02-20",
    "二零一九年十二月十日": "2019-12-10",
    "一九九四年一月一日": "1994-01-01",
    "２０２１年５月８日": "2021-05-08",
    "2019年7月25日　": "2019-07-25",
    "二〇一五年十一月廿三日": "2015-11-23",
    "2015年3月": "2015-03",
    "2021-05": "2021-05",
    "2015年": "2015",
    "2022-04-18 09:32": "2022-04-18",
    "2026-07-19T07:16:00+08:00": "2026-07-19",
    "2021-02-30": None,
    "2021年13月1日": None,
    "长期": None,
    "": None,
    "2021年5月8日至2022年5月7日": None,
    "1800年1月1日": "1800-01-01",
    "1799年12月31日": None,
    "2200年12月31日": "2200-12-31",
    "2201年1月1日": None,
    "1800年": "1800",
    "2201年": None,
    "2021-05-08 09:32:11." + "0" * 40: "2021-05-08",  # sixty characters, the most that a date may take
    "2021-05-08 09:32:11." + "0" * 41: None,
}


@pytest.mark.parametrize(("text", "iso"), FORMS.items())
def test_a_printed_date_is_read_with_its_precision(text: str, iso: str | None) -> None:
    assert dates.parse_date(text) == iso


NUMERALS = {
    "十": 10, "十二": 12, "二十": 20, "一百零五": 105, "一百〇五": 105, "一百一十六": 116, "二百": 200,
    "一千二百六十": 1260, "两百零三": 203, "二〇二一": 2021, "十一": 11, "廿三": 23, "12": 12, "１２": 12, "条": None, "": None,
    "廿": 20, "卅一": 31, "五万": 50_000, "12万": 120_000, "一万二千": 12_000, "三十五万零六": 350_006, "3百25": 325,
    "1234567890123456": 1_234_567_890_123_456, "12345678901234567": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMERALS.items())
def test_numerals(text: str, number: int | None) -> None:
    assert dates.cn2int(text) == number


WRITTEN = {
    0: "零", 9: "九", 10: "十", 12: "十二", 20: "二十", 21: "二十一", 100: "一百", 105: "一百零五", 110: "一百一十",
    111: "一百一十一", 200: "二百", 1000: "一千", 1005: "一千零五", 1010: "一千零一十", 1100: "一千一百", 2026: "二千零二十六",
    9999: "九千九百九十九",
}  # fmt: skip


@pytest.mark.parametrize(("number", "text"), WRITTEN.items())
def test_numerals_are_written_as_articles_are_numbered(number: int, text: str) -> None:
    assert dates.int2cn(number) == text


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_without_such_a_numeral_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        dates.int2cn(number)


@given(st.integers(0, 9999))
@settings(derandomize=True)
def test_numerals_written_are_read_back(number: int) -> None:
    assert dates.cn2int(dates.int2cn(number)) == number


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
@settings(derandomize=True)
def test_every_day_is_found_in_running_text(day: date) -> None:
    text = f"本办法自{day.year}年{day.month}月{day.day}日起施行"
    [found] = dates.find_dates(text)
    assert found.iso == day.isoformat()
    assert text[found.start : found.end].endswith("日")


def test_dates_are_found_from_the_first_character_to_the_given_end() -> None:
    text = "2021年5月8日起，2022年5月7日止"
    assert list(dates.find_dates(text)) == [
        dates.FoundDate("2021-05-08", 0, 9),
        dates.FoundDate("2022-05-07", 11, 20),
    ]
    assert [found.iso for found in dates.find_dates(text, 1)] == ["2022-05-07"]
    assert [found.iso for found in dates.find_dates(text, 0, 15)] == ["2021-05-08"]


def test_the_date_at_a_place() -> None:
    text = "自2021年5月8日起，2021年13月1日止"
    assert dates.date_at(text, 1) == dates.FoundDate("2021-05-08", 1, 10)
    assert dates.date_at(text, 0) is None
    assert dates.date_at(text, 12) is None, "there is no thirteenth month"


@given(st.text(max_size=200))
@settings(derandomize=True)
def test_any_text_is_accepted(text: str) -> None:
    for found in dates.find_dates(text):
        first, last = dates.interval(found.iso)
        assert first <= last
    dates.parse_date(text)


TERMS = [  # start, months, last day
    (date(2021, 3, 10), 60, date(2026, 3, 9)),
    (date(2019, 7, 25), 60, date(2024, 7, 24)),
    (date(2022, 3, 1), 60, date(2027, 2, 28)),
    (date(2021, 1, 31), 18, date(2022, 7, 30)),
    (date(2020, 2, 29), 60, date(2025, 2, 28)),
    (date(2020, 8, 30), 6, date(2021, 2, 28)),
]


@pytest.mark.parametrize(("start", "months", "last"), TERMS)
def test_a_term_ends_the_day_before_its_anniversary(start: date, months: int, last: date) -> None:
    assert dates.last_day_of_term(start, months) == last


def test_a_month_is_an_interval() -> None:
    assert dates.interval("2015-02") == (date(2015, 2, 1), date(2015, 2, 28))
    assert dates.interval("2015-12") == (date(2015, 12, 1), date(2015, 12, 31))
    assert dates.interval("2015") == (date(2015, 1, 1), date(2015, 12, 31))


def test_the_anniversary_of_a_leap_day() -> None:
    assert dates.add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert dates.add_years(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert dates.add_years(date(2021, 5, 8), -2) == date(2019, 5, 8)


def test_working_days_know_the_holiday_notices_and_fall_back_to_weekends() -> None:
    assert not dates.is_workday(date(2024, 10, 1))
    assert dates.is_workday(date(2024, 9, 29))  # a Sunday worked for the National Day holiday
    assert dates.next_workday(date(2024, 10, 1)) == date(2024, 10, 8)
    assert dates.is_workday(date(1990, 1, 8))  # outside the table: a Monday
    assert not dates.is_workday(date(1990, 1, 7))
    assert dates.add_workdays(date(2024, 9, 30), 1) == date(2024, 10, 8)
