"""Plain text, Markdown and separated values, in the encodings that offices use."""

from corpus.readers.errors import Empty
from tests.corpus.readers.made.base import ARTICLE, Fixture

_TEXT = "\r\n".join(ARTICLE)
_TRADITIONAL = (
    "雲嶺區人民政府辦公室關於印發管理辦法的通知",
    "第一條　為規範閒置校舍的利用，根據有關法律、法規，結合本區實際，制定本辦法。",
    "第二條　本辦法自發布之日起施行，有效期五年。",
)

_ENCODINGS = {
    "utf-8": ("utf-8", b""),
    "utf-8-bom": ("utf-8", b"\xef\xbb\xbf"),
    "gb18030": ("gb18030", b""),
    "gbk": ("gbk", b""),
    "utf-16-le-bom": ("utf-16-le", b"\xff\xfe"),
    "utf-16-be-bom": ("utf-16-be", b"\xfe\xff"),
    "utf-16-le": ("utf-16-le", b""),
    "utf-16-be": ("utf-16-be", b""),
}
_FOUND = {"gbk": "gb18030"}

_MARKDOWN = """# 云岭区广告牌匾设置规定

<!-- 目录 -->
## 第一章　总则

第一条　**设置**广告牌匾，应当安全、整洁。

| 类别 | 高度 |
| --- | --- |
| 店招 | 3米以下 |

> 第二条　本规定自公布之日起施行。

---
"""


def _encoded(encoding: str) -> Fixture:
    codec, mark = _ENCODINGS[encoding]
    return Fixture(
        f"文本-{encoding}.txt",
        lambda: mark + _TEXT.encode(codec),
        format="txt",
        texts=ARTICLE,
        detail=_FOUND.get(codec, codec),
        silent=True,
    )


FIXTURES = (
    *(_encoded(encoding) for encoding in _ENCODINGS),
    Fixture(
        "繁体-big5.txt",
        lambda: "\n".join(_TRADITIONAL).encode("big5hkscs"),
        texts=_TRADITIONAL,
        detail="big5hkscs",
        silent=True,
    ),
    Fixture("短文-gbk.txt", lambda: "千山区通告".encode("gbk"), texts=("千山区通告",), silent=True),
    Fixture("旧换行.txt", lambda: _TEXT.replace("\r\n", "\r").encode(), texts=ARTICLE),
    Fixture("换页符.txt", lambda: "第一页\f第二页\v第三页\u2028第四页".encode(), texts=("第一页", "第二页", "第三页", "第四页")),
    Fixture("缩进与空行.txt", lambda: "　　第一条　甲。\n\n  \n\t第二条　乙。　\n".encode(), texts=("第一条　甲。", "第二条　乙。")),
    Fixture("欧元.txt", lambda: "本区企业出口额".encode("gbk") + b"\x80" + "100万元，同比增长。".encode("gbk"), contains=("出口额€100万元",), silent=True),
    Fixture("全角空格-A3A0.txt", lambda: "第一条".encode("gbk") + b"\xa3\xa0" + "为了加强管理".encode("gbk"), texts=("第一条　为了加强管理",)),
    Fixture("半个字.txt", lambda: _TEXT.encode("gb18030")[:-3] + b"\xa3", contains=(ARTICLE[3],), silent=True),
    Fixture("坏字节.txt", lambda: (_TEXT * 20).encode().replace("校舍".encode(), b"\xff\xfe", 1), contains=(ARTICLE[3],), warns=("无法按 utf-8 解码",)),
    Fixture("控制符.txt", lambda: "第一条\x07　甲\x00乙\x1b[31m。\n第二条　丙\x85丁".encode(), contains=("第一条　甲乙。",), warns=("不可见的控制字符",)),
    Fixture("方向符.txt", lambda: "有效期\u202e年五\u202c。\n本办法\u200f长期有效\ufeff。".encode(), contains=("有效期年五。", "本办法长期有效。"), lacks=("\u202e", "\u200f"), warns=("改变文字方向",)),
    Fixture("孤立代理.txt", lambda: "第一条　任何单位和个人不得擅自占用闲置校舍。第二条".encode("utf-16-le") + b"\x00\xd8" + "本办法自发布之日起施行。".encode("utf-16-le"), contains=("不得擅自占用", "起施行。")),
    Fixture("无扩展名", lambda: _TEXT.encode(), format="txt", texts=ARTICLE, silent=True),
    Fixture("空.txt", lambda: b"", error=Empty),
    Fixture("只有空白.txt", lambda: b" \r\n\t\r\n", error=Empty),
    Fixture("全零.txt", lambda: b"\0" * 4096, error=Empty),
    Fixture(
        "规定.md",
        _MARKDOWN.encode,
        format="md",
        texts=(
            "云岭区广告牌匾设置规定", "第一章　总则", "第一条　设置广告牌匾，应当安全、整洁。", "类别\t高度\n店招\t3米以下",
            "第二条　本规定自公布之日起施行。",
        ),
    ),
    Fixture(
        "引用.md",
        "> 引用的一行\n\n《关于修改<甲办法>等五件文件的决定》\n".encode,
        texts=("引用的一行", "《关于修改<甲办法>等五件文件的决定》"),
    ),
)  # fmt: skip
