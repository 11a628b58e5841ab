"""Turns a case (data) into documents and judges one rule on it. No store: text and ledger row in memory.

Keys of a case, all but `id` and `expect` optional:
  expect    hit | clean | unknown | off
  base      a text of `tests/cases/bases.toml` (办法 通知 方案 延期通知 修改决定 废止决定 清理决定), or "" for a record without text
  text      the whole text, instead of a base
  title issuer number made article closing of of_number until …   slots of the base's text
  ledger    cells by their Chinese header, over the complete row of bases.toml ("" = unknown); `ledger_only = true`
            takes these cells alone, `no_ledger = true` takes none
  facts     reviewer's facts by field name
  page      page metadata; `name` the file's name
  as_of cutoff profile        the day (2026-11-01), the 清理基准日, the profile's name (辽宁)
  params    parameters of the rule, over the profile's; given at all, the rule is switched on
  other     further documents, in the same form
  round     a round for the rules that judge one: name, cutoff, rows = [{…}], …
  quote message about peers severity disposition count        what a hit must show
  known_miss  a reason: the case is known to fail (strict xfail)
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.laws import LawTable, shipped_laws
from corpus.ledger import ledger_of
from corpus.ledger_sheets import Sheet
from corpus.relations import relations_of
from registry.records import Disposition, Document, Fact, FileRecord, Source
from rules.base import Context, Hit, Outcome, Rule, Unknown
from rules.catalog import RULES
from rules.engine import judge
from rules.pages import Example
from rules.profiles import Override, Profile, Value, load_profile
from rules.registry_view import RegistryView
from rules.round_view import RoundRow, RoundView
from rules.settings import settings_for

CASES = Path(__file__).parents[1] / "cases"
BY_CODE = {rule.code: rule for rule in RULES}
_RANK = {Source.REVIEWER: 0, Source.LEDGER: 1, Source.TEXT: 2, Source.PAGE: 3}


@cache
def bases() -> dict[str, Any]:
    return tomllib.loads((CASES / "bases.toml").read_text("utf-8"))


def files() -> Iterator[tuple[str, dict[str, Any]]]:
    """(code, content) of every case file."""
    for path in sorted(CASES.glob("*-*.toml")):
        yield path.stem, tomllib.loads(path.read_text("utf-8"))


def cases(code: str, content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The cases of a file with the file's own defaults (as_of, profile, base, issuer …) applied."""
    common = {k: v for k, v in content.items() if k not in ("case", "rule")}
    for case in content.get("case", ()):
        ledger = {**common.get("ledger", {}), **case.get("ledger", {})}
        yield {**common, **case, "ledger": ledger, "rule": code}


def document_of(case: Mapping[str, Any], document_id: str = "d") -> Document:
    """Build one document from a case or from one of its others."""
    text = _text(case)
    page = dict(case.get("page", {}))
    reading = extract(text, page)
    facts = list(facts_of(reading, page))
    values: dict[str, str] = {}
    row = _row(case)
    if row:
        sheet = Sheet("台账", (tuple(row), tuple(v or None for v in row.values())))
        read = ledger_of("台账.xlsx", [sheet]).rows[0]
        facts += read.facts
        values = dict(read.values)
    facts += [Fact(k, v, Source.REVIEWER) for k, v in case.get("facts", {}).items()]
    return Document(
        id=document_id,
        facts=tuple(sorted(facts, key=lambda f: _RANK[f.source])),
        relations=relations_of(reading),
        text=text,
        reading=reading.to_json() if text else {},
        page={"metadata": page},
        files=(FileRecord("/登记/" + case.get("name", "文件.docx"), "", 0, 0.0, "docx"),),
        ledger=values,
    )


def _text(case: Mapping[str, Any]) -> str:
    if "text" in case:
        return str(case["text"]).strip("\n")
    base = case.get("base", "办法")
    if not base:
        return ""
    known = bases()
    slots = {**known["defaults"], **known["slots"].get(base, {})}
    slots |= {k: v for k, v in case.items() if isinstance(v, str)}
    tables = str(slots.get("tables", "")).strip("\n").replace("|", "\t")
    slots["tables"] = tables
    return str(known["texts"][base]).format_map(slots).strip("\n")


def _row(case: Mapping[str, Any]) -> dict[str, str]:
    if case.get("no_ledger"):
        return {}
    known = bases()
    cells = {k: str(v) for k, v in case.get("ledger", {}).items()}
    slots = {**known["defaults"], **known["slots"].get(case.get("base", "办法"), {})}
    slots |= {k: v for k, v in case.items() if isinstance(v, str)}
    slots.setdefault("ledger_title", "{title}")
    row: dict[str, str] = {}
    if "text" not in case and not case.get("ledger_only"):
        row = dict(known["ledger"]) | dict(known["ledgers"].get(case.get("base", ""), {}))
        row["文号"] = str(slots["number"])
        if "issuer" in case:
            row["制定机关"] = str(case["issuer"])
    elif cells:
        row = {"文件名称": "", "文号": ""}
    row |= cells
    title = str(slots["ledger_title"]).format_map(slots) if "text" not in case else ""
    row["文件名称"] = row.get("文件名称") or str(title or "")
    return row if any(row.values()) else {}


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    hits: tuple[Hit, ...]
    unknowns: tuple[Unknown, ...]
    severity: str
    disposition: str
    words: str


