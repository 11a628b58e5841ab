"""The vocabulary of the rich-text format: destinations, characters, character sets."""

import codecs
from enum import Enum, auto

from corpus.readers.symbols import symbol_of_code


class Target(Enum):
    """Where the text of a group goes."""

    TEXT = auto()
    NOWHERE = auto()
    INSTRUCTION = auto()
    LABEL = auto()
    FONT = auto()
    STYLE = auto()
    PROPERTY = auto()
    OBJECT_CLASS = auto()


#: Destinations by the word that opens them. A group that begins with \\* and is not here is left out.
DESTINATIONS = {
    "fldinst": Target.INSTRUCTION,
    "fldrslt": Target.TEXT,
    "listtext": Target.LABEL,
    "pntext": Target.LABEL,
    "fonttbl": Target.FONT,
    "stylesheet": Target.STYLE,
    "footnote": Target.TEXT,
    "shptxt": Target.TEXT,
    "dptxbxtext": Target.TEXT,
    "moMath": Target.TEXT,
    "moMathPara": Target.TEXT,
    "objclass": Target.OBJECT_CLASS,
    "shpinst": Target.NOWHERE,
    "title": Target.PROPERTY,
    "subject": Target.PROPERTY,
    "author": Target.PROPERTY,
    "operator": Target.PROPERTY,
    "keywords": Target.PROPERTY,
    "company": Target.PROPERTY,
    "creatim": Target.PROPERTY,
    "revtim": Target.PROPERTY,
    **dict.fromkeys(
        (
            *("info", "colortbl", "filetbl", "revtbl", "rsidtbl", "listtable", "listoverridetable", "generator"),
            *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
            *("ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn"),
            *("pict", "nonshppict", "shprslt", "objdata", "nonesttables", "nesttableprops", "do"),
            *("annotation", "atnid", "atnauthor", "atndate", "atnref", "xe", "tc", "rxe", "txe"),
            *("pntxta", "pntxtb", "pn", "sp", "mmathPict", "bkmkstart", "bkmkend", "template", "background"),
            *("doccomm", "comment", "printim", "buptim", "hlinkbase", "category", "manager"),
        ),
        Target.NOWHERE,
    ),
}  # fmt: skip

PROPERTY_NAMES = {
    "title": "core:title",
    "subject": "core:subject",
    "author": "core:creator",
    "operator": "core:lastModifiedBy",
    "keywords": "core:keywords",
    "company": "core:company",
    "creatim": "core:created",
    "revtim": "core:modified",
}

#: Words that stand for a character.
CHARACTERS = {
    "line": "\n", "page": "\n", "column": "\n", "lbr": "\n", "tab": "\t", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwj": "", "zwnj": "",
}  # fmt: skip
#: Signs that stand for a character; an optional hyphen (\\-) is nothing.
SIGNS = {b"~": "\xa0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b":": "", b"|": ""}

SYMBOL_SET = 2
_CHARACTER_SETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 1361: "johab", 0: "cp1252"}
TWO_BYTE = frozenset({"gb18030", "big5hkscs", "cp932", "cp949", "johab"})
_SEVERAL_BYTES = TWO_BYTE | {"utf-8"}


def code_page(number: int) -> str:
    """The codec of a Windows code page; Western European for one that is not known."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def decode(raw: bytes, character_set: int, font: str, default: str) -> str:
    """Bytes as text. `default` is the file's code page, which holds where the font's set cannot.

    Chinese text often stands under a Western font name, so a Chinese code page of the file is tried there.
    """
    if character_set == SYMBOL_SET:
        return "".join(symbol_of_code(byte, font) or (chr(byte) if byte == 0x20 else "") for byte in raw)
    if raw.isascii():
        return raw.decode("ascii")
    own = _CHARACTER_SETS.get(character_set, default)
    if own not in _SEVERAL_BYTES and default in _SEVERAL_BYTES:
        try:
            return raw.decode(default)
        except UnicodeDecodeError:
            pass
    return raw.decode(own, "replace")
