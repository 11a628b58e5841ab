"""Printed revision history of a text."""

import pytest

from corpus.history import find_history, history_spans

CASES = {
    "lines with approval, publication and effect": (
        "# 甲条例\n\n2013年10月31日 甲市十二届人民代表大会常务委员会第十五次会议通过\n\n"
        "2014年3月27日 乙省十二届人民代表大会常务委员会第九次会议批准\n\n2014年4月11日 甲市人大常委会公告第23号公布\n\n"
        "2014年6月1日 施行\n\n第一条 为了丙，制定本条例。",
        [
            ("2013-10-31", "adopted"),
            ("2014-03-27", "adopted"),
            ("2014-04-11", "published"),
            ("2014-06-01", "effective"),
        ],
    ),
    "bracket with several amendments": (
        "甲办法\n（2009年3月2日甲部令第44号公布 自2009年5月1日起施行 根据2015年5月6日《甲部关于修改〈乙办法〉等5部规章的决定》第一次修正　"
        "根据2016年1月5日《甲部关于修改和废止部分规章的决定》第二次修订）\n第一条 为了丙，制定本办法。",
        [
            ("2009-03-02", "published"),
            ("2009-05-01", "effective"),
            ("2015-05-06", "amended"),
            ("2016-01-05", "revised"),
        ],
    ),
    "from the day of publication adds nothing": (
        "甲办法\n（2003年10月15日甲部令第36号发布 自发布之日起施行）\n第一条 为了丙，制定本办法。",
        [("2003-10-15", "published")],
    ),
    "promulgating order": (
        "甲办法\n《甲办法》已于2016年11月2日由甲部部务会议审议通过，现予公布，自2017年1月1日起施行。\n部长 某某\n2016年11月16日\n第一条 为了丙，制定本办法。",
        [("2016-11-02", "adopted"), ("2017-01-01", "effective"), ("2016-11-16", "published")],
    ),
    "order number in a bracket, nothing else": (
        "甲办法\n（2007年9月28日甲局令第23号）\n第一条 为了丙，制定本办法。",
        [("2007-09-28", "published")],
    ),
    "the making told in a sentence": (
        "甲办法\n《甲办法》已于1998年6月26日甲部第三次部务会议通过，1998年7月26日甲部令第六号公布，自公布之日起施行\n第一条 为了丙，制定本办法。",
        [("1998-06-26", "adopted"), ("1998-07-26", "published")],
    ),
    "the making of another text": (
        "甲办法\n《关于修改甲办法的决定》已于1998年6月26日甲部第三次部务会议通过\n第一条 为了丙，制定本办法。",
        [],
    ),
    "order number without a verb": (
        "甲办法\n（2004年7月6日  甲总局令第35号  根据2015年8月28日《关于修订部分规章的决定》修订）\n第一条 为了丙，制定本办法。",
        [("2004-07-06", "published"), ("2015-08-28", "revised")],
    ),
    "a row of revising orders": (
        "甲办法\n（2006年3月27日甲部令第62号公布，2013年12月31日甲部令2013年第5号、2014年4月25日甲部令2014年第3号修订）\n第一条 为了丙，制定本办法。",
        [("2006-03-27", "published"), ("2013-12-31", "revised"), ("2014-04-25", "revised")],
    ),
    "line broken in the middle, a long one behind": (
        "甲条例\n2017年7月28日 乙省\n第十二届人民代表大会常务委员会第三十一次会议《关于修改〈甲省各级人民代表大会常务委员会规范性文件备案审查规定〉的决定》修正\n第一条 为了丙，制定本条例。",
        [("2017-07-28", "amended")],
    ),
    "line broken in the middle": (
        "甲条例\n2013年2月26日 甲市人民代表大会常务委员会\n第九次会议通过\n第一条 为了丙，制定本条例。",
        [("2013-02-26", "adopted")],
    ),
    "amendment passed and approved in one line": (
        "甲条例\n2019年12月27日 甲市人大常委会第二十一次会议通过并经2020年1月15日乙省人大常委会第十六次会议批准的《甲市人大常委会关于修改〈丙条例〉等五件地方性法规的决定》修正\n第一条 为了丁，制定本条例。",
        [("2019-12-27", "amended")],
    ),
    "date of a notice is no history": (
        "关于印发《甲办法》的通知\n兰政发〔2020〕3号\n各部门：\n现印发给你们。\n兰台区人民政府\n2020年7月30日\n（此件公开发布）\n甲办法\n第一条 为了丙，制定本办法。",
        [],
    ),
    "a repeal clause is no history": ("2003年1月1日区政府发布的《甲办法》同时废止。\n第一条 略。", []),
}


@pytest.mark.parametrize("name", CASES)
def test_events(name: str) -> None:
    text, events = CASES[name]
    assert [(e.date, e.act) for e in find_history(text)] == events


def test_an_approval_says_who_approved() -> None:
    text = "甲条例\n2014年3月27日 乙省人大常委会第九次会议批准\n第一条 略。"
    assert [e.by for e in find_history(text)] == ["乙省人大常委会第九次会议批准"]


def test_spans_hold_the_events() -> None:
    text, _ = CASES["bracket with several amendments"]
    found = find_history(text)
    assert found
    assert all(any(a <= e.start < b for a, b in history_spans(text)) for e in found)
