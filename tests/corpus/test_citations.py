"""Mentions of other documents and the end to which they are mentioned."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.citations import OwnNames, find_citations, is_document
from corpus.reading import Citation

CASES = tomllib.loads(Path(__file__).with_name("citation_cases.toml").read_text("utf-8"))["case"]
NOBODY = OwnNames()


def row(c: Citation) -> list[str]:
    return [c.role, c.title or "", c.number or "", c.part or c.article or ""]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    assert [row(c) for c in find_citations(case["text"], (), NOBODY)] == case["cites"]


def test_a_document_does_not_cite_itself() -> None:
    own = OwnNames(titles=("兰台区甲办法",), numbers=("兰政发〔2020〕1号",))
    text = "兰政发〔2020〕1号\n兰台区甲办法\n《兰台区甲办法》（以下简称《办法》）由区司法局解释。违反《办法》第三条的，予以通报。"
    assert find_citations(text, (), own) == ()


def test_the_repealed_namesake_is_another_document() -> None:
    own = OwnNames(titles=("兰台区甲办法",))
    text = "本办法自2020年1月1日起施行。2010年5月1日发布的《兰台区甲办法》同时废止。"
    assert [row(c) for c in find_citations(text, (), own)] == [["repeal", "兰台区甲办法", "", ""]]


def test_the_trial_text_of_the_same_name_is_another_document() -> None:
    own = OwnNames(titles=("兰台区甲办法",))
    text = "本办法自印发之日起施行，《兰台区甲办法（试行）》同时废止。"
    assert [c.title for c in find_citations(text, (), own)] == ["兰台区甲办法（试行）"]


def test_the_title_says_what_is_implemented() -> None:
    title = "兰台区实施《中华人民共和国甲法》办法"
    text = f"{title}\n第一条 根据《中华人民共和国甲法》，制定本办法。"
    roles = [c.role for c in find_citations(text, (), OwnNames(titles=(title,)))]
    assert roles == ["implements", "basis"]


def test_history_in_the_head_is_not_cited() -> None:
    text = "# 甲条例\n\n2009年1月1日 甲市人大常委会《关于修改〈甲条例〉的决定》修正\n\n第一条 为了乙，制定本条例。\n"
    assert find_citations(text, (), OwnNames(titles=("甲条例",))) == ()


def test_a_number_printed_once_is_known_at_every_mention() -> None:
    text = "将《甲办法》有效期延长2年。《甲办法》（兰政发〔2021〕3号）实施以来效果良好。"
    assert {c.number for c in find_citations(text, (), NOBODY)} == {"兰政发〔2021〕3号"}


def test_a_number_that_fills_a_line_is_a_heading() -> None:
    text = "现转发给你们。\n望海市教育局关于规范供餐的通知\n望教发〔2025〕26号\n各区教育局："
    assert find_citations(text, (), NOBODY) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("甲条例", True), ("甲目录（2022年版）", True), ("甲办法（试行）", True), ("关于甲的请示", True),
        ("甲许可证", False), ("行政处罚决定书", False), ("甲日报", False), ("甲登记表", False), ("询问笔录", False), ("甲车型表", True), ("招标文件", False), ("甲宣言性文件", True),
    ],
)  # fmt: skip
def test_what_counts_as_a_document(name: str, expected: bool) -> None:
    assert is_document(name, None) is expected


WORDS = st.sampled_from(
    ["《", "》", "〈", "〉", "<", ">", "甲办法", "根据", "第三条", "、", "和", "（", "）", "以下简称", "同时废止", "。", "\n",
     "兰政发〔2020〕3号", "海关总署公告2010年第4号", "修改为", "“", "”", "及其实施条例", "附件1", "，制定本办法", "2020年第5号"]
)  # fmt: skip


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=80))
def test_any_text_is_accepted_and_offsets_hold(text: str) -> None:
    for c in find_citations(text, (), NOBODY):
        assert text[c.quote.start : c.quote.end] == c.quote.text
        assert 0 <= c.start < c.end <= len(text)
        assert c.title or c.number


def test_a_long_name_behind_the_issued_one_is_read_in_no_time() -> None:
    """A masked name was once split in every possible way: forty signs took longer than anybody waits."""
    name = "兰台区促进高质量发展若干政策措施" * 5
    text = f"现将《甲规定》（兰政发〔2015〕2号）《乙规定》转发《{name}》关于印发《甲办法》、《{name}》延长兰台区人民政府\n"
    assert find_citations(text, (), NOBODY)


TITLES = [
    ("关于废止《甲办法》和《乙办法》的决定", "经研究，予以废止。", [["repeal", "甲办法", "", ""], ["repeal", "乙办法", "", ""]]),
    ("关于废止《甲办法》部分条款的通知", "现予废止。", [["repeal", "甲办法", "", "部分条款"]]),
    ("关于延长《甲办法》有效期的通知", "经研究，决定将有效期延长至2027年1月1日。", [["extend", "甲办法", "", ""]]),
    ("关于印发《甲办法》的通知", "现印发给你们。", []),
    ("关于修改和废止《甲办法》等文件的决定", "略。", []),
    ("关于转发《市教育局关于印发〈甲办法〉的通知》的通知", "现转发给你们。", [["forwards", "市教育局关于印发〈甲办法〉的通知", "", ""]]),
]  # fmt: skip


@pytest.mark.parametrize(("title", "body", "expected"), TITLES, ids=[t[0] for t in TITLES])
def test_what_the_title_says(title: str, body: str, expected: list[list[str]]) -> None:
    found = find_citations(f"{title}\n{body}", (), OwnNames(titles=(title,)))
    assert [row(c) for c in found] == expected


def test_each_ordered_change_has_its_words() -> None:
    title = "兰台区人民政府关于修改《甲办法》的决定"
    text = f"{title}\n一、将第三条中的“国土资源局”修改为“自然资源局”。\n二、删去第五条。"
    found = [c for c in find_citations(text, (), OwnNames(titles=(title,))) if c.article]
    assert [(c.title, c.article, c.kind, c.old, c.new) for c in found] == [
        ("甲办法", "第三条", "replace", "国土资源局", "自然资源局"),
        ("甲办法", "第五条", "delete", None, None),
    ]
