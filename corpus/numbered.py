"""Documents named by number: 海关总署公告2022年第54号, the elliptic 和2013年第10号, 国际植物检疫措施标准第15号."""

import re
from collections.abc import Iterable, Iterator

from corpus.mention import SHORT, Mention, bracket_end, defined, place_after, printed, split_number
from registry.docno import FoundNumber, organ_start

_STANDARD = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,12}标准)第\s*(?P<n>[\d一二三四五六七八九十百]+)\s*号(?:\s*[（(]\s*(?P<code>[A-Z]{2,8}\s*\d{1,4})\s*[）)])?"
)
_STANDARD_HEAD = re.compile(r"^.*(?:按照?|根据|依照|依据|符合|遵照|参照|执行|实施|满足|遵守|采用|达到|合|的)")
_MORE = re.compile(
    r"\s*(?:、|和|及|以及|，)\s*(?P<word>公告|令)?(?P<year>(?:19|20)\d\d年)?\s*第?\s*(?P<n>[\d一二三四五六七八九十百]+)\s*号(?P<tail>公告|令)?"
)
_BEFORE_MORE = re.compile(r"(?:(?:19|20)\d\d年第?\s*\d+\s*号?\s*[、和及]\s*)+$")
_ONE_BEFORE = re.compile(r"((?:19|20)\d\d年第?\s*\d+\s*)号?\s*[、和及]")
#: 原质检总局、原[农业部2008年第125号公告]: the organs that issued jointly belong to the number.
_ORGANS_BEFORE = re.compile(
    r"(?<![\u4e00-\u9fff])(?:解除|废止|取消)?(?P<organs>(?:原?[\u4e00-\u9fff]{2,18}(?:部|总局|局|署|委|委员会|办公室|院|银行)[、和与])+原?)$"
)
_JOINT = re.compile(r"(?:19|20)\d\d年\s*$")
_LEAD = re.compile(
    r".*(?:[对将按经向据是为即]|其中|包括)(?=[\u4e00-\u9fff]{1,20}(?:部|署|局|委|院|会|行|厅|政府|办公室)(?:公告|令)?$)"
)


def numbered(text: str, numbers: Iterable[FoundNumber]) -> Iterator[Mention]:
    covered = 0
    for found in numbers:
        if found.start < covered:
            continue  # completed from the number that begins its row
        raw = printed(found.number.raw)
        organ, rest = split_number(raw)
        joint = _JOINT.search(text, max(0, found.start - 60), found.start)
        if joint and organ in ("", "联合公告", "公告", "联合令"):  # 原农业部、原国家…局2001年联合公告第143号
            head = organ_start(text, joint.start(), max(0, joint.start() - 60))
            raw = printed(text[head : found.end])
            organ, rest = split_number(raw)
            found = FoundNumber(found.number, head, found.end)
        if (
            organ
            and found.number.form == "order"
            and (row := _ORGANS_BEFORE.search(text, max(0, found.start - 60), found.start))
        ):
            raw = printed(text[row.start("organs") : found.end])
            organ, rest = split_number(raw)
            found = FoundNumber(found.number, row.start("organs"), found.end)
        if not organ and found.number.form == "order":
            continue  # 第149号令 alone says neither whose nor of what year
        start = found.start
        if lead := _LEAD.match(organ):  # 海关总署对海关总署公告2021年第16号
            start += lead.end()
            organ, raw = organ[lead.end() :], raw[lead.end() :]
        start, earlier = _elided_before(text, start, organ, rest)
        yield from earlier
        yield from _one_number(text, start, found.end, raw if not earlier else organ + rest, found)
        for more in _elided_after(text, found.end, raw):
            covered = more.tail
            yield more


