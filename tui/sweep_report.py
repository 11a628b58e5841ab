"""A sweep, or the findings that stand, printed for people, as JSON or as CSV."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from registry.export.findings_json import finding_json
from registry.records import DocumentHeader, Finding
from registry.store import Store
from tui import diagnostics, output
from tui.choosing import choose
from tui.output import Format
from tui.safe import one_line
from tui.sweeping import Swept

if TYPE_CHECKING:  # the rules take a third of a second to load; findings that stand do without them
    from rules.engine import SweepResult

SEVERITY_NAMES = {"H": "高", "M": "中", "L": "低"}
_STYLES = {"H": "red", "M": "yellow", "L": "dim"}


def print_sweep(store: Store, swept: Swept, *, format: Format, coverage: bool = False) -> None:
    """Print a sweep for people, as JSON or as CSV."""
    result = swept.result
    for failure in result.failures:
        where = swept.headers.get(failure.document_id)
        title = one_line(where.title, 60) if where else failure.document_id
        diagnostics.warn(f"规则 {failure.rule} 在《{title}》上出错，未作判断：{failure.message}")
    for waiver in result.unused_waivers:
        diagnostics.warn(f"豁免没有用到：{waiver.rule} [{waiver.document_id}]（{waiver.reason}）")
    match format:
        case Format.JSON:
            output.json_document(sweep_json(swept))
        case Format.CSV:
            output.csv_rows(_COLUMNS, (_csv_row(f, swept.headers) for f in result.findings))
        case _ if coverage:
            print_coverage(result)
            print_completeness(store)
        case _:
            print_for_people(swept)


def sweep_json(swept: Swept) -> dict[str, object]:
    """The stable machine form of a sweep."""
    result, headers = swept.result, swept.headers
    return {
        "as_of": result.as_of.isoformat(),
        "profile": result.profile,
        "documents": result.documents,
        "findings": [
            finding_json(
                f, _head(f.document_id, headers), [{"id": p, "path": _path(p, headers)} for p in f.peers]
            )
            for f in result.findings
        ],
        "suggestions": [
            {
                "document": s.document_id,
                "path": _path(s.document_id, headers),
                "disposition": s.disposition,
                "because": list(s.because),
                "tasks": list(s.tasks),
            }
            for s in result.suggestions
        ],
        "coverage": {code: dict(counts) for code, counts in result.coverage.items()},
        "off": dict(result.off),
        "failures": [
            {
                "rule": f.rule,
                "document": f.document_id,
                "path": _path(f.document_id, headers),
                "message": f.message,
            }
            for f in result.failures
        ],
    }


def _head(document_id: str, headers: Mapping[str, DocumentHeader]) -> dict[str, object]:
    header = headers.get(document_id)
    if header is None:
        return {"id": document_id, "title": None, "number": None, "path": None}
    return {"id": document_id, "title": header.title, "number": header.number, "path": header.path}


def _path(document_id: str, headers: Mapping[str, DocumentHeader]) -> str | None:
    header = headers.get(document_id)
    return header.path if header else None


_COLUMNS = ("规则", "结果", "程度", "文件名称", "文号", "疑点", "证据", "建议", "路径", "编号")


def _csv_row(finding: Finding, headers: Mapping[str, DocumentHeader]) -> dict[str, object]:
    head = _head(finding.document_id, headers)
    return {
        "规则": finding.rule,
        "结果": "疑点" if finding.outcome == "hit" else "缺数据",
        "程度": SEVERITY_NAMES.get(finding.severity, finding.severity),
        "文件名称": head["title"],
        "文号": head["number"],
        "疑点": finding.message,
        "证据": "／".join(q.text for q in finding.quotes),
        "建议": finding.disposition,
        "路径": head["path"],
        "编号": finding.document_id,
    }


def print_for_people(swept: Swept) -> None:
    """Findings by document, worst first, then the suggested dispositions and what could not be judged."""
    result, headers = swept.result, swept.headers
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.outcome == "hit":
            by_document[finding.document_id].append(finding)
    suggestions = {s.document_id: s for s in result.suggestions}
    rank = {"H": 0, "M": 1, "L": 2}
    order = sorted(
        by_document, key=lambda i: (min(rank[f.severity] for f in by_document[i]), -len(by_document[i]), i)
    )
    for document_id in order:
        header = headers[document_id]
        output.line()
        output.styled(
            (one_line(header.title, 160), "bold"),
            (f"　{one_line(header.number or '无文号', 80)}　[{document_id}]", "dim"),
        )
        if suggestion := suggestions.get(document_id):
            tasks = f"　并{'、'.join(suggestion.tasks)}" if suggestion.tasks else ""
            output.styled(
                "  建议：",
                (suggestion.disposition, "green"),
                tasks,
                (f"　（{'、'.join(suggestion.because)}）" if suggestion.because else "", "dim"),
            )
        print_hits(by_document[document_id])
    print_summary(result)


def print_hits(found: Sequence[Finding]) -> None:
    """The hits of one document with their evidence, grave ones first."""
    for finding in sorted(found, key=lambda f: ("HML".find(f.severity), f.rule)):
        output.styled(
            "  ",
            (f"{SEVERITY_NAMES[finding.severity]} {finding.rule}", _STYLES[finding.severity]),
            f"　{one_line(finding.message, 400)}",
        )
        for quote in finding.quotes[:2]:
            output.styled((f"      “{one_line(quote.text, 120)}”", "dim"))


def print_summary(result: "SweepResult") -> None:
    """Totals that add up: documents by suggested disposition, findings by severity, unknowns by what is missing."""
    hits = [f for f in result.findings if f.outcome == "hit"]
    unknown = [f for f in result.findings if f.outcome == "unknown"]
    by_severity = Counter(f.severity for f in hits)
    output.line()
    output.styled((f"截至 {result.as_of}　规则参数：{result.profile}　文件 {result.documents} 件", "bold"))
    output.line(f"疑点 {len(hits)} 个：" + "、".join(f"{SEVERITY_NAMES[s]} {by_severity[s]}" for s in "HML"))
    dispositions = Counter(s.disposition for s in result.suggestions)
    output.line("建议处置：" + "、".join(f"{name} {count} 件" for name, count in dispositions.most_common()))
    if unknown:
        rules = Counter(f.rule for f in unknown)
        output.line(
            f"缺数据无法判断 {len(unknown)} 处（"
            + "、".join(f"{r} {n}" for r, n in rules.most_common(8))
            + "）：guiqing sweep --coverage 查看"
        )


def print_coverage(result: "SweepResult") -> None:
    """Rule × outcome, so that silence is never mistaken for cleanliness."""
    from rules.entries import entry

    rows = []
    for code, counts in result.coverage.items():
        row = [code, entry(code).zh, *(counts.get(name, 0) for name in ("hit", "clean", "unknown", "off"))]
        rows.append([*row, result.off.get(code, "")])
    output.table(("规则", "名称", "疑点", "无疑点", "缺数据", "不适用", "关闭原因"), rows)


#: What an office should know of each document: heading → (fact field, ledger column).
_WANTED = {
    "文号": ("number", "文号"),
    "成文": ("signed_on", "成文日期"),
    "公布": ("published_on", "公布日期"),
    "施行": ("effective_on", "施行日期"),
    "实施部门": ("implementing_department", "实施部门"),
    "合法性审核": ("", "合法性审核日期"),
    "集体审议": ("", "集体审议日期"),
    "备案": ("", "备案日期"),
    "网址": ("url", "公布网址"),
}


def print_completeness(store: Store) -> None:
    """Per issuer, the share of documents for which each wanted datum is known (无 counts: it is an answer)."""
    known: dict[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for document in store.documents():
        issuer = document.issuers[0] if document.issuers else "（制定机关不明）"
        totals[issuer] += 1
        for name, (field, column) in _WANTED.items():
            known[issuer][name] += bool(document.ledger.get(column)) or (
                bool(field) and document.fact(field) is not None
            )
    output.styled(("\n数据完整程度（已知的比例）", "bold"))
    rows = [
        [issuer, total, *(f"{known[issuer][name] / total:.0%}" for name in _WANTED)]
        for issuer, total in totals.most_common()
    ]
    output.table(("制定机关", "件数", *_WANTED), rows)


def print_findings(store: Store, *, document: str | None, rule: str | None, format: Format) -> None:
    """Print the findings that stand since the last sweep."""
    if rule is not None:
        from rules.entries import entry

        entry(rule.upper())
    if not store.sweeps():
        diagnostics.note("还没有筛查过：请先运行 guiqing sweep")
        return
    chosen = choose(store, document).id if document else None
    found = store.latest_findings(document=chosen, rule=rule.upper() if rule else None)
    headers = {h.id: h for h in store.headers()}
    match format:
        case Format.JSON:
            output.json_document(
                [
                    finding_json(
                        f,
                        _head(f.document_id, headers),
                        [{"id": p, "path": _path(p, headers)} for p in f.peers],
                    )
                    for f in found
                ]
            )
        case Format.CSV:
            output.csv_rows(_COLUMNS, (_csv_row(f, headers) for f in found))
        case _:
            by_document: dict[str, list[Finding]] = defaultdict(list)
            for finding in found:
                if finding.outcome == "hit":
                    by_document[finding.document_id].append(finding)
            for document_id, hits in by_document.items():
                header = headers[document_id]
                output.styled(
                    (f"\n{one_line(header.title, 160)}", "bold"),
                    (f"　{one_line(header.number or '无文号', 80)}　[{document_id}]", "dim"),
                )
                print_hits(hits)
            output.line(f"\n共 {sum(map(len, by_document.values()))} 个疑点，{len(by_document)} 件文件")
