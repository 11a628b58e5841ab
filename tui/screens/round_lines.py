"""What the screen of a round shows: a line a department in columns, and what was told of the round's way."""

from registry.records import Disposition, Round
from rules.round_work import REVIEWS, STAGES, Progress
from tui.desk import Desk
from tui.moments import shown
from tui.safe import one_line, pad
from tui.screens.overview import bar
from tui.screens.queue import SHORT
from tui.windowed import Line


def head(cleanup: Round, whole: Progress, stage: str) -> str:
    """The round, its stages, its numbers; `whole` is the line of all departments, `stage` that of the reviewer."""
    stages = " → ".join(f"【{s}】" if s == cleanup.stage else s for s in STAGES)
    state = f"已于 {shown(cleanup.closed_at)[:10]} 结束" if cleanup.closed_at else "进行中"
    scope = "、".join(f"{k}={v}" for k, v in cleanup.scope.items())
    counts = " + ".join(f"{SHORT[d]} {n}" for d, n in whole.by_disposition.items())
    spoken = "　".join(f"{name} {n}" for name, n in whole.by_stage.items())
    lines = [
        f"第 {cleanup.id} 轮　{one_line(cleanup.name, 60)}　{state}　基准日 {cleanup.cutoff}　您作：{stage}",
        *([f"专项范围：{one_line(scope, 100)}"] if scope else []),
        stages,
        f"合计 {whole.total} = {counts} + 未定 {whole.undecided}",
        f"已作意见：{spoken}　分歧 {whole.disagreed}",
    ]
    return "\n".join(lines)


def told(desk: Desk, cleanup: Round) -> list[str]:
    """How far the reviewers agree, and the last steps of the round."""
    agreed = desk.agreement()
    lines = []
    if agreed.rate is not None:
        kappa = f"，kappa {agreed.kappa}" if agreed.kappa is not None else ""
        lines.append(
            f"初审与复核：共同审过 {agreed.both} 件，一致 {agreed.alike} 件（{agreed.rate:.0%}{kappa}）"
        )
    steps = desk.store.stages(cleanup.id)[-4:]
    return lines + [
        f"{shown(s.at)}　{s.stage}　{one_line(s.actor, 20)}　{one_line(s.result, 80)}" for s in steps
    ]


def _name_cells(cells: int) -> int:
    """What the figures leave to the name."""
    return max(14, min(34, cells - 52 - (20 if _stages_fit(cells) else 0)))


def _stages_fit(cells: int) -> bool:
    return cells >= 95


def heading(cells: int) -> str:
    """The heading over the columns of `progress_line`."""
    columns = [pad("总数", 5), *(pad(SHORT[d], 5) for d in Disposition), pad("未定", 5), pad("分歧", 5)]
    if _stages_fit(cells):
        columns += [pad(stage, 5) for stage in REVIEWS]
    return "  " + pad("部门", _name_cells(cells)) + "".join(columns)


def progress_line(line: Progress, cells: int) -> Line:
    """A department: total, each list, undecided, disagreements, how many each stage has spoken on, a bar."""
    parts: list[tuple[str, str]] = [
        (pad(one_line(line.department, 40), _name_cells(cells) - 1) + " ", "strong"),
        (pad(str(line.total), 5), ""),
        ("".join(pad(str(line.by_disposition[d]), 5) for d in Disposition), ""),
        (pad(str(line.undecided), 5), "medium" if line.undecided else "dim"),
        (pad(str(line.disagreed), 5), "high" if line.disagreed else "dim"),
    ]
    if _stages_fit(cells):
        parts.append(("".join(pad(str(n), 5) for n in line.by_stage.values()), "dim"))
    parts.append((bar(line.decided, line.total, 10), "done"))
    return parts
