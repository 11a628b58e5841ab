"""`guiqing demo`: a fictional district walked through the whole way, on a fixed day, the same every time."""

import time
from datetime import date
from pathlib import Path

from registry.folder import is_registry
from registry.store import Store
from tui import diagnostics, output
from tui.state import STATE

#: The day of the sweep: fixed, so that everybody sees the same findings.
AS_OF = date(2026, 11, 1)


def run(folder: Path) -> None:
    """Build the sample files, ingest them with their ledger, sweep, print the findings, write the lists."""
    from tui.intake import import_ledger, take_in
    from tui.listing import write_lists
    from tui.samples.build import build
    from tui.sweep_report import print_sweep
    from tui.sweeping import sweep_registry

    began = time.monotonic()
    folder = folder.absolute()
    built = build(folder)
    files, ledger = built.documents, built.ledger
    registry = folder / "登记库"
    STATE.registry = registry
    diagnostics.note(f"一、示例文件在 {files}，台账是 {ledger}")
    opened = (
        Store.open(registry, actor="示例") if is_registry(registry) else Store.create(registry, actor="示例")
    )
    with opened as store:
        diagnostics.note("二、导入")
        take_in(store, [files], workers=2, quiet=False)
        import_ledger(store, ledger, dry_run=False)
        diagnostics.note(f"三、筛查（截至 {AS_OF}）")
        swept = sweep_registry(store, as_of=AS_OF)
        print_sweep(store, swept, format=output.Format.TABLE)
        output.line()
        lists = folder / "目录"
        for path in write_lists(store, as_of=AS_OF, formats=("xlsx", "csv", "html"), folder=lists):
            output.line(f"已写出：{path}")
    program = ".venv/bin/guiqing" if Path(".venv/bin/guiqing").exists() else "guiqing"
    output.line(f"\n打开审阅：{program} review --registry {registry}")
    diagnostics.note(f"用时 {time.monotonic() - began:.0f} 秒")
