"""Notices to departments: 备案催报 for what was never filed or filed late, 整改通知 for what must be put right."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.export.tables import Column, Table, zh_date
from registry.export.writing import write_file
from registry.institution_order import order_of
from registry.papers.names import file_stem
from registry.papers.paper import Paper
from registry.records import Document, Finding

#: The rules that speak of filing.
_FILING = "F-"
_UNKNOWN_DEPARTMENT = "【责任单位】"
_FILING_COLUMNS = (
    Column("序号", 6, "number"), Column("文件名称", 40), Column("文号", 20), Column("公布日期", 15, "mark"),
    Column("备案情况", 34), Column("需办事项", 20),
)  # fmt: skip
_REPAIR_COLUMNS = (
    Column("序号", 6, "number"), Column("文件名称", 34), Column("文号", 20), Column("疑点", 36), Column("原文", 30),
    Column("依据", 28), Column("建议处置", 12, "mark"),
)  # fmt: skip
_TASKS = {"补备案": "补报备案", "核实": "说明情况"}

Item = tuple[Document, Sequence[Finding]]


@dataclass(frozen=True)
class Sender:
    """Who sends the notices, and until when the answer is due; what is empty becomes a placeholder."""

    organ: str = "【发文机关】"
    signed_on: str = "【成文日期】"
    deadline: str = "【办理期限】"
    contact: str = "【联系人和电话】"


def filing_reminders(items: Iterable[Item], sender: Sender) -> dict[str, bytes]:
    """Department → docx, for every department with a hit on filing (group F)."""
    wanted = _by_department(items, lambda f: f.rule.startswith(_FILING))
    return {d: _reminder(d, found, sender) for d, found in wanted.items()}


def repair_notices(items: Iterable[Item], sender: Sender) -> dict[str, bytes]:
    """Department → docx, with every hit that asks for action and the words it rests on."""
    wanted = _by_department(items, lambda f: f.severity != "L" and not f.rule.startswith("R-"))
    return {d: _repair(d, found, sender) for d, found in wanted.items()}


def write_notices(folder: Path, notices: Mapping[str, bytes], name: str) -> list[Path]:
    """One file a department. Raises InputError when the folder cannot be written."""
    return [
        write_file(
            folder / f"{name}-{number:02d}-{file_stem(department, '')}.docx".replace("-.docx", ".docx"), data
        )
        for number, (department, data) in enumerate(notices.items(), 1)
    ]


def _by_department(items: Iterable[Item], test: Callable[[Finding], bool]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for document, findings in items:
        hits = [f for f in findings if f.outcome == "hit" and test(f)]
        if hits:
            department = document.value("implementing_department") or next(iter(document.issuers), "")
            found[str(department) or _UNKNOWN_DEPARTMENT].append((document, hits))
    found = _one_name_each(found)
    for mine in found.values():
        mine.sort(key=lambda item: (item[0].value("published_on") or "", item[0].title))
    return dict(sorted(found.items(), key=lambda entry: order_of(entry[0])))


def _one_name_each(found: Mapping[str, list[Item]]) -> dict[str, list[Item]]:
    """兰台区民政局 and 区民政局 are one addressee: the shorter name, when it is the only one that fits."""
    merged: dict[str, list[Item]] = {}
    for name in sorted(found, key=len):
        shorter = [n for n in merged if n[0] in "区县市" and name.endswith(n)]
        merged.setdefault(shorter[0] if len(shorter) == 1 else name, []).extend(found[name])
    return merged


def _reminder(department: str, items: Sequence[Item], sender: Sender) -> bytes:
    paper = Paper()
    paper.title(f"{sender.organ}关于报送行政规范性文件备案的催报通知")
    paper.addressee(f"{department}：")
    paper.body(
        f"经核对行政规范性文件登记台账，下列{len(items)}件由你单位负责报送备案的文件疑似未报、迟报或者报送不符合规定。"
        f"请逐件核实，于{sender.deadline}前补报备案材料或者书面说明情况。已经报送的，请附备案回执。"
    )
    _close(paper, sender, "备案核对清单")
    rows: list[list[str | int]] = [
        [
            number, document.title, document.number or "", zh_date(str(document.value("published_on") or "")),
            "；".join(dict.fromkeys(f.message for f in findings)),
            "、".join(dict.fromkeys(_TASKS.get(f.disposition, f.disposition) for f in findings if f.disposition)),
        ]
        for number, (document, findings) in enumerate(items, 1)
    ]  # fmt: skip
    paper.attachment("附件", "备案核对清单", landscape=True)
    paper.table(Table("备案核对清单", _FILING_COLUMNS, rows))
    return paper.bytes()


def _repair(department: str, items: Sequence[Item], sender: Sender) -> bytes:
    paper = Paper()
    paper.title(f"{sender.organ}关于核实整改行政规范性文件有关问题的通知")
    paper.addressee(f"{department}：")
    count = sum(len(findings) for _, findings in items)
    paper.body(
        f"在行政规范性文件清理筛查中，发现你单位负责实施的{len(items)}件文件有{count}处疑点（见附件）。筛查结论仅供核实，"
        f"不代替法律判断。请对照原文和依据逐项核实，于{sender.deadline}前书面反馈核实结果；确有问题的，一并提出修改、废止或者宣布失效的意见及理由。"
    )
    _close(paper, sender, "疑点清单")
    rows: list[list[str | int]] = []
    for number, (document, findings) in enumerate(items, 1):
        for finding in findings:
            quotes = "\n".join(dict.fromkeys(f"“{q.text}”" for q in finding.quotes[:3]))
            rows.append([
                number, document.title, document.number or "", f"{finding.message}（{finding.rule}）", quotes,
                "\n".join(finding.basis[:3]), finding.disposition,
            ])  # fmt: skip
    paper.attachment("附件", "疑点清单", landscape=True)
    paper.table(Table("疑点清单", _REPAIR_COLUMNS, rows), size=10.5)
    return paper.bytes()


def _close(paper: Paper, sender: Sender, annex: str) -> None:
    paper.body(f"联系人：{sender.contact}")
    paper.attachments([annex])
    paper.signature(sender.organ, sender.signed_on)
