"""Cleaning takes out what is no part of the document and keeps every offset back to the page."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import clean, is_furniture
from corpus.page import Block, BlockKind, Page

_ROWS = tomllib.loads((resources.files("corpus") / "data" / "furniture.toml").read_text("utf-8"))["line"]


def page(*lines: str, format: str = "html") -> Page:
    return Page(tuple(Block(BlockKind.PARAGRAPH, line) for line in lines), format)


@pytest.mark.parametrize("line", [line for row in _ROWS for line in row["drops"]])
def test_furniture_goes(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", [line for row in _ROWS for line in row["keeps"]])
def test_text_that_looks_like_furniture_stays(line: str) -> None:
    assert not is_furniture(line)


def test_controls_and_line_ends_go_and_offsets_lead_back() -> None:
    source = page("首页 > 政务公开", "甲\u200b乙\r\n丙\x1b[31m丁", "【打印本页】　【关闭窗口】", "完")
    found = clean(source)
    assert found.text == "甲乙\n丙丁\n完"
    assert found.steps == ("line-ends", "controls", "navigation")
    for at, char in enumerate(found.text):
        assert char == "\n" or source.text[found.page_offset(at)] == char


def test_a_printed_file_keeps_lines_that_a_web_page_loses() -> None:
    assert clean(page("首页 > 政务公开", format="docx")).text == "首页 > 政务公开"


@given(st.lists(st.text("甲乙\r\n\u200b\x1b[m 首页>打印关闭", max_size=12), max_size=8))
@settings(derandomize=True, max_examples=300)
def test_offsets_lead_back_for_any_page(lines: list[str]) -> None:
    source = page(*lines)
    found = clean(source)
    for at, char in enumerate(found.text):
        assert char == "\n" or source.text[found.page_offset(at)] == char
