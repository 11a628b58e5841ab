"""Group R: the integrity of a cleanup, in the published decision (see `cleanup_decision`) and in the round at work."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from registry.dates import add_months
from registry.records import Disposition
from rules.base import Context, Hit, Rule, Unknown
from rules.checks.cleanup_decision import (
    ENDING,
    cycle_exceeded,
    in_no_list,
    is_decision,
    mixed,
    mixed_hit,
    no_opinions,
    no_owner,
    no_reason,
    of_government,
    totals,
    twice,
    unpublished,
)
from rules.checks.concluded import kept_though_over
from rules.names import quoted
from rules.round_view import RoundRow, RoundView
from rules.spans import zh


def _round_totals(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    counted = Counter(row.disposition for row in view.rows)
    total = view.stated.get(None)
    if total is not None and total != sum(counted.values()):
        yield Hit(
            message=f"疑似清理总数不平：决定稿写明共{total}件，各目录合计{sum(counted.values())}件，建议核对。",
            about="total",
        )
    for kind, stated in view.stated.items():
        if kind is not None and stated != counted.get(kind, 0):
            yield Hit(
                message=f"疑似清理总数不平：决定稿写{kind.value}{stated}件，目录列{counted.get(kind, 0)}件，建议核对。",
                about=kind.value,
            )


def _round_twice(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    kinds: dict[str, list[Disposition]] = {}
    for row in view.rows:
        kinds.setdefault(row.document_id, []).append(row.disposition)
    for document_id, found in kinds.items():
        if len(found) > 1:
            yield Hit(
                message=f"疑似一件两列：同一文件列入{'、'.join(k.value for k in found)}目录，建议核对。",
                peers=(document_id,),
            )


def _round_no_reason(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    for row in view.rows:
        if row.disposition not in ENDING:
            continue
        doc = ctx.registry.get(row.document_id)
        lacking = [
            n
            for n, v in (("文件名称", row.title), ("文号", row.number), ("理由", row.reason))
            if not v.strip()
        ]
        if doc is not None and doc.published_or_made is None:
            lacking.append("公布日期")
        if lacking:
            yield Hit(
                message=f"疑似{row.disposition.value}理由缺失：目录中《{row.title or row.document_id}》缺{'、'.join(lacking)}，建议补全。",
                peers=(row.document_id,),
            )


def _round_contradiction(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    for row in view.rows:
        if row.disposition is Disposition.KEEP and row.open_hits and not row.reason.strip():
            yield Hit(
                message=f"疑似处置意见与疑点矛盾：{quoted(row.title)}拟继续有效，但{'、'.join(row.open_hits)}的疑点尚未处理，也没有写明理由，建议补充理由。",
                peers=(row.document_id,),
                facts={"未处理疑点": "、".join(row.open_hits)},
            )


def _round_no_owner(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    for row in view.rows:
        if row.disposition is not Disposition.AMEND:
            continue
        lacking = [n for n, v in (("责任单位", row.responsible), ("完成时限", row.deadline)) if not v]
        if lacking:
            what = f"缺{'、'.join(lacking)}"
        elif row.deadline and row.deadline > add_months(view.as_of, int(ctx.params["max_months"])):
            what = f"完成时限{zh(row.deadline)}超过{ctx.params['max_months']}个月"
        else:
            continue
        yield Hit(
            message=f"疑似修改件无期限、无单位：{quoted(row.title)}{what}，建议补全。",
            peers=(row.document_id,),
        )


def _round_no_opinions(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    if view.opinions is False:
        yield Hit(message=f"疑似清理未征求意见：“{view.name}”没有征求部门意见及采纳情况的记载，建议补充。")
    elif view.opinions is None:
        yield Unknown(("征求意见情况",))


def _round_cycle(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    years = int(ctx.params["cycle_years"])
    if view.previous_on is None:
        yield Unknown(("上次清理日期",))
    elif add_months(view.previous_on, 12 * years) < view.as_of:
        yield Hit(
            message=f"疑似距上次清理超过周期：上次清理在{zh(view.previous_on)}，本轮“{view.name}”在{zh(view.as_of)}，相隔超过{years}年。"
        )


def _round_in_no_list(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    listed = {row.document_id for row in view.rows}
    for doc in ctx.registry:
        if doc.id in listed or not doc.normative or doc.made_on is None or doc.made_on.first > view.cutoff:
            continue
        if ctx.registry.status(doc.id, view.cutoff).live:
            yield Hit(
                message=f"疑似存量文件未列入任何目录：{quoted(doc.inner_title)}{doc.made_on}制发，在{zh(view.cutoff)}的清理基准日以前，未列入本轮任何目录，建议补列。",
                peers=(doc.id,),
            )


def _round_unpublished(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not view.closed or view.decided_on is None:
        return
    late = view.as_of > view.decided_on + timedelta(days=int(ctx.params["term_days"]))
    if view.published_url == "" or (view.filed is False and late):
        lacking = [
            w
            for w, bad in (("公布", view.published_url == ""), ("备案", view.filed is False and late))
            if bad
        ]
        yield Hit(
            message=f"疑似清理决定未{'、未'.join(lacking)}：“{view.name}”的决定于{zh(view.decided_on)}作出，建议办理。"
        )
    elif view.published_url is None or view.filed is None:
        yield Unknown(("清理决定的公布网址", "清理决定的备案日期"))


def _round_mixed(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    by_kind: dict[Disposition, list[RoundRow]] = {}
    for row in view.rows:
        by_kind.setdefault(row.disposition, []).append(row)
    for kind, rows in by_kind.items():
        sides: dict[bool, list[str]] = {}
        for row in rows:
            doc = ctx.registry.get(row.document_id)
            side = of_government(doc.issuer) if doc else None
            if side is not None:
                sides.setdefault(side, []).append(row.title)
        if len(sides) == 2:
            yield mixed_hit(kind, sides)


RULES = (
    Rule("R-01", "totals-do-not-add-up", totals, applies=is_decision, round_check=_round_totals),
    Rule("R-02", "listed-twice", twice, applies=is_decision, round_check=_round_twice),
    Rule("R-03", "no-reason-given", no_reason, applies=is_decision, round_check=_round_no_reason),
    Rule("R-04", "kept-against-open-hits", kept_though_over, round_check=_round_contradiction),
    Rule("R-05", "revision-without-owner", no_owner, applies=is_decision, round_check=_round_no_owner),
    Rule("R-06", "no-opinions-gathered", no_opinions, applies=is_decision, round_check=_round_no_opinions),
    Rule("R-07", "cycle-exceeded", cycle_exceeded, applies=is_decision, round_check=_round_cycle),
    Rule("R-08", "in-no-list", in_no_list, applies=is_decision, round_check=_round_in_no_list),
    Rule("R-09", "decision-unpublished", unpublished, applies=is_decision, round_check=_round_unpublished),
    Rule("R-10", "lists-mixed", mixed, applies=is_decision, round_check=_round_mixed),
)
