"""Title, numbers, issuers and dates from heads, notes and signatures of every usual shape."""

import pytest

from corpus.extract import extract
from corpus.kinds import act_of, inner_titles, is_trial, kind_of, strip_status

BODY = "各镇人民政府：\n为做好工作，现将有关事项通知如下：\n一、各镇应当配合。\n"

#: text → (title, number, issuers, signed_on, published_on)
HEADS = {
    "letterhead": (
        f"兰台区民政局文件\n兰民发〔2021〕57号\n兰台区民政局关于做好救助工作的通知\n{BODY}兰台区民政局\n2021年8月10日\n",
        ("兰台区民政局关于做好救助工作的通知", "兰民发〔2021〕57号", ("兰台区民政局",), "2021-08-10", None),
    ),
    "office letterhead, title in lines": (
        f"兰台区人民政府办公室文件\n兰政办发〔2020〕8号\n兰台区人民政府办公室关于加强农贸市场\n管理的通知\n{BODY}兰台区人民政府办公室\n二〇二〇年二月十四日\n",
        ("兰台区人民政府办公室关于加强农贸市场管理的通知", "兰政办发〔2020〕8号", ("兰台区人民政府办公室",), "2020-02-14", None),
    ),
    "joint, bodies in one line": (
        f"兰台区民政局　兰台区财政局\n关于印发《兰台区办法》的通知\n兰民发〔2021〕57号\n{BODY}兰台区民政局　　兰台区财政局\n二〇二一年八月十日\n",
        ("兰台区民政局 兰台区财政局关于印发《兰台区办法》的通知", "兰民发〔2021〕57号", ("兰台区民政局", "兰台区财政局"), "2021-08-10", None),
    ),
    "joint, bodies over one another": (
        f"兰台区民政局\n兰台区财政局\n关于救助工作的通知\n兰民发〔2021〕57号\n{BODY}兰台区民政局\n兰台区财政局\n2021年8月10日\n",
        ("兰台区民政局 兰台区财政局关于救助工作的通知", "兰民发〔2021〕57号", ("兰台区民政局", "兰台区财政局"), "2021-08-10", None),
    ),
    "announcement number in two lines": (
        f"兰台区农业农村局公告\n2024年第2号\n兰台区农业农村局关于深松补助的公告\n{BODY}兰台区农业农村局\n2024年3月12日\n",
        ("兰台区农业农村局关于深松补助的公告", "兰台区农业农村局公告2024年第2号", ("兰台区农业农村局",), "2024-03-12", None),
    ),
    "issuer over a public notice": (
        "兰台区人民政府\n关于划定禁放区域的通告\n兰政通〔2021〕3号\n为保障安全，现通告如下：\n一、禁止燃放。\n兰台区人民政府\n2021年9月17日\n",
        ("兰台区人民政府关于划定禁放区域的通告", "兰政通〔2021〕3号", ("兰台区人民政府",), "2021-09-17", None),
    ),
    "order": (
        "兰台区人民政府令\n第2号\n《兰台区信鸽管理规定》已经2018年3月12日区政府第5次常务会议通过，现予公布，自2018年5月1日起施行。\n区长　王　某\n2018年3月20日\n"
        "兰台区信鸽管理规定\n第一条　为了管理，制定本规定。\n",
        ("兰台区信鸽管理规定", "兰台区人民政府令第2号", ("兰台区人民政府",), "2018-03-12", "2018-03-20"),
    ),
    "order with a name of its own": (
        "兰台区人民政府森林防火令\n第3号\n为预防火灾，发布如下命令：\n一、禁止用火。\n兰台区人民政府\n2026年9月1日\n",
        ("兰台区人民政府森林防火令", "兰台区人民政府森林防火令第3号", ("兰台区人民政府",), "2026-09-01", None),
    ),
    "page lines before the title": (
        f"索 引 号：LT002　　发文机关：兰台区卫生健康局\n发文字号：兰卫健发〔2022〕31号　　　有效性：失效\n成文日期：2022年5月16日　　发布日期：2022年6月6日\n"
        f"【已失效】兰台区卫生健康局关于签约服务的通知\n{BODY}",
        ("兰台区卫生健康局关于签约服务的通知", "兰卫健发〔2022〕31号", ("兰台区卫生健康局",), "2022-05-16", "2022-06-06"),
    ),
    "law with notes": (
        "甲市乙条例\n2013年10月31日 甲市第十二届人民代表大会常务委员会第十五次会议通过\n2014年3月27日 丙省第十二届人民代表大会常务委员会第九次会议批准\n"
        "2014年4月11日 甲市第十二届人民代表大会常务委员会公告第23号公布\n2014年6月1日 施行\n第一条　为了管理，制定本条例。\n",
        ("甲市乙条例", "甲市第十二届人民代表大会常务委员会公告第23号", ("甲市第十二届人民代表大会常务委员会",), "2013-10-31", "2014-04-11"),
    ),
    "a congress by its short name": (
        "甲市乙条例\n1991年12月21日 甲市第九届人大常委会第三十一次会议通过\n第一条　为了管理，制定本条例。\n",
        ("甲市乙条例", None, ("甲市第九届人大常委会",), "1991-12-21", None),
    ),
    "the word of the order doubled": (
        "乙管理办法\n（2018年7月16日生态环境部部令第4号公布 自2019年1月1日起施行）\n第一条　为了管理，制定本办法。\n",
        ("乙管理办法", "生态环境部部令第4号", ("生态环境部",), None, "2018-07-16"),
    ),
    "department rule": (
        "乙管理办法\n（2012年7月1日交通运输部令2012年第3号公布，自2012年8月1日起施行　根据2019年7月16日《交通运输部关于修改〈乙管理办法〉的决定》修正）\n第一条　为了管理，制定本办法。\n",
        ("乙管理办法", "交通运输部令第3号", ("交通运输部",), None, "2012-07-01"),
    ),
    "order in front of a rule": (
        "乙管理办法\n《乙管理办法》已经2021年12月1日国家广播电视总局局务会议审议通过，现予公布，自公布之日起施行。\n局　长　　某某某\n2021年12月10日\n第一条　为了管理，制定本办法。\n",
        ("乙管理办法", None, ("国家广播电视总局",), "2021-12-01", "2021-12-10"),
    ),
    "line breaks lost": (
        "为防范风险，现公告如下：一、暂停进口。特此公告。海关总署 农业农村部2023年10月13日公告下载链接：海关总署 农业农村部关于暂停进口的公告.doc海关总署.pdf浏览次数：打印本页关闭",
        ("海关总署 农业农村部关于暂停进口的公告", None, ("海关总署", "农业农村部"), "2023-10-13", None),
    ),
    "signer beside the number": (
        f"兰台区人民政府办公室文件\n兰政办发〔2023〕12号　　　　签发人：张某某\n兰台区人民政府办公室关于做好防汛工作的通知\n{BODY}兰台区人民政府办公室\n2023年5月6日\n",
        ("兰台区人民政府办公室关于做好防汛工作的通知", "兰政办发〔2023〕12号", ("兰台区人民政府办公室",), "2023-05-06", None),
    ),
    "telegram": (
        f"兰台区人民政府办公室\n发电\n等级　特急·明电　　兰政办明电〔2021〕5号\n兰台区人民政府办公室关于防汛的紧急通知\n{BODY}兰台区人民政府办公室\n2021年7月8日\n",
        ("兰台区人民政府办公室关于防汛的紧急通知", "兰政办明电〔2021〕5号", ("兰台区人民政府办公室",), "2021-07-08", None),
    ),
    "number and day in brackets": (
        f"兰台区人民政府关于加强管理的意见\n（兰政发〔2019〕3号　2019年2月1日）\n{BODY}",
        ("兰台区人民政府关于加强管理的意见", "兰政发〔2019〕3号", ("兰台区人民政府",), "2019-02-01", None),
    ),
    "a date without a name": (
        f"关于做好低保工作的通知\n兰民字〔2016〕8号\n{BODY}二〇一六年三月二日\n",
        ("关于做好低保工作的通知", "兰民字〔2016〕8号", (), "2016-03-02", None),
    ),
    "typeset with blanks": (
        f"兰 台 区 人 民 政 府 文 件\n兰政发〔2023〕1 号\n兰台区人民政府\n关于印发《兰台区路灯管理办法》的\n通　知\n{BODY}兰台区人民政府\n2023年1月5日\n",
        ("兰台区人民政府关于印发《兰台区路灯管理办法》的通知", "兰政发〔2023〕1号", ("兰台区人民政府",), "2023-01-05", None),
    ),
    "joint public notice": (
        "兰台区公安局　兰台区城市管理局\n通　　告\n兰公通〔2023〕1号\n为加强管理，现通告如下：\n一、禁止停放。\n兰台区公安局　　兰台区城市管理局\n2023年1月2日\n",
        ("兰台区公安局 兰台区城市管理局通告", "兰公通〔2023〕1号", ("兰台区公安局", "兰台区城市管理局"), "2023-01-02", None),
    ),
    "day by month only": (
        f"兰台区教育局关于做好工作的通知\n{BODY}兰台区教育局\n2015年3月\n",
        ("兰台区教育局关于做好工作的通知", None, ("兰台区教育局",), "2015-03", None),
    ),
    "adopted by the government, abbreviated": (
        "兰台区甲管理办法（试行）\n（2018年3月1日区政府第3次常务会议通过　2018年3月5日兰政发〔2018〕9号公布）\n第一条　甲。\n",
        ("兰台区甲管理办法（试行）", "兰政发〔2018〕9号", ("兰台区人民政府",), "2018-03-01", "2018-03-05"),
    ),
    "nothing said": ("为做好工作，各镇应当配合。", (None, None, (), None, None)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), HEADS.values(), ids=HEADS)
