"""What acts instead of being read is dropped; what is read stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
