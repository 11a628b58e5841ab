"""Ledgers (台账) in and out."""

from pathlib import Path
from typing import Annotated

import typer

from tui import diagnostics
from tui.state import open_or_create_store, open_store

ledger_app = typer.Typer(help="台账的导入导出。", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(ledger_app, name="ledger")


@ledger_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="台账", help="xlsx、xls 或 csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看对照和问题，不写入")] = False,
) -> None:
    """导入台账：按表头同义词认列，按文号、标题、机关、日期对上文件。

    例：guiqing ledger import 台账.xlsx --dry-run
    """
    from tui.intake import import_ledger

    with open_or_create_store() as store:
        import_ledger(store, file, dry_run=dry_run)


@ledger_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里（.xlsx 或 .csv）")],
) -> None:
    """按标准列导出台账。

    例：guiqing ledger export 台账.xlsx
    """
    from corpus.ledger_export import write_ledger

    with open_store() as store:
        count = write_ledger(file, store.documents())
    diagnostics.note(f"已写出 {count} 行：{file}")