def test_identity(text: str, wanted: tuple[object, ...]) -> None:
    found = extract(text)
    assert (found.title, found.number, found.issuers, found.signed_on, found.published_on) == wanted
    for name, quote in found.quotes.items():
        assert text[quote.start : quote.end] == quote.text, name


def test_the_print_date_is_not_the_date_of_signing() -> None:
    text = HEADS["letterhead"][0] + "（此件公开发布）\n兰台区民政局办公室　　2021年8月12日印发\n"
    found = extract(text)
    assert (found.signed_on, found.issued_on) == ("2021-08-10", "2021-08-12")


def test_the_page_fills_what_the_text_leaves_open() -> None:
    page = {
        "标题": "兰台区X办法",
        "发文字号": "兰政发〔2020〕1号",
        "发文机关": "兰台区人民政府",
        "成文日期": "2020年1月2日",
        "发布日期": "2020-01-05",
    }
    found = extract("为做好工作，各镇应当配合。\n", page)
    assert (found.title, found.number, found.issuers) == (
        "兰台区X办法",
        "兰政发〔2020〕1号",
        ("兰台区人民政府",),
    )
    assert (found.signed_on, found.published_on, found.quotes) == ("2020-01-02", "2020-01-05", {})
    assert extract(HEADS["letterhead"][0], page).number == "兰民发〔2021〕57号"


