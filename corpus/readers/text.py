"""Plain text and Markdown: a line is a paragraph."""

import re

from corpus.page import Block, BlockKind, Page
from corpus.readers import limits
from corpus.readers.encoding import Decoded, decode
from corpus.readers.errors import Empty, TooLarge
from corpus.readers.tables import table_block

_DAMAGED = "部分字节无法按 {} 解码，已用 \ufffd 代替，请核对原文。"
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"\s*\|?[\s|:]*-{3,}[\s|:-]*$")
#: Marks of emphasis around words; a single * or _ may be part of the text and stays.
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_QUOTE = re.compile(r"^(?:>\s?)+")
_FORM_FEED = re.compile(r"[\f\v\x1c-\x1e\x85\u2028\u2029]")


def read_text(data: bytes, name: str = "") -> Page:
    """The Page of a text file. Raises TooLarge and Empty."""
    decoded = _decode(data)
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in _lines(decoded.text))
    return _page(blocks, "txt", decoded)


def read_markdown(data: bytes, name: str = "") -> Page:
    """The Page of a Markdown file: headings, tables and emphasis are understood, all else is text.

    Raises TooLarge and Empty.
    """
    decoded = _decode(data)
    blocks: list[Block] = []
    rows: list[list[str]] = []

    def close_table() -> None:
        if table := table_block(rows):
            blocks.append(table)
        rows.clear()

    for line in _lines(_COMMENT.sub("", decoded.text)):
        if _ROW.match(line):
            if not _RULE.match(line):
                rows.append([_plain(cell) for cell in line.strip().strip("|").split("|")])
            continue
        close_table()
        if heading := _HEADING.match(line):
            if heading[1]:
                blocks.append(Block(BlockKind.HEADING, _plain(heading[1])))
        elif not _RULE.match(line) and (text := _plain(_QUOTE.sub("", line, count=1))):
            blocks.append(Block(BlockKind.PARAGRAPH, text))
    close_table()
    return _page(tuple(blocks), "md", decoded)


def _decode(data: bytes) -> Decoded:
    if len(data) > limits.TEXT_BYTES:
        raise TooLarge(f"文本超过 {limits.TEXT_BYTES >> 20} MB，不予读取。", "请拆分后重新加入。")
    return decode(data)


def _lines(text: str) -> list[str]:
    text = _FORM_FEED.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", ""))
    return [line.strip() for line in text.split("\n") if line.strip()]


def _plain(text: str) -> str:
    return _STRONG.sub(r"\2", text).strip()


def _page(blocks: tuple[Block, ...], format: str, decoded: Decoded) -> Page:
    if not blocks:
        raise Empty("文件里没有文字。")
    warnings = (_DAMAGED.format(decoded.encoding),) if decoded.damaged else ()
    return Page(blocks, format, decoded.encoding, warnings=warnings)
