"""What a file is, by its bytes: names lie, contents do not."""

import re
from enum import StrEnum

from corpus.readers.encoding import reads_as_utf16

_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 65_557
_DIRECTORY = 1 << 20
_HEAD = 65_536


class Kind(StrEnum):
    """What the content proves to be. The value is the word for it in `Page.format` and in messages."""

    DOCX = "docx"
    DOC = "doc"
    XLSX = "xlsx"
    XLS = "xls"
    PDF = "pdf"
    OFD = "ofd"
    HTML = "html"
    MHT = "mht"
    RTF = "rtf"
    WORD_XML = "word-xml"
    EXCEL_XML = "excel-xml"
    AKN = "akn"
    TEXT = "txt"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gz"
    BZIP2 = "bz2"
    XZ = "xz"
    SEVEN_ZIP = "7z"
    RAR = "rar"
    OLE_OTHER = "ole"
    PRESENTATION = "演示文稿"
    OPEN_DOCUMENT = "OpenDocument 文件"
    IMAGE = "图片"
    MEDIA = "音视频"
    PROGRAM = "程序文件"
    DATABASE = "数据库"
    DATA = "数据文件"
    XML = "xml"
    BINARY = "二进制文件"
    EMPTY = "空文件"


#: Containers whose members are files of their own.
ARCHIVES = frozenset({Kind.ZIP, Kind.TAR, Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.SEVEN_ZIP, Kind.RAR})

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"{\\rtf", Kind.RTF),
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\0", Kind.XZ),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG\r\n", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"RIFF", Kind.MEDIA),
    (b"ID3", Kind.MEDIA),
    (b"OggS", Kind.MEDIA),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"SQLite format 3\0", Kind.DATABASE),
)
#: These say little by themselves: text may start so ("BM", "MZ"), so they need a binary content too.
_WEAK = frozenset({b"BM", b"MZ", b"RIFF", b"ID3", b"BZh", b"GIF8"})

_ZIP_MEMBERS: tuple[tuple[bytes, Kind], ...] = (
    (b"ofd.xml", Kind.OFD),
    (b"word/document", Kind.DOCX),
    (b"xl/workbook", Kind.XLSX),
    (b"ppt/presentation", Kind.PRESENTATION),
)
_ZIP_BEGINNINGS = (
    (b"xl/", Kind.XLSX),
    (b"word/", Kind.DOCX),
    (b"docprops/", Kind.DOCX),
    (b"doc_0/", Kind.OFD),
)
_HTML = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|font|center|script|style|h[1-6]|td|tr)\b",
    re.IGNORECASE,
)
#: JSON begins so, and no document does.
_DATA = re.compile(r'(?:\[\s*)?\{\s*(?:"[^"\n]{0,200}"\s*:|\})')
_MHT = re.compile(r"[A-Za-z][\w-]*:\s")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)([^>]*)")
_AKN = frozenset({"akomantoso"})


def sniff(data: bytes) -> Kind:
    """The kind of a file, from its whole content (never from its name). Raises nothing."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf") and len(data) < _HEAD:
        return Kind.EMPTY
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data[:4] in (b"PK\x03\x04", _ZIP_END, b"PK\x07\x08"):
        return _zip_kind(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole_kind(data)
    if data[257:262] == b"ustar":
        return Kind.TAR
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic not in _WEAK or is_binary(data)):
            return kind
    if data[4:8] == b"ftyp":
        return Kind.MEDIA
    if is_binary(data):
        return Kind.BINARY
    return _text_kind(data)


def is_binary(data: bytes) -> bool:
    """True when the bytes are no text in any encoding that is read (UTF-16 has NULs at every other place)."""
    head = data[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    controls = sum(head.count(bytes((c,))) for c in range(32) if c not in (9, 10, 12, 13, 26, 27))
    if controls <= max(8, len(head) // 50):
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    latin = min(even, odd) <= max(even, odd) // 20 and max(even, odd) > len(head) // 4
    return not latin and not reads_as_utf16(head)


def _zip_kind(data: bytes) -> Kind:
    """Look for the telling names in the central directory; in a damaged file, in its first bytes."""
    tail = data[-_ZIP_TAIL:]
    at = tail.rfind(_ZIP_END)
    names = data[:_DIRECTORY]
    if at >= 0 and len(tail) >= at + 20:
        start = int.from_bytes(tail[at + 16 : at + 20], "little")
        size = int.from_bytes(tail[at + 12 : at + 16], "little")
        end = len(data) - len(tail) + at
        if not 0 <= start < end:
            start = max(0, end - min(size, _DIRECTORY))
        names = data[start : min(end, start + _DIRECTORY)]
    names = names.lower().replace(b"\\", b"/")
    for member, kind in _ZIP_MEMBERS:
        if member in names:
            return kind
    if b"[content_types].xml" in names:
        return Kind.DOCX
    if at < 0:
        # cut off: the reader of what it was says so
        for member, kind in _ZIP_BEGINNINGS:
            if member in names:
                return kind
    if data[30:38] == b"mimetype" and b"opendocument" in data[:120]:
        return Kind.OPEN_DOCUMENT
    return Kind.ZIP


def _ole_kind(data: bytes) -> Kind:
    """By the names of streams in the directory, which are UTF-16 in 128-byte entries."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if has("EncryptedPackage") or has("WordDocument"):
        return Kind.DOC
    if has("Workbook") or has("Book"):
        return Kind.XLS
    if has("PowerPoint Document"):
        return Kind.PRESENTATION
    return Kind.OLE_OTHER


def _text_kind(data: bytes) -> Kind:
    head = data[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
    elif head[:64].count(0) > 3:
        text = head.decode(
            "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be", "replace"
        )
    else:
        text = head.decode("latin-1")
    text = text.removeprefix("\ufeff").removeprefix("ï»¿").lstrip()
    if text.startswith("{\\rtf"):
        return Kind.RTF
    if text.startswith("<"):
        return _markup_kind(text)
    if _DATA.match(text):
        return Kind.DATA
    if _MHT.match(text) and "multipart/related" in text[:4096].lower():
        return Kind.MHT
    opening = text[:2048]
    return Kind.HTML if len(_HTML.findall(opening)) >= 3 and "</" in opening else Kind.TEXT


def _markup_kind(text: str) -> Kind:
    root = _ROOT.search(text)
    name, attributes = (root[1].lower(), root[2].lower()) if root else ("", "")
    if name in _AKN:
        return Kind.AKN
    if name in ("worddocument", "package") and "microsoft" in attributes + text[:2048].lower():
        return Kind.WORD_XML
    if name == "workbook" and "office:spreadsheet" in attributes:
        return Kind.EXCEL_XML
    if _HTML.search(text):
        return Kind.HTML
    return Kind.XML if text.startswith("<?xml") else Kind.TEXT
