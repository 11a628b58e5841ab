"""Documents as offices make them in Word: red head, centred title, indented text, tables, Word's own numbers."""

import io
import re
from collections.abc import Sequence

from docx import Document as new_document
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from registry.export.packing import repack
from tui.samples.collection import ARTICLE, SampleDocument

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMBERING = 90
#: What the schema wants behind w:numPr.
_BEHIND_NUMBERING = ("w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
_HEAD = re.compile(r"^.{2,30}文件$")
_TITLE = re.compile(
    r"^(?!.*[。；：，]$).*(?:的?(?:通知|决定|通告|公告|意见|批复|函|方案|办法|规定|细则|标准|预案|制度|规程|规则|要点|规范|准则|守则|指南|目录|承诺书|须知)(?:[（(](?:试行|暂行)[)）])?|的通告)$"
)
_RIGHT = re.compile(
    r"^(?:\d{4}年\d{1,2}月\d{1,2}日|[一二〇○零三四五六七八九十]{4}年.{2,6}日|.{3,24}(?:人民政府|办公室|局|委员会|街道办事处))$"
)


def docx_bytes(document: SampleDocument) -> bytes:
    """The document as a docx package, the same bytes each time."""
    word = new_document()
    word.core_properties.author = ""
    _page(word)
    if document.autonumber:
        _add_numbering(word)
    for block in blocks(document.body):
        if isinstance(block, str):
            _paragraph(word, block)
        else:
            _table(word, block)
    out = io.BytesIO()
    word.save(out)
    return repack(out.getvalue())


def blocks(body: Sequence[str]) -> list[str | list[list[str]]]:
    """Paragraphs and tables in their order; a blank line between two tables separates them."""
    found: list[str | list[list[str]]] = []
    for line in body:
        if not line.startswith("| "):
            found.append(line)
            continue
        row = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        if found and isinstance(found[-1], list):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _page(word: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = word.styles["Normal"]
    normal.font.size = Pt(16)
    normal.font.name = "Times New Roman"
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)


def _add_numbering(word: Document) -> None:
    part = word.part.numbering_part.element
    abstract = (
        f'<w:abstractNum xmlns:w="{_W}" w:abstractNumId="{_NUMBERING}"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:suff w:val="space"/><w:lvlText w:val="第%1条"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    )
    part.insert(0, parse_xml(abstract))
    part.append(
        parse_xml(
            f'<w:num xmlns:w="{_W}" w:numId="{_NUMBERING}"><w:abstractNumId w:val="{_NUMBERING}"/></w:num>'
        )
    )


def layout_of(line: str) -> str:
    """How a line is set: head (red letterhead), title, right (signature and date), flush, or body."""
    text = line.strip()
    if _HEAD.match(text):
        return "head"
    if _TITLE.match(text) and len(text) < 60:
        return "title"
    if _RIGHT.match(text):
        return "right"
    return "flush" if line.startswith(("\u3000", " ")) or (text.endswith("：") and len(text) < 40) else "body"


def _paragraph(word: Document, line: str) -> None:
    paragraph = word.add_paragraph(line.removeprefix(ARTICLE))
    layout = layout_of(line.removeprefix(ARTICLE))
    if layout in ("head", "title"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.size = Pt(26 if layout == "head" else 22)
            if layout == "head":
                run.font.color.rgb = RGBColor(0xC0, 0, 0)
    elif layout == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif layout == "body":
        paragraph.paragraph_format.first_line_indent = Pt(32)
    if line.startswith(ARTICLE):
        _number(paragraph)


def _number(paragraph: Paragraph) -> None:
    numbered = f'<w:numPr xmlns:w="{_W}"><w:ilvl w:val="0"/><w:numId w:val="{_NUMBERING}"/></w:numPr>'
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(parse_xml(numbered), *_BEHIND_NUMBERING)


def _table(word: Document, rows: list[list[str]]) -> None:
    table = word.add_table(rows=0, cols=max(map(len, rows)))
    table.style = word.styles["Table Grid"]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
