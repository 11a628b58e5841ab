"""Drafts for the 修改 list: the amending decision of one document, and the table old | new | reason beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from registry.dates import int2cn
from registry.export.tables import Column, Table
from registry.export.writing import write_file
from registry.papers.changes import Article, Change, articles_of, changes_of, rewritten
from registry.papers.names import file_stem, inner_title
from registry.papers.paper import Paper
from registry.records import Document, Finding

_COMPARISON = (
    Column("条款", 10, "mark"),
    Column("现行条文", 34),
    Column("修改后条文", 34),
    Column("修改理由", 26),
)


@dataclass(frozen=True)
class Drafting:
    """What the office decides; what is left empty becomes a placeholder."""

    number: str = "【发文字号】"
    signed_on: str = "【成文日期】"
    meeting: str = "【审议会议和日期】"
    template: bytes | None = field(default=None, repr=False)


def amendment_docx(
    document: Document, findings: Iterable[Finding], drafting: Drafting | None = None
) -> bytes:
    """The draft of the decision that amends a document, with its findings as the reasons.

    Replacements that the findings know are written out; the rest are marked prompts for the drafter.
    """
    drafting = drafting or Drafting()
    changes = changes_of(document, findings)
    organ = "、".join(document.issuers) or "【制定机关】"
    name = inner_title(document.title)
    paper = Paper(drafting.template)
    paper.title(f"{organ}关于修改《{name}》的决定")
    paper.number_line(drafting.number)
    number = f"（{document.number}）" if document.number else "（【文号】）"
    paper.body(f"经{drafting.meeting}审议通过，{organ}决定对《{name}》{number}作如下修改：")
    placed = [c for c in changes if c.automatic or c.articles]
    for index, change in enumerate(placed, 1):
        paper.body(f"{int2cn(index)}、{change.clause}。")
        if not change.automatic:
            for line in change.reason.split("\n"):
                paper.note(f"起草提示：{line}")
            if change.old:
                paper.note(f"现行文字：“{change.old}”")
    if not placed:
        paper.body("【修改内容】")
    for change in changes:
        if change not in placed:
            for line in change.reason.split("\n"):
                paper.note(f"起草提示（全文）：{line}")
    paper.body("此外，对条文顺序和个别文字作相应调整。" if any(not c.automatic for c in changes) else "")
    paper.body("本决定自公布之日起施行。")
    paper.body(f"《{name}》根据本决定作相应修改，重新公布。")
    paper.signature(organ, drafting.signed_on)
    return paper.bytes()


def comparison_docx(document: Document, findings: Iterable[Finding]) -> bytes:
    """The table for the drafters: each article that changes, as it is and as it would be, with the reason."""
    changes = changes_of(document, findings)
    rows = [_row(article, own) for article in articles_of(document) if (own := _touching(article, changes))]
    rows += [["全文", c.old, "【修改后的条文】", c.reason] for c in changes if not c.articles]
    paper = Paper()
    title = f"《{inner_title(document.title)}》修改对照表"
    paper.across()
    paper.title(title)
    paper.blank()
    paper.table(Table("对照表", _COMPARISON, rows, title))
    return paper.bytes()


def write_amendments(
    folder: Path, items: Iterable[tuple[Document, Iterable[Finding]]], drafting: Drafting | None = None
) -> list[Path]:
    """Two files a document: the draft and the table. Raises InputError when the folder cannot be written."""
    written: list[Path] = []
    for document, findings in items:
        found = list(findings)
        stem = file_stem(document.title, document.id)
        written.append(
            write_file(folder / f"{stem}-修改决定.docx", amendment_docx(document, found, drafting))
        )
        written.append(write_file(folder / f"{stem}-对照表.docx", comparison_docx(document, found)))
    return written


def _touching(article: Article, changes: Iterable[Change]) -> list[Change]:
    return [c for c in changes if article.label in c.articles]


def _row(article: Article, changes: list[Change]) -> list[str | int]:
    new = rewritten(article.text, changes)
    if any(not c.automatic for c in changes):
        new = (new + "\n" if new != article.text else "") + "【修改后的条文】"
    reasons = "\n".join(dict.fromkeys(c.reason for c in changes))
    return [article.label, article.text, new, reasons]
