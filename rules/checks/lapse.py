"""E-08 to E-15: what has run out by itself, by an earlier cleanup decision, or without anybody looking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from registry.dates import add_months
from registry.records import Disposition, Quote
from registry.shipped import shipped
from rules.anchors import Sought
from rules.base import Context, Hit, Rule, Unknown
from rules.checks.expiry import ended_by_others
from rules.cleanup import Cleanup, is_cleanup, same_maker
from rules.names import number_key, quoted, title_key
from rules.periods import event_of, task_period
from rules.remarks import said
from rules.spans import DateSpan, parse_cell, zh
from rules.topics import amends_others
from rules.view import DocumentView

_QUOTED = re.compile(r"《[^》]*》")
_PASSING = re.compile(r"原|取消|不再|已停|停征|废止|由[^。；]{0,12}转|历史|遗留|此前|以前")
_PANDEMIC = re.compile(r"新冠|新型冠状病毒|(?<!动物)(?<!瘟)(?<!家禽)疫情防控|疫情期间|疫情影响")
#: 为做好新型冠状病毒感染的肺炎疫情防控工作，…制定本办法: what a text is made for, where its title leaves it out.
_PURPOSE = re.compile(
    r"^(?:第一条[\s　]*|一、)?为了?[^。]{0,40}(?:新冠|新型冠状病毒)[^。]{0,40}(?:制定|规定如下|通知如下)"
)
_COVID = re.compile(r"(?:新冠|新型冠状病毒)[^，。；]{0,20}(?:防控|防治|疫情)")
_OTHER_DISEASE = re.compile(r"动物|猪瘟|禽流感|口蹄疫|松材线虫|病虫|家畜|畜禽|登革热|传染病防治|流感")
_RELIEF = re.compile(r"纾困|扶持|支持|帮扶|减免|复工复产|稳岗|助企|补贴|补助")


def _open_question(doc: DocumentView, ctx: Context) -> bool:
    return not (ended_by_others(doc, ctx) or doc.claimed_dead or amends_others(doc) or is_cleanup(doc))


def _task_done(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    period = task_period(doc)
    if period is None:
        return
    end = add_months(period.last, int(ctx.params["slack_months"]))
    if end >= ctx.as_of:
        return
    last = ctx.registry.status(doc.id).last
    if last is not None and last.last >= ctx.as_of:
        return  # the text itself says that it still applies
    yield Hit(
        message=f"疑似阶段性任务已完成：{period.where}写明“{period.words}”，任务期至{zh(period.last)}止，截至{zh(ctx.as_of)}已过，建议核实后宣布失效。",
        quotes=(period.quote,) if period.quote else (),
        facts={"任务期止": zh(period.last)},
    )


@dataclass(frozen=True, slots=True)
class _Regime:
    terms: re.Pattern[str]
    ended: date
    zh: str
    successor: str
    source: str
    mark: str


@cache
def _regimes() -> tuple[_Regime, ...]:
    raw = shipped("rules", "data/abolished.toml")
    return tuple(
        _Regime(re.compile(r["terms"]), r["ended"], r["zh"], r["successor"], r["source"], r["mark"])
        for r in raw["regime"]
    )


@cache
def _any_regime() -> Sought:
    return Sought("|".join(r.terms.pattern for r in _regimes()))


def _object_gone(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not _any_regime().search(doc) and not _any_regime().pattern.search(doc.inner_title):
        return
    need = int(ctx.params["min_hits"])
    for regime in _regimes():
        if regime.ended > ctx.as_of:
            continue
        in_title = regime.terms.search(_QUOTED.sub("", doc.inner_title.strip("《》")))
        hits = [m for m in regime.terms.finditer(doc.text) if _in_use(doc.text, m)]
        if not in_title and len(hits) < need:
            continue
        word = in_title[0] if in_title else hits[0][0]
        where = "标题" if in_title else f"正文{len(hits)}处"
        then = f"，现为{regime.successor}" if regime.successor else ""
        unread = "（依据待核实）" if regime.mark == "U" else ""
        yield Hit(
            message=f"疑似调整对象已消失：{where}使用“{word}”，{regime.zh}自{zh(regime.ended)}起已取消{then}，建议核实是否宣布失效。",
            quotes=tuple(doc.quote(*m.span()) for m in hits[:3]),
            about=regime.zh,
            disposition=None if in_title or _dense(doc, len(hits)) else "核实",
            facts={"取消日期": zh(regime.ended), "来源": regime.source + unread, "正文出现次数": len(hits)},
        )


def _dense(doc: DocumentView, hits: int) -> bool:
    """The regime is what the text is about, not one of its many matters."""
    return hits >= 0.15 * max(1, len(doc.sentences))


def _in_use(text: str, found: re.Match[str]) -> bool:
    """The term is used as a living one: not inside a quoted title, not told as history."""
    line_start = max(text.rfind("\n", 0, found.start()), text.rfind("。", 0, found.start())) + 1
    before = text[line_start : found.start()]
    if before.count("《") > before.count("》"):
        return False
    around = text[max(line_start, found.start() - 12) : found.end() + 8]
    return not _PASSING.search(around)


def _event_over(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    event = event_of(doc)
    if event is None or event.year >= ctx.as_of.year:
        return
    last = ctx.registry.status(doc.id).last
    if last is not None and last.last >= ctx.as_of:
        return
    yield Hit(
        message=f"疑似一次性、届次性工作已结束：标题为“{doc.inner_title}”，所涉{event.words}为{event.year}年的工作，建议核实后宣布失效。",
        quotes=(event.quote,) if event.quote else (),
        facts={"所属年份": event.year},
    )


def _pandemic(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    title = doc.inner_title
    found = _PANDEMIC.search(title)
    if found and _OTHER_DISEASE.search(title):
        return
    where = "标题含"
    if not found:
        purpose = next((s for s in doc.sentences if _PURPOSE.search(s.text)), None)
        found = purpose and _COVID.search(purpose.text)
        where = "制定目的是"
    if not found:
        return
    made = doc.made_on
    if made is None:
        yield Unknown(("成文日期",))
        return
    if made.first > ctx.params["to"] or made.last < ctx.params["from"] or ctx.as_of <= ctx.params["ended"]:
        return
    if _RELIEF.search(title) and doc.term.kind == "fixed":
        return  # relief with a term of its own ends by that term
    quote = doc.text.find(found[0])
    yield Hit(
        message=f"疑似疫情防控期间的阶段性措施：{where}“{found[0]}”，{made}制定，疫情防控措施已于2023年1月调整，建议核实后宣布失效。",
        quotes=(doc.quote(quote, quote + len(found[0])),) if quote >= 0 else (),
        facts={"成文日期": str(made)},
    )


def _listed(doc: DocumentView, decision: DocumentView, cleanup: Cleanup) -> set[Disposition]:
    """The lists of a decision that hold the document, by its rows or, without lists, by the ledger's remark."""
    kinds = {kind for kind, _ in cleanup.find(doc)} or set(cleanup.nearly(doc))
    if not kinds and decision.number and number_key(decision.number) in number_key(doc.remark):
        if re.search(r"(?:拟?修改|修订)目录|列入修改", doc.remark):
            kinds.add(Disposition.AMEND)
        elif re.search(r"继续有效|保留", doc.remark):
            kinds.add(Disposition.KEEP)
    return kinds


