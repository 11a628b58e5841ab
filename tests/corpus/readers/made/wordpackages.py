"""Word documents by their wrapping: packages, one XML file, odd, damaged and hostile ones."""

import io
import struct
import zipfile

from corpus.readers.errors import Empty, NeedsPassword, NotReadable, TooLarge
from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.base import ARTICLE, Fixture

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


FIXTURES = (
    Fixture("通知.docx", _article, "docx", ARTICLE, metadata={"core:title": "闲置校舍", "core:created": "2023-06-01T00:00:00Z"}, detail="transitional", silent=True),
    Fixture("严格.docx", _strict, "docx", ARTICLE, detail="strict", silent=True),
    Fixture("其实是docx.doc", _article, "docx", ARTICLE, warns=("扩展名是 .doc",)),
    Fixture("金山.wps", _article, "docx", ARTICLE, silent=True),
    Fixture("部件改名.docx", _odd_names, "docx", ("1. 正文",)),
    Fixture("扫描件.docx", _scan, "docx", (), needs_ocr=True),
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
)  # fmt: skip
