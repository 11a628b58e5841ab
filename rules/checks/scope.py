"""S-01 to S-04, S-07, S-08: whether it is a normative document, and whose."""

import re
from collections.abc import Iterator
from datetime import date

from registry.agencies import Body, Level, MakerStatus, classify, maker_status
from rules.base import Context, Hit, Rule, Unknown
from rules.indexes import Given, index, keys
from rules.institutions import ended, old_names
from rules.names import title_key
from rules.places import old_places
from rules.questions import table
from rules.registry_view import RegistryView
from rules.spans import zh
from rules.view import DocumentView


def _not_normative(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    scope = doc.scope
    if scope.decided:
        if scope.excluded:
            yield Hit(
                message=f"审核人已认定为{scope.decided}，建议列入非规范性文件目录。",
                about="decided",
                facts={"认定": scope.decided},
            )
        return
    low, high = int(ctx.params["t_low"]), int(ctx.params["t_high"])
    cues = scope.exclusions
    if scope.has_text:
        suspected = scope.score <= low or (bool(cues) and scope.score < high)
    elif cues:
        suspected = True
    else:
        yield Unknown(("文件正文",))
        return
    if not suspected:
        return
    # What weighs most against it is the reason, be it an X-class or a ground of its own (a law, one named party).
    against = sorted((r for r in scope.reasons if r.weight < 0), key=lambda r: r.weight)
    why = (
        "、".join(f"{c.zh}（{c.code}）" for c in cues)
        or (against[0].zh if against else "")
        or "未见对公民、法人或者其他组织的权利义务规定"
    )
    yield Hit(
        message=f"疑似非规范性文件：{why}，规范性评分{scope.score}分（不高于{low}分为非规范性，不低于{high}分为规范性），建议核实后列入非规范性文件目录。",
        about="score",
        facts={"评分": scope.score, "理由": [str(r) for r in scope.reasons]},
    )


def _unregistered(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.has_ledger or not doc.text:
        return
    scope = doc.scope
    normative = scope.decided == "规范性文件" if scope.decided else scope.score >= int(ctx.params["t_high"])
    if not normative or scope.excluded:
        return
    registered = ctx.registry.table(_registered)
    if not registered:
        yield Unknown((), "尚未导入台账，无法判断是否登记")
        return
    if _registered_twin(doc, ctx) or _foreign(doc, registered) or _held_as_instrument(doc, ctx):
        return
    yield Hit(
        message=f"疑似应纳入而未纳入登记：规范性评分{scope.score}分，台账中没有这份文件，建议核实后登记并报备。",
        about="unregistered",
        facts={"评分": scope.score, "理由": [str(r) for r in scope.reasons]},
    )


def _registered_twin(doc: DocumentView, ctx: Context) -> bool:
    """A ledger row under the same 文号, or under the same title and issuer."""
    same = [*ctx.registry.by_number(doc.number), *ctx.registry.by_title(doc.title)]
    return any(d.id != doc.id and d.has_ledger and (not doc.issuer or d.issuer == doc.issuer) for d in same)


@index
def registered(doc: DocumentView) -> Given:
    """The levels and territories of the documents in the ledger."""
    return keys([f"{doc.level} {doc.territory}"]) if doc.has_ledger else {}


@table
def _registered(registry: RegistryView) -> frozenset[tuple[str, str]]:
    """The levels and territories of the documents in the ledger."""
    pairs = (key.partition(" ") for key in registry.keys(registered))
    return frozenset((level, territory) for level, _, territory in pairs)


def _foreign(doc: DocumentView, registered: frozenset[tuple[str, str]]) -> bool:
    """The text of a higher or foreign issuer, kept for reference: no document of this registry."""
    if doc.level in (Level.STATE, Level.PROVINCE, Level.CITY) and not any(
        level == doc.level for level, _ in registered
    ):
        return True
    if not doc.issuer or doc.level in (Level.TOWN, Level.UNKNOWN):
        return False
    return bool(doc.territory) and doc.territory not in {place for _, place in registered}


def _held_as_instrument(doc: DocumentView, ctx: Context) -> bool:
    key = title_key(doc.inner_title)
    return bool(key) and any(
        d.id != doc.id and any(title_key(i.title) == key for i in d.instruments)
        for d in ctx.registry.by_title(doc.inner_title)
    )


def _inward(doc: DocumentView) -> bool:
    """Neither normative nor aimed at the public: minutes, task lists, internal rules."""
    return doc.scope.excluded and not (doc.scope.public and not doc.scope.decided)


def _unfit_issuer(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if _inward(doc):
        return
    day = doc.made_on.first if doc.made_on else None
    for place, issuer in enumerate(doc.issuers):
        listed = _on_list(issuer, day, ctx)
        if listed or classify(issuer).level is Level.STATE:
            continue
        status = maker_status(issuer)
        kind = classify(issuer).type
        if listed is False and status in (MakerStatus.OK, MakerStatus.OFFICE, MakerStatus.NEEDS_AUTHORITY):
            yield _unfit(doc, issuer, "不在制定主体清单内")
        elif listed is None and _COORDINATION.search(issuer):
            yield _unfit(doc, issuer, "属于议事协调机构或者内设机构，不得以自己名义制定规范性文件")
        elif status is MakerStatus.FORBIDDEN and not _statutory(issuer, ctx):
            yield _unfit(doc, issuer, f"属于{kind.value}，不得以自己名义制定规范性文件")
        elif status is MakerStatus.NEEDS_AUTHORITY and not _authorised(doc):
            if kind is Body.ENTERPRISE and place == 0:
                yield _unfit(doc, issuer, "属于企业事业单位或者社会组织，未见法律、法规授权")
            elif (
                kind is Body.DISPATCHED
                and not ctx.params["allow_dispatched"]
                and not issuer.endswith(("分局", "管理委员会", "管委会"))
            ):
                yield Unknown(
                    ("制定主体清单",), f"“{issuer}”是派出机构，能否制定规范性文件以当地规定和授权为准"
                )


_COORDINATION = re.compile(
    r"(?:河长制|湖长制|林长制|田长制|创建|创城|双拥|双创|征兵|整治|攻坚|普查)[^局]{0,10}办公室$"
    r"|(?:镇|乡|街道)(?!人民政府|办事处)[\u4e00-\u9fff]{2,12}(?:办公室|中心|工作站|服务站)$"
)
"""Offices that coordinate by their very name, and offices of a town or street, which `maker_status` takes for departments."""


def _unfit(doc: DocumentView, issuer: str, why: str) -> Hit:
    quote = doc.quote_of("issuers")
    return Hit(
        message=f"疑似制定主体不适格：“{issuer}”{why}，建议核实；确需保留的，由有权机关重新制定。",
        quotes=(quote,) if quote and quote.start >= 0 else (),
        about=issuer,
        facts={"制定机关": issuer},
    )


def _on_list(issuer: str, day: date | None, ctx: Context) -> bool | None:
    """Whether the office's list of makers names it for that day; None when the office keeps no list."""
    makers = ctx.profile.list("makers")
    if not makers:
        return None
    for maker in makers:
        if issuer.endswith(str(maker["name"])):
            begin, end = maker.get("from"), maker.get("to")
            if day is None or ((not begin or begin <= day) and (not end or day <= end)):
                return True
    return False


def _statutory(issuer: str, ctx: Context) -> bool:
    return any(
        issuer.removesuffix("办公室").endswith(s) for s in ctx.params["statutory_headquarters"]
    ) and not issuer.endswith("办公室")


_AUTHORISED = re.compile(
    r"(?:根据|依据|依照|按照)[^。]{0,30}《[^》]+(?:法|条例)》[^。]{0,30}授权|(?:法律|法规)授权"
)


def _authorised(doc: DocumentView) -> bool:
    return bool(_AUTHORISED.search(doc.text))


_SUCCEEDED = re.compile(
    r"承接|承继|接续|继受|(?<!结论：)(?<!结论:)(?<!结论为)继续(?:有效|执行|实施|适用)|职责(?:已)?(?:划入|划转|并入)|确认(?:保留|有效)"
)


def _issuer_gone(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if _inward(doc) or _SUCCEEDED.search(doc.remark) or doc.fact("successor"):
        return
    names = old_names(ctx.profile)
    for issuer in doc.issuers:
        gone = next(
            (
                n
                for stem, n in names.items()
                if issuer.endswith(stem) and _whole(issuer, stem) and ended(n, ctx)
            ),
            None,
        )
        if gone is not None:
            new, since = gone.new, gone.since
        else:
            place = next(
                (p for p in old_places(ctx) if issuer.startswith(p.old) and p.since <= ctx.as_of), None
            )
            if place is None:
                continue
            new, since = place.new, place.since
        if not doc.made_on or doc.made_on.first <= since:
            quote = doc.quote_of("issuers")
            heir = f"，职责由“{new}”承担" if new else ""
            yield Hit(
                message=f"疑似制定主体已撤并：“{issuer}”自{zh(since)}前后不再保留{heir}，未见承继单位的意见，建议由承继单位确认继续有效、修改或者废止。",
                quotes=(quote,) if quote and quote.start >= 0 else (),
                about=issuer,
                facts={"制定机关": issuer, "承继单位": new, "时间": str(since)},
            )


def _whole(issuer: str, stem: str) -> bool:
    """The stem is the body's own name, not the tail of a longer one (建设局 in 住房和城乡建设局)."""
    head = issuer.removesuffix(stem)
    return not head or head[-1] in "区县市旗省镇乡盟州"


_THEME = re.compile(
    r"(?:防火|禁火|封山|防灭火|禁渔|休渔|禁猎|防汛|抗旱|戒严|征兵|征集|林长|河长|湖长|田长|禁牧|禁放|封育|动员)"
)


def _as_order(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    number = doc.number or ""
    if not re.search(r"令(?:第|\d|〔|$)|第[\d一二三四五六七八九十]+号令", number):
        return
    if doc.level in (Level.STATE, Level.PROVINCE, Level.CITY) or doc.body in (Body.CONGRESS, Body.JUDICIAL):
        return
    head = re.split(r"令", number)[0]
    if _THEME.search(head) or any(
        _THEME.search(t) and re.search(r"令(?:[（(]|$)|命令", t) for t in doc.titles
    ):
        return
    if doc.level is Level.UNKNOWN:
        yield Unknown(("制定机关",))
        return
    quote = doc.quote_of("number")
    yield Hit(
        message=f"疑似以令的形式发布规定：“{number}”由{doc.level.value}机关发布，规章只能由省和设区的市、自治州人民政府制定，建议核实文件形式和性质。",
        quotes=(quote,) if quote and quote.start >= 0 else (),
        about="order",
        facts={"文号": number},
    )


_FORBIDDEN = re.compile(
    r"(?:条例|(?<![办方做用书司执立普手疗技宪守作])法)(?:[（(](?:试行|暂行|草案|修订|修正|\d{4}年修订)[）)])?$"
)


def _forbidden_name(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if doc.body is Body.CONGRESS or doc.forwards or doc.level is Level.STATE:
        return
    if doc.level in (Level.PROVINCE, Level.CITY) and not doc.number:
        return  # a local regulation whose text names only the government that carries it out
    name = doc.inner_title
    found = _FORBIDDEN.search(name)
    if not found or re.search(r"实施《[^》]*》?$|^关于|贯彻|宣传|学习", name) or not doc.issuer:
        return
    word = "条例" if found[0].startswith("条例") else "法"
    at = doc.text.find(name)
    yield Hit(
        message=f"疑似名称使用不当：《{name}》使用了“{word}”作为名称，规范性文件不得称“{word}”，建议修改标题。",
        quotes=(doc.quote(at, at + len(name)),) if at >= 0 else (),
        about=word,
        facts={"名称": name},
    )


RULES = (
    Rule("S-01", "probably-not-normative", _not_normative),
    Rule("S-02", "normative-but-unregistered", _unregistered),
    Rule("S-03", "unfit-issuer", _unfit_issuer, needs=("issuer",)),
    Rule("S-04", "issuer-gone", _issuer_gone, needs=("issuer",)),
    Rule("S-07", "district-order", _as_order),
    Rule("S-08", "forbidden-name", _forbidden_name),
)
