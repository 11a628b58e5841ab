"""The layout of official papers computed from their XML against GB/T 9704-2012, and what the papers say."""

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document as open_word
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from registry.papers import layout
from registry.papers.amendment import amendment_docx, comparison_docx
from registry.papers.changes import changes_of
from registry.papers.decision import Act, ActKind, decision_docx
from registry.papers.names import file_stem, inner_title
from registry.papers.notices import Sender, filing_reminders, repair_notices
from registry.records import Finding, Quote
from tests.registry import listwork as work

MM = 1440 / 25.4


def word(data: bytes) -> Any:
    return open_word(io.BytesIO(data))


def text(data: bytes) -> str:
    return "\n".join(p.text for p in word(data).paragraphs)


@pytest.fixture(scope="module")
def decision() -> bytes:
    return decision_docx(work.sample(), Act())


def sections(data: bytes) -> list[Any]:
    return list(word(data).element.body.iter(qn("w:sectPr")))


def number(element: Any, tag: str, attribute: str) -> float:
    return float(element.find(qn(tag)).get(qn(attribute)))


def test_page_and_margins_of_the_main_part(decision: bytes) -> None:
    first = sections(decision)[0]
    size, margins = first.find(qn("w:pgSz")), first.find(qn("w:pgMar"))
    assert [round(int(size.get(qn(a))) / MM) for a in ("w:w", "w:h")] == [210, 297]
    found = {side: int(margins.get(qn(f"w:{side}"))) / MM for side in ("top", "left", "right", "bottom")}
    assert found == pytest.approx({"top": 37, "left": 28, "right": 26, "bottom": 35}, abs=1)
    type_area = (210 - found["left"] - found["right"], 297 - found["top"] - found["bottom"])
    assert type_area == pytest.approx((156, 225), abs=0.5)


def test_twenty_two_lines_of_twenty_eight_characters(decision: bytes) -> None:
    first = sections(decision)[0]
    pitch = number(first, "w:docGrid", "w:linePitch") / 20
    assert 22 * pitch <= 225 / 25.4 * 72 < 23 * pitch
    body = next(p for p in word(decision).paragraphs if p.text.startswith("为了维护法制统一"))
    spacing = body._p.pPr.find(qn("w:spacing"))
    assert (float(spacing.get(qn("w:line"))) / 20, spacing.get(qn("w:lineRule"))) == (pitch, "exact")
    run = body.runs[0]._r
    size = number(run.rPr, "w:sz", "w:val") / 2
    closer = number(run.rPr, "w:spacing", "w:val") / 20
    assert size == 16
    assert 28 * (size + closer) <= 156 / 25.4 * 72 < 29 * (size + closer)


def fonts(paragraph: Any) -> list[tuple[str, float]]:
    return [(r._r.rPr.rFonts.get(qn("w:eastAsia")), r.font.size.pt) for r in paragraph.runs]


def test_faces_and_sizes(decision: bytes) -> None:
    paragraphs = word(decision).paragraphs
    title = next(p for p in paragraphs if p.text.endswith("清理结果的决定"))
    assert fonts(title) == [("方正小标宋简体", 22.0)]
    heading = next(p for p in paragraphs if p.text.startswith("一、"))
    assert fonts(heading)[0] == ("黑体", 16.0)
    later = next(p for p in paragraphs if p.text.startswith("二、"))
    assert fonts(later)[-1] == ("仿宋_GB2312", 16.0)
    label = next(p for p in paragraphs if p.text == "附件1")
    assert fonts(label) == [("黑体", 16.0)]
    mark = paragraphs[0]
    assert mark.runs[0].font.color.rgb == layout.RED or str(mark.runs[0].font.color.rgb) == layout.RED


def test_body_is_indented_by_two_characters_and_the_date_by_four(decision: bytes) -> None:
    paragraphs = word(decision).paragraphs
    body = next(p for p in paragraphs if p.text.startswith("为了维护法制统一"))
    assert body.paragraph_format.first_line_indent.pt == 32
    dated = next(p for p in paragraphs if p.text == "【成文日期】")
    assert dated.paragraph_format.right_indent.pt == 64


def test_page_numbers_odd_right_even_left_in_four_point_song(decision: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(decision)) as package:
        footers = [
            etree.fromstring(package.read(n))
            for n in package.namelist()
            if "footer" in n and n.endswith(".xml")
        ]
        settings = package.read("word/settings.xml").decode()
    assert "evenAndOddHeaders" in settings
    sides = set()
    for footer in footers:
        assert "PAGE" in "".join(footer.itertext())
        assert {e.get(qn("w:val")) for e in footer.iter(qn("w:sz"))} == {"28"}
        assert {e.get(qn("w:eastAsia")) for e in footer.iter(qn("w:rFonts"))} == {"宋体"}
        assert "".join(t.text or "" for t in footer.iter(qn("w:t"))) == "—  —"
        sides |= {e.get(qn("w:val")) for e in footer.iter(qn("w:jc"))}
    assert sides == {"right", "left"}


