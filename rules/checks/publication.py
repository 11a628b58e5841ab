"""Group PB: whether the public can read the text, in time, in the right place, with the right label."""

import re
from collections.abc import Iterator

from registry.records import Quote, Source, Status
from rules.anchors import Sought
from rules.base import Context, Hit, Rule, Unknown
from rules.checks.expiry import ended_by_others
from rules.names import quoted
from rules.remarks import said
from rules.steps import StepState, cell_state
from rules.topics import amends_others
from rules.view import DocumentView
from rules.workdays import workdays_between

_SECRET = re.compile(r"^[\s　]*(?:绝密|机密|秘密)[★☆]", re.MULTILINE)
_INTERNAL = Sought(
    r"^[\s　]*(?:内部(?:资料|文件|材料|使用|参阅|掌握)[^\n]{0,12}|(?:传达|发送|阅读)范围[：:][^\n]{0,30})$"
    r"|[（(]内部(?:文件|资料|材料)[^（）()\n]{0,12}[）)]|[（(][^（）()\n]{0,6}(?:此件|本件|文件)?(?:不(?:予)?(?:对外)?公开|不得(?:对外)?公开|不得翻印[^（）()\n]{0,10}|内部(?:掌握|使用|执行))[^（）()\n]{0,10}[）)]"
    r"|(?:此件|本件|本文件)(?:不(?:予)?(?:对外)?公开|不得(?:对外)?公开)"
    r"|本(?:办法|细则|规定|通知|意见|方案|标准|规程|制度)[^。；\n，]{0,16}(?:内部(?:掌握|使用|参阅|执行)|(?:不得|不予?)(?:对外|向社会)(?:公开|公布|提供))",
    re.MULTILINE,
)
_DEAD_LABEL = Sought(
    r"[【\[［](?:已)?(?:失效|废止)[】\]］]|[（(](?:该|本|此)?文?件?已(?:废止|失效)[）)]"
    r"|(?:有\s*效\s*性|公文时效|文件时效|时\s*效\s*性|时效状态|效力状态|有效状态|文件状态)\s*[：:]\s*(?:已)?(?:失效|废止|无效|停止执行)"
    r"|是否有效\s*[：:]\s*(?:否|无效|失效)"
    r"|^[ \t　]*(?:该|本|此)文?件已(?:经)?(?:于[^。，\n]{2,14}|被[^。，\n]{2,30})?(?:废止|失效|停止执行)[。！]?[ \t　]*$",
    re.MULTILINE,
)
_LIVE_LABEL = Sought(
    r"(?:有\s*效\s*性|公文时效|文件时效|时\s*效\s*性|时效状态|效力状态|有效状态|文件状态)\s*[：:]\s*(?:现行)?(?:有效)|是否有效\s*[：:]\s*(?:是|有效)"
)
_COLUMN = re.compile(r"gfxwj|xzgfx|guifanxing|规范性文件", re.IGNORECASE)
_OPEN_MARK = re.compile(r"[（(]此件(?:主动)?公开(?:发布)?[）)]")
_LABEL_KEYS = ("有效性", "公文时效", "时效性", "效力状态")


def _subject(doc: DocumentView, ctx: Context) -> bool:
    return doc.normative and not ended_by_others(doc, ctx)


def _secret(doc: DocumentView) -> bool:
    return bool(_SECRET.search(doc.text[:400])) or said(doc.remark, "lawfully_secret") is not None


