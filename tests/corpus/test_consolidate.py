"""An amending decision applied to a base text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.amendments import find_instructions
from corpus.consolidate import consolidate

BASE = """兰台区公厕管理规定
第一条　为了甲，制定本规定。
第二条　本规定适用于国土资源局。
第三条　管理单位应当做好下列工作：
（一）保洁；
（二）维修；
（三）开放。
前款规定由国土资源局监督。
第四条　厕位比例应当合理。
第五条　每日开放不少于十二小时。
第六条　收费须经批准。
第七条　依照本规定第六条处理。"""


def amended(decision: str) -> str:
    return consolidate(BASE, decision).text


def test_words_in_their_place_only() -> None:
    text = amended("将第三条第二款中的“国土资源局”修改为“自然资源局”。")
    assert "第二条　本规定适用于国土资源局。" in text
    assert "前款规定由自然资源局监督。" in text


def test_words_everywhere() -> None:
    assert "国土资源局" not in amended("将“国土资源局”统一修改为“自然资源局”。")


def test_a_new_text_keeps_the_label() -> None:
    assert "第五条　每日开放二十四小时。\n第六条" in amended("第五条修改为：“每日开放二十四小时。”")


def test_insertions() -> None:
    text = amended(
        "第三条第一款增加一项，作为第四项：“（四）公示。”；第四条增加一款，作为第二款：“女厕位从优。”"
    )
    assert "（三）开放。\n（四）公示。\n前款规定" in text
    assert "第四条　厕位比例应当合理。\n女厕位从优。\n第五条" in text


def test_renumbering_comes_last() -> None:
    result = consolidate(
        BASE,
        "一、增加一条，作为第五条：“新设第五条。”\n二、第五条改为第六条，修改为：“每日开放二十四小时。”\n三、删去第六条。",
    )
    assert "第五条　新设第五条。\n第六条　每日开放二十四小时。\n第七条" in result.text
    assert result.unapplied == ()


def test_articles_counted_anew_with_loose_references_listed() -> None:
    result = consolidate(BASE, "删去第四条。条文顺序作相应调整。")
    assert "第四条　每日开放" in result.text
    assert "第六条　依照本规定第六条处理。" in result.text
    assert [u.reason for u in result.unapplied] == ["“本规定第六条”所引条号已变动，须人工核对"]


def test_what_does_not_fit_is_listed_and_leaves_the_text_alone() -> None:
    result = consolidate(BASE, "将第九条中的“甲”修改为“乙”。删去第二条中的“不存在”。")
    assert result.text == BASE
    assert [u.instruction.place for u in result.unapplied] == ["第九条", "第二条"]
    assert all(u.reason for u in result.unapplied)


def test_paragraphs_count_in_the_order_of_the_decision() -> None:
    text = amended("在第三条中增加一款作为第二款：“新款。”；原第二款作为第三款，修改为：“由自然资源局监督。”")
    assert "（三）开放。\n新款。\n由自然资源局监督。\n第四条" in text


def test_items_get_their_new_numbers() -> None:
    text = amended("第三条第一款增加一项，作为第二项：“（二）公示；”。第二项改为第三项，第三项改为第四项。")
    assert "（一）保洁；\n（二）公示；\n（三）维修；\n（四）开放。" in text


def test_a_taken_number_is_not_given_twice() -> None:
    result = consolidate(BASE, "增加一条，作为第五条：“新设。”")
    assert result.text == BASE
    assert [u.reason for u in result.unapplied] == ["原文已有第五条，决定没有写明条文顺序如何调整"]


def test_what_is_not_understood_is_listed() -> None:
    result = consolidate(BASE, "第五条修改为：“甲。”\n将引言修改为：“乙。”")
    assert [u.instruction.kind for u in result.unapplied] == ["unread"]


def test_only_the_document_that_is_meant() -> None:
    decision = (
        "一、对《乙办法》作如下修改：\n第五条修改为：“子。”\n"
        "二、对《兰台区公厕管理规定》作如下修改：\n第六条修改为：“不得收费。”"
    )
    result = consolidate(BASE, decision, "兰台区公厕管理规定")
    assert "第五条　每日开放" in result.text
    assert "第六条　不得收费。" in result.text


def test_marks_lie_on_the_new_words() -> None:
    result = consolidate(
        BASE, "第五条修改为：“每日开放二十四小时。”；将第二条中的“国土资源局”修改为“自然资源局”。"
    )
    marked = {result.text[c.start : c.end]: c.was for c in result.changes}
    assert marked == {
        "自然资源局": "国土资源局",
        "第五条　每日开放二十四小时。": "第五条　每日开放不少于十二小时。",
    }


PIECES = st.sampled_from(
    ["第五条修改为：“甲。”", "删去第四条。", "增加一条，作为第三条：“乙。”", "第六条改为第九条。", "将“甲”修改为“丁”。",
     "第三条第一款增加一项，作为第二项：“（二）戊。”", "删去第三条第二款。", "条文顺序作相应调整。", "第二条“本”后增加“新”。"]
)  # fmt: skip


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(PIECES, max_size=6))
def test_any_row_of_instructions_is_applied_or_listed(pieces: list[str]) -> None:
    result = consolidate(BASE, "\n".join(pieces))
    assert all(0 <= c.start <= c.end <= len(result.text) for c in result.changes)


def test_a_text_that_holds_the_changes_is_not_changed_twice() -> None:
    decision = (
        "一、将第三条第二款中的“国土资源局”修改为“自然资源局”。\n"
        "二、增加一条，作为第二条：“第二条　设置公厕应当便民、适用、节水，并设置无障碍设施。”\n"
        "本决定自2021年1月1日起施行，条文顺序作相应调整。"
    )
    once = consolidate(BASE, decision)
    assert once.changes
    twice = consolidate(once.text, decision)
    assert twice.text == once.text
    assert twice.changes == ()
    assert [u.reason for u in twice.unapplied] == ["原文已载入这次修改，不再套用"]


#: an order, and what is read from it: (kind, place, old words)
READ = [
    ("删去第三条第一款末尾的“但是除外”和第二款末尾的“另行规定”。", [("delete", "第三条第一款", "但是除外"), ("delete", "第三条第二款", "另行规定")]),
    ("删去第三条第一款。", [("delete", "第三条第一款", "")]),
    ("删去第三条、第五条。", [("delete", "第三条", ""), ("delete", "第五条", "")]),
    ("删去第三条规定的“甲乙”。", [("delete", "第三条", "甲乙")]),
    ("将第三条中的“甲乙”，修改为“丙丁”。", [("replace_words", "第三条", "甲乙")]),
    # Only a part goes, or the place is not a number: a person does it.
    ("删去第三条中关于收费的规定。一、将第四条修改为：“第四条　新。”", [("unread", "", ""), ("replace", "第四条", "")]),
    ("一、第一条第二款开始部分增加规定：“甲乙”。二、将第四条修改为：“第四条　新。”", [("unread", "", ""), ("replace", "第四条", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("order", "read"), READ, ids=[order[:16] for order, _ in READ])
def test_what_is_read_from_an_order(order: str, read: list[tuple[str, str, str]]) -> None:
    assert [(i.kind, i.place, i.old) for i in find_instructions(order)] == read
