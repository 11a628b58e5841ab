"""Facts of a document with their provenance: what the text says, then what the page around it says."""

from collections.abc import Iterator, Mapping
from typing import Any

from corpus.reading import Reading
from registry.agencies import split_organs
from registry.dates import parse_date
from registry.docno import parse_number
from registry.plain import strip_controls
from registry.records import Fact, Quote, Source

#: Fields of a Reading that become facts of the text as they are.
_PLAIN = ("title", "inner_title", "number", "registration_no", "kind", "act")
_DATES = ("signed_on", "issued_on", "published_on", "effective_on", "expires_on")
#: Meta tags of government pages (国办发〔2017〕47号): the page's own time is never the document's 公布日期.
_PAGE_TIMES = ("PubDate", "页面时间")


def facts_of(reading: Reading, page_metadata: Mapping[str, str]) -> tuple[Fact, ...]:
    """The facts of one document, text before page within a field. A value that is unknown gives no fact."""
    page = {name: strip_controls(value).strip() for name, value in page_metadata.items()}
    paged = tuple(_page_facts(page))
    by_page = {fact.field: fact for fact in paged}
    return (*_text_facts(reading, by_page), *paged)


def _text_facts(reading: Reading, by_page: Mapping[str, Fact]) -> Iterator[Fact]:
    for name in _PLAIN + _DATES:
        value = getattr(reading, name)
        if value and not _from_page(name, value, reading, by_page):
            yield Fact(
                name,
                value,
                Source.TEXT,
                reading.quotes.get(name),
                _certainty(name, reading),
                _note(name, reading),
            )
    if reading.issuers and not _from_page("issuers", list(reading.issuers), reading, by_page):
        yield Fact("issuers", list(reading.issuers), Source.TEXT, reading.quotes.get("issuers"))
    if reading.trial:
        yield Fact("trial", True, Source.TEXT, reading.quotes.get("title"))
    validity = reading.validity
    if validity.kind != "none":
        value = {
            "kind": validity.kind,
            "months": validity.months,
            "last_day": validity.last_day,
            "auto_lapse": validity.auto_lapse,
        }
        yield Fact("validity", validity.kind, Source.TEXT, validity.quote, note=_validity_note(value))


def _from_page(name: str, value: Any, reading: Reading, by_page: Mapping[str, Fact]) -> bool:
    """A value that the text does not print was taken from the page's table: it stays a fact of the page."""
    return name not in reading.quotes and name in by_page and by_page[name].value == value


def _certainty(name: str, reading: Reading) -> float:
    if name == "number":
        number = parse_number(reading.number_raw or reading.number or "")
        return 1.0 if number is None or number.certain else 0.5
    if name == "expires_on" and reading.validity.kind == "duration":
        return 0.9
    return 1.0


def _note(name: str, reading: Reading) -> str:
    if name == "number" and reading.number_raw and reading.number_raw != reading.number:
        return f"原文作“{reading.number_raw}”"
    if name == "expires_on" and reading.validity.kind == "duration":
        return "按起始日加期限减一日推算（±1日）"
    return ""


def _validity_note(value: Mapping[str, Any]) -> str:
    parts = [f"{value['months']}个月"] if value["months"] else []
    if value["auto_lapse"]:
        parts.append("届满自动失效")
    return "，".join(parts)


def _page_facts(page: Mapping[str, str]) -> Iterator[Fact]:
    for name, label in (("title", "标题"), ("title", "ArticleTitle")):
        if value := page.get(label):
            yield _fact(name, value, value)
            break
    if (raw := page.get("发文字号")) and (number := parse_number(raw)):
        yield _fact("number", number.canonical, raw)
    if raw := page.get("统一登记号"):
        number = parse_number(raw)
        yield _fact("registration_no", number.canonical if number else raw, raw)
    if (raw := page.get("发文机关")) and (organs := split_organs(raw)):
        yield _fact("issuers", list(organs), raw)
    for name, label in (
        ("signed_on", "成文日期"),
        ("published_on", "发布日期"),
        ("effective_on", "施行日期"),
        ("expires_on", "失效日期"),
    ):
        if (raw := page.get(label)) and (iso := parse_date(raw)):
            yield _fact(name, iso, raw)
    for label in _PAGE_TIMES:
        if (raw := page.get(label)) and (iso := parse_date(raw)):
            yield _fact("page_published_on", iso, raw)
            break
    for name, label in (
        ("status_claim", "有效性"),
        ("index_number", "索引号"),
        ("subject", "主题分类"),
        ("url", "Url"),
    ):
        if raw := page.get(label):
            yield _fact(name, raw, raw)


def _fact(name: str, value: Any, words: str) -> Fact:
    return Fact(name, value, Source.PAGE, Quote(words))
