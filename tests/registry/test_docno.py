"""The forms of 发文字号 (rules.md §2.1), their comparison, and finding them in running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.docno import canonical, find_numbers, number_key, parse_number, same_number

FORMS = {
    "沈政办发〔2023〕26号": "沈政办发〔2023〕26号",
    "国发[2015]68号": "国发〔2015〕68号",
    "辽农办综发[2019]458号": "辽农办综发〔2019〕458号",
    "若政办发﹝2021﹞89号": "若政办发〔2021〕89号",
    "中国化学集团安发﹝2011﹞187号": "中国化学集团安发〔2011〕187号",
    "千政发【2013】8号": "千政发〔2013〕8号",
    "千政发（2012）21号": "千政发〔2012〕21号",
    "〔2019〕第4号": "〔2019〕4号",
    "达市府办发电〔2018〕57号": "达市府办发电〔2018〕57号",
    "徐府办发〔2012〕14号": "徐府办发〔2012〕14号",
    "周政〔2011〕53号": "周政〔2011〕53号",
    "辽宁省人民政府令第237号": "辽宁省人民政府令第237号",
    "第149号令": "令第149号",
    "江苏省人民政府 令2022年第158号": "江苏省人民政府令第158号",
    "沧州市人民政府令第〔2025〕第2号": "沧州市人民政府令第2号",
    "中华人民共和国公安部令（第61号）": "中华人民共和国公安部令第61号",
    "财政部 税务总局公告2026年第10号": "财政部 税务总局公告2026年第10号",
    "国家税务总局公告2021年第3号": "国家税务总局公告2021年第3号",
    "海关总署2020年第101号公告": "海关总署公告2020年第101号",
    "证监会公告〔2008〕38号": "证监会公告〔2008〕38号",
    "辽宁省人民代表大会常务委员会公告﹝十三届﹞第六十四号": "辽宁省人民代表大会常务委员会公告第64号",
    "HFGS—2017—9": "HFGS-2017-9",
    "QSGF-2021-001": "QSGF-2021-001",
    "ZJSP01-2021-0005": "ZJSP01-2021-0005",
    "鞍委〔2023〕20号": "鞍委〔2023〕20号",
    "2024〔159号〕": "〔2024〕159号",
    "广安区府办发〔202026": "广安区府办发〔2020〕26号",
    "千政发〔2015〕3-1号": "千政发〔2015〕3-1号",
    "千政发〔2015〕3—1号": "千政发〔2015〕3-1号",
    "千政发〔2015〕3号之一": "千政发〔2015〕3-1号",
    "兰教发【2013】第07号": "兰教发〔2013〕7号",
    "国 发 〔2015〕 68 号": "国发〔2015〕68号",
    "-": None,
    "": None,
    "关于印发《X办法》的通知": None,
    "2007年9月28日国家林业局令第23号": None,
}


@pytest.mark.parametrize(("printed", "wanted"), FORMS.items())
def test_each_printed_form_has_its_canonical_one(printed: str, wanted: str | None) -> None:
    assert canonical(printed) == wanted


def test_a_canonical_number_is_its_own_canonical_form() -> None:
    for wanted in {w for w in FORMS.values() if w}:
        assert canonical(wanted) == wanted


def test_damage_is_known_as_damage() -> None:
    damaged = parse_number("广安区府办发〔202026")
    assert damaged is not None
    assert not damaged.certain


EQUAL = [
    ("千政发【2013】8号", "千政发〔2013〕第08号"),
    ("中华人民共和国国务院令第707号", "国令第707号"),
    ("HFGS—2017—9", "HFGS-2017-09"),
    ("国 发〔2015〕68号", "国发[2015]68号"),
]
DIFFERENT = [
    ("千政发〔2013〕8号", "千政办发〔2013〕8号"),
    ("千政发〔2013〕8号", "千政发〔2014〕8号"),
    ("千政发〔2015〕3号", "千政发〔2015〕3-1号"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_prints_of_one_number_share_a_key(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_numbers_do_not(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


def test_an_order_may_leave_its_year_out() -> None:
    assert same_number("江苏省人民政府令2022年第158号", "江苏省人民政府令第158号")
    assert not same_number("江苏省人民政府令2022年第158号", "江苏省人民政府令2021年第158号")


RUNNING = {
    "根据《X条例》（财政部 税务总局令第51号），": ["财政部 税务总局令第51号"],
    "按照国办发〔2018〕37号文件和国发[2015]68号执行": ["国办发〔2018〕37号", "国发〔2015〕68号"],
    "原国家质检局2000年第14号公告、原质检总局2017年第6号警示通告相关规定": [
        "国家质检局公告2000年第14号",
        "质检总局警示通告2017年第6号",
    ],
    "（1990年9月25日国家海洋局令第2号公布 根据": ["国家海洋局令第2号"],
    "2014年4月11日 杭州市人民代表大会常务委员会公告第23号公布": ["杭州市人民代表大会常务委员会公告第23号"],
    "中华人民共和国住房和城乡建设部令第4号公布": ["中华人民共和国住房和城乡建设部令第4号"],
    "登记号：QSGF-2021-001。": ["QSGF-2021-001"],
    "按照我局兰民发〔2020〕1号文件执行": ["兰民发〔2020〕1号"],
    "《甲意见》（兰（研）发〔1987〕32号）": ["兰（研）发〔1987〕32号"],
    "1995年9月4日对外贸易经济合作部令第6号发布": ["对外贸易经济合作部令第6号"],
    "（原国家甲监督管理局（国家乙监察局）令第19号）": ["国家甲监督管理局（国家乙监察局）令第19号"],
    "没有文号的一句话，第二条第三款。": [],
}


@pytest.mark.parametrize(("text", "wanted"), RUNNING.items())
def test_numbers_are_found_in_running_text_without_the_words_before_them(
    text: str, wanted: list[str]
) -> None:
    assert [found.number.canonical for found in find_numbers(text)] == wanted


@given(st.text("〔〕[]（）令公告号第20183一二发政 年ABC-", max_size=80))
@settings(derandomize=True, max_examples=300)
def test_found_numbers_lie_in_order_inside_the_text(text: str) -> None:
    at = 0
    for found in find_numbers(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end
    parse_number(text)