def _one_number(text: str, start: int, end: int, raw: str, found: FoundNumber) -> Iterator[Mention]:
    title, at, short, bare = None, end, "", False
    while (bracket := bracket_end(text, at)) is not None:
        inside = text[at:bracket].strip()[1:-1]
        definition = SHORT.search(inside)
        if definition:
            short, bare = defined(definition)
        elif title is None and (name := _bracket_title(inside)):
            title = name
        else:
            break
        at = bracket
    place = place_after(text, at)
    if title is None and (listed := _listed(text, start, end)):
        yield Mention(*listed, raw, via="number", printed=text[listed[0] : listed[1]])
        return
    yield Mention(
        start, end, place[1] if place else at, title, raw, place[0] if place else None, via="number",
        original=text[max(0, start - 1) : start] == "原", short_name=short, short_bare=bare,
        printed=text[start:end],
    )  # fmt: skip


#: 4.关于加强农贸市场管理的通告（兰政通〔2009〕1号）: an item of a list may leave the marks out.
_ITEM_TITLE = re.compile(
    r"(?:(?<=\n)|(?<=[；;：:]))[ \t\u3000]*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]\s*)?"
    r"(?P<title>[^\n，。；：:、《》（）()\d.．][^\n，。；：:、《》（）()]{3,70}"
    r"(?:通知|意见|办法|规定|细则|通告|公告|方案|决定|规则|标准|目录|批复|制度|规程|措施))$"
)


def _listed(text: str, start: int, end: int) -> tuple[int, int, int, str] | None:
    """Span, tail and title of a list item whose number stands in brackets behind it."""
    if text[max(0, start - 1) : start] not in ("（", "("):
        return None
    found = _ITEM_TITLE.search(text, max(0, start - 100), start - 1)
    if not found:
        return None
    close = re.compile(r"[)）]").search(text, end, end + 30)
    return found.start("title"), found.end("title"), close.end() if close else end, found["title"]


def _bracket_title(inside: str) -> str | None:
    """（关于…有关事项的公告） behind a number is the title of what the number names."""
    inside = inside.strip()
    if inside.startswith("《") and inside.endswith("》"):
        return inside[1:-1]
    return inside if inside.startswith("关于") and len(inside) > 8 else None


def _elided_before(text: str, start: int, organ: str, rest: str) -> tuple[int, list[Mention]]:
    """海关总署2015年第10号、2016年第5号公告: the first of the row has lost its word, the second its organ."""
    if not rest.endswith(("公告", "令", "通告")):
        return start, []
    row = _BEFORE_MORE.search(text, max(0, start - 60), start)
    # `find_numbers` may have taken the row into the organ or have stopped behind it; only the latter is mended.
    if not row or organ:
        return start, []
    head = organ_start(text, row.start(), max(0, row.start() - 60))
    organ = printed(text[head : row.start()])
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
    organ, rest = split_number(raw)
    year = (re.search(r"(?:19|20)\d\d年", rest) or [""])[0]
    word = re.sub(r".*号", "", rest)
    while organ and rest and (more := _MORE.match(text, end)):
        if more["tail"] and not word:
            return
        year = more["year"] or year
        head = organ if not more["word"] or organ.endswith(more["word"]) else organ + more["word"]
        number = f"{head}{year}第{more['n']}号{more['tail'] or word}"
        place = place_after(text, more.end())
        start = more.start("year") if more["year"] else more.start("n")
        yield Mention(
            start, more.end(), place[1] if place else more.end(), None, number, place[0] if place else None,
            via="number", printed=text[start : more.end()],
        )  # fmt: skip
        end = more.end()


def standards(text: str) -> Iterator[Mention]:
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


#: 原质检总局2016年第17号关于…的风险警示: organ, year and serial, with 公告 or 通告 left out.
_WORDLESS = re.compile(
    r"(?:总局|总署|部|委|局|署)(?P<rest>(?:19|20)\d\d年第\s*\d{1,4}\s*号)(?=关于[^，。；]{2,40}的)"
)


def wordless(text: str) -> Iterator[Mention]:
    """A number that leaves its word out and says at once what it is about."""
    for found in _WORDLESS.finditer(text):
        rest = found.start("rest")
        head = organ_start(text, rest, max(0, rest - 60))
        number = printed(text[head : found.end()])
        if head < rest:
            yield Mention(
                head, found.end(), found.end(), None, number, via="number",
                original=text[max(0, head - 1) : head] == "原", printed=text[head : found.end()],
            )  # fmt: skip
