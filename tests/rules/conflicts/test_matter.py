"""What a title is about."""

import pytest

from rules.conflicts.matter import key_similarity, matter_key, own_words, series_key


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("望海市兰台区居民楼公共排水立管更换管理办法", "居民楼公共排水立管更换"),
        ("兰台区人民政府关于加强养犬管理的通告", "养犬"),
        ("双河镇农村户用卫生厕所管护办法（试行）", "农村户用卫生厕所管护"),
        ("兰台区城市照明设施管理暂行办法", "城市照明设施"),
        ("城市照明管理办法", "城市照明"),
        ("关于公布2024年度全区城乡最低生活保障标准的通知", "城乡最低生活保障"),
        ("管理办法", ""),
    ],
)
def test_leaves_the_noun_phrase(title: str, key: str) -> None:
    assert matter_key(title) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("兰台区农村危房改造补助实施细则", "兰台区农村危房改造办法", True),
        ("兰台区城市低保管理办法", "兰台区农村厕所管护办法", False),
        ("兰台区供热管理办法", "兰台区燃气管理办法", False),
    ],
)
def test_tells_matters_apart(one: str, other: str, same: bool) -> None:
    assert (key_similarity(matter_key(one), matter_key(other)) >= 0.6) is same


def test_annual_series_share_a_key_and_versions_do_not() -> None:
    older, newer = series_key("关于公布2024年度低保标准的通知"), series_key("关于公布2025年度低保标准的通知")
    assert older is not None
    assert newer is not None
    assert older[0] == newer[0]
    assert (older[1], newer[1]) == (2024, 2025)
    assert series_key("行政许可事项清单（2022年版）") is None


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("低收入家庭冬季取暖救助", "困难群众取暖救助", ("低收入家庭冬季", "困难群众")),
        ("田庄水库保护", "萌山水库保护", ("田庄", "萌山")),
        ("见义勇为奖励", "见义勇为确认", ("", "")),
    ],
)
def test_what_each_title_says_on_its_own(one: str, other: str, words: tuple[str, str]) -> None:
    assert own_words(one, other) == words
