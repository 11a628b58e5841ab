"""What acts instead of being read is dropped; what is read stays."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.export.inert import json_text
from registry.papers.names import file_name
from registry.plain import blank_controls, strip_controls

CASES = {
    "办法\x00规定": "办法规定",
    "\x1b]0;title\x07文件": "文件",
    "\x1b[31m红\x1b[0m": "红",
    "甲\u202e乙\u200b丙\ufeff": "甲乙丙",
    "一\r\n二\r三\u2028四": "一\n二\n三\n四",
    "名\t值\n": "名\t值\n",
    "第一条　本办法〔2021〕": "第一条　本办法〔2021〕",
}


@pytest.mark.parametrize(("raw", "clean"), CASES.items())
def test_controls_go_text_stays(raw: str, clean: str) -> None:
    assert strip_controls(raw) == clean


@given(st.text())
@settings(derandomize=True)
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    once = strip_controls(text)
    assert strip_controls(once) == once
    assert len(blank_controls(text)) == len(text)


@given(
    st.lists(st.text() | st.sampled_from(["\ud800", "\x9b2J", "\u202e", "\U000e0041", "\x7f"]), max_size=5)
)
@settings(derandomize=True)
def test_json_keeps_every_character_and_none_acts(texts: list[str]) -> None:
    written = json_text(texts, indent=1)
    assert strip_controls(written) == written
    written.encode("utf-8")
    assert json.loads(written) == texts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../x\\..\\y", "x..y"), ("CON", "_CON"), ("con.txt", "_con.txt"), ("标题. . .", "标题"), ("\x00\u202e", "未命名"),
        ("民政局：甲/乙", "民政局：甲乙"), ("", "未命名"), ("lpt1", "_lpt1"), ("concert", "concert"),
    ],
)  # fmt: skip
def test_a_name_becomes_a_file_name_that_every_system_takes(text: str, name: str) -> None:
    assert file_name(text) == name
