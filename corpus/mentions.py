"""Mentions of documents in a text: titles, numbers, short names, with what belongs to each of them.

A mention is not yet a citation: who is meant and to what end is settled in `corpus.citations`.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from corpus.places import place_at
from corpus.titles import Title, scan_titles
from registry.docno import FoundNumber, find_numbers, organ_start

_OPEN, _CLOSE = "（(", "）)"
_COMPOSED = re.compile(
    r"(?:及其|及|和其|以及其)(?:相关|有关|配套的?)?(实施条例|实施细则|实施办法|实施规定|实施意见|实施规则|司法解释)"
)
_SHORT = re.compile(
    r"(?:以下|下)?(?:简称|下称|统称|并称)(?:为|作)?\s*[：:]?\s*(?:《(?P<quoted>[^《》]{1,40})》|(?P<open>[“\"‘「〈]?)(?P<name>[^“”\"《》〈〉（）()，。；、‘’「」]{1,24}))"
)
_STANDARD = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,12}标准)第\s*(?P<n>[\d一二三四五六七八九十百]+)\s*号(?:\s*[（(]\s*(?P<code>[A-Z]{2,8}\s*\d{1,4})\s*[）)])?"
)
_CODE = re.compile(
    r"\s*(?:[A-Z]{2,6}(?:\s?/\s?[TZ])?|DB\s?\d{2}(?:\s?/\s?T)?)\s*[-—]?\s*\d{2,6}(?:\.\d+)*(?:\s*[-—－–]\s*\d{2,4})?(?:号)?\s*"
)
_MORE = re.compile(
    r"\s*(?:、|和|及|以及|，)\s*(?P<word>公告|令)?(?P<year>(?:19|20)\d\d年)?\s*第?\s*(?P<n>[\d一二三四五六七八九十百]+)\s*号(?P<tail>公告|令)?"
)
_BEFORE_MORE = re.compile(r"(?:(?:19|20)\d\d年第?\s*\d+\s*号?\s*[、和及]\s*)+$")
_ONE_BEFORE = re.compile(r"((?:19|20)\d\d年第?\s*\d+\s*)号?\s*[、和及]")


_SAME_SENTENCE = re.compile(r"[。；\n]")


@cache
def names() -> dict[str, tuple[str, ...]]:
    """The word lists of data/names.toml, longest first."""
    data = tomllib.loads(files("corpus").joinpath("data/names.toml").read_text("utf-8"))
    return {key: tuple(sorted(value, key=len, reverse=True)) for key, value in data.items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. `start`/`end` is the name itself; `tail` the end of what belongs to it (number, place).

    `via`: title | number | short | composed. `short_name` is a name that the text defines here for later
    use; `short_bare` says that it was defined without 《》. `defined` is where a short name comes from.
    """

    start: int
    end: int
    tail: int
    title: str | None
    number: str | None
    place: str | None = None
    via: str = "title"
    original: bool = False
    short_name: str = ""
    short_bare: bool = False
    printed: str = ""


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every mention in text order, without overlaps, named documents and papers (permits, forms) alike."""
    titles = scan_titles(text)
    spans = [(t.start, t.end) for t in titles]
    numbers = _outside(find_numbers(text), spans)
    found = list(_titled(text, titles, numbers))
    taken = _Spans([(m.start, m.tail) for m in found])
    found.extend(_numbered(text, [n for n in numbers if not taken.hit(n.start, n.end)]))
    named = _Spans([(m.end, m.tail) for m in found if m.via == "number" and m.title])
    found = [m for m in found if m.via == "number" or not named.hit(m.start, m.end)]
    in_titles = _Spans(spans)
    found.extend(m for m in _standards(text) if not in_titles.hit(m.start, m.end))
    found = list(_without_overlaps(sorted(found, key=lambda m: (m.start, -m.end))))
    found = _with_publishing_orders(text, found)
    return tuple(_with_short_names(text, found, in_titles))


class _Spans:
    """Sorted, disjoint spans that answer in logarithmic time whether another one touches them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _ in self._spans]

    def hit(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, end)
        return any(s < end and e > start for s, e in self._spans[max(0, at - 2) : at])


