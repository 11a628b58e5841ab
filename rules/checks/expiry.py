"""E-01 to E-07: the term that a document states, and what follows when it states none."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from registry.agencies import Level
from registry.dates import add_months, last_day_of_term
from registry.records import Quote
from rules.anchors import Sought
from rules.base import Context, Hit, Rule, Unknown
from rules.cleanup import is_cleanup
from rules.legislation import is_legislation
from rules.periods import task_period
from rules.remarks import said
from rules.spans import DateSpan, parse_cell, zh
from rules.status import StatusOn
from rules.topics import amends_others
from rules.view import DocumentView


def ended_by_others(doc: DocumentView, ctx: Context) -> bool:
    """Another text has already ended this one: its own term no longer matters."""
    return ctx.registry.ended(doc.id)


def _live(doc: DocumentView, ctx: Context) -> bool:
    """Neither ended by another text nor recorded as ended: its term is still a question."""
    return not ended_by_others(doc, ctx) and not doc.claimed_dead


def _term_quotes(doc: DocumentView, status: StatusOn) -> tuple[Quote, ...]:
    quotes = [doc.term.quote, *(e.quote for e in status.extensions if e.by == doc.id)]
    return tuple(q for q in quotes if q)


def _how(doc: DocumentView, status: StatusOn) -> str:
    """How the last day came about, in words: the start and the clause, the ledger's cell, the extension."""
    parts = []
    if doc.effective_on:
        parts.append(f"自{doc.effective_on}起施行")
    if doc.term.quote and doc.term.quote.start >= 0:
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
    if last.last >= edge and (printed := _printed_end(doc, status)) and printed.last < edge:
        words = doc.reading.validity.quote
        yield Hit(
            message=f"疑似约定有效期已届满：正文写明有效期至{printed}，截至{zh(ctx.as_of)}已过；台账登记为{last}，与正文不一致，又未见延长的文件，建议先核对再处置。",
            quotes=(words,) if words else (),
            facts={"正文届满日": str(printed), "台账届满日": str(last)},
        )
        return
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


_GOES_ON = re.compile(r"延长|延期|延续|顺延|继续|保留|修改|修订")


def _printed_end(doc: DocumentView, status: StatusOn) -> DateSpan | None:
    """The last day that the text itself prints, where the ledger has another and no document extended the term."""
    if doc.reading.validity.kind != "until" or doc.term.source != "ledger" or status.extensions:
        return None
    if any(e.act in ("amended", "revised") for e in doc.reading.history) or _GOES_ON.search(doc.remark):
        return None
    return doc.term.disagrees


