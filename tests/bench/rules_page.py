"""Write docs/rules.md from the catalogue: python -m tests.bench.rules_page"""

from pathlib import Path

from rules.catalog import RULES
from rules.entries import entry
from tui.sweep_report import SEVERITY_NAMES

GROUPS = {
    "S": "范围与识别", "E": "届满与失效", "F": "备案", "P": "制定程序", "PB": "公布", "B": "依据", "U": "违法内容",
    "N": "过时名称", "C": "冲突与重复", "Q": "编号与形式", "R": "清理轮次自身",
}  # fmt: skip


def page() -> str:
    """The overview of all rules, one table a group."""
    parts = [
        f"# 规则目录\n\n共 {len(RULES)} 条，由规则数据生成（`python -m tests.bench.rules_page`）。每条的说明：`guiqing rules show 编号`。\n"
    ]
    for group, name in GROUPS.items():
        rows = [rule for rule in RULES if entry(rule.code).group == group]
        parts.append(
            f"\n## {group} {name}（{len(rows)} 条）\n\n| 编号 | 名称 | 程度 | 依据 |\n|---|---|---|---|\n"
        )
        for rule in sorted(rows, key=lambda r: r.code):
            found = entry(rule.code)
            basis = "；".join(str(b) for b in found.basis).replace("|", "／")
            parts.append(
                f"| [{rule.code}](../rules/docs/{rule.code}.md) | {found.zh} | {SEVERITY_NAMES[found.severity]} | {basis} |\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    Path("docs/rules.md").write_text(page(), encoding="utf-8")