def _outside(numbers: Iterable[FoundNumber], spans: Iterable[tuple[int, int]]) -> list[FoundNumber]:
    inside = _Spans(spans)
    return [n for n in numbers if not inside.hit(n.start, n.end) and n.number.form != "registration"]


def _without_overlaps(mentions: Iterable[Mention]) -> Iterator[Mention]:
    end = -1
    for mention in mentions:
        if mention.via in ("composed", "amender") or mention.start >= end:
            yield mention
            end = max(end, mention.tail)


# -- titles ------------------------------------------------------------------------------------------------


def _titled(text: str, titles: Iterable[Title], numbers: list[FoundNumber]) -> Iterator[Mention]:
    by_start = {n.start: n for n in numbers}
    by_end = {n.end: n for n in numbers}
    for title in titles:
        yield from _one_title(text, title, by_start, by_end)


def _one_title(
    text: str, title: Title, by_start: dict[int, FoundNumber], by_end: dict[int, FoundNumber]
) -> Iterator[Mention]:
    start, at = title.start, title.end
    number, short, bare = None, "", False
    while (bracket := _bracket(text, at)) is not None:
        inside = text[at:bracket].strip()[1:-1]
        hit = next((by_start[i] for i in range(at + 1, bracket) if i in by_start), None)
        definition = _SHORT.search(inside)
        if hit and number is None:
            number = _printed(hit.number.raw)
        if definition:
            short, bare = _defined(definition)
        standard = _CODE.fullmatch(inside)
        if standard and number is None:
            number = re.sub(r"\s+", " ", inside.strip())
        if not hit and not definition and not standard and not _VERSION.fullmatch(inside):
            break
        at = bracket
    if number is None and at in by_start:  # 《X》国办发〔2018〕71号
        number, at = _printed(by_start[at].number.raw), by_start[at].end
    if number is None and (before := by_end.get(start)):  # 国办发〔2018〕71号《X》
        number, start = _printed(before.number.raw), before.start
    own_number = find_numbers(title.name)
    if number is None and own_number and own_number[-1].end == len(title.name):
        raw = _printed(own_number[-1].number.raw)
        number = _split_number(raw)[1] if own_number[-1].number.form == "order" else raw
    place = _place(text, at)
    tail = place[1] if place else at
    yield from _amenders(text, title.end, at, by_start)
    yield Mention(
        start, title.end, tail, title.name, number, place[0] if place else None,
        original=_is_original(text, start), short_name=short, short_bare=bare, printed=text[start : title.end],
    )  # fmt: skip
    if composed := _COMPOSED.match(text, at):
        place = _place(text, composed.end())
        definition = None
        end = composed.end()
        if (bracket := _bracket(text, end)) is not None:
            definition = _SHORT.search(text[end:bracket])
            end = bracket if definition else end
            place = place or _place(text, end)
        yield Mention(
            composed.start(1), composed.end(), place[1] if place else end, title.name + composed[1], None,
            place[0] if place else None, via="composed", printed=text[start : composed.end()],
            short_name=_defined(definition)[0], short_bare=_defined(definition)[1],
        )  # fmt: skip


def _defined(definition: re.Match[str] | None) -> tuple[str, bool]:
    """The short name that 以下简称… defines, and whether it was printed without 《》."""
    if definition is None:
        return "", False
    if definition["quoted"]:
        return definition["quoted"].strip(), False
    return definition["name"].strip(), definition["open"] != "〈"


def _amenders(text: str, start: int, end: int, by_start: dict[int, FoundNumber]) -> Iterator[Mention]:
    """（…令第140号公布，根据…令第235号修改）: the order that amended is a mention of its own."""
    if end - start < 20:
        return
    for at in range(start, end):
        hit = by_start.get(at)
        if hit and re.match(
            r"(?:第[一二三四五六七八九十]次)?(?:修改|修正|修订)", text[hit.end : hit.end + 6]
        ):
            yield Mention(
                hit.start,
                hit.end,
                hit.end,
                None,
                _printed(hit.number.raw),
                via="amender",
                printed=hit.number.raw,
            )