def test_a_registration_number_stands_beside_the_number() -> None:
    found = extract("HFGS—2022—7\n" + HEADS["letterhead"][0])
    assert (found.registration_no, found.number) == ("HFGS-2022-7", "兰民发〔2021〕57号")


TITLES = [  # title, act, what it wraps, kind
    ("甲区人民政府办公室关于印发《甲区程序规定》的通知", "印发", ("甲区程序规定",), "通知"),
    (
        "丙省司法厅关于印发<丙省司法厅关于认定的指导意见>等四个文件的通知",
        "印发",
        ("丙省司法厅关于认定的指导意见",),
        "通知",
    ),
    (
        "甲区关于印发《2024年市〈政府工作报告〉任务分解方案》的通知",
        "印发",
        ("2024年市〈政府工作报告〉任务分解方案",),
        "通知",
    ),
    ("甲区关于印发甲区管理办法的通知", "印发", ("甲区管理办法",), "通知"),
    ("甲区关于转发甲管理办法和乙管理办法的通知", "转发", ("甲管理办法", "乙管理办法"), "通知"),
    ("甲区关于修改《甲区办法》的决定", "修改", (), "决定"),
    ("甲区关于废止《甲区办法》的决定", "废止", (), "决定"),
    ("关于延长《甲区办法》有效期的通知", "延长", (), "通知"),
    ("甲区路灯管理办法（试行）", None, (), "办法"),
    ("关于《甲区办法》的补充通知", None, (), "通知"),
]


@pytest.mark.parametrize(("title", "act", "inner", "kind"), TITLES, ids=[t[0] for t in TITLES])
def test_titles_tell_what_a_paper_does(
    title: str, act: str | None, inner: tuple[str, ...], kind: str
) -> None:
    assert (act_of(title), inner_titles(title), kind_of(title)) == (act, inner, kind)


def test_only_the_title_s_own_words_make_it_a_trial() -> None:
    assert is_trial("甲区路灯管理办法（试行）")
    assert is_trial("甲区路灯管理暂行办法")
    assert not is_trial("关于修改《甲区路灯管理办法（试行）》的决定")


@pytest.mark.parametrize("mark", ["【已失效】{}", "{}（已废止）", "（失效）{}", "{}（该文件已废止）"])
def test_the_status_that_a_site_glues_on_is_no_part_of_a_title(mark: str) -> None:
    assert strip_status(mark.format("甲区办法")) == "甲区办法"


def test_a_decision_that_prints_the_amended_text_once_more() -> None:
    text = (
        "兰台区人民政府关于修改《兰台区甲办法》的决定\n兰政发〔2024〕5号\n一、第五条修改为：“第五条　甲。\n第六条　乙。”\n本决定自公布之日起施行。\n"
        "《兰台区甲办法》根据本决定作相应修改，重新公布。\n兰台区人民政府\n2024年2月3日\n兰台区甲办法\n第一条　甲。\n第二条　本办法自2015年4月1日起施行。\n"
    )
    found = extract(text)
    assert [(i.role, len(i.articles)) for i in found.instruments] == [("wrapper", 0), ("enclosed", 2)]
    assert (found.effective_on, found.act) == ("2024-02-03", "修改")