def test_wide_lists_stand_across_and_repeat_their_heads(decision: bytes) -> None:
    orientations = [s.find(qn("w:pgSz")).get(qn("w:orient")) for s in sections(decision)]
    assert orientations[0] in (None, "portrait")
    assert set(orientations[1:]) == {"landscape"}
    tables = word(decision).tables
    assert tables
    assert all(t._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None for t in tables)


def test_every_face_names_a_fallback(decision: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(decision)) as package:
        table = etree.fromstring(package.read("word/fontTable.xml"))
    named = {f.get(qn("w:name")): f.find(qn("w:altName")).get(qn("w:val")) for f in table}
    assert set(named) == {face.name for face in layout.FACES}
    assert all(named.values())


# -- what the act says


def test_the_act_tells_numbers_and_annexes_of_every_list(decision: bytes) -> None:
    said = text(decision)
    assert "本次清理共6件" in said
    for part in (
        "继续有效的行政规范性文件2件（附件1）",
        "修改的行政规范性文件1件（附件2）",
        "废止的行政规范性文件1件（附件3）",
    ):
        assert part in said
    assert "【发文字号】" in said
    assert "道路管理办法" not in said


@pytest.mark.parametrize("kind", list(ActKind))
def test_the_omission_clause_is_there_only_when_asked_for(kind: ActKind) -> None:
    assert "一律停止执行" not in text(decision_docx(work.sample(), Act(kind=kind)))
    assert "一律停止执行" in text(decision_docx(work.sample(), Act(kind=kind, omission_clause=True)))
    assert "逾期" not in text(decision_docx(work.sample(), Act(kind=kind)))


def test_a_public_notice_has_no_addressee() -> None:
    assert "各镇人民政府" in text(decision_docx(work.sample(), Act()))
    assert "各镇人民政府、街道办事处" not in text(
        decision_docx(work.sample(), Act(kind=ActKind.PUBLIC_NOTICE))
    )


def test_an_office_template_is_continued_with_its_page() -> None:
    template = open_word()
    template.add_paragraph("机关自己的版头")
    template.sections[0].left_margin = Mm(31)
    out = io.BytesIO()
    template.save(out)
    made = decision_docx(work.sample(), Act(template=out.getvalue()))
    assert text(made).startswith("机关自己的版头")
    assert word(made).sections[0].left_margin.mm == pytest.approx(31, abs=0.1)


def test_the_cutoff_of_the_round_bounds_what_was_looked_at() -> None:
    said = text(decision_docx(work.sample(), Act(cutoff="2026-06-30", omission_clause=True)))
    assert "对2026年6月30日以前制发的行政规范性文件" in said
    assert "2026年6月30日以前以兰台区人民政府" in said


def test_a_deadline_is_printed_as_offices_write_days() -> None:
    assert "应当于2026年12月31日前完成修改" in text(decision_docx(work.sample(), Act(deadline="2026-12-31")))


def test_papers_are_the_same_each_time(decision: bytes) -> None:
    assert decision_docx(work.sample(), Act()) == decision
    assert decision_docx(work.hostile(), Act()) == decision_docx(work.hostile(), Act())


# -- amending drafts


def _renamed(document: Any) -> Finding:
    facts = {"原文": "国土资源局", "改为": "自然资源局"}
    return work.finding(document.id, "N-01", "疑似机构名称过时", "修改", facts=facts)


def test_names_are_replaced_in_every_article_but_not_where_they_are_history() -> None:
    document = work.with_articles()
    change = changes_of(document, [_renamed(document)])[0]
    assert change.clause == "将第二条、第三条中的“国土资源局”修改为“自然资源局”"
    table = word(comparison_docx(document, [_renamed(document)])).tables[0]
    rows = [[c.text for c in row.cells] for row in table.rows]
    assert rows[1][2] == "第二条　区自然资源局负责采石的监督管理。原国土资源局的档案由区档案馆保存。"
    assert [r[0] for r in rows] == ["条款", "第二条", "第三条"]