_VERSION = re.compile(
    r"\s*(?:[\d一二三四五六七八九〇零]{4}年?.{0,12}|.{0,12}(?:试行|暂行|修订|修正|草案|征求意见稿|节选).{0,6})\s*"
)


def _bracket(text: str, at: int) -> int | None:
    """End of the round bracket that opens at `at` or behind a blank, or None."""
    while at < len(text) and text[at] in " \u3000":
        at += 1
    if at >= len(text) or text[at] not in _OPEN:
        return None
    depth = 0
    for i in range(at, min(len(text), at + 160)):
        if text[i] in _OPEN:
            depth += 1
        elif text[i] in _CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
    return None


_LINK = re.compile(r"(?:中的?|的|之)?")


def _place(text: str, at: int) -> tuple[str, int] | None:
    for offset in dict.fromkeys((at, _LINK.match(text, at).end())):  # type: ignore[union-attr]
        found = place_at(text, offset)
        if found:
            return found.text, found.end
    return None


def _is_original(text: str, start: int) -> bool:
    """Whether 原 stands before the name: directly, or before the issuer that is named with it."""
    if text[max(0, start - 1) : start] == "原":
        return True
    window = text[max(0, start - 40) : start]
    return bool(re.search(r"(?:^|[^\u4e00-\u9fff]|[由日和及、])原[\u4e00-\u9fff、]{2,30}$", window))


_BLANKS = re.compile(r"[\n\t\u3000\xa0]+|(?<![\u4e00-\u9fff]) +| +(?![\u4e00-\u9fff])")
#: Words of the sentence that stand before the organ and were taken for a part of it.
_PROSE = re.compile(
    r"^(?:.*的(?=原?[\u4e00-\u9fff]{2,}(?:部|署|局|委|院|会|厅|政府|公告))|[年月日]|解除|停止|执行|取消|恢复|修订|修改|依照|按照|根据|以|由|原)+"
)
_BODY_BEFORE_CODE = re.compile(r"^.*(?:人民政府|办公厅|办公室)(?=[\u4e00-\u9fff]{1,8}[〔\[（(【﹝])")


def _printed(raw: str) -> str:
    """A number as printed, less the blanks of typesetting, 原 before former bodies and words before the organ."""
    raw = _BLANKS.sub("", raw.strip())
    raw = re.sub(r"(?<=[、与和])原(?=[\u4e00-\u9fff])", "", _BODY_BEFORE_CODE.sub("", raw))
    return _PROSE.sub("", raw)


_PUBLISHED = re.compile(r"(?:公布|发布|颁布|印发|下发)(?:施行|实施)?")


def _with_publishing_orders(text: str, found: list[Mention]) -> list[Mention]:
    """…令第8号公布的《X》: the number is that of X and no mention of its own; …令第9号修改的《X》 is one."""
    out: list[Mention] = []
    for at, mention in enumerate(found):
        follower = next((m for m in found[at + 1 : at + 4] if m.title), None)
        if (
            mention.via == "number"
            and mention.title is None
            and follower is not None
            and follower.via == "title"
            and _PUBLISHED.match(text, mention.end)
            and follower.start - mention.end < 160
            and not _SAME_SENTENCE.search(text, mention.end, follower.start)
        ):
            index = found.index(follower, at)
            if follower.number is None:
                found[index] = replace(follower, number=mention.number)
            continue
        out.append(found[at])
    return out


# -- numbers -----------------------------------------------------------------------------------------------


