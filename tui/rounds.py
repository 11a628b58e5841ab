"""Cleanup rounds from the command line: what was done is told, `tui.round_desk` does it."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from registry.records import Round
from registry.store import Store
from rules.round_work import REVIEWS, Progress, agreement, department_of, home_of, progress, standings
from tui import diagnostics, output, round_desk
from tui.moments import shown
from tui.output import Format
from tui.round_desk import current_round, members_of
from tui.safe import one_line

if TYPE_CHECKING:  # what reads workbooks and judges takes a while to load: not for a list of rounds
    from tui.round_closing import Closing
    from tui.round_packs import Returned

__all__ = ["current_round"]


def start(store: Store, name: str, *, cutoff: date, as_of: date, scope: Mapping[str, str]) -> None:
    """Start a round and tell how many documents are in it and why others are not."""
    made = round_desk.start_round(store, name, cutoff=cutoff, as_of=as_of, scope=scope)
    diagnostics.note(f"已启动第 {made.round.id} 轮“{made.round.name}”：{made.documents} 件列入清理")
    for reason, count in made.left_out.items():
        diagnostics.note(f"　不列入：{reason} {count} 件")


def add(store: Store, cleanup: Round) -> None:
    """Put what was registered since the start into the round, and tell it."""
    found = round_desk.add_left_out(store, cleanup)
    for document in found:
        output.line(f"补列：{one_line(document.title, 100)}　[{document.id}]")
    diagnostics.note(f"第 {cleanup.id} 轮“{cleanup.name}”：补列 {len(found)} 件")


def list_rounds(store: Store, format: Format) -> None:
    """Print all rounds."""
    rows = [
        {
            "编号": r.id, "名称": r.name, "基准日": r.cutoff.isoformat(), "截至": r.as_of.isoformat(),
            "阶段": "已结束" if r.closed_at else r.stage, "件数": len(store.round_documents(r.id)),
        }
        for r in store.rounds()
    ]  # fmt: skip
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(("编号", "名称", "基准日", "截至", "阶段", "件数"), rows)
        case _:
            output.table(("编号", "名称", "基准日", "截至", "阶段", "件数"), [list(r.values()) for r in rows])


def show_progress(store: Store, cleanup: Round, format: Format) -> None:
    """Print progress per department, in numbers that add up, and how far the reviewers agree."""
    home = home_of(h.issuers for h in store.headers())
    members = {i: department_of(d, home) for i, d in members_of(store, cleanup).items()}
    found = standings(store.decisions(round_id=cleanup.id))
    lines = progress(members, found)
    if format is Format.JSON:
        output.json_document([_progress_json(line) for line in lines])
        return
    output.styled(
        (f"第 {cleanup.id} 轮　{cleanup.name}", "bold"), f"　阶段：{cleanup.stage}　基准日 {cleanup.cutoff}"
    )
    headings = (
        "部门",
        "总数",
        "继续有效",
        "修改",
        "废止",
        "宣布失效",
        "非规范性",
        "未定",
        "分歧",
        *REVIEWS,
        "进度",
    )
    rows = []
    for line in lines:
        bar = "█" * round(10 * line.decided / line.total) if line.total else ""
        rows.append(
            [
                line.department,
                line.total,
                *line.by_disposition.values(),
                line.undecided,
                line.disagreed,
                *line.by_stage.values(),
                f"{bar:　<10}{line.decided}/{line.total}",
            ]
        )
    output.table(headings, rows)
    told = agreement(found.values())
    if told.rate is not None:
        kappa = f"，kappa {told.kappa}" if told.kappa is not None else ""
        output.line(f"初审与复核：共同审过 {told.both} 件，一致 {told.alike} 件（{told.rate:.0%}{kappa}）")
    for step in store.stages(cleanup.id):
        output.styled((f"{shown(step.at)}　{step.stage}　{step.actor}　{step.result}", "dim"))


def _progress_json(line: Progress) -> dict[str, object]:
    return {
        "department": line.department,
        "total": line.total,
        "by_disposition": {d.value: n for d, n in line.by_disposition.items()},
        "undecided": line.undecided,
        "disagreed": line.disagreed,
        "by_stage": dict(line.by_stage),
    }


def move(store: Store, cleanup: Round, stage: str, *, result: str) -> None:
    """Move a round to a stage and tell it."""
    round_desk.move_stage(store, cleanup, stage, result=result)
    diagnostics.note(f"“{cleanup.name}”：{cleanup.stage} → {stage}")


def write_packs(store: Store, cleanup: Round, folder: Path) -> None:
    """Write the departments' workbooks and name them."""
    from tui import round_packs

    for path, count in round_packs.write_packs(store, cleanup, folder):
        output.line(f"{path}　{count} 件")


