"""R-04 outside a round: what an earlier cleanup kept in force although its term had run out or another text had ended it.

Internal control (rules.md §4): who keeps a document against an open grave finding writes down why.
"""

import re
from collections.abc import Iterator
from datetime import date

from registry.records import Disposition, Quote, Status
from rules.base import Context, Hit, Severity, Unknown
from rules.checks.unlawful import RULES as UNLAWFUL
from rules.cleanup import read_cleanup
from rules.names import quoted, title_key
from rules.remarks import said
from rules.settings import settings_for
from rules.spans import parse_cell, zh
from rules.view import DocumentView

_DAY = re.compile(r"\d{4}(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?)")
_OVER = (Status.EXPIRED, Status.REPEALED, Status.LAPSED)


def kept_though_over(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    """The ledger's remark keeps the document itself; a cleanup decision keeps others in its list."""
    yield from _by_remark(doc, ctx)
    yield from _by_list(doc, ctx)


def _by_remark(doc: DocumentView, ctx: Context) -> Iterator[Hit]:
    kept = said(doc.remark, "kept_without_reason")
    if kept is None:
        return
    printed = _DAY.search(kept.clause)
    span = parse_cell(printed[0]) if printed else None
    # A conclusion of some day of a month or a year: what was not over before it may have ended after it.
    why = _over(doc, span.first, ctx) if span and span.first <= ctx.as_of else ""
    if not why and said(doc.remark, "kept_reason_missing"):
        why = _unlawful(doc, ctx)
    if why:
        yield Hit(
            message=f"疑似清理结论与疑点矛盾：备注记载“{kept.clause}”，而当时{why}，没有写明理由，建议补充理由或者重新处置。",
            quotes=(Quote(kept.clause),),
            about="remark",
        )


def _by_list(doc: DocumentView, ctx: Context) -> Iterator[Hit]:
    cleanup = read_cleanup(doc)
    if cleanup is None or doc.made_on is None:
        return
    for row in cleanup.lists.get(Disposition.KEEP, ()):
        if any("理由" in head and words.strip() for head, words in row.cells.items()):
            continue
        target, _ = ctx.registry.resolve(row.title, row.number or None, source=doc)
        why = _over(target, doc.made_on.last, ctx) if target else ""
        if target and why:
            yield Hit(
                message=f"疑似清理结论与疑点矛盾：{quoted(row.title)}列入继续有效目录，而当时{why}，没有写明理由，建议核实。",
                quotes=(Quote(row.title),),
                peers=(target.id,),
                about=title_key(row.title),
            )


def _unlawful(doc: DocumentView, ctx: Context) -> str:
    """What the rules of group U gravely suspect of the text under the profile; empty when nothing."""
    for rule in UNLAWFUL:
        settings = settings_for(rule, ctx.profile)
        if (
            settings.off
            or settings.severity != Severity.HIGH
            or not (rule.applies and rule.applies(doc, ctx))
        ):
            continue
        for hit in rule.check(doc, ctx):
            if isinstance(hit, Hit):
                passage = hit.quotes[0].text.strip()[:40]
                return f"文中“{passage}”疑似{settings.entry.zh}（{rule.code}）"
    return ""


def _over(doc: DocumentView, day: date, ctx: Context) -> str:
    """Why a document was no longer in force on a day; empty when it was, or when nobody knows."""
    status = ctx.registry.status(doc.id, day)
    return f"（{zh(day)}）{status.reason}" if status.status in _OVER else ""
