"""The result lists as a docx: each list an attachment of its own, on pages across."""

from collections.abc import Sequence

from registry.export.tables import Table, tables_of, zh_date
from registry.lists import Lists
from registry.papers.paper import Paper


def catalogue_docx(lists: Lists, template: bytes | None = None) -> bytes:
    """All lists that have rows, as attachments 1, 2, 3 …, in front of them a page that says what they are."""
    paper = Paper(template)
    paper.title(f"{lists.round_name or '行政规范性文件清理'}结果目录")
    paper.blank()
    paper.body(
        f"截至{zh_date(lists.as_of.isoformat())}，参加清理的行政规范性文件共{lists.total}件，各目录如下："
    )
    tables = [table for table in tables_of(lists) if table.rows]
    paper.attachments([table.title for table in tables])
    append_tables(paper, tables)
    return paper.bytes()


def append_tables(paper: Paper, tables: Sequence[Table]) -> None:
    """Each table as an attachment across, numbered from 1."""
    for number, table in enumerate(tables, 1):
        paper.attachment(f"附件{number}" if len(tables) > 1 else "附件", table.title, landscape=True)
        paper.table(table)
