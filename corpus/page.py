"""The one shape that every reader gives: a Page of ordered blocks, its metadata, its warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document in reading order.

    `text` of a table: cells of a row joined by a tab, rows joined by a newline; `rows` keeps the cells.
    Automatic numbering is already part of the text ("第一条　…").
    """

    kind: BlockKind
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What a file says. `metadata` has raw page-level values by their own names
    (html meta tags "ArticleTitle", "PubDate"…; element-table labels normalised to the words
    索引号 主题分类 发文机关 成文日期 标题 发文字号 发布日期 有效性 …; docx "core:created"; FRBR "frbr:date").

    `format` is what the content proved to be (docx, doc, pdf, html, mht, txt, md, rtf, ofd, xlsx, akn …),
    `detail` the encoding or version found. `needs_ocr`: no text layer, registered but to be read by OCR.
    """

    blocks: tuple[Block, ...]
    format: str
    detail: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    needs_ocr: bool = False

    @property
    def text(self) -> str:
        """The raw text: the blocks joined by newlines, as `block_spans` counts it."""
        return "\n".join(b.text for b in self.blocks)

    @property
    def block_spans(self) -> tuple[tuple[int, int], ...]:
        """(start, end) of each block in `text`, end exclusive."""
        spans, at = [], 0
        for block in self.blocks:
            spans.append((at, at + len(block.text)))
            at += len(block.text) + 1
        return tuple(spans)
