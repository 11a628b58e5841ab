"""The forms of 发文字号 (rules.md §2.1), their comparison, and finding them in running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.docno import DocNumber, canonical, find_numbers, number_key, parse_number, same_number

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


#: printed → code, year, serial, form, bracketed, term
PARTS = {
    "沈政办发〔2023〕26号": ("沈政办发", 2023, "26", "bracket", True, ""),
    "证监会公告〔2008〕38号": ("证监会公告", 2008, "38", "bracket", True, ""),
    "千政发〔2015〕3号之一": ("千政发", 2015, "3-1", "bracket", True, ""),
    "千政发〔2015〕3号之2": ("千政发", 2015, "3-2", "bracket", True, ""),
    "千政发〔2015〕3之二号": ("千政发", 2015, "3-2", "bracket", True, ""),
    "千政发〔2015〕3－12号": ("千政发", 2015, "3-12", "bracket", True, ""),
    "千政发〔二〇一五〕十二号": ("千政发", 2015, "12", "bracket", True, ""),
    "千政发〔２０１５〕１２号": ("千政发", 2015, "12", "bracket", True, ""),
    "2024〔159号〕": ("", 2024, "159", "bracket", True, ""),
    "沧州市人民政府令第〔2025〕第2号": ("沧州市人民政府令", 2025, "2", "order", True, ""),
    "第149号令": ("令", None, "149", "order", False, ""),
    "国土资源部第45号令": ("国土资源部令", None, "45", "order", False, ""),
    "财 政 部令第5号": ("财政部令", None, "5", "order", False, ""),
    "江苏省人民政府 令2022年第158号": ("江苏省人民政府令", 2022, "158", "order", False, ""),
    "海关总署2020年第101号公告": ("海关总署公告", 2020, "101", "order", False, ""),
    "国家质检总局警示通告第6号": ("国家质检总局警示通告", None, "6", "order", False, ""),
    "第6号警示通告": ("警示通告", None, "6", "order", False, ""),
    "财政部 税务总局公告2026年第10号": ("财政部 税务总局公告", 2026, "10", "order", False, ""),
    "市人大常委会公告﹝十三届﹞第六十四号": ("市人大常委会公告", None, "64", "order", False, "十三届"),
    "市人大常委会公告第〔2020〕5号": ("市人大常委会公告", 2020, "5", "bracket", True, ""),
    "HFGS—2017—009": ("HFGS", 2017, "009", "registration", False, ""),
}


@pytest.mark.parametrize(("printed", "parts"), PARTS.items())
def test_a_number_is_taken_apart(printed: str, parts: tuple[str, int | None, str, str, bool, str]) -> None:
    code, year, serial, form, bracketed, term = parts
    wanted = DocNumber(code, year, serial, form, printed, bracketed, term, certain=True)
    assert parse_number(printed) == parse_number(f"  （{printed}） ：") == wanted


def test_what_is_longer_than_a_number_is_none() -> None:
    assert parse_number("某" * 76 + "令第1号") is not None, "eighty characters"
    assert parse_number("某" * 77 + "令第1号") is None


EQUAL = [
    ("千政发【2013】8号", "千政发〔2013〕第08号"),
    ("中华人民共和国国务院令第707号", "国令第707号"),
    ("HFGS—2017—9", "HFGS-2017-09"),
    ("国 发〔2015〕68号", "国发[2015]68号"),
    ("没有　文 号", "没有文号"),
    ("ＡＢＣ", "abc"),
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


CAN_BE_ONE = {
    ("千政发〔2013〕8号", "千政发【2013】第8号"): True,
    ("江苏省人民政府令2022年第158号", "江苏省人民政府令第158号"): True,
    ("江苏省人民政府令2022年第158号", "江苏省人民政府令2021年第158号"): False,
    ("财政部公告2020年第5号", "财政部公告第5号"): False,  # announcements are counted anew each year
    ("财政部令第5号", "财政部令第6号"): False,
    ("财政部令第5号", "令第5号"): True,
    ("财政部第5号令", "第5号令"): True,
    ("财政部公告2020年第5号", "公告2020年第5号"): True,
    ("税务总局通告2020年第5号", "通告第5号"): True,
    ("财政部公告2020年第5号", "税务总局公告2020年第5号"): False,
    ("财政部令第5号", "税务总局公告第5号"): False,
    ("财政部令第5号", "公告第5号"): False,
    ("令第5号", "公告第5号"): False,
    ("没有文号", "别的文号"): False,
    ("没有文号", "令第5号"): False,
    ("令第5号", "没有文号"): False,
}


@pytest.mark.parametrize(("pair", "same"), CAN_BE_ONE.items())
def test_a_print_may_leave_out_its_year_or_organ(pair: tuple[str, str], same: bool) -> None:
    assert same_number(*pair) is same


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


#: a text with marks around each number as it is printed → form of each, canonical form of each
PLACES = {
    "|国 发 〔2015〕 68 号|文": ["bracket 国发〔2015〕68号"],
    "（|国 发〔2015〕68号|）": ["bracket 国发〔2015〕68号"],
    "规定，|辽农办综发[2019]458号|、": ["bracket 辽农办综发〔2019〕458号"],
    "原|千政发〔2015〕3号|文": ["bracket 千政发〔2015〕3号"],
    "根据|证监会公告〔2008〕38号|规定": ["order 证监会公告〔2008〕38号"],
    "根据|税务总局通告〔2008〕38号|规定": ["order 税务总局通告〔2008〕38号"],
    "|沧州市人民政府令第〔2025〕第2号|公布": ["order 沧州市人民政府令第2号"],
    "依照|国土资源部　第45号令|": ["order 国土资源部令第45号"],
    "依照|海关总署2020年第101号公告|": ["order 海关总署公告2020年第101号"],
    "原|国土资源部令第5号|": ["order 国土资源部令第5号"],
    "登记号a-|QSGF-2021-001|，": ["registration QSGF-2021-001"],
    "见|QSGF01-2021-001|号": ["registration QSGF01-2021-001"],
    "|QSGF-2021-001|、|HFGS-2022-002|": ["registration QSGF-2021-001", "registration HFGS-2022-002"],
    "|千政发〔2015〕3号|，|千政发〔2016〕4号|": ["bracket 千政发〔2015〕3号", "bracket 千政发〔2016〕4号"],
    "|国家市场监督管理总局令第55号令|第一次修正": ["order 国家市场监督管理总局令第55号"],
    "|令第5号| |第6号令|": ["order 令第5号", "order 令第6号"],
    "见 |沈政发〔2020〕1号|": ["bracket 沈政发〔2020〕1号"],
    "（|沈 政发〔2020〕1号|）": ["bracket 沈政发〔2020〕1号"],
    "按照|国发 〔2015〕68号|执行": ["bracket 国发〔2015〕68号"],
    "按照|局文件〔2015〕3号|": ["bracket 局文件〔2015〕3号"],
    "，|〔2019〕4号| ": ["bracket 〔2019〕4号"],
    "|〔2019〕4号| ": ["bracket 〔2019〕4号"],
    "|沪X〔2019〕4号|": ["bracket 沪X〔2019〕4号"],
    "|千政发〔2015〕03-1号|": ["bracket 千政发〔2015〕3-1号"],
    "|QSGX-2021-001|": ["registration QSGX-2021-001"],
    "依照|江苏省人民政府 令2022年第158号|": ["order 江苏省人民政府令第158号"],
    "根据|财政部 税务总局公告〔2008〕38号|": ["order 财政部 税务总局公告〔2008〕38号"],
    "根据|财政部 税务总局通告〔2008〕38号|": ["order 财政部 税务总局通告〔2008〕38号"],
    "根据|省政府 省军区令〔2008〕38号|": ["order 省政府 省军区令第38号"],
    f"{'为加强管理' * 9}，按照|国发〔2015〕68号|执行": ["bracket 国发〔2015〕68号"],
    f"{'为加强管理' * 13}，依照|国土资源部令第5号|执行": ["order 国土资源部令第5号"],
    "|财政部公告〔2020〕5号|、|税务总局公告2020年第6号|": [
        "order 财政部公告〔2020〕5号",
        "order 税务总局公告2020年第6号",
    ],
}


@pytest.mark.parametrize(("marked", "wanted"), PLACES.items())
def test_numbers_are_found_where_they_stand(marked: str, wanted: list[str]) -> None:
    pieces = marked.split("|")
    text = "".join(pieces)
    found = find_numbers(text)
    assert [f"{f.number.form} {f.number.canonical}" for f in found] == wanted
    assert [text[f.start : f.end] for f in found] == [f.number.raw for f in found] == pieces[1::2]


def test_numbers_are_found_in_a_part_of_a_text() -> None:
    text = "千政发〔2015〕3号，千政发〔2016〕4号，国令第5号"
    assert [f.number.serial for f in find_numbers(text, 5)] == ["4", "5"]
    assert [f.number.serial for f in find_numbers(text, 0, 22)] == ["3"]
    assert [f.number.serial for f in find_numbers(text, 12, 24)] == ["4"]
    assert find_numbers("国令第45号", 0, 5) == find_numbers("QSGF-2021-001", 0, 10) == ()


@pytest.mark.parametrize(
    ("text", "start", "printed"),
    [
        ("千政发〔2016〕4号", 2, "发〔2016〕4号"),
        ("国土资源部令第5号", 2, "资源部令第5号"),
        ("国土资源部第5号令", 2, "资源部第5号令"),
        ("某某证监会公告〔2008〕38号", 4, "会公告〔2008〕38号"),
    ],
)
def test_a_number_does_not_begin_before_the_part_that_is_looked_at(
    text: str, start: int, printed: str
) -> None:
    (found,) = find_numbers(text, start)
    assert text[found.start : found.end] == found.number.raw == printed


@given(st.text("〔〕[]（）令公告号第20183一二发政 年ABC-", max_size=80))
@settings(derandomize=True, max_examples=300)
def test_found_numbers_lie_in_order_inside_the_text(text: str) -> None:
    at = 0
    for found in find_numbers(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end
    parse_number(text)
