"""Word documents by what stands in them: revisions, fields, notes, boxes, tables."""

from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.base import Fixture


def _revisions() -> bytes:
    """Every kind of revision, and what accepting it does to text, paragraphs, numbers and rows."""
    deleted = f"<w:rPr><w:del {w.CHANGE}/></w:rPr>"
    gone = f"<w:del {w.CHANGE}><w:r><w:delText>删去</w:delText></w:r></w:del>"
    body = (
        w.paragraph("前", inside=f"<w:ins {w.CHANGE}>{w.run('增')}</w:ins>{gone}{w.run('后')}")
        + w.paragraph(inside=f"<w:moveFrom {w.CHANGE}>{w.run('移')}</w:moveFrom>{w.run('原处')}")
        + w.paragraph(inside=f"{w.run('新处')}<w:moveTo {w.CHANGE}>{w.run('移')}</w:moveTo>")
        + w.paragraph("段末被删，", deleted)
        + w.paragraph("与下段相连。")
        + w.paragraph("甲", w.listed(1))
        + w.paragraph(properties=w.listed(1) + deleted, inside=gone)
        + w.paragraph("乙", w.listed(1))
        + w.table(
            w.texts("留", "下"),
            w.row(
                w.cell(w.paragraph(inside=gone)),
                w.cell(w.paragraph(inside=gone)),
                properties=f"<w:del {w.CHANGE}/>",
            ),
            w.texts("两", "行"),
        )
    )
    return w.docx(body, {"numbering": w.numbering({1: w.level(0, "decimal", "%1.")})})


