"""Sweeping a registry from the store, and printing what was found."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from registry.errors import UsageError
from registry.export.findings_json import finding_json
from registry.files import write_file
from registry.memory import Memory
from registry.records import DocumentHeader, Finding
from registry.store import Store
from tui import diagnostics, output
from tui.choosing import choose
from tui.garbage import collected_later
from tui.output import Format
from tui.safe import one_line
from tui.working import Watch, unwatched, watched

if TYPE_CHECKING:  # the rules take a third of a second to load; lists and searches do without them
    from rules.base import Rule
    from rules.disposition import Suggestion
    from rules.engine import SweepResult

SEVERITY_NAMES = {"H": "高", "M": "中", "L": "低"}
_STYLES = {"H": "red", "M": "yellow", "L": "dim"}


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep with what is needed to print it."""

    result: "SweepResult"
    headers: Mapping[str, DocumentHeader]

    @property
    def findings(self) -> Sequence[Finding]:
        return self.result.findings

    @property
    def suggestions(self) -> "Sequence[Suggestion]":
        return self.result.suggestions


def sweep_registry(
    store: Store,
    *,
    as_of: date,
    profile: str | None = None,
    issuer: str | None = None,
    rules: Collection[str] | None = None,
    saved: str | None = None,
    save: bool = True,
    watch: Watch = unwatched,
) -> Swept:
    """Run the rules over the registry and keep what they found.

    `saved` limits what is judged to the documents that the saved search of that name finds. Raises UsageError
    for an unknown rule code, an unknown profile or an issuer that nobody is, InputError for an unknown search.
    """
    from corpus.laws import load_laws
    from rules.catalog import RULES
    from rules.engine import sweep
    from rules.kept import stamp_of
    from rules.profiles import DEFAULT, load_profile

    chosen = rules_named(rules) if rules else RULES
    headers = {h.id: h for h in store.headers()}
    only: set[str] | None = None
    if issuer:
        only = {i for i, h in headers.items() if any(issuer in name for name in h.issuers)}
        if not only:
            raise UsageError(f"没有制定机关名称含“{issuer}”的文件", "可只写名称的一部分，如 民政局")
    if saved is not None:
        from tui.saved import documents_of

        found = documents_of(store, saved, as_of=as_of)
        only = found if only is None else only & found
    parameters, laws = (
        load_profile(profile or profile_of(store) or DEFAULT),
        load_laws(store.folder.path),
    )
    memory = Memory(store.folder.index / "memory.db", stamp_of(parameters, laws))
    with collected_later():
        result = sweep(
            watched(store.documents(), "读文件", watch, len(headers)),
            as_of=as_of,
            profile=parameters,
            laws=laws,
            rules=chosen,
            waivers=store.waivers(),
            only_documents=only,
            memory=memory,
            watch=watch,
        )
        memory.save(whole=only is None and not rules)
    if save:
        with store.writing("sweep") as writer:
            writer.save_sweep(
                as_of=as_of,
                profile=result.profile,
                findings=result.findings,
                coverage=result.coverage,
                failures=[
                    {"rule": f.rule, "document": f.document_id, "message": f.message} for f in result.failures
                ],
                documents=only,
                rules=[rule.code for rule in chosen] if rules else None,
            )
    return Swept(result, headers)


def rules_named(codes: Collection[str]) -> "tuple[Rule, ...]":
    """The rules with these codes, in catalogue order. Raises UsageError for a code that does not exist."""
    from rules.catalog import RULES

    wanted = {code.upper() for code in codes}
    unknown = wanted - {rule.code for rule in RULES}
    if unknown:
        raise UsageError(f"没有这条规则：{'、'.join(sorted(unknown))}", "guiqing rules list 列出全部规则")
    return tuple(rule for rule in RULES if rule.code in wanted)


def statuses_kept(store: Store, as_of: date) -> dict[str, str] | None:
    """The statuses as of a day if they were computed before and no text changed since, else None."""
    try:
        kept = json.loads((store.folder.index / "status.json").read_text(encoding="utf-8"))
        if kept["stamp"] == _stamp(store, as_of):
            return dict(kept["statuses"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def profile_of(store: Store) -> str | None:
    """The profile that the registry was told to use: a shipped one's name, or the path of its own copy, wherever
    the registry now lies."""
    value = store.setting("profile")
    own = store.folder.path / "profiles" / Path(value).name if value else None
    return str(own) if own is not None and own.is_file() else value


def statuses_on(store: Store, as_of: date) -> dict[str, str]:
    """Document id → status as of a day, for all documents.

    Computing it reads every text, so the answer is kept in the index folder (a cache: it names the
    store's revision and the day it is good for).
    """
    kept = statuses_kept(store, as_of)
    if kept is not None:
        return kept
    from rules.registry_view import RegistryView

    stamp = _stamp(store, as_of)  # before the texts are read: what changes meanwhile makes it outdated
    with collected_later():
        view = RegistryView(store.documents(), as_of=as_of)
        statuses = {document.id: str(view.status(document.id).status) for document in view}
    cache = store.folder.index / "status.json"
    try:
        cache.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(cache, json.dumps({"stamp": stamp, "statuses": statuses}).encode(), durable=False)
    except OSError:
        diagnostics.warn(f"不能写入缓存 {cache}，下次会慢一些")
    return statuses


def _stamp(store: Store, as_of: date) -> list[object]:
    return [store.folder.id, store.revision, as_of.isoformat()]


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
