"""Group P, second half: the time that steps took and their order (P-03, P-08, P-11, P-15, P-16)."""

import re
from collections.abc import Iterator
from datetime import timedelta

from registry.records import Quote
from rules.base import Context, Hit, Rule, Unknown
from rules.checks.expiry import ended_by_others
from rules.remarks import said
from rules.spans import DateSpan
from rules.topics import amends_others, burdens, touches_business, urgent
from rules.view import DocumentView
from rules.workdays import workdays_between


def _subject(doc: DocumentView, ctx: Context) -> bool:
    return doc.normative and not ended_by_others(doc, ctx)


def _consultation_too_short(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("公开征求意见")
    if not step.done:
        return
    made = doc.made_on
    major = said(doc.remark, "major_decision")
    business = touches_business(doc)
    minimum = 0
    why = ""
    if business and made and made.first >= ctx.params["enterprise_from"]:
        minimum, why = int(ctx.params["enterprise_days"]), "涉及企业等经营主体的文件"
    if major and made and made.first >= ctx.params["major_from"]:
        minimum, why = max(minimum, int(ctx.params["major_days"])), "重大行政决策事项"
    general = ctx.params.get("general_days")
    if not minimum and general:
        minimum, why = int(general), f"{ctx.profile.name}的文件"
    if not minimum:
        return
    if step.first is None or step.last is None:
        yield Unknown(
            tuple(n for n, v in (("征求意见开始", step.first), ("征求意见结束", step.last)) if v is None)
        )
        return
    days = (step.last.last - step.first.first).days + 1
    if days >= minimum or days < 1:
        return
    if urgent(doc) or said(doc.remark, "urgent") or said(doc.remark, "second_review") or _reasons_given(doc):
        return
    yield Hit(
        message=f"疑似征求意见期限不足：{step.first}至{step.last}共{days}日，{why}一般不少于{minimum}日，建议核实有无缩短期限的说明。",
        quotes=(
            Quote(f"征求意见开始：{doc.cell('征求意见开始')}；征求意见结束：{doc.cell('征求意见结束')}"),
        ),
        facts={"天数": days, "下限": minimum},
    )


_NO_REASONS = re.compile(
    r"缩短[^；。]{0,12}(?:未|没有|无)[^；。]{0,8}(?:说明|理由|公布)|(?:未|没有)[^；。，]{0,8}(?:说明|公布)[^；。，]{0,6}(?:缩短|理由|原因)"
)


def _reasons_given(doc: DocumentView) -> bool:
    """The remark gives the reason why the term was cut short, which is lawful."""
    given = any(w in doc.remark for w in ("缩短", "说明期限", "期限说明", "两轮征求", "两次征求"))
    return given and not _NO_REASONS.search(doc.remark)


_OF_FILING = re.compile(r"报备|备案")


def _review_time(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("合法性审核")
    if not step.done:
        return
    if step.first is None or step.last is None:
        yield Unknown(
            tuple(
                n for n, v in (("合法性审核送审日期", step.first), ("合法性审核日期", step.last)) if v is None
            )
        )
        return
    if not (step.first.exact and step.last.exact) or step.last.before(step.first):
        return
    low = int(ctx.params["major_low"] if said(doc.remark, "major_decision") else ctx.params["low"])
    high = int(ctx.params["high"])
    days = workdays_between(step.first.first, step.last.first)
    if low <= days <= high:
        return
    if days < low and (urgent(doc) or said(doc.remark, "urgent")):
        return
    returned = said(doc.remark, "returned")
    if days > high and returned and not _OF_FILING.search(returned.clause):
        return
    how = f"少于{low}个工作日" if days < low else f"超过{high}个工作日"
    yield Hit(
        message=f"疑似审核时限异常：{step.first}送审，{step.last}出具意见，共{days}个工作日，{how}，建议核实有无退回补充或者紧急情形。",
        quotes=(
            Quote(
                f"合法性审核送审日期：{doc.cell('合法性审核送审日期')}；合法性审核日期：{doc.cell('合法性审核日期')}"
            ),
        ),
        facts={"工作日": days, "下限": low, "上限": high},
    )


def _order(doc: DocumentView) -> tuple[tuple[str, DateSpan | None], ...]:
    return (
        ("征求意见结束", doc.step("公开征求意见").last),
        ("合法性审核", doc.step("合法性审核").last),
        ("集体审议", doc.step("集体审议").first),
        ("成文（签发）", doc.signed_on),
        ("公布", doc.published_on),
        ("备案", doc.step("备案").first),
    )


def _out_of_order(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    slack = timedelta(days=int(ctx.params["tolerance_days"]))
    known = [(name, day) for name, day in _order(doc) if day is not None]
    wrong = [(a, b) for at, a in enumerate(known) for b in known[at + 1 :] if a[1].first > b[1].last + slack]
    fair, meeting = doc.step("公平竞争审查").last, doc.step("集体审议").first
    if fair and meeting and fair.first > meeting.last + slack:
        wrong.append((("公平竞争审查", fair), ("集体审议", meeting)))
    congress = doc.step("人大备案").first
    if congress and doc.published_on and doc.published_on.first > congress.last + slack:
        wrong.append((("公布", doc.published_on), ("人大备案", congress)))
    if wrong and said(doc.remark, "second_review"):
        return
    if wrong:
        told = "；".join(f"{b[0]}（{b[1]}）早于{a[0]}（{a[1]}）" for a, b in wrong)
        yield Hit(
            message=f"疑似程序倒置：{told}，建议核实。",
            quotes=tuple(Quote(f"{n}：{d}") for n, d in dict(x for pair in wrong for x in pair).items()),
            facts={n: str(d) for n, d in known},
        )
    elif len(known) < 3:
        yield Unknown(tuple(n for n, d in _order(doc) if d is None))


def _too_soon(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    lead = ctx.params.get("lead_days")
    if not lead or not burdens(doc) or urgent(doc):
        return
    effective, published = doc.effective_on, doc.published_on
    if effective is None or published is None:
        yield Unknown(tuple(n for n, v in (("施行日期", effective), ("公布日期", published)) if v is None))
        return
    days = (effective.last - published.first).days
    if 0 <= days < int(lead):
        yield Hit(
            message=f"疑似施行日期距公布过近：{published}公布，{effective}施行，仅隔{days}天，不足{lead}天，建议核实有无立即施行的理由。",
            quotes=tuple(q for q in (doc.quote_of("effective_on"),) if q),
            facts={"公布日期": str(published), "施行日期": str(effective), "间隔天数": days},
        )


def _retroactive(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    effective = doc.effective_on
    public = doc.published_on or doc.signed_on
    if effective is None or public is None:
        yield Unknown(tuple(n for n, v in (("施行日期", effective), ("公布日期", public)) if v is None))
        return
    if not effective.last < public.first - timedelta(days=int(ctx.params["slack_days"])):
        return
    signed = doc.signed_on
    if signed is not None and not effective.before(signed) and not effective.after(signed):
        return  # in force from its making, published some days later: PB-02 has that
    if any(e.act in ("amended", "revised") for e in doc.reading.history):
        return  # an amended text keeps its first start, and prints the publication of its last version
    burden = burdens(doc)
    if burden is None:
        return
    if (public.first - effective.last).days > 366:
        yield Unknown(
            (), f"{effective}施行、{public}公布，相差一年以上，疑为日期登记有误或者修正后的文本，请先核对"
        )
        return
    words, start, end = burden
    yield Hit(
        message=f"疑似溯及既往：{effective}起施行，早于{public}公布，文中有“{words.strip()[:30]}”等义务性规定，建议核实施行日期。",
        quotes=tuple(q for q in (doc.quote_of("effective_on"), doc.quote(start, end)) if q),
        facts={"施行日期": str(effective), "公布日期": str(public)},
    )


RULES = (
    Rule(
        "P-03",
        "consultation-too-short",
        _consultation_too_short,
        needs=("text",),
        applies=lambda d, c: _subject(d, c) and not amends_others(d),
    ),
    Rule("P-08", "review-time-out-of-range", _review_time, applies=_subject),
    Rule("P-11", "steps-out-of-order", _out_of_order, applies=_subject),
    Rule("P-15", "too-little-lead-time", _too_soon, needs=("text",), applies=_subject),
    Rule("P-16", "retroactive-burden", _retroactive, needs=("text",), applies=_subject),
)
