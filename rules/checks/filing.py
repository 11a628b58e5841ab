"""Group F: filing with the government above and with the standing committee, its time, place and set."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from registry.agencies import Body, Level, classify, territory_of
from registry.records import Quote
from rules.base import Context, Hit, Rule, Unknown
from rules.checks.expiry import ended_by_others
from rules.names import quoted
from rules.remarks import said
from rules.spans import DateSpan, parse_cell, zh
from rules.steps import Step
from rules.topics import amends_others
from rules.view import DocumentView
from rules.workdays import deadline

_VERTICAL = re.compile(
    r"管理委员会$|管委会$|税务|海关|气象|烟草|分局$|调查队|邮政管理|消防救援|生态环境|人民银行|金融监管|公安局|国家安全|海事"
)
_ABOVE = {
    Level.TOWN: Level.COUNTY,
    Level.COUNTY: Level.CITY,
    Level.CITY: Level.PROVINCE,
    Level.PROVINCE: Level.STATE,
}
#: What was asked for was never sent: the day in the ledger is that of the first report.
_NEVER_MENDED = re.compile(r"(?:至今|仍|尚|一直|始终)?(?:未|没有)(?:予以?|作|按要求)?(?:补|重新|再(?:次)?报)")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_FULL_DATE = re.compile(r"\d{4}[年.\-]\d{1,2}[月.\-]\d{1,2}日?")


def _subject(doc: DocumentView, ctx: Context) -> bool:
    """Normative, and not already ended by another text: then only the record is mended, nothing is filed."""
    return doc.normative and not ended_by_others(doc, ctx)


def _term(ctx: Context) -> int:
    return int(ctx.params["term_days"])


def _filed_elsewhere(doc: DocumentView, ctx: Context) -> bool:
    """Another record of the same number or title (a joint text kept by two departments) is filed."""
    if len(doc.issuers) < 2:
        return False
    same = (*ctx.registry.by_number(doc.number), *ctx.registry.by_title(doc.inner_title))
    return any(d.id != doc.id and d.step("备案").done for d in same)


def _not_filed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("备案")
    later = step.done and step.first is not None and step.first.after(ctx.as_of)
    if (step.done and not later) or step.exempt:
        return
    published = doc.published_on
    if published is None:
        if doc.cell("公布日期") and doc.step("备案").none:
            yield Unknown(("公布日期",), "报备期限自公布之日起算，登记为未公布")
            return
        made = doc.made_on
        if made is None or step.unknown:
            yield Unknown(("公布日期", *(("备案日期",) if step.unknown else ())))
            return
        if ctx.as_of - made.last < timedelta(days=_term(ctx) + 75):
            yield Unknown(("公布日期",))
            return
        yield Hit(
            message=f"疑似未报备：{made}制发，公布日期不明，登记为未报备，至{zh(ctx.as_of)}已远超公布后{_term(ctx)}日的期限，建议补报备案。",
            quotes=_cell_quote(doc, "备案日期"),
            facts={"成文日期": str(made)},
        )
        return
    due = deadline(published.last, _term(ctx))
    if ctx.as_of <= due:
        return
    if step.unknown:
        yield Unknown(("备案日期",), f"应于{zh(due)}前报备，台账没有报备记录")
        return
    if said(doc.remark, "filed_by_lead") or _filed_elsewhere(doc, ctx):
        return
    told = f"至{zh(ctx.as_of)}尚未报备" if later else "台账登记为未报备"
    yield Hit(
        message=f"疑似未报备：{published}公布，应于{zh(due)}前（公布之日起{_term(ctx)}日内）报送备案，{told}，建议补报。",
        quotes=_cell_quote(doc, "备案日期"),
        facts={"公布日期": str(published), "报备期限": zh(due), "逾期天数": (ctx.as_of - due).days},
    )


def _filed_late(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("备案")
    if not step.done:
        return
    published, filed = doc.published_on, step.first
    if filed is not None and filed.after(ctx.as_of):
        return  # on the day asked it was not filed at all: F-01
    missing = tuple(n for n, v in (("公布日期", published), ("备案日期", filed)) if v is None)
    if published is None or filed is None:
        yield Unknown(missing)
        return
    due = deadline(published.last, _term(ctx))
    if filed.first <= due:
        if filed.last > due:
            yield Unknown((), f"应于{zh(due)}前报备，备案日期只知道是{filed}")
        return
    if _sent_in_time(doc, filed, due):
        return
    returned = said(doc.remark, "returned")
    if returned and not _NEVER_MENDED.search(returned.clause):
        yield Unknown(
            (), f"备案日期{filed}晚于期限{zh(due)}，备注记载“{returned.clause}”，请以首次报送日期核实"
        )
        return
    late = (filed.first - due).days
    yield Hit(
        message=f"疑似逾期报备：{published}公布，应于{zh(due)}前报送备案，实际{filed}报送，晚{late}天，建议记录在案。",
        quotes=_cell_quote(doc, "备案日期"),
        facts={"公布日期": str(published), "报备期限": zh(due), "备案日期": str(filed), "逾期天数": late},
    )


def _sent_in_time(doc: DocumentView, filed: DateSpan, due: date) -> bool:
    """The remark says that it was first sent in time (a term is kept by sending, not by receipt)."""
    for clause in re.split(r"[；;。]", doc.remark):
        if not re.search(r"(?:寄出|首次报送|首次报备|报送|上报|提交|送达)", clause) or "征求" in clause:
            continue
        for found in _FULL_DATE.finditer(clause):
            day = parse_cell(found[0])
            if day and day.last <= due:
                return True
        for found in _SHORT_DATE.finditer(clause):
            try:
                day_in_year = date(filed.first.year, int(found[1]), int(found[2]))
            except ValueError:
                continue
            if day_in_year <= due and (due - day_in_year).days < 60:
                return True
    return False


def _wrong_body(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("备案")
    if not step.done:
        return
    if not step.organ:
        yield Unknown(("备案机关",))
        return
    if doc.body not in (Body.GOVERNMENT, Body.OFFICE, Body.DEPARTMENT, Body.TOWN, Body.STREET):
        return
    named = [e for e in ctx.profile.list("filing") if e["body"] in (doc.issuer, doc.body.value)]
    if named:
        # The office's own table outranks what the names show.
        right = "、".join(str(e["recipient"]) for e in named)
        if not any(str(e["recipient"]) in step.organ for e in named):
            yield _wrong_body_hit(doc, step.organ, right)
        return
    recipients = [r for r in re.split(r"[、，,；;/]|和|及", step.organ) if r.strip()]
    wrong = [r for r in recipients if _is_wrong(doc, r.strip(), ctx)]
    if len(wrong) < len(recipients) or not wrong:
        return
    yield _wrong_body_hit(doc, step.organ, _right_body(doc, ctx))


def _wrong_body_hit(doc: DocumentView, organ: str, right: str) -> Hit:
    return Hit(
        message=f"疑似备案机关错误：{doc.issuer}的文件应当报{right}备案，台账登记的备案机关是{organ}，建议核实后向{right}补报。",
        quotes=(Quote(organ),),
        facts={"制定机关": doc.issuer, "登记的备案机关": organ, "应报": right},
    )


def _is_wrong(doc: DocumentView, recipient: str, ctx: Context) -> bool:
    """Whether a recipient cannot be the right one. What the names do not show is never wrong."""
    organ = classify(recipient)
    level = organ.level
    if organ.type in (Body.CONGRESS, Body.PARTY, Body.JUDICIAL, Body.TOWN, Body.STREET):
        return True
    own = doc.level
    if doc.body is Body.DEPARTMENT:
        if _VERTICAL.search(doc.issuer):
            return False
        where = territory_of(recipient)
        if where and doc.territory:
            return where != doc.territory or recipient == doc.issuer
        return Level.UNKNOWN not in (level, own) and level is not own
    if doc.body in (Body.TOWN, Body.STREET):
        return level not in (Level.UNKNOWN, Level.COUNTY) and not _county_city(recipient, ctx)
    if territory_of(recipient) and territory_of(recipient) == doc.territory:
        return True  # a government cannot file with itself
    above = _ABOVE.get(own)
    if level is Level.UNKNOWN or above is None:
        return False
    if own is Level.COUNTY and level is Level.PROVINCE:
        return not territory_of(recipient).endswith("市")
    return level is not above and not (own is Level.CITY and level is Level.CITY)


def _county_city(recipient: str, ctx: Context) -> bool:
    """A county-level city reads like a city: the profile's own place tells, or a registry without any district
    or county in which that city's own organs issue."""
    where = territory_of(recipient)
    if not where:
        return False
    own = ctx.registry.territories()
    return where == ctx.profile.place.get("district") or (
        where in own and not any(t[-1] in "区县旗" for t in own)
    )


