"""PDF and OFD files: a small PDF writer of our own for text and for attacks, a ZIP writer for OFD."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.errors import NeedsPassword, NotReadable, TooLarge
from tests.corpus.readers.made.base import ARTICLE, Fixture

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _SIZE, _LEADING = 80.0, 515.0, 14, 24
Placed = tuple[float, float, str]

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def _wrap(text: str, first: float, left: float, right: float, size: int) -> list[tuple[float, str]]:
    """A paragraph as lines (x, text), broken where the column is full, never before a closing sign."""
    lines, x, line = [], first, ""
    start = first
    for letter in text:
        if x + size > right + 0.1 and letter not in "，。、；：）》":
            lines.append((start, line))
            start, x, line = left, left, ""
        line += letter
        x += size
    return [*lines, (start, line)]


def set_pages(
    paragraphs: Sequence[str], *, left: float = _LEFT, right: float = _RIGHT, size: int = _SIZE,
    leading: int = _LEADING, lines_on_page: int = 26, indent: int = 2,
) -> list[list[Placed]]:  # fmt: skip
    """Paragraphs as placed lines (x, y from the top, text), page by page."""
    pages: list[list[Placed]] = [[]]
    for paragraph in paragraphs:
        for x, line in _wrap(paragraph, left + indent * size, left, right, size):
            if len(pages[-1]) == lines_on_page:
                pages.append([])
            pages[-1].append((x, 90 + len(pages[-1]) * leading, line))
    return pages


def pdf(
    pages: Sequence[Sequence[Placed]],
    *,
    size: int = _SIZE,
    encrypt: StandardEncryption | None = None,
    title: str = "",
) -> bytes:
    """A PDF with these lines; a page that is None-like (empty) holds a picture only."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=encrypt, invariant=True)
    if title:
        canvas.setTitle(title)
    for page in pages:
        if not page:
            canvas.drawInlineImage(_picture(), 50, 50, 400, 600)
        for x, y, text in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(x, HEIGHT - y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture() -> object:
    from PIL import Image

    return Image.new("L", (40, 60), 200)


def _running(pages: list[list[Placed]]) -> list[list[Placed]]:
    """The pages with a running head and a page number each."""
    return [
        [(200, 40, "云岭区人民政府规范性文件"), *page, (280, 810, f"—{number}—")]
        for number, page in enumerate(pages, 1)
    ]


_LONG = tuple(
    f"第{n}条　" + "闲置校舍的利用应当符合国土空间规划和安全要求，并优先用于养老、托幼等公共服务。" * 2
    for n in "一二三四五六七八九"
)


def _two_columns() -> bytes:
    left = set_pages(_LONG[:4], left=60, right=280, size=10, leading=16, lines_on_page=60)[0]
    right = set_pages(_LONG[4:8], left=315, right=535, size=10, leading=16, lines_on_page=60)[0]
    woven = [line for pair in zip(left, right, strict=False) for line in pair]
    return pdf([[(180, 60, "云岭区校舍管理公告"), *woven]], size=10)


def _numbered_lines() -> bytes:
    page = set_pages(_LONG[:4])[0]
    return pdf([[(40, y, str(n)) for n, (_, y, _) in enumerate(page, 1)] + page])


def raw_pdf(objects: Sequence[bytes], extra: bytes = b"") -> bytes:
    """A PDF of these objects, the first of them the catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, extra, len(out),
    )  # fmt: skip


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), entries, data)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
ONE_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
HELLO = stream(b"BT /F1 12 Tf 10 700 Td (hello world) Tj ET")

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_text(x: float, y: float, text: str, size: float = 5, **attributes: str) -> str:
    more = "".join(f' {k}="{v}"' for k, v in attributes.items())
    steps = f"g {max(1, len(text) - 1)} {size}"
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} {len(text) * size} {size * 1.4}" Font="1" Size="{size}"{more}>'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_package(
    pages: Sequence[str], *, page_location: str = "Pages/Page_{}/Content.xml", parts: dict[str, str] | None = None,
    document: str = "", root: str = "", raw: dict[str, bytes] | None = None,
) -> bytes:  # fmt: skip
    """An OFD file with the content of each page's layer given as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "OFD.xml",
            root
            or f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>校舍办法</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(
            f'<ofd:Page ID="{n}" BaseLoc="{page_location.format(n)}"/>' for n in range(len(pages))
        )
        package.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{document}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, content in enumerate(pages):
            package.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="9">{content}</ofd:Layer></ofd:Content></ofd:Page>',
            )
        for name, text in (parts or {}).items():
            package.writestr(name, text)
        for name, data in (raw or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def _ofd_pages(paragraphs: Sequence[str]) -> list[str]:
    scale = 25.4 / 72
    return [
        "".join(ofd_text(x * scale, y * scale, text, _SIZE * scale) for x, y, text in page)
        for page in set_pages(paragraphs, lines_on_page=26)
    ]


_COMPOSITE = f'<ofd:Res {_NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70">{ofd_text(0, 20, "复合图元里的文字")}</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>'
_LOOP = f'<ofd:Res {_NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70">{ofd_text(0, 20, "环")}<ofd:CompositeObject ResourceID="70" Boundary="0 0 9 9"/></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>'

PDF_FIXTURES = (
    Fixture("单栏.pdf", lambda: pdf(set_pages(ARTICLE), title="校舍办法"), format="pdf", texts=ARTICLE, metadata={"pdf:title": "校舍办法"}, silent=True),
    Fixture("页眉页码.pdf", lambda: pdf(_running(set_pages(_LONG + ARTICLE[6:], lines_on_page=9))), texts=_LONG + ARTICLE[6:]),
    Fixture("双栏.pdf", _two_columns, texts=("云岭区校舍管理公告", *_LONG[:8])),
    Fixture("行号.pdf", _numbered_lines, texts=_LONG[:4]),
    Fixture("不缩进.pdf", lambda: pdf(set_pages(_LONG[:3], indent=0)), texts=_LONG[:3]),
    Fixture("空格两端对齐.pdf", lambda: pdf([[(80, 100, " ".join("第一条 任何单位和个人不得擅自占用。"))]]), texts=("第一条任何单位和个人不得擅自占用。",)),
    Fixture("扫描件.pdf", lambda: pdf([[], []]), format="pdf", texts=(), needs_ocr=True, warns=("文字识别",)),
    Fixture("部分扫描.pdf", lambda: pdf([*set_pages(ARTICLE), [], []]), texts=ARTICLE, warns=("第 2–3 页没有文字层",)),
    Fixture("打开密码.pdf", lambda: pdf(set_pages(ARTICLE), encrypt=StandardEncryption("secret")), error=NeedsPassword),
    Fixture("仅限制复制.pdf", lambda: pdf(set_pages(ARTICLE), encrypt=StandardEncryption("", "owner", canCopy=0)), texts=ARTICLE),
    Fixture("前有杂字节.pdf", lambda: b"\0\0\r\n" + pdf(set_pages(ARTICLE)), texts=ARTICLE),
    Fixture("截断.pdf", lambda: pdf(set_pages(ARTICLE))[:600], error=NotReadable),
    Fixture("无页.pdf", lambda: raw_pdf([CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"]), error=NotReadable),
    Fixture("页树成环.pdf", lambda: raw_pdf([CATALOG, PAGES, b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"]), texts=(), needs_ocr=True),
    Fixture("自称二十亿页.pdf", lambda: raw_pdf([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", ONE_PAGE, HELLO, FONT]), texts=("hello world",)),
    Fixture("数组嵌套.pdf", lambda: raw_pdf([b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 200_000 + b"]" * 200_000 + b">>", PAGES, ONE_PAGE, HELLO, FONT]), texts=("hello world",)),
    Fixture("表单自引.pdf", lambda: raw_pdf([CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>", stream(b"/X Do"), stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<</XObject<</X 5 0 R>>>>")]), texts=(), needs_ocr=True),
    Fixture("单页字符过多.pdf", lambda: raw_pdf([CATALOG, PAGES, ONE_PAGE, stream(zlib.compress(b"BT /F1 1 Tf 10 700 Td " + (b"(" + b"x" * 30_000 + b") Tj ") * 10 + b"ET"), b"/Filter/FlateDecode"), FONT]), error=TooLarge),
)  # fmt: skip
OFD_FIXTURES = (
    Fixture("办法.ofd", lambda: ofd_package(_ofd_pages(ARTICLE)), format="ofd", texts=ARTICLE, metadata={"ofd:title": "校舍办法"}, silent=True),
    Fixture("多页.ofd", lambda: ofd_package(_ofd_pages(_LONG)), texts=_LONG),
    Fixture("绝对路径.ofd", lambda: ofd_package([ofd_text(20, 30, "路径以斜杠开头")], page_location="/Doc_0/Pages/Page_{}/Content.xml"), texts=("路径以斜杠开头",)),
    Fixture("大小写路径.ofd", lambda: ofd_package([ofd_text(20, 30, "路径大小写不同")], page_location="pages/page_{}/content.XML"), texts=("路径大小写不同",)),
    Fixture("重影加粗.ofd", lambda: ofd_package([ofd_text(20, 30, "重影标题") + ofd_text(20.3, 30, "重影标题")]), texts=("重影标题",)),
    Fixture("隐藏.ofd", lambda: ofd_package([ofd_text(20, 30, "看得见") + ofd_text(20, 60, "看不见", Visible="false")]), texts=("看得见",)),
    Fixture("复合图元.ofd", lambda: ofd_package(['<ofd:CompositeObject ResourceID="70" Boundary="10 10 100 100"/>'], document="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>", parts={"Doc_0/DocumentRes.xml": _COMPOSITE}), texts=("复合图元里的文字",)),
    Fixture("复合图元成环.ofd", lambda: ofd_package(['<ofd:CompositeObject ResourceID="70" Boundary="10 10 100 100"/>'], document="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>", parts={"Doc_0/DocumentRes.xml": _LOOP}), contains=("环",)),
    Fixture("附件.ofd", lambda: ofd_package([ofd_text(20, 30, "带附件")], document="<ofd:Attachments>Attachs/A.xml</ofd:Attachments>", parts={"Doc_0/Attachs/A.xml": f'<ofd:Attachments {_NS}><ofd:Attachment ID="1" Name="申请表.docx"/></ofd:Attachments>'}), attachments=("申请表.docx",)),
    Fixture("私有字形.ofd", lambda: ofd_package([ofd_text(20, 30, "\ue001\ue002\ue003\ue004")]), texts=(), needs_ocr=True, warns=("私有字形",)),
    Fixture("扫描.ofd", lambda: ofd_package(['<ofd:ImageObject ResourceID="3" Boundary="0 0 210 297"/>']), texts=(), needs_ocr=True),
    Fixture("缺根.ofd", lambda: ofd_package([], root="<x/>"), texts=(), needs_ocr=True),
    Fixture("实体.ofd", lambda: ofd_package([], root='<!DOCTYPE o [<!ENTITY a "x">]><o>&a;</o>'), error=NotReadable),
    Fixture("步长巨大.ofd", lambda: ofd_package(['<ofd:TextObject Boundary="0 0 9 9" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 999999999 5">巨大</ofd:TextCode></ofd:TextObject>']), texts=("巨大",)),
    Fixture("数字损坏.ofd", lambda: ofd_package(['<ofd:TextObject Boundary="a b" Size="nan" CTM="1 2"><ofd:TextCode X="inf" Y="-1e999" DeltaX="g x">坏数</ofd:TextCode></ofd:TextObject>']), contains=()),
)  # fmt: skip
FIXTURES = (*PDF_FIXTURES, *OFD_FIXTURES)
