"""One document in words: facts with their sources, structure, relations, findings, decisions."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from corpus.clauses import find_blankets
from registry.records import Document, Source
from registry.store import Store
from tui import output
from tui.choosing import choose
from tui.moments import shown
from tui.output import Format
from tui.safe import one_line

FIELD_NAMES = {
    "title": "文件名称", "inner_title": "所印发文件", "number": "发文字号", "registration_no": "登记号", "kind": "文种",
    "issuers": "制定机关", "issuer_by_code": "推定制定机关（按文号代字）", "implementing_department": "实施部门", "signed_on": "成文日期", "issued_on": "印发日期",
    "published_on": "公布日期", "effective_on": "施行日期", "expires_on": "有效期至", "validity": "有效期",
    "status_claim": "文件状态", "url": "公布网址", "page_published_on": "网页发布时间", "index_number": "索引号",
    "subject": "主题分类", "act": "行文方式", "trial": "试行", "classification": "是否规范性",
}  # fmt: skip
SOURCE_NAMES = {Source.REVIEWER: "审阅人", Source.LEDGER: "台账", Source.TEXT: "正文", Source.PAGE: "网页"}
RELATION_NAMES = {
    "basis": "依据", "cites": "引用", "repeals": "废止", "amends": "修改", "extends": "延期",
    "implements": "实施", "forwards": "转发", "replaces": "替代",
}  # fmt: skip
ROLE_NAMES = {
    "basis": "作为依据",
    "policy_basis": "作为依据",
    "repeal": "废止",
    "amend": "修改",
    "extend": "延期",
    "forwards": "转发",
    "operative": "执行",
}
UNIT_INDENT = {
    "part": 0,
    "chapter": 0,
    "section": 1,
    "article": 2,
    "heading1": 1,
    "heading2": 2,
    "heading3": 3,
}


def value_text(value: Any) -> str:
    """A fact's value as a person writes it."""
    if value is None:
        return "无（已确认）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def facts_lines(document: Document) -> Iterator[str]:
    """Every fact, the ruling one first, others of the same field below it when they disagree."""
    seen: dict[str, str] = {}
    for fact in document.facts:
        said = value_text(fact.value)
        if fact.field in seen and seen[fact.field] == said:
            continue
        name = FIELD_NAMES.get(fact.field, fact.field)
        differs = "　（与上不一致）" if fact.field in seen else ""
        quote = f"　“{one_line(fact.quote.text, 80)}”" if fact.quote and fact.quote.text != said else ""
        yield f"{name}：{one_line(said, 300)}　[{SOURCE_NAMES[fact.source]}]{quote}{differs}"
        seen.setdefault(fact.field, said)
    for column, cell in document.ledger.items():
        if cell:
            yield f"台账·{column}：{one_line(cell, 200)}"


def outline_lines(document: Document) -> Iterator[str]:
    """Instruments and their chapters, articles or numbered headings, with the first words of each."""
    for instrument in document.reading.get("instruments", ()):
        role = {"wrapper": "印发通知", "enclosed": "所附文件", "attachment": "附件"}.get(
            instrument["role"], "正文"
        )
        articles = sum(1 for u in instrument["units"] if u["kind"] == "article")
        yield f"【{role}】{one_line(instrument['title'] or '', 80)}" + (
            f"（{articles} 条）" if articles else ""
        )
        for unit in instrument["units"]:
            if unit["kind"] in UNIT_INDENT:
                words = one_line(document.text[unit["start"] : unit["end"]], 40)
                yield "　" * UNIT_INDENT[unit["kind"]] + words


def relation_lines(document: Document, incoming: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What the document does to others, by kind, then what others do to it ((title, role) pairs)."""
    for kind, name in RELATION_NAMES.items():
        for relation in document.relations:
            if relation.kind.value == kind:
                title = f"《{relation.target_title}》" if relation.target_title else ""
                number = f"（{relation.target_number}）" if relation.target_number else ""
                place = f"　{relation.part}" if relation.part else ""
                known = f"　→ [{relation.target_id}]" if relation.target_id else ""
                yield f"{name}：{one_line(title + number, 120)}{place}{known}"
    for title, role in incoming:
        yield f"← 被《{one_line(title, 100)}》{ROLE_NAMES.get(role, '引用')}"


def blanket_lines(text: str) -> Iterator[str]:
    """Clauses that repeal or outrank documents without naming them: which ones they touch, a person decides."""
    names = {"priority": "以本件为准", "blanket_repeal": "概括废止"}
    for clause in find_blankets(text):
        yield f"{names[clause.kind]}：“{one_line(clause.quote.text, 160)}”"


def show_document(store: Store, reference: str, *, as_of: date, format: Format) -> None:
    """Print everything about one document."""
    from corpus.laws import load_laws
    from corpus.resolve import with_targets
    from tui.lawbook import cited_laws
    from tui.sweep_report import SEVERITY_NAMES
    from tui.sweeping import statuses_on

    document = choose(store, reference)
    found = store.latest_findings(document=document.id)
    decisions = store.decisions(document=document.id)
    status = statuses_on(store, as_of).get(document.id, "")
    if format is Format.JSON:
        from registry.export.findings_json import document_json

        output.json_document(document_json(document, found, decisions, status))
        return
    output.styled((one_line(document.title, 300), "bold"))
    output.styled(
        f"{one_line(document.number or '无文号', 80)}　{one_line('、'.join(document.issuers), 200)}　",
        (status, "yellow"),
        f"　[{document.id}]",
    )
    output.styled(("\n要素", "bold"))
    for text in facts_lines(document):
        output.line(f"  {text}")
    output.styled(("\n结构", "bold"))
    for text in outline_lines(document):
        output.line(f"  {text}")
    for heading, texts in (
        ("关系", relation_lines(with_targets(document, store.headers()), [])),
        ("所引法律", cited_laws(document, load_laws(store.folder.path), as_of)),
        ("没有点名的条款", blanket_lines(document.text)),
    ):
        for first, text in enumerate(texts):
            if not first:
                output.styled((f"\n{heading}", "bold"))
            output.line(f"  {text}")
    if found:
        output.styled(("\n疑点", "bold"))
        for finding in found:
            sign = SEVERITY_NAMES[finding.severity] if finding.outcome == "hit" else "缺数据"
            output.line(f"  {finding.rule}　{sign}　{one_line(finding.message)}")
            for quote in finding.quotes[:3]:
                output.line(f"      “{one_line(quote.text, 160)}”")
    if decisions:
        output.styled(("\n处置意见", "bold"))
        for decision in decisions:
            output.line(
                f"  {shown(decision.at)}　{decision.stage}　{decision.disposition.value}　{one_line(decision.actor, 40)}：{one_line(decision.reason)}"
            )
    if document.files:
        output.styled(("\n文件", "bold"))
        for file in document.files:
            output.line(f"  {one_line(file.path)}　（{file.format}）")


def rule_page(code: str) -> str:
    """The page of a rule for reading: its sections, examples without their test headings."""
    from rules.pages import read_page

    page = read_page(code)
    parts = [page.title if page.title.startswith(code) else f"{code}　{page.title}"]
    for name, body in page.sections.items():
        shown = re.sub(r"^```case\n(?:.*?\n)?---\n|^```\w*\n?|^=== .*\n", "", body, flags=re.MULTILINE)
        parts.append(f"【{name}】\n{shown.strip()}")
    return "\n\n".join(parts)
