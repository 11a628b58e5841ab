"""Word 97–2003 and rich-text documents."""

import struct
from collections.abc import Sequence

from corpus.readers.errors import NeedsPassword, NotReadable, OldFormat
from tests.corpus.readers.made.base import ARTICLE, Fixture
from tests.corpus.readers.made.word97 import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    INSERTED,
    ROW_END,
    Level,
    Para,
    Word97,
    compound,
    listed,
    para,
    row_end,
    sprm,
)

_LAW = (
    Level(39, "第\0章", follow=1),
    Level(39, "第\1条", flags=8),
    Level(39, "（\2）", follow=2),
    Level(0, "\3.", follow=1),
)


def _text(paragraphs: Sequence[Para]) -> str:
    return "".join("".join(t for t, _ in p.runs) + p.mark for p in paragraphs)


def _article() -> bytes:
    return Word97(
        [para(p) for p in ARTICLE], extra_streams={"\5SummaryInformation": _summary("闲置校舍")}
    ).build()


def _summary(title: str) -> bytes:
    """A property set with a code page, a title and a time of creation."""
    encoded = title.encode("gb18030") + b"\0"
    encoded += bytes(-len(encoded) % 4)
    values = struct.pack("<HHhH", 2, 0, 936, 0) + struct.pack("<LL", 30, len(encoded)) + encoded
    time_at = 32 + len(values)
    values += struct.pack("<LQ", 64, 133_300_512_000_000_000)
    section = struct.pack("<LL", 0, 3) + struct.pack("<6L", 1, 32, 2, 40, 12, time_at) + values
    section = struct.pack("<L", len(section)) + section[4:]
    return struct.pack("<HHL16xL16xL", 0xFFFE, 0, 0, 1, 48) + section


def _numbers() -> bytes:
    """Articles that count on through chapters, a list that begins at 99, numbers from a style."""
    styles = [(0, 0xFFF, b"", b""), (1, 0, sprm(0x460B, 3), b""), (4095, 1, b"", b"")]
    main = [
        para("总则", listed(1, 0)),
        para("为规范管理，制定本办法。", listed(1, 1)),
        para("有下列情形之一的：", listed(1, 1)),
        para("无证的；", listed(1, 2)),
        para("过期的。", listed(1, 2)),
        para("罚则", listed(1, 0)),
        para("跨章连续编号。", listed(1, 1)),
        para("另一情形。", listed(1, 2)),
        para("细目。", listed(1, 3)),
        para("附则前一条。", listed(2, 1)),
        para("整百。", listed(2, 1)),
        para("百零一。", listed(1, 1)),
        para("样式编号", style=1),
        para("继承样式", style=2),
        para("取消", sprm(0x460B, 0), style=1),
        para("不存在的列表", listed(77)),
    ]
    return Word97(
        main,
        lists=[(_LAW, {}), ([Level(11, "\0、", follow=2)], {0: 1})],
        instances=[(1, {}), (1, {1: 99}), (2, {})],
        styles=styles,
    ).build()


def _inline() -> bytes:
    """Revisions, hidden text, fields, symbols, breaks."""
    shown = sprm(0x083C, b"\x81")
    field = "\x13 REF x \x14第三条\x15"
    main = [
        Para([("前", b""), ("增", INSERTED), ("删", DELETED), ("后", b"")]),
        Para([("段末被删，", b"")], mark_changes=DELETED),
        para("与下段相连。"),
        Para([("见", b""), ("隐藏", HIDDEN), ("文", b"")]),
        para("整段隐藏", listed(1), style=1),
        Para([("取消隐藏", shown)], style=1, mark_changes=shown),
        para(f"依{field}办理"),
        para("圈\x13 EQ \\o\\ac(○,3) \x15号"),
        para("第\x13 PAGE \x147\x15页"),
        para("未完的域\x13 指令"),
        Para([("勾", b""), ("(", sprm(0x6A09, struct.pack("<HH", 0, 0xF0FE))), ("选", b"")]),
        para("换\x0b行\x1e连\x1f字\x0c新页"),
        para("目录行\x13 TOC \\o \x14总则\x15"),
    ]
    styles = [(0, 0xFFF, b"", b""), (4095, 0, b"", HIDDEN)]
    return Word97(main, styles=styles, lists=[([Level(0, "\0.")], {})], instances=[(1, {})]).build()


def _around() -> bytes:
    """Notes and text boxes at their place."""
    main = [para("甲\x02乙"), para("丙\x08"), para("丁")]
    text = _text(main)
    note, box = [para("\x02 脚注内容")], [para("框一"), para("框二")]
    return Word97(main, notes=[(text.index("\x02"), note)], boxes=[(text.index("\x08"), box)]).build()


def _cells(*texts: str) -> list[Para]:
    return [para(t, IN_TABLE, mark="\x07") for t in texts]


def _row(edges: Sequence[int], flags: Sequence[int] | None = None) -> Para:
    return para("", row_end(edges, flags), mark="\x07")


