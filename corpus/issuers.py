"""Who made a paper: signature, letterhead, the note under a title, the title itself, the page; in this order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.heading import Head
from corpus.promulgation import Promulgation, Stamp
from corpus.signature import Signature
from registry.agencies import is_organ, place_of, split_organs
from registry.records import Quote

#: A body named in an abbreviated way: 市十二届人民代表大会…, 第九届… without its place.
_ABBREVIATED = re.compile(r"[省市县区](?![\u4e00-\u9fff]{0,4}[省市县区])|第[一二三四五六七八九十]+届(?!全国)")
_BEFORE_ABOUT = re.compile(
    r"^(?P<organs>.{2,120}?)(?:关于|印发|转发|批转|发布|公布|颁布|(?:公告|通告|令|布告)$)"
)

_MINUTES = re.compile(
    r"^(?P<organs>.{2,40}?(?:人民政府|办公室|局|委员会|办事处))[\u4e00-\u9fff]{0,12}会议纪要$"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the earlier steps found that can tell the maker. `order` is what an order's body reports."""

    text: str
    head: Head
    signature: Signature | None
    note: Promulgation
    order: Promulgation
    title: str | None
    inner_title: str | None
    title_quote: Quote | None
    page: Mapping[str, str]


#: The makers, and the words that name them; no words when only the page's table does.
Makers = tuple[tuple[str, ...], Quote | None]


def find_issuers(e: Evidence) -> Makers:
    """The makers as printed, in order; () when nothing names them."""
    for source in (_signed, _letterhead, _noted, _titled, _listed):
        organs, quote = source(e)
        if organs:
            return organs, quote
    return (), None


def title_issuers(title: str) -> tuple[str, ...]:
    """The bodies in front of 关于 in a title; () when there are none."""
    found = _BEFORE_ABOUT.match(title) or _MINUTES.match(title)
    return split_organs(found["organs"]) if found else ()


def _quote(e: Evidence, start: int, end: int) -> Quote:
    words = e.text[start:end].rstrip()
    return Quote(words, start, start + len(words))


def _signed(e: Evidence) -> Makers:
    signature = e.signature
    if signature is None or not signature.organs:
        return (), None
    return signature.organs, _quote(e, signature.start, signature.organ_end)


def _letterhead(e: Evidence) -> Makers:
    found = e.head.letterhead
    if not found:
        return (), None
    organs = tuple(dict.fromkeys(f.value.replace("中华人民共和国国务院", "国务院") for f in found))
    adopted = e.note.adopted or e.order.adopted
    if e.head.letterhead_word == "令" and organs[0].endswith("主席") and adopted and adopted.body:
        # The head of state promulgates a law; the congress that adopted it made it.
        return (adopted.body,), _quote(e, adopted.start, adopted.end)
    return organs, _quote(e, found[0].start, found[-1].end)


def _noted(e: Evidence) -> Makers:
    note = e.note if e.note.adopted or e.note.published or e.note.revised else e.order
    made = [stamp for stamp in (note.adopted, note.published) if stamp and stamp.body]
    chosen = made[0] if made else note.revised
    if chosen is None or not chosen.body:
        return (), None
    if note.published and note.published is not chosen and _outranks(note.published, chosen):
        chosen = note.published
    organs = split_organs(chosen.body)
    if not organs and (is_organ(chosen.body) or "人民代表大会" in chosen.body):
        organs = (chosen.body,)
    if short := re.fullmatch(r"([省市县区镇乡])(?:人民)?政府", chosen.body):
        # 区政府第3次常务会议通过: the government of the place that the title begins with.
        place = place_of(e.inner_title or "")
        organs = (f"{place}人民政府",) if place.endswith(short[1]) else ()
    named = title_issuers(e.title or "")
    if len(named) > 1 and set(organs) <= set(named):
        # 最高人民法院、最高人民检察院关于…: the note names the meeting of one of them last.
        organs = named
    return organs, _quote(e, chosen.start, chosen.end)


def _outranks(publisher: Stamp, adopter: Stamp) -> bool:
    """Whether the publishing body is the better name of the maker than the adopting meeting's."""
    one, other = publisher.body, adopter.body
    if not one or one.endswith("主席"):
        return False
    same = one in other or other in one or ("人民代表大会" in one and "人民代表大会" in other)
    whole = "人民代表大会" in one and "届" not in one
    return bool(_ABBREVIATED.match(other)) or not same or whole


def _titled(e: Evidence) -> Makers:
    outer = e.head.outer
    if outer and (organs := title_issuers(outer.value)):
        return organs, _quote(e, outer.start, outer.end)
    return (title_issuers(e.title), e.title_quote) if e.title else ((), None)


def _listed(e: Evidence) -> Makers:
    printed = e.head.elements.get("发文机关")
    if printed and (organs := _organs(printed.value)):
        return organs, _quote(e, printed.start, printed.end)
    return _organs(e.page.get("发文机关", "")), None


def _organs(value: str) -> tuple[str, ...]:
    return split_organs(re.sub(r"[，,;；]", " ", value).strip())