def _numbered(text: str, numbers: Iterable[FoundNumber]) -> Iterator[Mention]:
    for found in numbers:
        raw = _printed(found.number.raw)
        organ, rest = _split_number(raw)
        joint = _JOINT.search(text, max(0, found.start - 60), found.start)
        if joint and organ in ("", "联合公告", "公告", "联合令"):  # 原农业部、原国家…局2001年联合公告第143号
            head = organ_start(text, joint.start(), max(0, joint.start() - 60))
            raw = _printed(text[head : found.end])
            organ, rest = _split_number(raw)
            found = FoundNumber(found.number, head, found.end)
        if (
            organ
            and found.number.form == "order"
            and (row := _ORGANS_BEFORE.search(text, max(0, found.start - 60), found.start))
        ):
            raw = _printed(text[row.start() : found.end])
            organ, rest = _split_number(raw)
            found = FoundNumber(found.number, row.start(), found.end)
        if not organ and found.number.form == "order":
            continue  # 第149号令 alone says neither whose nor of what year
        start = found.start
        if lead := _LEAD.match(organ):  # 海关总署对海关总署公告2021年第16号
            start += lead.end()
            organ, raw = organ[lead.end() :], raw[lead.end() :]
        start, earlier = _elided_before(text, start, organ, rest)
        yield from earlier
        yield from _one_number(text, start, found.end, raw if not earlier else organ + rest, found)
        yield from _elided_after(text, found.end, raw)


#: 原质检总局、原[农业部2008年第125号公告]: the organs that issued jointly belong to the number.
_ORGANS_BEFORE = re.compile(
    r"(?<![\u4e00-\u9fff])(?:原?[\u4e00-\u9fff]{2,18}(?:部|总局|局|署|委|委员会|办公室|院|银行)[、和与])+原?$"
)
_JOINT = re.compile(r"(?:19|20)\d\d年\s*$")
_LEAD = re.compile(
    r".*(?:[对将按经向据是为即]|其中|包括)(?=[\u4e00-\u9fff]{1,20}(?:部|署|局|委|院|会|行|厅|政府|办公室)(?:公告|令)?$)"
)


def _one_number(text: str, start: int, end: int, raw: str, found: FoundNumber) -> Iterator[Mention]:
    title, at, short, bare = None, end, "", False
    while (bracket := _bracket(text, at)) is not None:
        inside = text[at:bracket].strip()[1:-1]
        definition = _SHORT.search(inside)
        if definition:
            short, bare = _defined(definition)
        elif title is None and (name := _bracket_title(inside)):
            title = name
        else:
            break
        at = bracket
    place = _place(text, at)
    yield Mention(
        start, end, place[1] if place else at, title, raw, place[0] if place else None, via="number",
        original=text[max(0, start - 1) : start] == "原", short_name=short, short_bare=bare,
        printed=text[start:end],
    )  # fmt: skip


def _bracket_title(inside: str) -> str | None:
    """（关于…有关事项的公告） behind a number is the title of what the number names."""
    inside = inside.strip()
    if inside.startswith("《") and inside.endswith("》"):
        return inside[1:-1]
    return inside if inside.startswith("关于") and len(inside) > 8 else None


def _split_number(raw: str) -> tuple[str, str]:
    """海关总署公告2022年第54号 → (海关总署公告, 2022年第54号); 海关总署2020年第101号公告 → (海关总署, …)."""
    cut = re.search(
        r"(?:(?:19|20)\d\d年)?\s*第?\s*[\d一二三四五六七八九十百〇零]+\s*号(?:联合|警示)?(?:令|公告|通告)?$",
        raw,
    )
    return (raw[: cut.start()], raw[cut.start() :]) if cut else (raw, "")


def _elided_before(text: str, start: int, organ: str, rest: str) -> tuple[int, list[Mention]]:
    """海关总署2015年第10号、2016年第5号公告: the first of the row has lost its word, the second its organ."""
    if not rest.endswith(("公告", "令", "通告")):
        return start, []
    row = _BEFORE_MORE.search(text, max(0, start - 60), start)
    # `find_numbers` may have taken the row into the organ or have stopped behind it; only the latter is mended.
    if not row or organ:
        return start, []
    head = organ_start(text, row.start(), max(0, row.start() - 60))
    organ = _printed(text[head : row.start()])
    if not organ:
        return start, []
    word = re.sub(r".*号", "", rest)
    return start, [
        Mention(head, row.end(), row.end(), None, f"{organ}{m.group(1).strip()}号{word}", via="number",
                printed=text[head : row.end()])
        for m in _ONE_BEFORE.finditer(row.group())
    ]  # fmt: skip


