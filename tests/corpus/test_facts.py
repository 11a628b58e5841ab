"""Facts carry their source and their words; the page's time is never the document's 公布日期."""

from corpus.extract import extract
from corpus.facts import facts_of
from registry.records import Fact, Source

TEXT = (
    "兰台区民政局文件\n兰民发【2021】第07号\n兰台区民政局关于印发《兰台区救助办法（试行）》的通知\n各镇：\n现印发给你们。\n兰台区民政局\n2021年8月10日\n"
    "兰台区救助办法（试行）\n第一条　为了救助，制定本办法。\n第二条　本办法自2021年9月1日起施行，有效期两年。\n"
)
PAGE = {
    "ArticleTitle": "关于印发《兰台区救助办法（试行）》的通知",
    "PubDate": "2023-05-06 09:10",
    "发布日期": "2021-08-12",
    "有效性": "有效",
    "发文字号": "兰民发〔2021〕7号",
}


def facts() -> dict[tuple[str, Source], Fact]:
    return {(fact.field, fact.source): fact for fact in facts_of(extract(TEXT, PAGE), PAGE)}


def test_text_facts_have_their_words() -> None:
    found = facts()
    for (name, source), fact in found.items():
        if source is Source.TEXT and fact.quote and fact.quote.start >= 0:
            assert TEXT[fact.quote.start : fact.quote.end] == fact.quote.text, name
    assert found["number", Source.TEXT].value == "兰民发〔2021〕7号"
    assert found["number", Source.TEXT].note == "原文作“兰民发【2021】第07号”"
    assert found["inner_title", Source.TEXT].value == "兰台区救助办法（试行）"
    assert found["expires_on", Source.TEXT].value == "2023-08-31"
    assert "±1日" in found["expires_on", Source.TEXT].note
    assert found["trial", Source.TEXT].value is True


def test_page_facts_stay_facts_of_the_page() -> None:
    found = facts()
    assert found["published_on", Source.PAGE].value == "2021-08-12"
    assert ("published_on", Source.TEXT) not in found
    assert found["page_published_on", Source.PAGE].value == "2023-05-06"
    assert found["status_claim", Source.PAGE].value == "有效"
    assert found["number", Source.PAGE].quote is not None
    assert found["number", Source.PAGE].quote.start == -1


def test_the_page_s_time_alone_says_nothing_of_publication() -> None:
    assert not [f for f in facts_of(extract(TEXT), {"PubDate": "2023-05-06"}) if f.field == "published_on"]


def test_what_is_unknown_is_no_fact() -> None:
    assert facts_of(extract("为做好工作，各镇应当配合。"), {}) == ()
