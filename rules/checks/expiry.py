"""E-01 to E-07: the term that a document states, and what follows when it states none."""

from collections.abc import Iterator
from datetime import timedelta

from registry.records import Quote, Status
from rules.base import Context, Hit, Rule, Unknown
from rules.spans import DateSpan, add_months, zh
from rules.status import StatusOn
from rules.view import DocumentView


def ended_by_others(doc: DocumentView, ctx: Context) -> bool:
    """Another text has already ended this one: its own term no longer matters."""
    return ctx.registry.status(doc.id).status in (Status.REPEALED, Status.LAPSED)


def _live(doc: DocumentView, ctx: Context) -> bool:
    return not ended_by_others(doc, ctx)


def _term_quotes(doc: DocumentView, status: StatusOn) -> tuple[Quote, ...]:
    quotes = [doc.term.quote, *(e.quote for e in status.extensions if e.by == doc.id)]
    return tuple(q for q in quotes if q)


def _how(doc: DocumentView, status: StatusOn) -> str:
    """How the last day came about, in words: the start and the clause, the ledger's cell, the extension."""
    parts = []
    if doc.effective_on:
        parts.append(f"自{doc.effective_on}起施行")
    if doc.term.quote and doc.term.source == "text":
        parts.append(f"文中写明“{doc.term.quote.text.strip()[:40]}”")
    elif doc.term.source in ("ledger", "reviewer"):
        parts.append(f"{'台账' if doc.term.source == 'ledger' else '审核人'}登记有效期至{doc.term.last}")
    parts += [f"后经延长至{zh(e.last)}" for e in status.extensions]
    if doc.term.disagrees:
        parts.append(f"另据正文推算为{doc.term.disagrees}，两处不一致，建议先核对")
    return "，".join(parts)


def _validity_over(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    status = ctx.registry.status(doc.id)
    last = status.last
    if last is None:
        if doc.term.kind == "dependent" and doc.reading.validity.months:
            yield Unknown(("施行日期",), "文中规定了有效期限，但起算日不明")
        return
    edge = ctx.as_of - timedelta(days=int(ctx.params["grace_days"]))
    if last.last >= edge:
        if not last.before(edge) and last.first < edge:
            yield Unknown((), f"有效期届满时间只能确定到{last}，无法判断是否已过")
        return
    computed = doc.term.source == "text" and doc.reading.validity.kind == "duration" and not status.extensions
    if computed and edge - last.last <= timedelta(days=1):
        yield Unknown((), f"按施行日起算至{last}届满，两种算法相差一日，建议次日再判")
        return
    passed = (ctx.as_of - last.last).days
    how = _how(doc, status)
    yield Hit(
        message=f"疑似约定有效期已届满：{how}{'，' if how else ''}至{last}届满，截至{zh(ctx.as_of)}已过{passed}天，建议核实后宣布失效。",
        quotes=_term_quotes(doc, status),
        peers=tuple(e.by for e in status.extensions),
        facts={
            "施行日期": str(doc.effective_on or ""),
            "届满日": str(last),
            "已过天数": passed,
            "算法": "起算日＋期限－1日（±1日）",
        },
    )


def _expires_soon(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    status = ctx.registry.status(doc.id)
    last = status.last
    if last is None or last.last < ctx.as_of:
        return
    months = int(ctx.params["warn_months"])
    if last.last > add_months(ctx.as_of, months):
        return
    left = (last.last - ctx.as_of).days
    yield Hit(
        message=f"有效期即将届满：{_how(doc, status)}，至{last}届满，距{zh(ctx.as_of)}还有{left}天（{months}个月以内），建议组织评估，决定延续、修改或者任其失效。",
        quotes=_term_quotes(doc, status),
        facts={"届满日": str(last), "剩余天数": left, "预警期": f"{months}个月"},
    )


def one_day(span: DateSpan | None) -> bool:
    """The span is known to the day."""
    return span is not None and span.exact


STATED_VALIDITY_OVER = Rule("E-01", "stated-validity-over", _validity_over, applies=_live)
EXPIRES_SOON = Rule("E-02", "expires-soon", _expires_soon, applies=_live)

RULES = (STATED_VALIDITY_OVER, EXPIRES_SOON)
