"""What an expression requires: never more than is true, and enough to be of use."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.records import Document
from rules.anchors import Sought
from rules.required import required
from rules.view import DocumentView


@pytest.mark.parametrize(
    ("expression", "groups"),
    [
        ("不得[^。]{0,9}(?:起诉|复议)", (("不得",), ("复议", "起诉"))),
        ("(?:立即)?停止供[水电]", (("停止供水", "停止供电"),)),
        ("(?:罚款){2,}", (("罚款",),)),
        ("收费(?!标准)", (("收费",),)),
        ("(?:罚款|[^。]{3}罚款)", (("罚款",),)),
        ("停业|整顿.{0,4}停业|关", ()),  # one way is a single character: nothing worth asking for
        (r"\d{4}年", ()),
        ("(?:罚款)?", ()),
        ("(?i:pdf)文件", (("文件",),)),
    ],
)
def test_words_are_told_from_the_expression(expression: str, groups: tuple[tuple[str, ...], ...]) -> None:
    assert required(expression) == groups


def test_nothing_is_required_where_case_is_ignored() -> None:
    assert required("gfxwj", re.IGNORECASE) == ()


_LITERAL = st.text(alphabet="甲乙丙丁", min_size=1, max_size=3)
_EXPRESSION = st.recursive(
    _LITERAL | st.sampled_from(["[甲乙]", "[^丙]", ".", "^", "丁$", r"\d?", "(?!甲)", "(?<=乙)"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,3}", "+?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
    ),
    max_leaves=8,
)  # fmt: skip
_TEXT = st.text(alphabet="甲乙丙丁\n1", max_size=14)


@settings(derandomize=True, max_examples=600)
@given(_EXPRESSION, _TEXT)
def test_a_match_is_never_passed_over(expression: str, text: str) -> None:
    found = re.compile(expression, re.MULTILINE).search(text)
    sought = Sought(expression, re.MULTILINE).search(DocumentView(Document("d", (), text=text)))
    assert (found and found.span()) == (sought and sought.span())


def test_a_text_without_the_words_is_not_looked_through() -> None:
    sought = Sought("不得[^。]{0,9}(?:起诉|复议)")
    assert not sought.may_stand(DocumentView(Document("d", (), text="不得停车。可以起草。")))
    assert sought.may_stand(DocumentView(Document("d", (), text="可以起诉。不得停车。")))
