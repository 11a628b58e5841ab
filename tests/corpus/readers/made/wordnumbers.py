"""Word documents whose numbers come from lists and styles."""

from collections.abc import Sequence
from functools import partial

from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.base import Fixture

_LAW = (
    w.level(0, "chineseCountingThousand", "第%1章", suffix="space")
    + w.level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>')
    + w.level(2, "chineseCountingThousand", "（%3）", suffix="nothing")
    + w.level(3, "decimal", "%4.", suffix="space")
)


def _law() -> bytes:
    """Chapters whose articles count on through them, items that begin again, a 99th article and beyond."""
    item, article = w.listed(1, 2), w.listed(1, 1)
    override = (
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="99"/></w:lvlOverride></w:num>'
    )
    body = (
        w.paragraph("总则", w.listed(1, 0))
        + w.paragraph("为规范管理，制定本办法。", article)
        + w.paragraph("有下列情形之一的：", article)
        + w.paragraph("无证的；", item)
        + w.paragraph("过期的。", item)
        + w.paragraph("罚则", w.listed(1, 0))
        + w.paragraph("跨章连续编号。", article)
        + w.paragraph("另一情形。", item)
        + w.paragraph("细目。", w.listed(1, 3))
        + w.paragraph("附则前一条。", w.listed(7, 1))
        + w.paragraph("整百。", w.listed(7, 1))
        + w.paragraph("百零一。", w.listed(1, 1))
    )
    return w.docx(body, {"numbering": w.numbering({1: _LAW}, override)})


def _formats(pairs: Sequence[tuple[str, str]]) -> bytes:
    """One paragraph for each number format, with a number of its own."""
    lists = {i: w.level(0, form, text, suffix="nothing") for i, (form, text) in enumerate(pairs, 1)}
    body = "".join(w.paragraph("文", w.listed(i)) * 2 for i in lists)
    return w.docx(body, {"numbering": w.numbering(lists)})


_FORMATS = (
    ("japaneseCounting", "%1、", "一、文", "二、文"),
    ("chineseCounting", "(%1)", "(一)文", "(二)文"),
    ("ideographDigital", "%1", "一文", "二文"),
    ("decimalEnclosedCircle", "%1", "①文", "②文"),
    ("decimalEnclosedCircleChinese", "%1", "①文", "②文"),
    ("upperLetter", "%1.", "A.文", "B.文"),
    ("lowerLetter", "%1)", "a)文", "b)文"),
    ("upperRoman", "%1.", "I.文", "II.文"),
    ("lowerRoman", "%1.", "i.文", "ii.文"),
    ("decimalFullWidth", "%1．", "１．文", "２．文"),
    ("taiwaneseCountingThousand", "%1、", "一、文", "二、文"),
    ("chineseLegalSimplified", "%1、", "壹、文", "贰、文"),
    ("ideographTraditional", "%1、", "甲、文", "乙、文"),
    ("ideographZodiac", "%1、", "子、文", "丑、文"),
    ("decimalZero", "%1 ", "01 文", "02 文"),
    ("decimalEnclosedParen", "%1", "⑴文", "⑵文"),
    ("decimalEnclosedFullstop", "%1", "⒈文", "⒉文"),
    ("numberInDash", "%1", "- 1 -文", "- 2 -文"),
    ("none", "附", "附文", "附文"),
)


def _styled_numbers() -> bytes:
    """Numbers that come from styles: bound levels, inherited lists, one taken away, one for another style."""
    levels = w.level(
        0, "japaneseCounting", "%1、", suffix="nothing", more='<w:pStyle w:val="One"/>'
    ) + w.level(1, "decimal", "%1.%2", suffix="space", more='<w:isLgl/><w:pStyle w:val="Two"/>')
    sheet = w.styles(
        w.style("One", f'<w:pPr>{w.listed(1)}<w:outlineLvl w:val="0"/></w:pPr>', title="heading 1"),
        w.style("Two", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
        w.style("Derived", based_on="One"),
        w.style("Loop", based_on="Pool"),
        w.style("Pool", based_on="Loop"),
    )
    body = (
        w.paragraph("样式甲", w.styled("One"))
        + w.paragraph("二级", w.styled("Two"))
        + w.paragraph("继承", w.styled("Derived"))
        + w.paragraph("取消", w.styled("One") + w.listed(0))
        + w.paragraph("二级再来", w.styled("Two"))
        + w.paragraph("循环样式", w.styled("Loop"))
        + w.paragraph("不存在的样式", w.styled("Nowhere"))
        + w.paragraph("不存在的列表", w.listed(77))
    )
    return w.docx(body, {"styles": sheet, "numbering": w.numbering({1: levels})})


def _great_number() -> bytes:
    levels = w.level(0, "upperRoman", "%1.", start=2_000_000_000)
    return w.docx(w.paragraph("大号", w.listed(1)), {"numbering": w.numbering({1: levels})})


FIXTURES = (
    Fixture(
        "条文编号.docx", _law, "docx",
        ("第一章　总则", "第一条　为规范管理，制定本办法。", "第二条　有下列情形之一的：", "（一）无证的；", "（二）过期的。",
         "第二章　罚则", "第三条　跨章连续编号。", "（一）另一情形。", "1. 细目。", "第九十九条　附则前一条。", "第一百条　整百。",
         "第一百零一条　百零一。"),
    ),
    Fixture(
        "编号格式.docx", partial(_formats, [(form, text) for form, text, _, _ in _FORMATS]), "docx",
        tuple(shown for _, _, first, second in _FORMATS for shown in (first, second)),
    ),
    Fixture(
        "样式编号.docx", _styled_numbers, "docx",
        ("一、样式甲", "1.1 二级", "二、继承", "取消", "2.1 二级再来", "循环样式", "不存在的样式", "不存在的列表"),
    ),
    Fixture("大号.docx", _great_number, "docx", ("2000000000. 大号",)),
)  # fmt: skip
