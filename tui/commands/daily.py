"""The daily work: take documents in, search them, sweep them, look, decide."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from registry.errors import InputError
from tui import diagnostics
from tui.output import Format, text_or_json
from tui.state import AsOf, Profile, open_or_create_store, open_store, parse_day

INPUT_ERROR = 3
#: Milliseconds after a lone Esc until it is taken for the key and not for the start of an arrow key: enough for the other
#: bytes over a slow line, too short to be noticed. Who needs more sets ESCDELAY.
_ESCAPE_PAUSE = "25"

FormatOption = Annotated[Format, typer.Option("--format", help="输出格式")]
TextOption = Annotated[Format, typer.Option("--format", help="输出格式（没有 csv）", callback=text_or_json)]
Document = Annotated[str, typer.Argument(metavar="文件", help="编号、文号、文件名或标题的一部分")]


ReviewRound = Annotated[
    int | None,
    typer.Option(
        "--round", help="在第几轮清理中审阅（只有一轮在进行时可省；0 表示不在轮次中）", metavar="编号"
    ),
]
ReviewStage = Annotated[
    str, typer.Option(help="初审、复核 或 裁定（初审、复核各看各的意见）", metavar="环节")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(init)
    app.command()(demo)
    app.command()(ingest)
    # A word that must not occur begins like an option: search 消防 -养老
    app.command(context_settings={"ignore_unknown_options": True})(search)
    app.command()(sweep)
    app.command()(findings)
    app.command()(show)
    app.command()(decide)
    app.command()(review)
    app.command()(serve)
    app.command()(extract)


def init() -> None:
    """建立一个空的登记库。"""
    from registry.folder import locate
    from registry.store import Store
    from tui.state import STATE, actor

    folder = locate(STATE.registry)
    with Store.create(folder, actor=actor()):
        diagnostics.note(f"已建立登记库：{folder}")


def demo(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="示例放在哪里")] = Path("demo"),
) -> None:
    """用虚构的示例区走一遍：导入、筛查、建议处置、四张目录。

    例：guiqing demo 示例
    """
    from tui.demonstration import run

    run(folder)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="路径…", help="文件、文件夹或压缩包")],
    ledger: Annotated[
        Path | None, typer.Option("--ledger", metavar="台账", help="同时导入的台账（xlsx/xls/csv）")
    ] = None,
    workers: Annotated[int, typer.Option(help="并行进程数", min=1)] = os.cpu_count() or 1,
    again: Annotated[
        bool, typer.Option("--again", help="没有变化的文件也重新识读（程序升级之后用）")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只显示汇总")] = False,
) -> int:
    """把文件收进登记库，每个文件都有结果。

    例：guiqing ingest D:/文件 --ledger 台账.xlsx
    例：guiqing ingest D:/文件 --again
    """
    from tui.intake import import_ledger, take_in

    for path in paths:
        if not os.path.exists(path):  # also False for a name that no system takes
            raise InputError(f"找不到：{path}", "请检查路径；带空格的路径要加引号")
    with open_or_create_store() as store:
        report = take_in(store, paths, workers=workers, again=again, quiet=quiet)
        if ledger is not None:
            import_ledger(store, ledger, dry_run=False)
    return INPUT_ERROR if report.nothing_read else 0


def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="检索式…", help="词、“短语”、OR、-排除、标题:、文号:、机关:、年份: …"),
    ] = None,
    limit: Annotated[int, typer.Option(help="每页条数", min=1, max=10_000)] = 20,
    page: Annotated[int, typer.Option(help="第几页", min=1)] = 1,
    issuer: Annotated[str | None, typer.Option(help="制定机关", metavar="机关")] = None,
    year: Annotated[str | None, typer.Option(help="年份或范围", metavar="年")] = None,
    status: Annotated[str | None, typer.Option(help="有效、已废止、已届满 …", metavar="状态")] = None,
    number: Annotated[str | None, typer.Option(help="发文字号", metavar="文号")] = None,
    sort: Annotated[str, typer.Option(help="relevance、date 或 number")] = "relevance",
    like: Annotated[str | None, typer.Option(help="找与这件文件相似的", metavar="文件")] = None,
    citing: Annotated[str | None, typer.Option(help="找引用这件文件的", metavar="文件")] = None,
    save: Annotated[str | None, typer.Option(help="把这次检索存为", metavar="名称")] = None,
    saved: Annotated[str | None, typer.Option(help="再做一次保存的检索", metavar="名称")] = None,
    saved_list: Annotated[bool, typer.Option("--saved-list", help="列出保存的检索")] = False,
    as_of: AsOf = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """全文检索：与逐字扫描同样不漏。

    例：guiqing search 养老 补贴 --issuer 民政局 --year 2018-2022
    """
    from registry.errors import UsageError
    from tui import searching
    from tui.saved import SavedSearch, save_search, saved_search

    if unknown := next((word for word in query or [] if word.startswith("--")), None):
        raise UsageError(f"没有选项 {unknown}", "guiqing search --help 列出全部选项")
    words = " ".join(query or [])
    wanted = {"机关": issuer, "年份": year, "状态": status, "文号": number}
    filters = {name: value for name, value in wanted.items() if value}
    asked = [bool(words or filters), like is not None, citing is not None, saved is not None, saved_list]
    if sum(asked) != 1:
        raise UsageError(
            "请给出检索式，或者 --like、--citing、--saved、--saved-list 之一", "例：guiqing search 养老 补贴"
        )
    if save is not None and not asked[0]:
        raise UsageError("--save 保存的是检索式，这次没有检索式", "例：guiqing search 养老 --save 养老文件")
    day = parse_day(as_of)
    with open_store() as store:
        if saved_list:
            searching.print_saved(store, format)
        elif like is not None:
            searching.print_similar(store, like, limit=limit, as_of=day, format=format)
        elif citing is not None:
            searching.print_citing(store, citing, limit=limit, page=page, as_of=day, format=format)
        else:
            searching.check_sort(sort)
            chosen = saved_search(store, saved) if saved is not None else SavedSearch(words, filters, sort)
            if save is not None:
                save_search(store, save, chosen)
                diagnostics.note(f"已保存检索“{save}”：guiqing search --saved {save}")
            searching.search_registry(store, chosen, limit=limit, page=page, as_of=day, format=format)


def sweep(
    as_of: AsOf = None,
    issuer: Annotated[str | None, typer.Option(help="只看这个制定机关", metavar="机关")] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="只用这些规则，可重复", metavar="编号")
    ] = None,
    saved: Annotated[str | None, typer.Option(help="只看这个保存的检索找到的文件", metavar="名称")] = None,
    profile: Profile = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="列出每条规则的覆盖情况")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有疑点时以 1 退出")] = False,
    format: FormatOption = Format.TABLE,
) -> int:
    """按规则筛查全部文件，列出疑点和建议处置。

    例：guiqing sweep --as-of 2026-11-01
    """
    from tui.sweep_report import print_sweep
    from tui.sweeping import sweep_registry

    with open_store() as store:
        swept = sweep_registry(
            store, as_of=parse_day(as_of), profile=profile, issuer=issuer, rules=rule, saved=saved
        )
        print_sweep(store, swept, format=format, coverage=coverage)
    return diagnostics.FINDINGS if exit_code and any(f.outcome == "hit" for f in swept.findings) else 0


def findings(
    document: Annotated[str | None, typer.Argument(metavar="文件", help="只看这一件")] = None,
    rule: Annotated[str | None, typer.Option(help="只看这条规则", metavar="编号")] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """列出最近一次筛查的疑点。

    例：guiqing findings 千政发〔2015〕3号
    """
    from tui.sweep_report import print_findings

    with open_store() as store:
        print_findings(store, document=document, rule=rule, format=format)


def show(document: Document, as_of: AsOf = None, format: TextOption = Format.TABLE) -> None:
    """一件文件的全貌：要素及出处、结构、关系、疑点、处置。

    例：guiqing show 千政发〔2015〕3号
    """
    from tui.showing import show_document

    with open_store() as store:
        show_document(store, document, as_of=parse_day(as_of), format=format)


def decide(
    document: Document,
    disposition: Annotated[
        str, typer.Argument(metavar="处置", help="继续有效、修改、废止、宣布失效 或 非规范性文件")
    ],
    reason: Annotated[str, typer.Option("--reason", help="理由", metavar="文字")],
    deadline: Annotated[str | None, typer.Option(help="修改等的完成时限", metavar="日期")] = None,
    responsible: Annotated[str | None, typer.Option(help="责任单位", metavar="单位")] = None,
    stage: Annotated[str, typer.Option(help="自查、初审 或 复核")] = "初审",
) -> None:
    """记下对一件文件的处置意见。

    例：guiqing decide 千政发〔2015〕3号 修改 --reason 机构名称过时
    """
    from tui.deciding import decide_document

    due: date | None = parse_day(deadline) if deadline else None
    with open_store() as store:
        decide_document(
            store, document, disposition, reason, deadline=due, responsible=responsible, stage=stage
        )


def review(
    as_of: AsOf = None,
    profile: Profile = None,
    round: ReviewRound = None,
    stage: ReviewStage = "初审",
) -> None:
    """打开审阅界面：疑点、证据、处置，全用键盘。

    例：guiqing review --round 1 --stage 复核 --actor 李红
    """
    os.environ.setdefault("ESCDELAY", _ESCAPE_PAUSE)  # read once, when the library is loaded
    from tui.app import ReviewApp
    from tui.reviewing import opened

    _check_stage(stage)
    with open_store() as store:
        day = parse_day(as_of) if as_of else None
        desk = opened(store, as_of=day, default=parse_day(None), round=round, stage=stage, profile=profile)
        ReviewApp(desk).run()


def serve(
    port: Annotated[int, typer.Option(help="端口", min=1, max=65535)] = 8000,
    as_of: AsOf = None,
    round: ReviewRound = None,
    stage: ReviewStage = "初审",
) -> None:
    """在本机浏览器里打开审阅界面（只监听 127.0.0.1，地址一次有效）。"""
    from registry.folder import RegistryFolder
    from tui.serving import serve as run
    from tui.state import STATE, actor

    _check_stage(stage)
    words = [*(["--as-of", as_of] if as_of else []), *(["--round", str(round)] if round is not None else [])]
    run(
        RegistryFolder.find(STATE.registry).path,
        port=port,
        options=[*words, "--stage", stage],
        actor=actor(),
    )


def _check_stage(stage: str) -> None:
    from registry.errors import UsageError

    if stage not in ("初审", "复核", "裁定"):
        raise UsageError(f"没有“{stage}”这个审核环节", "可用：初审、复核、裁定")


def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="路径…", help="文件或文件夹，不需要登记库")],
    format: Annotated[str, typer.Option("--format", help="jsonl")] = "jsonl",
    workers: Annotated[int, typer.Option(help="并行进程数", min=1)] = os.cpu_count() or 1,
) -> int:
    """读文件并输出读懂的要素（每件一行 JSON），不写登记库。

    例：guiqing extract 文件夹 --format jsonl > 要素.jsonl
    """
    from registry.errors import UsageError
    from tui.extracting import extract_files

    if format != "jsonl":
        raise UsageError(f"没有“{format}”这种格式", "可用：jsonl")
    return extract_files(paths, workers=workers)
