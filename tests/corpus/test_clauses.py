"""Amendment clauses as typed instructions, and clauses that name no document."""

import pytest

from corpus.amendments import find_instructions
from corpus.clauses import find_blankets

#: text → (kind, place, old, new, target)
CASES: dict[str, list[tuple[str, str, str, str, str]]] = {
    "将第三条中的“国土资源局”修改为“自然资源局”。": [
        ("replace_words", "第三条", "国土资源局", "自然资源局", "")
    ],
    "第五条修改为：“每日开放二十四小时。”": [("replace", "第五条", "", "每日开放二十四小时。", "")],
    "删去第十二条。": [("delete", "第十二条", "", "", "")],
    "删去第六条第二款中的“甲乙”。": [("delete", "第六条第二款", "甲乙", "", "")],
    "第九条、第十条予以删除。": [("delete", "第九条", "", "", ""), ("delete", "第十条", "", "", "")],
    "增加一条，作为第八条：“第八条 甲。”": [("insert", "", "", "第八条 甲。", "第八条")],
    "第七条中增加一项作为第六项：“（六）其他”": [("insert", "第七条", "", "（六）其他", "第七条第六项")],
    "第十三条增加一款作为该条第二款：“甲。”": [("insert", "第十三条", "", "甲。", "第十三条第二款")],
    "第九条改为第十条。": [("renumber", "第九条", "", "", "第十条")],
    "第十条改为第十一条，修改为：“甲”。": [
        ("renumber", "第十条", "", "", "第十一条"),
        ("replace", "第十一条", "", "甲", ""),
    ],
    "将“工商行政管理部门”统一修改为“市场监督管理部门”。": [
        ("replace_words", "", "工商行政管理部门", "市场监督管理部门", "")
    ],
    "将第三条第二款、第五条中的“甲”修改为“乙”，“丙”修改为“丁”。": [
        ("replace_words", "第三条第二款", "甲", "乙", ""),
        ("replace_words", "第三条第二款", "丙", "丁", ""),
        ("replace_words", "第五条", "甲", "乙", ""),
        ("replace_words", "第五条", "丙", "丁", ""),
    ],
    "第八条“甲”后增加“乙”。": [("insert", "第八条", "甲", "乙", "")],
    "第四条修改为：“甲。\n“乙。\n“丙。”": [("replace", "第四条", "", "甲。\n乙。\n丙。", "")],
    "九、删去甲办法第六十八条第二款。": [("delete", "第六十八条第二款", "", "", "")],
    "增加一条，作为《甲办法》第七条：“乙。”": [("insert", "", "", "乙。", "第七条")],
    "将《甲办法》原第七条改为修改后《甲办法》第十二条。": [("renumber", "第七条", "", "", "第十二条")],
    "将第三条修改为第五条：“乙。”": [
        ("renumber", "第三条", "", "", "第五条"),
        ("replace", "第五条", "", "乙。", ""),
    ],
    "在第九条中增加一款作为第二款，将该条修改为：“甲。\n“乙。”": [
        ("replace", "第九条", "", "甲。\n乙。", "")
    ],
    "第十条第四款“甲不得出租。”修改为：“甲可以出租。”": [
        ("replace_words", "第十条第四款", "甲不得出租。", "甲可以出租。", "")
    ],
    "将第一条修改为：“甲。”2.将引言修改为：“乙。”": [
        ("replace", "第一条", "", "甲。", ""),
        ("unread", "", "", "", ""),
    ],
    "违反第三条的，依照第五条处理。": [],
    "条文顺序作相应调整。": [],
}


@pytest.mark.parametrize("text", CASES)
def test_instruction(text: str) -> None:
    found = [(i.kind, i.place, i.old, i.new, i.target) for i in find_instructions(text)]
    assert found == CASES[text]


def test_what_a_quotation_says_orders_nothing() -> None:
    text = "第五条修改为：“第三条增加一款，作为第二款。”"
    assert [i.kind for i in find_instructions(text)] == ["replace"]


def test_each_document_of_a_decision_keeps_its_instructions() -> None:
    text = (
        "一、对《甲办法》作如下修改：\n（一）第五条修改为：“子”\n"
        "二、对《乙规定》作如下修改：\n将第七条中的“丑”修改为“寅”。"
    )
    assert [(i.document, i.place) for i in find_instructions(text)] == [
        ("甲办法", "第五条"),
        ("乙规定", "第七条"),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("此前有关规定与本办法不一致的，以本办法为准。", ["priority"]),
        ("凡与本法抵触的，同时失效。", ["blanket_repeal"]),
        ("未列入继续有效目录的，一律废止，不再引用和执行。", ["blanket_repeal"]),
        ("自本决定印发之日起一律停止执行，不再作为行政管理的依据。", ["blanket_repeal"]),
        ("《甲办法》同时废止。", []),
    ],
)
def test_blanket_clauses(text: str, kinds: list[str]) -> None:
    found = find_blankets(text)
    assert [b.kind for b in found] == kinds
    assert all(text[b.quote.start : b.quote.end] == b.quote.text for b in found)


def test_a_paragraph_added_to_the_article_spoken_of() -> None:
    text = "在第三十八条中增加一款作为第二款：“甲。”\n增加一款作为第四款：“乙。”"
    assert [(i.kind, i.target) for i in find_instructions(text)] == [
        ("insert", "第三十八条第二款"),
        ("insert", "第三十八条第四款"),
    ]


@pytest.mark.parametrize("piece", [" ", "第三条、", "第五条修改为：“甲", "“"])
def test_no_text_is_too_long(piece: str) -> None:
    assert isinstance(find_instructions(piece * (40_000 // len(piece))), tuple)
