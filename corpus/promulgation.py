"""The note under a law's title: who adopted it when, who published it under which number, since when it holds.

Reads the first making of the text; later amendments are history (`corpus.history`), not its identity.
"""

import re
from dataclasses import dataclass, replace

from registry.dates import FoundDate, find_dates
from registry.docno import find_numbers

#: A congress, or another body before the name of its meeting (国务院第68次常务会议, 环境保护部部务会议).
_CONGRESS = re.compile(
    r"[\u4e00-\u9fff]{0,30}?(?:人民代表大会(?:常务委员会|常委会)?|人大常委会|人民代表会(?!议))"
)
_MEETING = re.compile(
    r"(?P<body>[\u4e00-\u9fff（）]{2,40}?)(?:审判委员会|检察委员会|(?:[12]\d{3}年)?第[一二三四五六七八九十百\d ]{1,8}[次届]"
    r"|(?:部务|局务|署务|委务|行务|会务|常务|党组|主任|部长|局长|署长|主席|委员长|全体|办公)(?:会议?|办公会议?)|会议)"
)
_PUBLISHED = re.compile(r"公布|发布|颁布|颁发|印发|公告")
_MADE = re.compile(
    r"(?P<adopted>通过|审议同意|讨论同意)|(?P<approved>批准)|(?P<published>公布|发布|颁布|颁发|印发|公告)"
)
#: 修订发布, 修改后公布: a making of the whole text.
_REISSUED = re.compile(r"[^《]{0,40}?(?:修订|修正|修改)后?(?:重新)?(?:公布|发布)")
_ORDERED = re.compile(r"令[ \u3000]*(?:\S{0,6}第|[12]\d{3})|第[\S ]{1,8}号令?")
_CHANGED = re.compile(r"修正|修订|修改|重新公布|重新发布")
_EFFECT = re.compile(r"(?:自|从|于)[ \u3000]*(?=[\d一二])")
_IN_FORCE = re.compile(r"[ \u3000]*(?:起)?[ \u3000]*(?:正式|开始)?(?:施行|实施|执行|生效)")
#: 已由…第三次会议于[2013年6月29日通过]: the body stands before the date.
_PASSED_BY = re.compile(
    r"(?:已|业|现)(?:由|经)(?P<body>[\u4e00-\u9fff]{2,30}?人民代表大会(?:常务委员会)?)第[一二三四五六七八九十百\d]{1,4}次会议于$"
)
_LEADING = re.compile(r"^(?:已?于|由|经|在|业经|并经|[日 \u3000，,、]+)+")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date with the body and the number that stand with it; `start:end` is the span of the words."""

    iso: str
    body: str
    number: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Promulgation:
    """What the note says of the first making. `approved` is a later approval that publication waits for."""

    adopted: Stamp | None = None
    published: Stamp | None = None
    effective: FoundDate | None = None
    approved: Stamp | None = None
    revised: Stamp | None = None


def read_promulgation(text: str, start: int, end: int) -> Promulgation:
    """Read the note that stands in `text[start:end]`. Never raises; what is not said stays None."""
    dates = list(find_dates(text, start, min(end, start + 6_000)))
    adopted = published = approved = revised = None
    effective: FoundDate | None = None
    for index, day in enumerate(dates):
        stop = dates[index + 1].start if index + 1 < len(dates) else min(end, day.end + 400)
        before = text[max(start, day.start - 12) : day.start]
        segment = _until_clause(text[day.end : stop])
        if _IN_FORCE.match(segment):
            if effective is None and not _CHANGED.search(segment[:20]):
                effective = day
            continue
        if re.search(r"根据[^，。）]{0,6}$|按照$|依据$", before) or re.search(
            r"《[^》]{0,40}$", text[max(start, day.start - 50) : day.start]
        ):
            continue
        changed = _CHANGED.search(segment)
        stamp = _stamp(text, day, segment, stop)
        if not stamp.body and (named := _PASSED_BY.search(text, max(start, day.start - 80), day.start)):
            stamp = replace(stamp, body=named["body"])
        if (
            effective is None
            and re.search(r"(?:公布|发布|颁布|通过)(?:并|之日起?|后)?施行", segment)
            and not changed
        ):
            effective = day
        if re.search(r"(?:公布|发布|通过)(?:施行)?的《", segment):
            continue  # 根据…通过，…令第42号公布施行的《…决定》修改: the decision's making, not the text's
        verb = _MADE.search(segment)
        if changed and (verb is None or changed.start() < verb.start()) and not _REISSUED.match(segment):
            if revised is None:
                revised = stamp
            continue
        kind = verb.lastgroup if verb else None
        if kind == "approved" and not (_PUBLISHED.search(segment) and not adopted):
            approved = approved or stamp
        elif kind == "adopted" and adopted is None:
            adopted = stamp
        elif kind in ("published", "approved") or _ORDERED.search(segment):
            published = published or stamp
    numbered = None if published else _numbered(text, start, end)
    return Promulgation(adopted, published or numbered, effective, approved, revised)


def _numbered(text: str, start: int, end: int) -> Stamp | None:
    """An order named without its date (（国家旅游局令第46号公布　《X办法》已经…））: its number and maker."""
    for found in find_numbers(text, start, end):
        if found.number.form == "order" and re.match(
            r"[ \u3000]*(?:公布|发布|颁布)", text[found.end : found.end + 6]
        ):
            number = text[found.start : found.end]
            return Stamp("", number.split("令")[0].strip(), number, found.start, found.end)
    return None


def _until_clause(segment: str) -> str:
    """The words that belong to the date: up to the end of its sentence or the next 根据/自."""
    cut = re.search(
        r"[。；;]|根据|(?<![\u4e00-\u9fff])自(?=\d|[一二]|公布|发布)|[，, \u3000]自(?=\d|[一二]|公布|发布)",
        segment,
    )
    return segment[: cut.start()] if cut else segment


def _stamp(text: str, day: FoundDate, segment: str, stop: int) -> Stamp:
    end = day.end + len(segment.rstrip(" \t\u3000\xa0\n，,（("))
    numbers = find_numbers(text, day.end, max(day.end, end))
    number = None
    body = ""
    if numbers:
        number = re.sub(r"\s+", " ", text[numbers[0].start : numbers[0].end]).strip()
        found = re.match(
            r"(.*?)(?:(?:第?[〔（(\[]?\d{4}[^令告]{0,8})?第?[^第]{0,10}号(?:令|公告)|令|公告|通告)", number
        )
        body = found[1] if found and (numbers[0].number.form == "order" or "令" in number) else ""
    if number is None and (
        bare := re.match(
            r"[ \u3000]*([\u4e00-\u9fff、]{4,80}?(?:委员会|政府|主席|部|局|署)第[一二三四五六七八九十百\d]+号)(?=公布|发布)",
            segment,
        )
    ):
        number = bare[1]
    if not body:
        body = _body(segment)
    # 生态环境部部令第4号 is the order of 生态环境部.
    body = re.sub(r"(?<=部)部$|(?<=局)局$|(?<=署)署$|(?<=委)委$", "", body.strip(" 、，,"))
    return Stamp(
        day.iso,
        re.sub(r"[ \u3000]*第[一二三四五六七八九十百\d]+号?$", "", body),
        number,
        day.start,
        end,
    )


def _body(segment: str) -> str:
    bare = _LEADING.sub("", segment.strip(" \t\u3000\xa0\n"))
    if congress := _CONGRESS.match(bare):
        return congress[0]
    if found := _MEETING.match(bare):
        return found["body"]
    found = re.match(
        r"([\u4e00-\u9fff、 \u3000\n]{2,80}?)(?:第[一二三四五六七八九十百\d]+号)?(?:联合)?(?:审议)?(?:通过|公布|发布|颁布|颁发|批准|印发)",
        bare,
    )
    return found[1].removesuffix("公告") if found else ""
