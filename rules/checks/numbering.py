"""Q-01 to Q-04, Q-09: the number of a document, its series, and the registration number."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from registry.docno import DocNumber, parse_number
from registry.full_names import in_order
from registry.records import Quote
from rules.base import Context, Hit, Rule, Unknown
from rules.indexes import Given, index
from rules.names import title_key
from rules.questions import table
from rules.registry_view import RegistryView
from rules.similarity import alike
from rules.view import DocumentView


def _printed(doc: DocumentView) -> tuple[str, Quote | None]:
    """The number as the document prints it, else as the ledger writes it."""
    if doc.reading.number_raw:
        return doc.reading.number_raw, doc.reading.quotes.get("number")
    return _in_ledger(doc)


def _in_ledger(doc: DocumentView) -> tuple[str, Quote | None]:
    cell = doc.cell("文号")
    return cell, Quote(f"文号：{cell}") if cell else None


_ODD_NUMBER = re.compile(
    r"^[\s　]*([\u4e00-\u9fff]{2,12}[〔\[［【(（]\d{2}[〕\]］】)）]第?\d{1,5}号|[\u4e00-\u9fff]{1,11}[发字规办函]20\d{2}"
    r"(?:[〔\[［【(（]\d{1,5}[〕\]］】)）]|年?第?\d{1,5})号)[\s　]*$",
    re.MULTILINE,
)


def _odd_number(doc: DocumentView, cell: str) -> tuple[str, Quote] | None:
    """What stands for a number, though it is not built as one: two digits for the year, brackets in the wrong place."""
    found = _ODD_NUMBER.search(doc.text, 0, 800)
    if found:
        return found[1], doc.quote(*found.span(1))
    found = _ODD_NUMBER.match(cell)
    return (found[1], Quote(cell)) if found else None


def _ill_formed(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    """The number as the text prints it; where that is right, as the ledger gives it: the lists repeat the ledger."""
    found = False
    for raw, quote in dict.fromkeys((_printed(doc), _in_ledger(doc))):
        if found:
            return
        for hit in _faults(doc, raw, quote):
            found = True
            yield hit


def _faults(doc: DocumentView, raw: str, quote: Quote | None) -> Iterator[Hit]:
    number = parse_number(raw) if raw else None
    if number is None and (odd := _odd_number(doc, raw)):
        words, quote = odd
        yield Hit(
            message=f"疑似文号格式不规范：“{words}”，文号由机关代字、四位数年份（加六角括号）、发文顺序号组成，建议核实并在目录中使用规范写法。",
            quotes=(quote,),
            about=words,
            facts={"原写法": words},
        )
        return
    if number is None or number.form != "bracket" or not number.certain or number.year is None:
        return  # none, an order or a public notice, or damaged by a scan
    plain = re.sub(r"[\s　]+", "", raw)
    plain = plain[plain.find(number.code[:1]) :] if number.code and number.code[:1] in plain else plain
    if plain == re.sub(r"[\s　]+", "", number.canonical):
        return
    yield Hit(
        message=f"疑似文号格式不规范：“{raw.strip()}”，规范写法应为“{number.canonical}”，建议在目录中使用规范写法。",
        quotes=(quote,) if quote else (),
        about=number.key,
        facts={"原写法": raw.strip(), "规范写法": number.canonical},
    )


def _same_number(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if not doc.number_key:
        return
    least = float(ctx.params["same_text"])
    for other in ctx.registry.by_number(doc.number):
        if other.id == doc.id or other.number_key != doc.number_key or other.issuer != doc.issuer:
            continue
        share = alike(doc, other)
        if share is not None:
            if share >= least:
                continue
        elif title_key(doc.inner_title) == title_key(other.inner_title):
            continue
        if _one_notice(doc, other) or _other_year(doc, other):
            continue
        yield Hit(
            message=f"疑似文号重复：{doc.number}同时用于《{doc.inner_title}》和《{other.inner_title}》，建议核实。",
            peers=(other.id,),
            about=other.id,
            facts={"文号": doc.number or "", "另一文件": other.inner_title},
        )


def _other_year(one: DocumentView, other: DocumentView) -> bool:
    """Orders without a year (令第5号) may count anew each year or term: only the same year makes a duplicate."""
    number = parse_number(one.number) if one.number else None
    if number is None or number.year is not None:
        return False
    a, b = one.made_on, other.made_on
    return a is None or b is None or a.first.year != b.first.year


def _one_notice(one: DocumentView, other: DocumentView) -> bool:
    """Both are instruments of one notice (S-05): one notice names the other, or both stand under one outer title."""
    a, b = title_key(one.inner_title), title_key(other.inner_title)
    if one.title != one.inner_title and title_key(one.title) == title_key(other.title) and a != b:
        return True
    for x, y in ((one, b), (other, a)):
        if y and any(y in title_key(t) for t in x.titles) and title_key(x.inner_title) != y:
            return True
        if y and any(title_key(i.title) == y for i in x.instruments):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document stands in a series of numbers: 登记号 or 文号, the code before the year, the year, the serial."""

    kind: str
    code: str
    year: int
    serial: int

    @property
    def series(self) -> str:
        return f"{self.kind} {self.code} {self.year}"


