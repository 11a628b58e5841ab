"""Titles in 《》 with nested, missing and mixed marks."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.titles import scan_titles

CASES = [
    ("根据《甲法》、《乙条例》", ["甲法", "乙条例"]),
    ("《关于修改《甲办法》的决定》施行", ["关于修改《甲办法》的决定"]),
    ("《关于修改〈甲办法〉的决定》施行", ["关于修改〈甲办法〉的决定"]),
    ("《〈甲办法〉实施有关事项的公告》", ["〈甲办法〉实施有关事项的公告"]),
    ("关于印发<甲办法>等四个文件的通知", ["甲办法"]),
    ("含量<5%且>3%", []),
    ("依据中华人民共和国公司法》、《乙条例》", ["中华人民共和国公司法", "乙条例"]),
    ("违反《公司法第三条、《乙条例》的", ["公司法", "乙条例"]),
    ("《浙江\n\n省测绘管理条例》同时废止", ["浙江省测绘管理条例"]),
    ("《甲部 乙部关于丙的通知》", ["甲部 乙部关于丙的通知"]),
    ("《》与》《", []),
]


@pytest.mark.parametrize(("text", "names"), CASES, ids=[c[0].replace("\n", " ") for c in CASES])
def test_names(text: str, names: list[str]) -> None:
    assert [t.name for t in scan_titles(text)] == names


@pytest.mark.parametrize("text", ["根据《公司法第三条", "依据中华人民共和国公司法》"])
def test_mended_marks_are_told(text: str) -> None:
    assert [t.broken for t in scan_titles(text)] == [True]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(alphabet="《》〈〉<>＜＞法条例甲，。\n第三条 ", max_size=120))
def test_titles_are_in_order_and_apart(text: str) -> None:
    found = scan_titles(text)
    assert all(t.name and 0 <= t.start < t.end <= len(text) for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
