"""An official document in the making: paragraphs by their role, set as GB/T 9704-2012 wants them.

Text comes in by one door (`inert.xml_text`); what stands in 【】 is a placeholder and shown as one.
"""

import io
import re
from collections.abc import Sequence
from datetime import date

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from registry.export.inert import xml_text
from registry.export.packing import FIXED, repack
from registry.export.tables import Table, zh_date
from registry.papers import layout
from registry.papers.grid import table_xml
from registry.papers.layout import Face

_PLACEHOLDER = re.compile(r"(【[^【】]{1,40}】)")


class Paper:
    """Writes one docx from top to bottom. `bytes()` gives the same package for the same calls."""

    def __init__(self, template: bytes | None = None) -> None:
        """Start an empty document, or continue an office's own template: its page, head, foot and styles stay."""
        self._word: Document = new_document(io.BytesIO(template)) if template else new_document()
        if template is None:
            body = self._word.element.body
            for paragraph in list(body.iterchildren(qn("w:p"))):
                body.remove(paragraph)
            self._set_defaults()
            _set_page(self._word.sections[-1], landscape=False)
            _page_numbers(self._word.sections[-1])

    # -- head

    def mark(self, text: str) -> None:
        """发文机关标志 in red, 35 mm under the upper edge of the type area."""
        paragraph = self._line(text, layout.TITLE, 32, WD_ALIGN_PARAGRAPH.CENTER, exact=False)
        paragraph.paragraph_format.space_before = Mm(layout.MARK_DROP_MM)
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor.from_string(layout.RED)
        self.blank(2)

    def number(self, text: str) -> None:
        """发文字号, centred, with the red rule 4 mm under it."""
        paragraph = self._line(text, layout.BODY, layout.SIZE_3, WD_ALIGN_PARAGRAPH.CENTER)
        properties = paragraph._p.get_or_add_pPr()
        space = round(layout.RULE_GAP_MM / 25.4 * 72)
        rule = (
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:bottom w:val="single" w:sz="12" w:space="{space}" w:color="{layout.RED}"/></w:pBdr>'
        )
        properties.insert_element_before(
            parse_xml(rule), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
        self.blank(2)

    def title(self, text: str) -> None:
        """标题: 2号小标宋, centred."""
        paragraph = self._line(text, layout.TITLE, layout.SIZE_2, WD_ALIGN_PARAGRAPH.CENTER)
        paragraph.paragraph_format.line_spacing = Pt(36)
        paragraph.paragraph_format.keep_with_next = True

    def addressee(self, text: str) -> None:
        """主送机关: flush left, one line under the title."""
        self.blank()
        self._line(text, layout.BODY, layout.SIZE_3)

    # -- text

    def body(self, text: str) -> None:
        """A paragraph of the text, indented by two characters; nothing for an empty one."""
        if text:
            self._line(text, layout.BODY, layout.SIZE_3, indent=2)

    def heading(self, text: str, level: int = 1, rest: str = "") -> None:
        """一、黑体; （一）楷体; from level 3 on 仿宋. `rest` follows in the same paragraph as plain text."""
        face = {1: layout.HEADING_1, 2: layout.HEADING_2}.get(level, layout.BODY)
        paragraph = self._line(text, face, layout.SIZE_3, indent=2)
        if rest:
            self._runs(paragraph, rest, layout.BODY, layout.SIZE_3)
        else:
            paragraph.paragraph_format.keep_with_next = True

    def number_line(self, text: str) -> None:
        """发文字号 alone under a title, for drafts without a letterhead."""
        self._line(text, layout.BODY, layout.SIZE_3, WD_ALIGN_PARAGRAPH.CENTER)
        self.blank()

    def note(self, text: str) -> None:
        """A word to the drafter, in 楷体 and shaded: to be removed before the paper goes out."""
        paragraph = self._line("", layout.HEADING_2, layout.SIZE_TABLE, indent=2)
        run = paragraph.add_run(xml_text(text))
        _set_font(run, layout.HEADING_2, layout.SIZE_TABLE)
        run._r.get_or_add_rPr().append(_shading())

    def blank(self, lines: int = 1) -> None:
        for _ in range(lines):
            self._line("", layout.BODY, layout.SIZE_3)

    def attachments(self, names: Sequence[str]) -> None:
        """附件说明: one line under the text, two characters in; further lines align with the first name."""
        if not names:
            return
        self.blank()
        for index, name in enumerate(names, 1):
            number = f"{index}." if len(names) > 1 else ""
            paragraph = self._line(
                f"{'附件：' if index == 1 else ''}{number}{name}", layout.BODY, layout.SIZE_3
            )
            hang = layout.SIZE_3 * _width(number)
            setting = paragraph.paragraph_format
            setting.left_indent = Pt(5 * layout.SIZE_3 + hang)
            setting.first_line_indent = Pt(-hang - (3 * layout.SIZE_3 if index == 1 else 0))
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def signature(self, organ: str, day: date | str) -> None:
        """署名 centred over 成文日期, the date four characters in from the right."""
        printed = zh_date(day.isoformat()) if isinstance(day, date) else day
        self.blank(2)
        room = _width(printed)
        right = max(2.0, 4 + (room - _width(organ)) / 2)
        signed = self._line(organ, layout.BODY, layout.SIZE_3, WD_ALIGN_PARAGRAPH.RIGHT)
        signed.paragraph_format.right_indent = Pt(right * layout.SIZE_3)
        signed.paragraph_format.keep_with_next = True
        shift = 4.0 if _width(organ) <= room + 4 else 4 + (_width(organ) - room) / 2 - 2
        dated = self._line(printed, layout.BODY, layout.SIZE_3, WD_ALIGN_PARAGRAPH.RIGHT)
        dated.paragraph_format.right_indent = Pt(shift * layout.SIZE_3)

    def release_note(self, text: str) -> None:
        """附注 in brackets, two characters in: （此件公开发布）."""
        self.body(f"（{text}）")

    # -- attachments

    def attachment(self, label: str, title: str, *, landscape: bool = False) -> None:
        """Begin an attachment on a page of its own: 附件1 in 3号黑体 at the top left, its title centred."""
        if landscape or _is_landscape(self._word.sections[-1]):
            section = self._word.add_section(WD_SECTION.NEW_PAGE)
            _set_page(section, landscape=landscape)
            paragraph = self._line(label, layout.HEADING_1, layout.SIZE_3)
        else:
            paragraph = self._line(label, layout.HEADING_1, layout.SIZE_3)
            paragraph.paragraph_format.page_break_before = True
        self.blank()
        self.title(title)
        self.blank()

    def across(self) -> None:
        """Turn the only section of a paper that is one wide table."""
        _set_page(self._word.sections[-1], landscape=True)

    def table(self, table: Table, *, size: float = layout.SIZE_TABLE) -> None:
        """A table over the width of the type area; its head repeats on every page, rows do not break."""
        width = _inner_width(self._word.sections[-1])
        element = parse_xml(table_xml(table, width, size))
        self._word.element.body.insert_element_before(element, "w:sectPr")
        self._line("", layout.BODY, layout.SIZE_TABLE)

    # -- out

    def bytes(self) -> bytes:
        """The finished package."""
        core = self._word.core_properties
        core.author, core.title, core.comments, core.last_modified_by = "", "", "", ""
        core.created = core.modified = FIXED
        core.revision = 1
        _name_fallbacks(self._word)
        out = io.BytesIO()
        self._word.save(out)
        return repack(out.getvalue())

    # -- parts

    def _set_defaults(self) -> None:
        normal = self._word.styles["Normal"]
        normal.font.name, normal.font.size = layout.LATIN, Pt(layout.SIZE_3)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), layout.BODY.name)
        spacing = normal.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.LINE_PITCH_PT)
        settings = self._word.settings
        settings.odd_and_even_pages_header_footer = True

    def _line(
        self,
        text: str,
        face: Face,
        size: float,
        align: WD_ALIGN_PARAGRAPH | None = None,
        *,
        indent: float = 0,
        exact: bool = True,
    ) -> Paragraph:
        paragraph = self._word.add_paragraph()
        paragraph.alignment = align if align is not None else WD_ALIGN_PARAGRAPH.JUSTIFY
        setting = paragraph.paragraph_format
        if exact:
            setting.line_spacing_rule, setting.line_spacing = (
                WD_LINE_SPACING.EXACTLY,
                Pt(layout.LINE_PITCH_PT),
            )
        else:
            setting.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if indent:
            setting.first_line_indent = Pt(indent * size)
        self._runs(paragraph, text, face, size)
        return paragraph

    def _runs(self, paragraph: Paragraph, text: str, face: Face, size: float) -> None:
        for piece in _PLACEHOLDER.split(xml_text(text)):
            if piece:
                run = paragraph.add_run(piece)
                _set_font(run, face, size)
                if size == layout.SIZE_3:
                    _tighten(run)
                if _PLACEHOLDER.fullmatch(piece):
                    run._r.get_or_add_rPr().append(_shading())


