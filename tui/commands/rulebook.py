"""The rules: what they check, with which parameters, and what a person has settled."""

from pathlib import Path
from typing import Annotated

import typer

from registry.errors import UsageError
from tui import diagnostics, output
from tui.commands.daily import Document, FormatOption, TextOption
from tui.output import Format
from tui.state import AsOf, Profile, open_store, parse_day

rules_app = typer.Typer(help="规则目录。", no_args_is_help=True, rich_markup_mode=None)

profile_app = typer.Typer(help="规则参数（各省、本单位）。", no_args_is_help=True, rich_markup_mode=None)
laws_app = typer.Typer(help="国家法律的变动。", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(rules_app, name="rules")
    app.add_typer(laws_app, name="laws")
    app.add_typer(profile_app, name="profile")
    app.command()(compare)
    app.command()(matters)
    app.command()(consolidate)
    app.command()(waive)


@rules_app.command("list")
def list_rules(profile: Profile = None, format: FormatOption = Format.TABLE) -> None:
    """列出全部规则。"""
    from rules.entries import entries
    from rules.profiles import DEFAULT, load_profile
    from rules.settings import settings_for
    from tui.sweep_report import SEVERITY_NAMES

    loaded = load_profile(profile or DEFAULT)
    rows = []
    for rule in entries().values():
        settings = settings_for(rule, loaded)
        rows.append(
            {
                "编号": rule.code,
                "程度": SEVERITY_NAMES[settings.severity],
                "名称": settings.entry.zh,
                "建议": settings.disposition,
                "状态": f"关闭：{settings.why}" if settings.off else "启用",
            }
        )
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(list(rows[0]), rows)
        case _:
            output.table(list(rows[0]), [list(row.values()) for row in rows])


@rules_app.command("show")
def show_rule(code: Annotated[str, typer.Argument(metavar="编号", help="如 E-01")]) -> None:
    """一条规则的说明：检查什么、依据、反例、正例、例外。

    例：guiqing rules show E-01
    """
    from rules.entries import entry
    from tui.showing import rule_page

    output.line(rule_page(entry(code.upper()).code))


def waive(
    code: Annotated[str, typer.Argument(metavar="规则编号", help="如 F-01")],
    document: Document,
    reason: Annotated[str, typer.Option("--reason", help="为什么不是问题", metavar="文字")] = "",
    until: Annotated[str | None, typer.Option("--until", help="到哪一天为止", metavar="日期")] = None,
    peer: Annotated[
        str | None, typer.Option("--peer", help="只对与这一件文件之间的疑点（文号或标题）", metavar="文件")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="取消豁免，下次筛查起重新提示")] = False,
) -> None:
    """记下某条规则对某件文件的疑点已核实不成立，以后不再提示。

    例：guiqing waive F-01 千政发〔2015〕3号 --reason 已由主办部门报备
    例：guiqing waive C-02 千政发〔2015〕3号 --peer 千政发〔2019〕8号 --reason 两处是不同环节
    例：guiqing waive F-01 千政发〔2015〕3号 --end
    """
    from rules.entries import entry
    from rules.waivers import PEER
    from tui.choosing import choose
    from tui.safe import one_line

    rule = entry(code.upper())
    if not end and not reason.strip():
        raise UsageError("没有写明理由。", "请用 --reason 写明为什么不是问题；取消豁免用 --end。")
    with open_store() as store:
        chosen = choose(store, document)
        other = choose(store, peer) if peer else None
        about = f"{PEER}{other.id}" if other else ""
        with store.writing("waive") as writer:
            if end:
                writer.end_waiver(rule.code, chosen.id, about=about)
            else:
                last_day = parse_day(until) if until else None
                writer.waive(rule.code, chosen.id, reason, about=about, until=last_day)
        between = f"与{one_line(other.title, 80)}之间" if other else ""
        said = "豁免已取消，重新提示" if end else "不再提示"
        diagnostics.note(f"已记下：{one_line(chosen.title, 80)}{between}的 {rule.code} {said}")


@laws_app.command("import")
def import_laws(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="法律文本（md/docx/txt …）、变动表（toml/json）或 csv")
    ],
) -> None:
    """导入法律变动，不必等程序更新。

    例：guiqing laws import 生态环境法典.docx
    """
    from tui.lawbook import import_laws as run

    with open_store() as store:
        run(store, file)