def _inline() -> bytes:
    """What stands inside paragraphs besides runs of text."""
    ruby = f"<w:r><w:ruby><w:rt>{w.run('zhù')}</w:rt><w:rubyBase>{w.run('注')}</w:rubyBase></w:ruby></w:r>"
    sheet = w.styles(
        w.style("Secret", "<w:rPr><w:vanish/></w:rPr>", kind="character"),
        w.style("Prompt", kind="character", title="Placeholder Text"),
        w.style("Dark", "<w:rPr><w:vanish/></w:rPr>"),
    )
    prompt = w.control(w.run("单击此处输入", '<w:rStyle w:val="Prompt"/>'), "<w:showingPlcHdr/>")
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>'
    body = (
        w.paragraph(
            inside=w.run("行政") + w.run("处", "<w:b/>") + w.run("罚") + "<w:r><w:br/><w:t>换行</w:t></w:r>"
        )
        + w.paragraph("甲", inside="<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/></w:r>" + w.run("乙"))
        + w.paragraph(
            inside='<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:sym w:font="Symbol" w:char="F06D"/></w:r>'
        )
        + w.paragraph(
            "见", inside=w.run("隐", "<w:vanish/>") + w.run("藏", '<w:rStyle w:val="Secret"/>') + w.run("文")
        )
        + w.paragraph("整段隐藏", w.styled("Dark") + w.listed(1))
        + w.paragraph("取消隐藏", inside=w.run("可见", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>'))
        + w.paragraph("注：", inside=ruby)
        + w.paragraph(
            inside=f'<w:hyperlink r:id="x">{w.run("链接")}</w:hyperlink><w:smartTag>{w.run("标记")}</w:smartTag>'
        )
        + w.paragraph("行内", inside=w.control(w.run("控件")) + prompt)
        + w.paragraph("见", inside=w.field(" REF x ", "第三条") + w.field(" HYPERLINK x ", "网址"))
        + w.paragraph(
            "圈", inside=w.field(" EQ \\o\\ac(○,12) ") + w.field(" EQ \\* jc0 \\o\\ad(\\s\\up 9(pin),拼) ")
        )
        + w.paragraph("第", inside=w.field(" PAGE ", "7") + w.run("页"))
        + w.paragraph("勾选", inside=box + '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + w.paragraph(
            "未完的域",
            inside='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>指令</w:instrText></w:r>',
        )
        + w.paragraph("公式", inside="<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>")
        + w.paragraph(
            "艺术字", inside='<w:r><w:pict><v:shape><v:textpath string="云岭区"/></v:shape></w:pict></w:r>'
        )
        + w.paragraph(
            "批注", inside='<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        )
    )
    return w.docx(
        body,
        {
            "styles": sheet,
            "numbering": w.numbering({1: w.level(0, "decimal", "%1.")}),
            "comments": f"<w:comments {w.NAMESPACES}>{w.paragraph('批注内容')}</w:comments>",
        },
    )


def _notes() -> bytes:
    mark = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    body = (
        w.paragraph("甲", inside=mark.format("footnote", 1) + w.run("乙") + mark.format("footnote", 2))
        + w.paragraph("丙", inside=mark.format("endnote", 1))
        + w.table(
            w.row(w.cell(w.paragraph("表", inside=mark.format("footnote", 3))), w.cell(w.paragraph("格")))
        )
        + w.paragraph("丁")
    )
    more = {
        "footnotes": w.notes("footnote", ("其一", "其二", "其三")),
        "endnotes": w.notes("endnote", ("末",)),
    }
    return w.docx(body, more)


def _surroundings() -> bytes:
    """Headers, a table of contents, boxes, controls, an object, foreign content."""
    contents = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    embedded = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="package"/></w:object></w:r>'
    body = (
        w.control(w.paragraph("自动目录"), gallery)
        + w.paragraph(inside=contents + w.run("总则"))
        + w.paragraph(inside='<w:r><w:fldChar w:fldCharType="end"/></w:r>' + w.run("附则"))
        + w.paragraph("正文", inside=w.text_box(w.paragraph("框一") + w.paragraph("框二")))
        + w.control(w.paragraph("控件段"))
        + w.paragraph("附表", inside=embedded)
        + '<w:altChunk r:id="aFChunk"/>'
        + '<w:sectPr><w:headerReference r:id="header"/></w:sectPr>'
    )
    parts = w.parts(body, {"header": f"<w:hdr {w.NAMESPACES}>{w.paragraph('页眉')}</w:hdr>"})
    parts["word/_rels/document.xml.rels"] = w.relations(
        {"header": "header.xml", "package": "embeddings/名单.xlsx", "aFChunk": "afchunk.html"}
    )
    return w.zipped(parts)


def _tables() -> bytes:
    """Merged cells in both directions, a nested table, numbers in cells, a frame of one cell."""
    down = '<w:vMerge w:val="restart"/>'
    body = (
        w.table(
            w.texts("序号", "事项", "标准"),
            w.row(
                w.cell(w.paragraph("", w.listed(1))),
                w.cell(w.paragraph("无证"), down),
                w.cell(w.paragraph("轻")),
            ),
            w.row(
                w.cell(w.paragraph("", w.listed(1))),
                w.cell(w.paragraph(), "<w:vMerge/>"),
                w.cell(w.paragraph("重")),
            ),
            w.row(w.cell(w.paragraph("合并两列"), '<w:gridSpan w:val="2"/>'), w.cell(w.paragraph("末"))),
            w.row(w.cell(w.paragraph("补齐")), properties='<w:gridBefore w:val="2"/>'),
            w.row(w.cell(w.paragraph("隐藏行")), properties="<w:hidden/>"),
            w.control(w.texts("控件", "行", "")),
            w.row(
                w.cell(w.paragraph("一") + w.paragraph("二")),
                w.cell(w.table(w.texts("内", "表")) + w.paragraph()),
                w.cell(w.paragraph("外")),
            ),
        )
        + w.table(w.row(w.cell(w.paragraph("框中第一段") + w.paragraph("框中第二段"))))
        + w.paragraph("表后")
    )
    return w.docx(body, {"numbering": w.numbering({1: w.level(0, "decimal", "%1", suffix="nothing")})})


def _oddities() -> bytes:
    """What other programs write: merges without a beginning, formats as pictures, boxes in groups."""
    padded = (
        '<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:suff w:val="space"/><w:lvlText w:val="%1"/></w:lvl>'
    )
    box = w.text_box(w.paragraph("组中的框"))
    group = f"<w:r><w:drawing>{box}</w:drawing></w:r>"
    body = (
        w.paragraph("号", w.listed(1))
        + w.table(
            w.row(w.cell(w.paragraph("无起点的合并"), "<w:vMerge/>"), w.cell(w.paragraph("甲"))),
            w.row(w.cell(w.paragraph("被盖住"), "<w:vMerge/>"), w.cell(w.paragraph("乙"))),
            w.row(
                w.cell(w.paragraph("横"), '<w:hMerge w:val="restart"/>'),
                w.cell(w.paragraph("盖"), "<w:hMerge/>"),
            ),
        )
        + w.paragraph("组", inside=group)
        + "<w:p><w:r><w:t>  首尾空白不算  </w:t></w:r></w:p>"
    )
    return w.docx(body, {"numbering": w.numbering({1: padded})})


def _diagram() -> bytes:
    return w.docx(w.paragraph("架构图", inside='<w:r><w:drawing><wps:relIds r:dm="x"/></w:drawing></w:r>'))


def _wide() -> bytes:
    return w.docx(
        w.table(
            w.row(w.cell(w.paragraph("宽"), '<w:gridSpan w:val="2000000000"/>'), w.cell(w.paragraph("末")))
        )
    )


FIXTURES = (
    Fixture(
        "修订.docx", _revisions, "docx",
        ("前增后", "原处", "新处移", "段末被删，与下段相连。", "1. 甲", "2. 乙", "留\t下\n两\t行"), warns=("修订",),
    ),
    Fixture(
        "段内.docx", _inline, "docx",
        ("行政处罚\n换行", "甲\t-乙", "☑μ", "见文", "取消隐藏可见", "注：注", "链接标记", "行内控件", "见第三条网址", "圈⑫拼", "第页",
         "勾选☑", "未完的域", "公式a+b", "艺术字云岭区", "批注"),
        lacks=("批注内容", "单击此处"), warns=("隐藏",),
    ),
    Fixture("注释.docx", _notes, "docx", ("甲乙", "[注1] 其一", "[注2] 其二", "丙", "[尾注1] 末", "表\t格", "[注3] 其三", "丁")),
    Fixture(
        "周边.docx", _surroundings, "docx", ("附则", "正文", "框一", "框二", "控件段", "附表"), lacks=("页眉", "目录"),
        attachments=("名单.xlsx（Excel.Sheet.12）", "afchunk.html"), warns=("外部内容",),
    ),
    Fixture(
        "表格.docx", _tables, "docx",
        ("序号\t事项\t标准\n1\t无证\t轻\n2\t\t重\n合并两列\t\t末\n\t\t补齐\n控件\t行\n一 二\t内 表\t外", "框中第一段", "框中第二段", "表后"),
    ),
    Fixture(
        "别家程序.docx", _oddities, "docx",
        ("007 号", "无起点的合并\t甲\n\t乙\n横", "组", "组中的框", "首尾空白不算"), lacks=("被盖住",),
    ),
    Fixture("图形.docx", _diagram, "docx", ("架构图",), warns=("SmartArt",)),
    Fixture("宽表.docx", _wide, "docx", contains=("宽", "末")),
)  # fmt: skip