def _tables() -> bytes:
    number = IN_TABLE + listed(1)
    main = [
        *_cells("序号", "事项", "标准"),
        _row([0, 1000, 2000, 3000]),
        para("", number, mark="\x07"),
        *_cells("无证", "轻"),
        _row([0, 1000, 2000, 3000], [0, 0x60, 0]),
        para("", number, mark="\x07"),
        *_cells("", "重"),
        _row([0, 1000, 2000, 3000], [0, 0x20, 0]),
        *_cells("合并两列", "末"),
        _row([0, 2010, 3000]),
        *_cells("补齐"),
        _row([1990, 3000]),
        para("一", IN_TABLE),
        *_cells("二", "外"),
        _row([0, 1000, 3000]),
        para("表间"),
        para("框中第一段", IN_TABLE),
        *_cells("框中第二段"),
        _row([0, 3000]),
        para("表后"),
    ]
    return Word97(main, lists=[([Level(0, "\0", follow=2)], {})], instances=[(1, {})]).build()


def _far_properties() -> bytes:
    """Rows whose definition lies in the data stream, as Word keeps long ones."""
    whole, table = row_end([0, 1000, 2000]), row_end([0, 2000])[len(IN_TABLE + ROW_END) :]
    data = struct.pack("<H", len(whole)) + whole
    at = len(data)
    data += struct.pack("<H", len(table)) + table
    main = [
        *_cells("甲", "乙"),
        para("", sprm(0x6646, 0), mark="\x07"),
        *_cells("合并"),
        para("", IN_TABLE + ROW_END + sprm(0x646B, at), mark="\x07"),
        para("后"),
    ]
    return Word97(main, extra_streams={"Data": data}).build()


def _one_byte() -> bytes:
    return Word97([para("Notice No. 7 (2023)"), para("It’s valid – until 2028.")], one_byte=True).build()


def _head(*, flags: int = 0x0200, version: int = 0xC1) -> bytes:
    return Word97([para("甲")], flags=flags, version=version).build()


def _cut_text() -> bytes:
    """The piece table names more text than there is."""
    made = Word97([para("有的文字")]).streams()
    table = made["1Table"]
    at = table.index(struct.pack("<BLLL", 2, 16, 0, 5))
    made["1Table"] = table[: at + 9] + struct.pack("<L", 500_000) + table[at + 13 :]
    return compound(made)


# -- rich text


def _coded(text: str) -> str:
    """Text as Word writes it in a Chinese file: two-byte codes of the code page."""
    return "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode("gb18030")) for c in text)


def _unicode(text: str) -> str:
    return "".join(
        c if c.isascii() else f"\\u{ord(c) - 0x10000 if ord(c) > 0x7FFF else ord(c)}?" for c in text
    )


def _rtf(body: str, head: str = "") -> bytes:
    fonts = "{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}{\\f1\\froman\\fcharset0 Times New Roman;}{\\f2\\fnil\\fcharset2 Wingdings;}}"
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{fonts}{head}{body}}}".encode("ascii")


def _rtf_article() -> bytes:
    info = "{\\info{\\title " + _coded("闲置校舍") + "}{\\creatim\\yr2023\\mo6\\dy1\\hr8}}"
    return _rtf("".join(f"\\pard\\f{i % 2} {_coded(p)}\\par\n" for i, p in enumerate(ARTICLE)), info)


def _rtf_bare() -> bytes:
    """Bytes of the code page as they are, also those whose second one is a bracket or a backslash."""
    body = b"\\f0 " + "云岭区闲置校舍".encode("gb18030") + b"\\par " + "乗亄亇".encode("gb18030") + b"\\\\"
    body += "圽".encode("gb18030") + b"\\par \\f1\\u233? 2023\\par"
    return _rtf("").removesuffix(b"}") + body + b"}"


def _rtf_features() -> bytes:
    label = "{\\listtext\\f0 " + _coded("第一条") + "\\tab}"
    sheet = "{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}}"
    cells = "\\trowd\\cellx1000\\clvmgf\\cellx2000\\cellx3000\\pard\\intbl {}\\cell {}\\cell {}\\cell\\row "
    merged = "\\trowd\\cellx1000\\clvmrg\\cellx2000\\cellx3000\\pard\\intbl {}\\cell {}\\cell {}\\cell\\row "
    wide = "\\trowd\\cellx2000\\cellx3000\\pard\\intbl {}\\cell {}\\cell\\row "
    body = (
        "{\\header " + _coded("页眉") + "\\par}"
        + f"\\pard {label}{_unicode('为规范管理。')}\\par"
        + f"\\pard\\s1 {_coded('总则')}\\par\\pard "
        + _coded("前") + "{\\revised " + _coded("增") + "}{\\deleted " + _coded("删") + "}{\\v " + _coded("隐") + "}" + _coded("后") + "\\par "
        + "{\\deleted " + _coded("整段删") + "\\par}"
        + _coded("甲") + "{\\*\\footnote\\pard " + _coded("脚注") + "}" + _coded("乙") + "\\par "
        + "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt " + _coded("网址") + "}}\\line " + _coded("换行") + "\\par "
        + "{\\*\\unknown " + _coded("不识") + "}{\\upr{" + _coded("旧") + "}{\\*\\ud " + _unicode("新") + "}}{\\f2\\'fe}\\par "
        + "{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt " + _coded("框内") + "\\par}}{\\shprslt x}}" + _coded("框处") + "\\par "
        + cells.format(*map(_coded, ("序", "事", "标")))
        + merged.format(*map(_coded, ("一", "", "轻")))
        + wide.format(*map(_coded, ("合并", "末")))
        + "\\pard " + _coded("表后") + "{\\object{\\*\\objclass Excel.Sheet.8}{\\*\\objdata 00}}\\bin5 }}}}}" + "\\par"
    )  # fmt: skip
    return _rtf(body, sheet)


