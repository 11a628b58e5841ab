"""Web archives, Akoma Ntoso, files under a wrong name, and what is no document at all."""

import base64
import io
import quopri
import zipfile

from corpus.readers.errors import Empty, NotReadable, Unsupported
from tests.corpus.readers.made import pages, prints, tables
from tests.corpus.readers.made.base import ARTICLE, Fixture

_PAGE = (
    "<html><head><title>x</title></head><body><div id=zoom>"
    + "".join(f"<p>{line}</p>" for line in ARTICLE)
    + "</div></body></html>"
)


def _mht(
    encoding: str = "utf-8",
    transfer: str = "quoted-printable",
    charset: str | None = "utf-8",
    page: str = _PAGE,
) -> bytes:
    raw = page.encode(encoding)
    body = quopri.encodestring(raw) if transfer == "quoted-printable" else base64.encodebytes(raw)
    typed = f'text/html; charset="{charset}"' if charset else "text/html"
    return (
        'From: <Saved by a browser>\r\nSubject: =?utf-8?B?5Yqe5rOV?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"; '
        f'boundary="----=_X"\r\n\r\n------=_X\r\nContent-Type: {typed}\r\nContent-Transfer-Encoding: {transfer}\r\nContent-Location: http://www.example.gov.cn/1.html\r\n\r\n'
    ).encode() + body + b"\r\n------=_X\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------=_X--\r\n"  # fmt: skip


_AKN = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="办法"><meta><identification source="#x">
<FRBRWork><FRBRthis value="/akn/cn/act/2023/17"/><FRBRdate date="2023-06-09" name="成文"/><FRBRnumber value="云政办发〔2023〕17号"/></FRBRWork>
<FRBRExpression><FRBRdate date="2023-07-10" name="施行"/></FRBRExpression></identification>
<publication date="2023-06-12" name="云岭区人民政府公报"/></meta>
<preface><longTitle><p>云岭区<docTitle>闲置校舍利用管理办法</docTitle></p></longTitle></preface>
<body><chapter><num>第一章</num><heading>总则</heading>
<article><num>第一条</num><paragraph><content><p>为规范闲置校舍的利用，<b>防止</b>国有资产流失，制定本办法。<authorialNote><p>校舍指中小学校舍。</p></authorialNote></p></content></paragraph></article>
<article><num>第二条</num><list><intro><p>校舍可以用于：</p></intro><point><num>（一）</num><content><p>养老；</p></content></point></list></article>
</chapter><hcontainer><content><table><tr><th>类别</th><th>租期</th></tr><tr><td>公益</td><td>十年</td></tr></table></content></hcontainer></body></act></akomaNtoso>
"""
_AKN_TEXTS = (
    "云岭区闲置校舍利用管理办法", "第一章　总则", "第一条　为规范闲置校舍的利用，防止国有资产流失，制定本办法。", "校舍指中小学校舍。",
    "第二条　校舍可以用于：", "（一）　养老；", "类别\t租期\n公益\t十年",
)  # fmt: skip


def _zip_of(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in members.items():
            package.writestr(name.replace("__", "/"), text)
    return out.getvalue()


FIXTURES = (
    Fixture("存档.mht", _mht, format="mht", texts=ARTICLE, detail="utf-8", silent=True),
    Fixture("存档-gbk.mhtml", lambda: _mht("gb18030", "base64", "gb2312"), format="mht", texts=ARTICLE, detail="gb18030"),
    Fixture("存档-无声明.mht", lambda: _mht("gb18030", "quoted-printable", None), texts=ARTICLE),
    Fixture("存档-无网页.mht", lambda: _mht().replace(b"text/html", b"text/css"), error=NotReadable),
    Fixture("存档-空.mht", lambda: _mht(page=""), error=NotReadable),
    Fixture("办法.xml", _AKN.encode, format="akn", texts=_AKN_TEXTS, detail="3.0", metadata={"frbr:date": "2023-06-09", "frbr:number": "云政办发〔2023〕17号", "frbr:expression:date": "2023-07-10", "publication:date": "2023-06-12"}, silent=True),
    Fixture("实体.akn", lambda: _AKN.replace("<akoma", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><akoma', 1).encode(), error=NotReadable),
    Fixture("截断.akn", lambda: _AKN.encode()[:900], error=NotReadable),
    Fixture("其实是网页.doc", lambda: pages.FIXTURES[0].make(), format="html", texts=ARTICLE, warns=("扩展名是 .doc，内容其实是 html",)),
    Fixture("其实是网页.docx", lambda: pages.FIXTURES[2].make(), format="html", texts=ARTICLE, warns=("扩展名是 .docx",)),
    Fixture("其实是存档.doc", _mht, format="mht", texts=ARTICLE, warns=("内容其实是 mht",)),
    Fixture("其实是pdf.docx", lambda: prints.pdf(prints.set_pages(ARTICLE)), format="pdf", texts=ARTICLE, warns=("内容其实是 pdf",)),
    Fixture("其实是ofd.pdf", lambda: prints.OFD_FIXTURES[0].make(), format="ofd", texts=ARTICLE, warns=("内容其实是 ofd",)),
    Fixture("其实是文本.pdf", lambda: "\n".join(ARTICLE).encode(), format="txt", texts=ARTICLE, warns=("扩展名是 .pdf",)),
    Fixture("其实是文本.html", lambda: "\n".join(ARTICLE).encode("gb18030"), format="txt", texts=ARTICLE, warns=("扩展名是 .html",)),
    Fixture("其实是表格.docx", tables.workbook, format="xlsx", contains=("甲事项",), warns=("内容其实是 xlsx",)),
    Fixture("图片.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 100, error=Unsupported),
    Fixture("图片.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, error=Unsupported),
    Fixture("程序.exe", lambda: b"MZ\x90\0\x03" + b"\0\1\2\3\4\5" * 2000, error=Unsupported),
    Fixture("演示.pptx", lambda: _zip_of(**{"ppt__presentation.xml": "<x/>"}), error=Unsupported),
    Fixture("文稿.odt", lambda: _zip_of(mimetype="application/vnd.oasis.opendocument.text"), error=Unsupported),
    Fixture("压缩包.docx", lambda: _zip_of(**{"甲.txt": "甲"}), error=Unsupported),
    Fixture("数据.json", lambda: b'[{"a": 1, "b": "x"}]', error=Unsupported),
    Fixture("脚本.py", lambda: b"import os\nprint(1)\n", error=Unsupported),
    Fixture("其他.xml", lambda: b'<?xml version="1.0"?><config><a>1</a></config>', error=Unsupported),
    Fixture("声音.mp3", lambda: b"ID3\x03\0\0\0\0" + bytes(range(256)) * 40, error=Unsupported),
    Fixture("随机.bin", lambda: bytes((n * 73 + n // 7) % 256 for n in range(20_000)), error=Unsupported),
    Fixture("空壳.ofd", lambda: _zip_of(**{"ofd.xml": ""}), error=NotReadable),
    Fixture("空.docx", lambda: b"", error=Empty),
)  # fmt: skip
