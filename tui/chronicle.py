"""The journal told as a story."""

from collections.abc import Mapping
from typing import Any

from registry.records import JournalEntry
from tui.moments import shown
from tui.safe import one_line
from tui.showing import FIELD_NAMES, value_text

COMMANDS = {
    "ingest": "导入文件", "ledger import": "导入台账", "sweep": "筛查", "decide": "处置", "waive": "豁免", "undo": "撤销",
    "redo": "恢复", "round start": "启动清理", "round import": "导入部门意见", "edit": "更正要素", "resolve": "核对引用", "lists": "出具目录",
}  # fmt: skip
KINDS = {
    "document": "登记", "row": "登记（仅台账）", "version": "新版本", "file": "文件位置", "reading": "重新识读", "facts.reviewer": "更正要素",
    "facts.ledger": "台账要素", "ledger": "台账内容",
    "relations": "关系", "identity": "识别", "outcome": "导入结果", "decision": "处置意见", "waiver": "豁免", "waiver.end": "取消豁免", "sweep": "筛查",
    "round": "清理轮次", "stage": "清理阶段", "round.close": "结束清理", "repair": "修复", "issue": "出具文书", "setting": "设置", "undo": "撤销", "redo": "恢复",
}  # fmt: skip


def entry_line(entry: JournalEntry, titles: Mapping[str, str]) -> str:
    """One line: when, who, what, on what, from what to what."""
    what = KINDS.get(entry.kind, entry.kind)
    subject = one_line(titles.get(entry.subject, ""), 40)
    return f"{shown(entry.at)}　{one_line(entry.actor, 40) or '—'}　{what}　{subject}{_change(entry)}".rstrip(
        "　"
    )


def _change(entry: JournalEntry) -> str:
    after: Any = entry.after
    if entry.kind.startswith("facts."):
        shown = "、".join(
            f"{FIELD_NAMES.get(f['field'], f['field'])}＝{one_line(value_text(f['value']), 30)}"
            for f in after[:4]
        )
        return f"　{shown}" + ("……" if len(after) > 4 else "")
    if not isinstance(after, Mapping):
        return ""
    match entry.kind:
        case "decision":
            return f"　{after.get('disposition', '')}：{one_line(after.get('reason', ''), 80)}"
        case "outcome":
            return f"　{after.get('outcome', '')}　{one_line(after.get('reason', ''), 60)}"
        case "waiver":
            return f"　{after.get('rule', '')}：{one_line(after.get('reason', ''), 80)}"
        case "undo" | "redo":
            return f"　{COMMANDS.get(after.get('command', ''), after.get('command', ''))}（第 {after.get('batch', '')} 条）"
        case "version":
            return f"　第 {after.get('version', '')} 版"
        case _:
            return ""


def entry_json(entry: JournalEntry) -> dict[str, Any]:
    """One entry for scripts."""
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "command": entry.command,
        "kind": entry.kind,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "hash": entry.hash,
    }