FIXTURES = (
    Fixture("通知.doc", _article, "doc", ARTICLE, silent=True, metadata={"core:title": "闲置校舍", "core:created": "2023-06-01T00:00:00Z"}),
    Fixture("金山旧.wps", _article, "doc", ARTICLE, silent=True),
    Fixture("其实是doc.docx", _article, "doc", ARTICLE, warns=("扩展名是 .docx",)),
    Fixture(
        "条文编号.doc", _numbers, "doc",
        ("第一章　总则", "第一条　为规范管理，制定本办法。", "第二条　有下列情形之一的：", "（一）无证的；", "（二）过期的。",
         "第二章　罚则", "第三条　跨章连续编号。", "（一）另一情形。", "1. 细目。", "第九十九条　附则前一条。", "第一百条　整百。",
         "第一百零一条　百零一。", "一、样式编号", "二、继承样式", "取消", "不存在的列表"),
    ),
    Fixture(
        "段内.doc", _inline, "doc",
        ("前增后", "段末被删，与下段相连。", "见文", "取消隐藏", "依第三条办理", "圈③号", "第页", "未完的域 指令", "勾☑选",
         "换\n行-连字\n新页", "目录行"), warns=("修订", "隐藏"),
    ),
    Fixture("周边.doc", _around, "doc", ("甲乙", "[注1] 脚注内容", "丙", "框一", "框二", "丁")),
    Fixture(
        "表格.doc", _tables, "doc",
        ("序号\t事项\t标准\n1\t无证\t轻\n2\t\t重\n合并两列\t\t末\n\t\t补齐\n一 二\t外", "表间", "框中第一段", "框中第二段", "表后"),
    ),
    Fixture("远处的表格.doc", _far_properties, "doc", ("甲\t乙\n合并", "后")),
    Fixture("西文.doc", _one_byte, "doc", ("Notice No. 7 (2023)", "It’s valid – until 2028.")),
    Fixture("扫描件.doc", lambda: Word97([para("\1")]).build(), "doc", (), needs_ocr=True),
    Fixture("加密.doc", lambda: _head(flags=0x0300), error=NeedsPassword),
    Fixture("加密.docx", lambda: compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"}), error=NeedsPassword),
    Fixture("九五.doc", lambda: _head(version=0x68), error=OldFormat),
    Fixture("坏头.doc", lambda: compound({"WordDocument": b"\1" * 5000, "1Table": b""}), error=NotReadable),
    Fixture("截断.doc", lambda: _article()[:-600], error=NotReadable),
    Fixture("截断一半.doc", lambda: _article()[: len(_article()) // 2], error=NotReadable),
    Fixture("别的文稿.wps", lambda: compound({"CONTENTS": b"works"}), error=NotReadable),
    Fixture("缺字.doc", _cut_text, "doc", contains=("有的文字",), warns=("不完整",)),
    Fixture(
        "通知.rtf", _rtf_article, "rtf", ARTICLE, silent=True, detail="gb18030",
        metadata={"core:title": "闲置校舍", "core:created": "2023-06-01T08:00:00"},
    ),
    Fixture("裸字节.rtf", _rtf_bare, "rtf", ("云岭区闲置校舍", "乗亄亇\\圽", "é 2023"), silent=True),
    Fixture("其实是rtf.doc", _rtf_article, "rtf", ARTICLE, warns=("扩展名是 .doc",)),
    Fixture(
        "特征.rtf", _rtf_features, "rtf",
        ("第一条　为规范管理。", "总则", "前增后", "甲乙", "[注1] 脚注", "网址\n换行", "新☑", "框处", "框内", "序\t事\t标\n一\t\t轻\n合并\t\t末", "表后"),
        lacks=("页眉", "不识", "旧"), warns=("修订", "隐藏"), attachments=("嵌入对象（Excel.Sheet.8）",),
    ),
    Fixture("截断.rtf", lambda: _rtf_article()[:-200], "rtf", contains=(ARTICLE[0],), warns=("不完整",)),
    Fixture("套娃.rtf", lambda: b"{\\rtf1 " + b"{" * 5_000 + b"x" + b"}" * 5_001, error=NotReadable),
)  # fmt: skip