def import_packs(store: Store, files: Sequence[Path], *, dry_run: bool) -> None:
    """Read workbooks back: preview, problems row by row, conflicts with what changed meanwhile, then one transaction
    a workbook. A row with a problem or a conflict is not taken over."""
    from tui import round_packs

    for path in files:
        for returned in round_packs.read_packs(store, [path]):
            for line in returned_lines(returned):
                diagnostics.note(line)
            if not dry_run:
                round_packs.take_over(store, returned)


def returned_lines(returned: "Returned") -> list[str]:
    """A workbook that came back, in words."""
    told = sorted([*returned.problems, *returned.notes])
    lines = [f"　{returned.name} 第 {row} 行：{words}" for row, words in told]
    listed = "、".join(f"{k} {v}" for k, v in returned.counts.items()) or "没有新的意见"
    more = "".join(
        f"，{words} {count} 行"
        for words, count in (
            ("没有填", returned.empty),
            ("已登记过", returned.known),
            ("有问题没有取用", len(returned.problems)),
        )
        if count
    )
    return [*lines, f"{returned.name}（{returned.department}）：{listed}{more}"]


# -- disagreement and closing ------------------------------------------------------------------------------


def list_disagreements(store: Store, cleanup: Round, format: Format) -> None:
    """Print the documents on which 初审 and 复核 differ."""
    headers = {h.id: h for h in store.headers()}
    rows = []
    for standing in standings(store.decisions(round_id=cleanup.id)).values():
        if standing.disagreed:
            first, second = standing.by_stage["初审"], standing.by_stage["复核"]
            header = headers[standing.document_id]
            rows.append(
                {
                    "编号": header.id, "文件名称": header.title, "文号": header.number or "",
                    "初审": f"{first.disposition.value}：{first.reason}（{first.actor}）",
                    "复核": f"{second.disposition.value}：{second.reason}（{second.actor}）",
                }
            )  # fmt: skip
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(("编号", "文件名称", "文号", "初审", "复核"), rows)
        case _:
            for row in rows:
                output.styled((row["文件名称"], "bold"), f"　{row['文号']}　[{row['编号']}]")
                output.line(f"  初审　{row['初审']}\n  复核　{row['复核']}")
            output.line(
                f"共 {len(rows)} 件有分歧" + ("：用 guiqing round decide … --stage 裁定 定夺" if rows else "")
            )


def close(store: Store, cleanup: Round, closing: "Closing", *, result: str) -> int:
    """Close a round when nothing stands against it; otherwise print what does. Gives the exit code."""
    from tui import round_closing

    problems = round_closing.closing_problems(store, cleanup, closing)
    for problem in problems:
        output.line(f"✗ {problem.words}")
    if problems:
        diagnostics.note(f"还有 {len(problems)} 个问题，本轮没有结束。")
        return diagnostics.FINDINGS
    round_closing.close_round(store, cleanup, result=result)
    diagnostics.note(f"第 {cleanup.id} 轮“{cleanup.name}”已结束。")
    return 0