def _elided_after(text: str, end: int, raw: str) -> Iterator[Mention]:
    """和2013年第10号 after 海关总署公告2010年第46号: completed from the number before."""
    organ, rest = _split_number(raw)
    year = (re.search(r"(?:19|20)\d\d年", rest) or [""])[0]
    word = re.sub(r".*号", "", rest)
    while organ and rest and (more := _MORE.match(text, end)):
        if more["tail"] and not word:
            return
        year = more["year"] or year
        head = organ if not more["word"] or organ.endswith(more["word"]) else organ + more["word"]
        number = f"{head}{year}第{more['n']}号{more['tail'] or word}"
        place = _place(text, more.end())
        start = more.start("year") if more["year"] else more.start("n")
        yield Mention(
            start, more.end(), place[1] if place else more.end(), None, number, place[0] if place else None,
            via="number", printed=text[start : more.end()],
        )  # fmt: skip
        end = more.end()


def _standards(text: str) -> Iterator[Mention]:
    """国际植物检疫措施标准第15号（ISPM 15）: a name that carries a number without 《》."""
    for found in _STANDARD.finditer(text):
        name = _STANDARD_HEAD.sub("", found["name"])
        if len(name) < 4:
            continue
        start = found.start() + len(found["name"]) - len(name)
        end = found.end("n") + text[found.end("n") :].index("号") + 1
        code = re.sub(r"\s+", " ", found["code"]) if found["code"] else None
        yield Mention(
            start, end, found.end(), f"{name}第{found['n']}号", code, via="number", printed=text[start:end]
        )


_STANDARD_HEAD = re.compile(r"^.*(?:按照?|根据|依照|依据|符合|遵照|参照|执行|实施|满足|遵守|采用|达到|合|的)")


# -- short names -------------------------------------------------------------------------------------------


def _with_short_names(text: str, found: list[Mention], in_titles: _Spans) -> Iterator[Mention]:
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
    out.extend(_bare_uses(text, known, _Spans([(m.start, m.tail) for m in out]), in_titles))
    yield from sorted(out, key=lambda m: (m.start, -m.end))


def _bare_uses(text: str, known: dict[str, Mention], taken: _Spans, in_titles: _Spans) -> Iterator[Mention]:
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
        place = _place(text, hit.end())
        if not _stands_free(text, hit.start(), hit.end(), name, bool(place), meant.short_bare):
            continue
        yield Mention(
            hit.start(), hit.end(), place[1] if place else hit.end(), meant.title, meant.number,
            place[0] if place else None, via="short", printed=name,
        )  # fmt: skip


_FREE_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|根据|依据|依照|按照|遵照|参照|违反|符合|不符|执行|适用|遵守|贯彻|落实|实施|属于|列入|具备|除|由|按|以|在|与|和|及|或|对|经|受|为|因|于|从|的|将|超出|超过|所称|之|了|可|用|至|自|并|其|原|依|如|是|达到|规定)$"
)
_FREE_AFTER = re.compile(
    r"第|规定|所|中|有关|附件|附录|附表|的|和|与|及|以及|或|等|要求|施行|实施|公布|发布|已|未|没有|另有|确定|明确|自|同时|相|[^\u4e00-\u9fff]|$"
)


def _stands_free(text: str, start: int, end: int, name: str, placed: bool, bare: bool) -> bool:
    """Whether a bare short name stands for itself here and is no part of a longer word."""
    before, after = text[max(0, start - 4) : start], text[end : end + 2]
    if name.endswith("法") and after[:1] and after[0] in "律规院人定制治学庭官案":
        return False
    if before.endswith(("本", "该", "此", "各", "新", "旧")) or (
        after.startswith(("实施", "修正案")) and not placed
    ):
        return False
    if name in names()["generic"] or len(name) <= 2:
        free = bool(_FREE_BEFORE.search(before)) and bool(_FREE_AFTER.match(after))
        return free and (bare or placed)
    return bare or placed or bool(_FREE_BEFORE.search(before))
