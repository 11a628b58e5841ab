"""Word documents in a ZIP package and in one XML file."""

import io
import struct
import zipfile
from collections.abc import Sequence
from functools import partial

from corpus.readers.errors import Empty, NeedsPassword, NotReadable, TooLarge
from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.base import ARTICLE, Fixture

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


_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>闲置校舍</dc:title><dc:creator>云岭区</dc:creator>"
    "<dcterms:created>2023-06-01T00:00:00Z</dcterms:created><dc:subject> </dc:subject></cp:coreProperties>"
)


def _article() -> bytes:
    return w.docx("".join(map(w.paragraph, ARTICLE)), {"core-properties": _CORE})


def _scan() -> bytes:
    """Pages as pictures, one to a paragraph, and no text."""
    parts = w.parts(w.paragraph(inside="<w:r><w:drawing><wps:pic/></w:drawing></w:r>"))
    parts["word/_rels/document.xml.rels"] = w.relations({"image": "media/image1.png"})
    return w.zipped(parts)


def _diagram() -> bytes:
    return w.docx(w.paragraph("架构图", inside='<w:r><w:drawing><wps:relIds r:dm="x"/></w:drawing></w:r>'))


def _strict() -> bytes:
    strict = {
        name: xml.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, xml in w.parts("".join(map(w.paragraph, ARTICLE))).items()
    }
    return w.zipped(strict)


def _odd_names() -> bytes:
    """A main part of another name, an absolute target, backslashes."""
    parts = w.parts(
        w.paragraph("正文", w.listed(1)), {"numbering": w.numbering({1: w.level(0, "decimal", "%1.")})}
    )
    return w.zipped(
        {
            "[Content_Types].xml": parts["[Content_Types].xml"],
            "_rels/.rels": w.relations({"officeDocument": "/word/Document2.xml"}),
            "word\\document2.xml": parts["word/document.xml"],
            "word/_rels/document2.xml.rels": w.relations({"numbering": "/word/numbering.xml"}),
            "word/numbering.xml": parts["word/numbering.xml"],
        }
    )


def _flat() -> bytes:
    each = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, xml in w.parts("".join(map(w.paragraph, ARTICLE))).items()
        if name != "[Content_Types].xml"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{each}</pkg:package>'
    ).encode()


def _word_2003() -> bytes:
    annotation = '<aml:annotation w:type="Word.{}"><aml:content>{}</aml:content></aml:annotation>'
    listed = '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr>'
    hinted = '<w:listPr><wx:t wx:val="附件："/></w:listPr>'
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="39"/><w:lvlText w:val="第%1条"/></w:lvl>'
    body = (
        "<wx:sect>"
        + w.paragraph("总的要求。", listed)
        + w.paragraph(
            "分的要求",
            listed,
            annotation.format("Insertion", w.run("，增")) + annotation.format("Deletion", w.run("，删")),
        )
        + w.paragraph("名单", hinted)
        + w.paragraph(
            "在",
            inside=f"<st1:place>{w.run('云岭')}</st1:place><w:r><w:footnote>{w.paragraph('脚注')}</w:footnote></w:r>",
        )
        + w.table(
            w.row(w.cell(w.paragraph("甲"), '<w:vmerge w:val="restart"/>'), w.cell(w.paragraph("乙"))),
            w.row(w.cell(w.paragraph(), "<w:vmerge/>"), w.cell(w.paragraph("丙"))),
        )
        + "</wx:sect>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:st1="urn:schemas-microsoft-com:office:smarttags" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>旧格式</o:Title></o:DocumentProperties>'
        f'<w:lists><w:listDef w:listDefId="0">{level}</w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>'
        f"<w:body>{body}</w:body></w:wordDocument>"
    ).encode()


# -- hostile files


def _with_main(main: str | bytes) -> bytes:
    return w.zipped({**w.parts(""), "word/document.xml": main})


def _entity(doctype: str) -> bytes:
    return _with_main(f'<?xml version="1.0"?>{doctype}' + w.document(w.paragraph("起&x;止")))


def _bomb(size: int) -> bytes:
    return _with_main(w.document(w.paragraph("啊" * size)))


def _lying(size: int) -> bytes:
    """A part whose header says that it has a thousand bytes."""
    data = _bomb(size)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        real = package.getinfo("word/document.xml").file_size
    return data.replace(struct.pack("<L", real), struct.pack("<L", 1000))


