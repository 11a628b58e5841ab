"""Group R on the published decision of a cleanup: its totals, lists and clauses, as its text prints them."""

import re
from collections.abc import Iterator
from datetime import timedelta

from registry.agencies import Body, classify
from registry.dates import add_months
from registry.records import Disposition, Quote
from rules.base import Context, Hit, Unknown
from rules.cleanup import Cleanup, is_cleanup, read_cleanup, same_maker
from rules.cleanup_lists import Row
from rules.names import number_key, quoted, title_key
from rules.spans import parse_cell, zh
from rules.steps import StepState, cell_state
from rules.view import DocumentView

_EMPTY = re.compile(r"^(?:无|—+|-+|/|／)?$")
ENDING = (Disposition.REPEAL, Disposition.LAPSE)
_OPINIONS = re.compile(r"征求[^。；\n]{0,30}意见|听取[^。；\n]{0,30}意见|征求意见")
_NO_OPINIONS = re.compile(r"(?:未|没有)[^。；，\n]{0,10}(?:征求|听取)[^。；，\n]{0,20}意见")
_SPECIAL = re.compile(r"专项|民法典|行政处罚法|营商环境|公平竞争|统一(?:大)?市场|涉及[^》]{0,20}的")


def is_decision(doc: DocumentView, ctx: Context) -> bool:
    return is_cleanup(doc)


def _read(doc: DocumentView) -> Cleanup | None:
    return read_cleanup(doc)


def _unbalanced(total: int, parts: dict[Disposition, int]) -> bool:
    """The parts do not make the total, neither with the texts to revise apart nor counted inside 继续有效."""
    amend = parts.get(Disposition.AMEND, 0)
    inside = amend <= parts.get(Disposition.KEEP, 0)
    return total not in (sum(parts.values()), sum(parts.values()) - (amend if inside else 0))


def totals(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
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


def twice(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    places: dict[tuple[str, str], list[tuple[Disposition, str]]] = {}
    for kind, rows in cleanup.lists.items():
        for row in rows:
            places.setdefault(_named(row), []).append((kind, row.title))
    for found in places.values():
        kinds = list(dict.fromkeys(k for k, _ in found))
        if len(kinds) > 1:
            title = found[0][1]
            yield Hit(
                message=f"疑似一件两列：{quoted(title)}同时列入{'、'.join(k.value for k in kinds)}目录，建议核对。",
                quotes=(Quote(title),),
                about=title_key(title),
            )


def _named(row: Row) -> tuple[str, str]:
    """(number, title) by which a row names its document; the enclosed text's title, however the row prints it."""
    enclosed = _ENCLOSED.search(row.title)
    return number_key(row.number), title_key(enclosed[1] if enclosed else row.title)


_ENCLOSED = re.compile(r"(?:印发|公布|发布)[〈《]([^〈〉《》]{4,})[〉》]")


def no_reason(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    for kind in ENDING:
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
                    message=f"疑似{kind.value}理由缺失：目录中{quoted(row.title)}缺{'、'.join(lacking)}，建议补全。",
                    quotes=(Quote(row.title),),
                    about=title_key(row.title),
                )


def no_owner(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    if cleanup is None:
        return
    made = doc.made_on
    rows = [row for row in cleanup.lists.get(Disposition.AMEND, ()) if row.cells]
    dues = [_cell(row.cells, ("时限", "期限", "完成时间", "完成日期")) for row in rows]
    for row, due in zip(rows, dues, strict=True):
        owner = _cell(
            row.cells, ("责任单位", "实施单位", "实施部门", "责任部门", "责任科室", "牵头单位", "牵头部门")
        )
        lacking = [n for n, v in (("责任单位", owner), ("完成时限", due)) if not v]
        # A day set for all of them is no row's own: where some rows have theirs, the others lack one.
        for_all = cleanup.by or (cleanup.amend_by and not any(dues))
        if lacking and not (lacking == ["完成时限"] and for_all):
            yield _owner_hit(row.title, f"缺{'、'.join(lacking)}")
        elif due and made and (day := parse_cell(due)):
            limit = add_months(made.last, int(ctx.params["max_months"]))
            if day.first > limit:
                yield _owner_hit(row.title, f"完成时限{day}超过{ctx.params['max_months']}个月")


def _owner_hit(title: str, what: str) -> Hit:
    return Hit(
        message=f"疑似修改件无期限、无单位：目录中{quoted(title)}{what}，建议补全。",
        quotes=(Quote(title),),
        about=title_key(title),
    )


def _cell(cells: dict[str, str], names: tuple[str, ...]) -> str:
    for key, value in cells.items():
        if any(n in key for n in names) and not _EMPTY.match(value.strip()):
            return value.strip()
    return ""


def no_opinions(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
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


def cycle_exceeded(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if _SPECIAL.search(doc.inner_title):
        return  # a special round does not count
    made = doc.made_on
    if made is None:
        yield Unknown(("成文日期",))
        return
    later = [
        d
        for d in ctx.registry.cleanup_decisions()
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
        message=f"疑似距上次清理超过周期：{doc.issuer}最近一次全面清理是{made}的{quoted(doc.title)}，至{zh(ctx.as_of)}已超过{years}年，建议启动清理。",
        quotes=tuple(q for q in (made.quote,) if q and q.start >= 0),
        facts={"上次清理": str(made), "周期": f"{years}年"},
    )


def in_no_list(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    cleanup = _read(doc)
    # With an omission clause the texts left out have stopped to apply: E-13 tells it at each of them.
    if cleanup is None or cleanup.omission or Disposition.KEEP not in cleanup.lists or doc.made_on is None:
        return
    limit = cleanup.cutoff or doc.made_on.first
    left = [
        other
        for other in (ctx.registry.of_maker(doc.maker) if doc.maker else ())
        if other.id != doc.id
        and other.normative
        and other.made_on
        and other.made_on.last <= limit
        and not cleanup.find(other)
        and ctx.registry.status(other.id, doc.made_on.last).live
    ]
    if left:
        names = "、".join(f"{quoted(d.inner_title)}" for d in left[:3])
        yield Hit(
            message=f"疑似存量文件未列入任何目录：{zh(limit)}以前制发的{len(left)}件文件（{names}{'等' if len(left) > 3 else ''}）未列入本决定的任何目录，建议补列。",
            peers=tuple(d.id for d in left),
        )


def unpublished(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
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


def of_government(issuer: str) -> bool | None:
    body = classify(issuer).type
    if body in (Body.GOVERNMENT, Body.OFFICE, Body.TOWN):
        return True
    return False if body in (Body.DEPARTMENT, Body.DISPATCHED) else None


_OF_GOVERNMENT = re.compile(r"[政府](?:办)?(?:发|规|通|字|函|告|令)")


def _by_number(number: str) -> bool | None:
    """Whether a number is one of a government or its office (兰政发, 兰政办发) rather than of a department."""
    return bool(_OF_GOVERNMENT.search(number)) if number else None


def mixed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
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
            side = of_government(issuer) if issuer else _by_number(row.number)
            if side is not None:
                sides.setdefault(side, []).append(row.title)
        if len(sides) == 2:
            yield mixed_hit(kind, sides)


def mixed_hit(kind: Disposition, sides: dict[bool, list[str]], peers: tuple[str, ...] = ()) -> Hit:
    return Hit(
        message=f"疑似政府与部门文件混列：{kind.value}目录中既有政府文件（《{sides[True][0]}》等{len(sides[True])}件），又有部门文件（《{sides[False][0]}》等{len(sides[False])}件），建议分列。",
        peers=peers,
        about=kind.value,
    )
