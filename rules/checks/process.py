"""Group P, first half: the steps of making that were left out (P-01, P-02, P-04 to P-07, P-09, P-10, P-12 to P-14).

Only what is confirmed as not done is a defect; an empty cell is unknown.
"""

import re
from collections.abc import Iterator
from functools import partial

from registry.agencies import Body
from registry.records import Quote
from rules.base import Context, Hit, Rule, Unknown
from rules.checks.expiry import ended_by_others
from rules.remarks import said
from rules.steps import StepState, cell_state
from rules.topics import (
    amends_others,
    forwards,
    government_document,
    major_by_title,
    names_business,
    touches_business,
    urgent,
)
from rules.view import DocumentView

_OWN_UNIT = re.compile(r"(?:局|委|办|中心)[^，、；]{0,6}(?:法规|法制|政策法规|法治|办公室|科|股)")
_REVIEW_BODY = re.compile(
    r"司法|法制办|法制机构|法制工作|合法性审[核查]|政府法制|政府(?:办公室|办)[^，、；]{0,4}(?:法制|法规)"
)
_COUNSEL = re.compile(r"^[^，、；]{0,20}(?:法律顾问|律师事务所|律师)(?:[^，、；]{0,6})?$")
_MARKET = re.compile(r"市场监[督管]")
_MEETING_IN_TEXT = re.compile(
    r"经(?:过)?[^，。；\n]{0,24}?(?P<m>[\u4e00-\u9fff\d]{0,16}?(?:常务会议?|全体会议|办公会议?|局务会议?|委务会议?|党组会议?|专题会议?|主任会议))[^，。；\n]{0,8}(?:审议|讨论|研究|通过|同意|决定)"
)
_FINE = {
    Body.GOVERNMENT: re.compile(r"常务会|全体会"),
    Body.OFFICE: re.compile(r"常务会|全体会|办公会"),
    Body.DEPARTMENT: re.compile(
        r"办公会|局务会|委务会|厅务会|部务会|会务会|署务会|行务会|局长会|主任会|全体会|班子会|常务会|集体审议|集体讨论"
    ),
    Body.TOWN: re.compile(r"办公会|全体会|常务会|镇长会|乡长会|政府会|班子会|联席会"),
    Body.STREET: re.compile(r"办公会|全体会|主任会|班子会|联席会"),
}
#: Bodies that coordinate: their meeting, full or not, is no organ's own; that of their office is the office's.
_COORDINATING = re.compile(r"(?:指挥部|领导小组|工作专班|工作组|联席会议|协调小组)(?:办公室)?")
_POOR = re.compile(r"专题会|协调会|碰头会|会签|传签|传阅|科务会|领导小组|座谈会|调度会|现场会|例会|签批|圈阅")


def _subject(doc: DocumentView, ctx: Context) -> bool:
    return doc.normative and not ended_by_others(doc, ctx)


def _confirmed(doc: DocumentView, name: str) -> tuple[Quote, ...]:
    """The ledger's cells that confirm that a step was not taken."""
    step = doc.step(name)
    cells = [f"{h}：{doc.cell(h)}" for h in step.columns if cell_state(doc.cell(h)) is StepState.NONE]
    return (Quote("；".join(cells)),) if cells else ()


def _important(doc: DocumentView, ctx: Context) -> bool:
    return touches_business(doc) or doc.scope.score >= int(ctx.params["min_score"])