def _encrypted_entry() -> bytes:
    data = bytearray(_article())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        at = package.getinfo("word/document.xml").header_offset
    data[at + 6] |= 1
    central = data.rindex(b"word/document.xml") - 46
    data[central + 8] |= 1
    return bytes(data)


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, xml in w.parts(w.paragraph("甲")).items():
            package.writestr(name, xml)
        package.writestr("WORD/document.xml", w.document(w.paragraph("乙")))
    return out.getvalue()


_NESTED = "<w:sdt><w:sdtContent>"
_UNNESTED = "</w:sdtContent></w:sdt>"


def _nested(depth: int) -> bytes:
    return w.docx(_NESTED * depth + w.paragraph("深处") + _UNNESTED * depth)


def _wide() -> bytes:
    return w.docx(
        w.table(
            w.row(w.cell(w.paragraph("宽"), '<w:gridSpan w:val="2000000000"/>'), w.cell(w.paragraph("末")))
        )
    )


def _great_number() -> bytes:
    levels = w.level(0, "upperRoman", "%1.", start=2_000_000_000)
    return w.docx(w.paragraph("大号", w.listed(1)), {"numbering": w.numbering({1: levels})})


FIXTURES = (
    Fixture("通知.docx", _article, "docx", ARTICLE, metadata={"core:title": "闲置校舍", "core:created": "2023-06-01T00:00:00Z"}, detail="transitional", silent=True),
    Fixture("严格.docx", _strict, "docx", ARTICLE, detail="strict", silent=True),
    Fixture("其实是docx.doc", _article, "docx", ARTICLE, warns=("扩展名是 .doc",)),
    Fixture("金山.wps", _article, "docx", ARTICLE, silent=True),
    Fixture("部件改名.docx", _odd_names, "docx", ("1. 正文",)),
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
    Fixture("扫描件.docx", _scan, "docx", (), needs_ocr=True),
    Fixture("图形.docx", _diagram, "docx", ("架构图",), warns=("SmartArt",)),
    Fixture("空白.docx", lambda: w.docx(w.paragraph()), error=Empty),
    Fixture("坏属性.docx", lambda: w.docx(w.paragraph("正文"), {"core-properties": "<cp:core"}), "docx", ("正文",), metadata={}),
    Fixture("平面.xml", _flat, "docx", ARTICLE, detail="flat OPC"),
    Fixture("平面其实.doc", _flat, "docx", ARTICLE, warns=("扩展名是 .doc",)),
    Fixture(
        "二〇〇三.xml", _word_2003, "word-xml",
        ("第一条　总的要求。", "第二条　分的要求，增", "附件： 名单", "在云岭", "[注1] 脚注", "甲\t乙\n\t丙"),
        metadata={"core:title": "旧格式"}, warns=("修订",),
    ),
    Fixture("损坏.docx", lambda: _article()[: len(_article()) // 2], error=NotReadable),
    Fixture("缺尾.docx", lambda: _article()[:-30], error=NotReadable),
    Fixture("加密部件.docx", _encrypted_entry, error=NeedsPassword),
    Fixture("同名部件.docx", _twice, error=NotReadable),
    Fixture("无正文.docx", lambda: w.zipped({"[Content_Types].xml": "<Types/>"}), error=NotReadable),
    Fixture("半个XML.docx", lambda: _with_main(w.document(w.paragraph("甲"))[:-20]), error=NotReadable),
    Fixture("外部实体.docx", lambda: _entity('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), error=NotReadable),
    Fixture("十亿笑声.docx", lambda: _entity('<!DOCTYPE d [<!ENTITY y "哈哈"><!ENTITY x "&y;&y;&y;">]>'), error=NotReadable),
    Fixture("晚到的实体.docx", lambda: _entity(f"<!--{'x' * 20_000}-->" '<!DOCTYPE d [<!ENTITY x "哈">]>'), error=NotReadable),
    Fixture("压缩炸弹.docx", lambda: _bomb(20 << 20), error=TooLarge),
    Fixture("谎报大小.docx", lambda: _lying(2 << 20), error=NotReadable),
    Fixture("部件过多.docx", lambda: w.zipped({**w.parts(""), **{f"word/{i}.xml": "" for i in range(5_001)}}), error=TooLarge),
    Fixture("套娃.docx", lambda: _nested(100), "docx", ("深处",)),
    Fixture("套娃过深.docx", lambda: _nested(5_000), error=TooLarge),
    Fixture("宽表.docx", _wide, "docx", contains=("宽", "末")),
    Fixture("大号.docx", _great_number, "docx", ("2000000000. 大号",)),
)  # fmt: skip
