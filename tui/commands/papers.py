"""The papers that leave the office: lists and what goes with them."""

from pathlib import Path
from typing import Annotated

import typer

from tui import output
from tui.state import AsOf, open_store, parse_day


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(lists)


def lists(
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="xlsx、docx、html、csv 或 json，可重复", metavar="格式"),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件夹", help="写到哪里；只有 json 可以不写文件"),
    ] = None,
    round: Annotated[int | None, typer.Option("--round", help="第几轮清理", metavar="编号")] = None,
    as_of: AsOf = None,
) -> None:
    """清理结果目录：继续有效、修改、废止、宣布失效、非规范性文件。

    例：guiqing lists --format xlsx --format html -o 目录
    """
    from tui import listing
    from tui.rounds import current_round

    wanted = formats or ["xlsx"]
    for name in wanted:
        listing.parse_format(name)
    with open_store() as store:
        last = store.sweeps()
        day = parse_day(as_of, default=last[-1].as_of if last else None)
        cleanup = current_round(store, round) if round is not None else None
        if wanted == ["json"] and folder is None:
            listing.print_json(store, as_of=day, cleanup=cleanup)
            return
        written = listing.write_lists(
            store, as_of=day, formats=wanted, folder=folder or Path("目录"), cleanup=cleanup
        )
    for path in written:
        output.line(path)