def _no_assessment(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("评估论证")
    if step.unknown and _important(doc, ctx):
        yield Unknown(("评估论证日期",))
    elif step.none and _important(doc, ctx):
        why = "涉及企业等经营主体" if touches_business(doc) else "直接涉及公众权利义务"
        yield Hit(
            message=f"疑似缺评估论证：{_made(doc)}制发，{why}，台账登记未作评估论证，建议核实并补作评估。",
            quotes=_confirmed(doc, "评估论证"),
        )


def _no_consultation(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("公开征求意见")
    if step.done or step.exempt or not doc.scope.public:
        return
    if urgent(doc) or said(doc.remark, "urgent"):
        return
    if step.unknown:
        yield Unknown(("征求意见开始", "征求意见结束"))
        return
    duty = next((r for r in doc.scope.reasons if r.code in ("duty", "benefit")), None)
    about = f"（“{duty.words}”）" if duty else ""
    yield Hit(
        message=f"疑似缺公开征求意见：{_made(doc)}制发，涉及公众权利义务{about}，台账登记未公开征求意见，建议核实，必要时重新制定。",
        quotes=_confirmed(doc, "公开征求意见"),
    )


def _business_or_noted(doc: DocumentView, ctx: Context, *, remark: str) -> bool:
    """Touches business; where the office itself notes what is missing (`remark`), naming business is enough."""
    if _business(doc, ctx):
        return True
    return _new_rules(doc, ctx) and names_business(doc) and bool(said(doc.remark, remark))


def _enterprises_not_heard(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    denied = said(doc.remark, "enterprises_not_heard")
    if denied:
        yield Hit(
            message=f"疑似未听取企业和行业协会商会意见：文件涉及经营主体，备注记载“{denied.clause}”，建议补充听取意见。",
            quotes=(Quote(denied.clause),),
        )
    elif not said(doc.remark, "enterprises_heard"):
        yield Unknown(("备注（听取企业和协会意见情况）",), "文件涉及经营主体，台账没有听取企业意见的记载")


def _no_fair_review(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("公平竞争审查")
    if step.unknown:
        yield Unknown(("公平竞争审查日期", "公平竞争审查机关"))
    elif step.none:
        yield Hit(
            message=f"疑似缺公平竞争审查：{_made(doc)}制发，涉及经营主体的经济活动，台账登记未作公平竞争审查，建议核实并补审。",
            quotes=_confirmed(doc, "公平竞争审查"),
            about="none",
        )
    elif step.done and government_document(doc):
        made, joint = doc.made_on, ctx.params["joint_from"]
        if made is None or made.first < joint or (step.first and step.first.last < joint):
            return
        if not step.organ:
            yield Unknown(("公平竞争审查机关",))
        elif not _MARKET.search(step.organ):
            yield Hit(
                message=f"疑似公平竞争审查主体错误：{made}制发的政府文件，应当由市场监督管理部门会同起草单位审查（2024年8月1日起），台账登记的审查机关是“{step.organ}”，建议核实并补审。",
                quotes=(Quote(step.organ),),
                about="organ",
            )


def _exception_unexplained(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    used = said(doc.remark, "exception_used")
    if not used:
        return
    bad = said(doc.remark, "exception_unexplained")
    if bad:
        yield Hit(
            message=f"疑似适用例外规定未作说明：备注记载“{used.clause}”，建议补充没有更小影响的替代方案、实施期限或者终止条件的说明。",
            quotes=(Quote(used.clause),),
        )
    elif not said(doc.remark, "exception_explained"):
        if doc.term.kind == "fixed":
            yield Unknown(("备注（例外规定适用说明）",), f"备注记载“{used.clause}”")
        else:
            yield Hit(
                message=f"疑似适用例外规定未作说明：备注记载“{used.clause}”，既无适用说明，文中也未规定实施期限或者终止条件，建议补审。",
                quotes=(Quote(used.clause),),
            )


def _no_legality_review(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    step = doc.step("合法性审核")
    denied = said(doc.remark, "no_review")
    if step.none or (denied and not (step.done and step.organ and not _COUNSEL.match(step.organ))):
        told = f"，备注记载“{denied.clause}”" if denied else ""
        yield Hit(
            message=f"疑似缺合法性审核：{_made(doc)}制发，台账登记未经合法性审核{told}，未经审核不得提交集体审议，建议补审。",
            quotes=_confirmed(doc, "合法性审核") or ((Quote(denied.clause),) if denied else ()),
        )
    elif step.unknown:
        yield Unknown(("合法性审核日期",))
    elif step.done and step.organ and _COUNSEL.match(step.organ):
        yield Hit(
            message=f"疑似缺合法性审核：台账登记的审核机构是“{step.organ}”，法律顾问的意见不能代替审核机构的合法性审核，建议补审。",
            quotes=(Quote(step.organ),),
        )
    elif (
        step.done
        and government_document(doc)
        and _OWN_UNIT.search(step.organ)
        and not _REVIEW_BODY.search(step.organ)
    ):
        yield Hit(
            message=f"疑似缺合法性审核：政府文件由起草单位“{step.organ}”自行审核，不能代替制定机关审核机构的合法性审核（依据待核实），建议核实。",
            quotes=(Quote(step.organ),),
        )


_DEMAND = re.compile(
    r"应当(?:修改|删除|删去|补充|调整)|不合法|不符合|违法|抵触|须(?:修改|删除)|予以(?:修改|删除)|建议(?:将|删|修改)"
)
_NAMED = re.compile(r"第([一二三四五六七八九十百零]+)条")
_WORDS = re.compile(r"[“\"]([^”\"]{2,60})[”\"]")
_PUT_IN = re.compile(r"(?:改为|改成|调整为|明确为|补充|增加|增写|加上|写明|载明|注明)[^，。；]{0,6}$")


def _opinion_ignored(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    opinion = doc.cell("合法性审核意见")
    if said(doc.remark, "opinion_followed"):
        return
    ignored = said(doc.remark, "opinion_ignored")
    # 意见未采纳 may be anybody's opinion; that it is the reviewer's, the cell or the remark must say.
    if ignored and (_DEMAND.search(opinion) or re.search(r"审[核查]意见|合法性审", doc.remark)):
        yield Hit(
            message=f"疑似审核意见未采纳又无说明：合法性审核意见为“{opinion or '（未登记）'}”，备注记载“{ignored.clause}”，没有书面说明理由，建议核实。",
            quotes=(Quote(ignored.clause), *((Quote(opinion),) if opinion else ())),
        )
        return
    demanded = list(_demanded_in_papers(doc, ctx))
    for words, label, sentence in demanded:
        place = _still_there(doc, label, words)
        if place is not None:
            yield Hit(
                message=f"疑似审核意见未采纳又无说明：合法性审核意见书要求“{sentence}”，印发的文本仍写“{words}”，没有采纳情况说明，建议核实。",
                quotes=(place, Quote(sentence)),
                facts={"审核意见": sentence},
            )
            return
    if demanded or not _DEMAND.search(opinion) or re.fullmatch(r"合法|符合法律[^，。；]*", opinion):
        return
    quoted = _first_quoted(opinion)
    if quoted is None:
        if re.search(r"不合法|违法|抵触", opinion) and not _NAMED.search(opinion):
            yield Hit(
                message=f"疑似审核意见未采纳：合法性审核意见为“{opinion}”，仍予印发，备注没有采纳情况说明，建议核实。",
                quotes=(Quote(opinion),),
            )
        else:
            yield Unknown(("备注（审核意见采纳情况）",), f"合法性审核意见为“{opinion}”")
        return
    article, words = quoted
    place = _still_there(doc, article, words)
    if place is None:
        return
    yield Hit(
        message=f"疑似审核意见未采纳又无说明：合法性审核意见为“{opinion}”，印发的文本仍写“{words}”，备注没有采纳情况说明，建议核实。",
        quotes=(place, Quote(opinion)),
        facts={"审核意见": opinion},
    )


def _demanded_in_papers(doc: DocumentView, ctx: Context) -> Iterator[tuple[str, str, str]]:
    """(words, article label, sentence) of each passage that a review opinion among the files wants changed."""
    for step, paper in ctx.registry.papers_of(doc.id):
        if step != "合法性审核":
            continue
        for sentence in paper.sentences:
            if _DEMAND.search(sentence.text) and (quoted := _first_quoted(sentence.text)):
                yield quoted[1], quoted[0], sentence.text.strip()


def _first_quoted(opinion: str) -> tuple[str, str] | None:
    """(article label, words) of the passage that the opinion wants changed; the label is empty when not named. Words
    that it wants put in are not meant."""
    words = next((w for w in _WORDS.finditer(opinion) if not _PUT_IN.search(opinion[: w.start()])), None)
    if not words:
        return None
    named = list(_NAMED.finditer(opinion, 0, words.start()))
    return (f"第{named[-1][1]}条" if named else ""), words[1]


def _still_there(doc: DocumentView, label: str, words: str) -> Quote | None:
    """Where the words still stand: in the named article, or anywhere when long enough to be the same passage."""
    unit = next((u for u in doc.articles if u.label.replace(" ", "") == label), None)
    if unit is not None:
        at = doc.text.find(words, unit.start, unit.end)
        if at >= 0:
            return doc.quote(at, at + len(words))
    if unit is None or len(words) >= 5:
        at = doc.text.find(words)
        if at >= 0:
            return doc.quote(at, at + len(words))
    return None


def meeting_of(doc: DocumentView) -> tuple[StepState, str, Quote | None]:
    """State of the deliberation and the meeting's name, from the ledger or, where it is silent, from the text."""
    step = doc.step("集体审议")
    if not step.unknown:
        return step.state, step.organ, Quote(step.organ) if step.organ else None
    found = _MEETING_IN_TEXT.search(doc.text[:3000])
    if found:
        return StepState.DONE, found["m"], doc.quote(*found.span())
    return StepState.UNKNOWN, "", None


def _no_deliberation(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    state, meeting, quote = meeting_of(doc)
    if state is StepState.UNKNOWN:
        yield Unknown(("集体审议日期", "审议会议"))
    elif state is StepState.NONE:
        yield Hit(
            message=f"疑似缺集体审议：{_made(doc)}制发，台账登记未经集体审议，建议核实。",
            quotes=_confirmed(doc, "集体审议"),
            about="none",
        )
    elif state is StepState.DONE and meeting:
        fine = _FINE.get(doc.body, _FINE[Body.DEPARTMENT])
        of_other = any(
            not (body.endswith("办公室") and doc.issuer.endswith(body))
            for body in _COORDINATING.findall(meeting)
        )
        if fine.search(meeting) and not of_other:
            return
        if (
            of_other
            or _POOR.search(meeting)
            or (government_document(doc) and re.search("办公会|党组会", meeting))
        ):
            right = "常务会议或者全体会议" if government_document(doc) else "办公会议（局务会议）"
            yield Hit(
                message=f"疑似集体审议形式不合要求：{doc.issuer}的文件由“{meeting}”审议，应当经{right}审议决定，建议核实。",
                quotes=(quote,) if quote else (),
                about="meeting",
            )
        else:
            yield Unknown(("审议会议",), f"看不出“{meeting}”是否属于应当审议的会议")


def _no_registration_no(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.registration_no:
        return
    cell = doc.cell("登记号")
    if cell_state(cell) is StepState.NONE or (not cell and doc.text and doc.has_ledger):
        yield Hit(
            message=f"疑似未统一登记编号：{_made(doc)}制发，{ctx.profile.name}要求统一登记编号，文件和台账都没有登记号，建议核实。",
            quotes=(Quote(f"登记号：{cell or '（空）'}"),),
        )
    elif not doc.text:
        yield Unknown(("登记号",))


def _no_interpretation(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if missing := said(doc.remark, "interpretation_missing"):
        yield Hit(
            message=f"疑似缺政策解读：文件涉及经营主体，备注记载“{missing.clause}”，建议补发政策解读。",
            quotes=(Quote(missing.clause),),
        )
    elif not said(doc.remark, "interpretation_published"):
        yield Unknown(("备注（政策解读发布情况）",), "台账没有政策解读的记载")


def _major_steps_missing(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if said(doc.remark, "not_major_decision"):
        return
    listed = said(doc.remark, "major_decision")
    if not listed and not major_by_title(doc):
        return
    if missing := said(doc.remark, "major_step_missing"):
        same = listed is not None and listed.clause == missing.clause
        why = "" if same else f"{listed.clause}，" if listed else "标题所示事项可能属于重大行政决策，"
        yield Hit(
            message=f"疑似重大行政决策程序缺失：{why}备注记载“{missing.clause}”，建议补作{missing.what or '缺少的程序'}。",
            quotes=(Quote(missing.clause),),
        )
    elif listed and not said(doc.remark, "major_steps_done"):
        yield Unknown(("备注（专家论证、风险评估情况）",), f"备注记载“{listed.clause}”")


def _made(doc: DocumentView) -> str:
    return str(doc.made_on) if doc.made_on else "日期不明"


def _business(doc: DocumentView, ctx: Context) -> bool:
    return _subject(doc, ctx) and not amends_others(doc) and touches_business(doc)


def _new_rules(doc: DocumentView, ctx: Context) -> bool:
    """Normative texts that set rules of their own: small amendments and mere forwarding owe less."""
    return _subject(doc, ctx) and not amends_others(doc) and not forwards(doc)


RULES = (
    Rule("P-01", "no-assessment", _no_assessment, needs=("text",), applies=_new_rules),
    Rule("P-02", "no-consultation", _no_consultation, needs=("text",), applies=_new_rules),
    Rule(
        "P-04",
        "enterprises-not-heard",
        _enterprises_not_heard,
        needs=("text",),
        applies=partial(_business_or_noted, remark="enterprises_not_heard"),
    ),
    Rule("P-05", "no-fair-competition-review", _no_fair_review, needs=("text",), applies=_business),
    Rule("P-06", "exception-unexplained", _exception_unexplained, applies=_subject),
    Rule("P-07", "no-legality-review", _no_legality_review, applies=_subject),
    Rule("P-09", "review-opinion-ignored", _opinion_ignored, needs=("text",), applies=_subject),
    Rule("P-10", "no-deliberation", _no_deliberation, applies=_subject),
    Rule("P-12", "no-registration-number", _no_registration_no, applies=_subject),
    Rule(
        "P-13",
        "no-interpretation",
        _no_interpretation,
        needs=("text",),
        applies=partial(_business_or_noted, remark="interpretation_missing"),
    ),
    Rule("P-14", "major-decision-steps-missing", _major_steps_missing, applies=_subject),
)