@laws_app.command("impact")
def impact(
    law: Annotated[str, typer.Argument(metavar="法名", help="如 《行政处罚法》")],
    since: Annotated[
        str | None, typer.Option("--since", help="从哪一天的条文算起（默认各文件成文之日）", metavar="日期")
    ] = None,
    as_of: AsOf = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """法律变了，要动哪些文件：列出每件涉及它的文件、所引条款、条款现在到了哪里。

    例：guiqing laws impact 《行政处罚法》 --since 2021-07-14
    """
    from tui.lawbook import show_impact

    with open_store() as store:
        show_impact(
            store, law, since=parse_day(since) if since else None, as_of=parse_day(as_of), format=format
        )


def compare(
    left: Annotated[str, typer.Argument(metavar="文件甲")],
    right: Annotated[str, typer.Argument(metavar="文件乙")],
    as_of: AsOf = None,
    format: TextOption = Format.TABLE,
) -> None:
    """两件文件逐条对照：不同的字、互相矛盾的规定。

    例：guiqing compare 兰政发〔2019〕27号 兰住建发〔2023〕41号
    """
    from tui.comparing import compare_documents

    with open_store() as store:
        compare_documents(store, left, right, as_of=parse_day(as_of), format=format)


def matters(as_of: AsOf = None, format: TextOption = Format.TABLE) -> None:
    """规范同一事项的文件，成组列出。"""
    from tui.comparing import list_matters

    with open_store() as store:
        list_matters(store, as_of=parse_day(as_of), format=format)


@profile_app.command("list")
def list_profiles() -> None:
    """列出随程序带来的和本登记库用的规则参数。"""
    from rules.profiles import load_profile, shipped

    for name in shipped():
        output.line(f"{name}　{load_profile(name).about}")


@profile_app.command("new")
def new_profile(
    file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里，如 本区.toml")],
    extends: Annotated[str, typer.Option(help="以哪个为基础", metavar="名称")] = "辽宁",
) -> None:
    """为本单位新建一份规则参数，照着里面的说明改。

    例：guiqing profile new 本区.toml --extends 辽宁
    """
    from registry.errors import InputError
    from rules.profiles.template import profile_template

    if file.exists():
        raise InputError(f"已经有这个文件：{file}", "换一个名字，或先移走它")
    file.write_text(profile_template(file.stem, extends), encoding="utf-8")
    diagnostics.note(f"已写出 {file}：改好后用 guiqing profile use {file} 启用")


@profile_app.command("check")
def check_profile(file: Annotated[str, typer.Argument(metavar="文件或名称")]) -> None:
    """检查一份规则参数，说清哪里不对。"""
    from rules.profiles import load_profile

    found = load_profile(file)
    off = sorted(code for code, override in found.rules.items() if override.off)
    output.line(
        f"{found.name}：可用。继承：{' → '.join(found.ancestry)}；关闭的规则：{'、'.join(off) or '无'}"
    )


@profile_app.command("use")
def use_profile(file: Annotated[str, typer.Argument(metavar="文件或名称")]) -> None:
    """让本登记库用这份规则参数（文件会被复制进登记库）。"""
    from registry.files import make_private_folder, write_file
    from rules.profiles import load_profile, shipped

    found = load_profile(file)
    with open_store() as store:
        value = file
        if file not in shipped():
            folder = store.folder.path / "profiles"
            make_private_folder(folder)
            if len({own.name for own in found.files}) < len(found.files):
                raise UsageError(
                    "这份规则参数继承的文件有重名的，不能一并复制进登记库", "改成不同的文件名后重试"
                )
            copies = {folder / own.name: own.read_bytes() for own in found.files}
            for kept, content in copies.items():
                write_file(kept, content)
            value = f"{folder.name}/{Path(file).name}"
        with store.writing("profile use") as writer:
            writer.set_setting("profile", value)
    diagnostics.note(f"以后筛查使用“{found.name}”")


def consolidate(document: Document, as_of: AsOf = None, format: TextOption = Format.TABLE) -> None:
    """按修改它的决定整理出某一天的文本，逐处标明；不能自动修改的列出原因。

    例：guiqing consolidate 千政发〔2015〕3号 --as-of 2026-11-01
    """
    from tui.consolidating import show_consolidated

    with open_store() as store:
        show_consolidated(store, document, as_of=parse_day(as_of), format=format)