@pytest.mark.parametrize(
    ("facts", "text", "clause"),
    [
        ({"旧名称": "区国土资源局", "现名称": "市场监督管理局"}, None, "将第二条、第三条中的“区国土资源局”修改为“区市场监督管理局”"),
        ({"旧名称": "区国土资源局", "现名称": "自然资源局"}, None, "将第二条、第三条中的“区国土资源局”修改为“区自然资源局”"),
        ({"法律": "采石条例", "取代": "矿山条例"}, None, "将第一条中的“《采石条例》”修改为“《矿山条例》”"),
        ({"所引名称": "采石条例", "相近名称": "采石管理条例"}, None, "将第一条中的“《采石条例》”修改为“《采石管理条例》”"),
        (
            {"原条": "第四十二条", "现条": "第63条"}, ("《采石条例》", "《采石条例》第四十二条"),
            "将第一条中的“《采石条例》第四十二条”修改为“《采石条例》第六十三条”",
        ),
        ({"旧术语": "采石企业", "新术语": "（已取消）"}, None, "将【条款】修改为：“【修改后的条文】”"),
        ({"法律": "采石条例", "取代": "矿山条例"}, ("《采石条例》", "《采石条例》第九条"), "将【条款】修改为：“【修改后的条文】”"),
    ],
)  # fmt: skip
def test_replacements_that_rules_know_are_written_out(
    facts: dict[str, str], text: tuple[str, str] | None, clause: str
) -> None:
    document = work.with_articles()
    quotes = ()
    if text:
        document = work.with_words(document, *text)
        quotes = (Quote(document.text[: document.text.index("\n第二条")], -1, -1),)
    found = work.finding(document.id, "X-01", "疑似过时", "修改", facts=facts, quotes=quotes)
    assert changes_of(document, [found])[0].clause == clause


def test_what_no_rule_can_write_becomes_a_marked_prompt() -> None:
    document = work.with_articles()
    at = document.text.index("未经许可不得采石")
    quote = Quote("未经许可不得采石", at, at + 8)
    found = work.finding(document.id, "U-01", "疑似违法设定许可", "修改", quotes=(quote,))
    said = text(amendment_docx(document, [found, _renamed(document)]))
    assert "一、将第二条、第三条中的“国土资源局”修改为“自然资源局”。" in said
    assert "二、将第四条修改为：“【修改后的条文】”。" in said
    assert "起草提示：疑似违法设定许可" in said


def test_findings_that_ask_for_no_revision_leave_no_trace() -> None:
    document = work.with_articles()
    other = work.finding(document.id, "F-01", "疑似未报备", "补备案")
    assert changes_of(document, [other]) == ()


# -- notices


def test_notices_go_to_each_department_with_its_own_documents() -> None:
    one = work.document("a", "甲办法", implementing_department="区民政局", published_on="2024-05-06")
    two = work.document("b", "乙办法", implementing_department="区教育局")
    items = [
        (
            one,
            [
                work.finding("a", "F-01", "疑似未报备", "补备案"),
                work.finding("a", "N-01", "疑似名称过时", "修改"),
            ],
        ),
        (two, [work.finding("b", "Q-01", "疑似括号不规范", "修改", severity="L")]),
    ]
    sender = Sender(organ="兰台区司法局")
    assert list(filing_reminders(items, sender)) == ["区民政局"]
    repair = repair_notices(items, sender)
    assert list(repair) == ["区民政局"]
    cells = [c.text for t in word(repair["区民政局"]).tables for row in t.rows for c in row.cells]
    assert any("疑似名称过时" in c for c in cells)
    assert "乙办法" not in cells


def test_a_department_under_two_names_gets_one_notice() -> None:
    items = [
        (work.document("a", "甲办法", implementing_department="区民政局"), [work.finding("a", "F-01", "疑似未报备", "补备案")]),
        (work.document("b", "乙办法", issuers=["兰台区民政局"]), [work.finding("b", "F-01", "疑似未报备", "补备案")]),
        (work.document("c", "丙办法", issuers=["双河镇人民政府"]), [work.finding("c", "F-01", "疑似未报备", "补备案")]),
    ]  # fmt: skip
    assert list(filing_reminders(items, Sender())) == ["区民政局", "双河镇人民政府"]


# -- names


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("兰台区人民政府关于印发《兰台区犬只管理办法》的通知", "兰台区犬只管理办法"),
        ("关于印发《实施〈条例〉办法》的通知", "实施〈条例〉办法"),
        ("关于做好防汛工作的通知", "关于做好防汛工作的通知"),
    ],
)
def test_inner_titles(title: str, inner: str) -> None:
    assert inner_title(title) == inner


def test_file_names_are_safe_and_distinct() -> None:
    assert re.fullmatch(r"[^\\/:*?\"<>|\s]+", file_stem("../..\\a:b*?<x>|\x00甲 乙", "d1"))
    assert file_stem("某", "d1") != file_stem("某", "d2")