def verdict(case: Mapping[str, Any]) -> Verdict:
    """Judge the rule of a case on its main document (or on its round)."""
    rule = BY_CODE[case["rule"]]
    as_of = case.get("as_of", date(2026, 11, 1))
    documents = [document_of(case)]
    documents += [document_of(o, o.get("id", f"o{n}")) for n, o in enumerate(case.get("other", ()), 1)]
    profile = _profile(case, rule)
    registry = RegistryView(documents, as_of=as_of, profile=profile)
    settings = settings_for(rule, profile)
    view = _round(case, as_of)
    context = Context(
        profile=profile,
        registry=registry,
        laws=_laws(),
        params=settings.params,
        cutoff=case.get("cutoff"),
        round=view,
    )
    if view is not None and rule.round_check is not None:
        results = list(rule.round_check(view, context))
        outcome = (
            Outcome.HIT
            if any(isinstance(r, Hit) for r in results)
            else Outcome.UNKNOWN
            if results
            else Outcome.CLEAN
        )
    else:
        outcome, results = judge(rule, settings, registry.documents[0], context)
    hits = tuple(r for r in results if isinstance(r, Hit))
    unknowns = tuple(r for r in results if isinstance(r, Unknown))
    words = " ".join([*(h.message for h in hits), *(u.message + "、".join(u.missing) for u in unknowns)])
    first = hits[0] if hits else None
    return Verdict(
        outcome,
        hits,
        unknowns,
        str((first.severity if first else None) or settings.severity),
        (first.disposition if first else None) or settings.disposition,
        words,
    )


def _profile(case: Mapping[str, Any], rule: Rule) -> Profile:
    profile = load_profile(case.get("profile", "辽宁"))
    if "params" not in case:
        return profile
    old = profile.rules.get(rule.code, Override())
    values = {**old.values, **{k: Value(v) for k, v in case["params"].items()}}
    return replace(profile, rules={**profile.rules, rule.code: replace(old, off=False, values=values)})


def _round(case: Mapping[str, Any], as_of: date) -> RoundView | None:
    raw = case.get("round")
    if raw is None:
        return None
    rows = tuple(
        RoundRow(
            **{**r, "disposition": Disposition(r["disposition"]), "open_hits": tuple(r.get("open_hits", ()))}
        )
        for r in raw.get("rows", ())
    )
    stated = {None if k == "合计" else Disposition(k): v for k, v in raw.get("stated", {}).items()}
    rest = {k: v for k, v in raw.items() if k not in ("rows", "stated", "name", "cutoff")}
    return RoundView(
        name=raw.get("name", "2026年全面清理"),
        cutoff=raw.get("cutoff", date(2026, 10, 1)),
        as_of=as_of,
        rows=rows,
        stated=stated,
        **rest,
    )


@cache
def _laws() -> LawTable:
    return shipped_laws()


_NAMES = {
    "标题": "title",
    "制定机关": "issuer",
    "文号": "number",
    "成文": "made",
    "条文": "article",
    "末条": "closing",
    "开头": "opening",
    "底稿": "base",
    "延至": "until",
    "修改内容": "changes",
    "被延长的文件": "of",
    "被修改的文件": "of",
    "被废止的文件": "of",
    "原文号": "of_number",
    "清理条款": "omission",
    "修改条款": "condition",
    "文件名": "name",
}


def _round_row(words: str) -> dict[str, Any]:
    """A round of one row from a page's words: 继续有效；疑点 E-01；理由 无."""
    kind, *rest = words.split("；")
    row: dict[str, Any] = {"document_id": "d", "disposition": kind, "title": "兰河区便民服务点管理办法"}
    for part in rest:
        name, _, value = part.partition(" ")
        if name == "疑点":
            row["open_hits"] = value.split("、")
        elif name == "理由" and value != "无":
            row["reason"] = value
    return {"rows": [row]}


def case_of(code: str, example: Example) -> dict[str, Any]:
    """The case that an example of a rule's page stands for."""
    case: dict[str, Any] = {"rule": code, "ledger": {}, "page": {}, "params": {}}
    case["expect"] = "hit" if example.section == "反例" else "clean"
    for name, value in example.fields.items():
        if name.startswith("台账."):
            case["ledger"][name[3:]] = value
        elif name.startswith("网页."):
            case["page"][name[3:]] = value
        elif name.startswith("参数."):
            case["params"][name[3:]] = int(value) if value.isdigit() else value
        elif name in ("as_of", "cutoff"):
            case[name] = date.fromisoformat(value)
        elif name == "清理轮次":
            case["round"] = _round_row(value)
        elif name == "无台账":
            case["no_ledger"] = True
        else:
            case[_NAMES.get(name, name)] = value
    if not case["params"]:
        del case["params"]
    if example.text:
        case["text"] = example.text
    case["other"] = [case_of(code, other) for other in example.others]
    return case
