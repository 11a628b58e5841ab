"""N-01 to N-05: names, places, terms, contacts and standards that time has overtaken."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from registry.dates import add_months
from registry.records import Quote
from registry.shipped import shipped
from rules.anchors import Sought, enrols, mask_of_document, pairs_of
from rules.base import Context, Hit, Rule, Severity, Unknown
from rules.institutions import OldName, ended, mentions, old_names
from rules.places import OldPlace, old_places
from rules.sentences import Passage, layout_of, quoted
from rules.spans import zh
from rules.view import DocumentView

_FORMER = re.compile(r"原[\u4e00-\u9fff、]{0,12}$|(?:前身|曾)[^，。；]{0,10}$")
_CHANGES = re.compile(
    r"更名|改称|改名|整合|合并|并入|划入|划转|划归|撤销|不再保留|机构改革|组建|改组|前身|挂牌|加挂|统一修改为|修改为|统一改为|"
    r"改为“|调整为|撤并|承接|承继|取代|代替|替换"
)
_NO_STOP = re.compile(r"[。；！？：:，]")


def _in_heading(doc: DocumentView, passage: Passage) -> bool:
    """Letterhead, title, signature and addressee lines name bodies but lay no duty on them."""
    line = passage.text.strip()
    if len(line) > 60 or re.match(
        r"[一二三四五六七八九十]+、|（|\(|第[一二三四五六七八九十百]+条|\d+[.．、]", line
    ):
        return False
    return line.endswith(("：", ":")) or not _NO_STOP.search(line)


def _attached(doc: DocumentView, at: int) -> bool:
    return any(i.role == "attachment" and i.start <= at < i.end for i in doc.instruments)


def _old_institution(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    found: dict[str, tuple[OldName, str, list[Quote], bool]] = {}
    for name, start, end in mentions(doc, old_names(ctx.profile)):
        if not ended(name, ctx):
            continue
        passage = layout_of(doc).passage_at(start)
        before = passage.text[: start - passage.start]
        if (
            _FORMER.search(before)
            or quoted(passage.text, start - passage.start)
            or _CHANGES.search(passage.text)
        ):
            continue
        attached = _attached(doc, start)
        if not attached and _in_heading(doc, passage):
            continue
        entry = found.setdefault(name.stem, (name, doc.text[start:end], [], True))
        entry[2].append(passage.quote)
        found[name.stem] = (*entry[:3], entry[3] and attached)
    for name, printed, quotes, attached in found.values():
        doubt = "（改革时间以当地机构改革方案为准）" if name.mark != "" else ""
        where = "附件" if attached else "正文"
        yield Hit(
            message=f"疑似机构名称过时：{where}仍由“{printed}”承担职责，该机构名称自{zh(name.since)}前后已由“{name.new}”取代{doubt}，建议核实后修改。",
            quotes=tuple(dict.fromkeys(quotes)),
            about=name.stem,
            severity=Severity.LOW if attached else None,
            facts={"旧名称": printed, "现名称": name.new, "时间": str(name.since)},
        )


def _old_place(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    for place in old_places(ctx):
        if place.since > ctx.as_of or place.old not in doc.text or doc.id == place.by:
            continue
        quotes = list(_place_quotes(doc, place))
        if not quotes:
            continue
        whole = place.moved and any(place.old in t for t in doc.titles)
        became = f"（现为“{place.new}”）" if place.new else ""
        yield Hit(
            message=f"疑似区划地名过时：文中仍使用“{place.old}”，该名称自{zh(place.since)}起已调整{became}，建议核实后{'宣布失效' if whole else '修改'}。",
            quotes=(*quotes, *([Quote(place.noted)] if place.noted else [])),
            peers=(place.by,) if place.by else (),
            about=place.old,
            disposition="宣布失效" if whole else None,
            facts={"旧名称": place.old, "现名称": place.new, "时间": str(place.since)},
        )


_KEPT_NAME = re.compile(r"(?:中心)?(?:小学|中学|学校|幼儿园|卫生院|敬老院|水库|大桥|火车站|遗址|战役)")
"""Schools, hospitals and sights keep the name of a place that has gone."""


def _place_quotes(doc: DocumentView, place: OldPlace) -> Iterator[Quote]:
    at = doc.text.find(place.old)
    seen = -1
    while at >= 0:
        passage = layout_of(doc).passage_at(at)
        inside = at - passage.start
        past = _FORMER.search(passage.text[:inside]) or _CHANGES.search(passage.text)
        body = _KEPT_NAME.match(passage.text, inside + len(place.old))
        longer = body or (
            place.new and passage.text.startswith(place.new, inside) and len(place.new) > len(place.old)
        )
        if (
            not (past or longer or quoted(passage.text, inside) or _in_heading(doc, passage))
            and passage.start != seen
        ):
            seen = passage.start
            yield passage.quote
        at = doc.text.find(place.old, at + len(place.old))


@dataclass(frozen=True, slots=True)
class _Term:
    words: tuple[str, ...]
    new: str
    ended: date
    severity: Severity
    skip: re.Pattern[str] | None
    mark: str
    bits: tuple[int, ...]


@cache
def stale_terms() -> tuple[_Term, ...]:
    """The terms of rules/data/stale_terms.toml."""
    raw = shipped("rules", "data/stale_terms.toml")
    return tuple(
        _Term(
            tuple(t["words"]),
            t["new"],
            t["ended"],
            Severity(t["severity"]),
            re.compile(t["skip"]) if "skip" in t else None,
            t["mark"],
            tuple(map(pairs_of, t["words"])),
        )
        for t in raw["term"]
    )


enrols(stale_terms)


def _stale_term(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    present = mask_of_document(doc)
    for term in stale_terms():
        if term.ended > ctx.as_of:
            continue
        for word, bits in zip(term.words, term.bits, strict=True):
            if bits & present != bits or word not in doc.text:
                continue
            quotes = list(_term_quotes(doc, term, word))
            if quotes:
                doubt = "（时间待核实）" if term.mark == "U" else ""
                fate = term.new[1:-1] if term.new.startswith("（") else f"已由“{term.new}”取代"
                yield Hit(
                    message=f"疑似术语过时：文中使用“{word}”，自{zh(term.ended)}起{fate}{doubt}，建议核实后修改。",
                    quotes=tuple(quotes),
                    about=word,
                    # one passing mention does not ask for an amendment; one that people have to act by does
                    severity=term.severity
                    if len(quotes) > 1 or _ACTED_BY.search(quotes[0].text)
                    else Severity.LOW,
                    facts={"旧术语": word, "新术语": term.new, "次数": len(quotes)},
                )
                break


_ACTED_BY = re.compile(
    r"应当|必须|须|凭|持有?|提交|提供|出示|办理(?!过)|缴纳|给予|发放|增发|享受|申请人|适用于"
)
_OTHER_WORD = re.compile(r"证[明件]")
_GIVEN_UP = re.compile(
    r"[^，。；]{0,10}(?:的表述|的规定)?(?:不再|停止使用|同时停用|已取消|换发|改为|改成|已废止)"
    r"|[^，。；]{0,6}历史(?:档案|资料|数据|卷宗)|[^，。；]{0,4}(?:旧|存)档"
)


def _term_quotes(doc: DocumentView, term: _Term, word: str) -> Iterator[Quote]:
    at = doc.text.find(word)
    seen = -1
    while at >= 0:
        passage = layout_of(doc).passage_at(at)
        inside = at - passage.start
        before = passage.text[max(0, inside - 16) : inside]
        past = re.search(
            r"(?:原|废止|取消|不再|停止|以前|曾|不得(?:再)?(?:要求|收取|征收|查验|以|将|把))[^，。；]{0,16}$",
            before,
        ) or _CHANGES.search(passage.text)
        past = past or _OTHER_WORD.match(passage.text, inside + len(word) - 1)
        past = past or _GIVEN_UP.match(passage.text, inside + len(word))
        skipped = term.skip and term.skip.search(passage.text)
        if passage.start != seen and not (past or skipped or quoted(passage.text, inside)):
            seen = passage.start
            yield passage.quote
        at = doc.text.find(word, at + len(word))


_NUMBER = (
    r"(?:0\d{2,3}[-—－ ]?\d{7,8}|0\d{2,3}[-—－ ]\d{3,4}[-—－ ]\d{4}(?!\d)|1[3-9]\d{9}|(?<!\d)\d{7,8}(?!\d))"
)
_PHONE = Sought(
    r"(?:联系|咨询|监督|举报|投诉|值班|办公|服务|受理|报名)?(?:电话|手机|传真)[：:\s\t]*[^。；\n]{0,12}?"
    rf"{_NUMBER}"
    rf"|(?:联系人|经办人)[：:\t ][^。；\n]{{1,30}}?{_NUMBER}"
    r"|(?:联系人|姓名)\t[^\n]{0,40}(?:电话|手机)"
    r"|(?:(?:联系人|联络员|责任人|负责人|值班(?:人员)?|成员)(?:名单|名册|一览表|通讯录|通信录|表)|通讯录|通信录)"
    rf"[^\d]{{0,80}}?{_NUMBER}"
)
_DIGITS = re.compile(r"\d{7}|\d{3,4}[-—－ ]\d{4}")
_MEMBERS = Sought(
    r"(?:^|\n)[\s　]*(?:组[ 　]*长[：:\t]|总指挥[：:\t]|主[ 　]*任[：:\t])[\s　]*[\u4e00-\u9fff]{1,2}[ 　]?[\u4e00-\u9fff某]{1,2}[\s　,，（(]"
)
_ADDRESS = Sought(r"(?:通讯|办公|联系|邮寄|受理|报名)地址[：:][^。；\n]{4,40}")


def _stale_contact(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    text = doc.text
    phones = (_PHONE,) if _PHONE.may_stand(doc) and (_DIGITS.search(text) or "\t" in text) else ()
    found = [m for p in (*phones, _MEMBERS, _ADDRESS) if (m := p.search(doc))]
    if not found:
        return
    if doc.made_on is None:
        yield Unknown(("成文日期",))
        return
    years = int(ctx.params["years"])
    if add_months(doc.made_on.last, 12 * years) >= ctx.as_of:
        return
    quotes = tuple(doc.quote(m.start(), m.end()) for m in sorted(found, key=lambda m: m.start()))
    yield Hit(
        message=f"疑似人员、联系方式过时：文件{doc.made_on}成文，距今已超过{years}年，仍载有“{quotes[0].text.strip()[:30]}”等信息，建议核实更新。",
        quotes=quotes,
        about="contact",
        facts={"成文日期": str(doc.made_on)},
    )


_STANDARD = re.compile(
    r"(?P<series>(?:GB|JGJ|CJJ|CJ|HJ|NY|JTG|DB\d{2})(?:\s*[/／]\s*[TZ])?)\s*(?P<no>\d[\d.]*)\s*[-—－–―]\s*(?P<year>(?:19|20)\d{2}|[89]\d)(?!\d)"
)
_SUPERSEDED = re.compile(r"代替|替代|取代|废止|原执行|更新为|已由")


@cache
def _standards() -> Mapping[str, Any]:
    return shipped("rules", "data/standards.toml")


def _stale_standard(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    text = doc.text
    data = _standards()
    if any(s in text for s in ("GB", "JGJ", "CJJ")):
        seen: set[str] = set()
        for found in _STANDARD.finditer(text):
            series = re.sub(r"\s+", "", found["series"]).replace("／", "/")
            entry = data["newest"].get(f"{series} {found['no']}")
            year = int(found["year"]) + (1900 if len(found["year"]) == 2 else 0)
            if not entry or year >= entry["year"] or entry["year"] > ctx.as_of.year or found[0] in seen:
                continue
            passage = layout_of(doc).passage_at(found.start())
            if _SUPERSEDED.search(passage.text):
                continue
            seen.add(found[0])
            newest = entry.get("by") or f"{series} {found['no']}-{entry['year']}"
            yield Hit(
                message=f"疑似标准过时：文中引用“{found[0]}”，已知有新版本“{newest}”（{entry['name']}），建议在国家标准信息平台核实。",
                quotes=(passage.quote,),
                about=f"{series}{found['no']}",
                facts={"引用": found[0], "新版本": newest},
            )
    for unit, now in data["units"].items():
        at = text.find(unit)
        if at >= 0 and not quoted(text[max(0, at - 60) : at + 4], min(at, 60)):
            yield Hit(
                message=f"疑似计量单位过时：文中使用非法定计量单位“{unit}”，建议核实后改用“{now}”。",
                quotes=(layout_of(doc).passage_at(at).quote,),
                about=unit,
            )


RULES = (
    Rule("N-01", "old-institution-name", _old_institution),
    Rule("N-02", "old-place-name", _old_place),
    Rule("N-03", "stale-term", _stale_term),
    Rule("N-04", "stale-contact", _stale_contact),
    Rule("N-05", "superseded-standard", _stale_standard),
)
