"""Group R: the integrity of a cleanup, in the published decision (its text) and in the round at work."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from registry.records import Disposition, Quote
from rules.base import Context, Hit, Rule, Unknown
from rules.cleanup import Cleanup, is_cleanup, read_cleanup, same_maker
from rules.issuers import Body, body_of
from rules.names import number_key, title_key
from rules.round_view import RoundRow, RoundView
from rules.spans import add_months, parse_cell, zh
from rules.steps import StepState, cell_state
from rules.view import DocumentView

_EMPTY = re.compile(r"^(?:无|—+|-+|/|／)?$")
_ENDING = (Disposition.REPEAL, Disposition.LAPSE)
_OPINIONS = re.compile(r"征求[^。；\n]{0,30}意见|听取[^。；\n]{0,30}意见|征求意见")
_NO_OPINIONS = re.compile(r"(?:未|没有)[^。；，\n]{0,10}(?:征求|听取)[^。；，\n]{0,20}意见")
_SPECIAL = re.compile(r"专项|民法典|行政处罚法|营商环境|公平竞争|统一(?:大)?市场|涉及[^》]{0,20}的")


def _decision(doc: DocumentView, ctx: Context) -> bool:
    return is_cleanup(doc)


def _read(doc: DocumentView) -> Cleanup | None:
    return read_cleanup(doc)


def _unbalanced(total: int, parts: dict[Disposition, int]) -> bool:
    """The parts do not make the total, neither with the texts to revise apart nor counted inside 继续有效."""
    amend = parts.get(Disposition.AMEND, 0)
    inside = amend <= parts.get(Disposition.KEEP, 0)
    return total not in (sum(parts.values()), sum(parts.values()) - (amend if inside else 0))


def _totals(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    if cleanup.total and len(cleanup.parts) >= 2 and _unbalanced(cleanup.total, cleanup.parts):
        told = "＋".join(f"{k.value}{n}" for k, n in cleanup.parts.items())
        yield Hit(
            message=f"疑似清理总数不平：写明共{cleanup.total}件，而{told}＝{sum(cleanup.parts.values())}件，建议核对。",
            quotes=(cleanup.total_quote,) if cleanup.total_quote else (),
            about="total",
            facts={"总数": cleanup.total, **{k.value: n for k, n in cleanup.parts.items()}},
        )
    for kind, stated in cleanup.parts.items():
        rows = cleanup.lists.get(kind)
        if rows is not None and len(rows) != stated:
            yield Hit(
                message=f"疑似清理总数不平：正文写{kind.value}{stated}件，目录列{len(rows)}件，建议核对。",
                quotes=(cleanup.total_quote,) if cleanup.total_quote else (),
                about=kind.value,
                facts={"正文": stated, "目录": len(rows)},
            )


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


def _twice(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    places: dict[str, list[tuple[Disposition, str]]] = {}
    for kind, rows in cleanup.lists.items():
        for row in rows:
            places.setdefault(number_key(row.number) + "|" + title_key(row.title), []).append(
                (kind, row.title)
            )
    for found in places.values():
        kinds = list(dict.fromkeys(k for k, _ in found))
        if len(kinds) > 1:
            title = found[0][1]
            yield Hit(
                message=f"疑似一件两列：《{title}》同时列入{'、'.join(k.value for k in kinds)}目录，建议核对。",
                quotes=(Quote(title),),
                about=title_key(title),
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


def _no_reason(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    for kind in _ENDING:
        for row in cleanup.lists.get(kind, ()):
            if not row.cells:
                continue
            lacking = [
                name
                for name, keys in (
                    ("文号", ("文号", "字号")),
                    ("公布日期", ("公布", "印发", "发布", "成文")),
                    ("理由", ("理由", "原因", "依据")),
                )
                if not any(
                    not _EMPTY.match(v.strip()) for k, v in row.cells.items() if any(w in k for w in keys)
                )
            ]
            if lacking:
                yield Hit(
                    message=f"疑似{kind.value}理由缺失：目录中《{row.title}》缺{'、'.join(lacking)}，建议补全。",
                    quotes=(Quote(row.title),),
                    about=title_key(row.title),
                )


def _round_no_reason(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    for row in view.rows:
        if row.disposition not in _ENDING:
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
                message=f"疑似处置意见与疑点矛盾：《{row.title}》拟继续有效，但{'、'.join(row.open_hits)}的疑点尚未处理，也没有写明理由，建议补充理由。",
                peers=(row.document_id,),
                facts={"未处理疑点": "、".join(row.open_hits)},
            )


def _no_owner(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    made = doc.made_on
    for row in cleanup.lists.get(Disposition.AMEND, ()):
        if not row.cells:
            continue
        owner = _cell(row.cells, ("责任单位", "实施单位", "实施部门", "责任部门"))
        due = _cell(row.cells, ("时限", "期限", "完成时间", "完成日期"))
        lacking = [n for n, v in (("责任单位", owner), ("完成时限", due)) if not v]
        if lacking and not (lacking == ["完成时限"] and cleanup.by):
            yield _owner_hit(row.title, f"缺{'、'.join(lacking)}")
        elif due and made and (day := parse_cell(due)):
            limit = add_months(made.last, int(ctx.params["max_months"]))
            if day.first > limit:
                yield _owner_hit(row.title, f"完成时限{day}超过{ctx.params['max_months']}个月")


def _owner_hit(title: str, what: str) -> Hit:
    return Hit(
        message=f"疑似修改件无期限、无单位：目录中《{title}》{what}，建议补全。",
        quotes=(Quote(title),),
        about=title_key(title),
    )


def _cell(cells: dict[str, str], names: tuple[str, ...]) -> str:
    for key, value in cells.items():
        if any(n in key for n in names) and not _EMPTY.match(value.strip()):
            return value.strip()
    return ""


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
            message=f"疑似修改件无期限、无单位：《{row.title}》{what}，建议补全。", peers=(row.document_id,)
        )


def _no_opinions(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    told = f"{doc.text}\n{doc.remark}"
    if denied := _NO_OPINIONS.search(told):
        yield Hit(
            message=f"疑似清理未征求意见：记载“{denied[0]}”，建议补充征求意见。", quotes=(Quote(denied[0]),)
        )
    elif not _OPINIONS.search(told) and not doc.step("公开征求意见").done:
        if doc.step("公开征求意见").none:
            yield Hit(
                message="疑似清理未征求意见：台账登记未征求意见，决定中也没有征求部门意见及采纳情况，建议核实。",
                quotes=(Quote(f"征求意见开始：{doc.cell('征求意见开始')}"),),
            )
        else:
            yield Unknown(("征求意见情况",))


def _round_no_opinions(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    if view.opinions is False:
        yield Hit(message=f"疑似清理未征求意见：“{view.name}”没有征求部门意见及采纳情况的记载，建议补充。")
    elif view.opinions is None:
        yield Unknown(("征求意见情况",))


def _cycle_exceeded(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if _SPECIAL.search(doc.inner_title):
        return  # a special round does not count
    made = doc.made_on
    if made is None:
        yield Unknown(("成文日期",))
        return
    later = [
        d
        for d, _ in ctx.registry.cleanups.decisions
        if d.id != doc.id
        and same_maker(d, doc)
        and d.made_on
        and d.made_on.last > made.last
        and not _SPECIAL.search(d.inner_title)
    ]
    years = int(ctx.params["cycle_years"])
    if later or add_months(made.last, 12 * years) >= ctx.as_of:
        return
    yield Hit(
        message=f"疑似距上次清理超过周期：{doc.issuer}最近一次全面清理是{made}的《{doc.title}》，至{zh(ctx.as_of)}已超过{years}年，建议启动清理。",
        quotes=tuple(q for q in (made.quote,) if q and q.start >= 0),
        facts={"上次清理": str(made), "周期": f"{years}年"},
    )


def _round_cycle(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    years = int(ctx.params["cycle_years"])
    if view.previous_on is None:
        yield Unknown(("上次清理日期",))
    elif add_months(view.previous_on, 12 * years) < view.as_of:
        yield Hit(
            message=f"疑似距上次清理超过周期：上次清理在{zh(view.previous_on)}，本轮“{view.name}”在{zh(view.as_of)}，相隔超过{years}年。"
        )


def _in_no_list(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    # With an omission clause the texts left out have stopped to apply: E-13 tells it at each of them.
    if cleanup is None or cleanup.omission or Disposition.KEEP not in cleanup.lists or doc.made_on is None:
        return
    limit = cleanup.cutoff or doc.made_on.first
    left = [
        other
        for other in ctx.registry
        if other.id != doc.id
        and same_maker(other, doc)
        and other.normative
        and other.made_on
        and other.made_on.last <= limit
        and not cleanup.find(other)
        and ctx.registry.status(other.id, doc.made_on.last).live
    ]
    if left:
        names = "、".join(f"《{d.inner_title}》" for d in left[:3])
        yield Hit(
            message=f"疑似存量文件未列入任何目录：{zh(limit)}以前制发的{len(left)}件文件（{names}{'等' if len(left) > 3 else ''}）未列入本决定的任何目录，建议补列。",
            peers=tuple(d.id for d in left),
        )


def _round_in_no_list(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    listed = {row.document_id for row in view.rows}
    for doc in ctx.registry:
        if doc.id in listed or not doc.normative or doc.made_on is None or doc.made_on.first > view.cutoff:
            continue
        if ctx.registry.status(doc.id, view.cutoff).live:
            yield Hit(
                message=f"疑似存量文件未列入任何目录：《{doc.inner_title}》{doc.made_on}制发，在{zh(view.cutoff)}的清理基准日以前，未列入本轮任何目录，建议补列。",
                peers=(doc.id,),
            )


def _unpublished(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    filing = doc.step("备案")
    if doc.url_state is StepState.NONE or cell_state(doc.cell("公布日期")) is StepState.NONE:
        yield Hit(
            message="疑似清理决定未公布：台账登记没有公布网址或者公布日期，建议向社会公布。",
            quotes=(Quote(f"公布网址：{doc.cell('公布网址')}"),),
            about="published",
        )
    public = doc.published_or_made
    due = public.last + timedelta(days=int(ctx.params["term_days"])) if public else None
    if filing.none and due and ctx.as_of > due:
        yield Hit(
            message=f"疑似清理决定未备案：{public}公布，台账登记未报备，建议补报。",
            quotes=(Quote(f"备案日期：{doc.cell('备案日期')}"),),
            about="filed",
            disposition="补备案",
        )
    elif filing.unknown or doc.url_state is StepState.UNKNOWN:
        yield Unknown(
            tuple(
                n
                for n, bad in (("公布网址", doc.url_state is StepState.UNKNOWN), ("备案日期", filing.unknown))
                if bad
            )
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


def _government(issuer: str) -> bool | None:
    body = body_of(issuer)
    if body in (Body.GOVERNMENT, Body.OFFICE, Body.TOWN):
        return True
    return False if body is Body.DEPARTMENT else None


def _mixed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    for kind, rows in cleanup.lists.items():
        sides: dict[bool, list[str]] = {}
        for row in rows:
            target, _ = ctx.registry.resolve(row.title, row.number or None, source=doc)
            issuer = _cell(row.cells, ("制定机关", "发文机关", "印发机关")) or (
                target.issuer if target else ""
            )
            side = _government(issuer)
            if side is not None:
                sides.setdefault(side, []).append(row.title)
        if len(sides) == 2:
            yield _mixed_hit(kind, sides)


def _mixed_hit(kind: Disposition, sides: dict[bool, list[str]], peers: tuple[str, ...] = ()) -> Hit:
    return Hit(
        message=f"疑似政府与部门文件混列：{kind.value}目录中既有政府文件（《{sides[True][0]}》等{len(sides[True])}件），又有部门文件（《{sides[False][0]}》等{len(sides[False])}件），建议分列。",
        peers=peers,
        about=kind.value,
    )


def _round_mixed(view: RoundView, ctx: Context) -> Iterator[Hit | Unknown]:
    by_kind: dict[Disposition, list[RoundRow]] = {}
    for row in view.rows:
        by_kind.setdefault(row.disposition, []).append(row)
    for kind, rows in by_kind.items():
        sides: dict[bool, list[str]] = {}
        for row in rows:
            doc = ctx.registry.get(row.document_id)
            side = _government(doc.issuer) if doc else None
            if side is not None:
                sides.setdefault(side, []).append(row.title)
        if len(sides) == 2:
            yield _mixed_hit(kind, sides)


def _nothing(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    """A rule that only concerns a round says nothing of a document."""
    return iter(())


RULES = (
    Rule("R-01", "totals-do-not-add-up", _totals, applies=_decision, round_check=_round_totals),
    Rule("R-02", "listed-twice", _twice, applies=_decision, round_check=_round_twice),
    Rule("R-03", "no-reason-given", _no_reason, applies=_decision, round_check=_round_no_reason),
    Rule("R-04", "kept-against-open-hits", _nothing, round_check=_round_contradiction),
    Rule("R-05", "revision-without-owner", _no_owner, applies=_decision, round_check=_round_no_owner),
    Rule("R-06", "no-opinions-gathered", _no_opinions, applies=_decision, round_check=_round_no_opinions),
    Rule("R-07", "cycle-exceeded", _cycle_exceeded, applies=_decision, round_check=_round_cycle),
    Rule("R-08", "in-no-list", _in_no_list, applies=_decision, round_check=_round_in_no_list),
    Rule("R-09", "decision-unpublished", _unpublished, applies=_decision, round_check=_round_unpublished),
    Rule("R-10", "lists-mixed", _mixed, applies=_decision, round_check=_round_mixed),
)