def _expires_soon(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    status = ctx.registry.status(doc.id)
    last = status.last
    if last is None or last.last < ctx.as_of:
        return
    months = int(ctx.params["warn_months"])
    if last.last > add_months(ctx.as_of, months):
        return
    if _assessed_for_expiry(doc, last.last):
        return
    left = (last.last - ctx.as_of).days
    yield Hit(
        message=f"有效期即将届满：{_how(doc, status)}，至{last}届满，距{zh(ctx.as_of)}还有{left}天（{months}个月以内），建议组织评估，决定延续、修改或者任其失效。",
        quotes=_term_quotes(doc, status),
        facts={"届满日": str(last), "剩余天数": left, "预警期": f"{months}个月"},
    )


def _assessed_for_expiry(doc: DocumentView, last: date) -> bool:
    """An assessment for the coming end is on file: told in the remark, not older than a year before the end."""
    told = said(doc.remark, "expiry_assessed")
    if told is None:
        return False
    day = parse_cell(told.clause)
    return day is None or day.last >= add_months(last, -12)


_OWN_TERM = Sought(
    r"(?:施行|实施|执行|生效|试行)[^。；\n]{0,12}(?:(?:有效期|试行期|执行期|实施期|执行至|期限)(?=[^。；\n]{0,8}[\d一二三四五六七八九十两至])|至\d{4}年)"
    r"|(?:施行|实施|执行|生效|试行)[^。；\n《]{0,6}\d{4}年\d{1,2}月\d{1,2}日[^。；\n]{0,6}(?:失效|废止|终止|停止执行)"
    r"|本(?:办法|规定|细则|意见|通知|通告|公告|方案|措施|清单|标准|规则|决定)[^。；\n]{0,10}(?:有效期|执行至|试行期)"
)


def _no_validity(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.term.kind != "none" or ctx.registry.status(doc.id).last is not None:
        return
    if amends_others(doc) or is_cleanup(doc) or task_period(doc) is not None or _OWN_TERM.search(doc):
        return
    start = doc.reading.quotes.get("effective_on")
    sentence = doc.sentence_at(start.start) if start and start.start >= 0 else None
    if sentence is not None and len(sentence.text) < 60:
        start = sentence.quote
    clause = f"施行条款为“{start.text.strip()[-40:]}”，" if start else ""
    yield Hit(
        message=f"疑似未规定有效期：{clause}全文未写明有效期，建议核实是否在修改或者清理时确定。",
        quotes=_quotes(start),
    )


def _years_for(doc: DocumentView, ctx: Context, prefix: str) -> int | None:
    """The profile's years for this document: trial texts and 通告 may have a shorter term of their own."""
    if doc.trial and f"{prefix}_trial_years" in ctx.params:
        return int(ctx.params[f"{prefix}_trial_years"])
    if doc.kind == "通告" and f"{prefix}_notice_years" in ctx.params:
        return int(ctx.params[f"{prefix}_notice_years"])
    years = ctx.params.get(f"{prefix}_years")
    return int(years) if years is not None else None


def _default_validity_over(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    years = _years_for(doc, ctx, "default")
    if years is None or doc.term.kind != "none" or ctx.registry.status(doc.id).last is not None:
        return
    if amends_others(doc) or is_cleanup(doc):
        return
    start = doc.start
    if start is None:
        yield Unknown(("施行日期",))
        return
    last = last_day_of_term(start.last, years * 12)
    if last >= ctx.as_of:
        return
    yield Hit(
        message=f"疑似默认有效期已届满：全文未规定有效期，自{start}起施行，按{ctx.profile.name}的规定有效期为{years}年，至{zh(last)}届满，建议核实。",
        quotes=_quotes(doc.quote_of("effective_on")),
        facts={"施行日期": str(start), "默认年限": years, "届满日": zh(last)},
    )


def _trial_outlived(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    status = ctx.registry.status(doc.id)
    years = int(ctx.params["trial_years"])
    word = re.search(r"试行|暂行", doc.inner_title)
    name = f"标题标明“{word[0]}”" if word else "标明试行"
    if status.last is not None:
        if status.last.last < ctx.as_of:
            yield Hit(
                message=f"疑似{word[0] if word else '试行'}已超期：{name}，{_how(doc, status)}，至{status.last}届满，未见转为正式或者续期，建议核实。",
                quotes=_term_quotes(doc, status) or _quotes(doc.quote_of("title")),
                facts={"届满日": str(status.last)},
            )
        return
    start = doc.start
    if start is None:
        yield Unknown(("施行日期",))
        return
    last = last_day_of_term(start.last, years * 12)
    if last >= ctx.as_of:
        return
    yield Hit(
        message=f"疑似{word[0] if word else '试行'}已超期：{name}，自{start}起施行，未写明试行期限，至今已超过{years}年，建议评估后转为正式文件或者宣布失效。",
        quotes=_quotes(doc.quote_of("title")),
        facts={"施行日期": str(start), "试行年限": years},
    )


def _is_trial(doc: DocumentView, ctx: Context) -> bool:
    # 暂行条例 of the state, printed without its maker.
    nameless = doc.level is Level.UNKNOWN and is_legislation(doc)
    return doc.trial and doc.level is not Level.STATE and not nameless and _live(doc, ctx)


def _over_cap(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    years = _years_for(doc, ctx, "cap")
    last = doc.term.last
    if years is None or last is None:
        return
    start = doc.start
    if start is None:
        yield Unknown(("施行日期",))
        return
    if not last.after(add_months(start.last, years * 12)):
        return
    yield Hit(
        message=f"疑似有效期超过上限：自{start}起施行，有效期至{last}，超过{ctx.profile.name}规定的{years}年，建议核实起草说明中有无特别理由。",
        quotes=_quotes(doc.term.quote),
        facts={"施行日期": str(start), "有效期至": str(last), "上限": f"{years}年"},
    )


def _open_ended(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    quote = doc.reading.validity.quote if doc.reading.validity.kind == "open" else None
    if quote is None:
        found = _OPEN.search(doc)
        quote = doc.quote(*found.span()) if found else None
    if quote is not None:
        yield Hit(
            message=f"疑似未设期限：文中写明“{quote.text.strip()[:40]}”，与规范性文件应当有明确有效期的要求不符，建议核实。",
            quotes=(quote,),
        )


_OPEN = Sought(
    r"(?:施行|实施|执行|生效)(?:之日起)?[，,][^。；\n]{0,6}(?:长期|永久|一直)有效|"
    r"本(?:办法|规定|细则|意见|通知|通告|公告|措施|规则)(?:长期|永久|一直)有效"
)


def _quotes(quote: Quote | None) -> tuple[Quote, ...]:
    return (quote,) if quote else ()


def _normative_and_live(doc: DocumentView, ctx: Context) -> bool:
    return doc.normative and _live(doc, ctx)


STATED_VALIDITY_OVER = Rule("E-01", "stated-validity-over", _validity_over, applies=_live)
EXPIRES_SOON = Rule("E-02", "expires-soon", _expires_soon, applies=_live)
NO_VALIDITY = Rule("E-03", "no-validity-stated", _no_validity, needs=("text",), applies=_normative_and_live)
DEFAULT_VALIDITY_OVER = Rule(
    "E-04", "default-validity-over", _default_validity_over, applies=_normative_and_live
)
TRIAL_OUTLIVED = Rule("E-05", "trial-outlived", _trial_outlived, applies=_is_trial)
OVER_CAP = Rule("E-06", "term-over-cap", _over_cap, applies=_normative_and_live)
OPEN_ENDED = Rule("E-07", "open-ended", _open_ended, applies=_live)

RULES = (
    STATED_VALIDITY_OVER,
    EXPIRES_SOON,
    NO_VALIDITY,
    DEFAULT_VALIDITY_OVER,
    TRIAL_OUTLIVED,
    OVER_CAP,
    OPEN_ENDED,
)
