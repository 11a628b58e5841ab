"""Keeping the registry in good order: checks, journal, undo, backup, index."""

from pathlib import Path
from typing import Annotated

import typer

from tui import diagnostics, output
from tui.commands.daily import Document, FormatOption, TextOption
from tui.moments import shown
from tui.output import Format
from tui.state import open_store

audit_app = typer.Typer(help="操作日志。", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(audit_app, name="audit")
    app.command()(history)
    app.command()(undo)
    app.command()(redo)
    app.command()(doctor)
    app.command()(backup)
    app.command()(restore)
    app.command()(reindex)
    app.command()(outcomes)


@audit_app.command("verify")
def verify() -> int:
    """核对日志链：有没有被改动、删除或插入。"""
    with open_store() as store:
        damages = store.verify()
        if not damages:
            output.line("日志完整：没有发现改动、删除或插入。")
            return 0
        for damage in damages:
            output.line(str(damage))
    return 4


@audit_app.command("log")
def log(limit: Annotated[int, typer.Option(help="最近多少条", min=1)] = 50) -> None:
    """最近的操作。"""
    from tui.chronicle import entry_line

    with open_store() as store:
        titles = {h.id: h.title for h in store.headers()}
        for entry in store.journal(limit):
            output.line(entry_line(entry, titles))


def history(document: Document, format: TextOption = Format.TABLE) -> None:
    """一件文件从登记到现在发生过什么。

    例：guiqing history 千政发〔2015〕3号
    """
    from tui.choosing import choose
    from tui.chronicle import entry_json, entry_line
    from tui.safe import one_line

    with open_store() as store:
        chosen = choose(store, document)
        entries = store.history(chosen.id)
        if format is Format.JSON:
            output.json_document([entry_json(e) for e in entries])
            return
        output.styled((one_line(chosen.title), "bold"))
        for entry in entries:
            output.line(entry_line(entry, {}))


def undo(count: Annotated[int, typer.Option("-n", "--count", help="撤销几步", min=1, max=100)] = 1) -> None:
    """撤销最近的处置、豁免、要素更正或台账导入。"""
    from tui.chronicle import COMMANDS

    with open_store() as store, store.writing("undo") as writer:
        for command in writer.undo_last(count):
            diagnostics.note(
                f"已撤销：{COMMANDS.get(command.command, command.command)}（{shown(command.at)}）"
            )


def redo(count: Annotated[int, typer.Option("-n", "--count", help="恢复几步", min=1, max=100)] = 1) -> None:
    """恢复刚刚撤销的操作。"""
    from tui.chronicle import COMMANDS

    with open_store() as store, store.writing("redo") as writer:
        for command in writer.redo_last(count):
            diagnostics.note(
                f"已恢复：{COMMANDS.get(command.command, command.command)}（{shown(command.at)}）"
            )


def doctor(fix: Annotated[bool, typer.Option("--fix", help="修复能够自动修复的问题")] = False) -> int:
    """检查登记库、索引和本机环境，说明每个问题和办法。"""
    from tui.checkup import run_checkup

    return run_checkup(fix=fix)


def backup(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="备份放在哪里")],
    keep: Annotated[int | None, typer.Option(help="只保留最近几份", min=1)] = None,
) -> None:
    """在线备份为一个带校验的文件，写完即核对。

    例：guiqing backup E:/备份 --keep 7
    """
    from registry.backup import back_up

    with open_store() as store:
        written = back_up(store, folder, keep=keep)
    output.line(written)


def restore(
    file: Annotated[Path, typer.Argument(metavar="备份文件")],
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="恢复到哪里（须为空）")],
) -> None:
    """从备份恢复到一个空文件夹，并核对。"""
    from registry.backup import restore as restore_backup

    restore_backup(file, folder)
    diagnostics.note(f"已恢复到：{folder}")


def reindex() -> None:
    """重建全文索引（索引只是缓存，随时可以重建）。"""
    from tui.intake import index_registry

    with open_store() as store:
        index_registry(store, rebuild=True)


def outcomes(
    kind: Annotated[
        str | None, typer.Option("--outcome", help="读不出、待识别、不是文件、重复 …", metavar="结果")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """导入过的每个文件的结果：哪些没有读出来，为什么。"""
    from tui.safe import one_line

    with open_store() as store:
        rows = [
            {"结果": o.outcome, "原因": o.reason, "文件": o.path, "编号": o.document_id or ""}
            for o in store.outcomes(kind)
        ]
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(("结果", "原因", "文件", "编号"), rows)
        case _:
            for row in rows:
                output.line(f"{row['结果']}　{one_line(row['文件'])}　{one_line(row['原因'])}".rstrip("　"))
            output.line(f"共 {len(rows)} 个文件")
