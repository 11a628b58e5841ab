"""The pattern data of group U, checked both ways; the shared sentence machinery; the shape of the other tables."""

from datetime import date

import pytest

from registry.records import Document
from rules.checks.names import stale_terms
from rules.checks.unlawful import NAMES, suspected, suspected_by
from rules.checks.unlawful.patterns import Pattern, patterns
from rules.institutions import shipped_names
from rules.sentences import Layout, laws_in, negated
from rules.view import DocumentView

ALL = [p for code in NAMES for p in patterns(code)]


def _view(text: str) -> DocumentView:
    return DocumentView(Document("d", (), text=text))


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: f"{p.code}-{p.id}")
def test_pattern_and_examples_agree_both_ways(pattern: Pattern) -> None:
    """Each example is hit by its own pattern; no counter-example is hit by any pattern of the code."""
    assert pattern.examples
    assert pattern.counters
    for text in pattern.examples:
        found = list(suspected_by(pattern, _view(text)))
        assert found, text
        for passage, words in found:
            assert words in text
            assert text[passage.start : passage.end] == passage.text
    for text in pattern.counters:
        assert not list(suspected(_view(text), pattern.code)), text


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: f"{p.code}-{p.id}")
def test_every_anchor_earns_its_place(pattern: Pattern) -> None:
    """What the pattern finds contains one of its anchors nearby: the cheap first look loses nothing."""
    for text in pattern.examples:
        assert any(a in text for a in pattern.anchors)


def test_ids_are_unique_within_a_code() -> None:
    for code in NAMES:
        ids = [p.id for p in patterns(code)]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("不得要求企业缴纳保证金。", "缴纳", True),
        ("不得拒绝缴纳保证金。", "缴纳", False),
        ("未缴纳保证金的，不得开工。", "缴纳", False),
        ("严禁以任何名义收取赞助费，或者摊派。", "摊派", True),
        ("不得擅自开工，应当缴纳保证金。", "缴纳", False),
        ("任何单位不得指定，由经营者缴纳保证金。", "缴纳", False),
        ("第一条 任何单位不得有下列行为：\n（一）收取保证金；", "收取", True),
        ("第一条 经营者应当做到：\n（一）缴纳保证金；", "缴纳", False),
    ],
)
def test_a_ban_is_told_from_an_order(text: str, word: str, expected: bool) -> None:
    passage = Layout(text).passage_at(text.index(word))
    assert negated(passage, passage.text.index(word)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依照《中华人民共和国行政处罚法》第九条", ("中华人民共和国行政处罚法",)),
        ("依照《城镇燃气管理条例》处以罚款", ("城镇燃气管理条例",)),
        ("依照行政处罚法的规定处罚", ("行政处罚法",)),
        ("按照《兰河区停车管理办法》处理", ()),
        ("按照《关于加强管理的通知》处理", ()),
        ("依照本办法第五条的规定", ()),
        ("依法处理", ()),
    ],
)
def test_laws_are_told_from_other_papers(text: str, expected: tuple[str, ...]) -> None:
    assert laws_in(text) == expected


def test_a_law_in_the_lead_of_an_item_covers_its_sub_items() -> None:
    text = "一、依照《城市市容和环境卫生管理条例》处理：\n（一）乱倒垃圾的；\n二、其他\n（一）乱停车的；"
    layout = Layout(text)
    assert layout.block_at(text.index("乱倒")).laws
    assert not layout.block_at(text.index("乱停")).laws


def test_sub_items_and_paragraphs_stand_for_themselves() -> None:
    text = "通告\n根据《城市供水条例》，现通告如下：\n不得乱贴。\n一、处理\n1.依照《城市绿化条例》处理；\n2.罚款五十元。\n"
    layout = Layout(text)
    assert layout.passage_at(text.index("现通告")).block.laws
    assert not layout.passage_at(text.index("乱贴")).block.laws
    assert not layout.passage_at(text.index("罚款")).block.laws
    assert layout.passage_at(text.index("罚款")).block.place == "第一项2"


def test_blocks_cover_the_text_once() -> None:
    text = "标题\n第一条 甲。\n（一）乙；\n第二条 丙。\n附件1\n一、丁。\n（一）戊。\n"
    layout = Layout(text)
    assert "".join(b.text for b in layout.blocks) == text


def test_tables_have_their_dates() -> None:
    assert all(isinstance(t.ended, date) and t.words and t.new for t in stale_terms())
    words = [w for t in stale_terms() for w in t.words]
    assert len(words) == len(set(words))
    names = shipped_names()
    assert all(stem and name.new and name.new != stem for stem, name in names.items())
