"""The papers that leave the office: lists and what goes with them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui import output
from tui.state import AsOf, open_store, parse_day

if TYPE_CHECKING:
    from registry.records import Round
    from registry.store import Store


RoundOption = Annotated[int | None, typer.Option("--round", help="第几轮清理", metavar="编号")]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="写到哪里")]
File = Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到哪个文件")]
Template = Annotated[
    Path | None, typer.Option("--template", metavar="模板", help="本单位的 docx 模板（版心、页眉页脚从它来）")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(lists)
    app.command()(decision)
    app.command()(drafts)
    app.command()(notices)
    app.command()(report)
    app.command()(dashboard)
    app.command()(publish)
    app.command("export")(export_)
    app.command("import")(import_)


def lists(
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="xlsx、docx、html、csv 或 json，可重复", metavar="格式"),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件夹", help="写到哪里；只有 json 可以不写文件"),
    ] = None,
    round: RoundOption = None,
    issued: Annotated[
        int | None, typer.Option("--issued", help="原样重印存档的第几号目录", metavar="编号")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """清理结果目录：继续有效、修改、废止、宣布失效、非规范性文件。

    例：guiqing lists --format xlsx --format html -o 目录
    """
    from tui import listing

    wanted = formats or ["xlsx"]
    for name in wanted:
        listing.parse_format(name)
    with open_store() as store:
        if issued is not None:
            for path in listing.write_issued(store, issued, formats=wanted, folder=folder or Path("目录")):
                output.line(path)
            return
        day = _day(store, as_of)
        cleanup = _round(store, round)
        if wanted == ["json"] and folder is None:
            listing.print_json(store, as_of=day, cleanup=cleanup)
            return
        written = listing.write_lists(
            store, as_of=day, formats=wanted, folder=folder or Path("目录"), cleanup=cleanup
        )
    for path in written:
        output.line(path)


def _day(store: "Store", as_of: str | None) -> date:
    """The day given, else that of the last sweep, else today."""
    last = store.sweeps()
    return parse_day(as_of, default=last[-1].as_of if last else None)


def _round(store: "Store", wanted: int | None) -> "Round | None":
    """The round with a number; None when none was asked for."""
    if wanted is None:
        return None
    from tui.round_desk import current_round

    return current_round(store, wanted)


def decision(
    kind: Annotated[str, typer.Option("--kind", help="决定、通知 或 通告")] = "决定",
    file: File = Path("清理结果决定.docx"),
    organ: Annotated[str, typer.Option(help="发文机关（缺省从目录中认定）", metavar="机关")] = "",
    omission: Annotated[
        bool,
        typer.Option("--omission-clause", help="写入“未列入目录的一律废止”（慎用：会悄悄废止漏掉的文件）"),
    ] = False,
    deadline: Annotated[str, typer.Option(help="修改的完成时限", metavar="日期")] = "",
    template: Template = None,
    round: RoundOption = None,
    as_of: AsOf = None,
) -> None:
    """起草公布清理结果的决定（通知、通告），按 GB/T 9704 排版，目录作为附件。

    例：guiqing decision --kind 决定 -o 决定.docx
    """
    from tui.issuing import write_decision

    with open_store() as store:
        write_decision(
            store, as_of=_day(store, as_of), kind=kind, file=file, organ=organ, omission_clause=omission,
            cleanup=_round(store, round), deadline=deadline, template=template,
        )  # fmt: skip


def drafts(
    folder: Folder = Path("修改稿"), template: Template = None, round: RoundOption = None, as_of: AsOf = None
) -> None:
    """为列入修改目录的每件文件起草修改决定和新旧对照表。

    例：guiqing drafts -o 修改稿
    """
    from tui.issuing import write_drafts

    with open_store() as store:
        cleanup = _round(store, round)
        write_drafts(store, as_of=_day(store, as_of), folder=folder, cleanup=cleanup, template=template)


def notices(
    folder: Folder = Path("通知"),
    organ: Annotated[str, typer.Option(help="发文机关", metavar="机关")] = "",
    deadline: Annotated[str, typer.Option(help="办理期限", metavar="日期")] = "",
    as_of: AsOf = None,
) -> None:
    """给各部门的备案催报和整改通知，写明证据。"""
    from tui.issuing import write_all_notices

    with open_store() as store:
        write_all_notices(store, as_of=_day(store, as_of), folder=folder, organ=organ, deadline=deadline)


def report(
    year: Annotated[int, typer.Argument(metavar="年份")],
    file: File = Path("年度统计.docx"),
    as_of: AsOf = None,
) -> None:
    """年度统计：法治政府建设报告和政府信息公开年报用数据，附勾稽关系。

    例：guiqing report 2025 -o 2025年统计.docx
    """
    from tui.issuing import write_report

    with open_store() as store:
        write_report(store, year=year, as_of=_day(store, as_of), file=file)


def dashboard(file: File = Path("概览.html"), as_of: AsOf = None) -> None:
    """一页概览（html，离线可看）：状态、部门、年份、到期、疑点、依据。"""
    from tui.issuing import write_dashboard

    with open_store() as store:
        write_dashboard(store, as_of=_day(store, as_of), file=file)


def publish(
    folder: Annotated[Path, typer.Argument(metavar="文件夹")],
    name: Annotated[str, typer.Option(help="网站名称")] = "行政规范性文件",
    address: Annotated[str, typer.Option(help="网站网址（订阅和标识用）")] = "",
    as_of: AsOf = None,
) -> None:
    """写出现行有效文件的公开目录网站，不需要服务器。

    例：guiqing publish 公开目录
    """
    from tui import issuing

    with open_store() as store:
        issuing.publish(store, as_of=_day(store, as_of), folder=folder, name=name, address=address)


def export_(
    file: Annotated[Path, typer.Argument(metavar="文件")],
    format: Annotated[str, typer.Option("--format", help="jsonl、akn 或 csv")] = "jsonl",
) -> None:
    """把全部文件导出给别的系统（可以原样导回）。"""
    from tui import issuing

    with open_store() as store:
        issuing.export(store, format=format, file=file)


def import_(
    file: Annotated[Path, typer.Argument(metavar="文件")],
    format: Annotated[str, typer.Option("--format", help="jsonl、akn 或 csv")] = "jsonl",
) -> None:
    """导回 guiqing export 导出的文件；已登记的不动。"""
    from tui import issuing

    with open_store() as store:
        issuing.take_over(store, format=format, file=file)