def _shading() -> BaseOxmlElement:
    """The mark of what must be filled in or taken out."""
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFF2A8"/>')


def _set_font(run: Run, face: Face, size: float) -> None:
    run.font.size = Pt(size)
    run.font.name = layout.LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face.name)


def _tighten(run: Run) -> None:
    """Set the characters so close that 28 of them fill a line."""
    spacing = f'<w:spacing {nsdecls("w")} w:val="{layout.pt_to_twips(layout.CHAR_SPACING_PT)}"/>'
    run._r.get_or_add_rPr().insert_element_before(
        parse_xml(spacing), "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:shd"
    )


def _set_page(section: Section, *, landscape: bool) -> None:
    wide, high = layout.PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(high if landscape else wide), Mm(wide if landscape else high)
    margins = (layout.TOP_MM, layout.RIGHT_MM, layout.BOTTOM_MM, layout.LEFT_MM)
    if landscape:  # the page is turned to the left: what was the left margin is now the upper one
        margins = (layout.LEFT_MM, layout.TOP_MM, layout.RIGHT_MM, layout.BOTTOM_MM)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.footer_distance = Mm(margins[2] - layout.PAGE_NUMBER_GAP_MM - 6)
    section.header_distance = Mm(15)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    pitch = layout.pt_to_twips(layout.LINE_PITCH_PT)
    grid = f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{pitch}"/>'
    properties.append(parse_xml(grid))


