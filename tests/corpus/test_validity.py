"""Effect and validity phrases of rules.md §2.4, and what is not the document's own term."""

import pytest

from corpus.extract import extract

HEAD = "兰台区人民政府文件\n兰政发〔2021〕9号\n兰台区人民政府关于印发《兰台区路灯管理办法》的通知\n各镇人民政府：\n现将《兰台区路灯管理办法》印发给你们，请遵照执行。\n兰台区人民政府\n2021年3月10日\n兰台区路灯管理办法\n第一条　为加强路灯管理，制定本办法。\n第二条　{}\n"

#: (last article, effective_on, kind, last day)
PHRASES = [
    ("本办法自印发之日起施行，有效期5年。", "2021-03-10", "duration", "2026-03-09"),
    ("本办法自2021年1月1日起施行，有效期五年。", "2021-01-01", "duration", "2025-12-31"),
    ("本办法自印发之日起30日后施行，有效期至2025年12月31日。", "2021-04-09", "until", "2025-12-31"),
    ("本办法自2022年3月1日起施行，有效期至2027年2月28日。", "2022-03-01", "until", "2027-02-28"),
    ("本办法自发布之日起施行，试行期两年。", "2021-03-10", "duration", "2023-03-09"),
    ("本办法自2021年4月1日起施行，执行期限为三年。", "2021-04-01", "duration", "2024-03-31"),
    ("本办法实施期限自2019年1月1日至2021年12月31日止。", "2019-01-01", "interval", "2021-12-31"),
    ("本办法自2021年1月31日起施行，有效期18个月。", "2021-01-31", "duration", "2022-07-30"),
    ("本办法自公布之日起施行。", "2021-03-10", "none", None),
    ("本办法自印发之日起施行，有效期与省、市文件一致。", "2021-03-10", "dependent", None),
    ("本办法自2021年5月1日起试行。", "2021-05-01", "none", None),
    ("本办法自一九九四年一月一日起施行。", "1994-01-01", "none", None),
    ("本办法自2021年5月1日起施行，执行至2024年12月31日止。", "2021-05-01", "until", "2024-12-31"),
    ("本办法自2021年5月1日起施行，长期有效。", "2021-05-01", "open", None),
    ("本办法自2021年5月1日起施行。本办法有效期三年。", "2021-05-01", "duration", "2024-04-30"),
    ("本办法自2021年5月1日起施行。有效期三年。", "2021-05-01", "duration", "2024-04-30"),
    ("本办法自2021年4月1日起施行，至2023年12月31日止。", "2021-04-01", "until", "2023-12-31"),
    ("本办法自2021年4月1日起实施，有效期至2025年底。", "2021-04-01", "until", "2025-12-31"),
    ("本办法自2021年4月1日起施行，有效期至2023年6月。", "2021-04-01", "until", "2023-06"),
    ("本办法暂定执行三年，自2021年4月1日起施行。", "2021-04-01", "duration", "2024-03-31"),
    ("本办法自印发之日起满30日施行，试行一年。", "2021-04-09", "duration", "2022-04-08"),
    ("本办法自公布之日起30个工作日后施行。", "2021-04-22", "none", None),
    ("本办法执行时间为2021年4月1日至2021年12月31日。", "2021-04-01", "interval", "2021-12-31"),
    ("本办法自2021年4月1日施行，有效期5年。", "2021-04-01", "duration", "2026-03-31"),
    ("本办法自2021年4月1日起施行，2025年12月31日自行失效。", "2021-04-01", "until", "2025-12-31"),
    ("本办法自2021年4月1日起施行，2026年4月1日起自行废止。", "2021-04-01", "until", "2026-03-31"),
    ("本办法自2021年4月1日起执行，期限五年。", "2021-04-01", "duration", "2026-03-31"),
    ("本办法自2021年4月1日起施行，暂定两年。", "2021-04-01", "duration", "2023-03-31"),
    ("本政策自2021年4月1日起施行，政策有效期至2025年12月31日。", "2021-04-01", "until", "2025-12-31"),
    ("本通告自2021年4月1日起实施，到2022年12月31日止。", "2021-04-01", "until", "2022-12-31"),
    # Traps: other things have terms too.
    ("协议自签订之日起生效，期限三年。\n第三条　本办法自2021年5月1日起施行。", "2021-05-01", "none", None),
    ("本办法自2021年5月1日起施行，2015年5月1日印发的《旧办法》同时废止。", "2021-05-01", "none", None),
    ("许可证有效期5年。\n第三条　本办法自2021年5月1日起施行。", "2021-05-01", "none", None),
    ("运营协议有效期为两年。\n第三条　本办法自2021年5月1日起施行。", "2021-05-01", "none", None),
    (
        "备案自准予备案之日起生效，有效期为10年。\n第三条　本办法自2021年5月1日起施行。",
        "2021-05-01",
        "none",
        None,
    ),
    (
        "本办法自2021年5月1日起施行。《兰台区用房规定》（兰政发〔2018〕68号，有效期至2023年12月31日）同时废止。",
        "2021-05-01",
        "none",
        None,
    ),
    ("任务应当于2021年6月30日前完成。", None, "none", None),
]


@pytest.mark.parametrize(("article", "effective", "kind", "last"), PHRASES, ids=[p[0][:24] for p in PHRASES])
def test_the_document_s_own_term(article: str, effective: str | None, kind: str, last: str | None) -> None:
    text = HEAD.format(article)
    reading = extract(text)
    assert (reading.effective_on, reading.validity.kind, reading.validity.last_day) == (effective, kind, last)
    assert reading.expires_on == last
    if quote := reading.validity.quote:
        assert text[quote.start : quote.end] == quote.text


def test_the_end_says_that_it_lapses_by_itself() -> None:
    reading = extract(HEAD.format("本办法自2021年5月1日起施行，有效期三年，有效期届满自动失效。"))
    assert reading.validity.auto_lapse


def test_a_wrapper_can_carry_the_clause() -> None:
    text = HEAD.format("区住建局负责解释。").replace("请遵照执行", "自2021年4月1日起施行，有效期5年")
    reading = extract(text)
    assert (reading.effective_on, reading.expires_on) == ("2021-04-01", "2026-03-31")


def test_a_forwarded_paper_s_clause_is_not_the_forwarder_s() -> None:
    text = (
        "双河镇人民政府关于转发《兰台区城市照明管理办法》的通知\n双政发〔2022〕16号\n各村：\n现转发给你们。\n双河镇人民政府\n2022年6月20日\n"
        "兰台区城市照明管理办法\n第一条　为了照明，制定本办法。\n第二条　本办法自2022年7月1日起施行，有效期5年。\n"
    )
    reading = extract(text)
    assert (reading.act, reading.effective_on, reading.validity.kind) == ("转发", None, "none")


def test_an_extension_belongs_to_its_target() -> None:
    text = "兰台区民政局关于延长《兰台区救助办法》有效期的通知\n兰民发〔2025〕39号\n各镇：\n《兰台区救助办法》的有效期延长至2028年10月31日。\n本通知自印发之日起施行。\n兰台区民政局\n2025年9月10日\n"
    reading = extract(text)
    assert (reading.act, reading.effective_on, reading.expires_on) == ("延长", "2025-09-10", None)