def _places(doc: DocumentView) -> Iterator[_Place]:
    for kind, text in (("登记号", doc.registration_no), ("文号", doc.number)):
        number = parse_number(text) if text else None
        if number is None or number.year is None or number.form == "order":
            continue
        if (kind == "登记号") != (number.form == "registration"):
            continue
        if serial := re.match(r"\d+", number.serial):
            yield _Place(kind, number.code, number.year, int(serial[0]))


@index
def serials(doc: DocumentView) -> Given:
    """Series, with the serials that a document carries."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in _places(doc):
        found[place.series].append(place.serial)
    return found


@table
def _series(registry: RegistryView, series: str) -> dict[int, list[str]]:
    """Serial → the ids of the documents that carry it in a series."""
    found: dict[int, list[str]] = defaultdict(list)
    for document_id, carried in registry.under(serials, series).items():
        for serial in carried:
            found[serial].append(document_id)
    return dict(found)


def _gap(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    kinds = ("登记号", "文号") if ctx.params["register_complete"] else ("登记号",)
    for place in _places(doc):
        if place.kind not in kinds:
            continue
        code, year, mine = place.code, place.year, place.serial
        series = ctx.registry.row(_series, place.series)
        numbers = sorted(series)
        before = [n for n in numbers if n < mine]
        if not before:
            if mine > 1 and len(numbers) == 1:
                yield Unknown((), f"{code}-{year}序列只登记了这一件，无法判断之前的{mine - 1}个号是否跳号")
                continue
            gone = list(range(1, mine))
        else:
            gone = list(range(before[-1] + 1, mine))
        if not gone:
            continue
        peers = tuple(series[before[-1]]) if before else ()
        listed = "、".join(str(n) for n in gone[:6]) + ("等" if len(gone) > 6 else "")
        yield Hit(
            message=f"疑似序号跳号：{place.kind}序列{code}（{year}年）在{mine}号之前缺{listed}号，建议核实是否漏登。",
            peers=peers,
            about=f"{code}-{year}-{mine}",
            facts={"序列": f"{code}-{year}", "缺号": listed},
        )


def _prefix_of(doc: DocumentView) -> str | None:
    number = parse_number(doc.registration_no) if doc.registration_no else None
    return number.code if number is not None and number.form == "registration" and doc.issuer else None


@index
def prefixes(doc: DocumentView) -> Given:
    """Registration prefixes, with the issuer."""
    prefix = _prefix_of(doc)
    return {} if prefix is None else {prefix: doc.issuer}


@index
def prefixes_by_issuer(doc: DocumentView) -> Given:
    """Issuers, with the registration prefix."""
    prefix = _prefix_of(doc)
    return {} if prefix is None else {doc.issuer: prefix}


@table
def _holders(registry: RegistryView, prefix: str) -> Counter[str]:
    """How many documents of each issuer carry a registration prefix."""
    return Counter(registry.under(prefixes, prefix).values())


@table
def _carried(registry: RegistryView, issuer: str) -> Counter[str]:
    """How many documents of an issuer carry each registration prefix."""
    return Counter(registry.under(prefixes_by_issuer, issuer).values())


def _mismatch(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    text = doc.registration_no
    number = parse_number(text) if text else None
    if number is None or number.form != "registration":
        return
    quote = doc.reading.quotes.get("registration_no")
    quotes = (quote,) if quote and quote.start >= 0 else ()
    published = doc.published_on
    if published is None and doc.signed_on is None:
        yield Unknown(("公布日期",))
    elif number.year is not None:
        spans = [s for s in (published, doc.signed_on if published is None else None) if s]
        span = spans[0]
        years = {span.first.year, span.last.year}
        if span.first.month == 1:  # registered at the end of the old year, published in January
            years.add(span.first.year - 1)
        if published is None and span.last.month == 12:
            years.add(span.last.year + 1)
        if number.year not in years:
            yield Hit(
                message=f"疑似登记号与文件不符：登记号“{text}”的年份为{number.year}，而文件{'公布' if published else '成文'}于{span}，建议核实。",
                quotes=quotes,
                about="year",
                facts={"登记号": text or "", "日期": str(span)},
            )
    yield from _foreign_prefix(doc, number, ctx, quotes)


def _foreign_prefix(
    doc: DocumentView, number: DocNumber, ctx: Context, quotes: tuple[Quote, ...]
) -> Iterator[Hit]:
    """The prefix belongs to another maker: two or more of its documents carry it, and this maker has one of its own."""
    holders = ctx.registry.row(_holders, number.code)
    owner, count = max(holders.items(), key=lambda kv: kv[1], default=("", 0))
    own = any(n >= 2 for p, n in ctx.registry.row(_carried, doc.issuer).items() if p != number.code)
    if owner and owner != doc.issuer and count >= 2 and holders[doc.issuer] == 1 and own:
        yield Hit(
            message=f"疑似登记号与文件不符：登记号前缀“{number.code}”是{owner}的，而本文件由{doc.issuer}制定，建议核实。",
            quotes=quotes,
            about="prefix",
            facts={"前缀": number.code, "前缀所属": owner},
        )


_TAIL = re.compile(r"(?:发|函|办|字|规|通|告|公告|秘|电|文|综|党|联|政)+$")


_LEAD_CHANGED = re.compile(r"(?:主办|牵头)(?:单位|机关|部门)?[^，。；]{0,12}(?:变更|调整|改为|改由)")


def _joint_number(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    issuers = doc.reading.issuers if len(doc.reading.issuers) > 1 else doc.issuers
    if len(issuers) < 2 or _LEAD_CHANGED.search(doc.remark):
        return
    code = _code_of(doc)
    if not code:
        return
    lead = issuers[0]
    owner = next((i for i in issuers[1:] if _owns(i, lead, code, ctx)), None)
    if owner is None:
        return
    quote = doc.quote_of("number")
    yield Hit(
        message=f"疑似联合发文文号错误：主办机关为“{lead}”，而文号“{doc.number}”用的是“{owner}”的代字，建议核实。",
        quotes=(quote,) if quote and quote.start >= 0 else (),
        about=code,
        facts={"主办机关": lead, "文号": doc.number or ""},
    )


@index
def owners(doc: DocumentView) -> Given:
    """Codes (兰民发), with the body that numbers its own, unshared documents with it."""
    code = _code_of(doc)
    return {code: doc.issuer} if code and len(doc.issuers) == 1 else {}


@table
def _owners(registry: RegistryView, code: str) -> set[str]:
    """The bodies that number their own, unshared documents with a code."""
    return set(registry.under(owners, code).values())


def _owns(other: str, lead: str, code: str, ctx: Context) -> bool:
    """Whether a code is the other body's and not the lead's: by their own documents, else by its characters."""
    found = ctx.registry.row(_owners, code)
    if lead in found:
        return False
    if other in found:
        return True
    core = _TAIL.sub("", code)[1:] or _TAIL.sub("", code)
    if not core or in_order(core, lead):
        return False
    # 石财农发 is the finance bureau's, by its section for agriculture.
    section = core.lstrip("".join(set(lead) & set(other)))
    return in_order(core, other) or (section != "" and section[0] in other and section[0] not in lead)


def _code_of(doc: DocumentView) -> str | None:
    number = parse_number(doc.number) if doc.number else None
    return number.code if number is not None and number.form == "bracket" else None


RULES = (
    Rule("Q-01", "ill-formed-number", _ill_formed),
    Rule("Q-02", "duplicate-number", _same_number),
    Rule("Q-03", "gap-in-series", _gap),
    Rule("Q-04", "registration-mismatch", _mismatch),
    Rule("Q-09", "joint-number-wrong", _joint_number),
)
