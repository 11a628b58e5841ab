"""The tree of a text and its division into documents; nothing is refused and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extract import extract
from corpus.reading import Instrument, Unit
from corpus.structure import find_marks, find_units, quoted_spans, segments


def units_of(text: str) -> tuple[Unit, ...]:
    return find_units(text, 0, len(text), find_marks(text))


def shape(text: str) -> list[tuple[str, int]]:
    return [(unit.kind, unit.number) for unit in units_of(text)]


LAW = (
    "第一章　总　则\n第一条　为了管理，制定本办法。\n第二条　下列情形适用本办法：\n（一）路灯；\n（二）其他。\n前款所称路灯，另行规定。\n"
    "第二章　管理\n第一节　一般规定\n第 十 条　区住建局负责管理。\n第十一条之一　经营者应当报告。\n"
)


def test_divisions_articles_paragraphs_and_items() -> None:
    assert shape(LAW) == [
        ("chapter", 1), ("article", 1), ("paragraph", 1), ("article", 2), ("paragraph", 1), ("item", 1), ("item", 2),
        ("paragraph", 2), ("chapter", 2), ("section", 1), ("article", 10), ("paragraph", 1), ("article", 11), ("paragraph", 1),
    ]  # fmt: skip
    last = [unit for unit in units_of(LAW) if unit.kind == "article"][-1]
    assert (last.number, last.suffix, last.label) == (11, 1, "第十一条之一")


def test_items_lie_inside_the_paragraph_that_introduces_them() -> None:
    units = units_of(LAW)
    paragraph = next(u for u in units if LAW[u.start :].startswith("下列情形"))
    for item in (u for u in units if u.kind == "item"):
        assert paragraph.start < item.start
        assert item.end <= paragraph.end
        assert item.level > paragraph.level


def test_lettered_style() -> None:
    text = "一、总体要求\n（一）原则。\n1.依法。\n（1）公开。\n2.公平。\n（二）目标。\n二、任务\n"
    assert shape(text) == [
        ("heading1", 1), ("heading2", 1), ("heading3", 1), ("heading4", 1), ("heading3", 2), ("heading2", 2), ("heading1", 2),
    ]  # fmt: skip


def test_contents_are_no_chapters() -> None:
    text = "目　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条　制定本办法。\n第二章　附则\n第二条　施行。\n"
    assert [(u.kind, u.number) for u in units_of(text) if u.kind in ("chapter", "article")] == [
        ("chapter", 1), ("article", 1), ("chapter", 2), ("article", 2),
    ]  # fmt: skip


def test_articles_in_quotation_marks_belong_to_the_cited_text() -> None:
    text = "一、将第三条修改为：“第三条　路灯由区管理。\n第四条　镇应当配合。”\n二、删去第五条。\n"
    assert shape(text) == [("heading1", 1), ("heading1", 2)]


def test_a_mark_without_partner_swallows_nothing() -> None:
    text = "第一条　所称“路灯，是指照明。\n第二条　管理。\n第三条　施行。\n"
    assert quoted_spans(text) == []
    assert [u.number for u in units_of(text) if u.kind == "article"] == [1, 2, 3]


def test_a_line_that_cites_an_article_opens_none() -> None:
    text = "第一条　管理。\n第五条、第六条规定的情形除外。\n第二条　施行。\n"
    assert [u.number for u in units_of(text) if u.kind == "article"] == [1, 2]


def test_articles_run_on_without_a_blank_and_in_one_long_line() -> None:
    assert [n for k, n in shape("第一条为了管理。\n第二条对路灯。\n第三条施行。\n") if k == "article"] == [
        1,
        2,
        3,
    ]
    line = "".join(
        f"第{n}条 区住建局应当管理路灯并按年度公布结果，供公众查询和监督。" * 1 for n in "一二三四五六七八九"
    )
    assert [n for k, n in shape(line) if k == "article"] == list(range(1, 10))


WRAPPER = (
    "兰台区人民政府文件\n兰政发〔2023〕7号\n兰台区人民政府关于印发《兰台区甲办法》和《兰台区乙办法（试行）》的通知\n各镇：\n现印发给你们。\n"
    "附件：1.兰台区甲办法\n2.兰台区乙办法（试行）\n兰台区人民政府\n2023年7月1日\n"
    "附件1\n兰台区甲办法\n第一条　甲。\n第二条　甲。\n附件2\n兰台区乙办法\n（试行）\n第一条　乙。\n第二条　乙。\n第三条　乙。\n附件3\n申请表\n姓名\t住址\n"
)


def roles(instruments: tuple[Instrument, ...]) -> list[tuple[str, str | None, int]]:
    return [(i.role, i.title, len(i.articles)) for i in instruments]


def test_a_notice_and_what_it_encloses_are_documents_of_their_own() -> None:
    reading = extract(WRAPPER)
    assert roles(reading.instruments) == [
        ("wrapper", "兰台区人民政府关于印发《兰台区甲办法》和《兰台区乙办法（试行）》的通知", 0),
        ("enclosed", "兰台区甲办法", 2),
        ("enclosed", "兰台区乙办法（试行）", 3),
        ("attachment", "申请表", 0),
    ]
    assert (reading.inner_title, reading.kind, reading.act) == ("兰台区甲办法", "办法", "印发")


SINGLE = [
    ("no label", "兰台区甲办法\n第一条　甲。\n", "兰台区甲办法"),
    ("label", "附件\n兰台区甲办法\n第一条　甲。\n", "兰台区甲办法"),
    ("two lines", "兰台区甲\n办法\n第一条　甲。\n", "兰台区甲办法"),
    ("version tag below", "兰台区甲办法\n（2023年修订）\n第一条　甲。\n", "兰台区甲办法（2023年修订）"),
    ("no title at all", "第一条　甲。\n", "兰台区甲办法"),
]


@pytest.mark.parametrize(("body", "title"), [c[1:] for c in SINGLE], ids=[c[0] for c in SINGLE])
def test_the_enclosed_paper_is_found(body: str, title: str) -> None:
    head = "兰台区财政局关于印发《兰台区甲办法》的通知\n各镇：\n现印发给你们。\n兰台区财政局\n2023年7月1日\n（此件公开发布）\n"
    wrapper, enclosed = extract(head + body).instruments
    assert (wrapper.role, enclosed.role, enclosed.title, len(enclosed.articles)) == (
        "wrapper",
        "enclosed",
        title,
        1,
    )


def test_a_list_of_attachments_before_the_signature_is_no_attachment() -> None:
    text = "兰台区财政局关于X的通知\n各镇：\n一、报送。\n附件：1.申请表\n2.汇总表\n兰台区财政局\n2023年7月1日\n附件1\n申请表\n姓名\t住址\n"
    assert [role for role, *_ in roles(extract(text).instruments)] == ["main", "attachment"]


def test_the_signature_belongs_to_no_article() -> None:
    text = "兰台区X办法\n第一条　甲。\n第二条　乙。\n兰台区人民政府\n2023年7月1日\n"
    last = extract(text).instruments[0].articles[-1]
    assert text[last.start : last.end].strip() == "第二条　乙。"


def test_a_chapter_proved_real_by_its_article_stands_in_its_place() -> None:
    """In a table of contents that nothing closes, the chapter before an article is real; what lies between stays."""
    text = "目录\n第一条　甲\n目录\n第一章　总则\n1.乙\n第二条　丙\n"
    units = find_units(text, 0, len(text), find_marks(text))
    assert [u.start for u in units] == sorted(u.start for u in units)
    assert all(u.start <= u.end for u in units)


_PIECES = st.sampled_from(
    ["第一条 ", "第二条　", "第一章\n", "一、", "（一）", "1.", "（1）", "“", "”", "《", "》", "目录\n", "附件1\n", "附件：", "\n", "\n\n", "。", "：",
     "关于印发《甲办法》的通知\n", "甲办法\n", "兰台区人民政府\n", "2021年5月8日\n", "兰政发〔2021〕3号\n", "本办法自印发之日起施行，有效期五年。", "区", " ", "　",
     "\t", "特此公告。海关总署2021年5月8日", "（2021年5月8日甲部令第3号公布 自公布之日起施行）\n", "索引号：1　发文机关：兰台区人民政府\n", "\x00", "😀"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(derandomize=True, max_examples=400, deadline=None)
def test_any_text_is_accepted_and_every_character_kept(text: str) -> None:
    reading = extract(text)
    at = 0
    for instrument in reading.instruments:
        assert instrument.start == at
        at = instrument.end
        leaves = list(segments(instrument.start, instrument.end, instrument.units))
        assert "".join(text[a:b] for a, b, _ in leaves) == text[instrument.start : instrument.end]
        open_units: list[Unit] = []
        for unit in instrument.units:
            assert instrument.start <= unit.start <= unit.end <= instrument.end
            while open_units and open_units[-1].end <= unit.start:
                open_units.pop()
            assert not open_units or unit.end <= open_units[-1].end
            open_units.append(unit)
    assert at == len(text)
    for quote in (*reading.quotes.values(), *([reading.validity.quote] if reading.validity.quote else [])):
        assert text[quote.start : quote.end] == quote.text


@given(st.text(max_size=300))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_arbitrary_characters_are_accepted(text: str) -> None:
    assert sum(i.end - i.start for i in extract(text).instruments) == len(text)