def _not_published(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.url_state is StepState.DONE or _secret(doc) or said(doc.remark, "published_elsewhere"):
        return
    date_state = cell_state(doc.cell("公布日期"))
    if doc.url_state is StepState.NONE or date_state is StepState.NONE:
        quotes = tuple(
            Quote(f"{h}：{doc.cell(h)}")
            for h in ("公布网址", "公布日期")
            if cell_state(doc.cell(h)) is StepState.NONE
        )
        if doc.url_state is StepState.NONE and doc.published_on is not None and _OPEN_MARK.search(doc.text):
            yield Unknown(("公布方式",), f"登记{doc.published_on}公布，但没有网址，也没有政报、公示栏的记载")
            return
        yield Hit(
            message="疑似未公开发布：台账登记"
            + "、".join(f"{q.text}" for q in quotes)
            + "，也没有政报或者公示栏的记载，公布以前不得作为行政管理依据，建议补公布。",
            quotes=quotes,
        )
        return
    if doc.published_on is None:
        yield Unknown(("公布网址", "公布日期"))
    elif (
        doc.published_on.fact is not None and doc.published_on.fact.source is Source.LEDGER and doc.has_ledger
    ):
        yield Unknown(("公布网址",), f"登记{doc.published_on}公布，但没有公布网址，也没有政报、公示栏的记载")


def _published_late(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    made, published = doc.signed_on, doc.published_on
    if made is None or published is None:
        if cell_state(doc.cell("公布日期")) is not StepState.NONE:
            yield Unknown(tuple(n for n, v in (("成文日期", made), ("公布日期", published)) if v is None))
        return
    if published.fact is not None and published.fact.source is Source.PAGE:
        return  # the page's time may be that of a re-upload
    if said(doc.remark, "reupload"):
        return
    limit = int(ctx.params["workdays"])
    days = workdays_between(made.last, published.first)
    if days <= limit:
        if not (made.exact and published.exact) and workdays_between(made.first, published.last) > limit:
            yield Unknown((), f"成文{made}、公布{published}，日期不够精确，无法判断是否超过{limit}个工作日")
        return
    yield Hit(
        message=f"疑似公布迟延：{made}成文，{published}公布，相隔{days}个工作日，超过{limit}个工作日，建议记录在案。",
        quotes=tuple(q for q in (made.quote, published.quote) if q),
        facts={"成文日期": str(made), "公布日期": str(published), "相隔工作日": days},
    )


def _label(doc: DocumentView) -> tuple[bool | None, Quote | None]:
    """What the page says of the text: True in force, False dead, None nothing; with its words."""
    for key in _LABEL_KEYS:
        value = str(doc.page.get(key) or (doc.page.get("metadata") or {}).get(key) or "").strip()
        if value:
            return not re.search(r"失效|废止|无效|停止(?:执行|施行)|不再(?:执行|施行)|^否", value), Quote(
                f"{key}：{value}"
            )
    if found := _DEAD_LABEL.search(doc, end=1200):
        return False, doc.quote(*found.span())
    for fact in doc.values_of("title"):
        if isinstance(fact.value, str) and (found := _DEAD_LABEL.pattern.search(fact.value)):
            return False, Quote(found[0])
    name = doc.document.path_name or ""
    if found := _DEAD_LABEL.pattern.search(name):
        return False, Quote(found[0])
    if found := _LIVE_LABEL.search(doc, end=1200):
        return True, doc.quote(*found.span())
    return None, None


def _wrong_label(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    live, quote = _label(doc)
    if live is None or quote is None:
        return
    status = ctx.registry.status(doc.id)
    if (
        live is False
        and status.status in (Status.IN_FORCE, Status.NOT_YET)
        and not re.search(r"失效|废止", doc.status_claim)
    ):
        yield Hit(
            message=f"疑似网页时效标注不一致：网页标注“{quote.text.strip()}”，而按登记情况该文件{status.status.value}（{status.reason}），建议更正网页。",
            quotes=(quote,),
            facts={"网页标注": quote.text.strip(), "推算状态": status.status.value},
        )
    elif live is True and status.status in (Status.REPEALED, Status.LAPSED):
        yield Hit(
            message=f"疑似网页时效标注不一致：网页标注“{quote.text.strip()}”，而该文件{status.reason}，建议更正网页。",
            quotes=(quote,),
            peers=(status.by,) if status.by else (),
            facts={"网页标注": quote.text.strip(), "推算状态": status.status.value},
        )


def _outside_column(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.url_state is StepState.NONE or said(doc.remark, "inside_column"):
        return
    if outside := said(doc.remark, "outside_column"):
        yield Hit(
            message=f"疑似未纳入集中公布：备注记载“{outside.clause}”，建议补录到行政规范性文件专栏。",
            quotes=(Quote(outside.clause),),
            facts={"公布网址": doc.url or ""},
        )
        return
    if doc.url is None:
        yield Unknown(("公布网址",))
    elif not _COLUMN.search(doc.url) and not _COLUMN.search(doc.text[:120]):
        yield Unknown(("公布栏目",), f"网址“{doc.url}”看不出是否在行政规范性文件专栏")


def _no_consolidated_text(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    amended = [
        e.source
        for e in ctx.registry.incoming(doc.id, "amend")
        if not (e.source.start and e.source.start.first > ctx.as_of)
    ]
    told = said(doc.remark, "no_consolidated_text")
    if not amended and not (told and "修" in doc.remark):
        return
    if said(doc.remark, "consolidated_text"):
        return
    if told:
        yield Hit(
            message=f"疑似修改后未公布全文：备注记载“{told.clause}”，建议补公布修改后的文本。",
            quotes=(Quote(told.clause),),
            peers=tuple(dict.fromkeys(d.id for d in amended)),
        )
        return
    for source in dict.fromkeys(amended):
        changes = changes_to(doc, source)
        if changes and all(_terms_only(old, new) for old, new in changes):
            continue
        kept = [old for old, new in changes if old and old in doc.text and new not in doc.text]
        taken = [new for _, new in changes if new and new in doc.text]
        if taken and not kept:
            continue
        number = f"（{source.number}）" if source.number else ""
        if kept:
            yield Hit(
                message=f"疑似修改后未公布全文：{quoted(source.inner_title)}{number}已作修改，登记的文本仍写“{kept[0]}”，未见修改后的全文，建议补公布。",
                quotes=tuple(doc.quote(at, at + len(w)) for w in kept[:2] if (at := doc.text.find(w)) >= 0),
                peers=(source.id,),
                about=source.id,
            )
        else:
            yield Unknown(
                ("修改后的文本",),
                f"{quoted(source.inner_title)}{number}已修改本文件，请核对网上是否为修改后的全文",
            )


_REPLACE = re.compile(
    r"将?(?:第[^，。；\n“]{1,20}?)?中?的?[“\"](?P<old>[^”\"]{1,60})[”\"](?:统一)?(?:修改|改|调整|变更)为[：:]?[“\"](?P<new>[^”\"]{1,60})[”\"]"
)
_NAME_ONLY = re.compile(
    r"^[\u4e00-\u9fff]{2,20}(?:局|委|委员会|中心|部门|机关|大厅|办公室|站|所|窗口|主体|机构|平台|法|条例|办法)$"
)


def changes_to(doc: DocumentView, decision: DocumentView) -> list[tuple[str, str]]:
    """(old, new) words of each replacement that a decision makes in this document."""
    text = decision.text
    names = [t for t in doc.titles if f"《{t}》" in text]
    if not names:
        return []
    at = max(text.rfind(f"《{n}》") for n in names)
    rest = text[at + 1 :]
    stop = re.search(r"\n[\s　]*[一二三四五六七八九十]+、[^\n]{0,12}《", rest)
    return [(m["old"], m["new"]) for m in _REPLACE.finditer(rest[: stop.start() if stop else None])]


def _terms_only(old: str, new: str) -> bool:
    return bool(_NAME_ONLY.match(old) and _NAME_ONLY.match(new))


def _issued_internally(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.scope.outward < 3 or _SECRET.search(doc.text[:400]):
        return
    found = _INTERNAL.search(doc)
    if not found:
        return
    duty = next((r for r in doc.scope.reasons if r.code == "duty"), None)
    about = f"，而正文有“{duty.words}”等面向公众的规定" if duty else "，而正文涉及公众权利义务"
    yield Hit(
        message=f"疑似以内部文件印发：文件标有“{found[0].strip(' 　（）()')}”{about}，建议公开发布或者废止。",
        quotes=(doc.quote(*found.span()),),
    )


NOT_PUBLISHED = Rule("PB-01", "not-published", _not_published, applies=_subject)
PUBLISHED_LATE = Rule("PB-02", "published-late", _published_late, applies=_subject)
WRONG_LABEL = Rule("PB-03", "wrong-web-label", _wrong_label)
OUTSIDE_COLUMN = Rule("PB-04", "outside-central-column", _outside_column, applies=_subject)
NO_CONSOLIDATED_TEXT = Rule(
    "PB-05",
    "no-consolidated-text",
    _no_consolidated_text,
    applies=lambda d, c: not ended_by_others(d, c) and not amends_others(d),
)
ISSUED_INTERNALLY = Rule(
    "PB-06", "issued-internally", _issued_internally, needs=("text",), applies=lambda d, c: d.normative
)

RULES = (
    NOT_PUBLISHED,
    PUBLISHED_LATE,
    WRONG_LABEL,
    OUTSIDE_COLUMN,
    NO_CONSOLIDATED_TEXT,
    ISSUED_INTERNALLY,
)
