"""Numbers printed in Chinese characters where a rule counts with them: terms, items, annexes, lists."""

from datetime import date

import pytest

from registry.records import Disposition
from rules.base import Context, Hit
from rules.catalog import RULES
from rules.cleanup_lists import counts_in, lists_in, to_int
from rules.profiles import load_profile
from rules.registry_view import RegistryView
from tests.rules.papers import RULE, document

AS_OF = date(2026, 11, 1)
ENDING = RULE.replace("起施行。", "起施行，有效期至2025年6月30日。")


def hits(code: str, text: str) -> list[Hit]:
    registry = RegistryView((document("d", text),), as_of=AS_OF)
    rule = next(rule for rule in RULES if rule.code == code)
    found = rule.check(next(iter(registry)), Context(load_profile("辽宁"), registry))
    return [hit for hit in found if isinstance(hit, Hit)]


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("两年", date(2027, 6, 30)),
        ("2年", date(2027, 6, 30)),
        ("六个月", date(2025, 12, 30)),
        ("十八个月", date(2026, 12, 30)),
    ],
)
def test_a_term_is_extended_by_what_the_words_count(words: str, last: date) -> None:
    notice = f"""兰河区人民政府关于延长《兰河区便民服务点管理办法》有效期的通知
兰河政发〔2025〕8号
各镇人民政府：
经研究，《兰河区便民服务点管理办法》（兰河政发〔2023〕12号）有效期延长{words}。
兰河区人民政府
2025年5月8日"""
    registry = RegistryView((document("d", ENDING), document("e", notice)), as_of=AS_OF)
    span, extensions = registry.last_day("d")
    assert [e.by for e in extensions] == ["e"]
    assert span is not None
    assert span.last == last


@pytest.mark.parametrize(
    ("text", "number"), [("288", 288), ("２８８", 288), ("二百八十八", 288), ("二百〇八", 208), ("", 0)]
)
def test_counts_of_a_decision(text: str, number: int) -> None:
    assert to_int(text) == number


def test_counts_of_the_items_of_a_decision() -> None:
    assert counts_in("一、继续有效的文件一百二十件；\n二、废止的文件１２件。") == {
        Disposition.KEEP: 120,
        Disposition.REPEAL: 12,
    }


@pytest.mark.parametrize("number", ["1", "１", "一"])
def test_a_table_finds_the_annex_of_its_number(number: str) -> None:
    text = f"附件：1.废止的规范性文件目录\n附件{number}\t文件名称\t文号\n1\t兰河区社区助餐办法\t兰河民发〔2018〕8号"
    assert list(lists_in(text)) == [Disposition.REPEAL]


def test_items_beyond_ten_are_named_as_printed() -> None:
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十三"]
    items = "\n".join(f"（{n}）维护第{at}类设施；" for at, n in enumerate(numerals, 1))
    text = RULE.replace("第二条", f"第二条　服务点承担下列工作：\n{items}\n第三条")
    text += "\n第四条　本办法由区民政局解释。"
    (hit,) = hits("Q-10", text)
    assert "（十一）之后为（十三）" in hit.message


@pytest.mark.parametrize(
    ("mentioned", "missing"), [("附件一二三", []), ("附件二", ["附件二"]), ("附件二十一", ["附件二十一"])]
)
def test_annexes_that_the_text_names(mentioned: str, missing: list[str]) -> None:
    text = RULE + f"\n第三条　办理流程见{mentioned}。\n附件一：\n办理流程"
    assert [hit.about for hit in hits("C-15", text)] == missing
