"""Automatic numbers as Word prints them."""

import pytest

from corpus.readers.numerals import chinese_number, format_name, numeral

CASES = (
    ("decimal", {1: "1", 120: "120"}),
    ("chineseCountingThousand", {0: "零", 1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一百",
                                 101: "一百零一", 110: "一百一十", 1001: "一千零一", 1010: "一千零一十", 10_000: "一万",
                                 10_500: "一万零五百", 12_345: "一万二千三百四十五"}),
    ("chineseCounting", {9: "九", 21: "二十一", 100: "一○○", 105: "一○五"}),
    ("taiwaneseCounting", {19: "十九", 120: "一二○"}),
    ("japaneseCounting", {3: "三", 10: "十", 100: "百", 101: "百一", 1200: "千二百"}),
    ("ideographDigital", {10: "一〇", 2023: "二〇二三"}),
    ("chineseLegalSimplified", {3: "叁", 10: "壹拾", 16: "壹拾陆", 105: "壹佰零伍"}),
    ("decimalFullWidth", {12: "１２"}),
    ("decimalEnclosedCircle", {0: "⓪", 1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
    ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "(21)"}),
    ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "十一"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
    ("ideographZodiac", {12: "亥", 13: "13"}),
    ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥", 61: "61"}),
    ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
    ("lowerLetter", {26: "z", 27: "aa", 53: "aaa"}),
    ("ordinal", {1: "1st", 11: "11th", 22: "22nd"}),
    ("decimalZero", {7: "07", 10: "10"}),
    ("none", {5: ""}),
    ("a format of tomorrow", {5: "5"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "number", "shown"), [(name, n, shown) for name, pairs in CASES for n, shown in pairs.items()]
)
def test_numeral(name: str, number: int, shown: str) -> None:
    assert numeral(number, name) == shown


@pytest.mark.parametrize("number", [-1, 32_768, 2_000_000_000])
def test_numbers_that_word_does_not_count_to_are_digits(number: int) -> None:
    assert numeral(number, "upperRoman") == str(number)


def test_chinese_numbers_are_all_different() -> None:
    shown = [chinese_number(n) for n in range(20_000)]
    assert len(set(shown)) == len(shown)
    assert not any("零零" in s or (s.endswith("零") and s != "零") for s in shown)


def test_every_binary_code_names_a_format() -> None:
    assert {format_name(code) for code in (0, 10, 11, 37, 39)} == {
        "decimal", "ideographDigital", "japaneseCounting", "chineseCounting", "chineseCountingThousand",
    }  # fmt: skip
    assert format_name(200) == "decimal"