def _reissued(
    doc: DocumentView, decision: DocumentView, by: date | None, ctx: Context
) -> DocumentView | None:
    """A later document that re-issues, repeals, replaces or amends this one, published by the day set."""
    keys = {title_key(t) for t in (doc.inner_title, doc.title)}
    after = decision.made_on
    same = (*ctx.registry.by_title(doc.inner_title), *ctx.registry.by_title(doc.title))
    for other in dict.fromkeys(same):
        day = other.published_on or other.made_on
        if other.id in (doc.id, decision.id) or day is None or (by and day.last > by):
            continue
        if after and day.first < after.first:
            continue
        if title_key(other.inner_title) in keys and same_maker(other, doc):
            return other
    for edge in ctx.registry.incoming(doc.id, "repeal", "replaces", "amend"):
        day = edge.source.published_on or edge.source.made_on
        if edge.source.id != decision.id and day and not (by and day.last > by):
            return edge.source
    return None


def _condition_met(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    for decision, cleanup in ctx.registry.cleanups_over(doc.id):
        if cleanup.condition is None or Disposition.AMEND not in _listed(doc, decision, cleanup):
            continue
        since = cleanup.since or (cleanup.by + timedelta(days=1) if cleanup.by else None)
        if since is None or since > ctx.as_of:
            continue
        if _reissued(doc, decision, cleanup.by, ctx) or said(doc.remark, "reissued"):
            continue
        number = f"（{decision.number}）" if decision.number else ""
        limit = f"应于{zh(cleanup.by)}前重新公布，" if cleanup.by else ""
        yield Hit(
            message=f"疑似附条件失效的条件已经成就：本文件列入{quoted(decision.title)}{number}修改目录，{limit}登记中未见按期重新公布，按该决定自{zh(since)}起失效，建议核实。",
            quotes=(Quote(cleanup.condition.text),),
            peers=(decision.id,),
            about=decision.id,
            facts={"清理决定": f"{decision.title}{number}", "条款": cleanup.condition.text},
        )


def _left_out(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    made = doc.made_on
    for decision, cleanup in ctx.registry.cleanups_over(doc.id):
        start = decision.start
        if cleanup.omission is None or start is None or start.first > ctx.as_of:
            continue
        number = f"（{decision.number}）" if decision.number else ""
        if made is None:
            yield Unknown(("成文日期",), f"无法判断是否属于{quoted(decision.title)}{number}的清理范围")
            continue
        limit = cleanup.cutoff or (decision.made_on.last if decision.made_on else None)
        if limit is None or made.last > limit:
            continue
        if Disposition.KEEP not in cleanup.lists:
            if not _listed(doc, decision, cleanup):
                yield Unknown((), f"{quoted(decision.title)}{number}的继续有效目录未能读出，请对照目录核实")
            continue
        if _listed(doc, decision, cleanup):
            continue
        yield Hit(
            message=f"疑似上轮清理目录未列入：{made}制发，在{quoted(decision.title)}{number}的清理范围（{zh(limit)}以前）之内，但未列入其继续有效、修改目录；该决定规定未列入的停止执行，建议核实。",
            quotes=(Quote(cleanup.omission.text),),
            peers=(decision.id,),
            about=decision.id,
            facts={"清理决定": f"{decision.title}{number}", "条款": cleanup.omission.text},
        )


def _defective_extension(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    _, extensions = ctx.registry.last_day(doc.id)
    old = _stated_last(doc)
    real = 0
    for extension in extensions:
        notice = ctx.registry.get(extension.by)
        if notice is None or is_cleanup(notice):
            continue  # confirmed by a cleanup decision
        real += 1
        problems = []
        if old is not None and extension.published is not None and extension.published.first > old.last:
            problems.append(f"原有效期至{old}已届满，延期通知{extension.published}才公布")
        if notice.issuers and doc.issuers and not _common_maker(notice, doc):
            problems.append(f"延期通知由{notice.issuer}发布，不是制定机关{doc.issuer}")
        if real > int(ctx.params["max_extensions"]):
            problems.append(f"已是第{real}次延期")
        if problems:
            number = f"（{notice.number}）" if notice.number else ""
            yield Hit(
                message=f"疑似续期不合规：{'；'.join(problems)}（{quoted(notice.inner_title)}{number}），建议核实是否应当重新制定。",
                quotes=(Quote(extension.quote.text),),
                peers=(notice.id,),
                about=notice.id,
                facts={
                    "原届满日": str(old or ""),
                    "延至": zh(extension.last),
                    "延期通知公布": str(extension.published or ""),
                },
            )
        old = DateSpan.of(extension.last)


def _stated_last(doc: DocumentView) -> DateSpan | None:
    """The end that the text itself gave: the ledger's cell may already hold the extended date."""
    return DateSpan.parse(doc.reading.validity.last_day) or doc.term.disagrees or doc.term.last


def _common_maker(one: DocumentView, other: DocumentView) -> bool:
    return same_maker(one, other) or bool(set(one.issuers) & set(other.issuers))


def _never_assessed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    made = doc.made_on
    years = int(ctx.params["years"])
    if made is None:
        yield Unknown(("成文日期",))
        return
    edge = add_months(ctx.as_of, -12 * years)
    if made.last > edge:
        return
    for decision, cleanup in ctx.registry.cleanups_over(doc.id):
        if decision.made_on and decision.made_on.last >= edge and _listed(doc, decision, cleanup):
            return
    if any(e.published and e.published.last >= edge for e in ctx.registry.last_day(doc.id)[1]):
        return
    never = said(doc.remark, "never_assessed")
    mark = said(doc.remark, "assessed")
    age = f"{made}制发，至{zh(ctx.as_of)}已满{(ctx.as_of - made.last).days // 365}年"
    if never and not mark:
        yield Hit(
            message=f"疑似长期未评估：{age}，备注记载“{never.clause}”，超过{years}年的清理周期，建议组织评估。",
            quotes=(Quote(never.clause),),
            facts={"成文日期": str(made), "周期": f"{years}年"},
        )
        return
    if mark is None:
        yield Unknown(("备注（评估、清理情况）",), f"{age}，台账没有评估或者清理记载")
        return
    day = _mark_day(mark.clause)
    if day is not None and day.last < edge:
        yield Hit(
            message=f"疑似长期未评估：{age}，最近一次记载为“{mark.clause}”，超过{years}年的清理周期，建议组织评估。",
            quotes=(Quote(mark.clause),),
            facts={"成文日期": str(made), "最近评估": str(day), "周期": f"{years}年"},
        )


def _mark_day(clause: str) -> DateSpan | None:
    """The day, month or year that an assessment mark prints (2025年清理保留)."""
    if found := parse_cell(clause):
        return found
    years = re.findall(r"(?:19|20)\d{2}(?=年|〕|\])", clause)
    return DateSpan.parse(max(years)) if years else None


TASK_DONE = Rule("E-08", "task-period-over", _task_done, applies=_open_question)
OBJECT_GONE = Rule("E-09", "object-gone", _object_gone, applies=_open_question)
EVENT_OVER = Rule(
    "E-10", "one-off-event-over", _event_over, applies=lambda d, c: d.normative and _open_question(d, c)
)
PANDEMIC = Rule("E-11", "pandemic-measure", _pandemic, applies=_open_question)
CONDITION_MET = Rule("E-12", "conditional-sunset", _condition_met, applies=_open_question)
LEFT_OUT = Rule(
    "E-13", "left-out-of-keep-list", _left_out, applies=lambda d, c: d.normative and _open_question(d, c)
)
DEFECTIVE_EXTENSION = Rule("E-14", "defective-extension", _defective_extension)
NEVER_ASSESSED = Rule(
    "E-15", "never-assessed", _never_assessed, applies=lambda d, c: d.normative and _open_question(d, c)
)

RULES = (
    TASK_DONE,
    OBJECT_GONE,
    EVENT_OVER,
    PANDEMIC,
    CONDITION_MET,
    LEFT_OUT,
    DEFECTIVE_EXTENSION,
    NEVER_ASSESSED,
)
