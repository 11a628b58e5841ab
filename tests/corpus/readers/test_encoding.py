"""Chinese texts come back from every encoding that offices use, without a word on which it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.encoding import decode

_PHRASES = (
    "任何单位和个人不得擅自占用、出租或者改建闲置校舍。", "第一条　为规范集贸市场秩序，", "根据有关法律、法规，结合本区实际，制定本办法。",
    "（二）申请人应当提交身份证件和房屋权属证明；", "违反本规定的，由区城市管理部门责令限期改正，", "处200元以上1000元以下罚款。",
    "本办法自2023年7月10日起施行，有效期5年。", "镇人民政府、街道办事处应当建立巡查台账", "12345热线", "ABC", "\r\n", "　　", "㎡、％、—、…",
    "补助标准为每平方米30元", "炊烟、秸秆、垃圾不得露天焚烧",
)  # fmt: skip
_TRADITIONAL = (
    "任何單位和個人不得擅自佔用、出租或者改建閒置校舍。", "第一條　為規範集貿市場秩序，", "根據有關法律、法規，結合本區實際，制定本辦法。",
    "違反本規定的，由區城市管理部門責令限期改正，", "處200元以上1000元以下罰款。", "\n",
)  # fmt: skip


def texts(phrases: tuple[str, ...]) -> st.SearchStrategy[str]:
    joined = st.lists(st.sampled_from(phrases), min_size=1, max_size=30).map("".join)
    return joined.filter(lambda text: sum(c > "\u2e80" for c in text) >= 6)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
@given(text=texts(_PHRASES))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_simplified_texts_come_back(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(text=texts(_TRADITIONAL))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_traditional_texts_come_back(text: str) -> None:
    assert decode(text.encode("big5hkscs")).text == text


@given(
    data=st.binary(max_size=300),
    declared=st.sampled_from([None, "gbk", "utf-8", "base64", "rot13", "\0", "idna", "x" * 200]),
)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_every_sequence_of_bytes_has_a_text(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared).text, str)


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "big5", "iso-8859-1", "nonsense", None])
def test_declarations_do_not_mislead(declared: str | None) -> None:
    text = "第一条　任何单位和个人不得擅自占用闲置校舍。"
    assert decode(text.encode("utf-8"), declared).text == text
    if declared not in ("big5", "iso-8859-1"):
        assert decode(text.encode("gb18030"), declared).text == text
