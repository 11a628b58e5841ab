"""The lists as one page: no server, no network, printable, searchable; text of files cannot act in it."""

from registry.export.inert import html_templates
from registry.export.tables import statistics, tables_of, words, zh_date
from registry.lists import Lists, check


def lists_html(lists: Lists) -> bytes:
    """The page with the statistics and all lists."""
    head, figures = statistics(lists)
    name = lists.round_name or "行政规范性文件清理"
    page = (
        html_templates()
        .get_template("lists.html")
        .render(
            heading=f"{name}结果目录",
            note=f"截至{zh_date(lists.as_of.isoformat())}，参加清理{lists.total}件",
            figures_head=head,
            figures=figures,
            tables=tables_of(lists),
            problems=check(lists),
            words=words,
        )
    )
    return page.encode("utf-8")
