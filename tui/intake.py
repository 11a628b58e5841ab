"""Taking files and ledgers in, with progress and an outcome for each file."""

from collections.abc import Sequence
from pathlib import Path

from corpus.follow import follow, index_of
from corpus.ingest import Outcome, Report, ingest
from registry.store import Store
from tui import diagnostics
from tui.safe import one_line

_QUIET = (Outcome.UNCHANGED,)
_SIGNS = {
    Outcome.ADDED: "＋", Outcome.VERSION: "△", Outcome.UNCHANGED: "＝", Outcome.MOVED: "→", Outcome.DUPLICATE: "∥",
    Outcome.REREAD: "↻", Outcome.NEEDS_OCR: "◌", Outcome.NOT_A_DOCUMENT: "－", Outcome.UNREADABLE: "✗",
}  # fmt: skip


def take_in(
    store: Store, paths: Sequence[Path], *, workers: int, again: bool = False, quiet: bool = False
) -> Report:
    """Ingest the paths, print what became of each file, and bring the full-text index up."""
    with diagnostics.progress("导入", None) as advance:
        report = ingest(store, paths, workers=workers, again=again, progress=lambda done, _all: advance(done))
    for outcome in report.outcomes:
        if quiet or outcome.outcome in _QUIET:
            continue
        reason = f"　{outcome.reason}" if outcome.reason else ""
        diagnostics.note(
            f"{_SIGNS[outcome.outcome]} {outcome.outcome.value}　{one_line(outcome.path, 200)}{reason}"
        )
        for warning in outcome.warnings:
            diagnostics.note(f"　　注意：{one_line(warning, 200)}")
    index_registry(store)
    counts = "、".join(f"{kind.value} {count}" for kind, count in report.counts.items()) or "没有文件"
    diagnostics.note(f"共 {len(report.outcomes)} 个文件：{counts}")
    return report


def index_registry(store: Store, *, rebuild: bool = False) -> None:
    """Bring the full-text index to the store's revision."""
    index = index_of(store)
    if rebuild:
        index.rebuild()
    with diagnostics.progress("检索准备", None) as advance:
        follow(store, index, progress=lambda done, _all: advance(done))
    with diagnostics.progress("建立索引", None) as advance:
        index.catch_up(progress=advance)


def import_ledger(store: Store, path: Path, *, dry_run: bool) -> None:
    """Import a ledger: show how its headers were understood, then its problems, then what was matched."""
    from corpus.ledger_import import import_rows, plan_import

    plan = plan_import(store, path)
    diagnostics.note(f"台账 {path.name}：{len(plan.ledger.rows)} 行")
    diagnostics.note(
        "　列："
        + "、".join(
            f"{heading}→{column}" if heading != column else column for heading, column in plan.mapping
        )
    )
    for problem in plan.problems:
        diagnostics.note(f"　{problem}")
    diagnostics.note(
        f"　对上文件 {plan.matched} 行，没有文件的 {plan.unmatched} 行（仍作为记录登记），重复 {plan.repeated} 行"
    )
    for header in plan.without_row:
        diagnostics.note(f"　台账里没有：{one_line(header.title, 100)}")
    if dry_run:
        diagnostics.note("　试运行：没有写入。")
        return
    import_rows(store, plan)
    index_registry(store)