def _page_numbers(section: Section) -> None:
    """— 1 — in 4号 half-width 宋体: odd pages to the right, even pages to the left, one character in."""
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        setting = paragraph.paragraph_format
        setting.line_spacing_rule, setting.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(17)
        setting.right_indent = Pt(layout.SIZE_4) if align == WD_ALIGN_PARAGRAPH.RIGHT else None
        setting.left_indent = Pt(layout.SIZE_4) if align == WD_ALIGN_PARAGRAPH.LEFT else None
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            _set_font(run, layout.PAGE_NUMBER, layout.SIZE_4)
            run.font.name = layout.PAGE_NUMBER.name
            if text is None:
                for kind in ("begin", "PAGE", "end"):
                    run._r.append(parse_xml(_field(kind)))


def _field(kind: str) -> str:
    if kind == "PAGE":
        return f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'
    return f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'


def _is_landscape(section: Section) -> bool:
    return section.orientation == WD_ORIENT.LANDSCAPE


def _inner_width(section: Section) -> int:
    """Width of the type area in twips."""
    wide = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return round(wide / 635)


def _name_fallbacks(word: Document) -> None:
    """Tell the reader of the file which typeface may stand in where an office's own is not installed."""
    part = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{face.name}"><w:altName w:val="{face.fallbacks[0]}"/><w:charset w:val="86"/></w:font>'
        for face in layout.FACES
    )
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()


def _width(text: str) -> float:
    """Width in characters of the body size."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