def _right_body(doc: DocumentView, ctx: Context) -> str:
    place = ctx.profile.place
    match doc.body:
        case Body.TOWN:
            return "所属县（区）人民政府" if not place.get("district") else f"{place['district']}人民政府"
        case Body.STREET:
            return "设立它的区人民政府" if not place.get("district") else f"{place['district']}人民政府"
        case Body.DEPARTMENT:
            return f"{doc.territory}人民政府" if doc.territory else "本级人民政府"
        case _:
            return "上一级人民政府"


def _no_congress_filing(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("人大备案")
    if step.done or step.exempt:
        return
    published = doc.published_on
    if published is None:
        yield Unknown(("公布日期", *(("人大备案日期",) if step.unknown else ())))
        return
    due = deadline(published.last, _term(ctx))
    if ctx.as_of <= due:
        return
    if step.unknown:
        yield Unknown(("人大备案日期",), f"应于{zh(due)}前报本级人大常委会备案，台账没有记录")
        return
    yield Hit(
        message=f"疑似未报人大常委会备案：{doc.issuer}的文件{published}公布，应于{zh(due)}前报本级人大常委会备案（期限{_term(ctx)}日的依据待核实），台账登记为未报，建议补报。",
        quotes=_cell_quote(doc, "人大备案日期"),
        facts={"公布日期": str(published), "报备期限": zh(due)},
    )


def _owes_congress(doc: DocumentView, ctx: Context) -> bool:
    return _subject(doc, ctx) and doc.body in (Body.GOVERNMENT, Body.OFFICE)


_ON_FILING = re.compile(r"报备|备案|报送|材料|补正|补报")


def _incomplete_set(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not doc.step("备案").done:
        return
    missing = said(doc.remark, "filing_materials_missing")
    complete = said(doc.remark, "filing_materials_complete")
    if missing and not complete and _ON_FILING.search(doc.remark):
        yield Hit(
            message=f"疑似备案材料不全：备注记载“{missing.clause}”，建议补齐后重新报送。",
            quotes=(Quote(missing.clause),),
            facts={"应备材料": "、".join(ctx.params["required"])},
        )
    elif not missing and not complete and not doc.step("备案").result:
        # A filing number says that the set was accepted; without one nothing is known.
        yield Unknown(("备注（备案材料）",), "台账没有备案材料是否齐全的记载")


def _amendment_not_filed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("备案")
    if step.done or step.exempt:
        return
    published = doc.published_on or doc.made_on
    if published is None:
        yield Unknown(("公布日期",))
        return
    due = deadline(published.last, _term(ctx))
    if ctx.as_of <= due:
        return
    if step.unknown:
        yield Unknown(("备案日期",), f"应于{zh(due)}前报备，台账没有报备记录")
        return
    if said(doc.remark, "filed_by_lead"):
        return
    yield Hit(
        message=f"疑似修改、废止、延期未报备：{quoted(doc.inner_title)}{published}公布，台账登记为未报备，建议按公布后{_term(ctx)}日的期限补报（{zh(due)}已过）。",
        quotes=_cell_quote(doc, "备案日期"),
        facts={"公布日期": str(published), "报备期限": zh(due)},
    )


_OPINIONS = (
    (re.compile(r"司法建议"), "court_days"),
    (re.compile(r"复议"), "reconsideration_days"),
    (re.compile(""), "review_days"),
)
_DUE = re.compile(r"(?:要求|应|须|请)[^；。]{0,8}?((?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:以?前|之前)")


_OVERDUE = re.compile(r"逾期|超(?:过)?期|超过[^，。；]{0,6}期限|期限(?:已|届)满|到期未|未按期")


def _opinion_unanswered(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    for clause in re.split(r"[；;。\n]", doc.remark):
        if not said(clause, "review_opinion"):
            continue
        received = parse_cell(clause)
        if received is None:
            late = said(clause, "opinion_unanswered")
            if late and _OVERDUE.search(clause):
                yield Hit(
                    message=f"疑似审查意见逾期未办结：备注记载“{clause.strip()}”，建议立即办理。",
                    quotes=(Quote(clause.strip()),),
                    about=clause.strip()[:20],
                )
            elif late:
                yield Unknown(("审查意见的收到日期",), f"备注记载“{clause.strip()}”")
            continue
        unanswered = said(clause, "opinion_unanswered") or said(doc.remark, "opinion_unanswered")
        if not unanswered and said(doc.remark, "opinion_answered"):
            continue
        days = next(int(ctx.params[key]) for pattern, key in _OPINIONS if pattern.search(clause))
        due = received.last + timedelta(days=days)
        if printed := _DUE.search(clause):
            words = printed[1] if "年" in printed[1] else f"{received.first.year}年{printed[1]}"
            span = parse_cell(words)
            due = span.last if span else due
        if due >= ctx.as_of:
            continue
        if not unanswered:
            yield Unknown(("审查意见办理情况",), f"备注记载“{clause.strip()}”，应于{zh(due)}前办结")
            continue
        yield Hit(
            message=f"疑似审查意见逾期未办结：备注记载“{clause.strip()}”，应于{zh(due)}前（{days}日内）答复，至{zh(ctx.as_of)}未见答复，建议立即办理。",
            quotes=(Quote(clause.strip()),),
            about=str(received),
            facts={"收到日期": str(received), "答复期限": zh(due)},
            disposition="修改" if re.search(r"修改|纠正", clause) else "核实",
        )


def _filing_rates(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    """Per issuer, over the documents whose filing fell due in the last year; shown at the newest that failed."""
    if not doc.issuer or ctx.registry.first_of(doc.issuer) is not doc:
        return
    since = date(ctx.as_of.year - int(ctx.params["years"]), ctx.as_of.month, min(ctx.as_of.day, 28))
    due_docs: list[tuple[DocumentView, Step, date]] = []
    for other in ctx.registry.of_issuer(doc.issuer):
        due = deadline(other.published_on.last, 15) if other.published_on else None
        if due is None or not since <= due < ctx.as_of:
            continue
        if not other.step("备案").unknown and _subject(other, ctx):
            due_docs.append((other, other.step("备案"), due))
    if len(due_docs) < int(ctx.params["min_due"]):
        return
    filed = [d for d in due_docs if d[1].done]
    timely = [d for d in filed if d[1].first is not None and d[1].first.first <= d[2]]
    rate, on_time = 100 * len(filed) / len(due_docs), 100 * len(timely) / len(due_docs)
    if min(rate, on_time) >= float(ctx.params["target_percent"]):
        return
    yield Hit(
        message=f"疑似备案指标异常：{doc.issuer}自{zh(since)}以来应报备{len(due_docs)}件，报备率{rate:.0f}%，及时率{on_time:.0f}%，低于{ctx.params['target_percent']}%的目标，建议核实。",
        peers=tuple(d[0].id for d in due_docs if d not in timely),
        about=f"{doc.issuer}{since.year}",
        facts={"应报备": len(due_docs), "已报备": len(filed), "及时报备": len(timely)},
    )


def _cell_quote(doc: DocumentView, header: str) -> tuple[Quote, ...]:
    cell = doc.cell(header)
    return (Quote(f"{header}：{cell}"),) if cell else ()


def _amends(doc: DocumentView, ctx: Context) -> bool:
    """Decisions that change or end other texts are filed whether or not they set rules of their own."""
    decided = doc.scope.decided
    return amends_others(doc) and not (decided and decided.startswith("非")) and not ended_by_others(doc, ctx)


NOT_FILED = Rule(
    "F-01", "not-filed", _not_filed, applies=lambda d, c: _subject(d, c) and not amends_others(d)
)
FILED_LATE = Rule("F-02", "filed-late", _filed_late, applies=_subject)
WRONG_BODY = Rule("F-03", "filed-with-wrong-body", _wrong_body, applies=_subject)
NO_CONGRESS_FILING = Rule("F-04", "no-congress-filing", _no_congress_filing, applies=_owes_congress)
INCOMPLETE_SET = Rule("F-05", "incomplete-filing-set", _incomplete_set, applies=_subject)
AMENDMENT_NOT_FILED = Rule(
    "F-06",
    "amendment-not-filed",
    _amendment_not_filed,
    applies=_amends,
)
OPINION_UNANSWERED = Rule("F-07", "review-opinion-unanswered", _opinion_unanswered)
FILING_RATES = Rule("F-08", "filing-rates", _filing_rates)

RULES = (
    NOT_FILED,
    FILED_LATE,
    WRONG_BODY,
    NO_CONGRESS_FILING,
    INCOMPLETE_SET,
    AMENDMENT_NOT_FILED,
    OPINION_UNANSWERED,
    FILING_RATES,
)
