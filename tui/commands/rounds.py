"""Cleanup rounds (清理轮次)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tui.commands.daily import Document, FormatOption, TextOption
from tui.output import Format
from tui.state import AsOf, actor, open_store, parse_day

round_app = typer.Typer(
    help="清理轮次：启动、部门自查、初审复核、结束。", no_args_is_help=True, rich_markup_mode=None
)
RoundOption = Annotated[
    int | None, typer.Option("--round", help="第几轮（只有一轮在进行时可省）", metavar="编号")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(round_app, name="round")
    app.command()(due)


@round_app.command("start")
def start(
    name: Annotated[str, typer.Argument(metavar="名称", help="如 2026年全面清理")],
    cutoff: Annotated[str, typer.Option("--cutoff", help="清理基准日：此后制定的不列入", metavar="日期")],
    as_of: AsOf = None,
    issuer: Annotated[str | None, typer.Option(help="只清理这个机关的", metavar="机关")] = None,
    matter: Annotated[str | None, typer.Option(help="专项清理：含这个词的", metavar="主题")] = None,
    law: Annotated[str | None, typer.Option(help="专项清理：涉及这部法的", metavar="法名")] = None,
) -> None:
    """启动一轮清理。

    例：guiqing round start 2026年全面清理 --cutoff 2026-10-31
    """
    from tui import rounds

    with open_store() as store:
        rounds.start(
            store,
            name,
            cutoff=parse_day(cutoff),
            as_of=parse_day(as_of),
            scope={k: v for k, v in {"issuer": issuer, "matter": matter, "law": law}.items() if v},
        )


@round_app.command("add")
def add(round: RoundOption = None) -> None:
    """把启动以后才登记、属于清理范围的文件补列进来。"""
    from tui import rounds

    with open_store() as store:
        rounds.add(store, rounds.current_round(store, round))


@round_app.command("list")
def list_(format: FormatOption = Format.TABLE) -> None:
    """列出各轮清理。"""
    from tui import rounds

    with open_store() as store:
        rounds.list_rounds(store, format)


@round_app.command("progress")
def progress(round: RoundOption = None, format: TextOption = Format.TABLE) -> None:
    """各部门进度、各目录件数（合计等于各类之和）、初审与复核一致率。"""
    from tui import rounds

    with open_store() as store:
        rounds.show_progress(store, rounds.current_round(store, round), format)


@round_app.command("stage")
def stage(
    to: Annotated[str, typer.Argument(metavar="阶段", help="部署 自查 初审 复核 征求意见 审议 公布")],
    result: Annotated[str, typer.Option(help="结果，或退回的理由", metavar="文字")] = "",
    round: RoundOption = None,
) -> None:
    """把一轮清理转到某个阶段；退回须写理由。"""
    from tui import rounds

    with open_store() as store:
        rounds.move(store, rounds.current_round(store, round), to, result=result)


@round_app.command("packs")
def packs(
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="写到哪里")] = Path(
        "部门清理表"
    ),
    round: RoundOption = None,
) -> None:
    """给每个实施部门写一份 Excel 清理表。"""
    from tui import rounds

    with open_store() as store:
        rounds.write_packs(store, rounds.current_round(store, round), folder)


@round_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="表…", help="部门填好的清理表")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预览，不写入")] = False,
) -> None:
    """读回部门填好的清理表：逐行报告问题和冲突，不覆盖别人的新意见。"""
    from tui import rounds

    with open_store() as store:
        rounds.import_packs(store, files, dry_run=dry_run)


@round_app.command("decide")
def decide(
    document: Document,
    disposition: Annotated[str, typer.Argument(metavar="处置")],
    reason: Annotated[str, typer.Option("--reason", help="理由", metavar="文字")],
    stage: Annotated[str, typer.Option(help="自查、初审、复核 或 裁定")] = "初审",
    deadline: Annotated[str | None, typer.Option(help="完成时限", metavar="日期")] = None,
    responsible: Annotated[str | None, typer.Option(help="责任单位", metavar="单位")] = None,
    round: RoundOption = None,
) -> None:
    """在一轮清理中记下意见；初审和复核由两人分别作出。"""
    from registry.errors import UsageError
    from registry.records import Decision
    from tui import round_desk, rounds
    from tui.choosing import choose
    from tui.deciding import parse_disposition

    if stage not in ("自查", "初审", "复核", "裁定"):
        raise UsageError(f"没有“{stage}”这个审核环节", "可用：自查、初审、复核、裁定")
    with open_store() as store:
        cleanup, chosen = rounds.current_round(store, round), choose(store, document)
        evidence = tuple(f.key for f in store.latest_findings(document=chosen.id, outcome="hit"))
        round_desk.decide_in_round(
            store, cleanup, chosen,
            Decision(
                chosen.id, parse_disposition(disposition), reason, actor(), datetime.now(UTC), stage=stage,
                round_id=cleanup.id, evidence=evidence, deadline=parse_day(deadline) if deadline else None,
                responsible=responsible,
            ),
        )  # fmt: skip


@round_app.command("disagreements")
def disagreements(round: RoundOption = None, format: FormatOption = Format.TABLE) -> None:
    """初审与复核不一致、等待裁定的文件。"""
    from tui import rounds

    with open_store() as store:
        rounds.list_disagreements(store, rounds.current_round(store, round), format)


@round_app.command("close")
def close(
    result: Annotated[str, typer.Option(help="结果，如会议名称", metavar="文字")] = "",
    opinions: Annotated[bool | None, typer.Option("--opinions/--no-opinions", help="是否征求过意见")] = None,
    url: Annotated[str | None, typer.Option(help="清理决定的公布网址")] = None,
    filed_on: Annotated[str | None, typer.Option(help="清理决定的备案日期", metavar="日期")] = None,
    single_review: Annotated[
        bool, typer.Option("--single-review", help="只有一名审核人员：有初审或复核之一即可")
    ] = False,
    round: RoundOption = None,
) -> int:
    """结束一轮清理：每件文件经初审和复核，有且只有一个结论，且没有未解决的问题。"""
    from tui import rounds
    from tui.round_closing import Closing

    with open_store() as store:
        cleanup = rounds.current_round(store, round)
        filed = parse_day(filed_on) if filed_on else None
        return rounds.close(store, cleanup, Closing(opinions, url, filed, single_review), result=result)


def due(
    until: Annotated[str | None, typer.Option(help="到哪一天（默认一年内）", metavar="日期")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", help="另存为日历文件", metavar="文件")] = None,
    as_of: AsOf = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """即将到期的有效期、修改时限、备案期限。"""
    from tui.calendar import show_due

    with open_store() as store:
        show_due(
            store, as_of=parse_day(as_of), until=parse_day(until) if until else None, ics=ics, format=format
        )
