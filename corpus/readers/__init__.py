"""Readers: the bytes of a file in, a Page out; one module a format family.

May import: corpus.page, registry.errors, parsers of formats. Never: the store, the rules, anything above.
What a file is, its content decides; its name only breaks ties between texts.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from corpus.page import Block, Page
from corpus.readers import limits
from corpus.readers.errors import (
    Empty,
    Inaccessible,
    NotReadable,
    TooLarge,
    Unreadable,
    Unsupported,
)
from corpus.readers.sniff import ARCHIVES, Kind, sniff
from registry.plain import drop_escapes

Reader = Callable[[bytes, str], Page]

#: Where each kind is read: imported when first met, so that a text file costs no PDF library.
_READERS: dict[Kind, tuple[str, str]] = {
    Kind.DOCX: ("docx", "read_docx"),
    Kind.DOC: ("doc", "read_doc"),
    Kind.RTF: ("rtf", "read_rtf"),
    Kind.WORD_XML: ("word_xml", "read_word_xml"),
    Kind.XLSX: ("spreadsheet", "read_spreadsheet"),
    Kind.XLS: ("spreadsheet", "read_spreadsheet"),
    Kind.EXCEL_XML: ("spreadsheet", "read_excel_xml"),
    Kind.PDF: ("pdf", "read_pdf"),
    Kind.OFD: ("ofd", "read_ofd"),
    Kind.HTML: ("html", "read_html"),
    Kind.MHT: ("mht", "read_mht"),
    Kind.AKN: ("akn", "read_akn"),
    Kind.TEXT: ("text", "read_text"),
}
_MARKDOWN = frozenset({"md", "markdown"})
#: Texts that are written for machines.
_CODE = frozenset(
    {
        "py",
        "js",
        "css",
        "json",
        "ini",
        "toml",
        "yaml",
        "yml",
        "sql",
        "bat",
        "sh",
        "ps1",
        "vbs",
        "c",
        "java",
        "url",
        "lnk",
    }
)
_SEPARATED = frozenset({"csv", "tsv"})
#: Extensions that fit what a page proved to be; any other known one is worth a word.
_EXTENSIONS: dict[str, frozenset[str]] = {
    "docx": frozenset({"docx", "docm", "dotx", "dotm", "wps"}),
    "doc": frozenset({"doc", "dot", "wps", "wpt"}),
    "rtf": frozenset({"rtf"}),
    "word-xml": frozenset({"xml"}),
    "xlsx": frozenset({"xlsx", "xlsm", "xltx", "et"}),
    "xls": frozenset({"xls", "xlt", "et"}),
    "excel-xml": frozenset({"xml"}),
    "csv": frozenset({"csv", "tsv", "txt"}),
    "pdf": frozenset({"pdf"}),
    "ofd": frozenset({"ofd"}),
    "html": frozenset({"html", "htm", "shtml", "xhtml", "jsp", "aspx", "php"}),
    "mht": frozenset({"mht", "mhtml"}),
    "akn": frozenset({"xml", "akn"}),
    "txt": frozenset({"txt", "text", "log"}),
    "md": frozenset({"md", "markdown"}),
}
#: C0 and C1 controls but line end and tab, marks that turn the direction of text, lone surrogates, non-characters.
_INERT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def read(path: Path) -> Page:
    """The Page of a file. Raises an Unreadable.

    Runs in this process: files that somebody else made belong into `corpus.readers.sandbox.ReaderPool`.
    """
    return read_bytes(file_content(path), path.name)


def file_content(path: Path) -> bytes:
    """The bytes of a file of bearable size. Raises TooLarge, Inaccessible."""
    try:
        if path.stat().st_size > limits.INPUT_BYTES:
            raise _too_large()
        return path.read_bytes()
    except OSError as error:
        raise Inaccessible(f"无法打开文件：{error.strerror or error}。", "请检查文件权限。") from error


def read_bytes(data: bytes, name: str) -> Page:
    """The Page of a file's content. `name` serves for its extension only. Raises an Unreadable.

    The text of the Page has no control characters, no marks that turn the direction of text and no
    surrogates: it is safe to store; what was taken out is told in `warnings`.
    """
    if len(data) > limits.INPUT_BYTES:
        raise _too_large()
    if not data:
        raise Empty()
    kind = sniff(data)
    reader = _reader(kind, _extension(name))
    if reader is None:
        raise _refusal(kind)
    try:
        page = reader(data, name)
    except RecursionError as error:
        raise NotReadable("文件内容嵌套过深，不予读取。") from error
    except MemoryError as error:
        raise TooLarge("读取文件所需内存过大，不予读取。") from error
    return checked(page, name)


def _reader(kind: Kind, extension: str) -> Reader | None:
    module, function = _READERS.get(kind, ("", ""))
    if kind is Kind.TEXT and extension in _CODE:
        return None
    if kind is Kind.TEXT and extension in _MARKDOWN:
        function = "read_markdown"
    elif kind is Kind.TEXT and extension in _SEPARATED | {"xls", "xlsx"}:
        module, function = "spreadsheet", "read_csv"
    elif kind is Kind.OLE_OTHER and extension in _EXTENSIONS["doc"]:
        # a file that was cut has lost the directory that would say what it is
        module, function = _READERS[Kind.DOC]
    if not module:
        return None
    found: Reader = getattr(import_module(f"corpus.readers.{module}"), function)
    return found


def _too_large() -> TooLarge:
    return TooLarge(f"文件超过 {limits.INPUT_BYTES >> 20} MB，不予读取。", "请拆分或压缩图片后重新加入。")


def _refusal(kind: Kind) -> Unreadable:
    if kind is Kind.EMPTY:
        return Empty()
    if kind in ARCHIVES:
        return Unsupported("这是压缩包，请由导入命令展开后读取。")
    if kind is Kind.IMAGE:
        return Unsupported("这是图片，没有文字可读。", "请先做文字识别（OCR），或找到原文件。")
    if kind is Kind.OLE_OTHER:
        return NotReadable(
            "文件中没有找到 Word 或表格的内容，可能已损坏、被截断，或是别的程序的文件。",
            "请用原程序打开并另存后重新加入。",
        )
    if kind in (Kind.TEXT, Kind.DATA):
        return Unsupported("这是程序代码或数据，不是文件。")
    return Unsupported(f"不支持的文件类型（{kind.value}）。", "请另存为 docx、pdf 或 txt 后重新加入。")


def _extension(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def checked(page: Page, name: str) -> Page:
    """The Page with inert text, and with a word on a name that says something else than the content.

    Raises Empty and TooLarge.
    """
    warnings = list(page.warnings)
    extension = _extension(name)
    known = frozenset().union(*_EXTENSIONS.values())
    if extension in known and extension not in _EXTENSIONS.get(page.format, known):
        warnings.append(f"扩展名是 .{extension}，内容其实是 {page.format}，按内容读取。")
    blocks = page.blocks
    if any(_INERT.search(block.text) for block in blocks):
        if any(_TURNING.search(block.text) for block in blocks):
            warnings.append("文中有改变文字方向的控制符，已去除，请核对原文。")
        else:
            warnings.append("文中有不可见的控制字符，已去除。")
        blocks = tuple(_inert(block) for block in blocks)
    blocks = tuple(block for block in blocks if block.text)
    if not blocks and not page.needs_ocr:
        raise Empty("文件里没有文字。", "如果内容是图片，请先做文字识别（OCR）。")
    if sum(len(block.text) for block in blocks) > limits.TEXT_CHARS:
        raise TooLarge(f"文字超过 {limits.TEXT_CHARS // 10_000} 万字，不予读取。", "请拆分后重新加入。")
    metadata = {_words(key): _words(value) for key, value in page.metadata.items()}
    attachments = tuple(_words(attachment) for attachment in page.attachments)
    return replace(page, blocks=blocks, metadata=metadata, warnings=tuple(warnings), attachments=attachments)


def _inert(block: Block) -> Block:
    rows = tuple(tuple(_words(cell) for cell in row) for row in block.rows)
    return replace(block, text=_words(block.text), rows=rows)


def _words(text: str) -> str:
    return _INERT.sub("", drop_escapes(text))
