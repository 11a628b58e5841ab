"""Short names that a text defines (以下简称…) and their later uses, with 《》 or bare."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.mention import Mention, Spans, names, place_after

_FREE_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|根据|依据|依照|按照|遵照|参照|违反|符合|不符|执行|适用|遵守|贯彻|落实|实施|属于|列入|具备|除|由|按|以|在|与|和|及|或|对|经|受|为|因|于|从|的|将|超出|超过|所称|之|了|可|用|至|自|并|其|原|依|如|是|达到|规定)$"
)
_FREE_AFTER = re.compile(
    r"第|规定|所|中|有关|附件|附录|附表|的|和|与|及|以及|或|等|要求|施行|实施|公布|发布|已|未|没有|另有|确定|明确|自|同时|相|[^\u4e00-\u9fff]|$"
)


def with_short_names(text: str, found: list[Mention], in_titles: Spans) -> Iterator[Mention]:
    """Mentions with every use of a short name resolved to what it was defined for."""
    known: dict[str, Mention] = {}
    out: list[Mention] = []
    for mention in found:
        meant = known.get(mention.title or "") if mention.via == "title" else None
        if meant and not mention.number:
            mention = replace(mention, title=meant.title, number=meant.number, via="short")
        out.append(mention)
        if mention.short_name and (mention.title or mention.number):
            known[mention.short_name] = mention
    out.extend(_bare_uses(text, known, Spans([(m.start, m.tail) for m in out]), in_titles))
    out.extend(_carried(text, out))
    yield from sorted(out, key=lambda m: (m.start, -m.end))


_ANNEX_AGAIN = re.compile(r"(?<=[和及或、与])附(?:件|表)[一二三四五六七八九十\d]+(?=第)")
_STOP = re.compile(r"[。；\n]")


def _carried(text: str, found: list[Mention]) -> list[Mention]:
    """《条例》附件一的物质和附件二第一款的物质: the second annex is that of the document named before it."""
    out = []
    starts = sorted(m.start for m in found)
    for m in found:
        if not m.place or not m.place.startswith("附") or not m.title:
            continue
        stop = _STOP.search(text, m.tail)
        high = min(
            [stop.start() if stop else len(text), *(s for s in starts if s > m.start)], default=len(text)
        )
        for again in _ANNEX_AGAIN.finditer(text, m.tail, high):
            place = place_after(text, again.start())
            if place:
                out.append(
                    replace(
                        m,
                        start=again.start(),
                        end=again.end(),
                        tail=place[1],
                        place=place[0],
                        via="short",
                        short_name="",
                    )
                )
    return out


def _bare_uses(text: str, known: dict[str, Mention], taken: Spans, in_titles: Spans) -> Iterator[Mention]:
    if not known:
        return
    any_name = re.compile("|".join(re.escape(n) for n in sorted(known, key=len, reverse=True)))
    for hit in any_name.finditer(text):
        name, meant = hit.group(), known[hit.group()]
        if (
            hit.start() < meant.tail
            or taken.hit(hit.start(), hit.end())
            or in_titles.hit(hit.start(), hit.end())
        ):
            continue
        place = place_after(text, hit.end())
        if not _stands_free(text, hit.start(), hit.end(), name, bool(place), meant.short_bare):
            continue
        yield Mention(
            hit.start(), hit.end(), place[1] if place else hit.end(), meant.title, meant.number,
            place[0] if place else None, via="short", printed=name,
        )  # fmt: skip


def _stands_free(text: str, start: int, end: int, name: str, placed: bool, bare: bool) -> bool:
    """Whether a bare short name stands for itself here and is no part of a longer word."""
    before, after = text[max(0, start - 4) : start], text[end : end + 2]
    if name.endswith("法") and after[:1] and after[0] in "律规院人制治学庭官案" and after != "规定":
        return False
    if before.endswith(("本", "该", "此", "各", "新", "旧")) or (
        after.startswith(("实施", "修正案")) and not placed
    ):
        return False
    if name in names()["generic"] or len(name) <= 2:
        free = bool(_FREE_BEFORE.search(before)) and bool(_FREE_AFTER.match(after))
        return free and (bare or placed)
    return bare or placed or bool(_FREE_BEFORE.search(before))
