"""Printed revision history in the head of a text (通过, 公布, 修正, 修订, 批准, 施行) as dated events.

Three shapes are read: dated lines under the title, a bracket under the title, and the order or notice that
promulgates the text (《X》已于…审议通过，现予公布，自…起施行). 自公布之日起 adds no event.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.reading import Event
from registry.dates import FoundDate, find_dates

#: The head is looked for in the first characters only.
_HEAD = 9000
#: Blanks are bounded everywhere: an unbounded run before an optional one is quadratic on a page of blanks.
_BODY = re.compile(
    r"^[ \t\xa0　#]{0,40}(?:第[ \t　]{0,4}[一1][ \t　]{0,4}[条章编]|目[ \t　]{0,8}录[ \t　]{0,8}$|总[ \t　]{0,8}则[ \t　]{0,8}$|一、)",
    re.M,
)
_DATE = r"[（(【\[]?[ \t\xa0　]{0,4}(?:根据|依据|经)?[ \t\xa0　]{0,4}(?:[12]\d{3}|[一二][〇○零OＯ0一二三四五六七八九]{3})[ \t　]{0,4}年"
_LINE = re.compile(rf"^[ \t\xa0　]{{0,40}}{_DATE}", re.M)
_ACT = re.compile(
    r"(?P<effective>(?:起|日)?(?:开始)?(?:正式)?(?:施行|实施|执行|生效))|(?P<amended>修正|修改)|(?P<revised>修订)"
    r"|(?P<approved>批准)|(?P<adopted>通过)|(?P<published>公布|发布|颁布|印发|下发)"
)
_TITLES = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")
_BRACKET = re.compile(r"^[ \t\xa0　]{0,40}[（(](?=[^（）()\n]{0,120}\d{4}\s*年)", re.M)
_ORDER = re.compile(r"(?:现予(?:以)?(?:公布|发布)|现(?:公布|发布)|予以(?:公布|发布))")
_BY_END = re.compile(r"[\s　，,；;、（(]+$")
#: A line that goes on in the next one: no blank line, no label, no number of its own.
_CONTINUES = re.compile(r"\n(?=[^\n：:〔\[（(]{2,140}(?:\n|$))(?!\s*\n)")
#: 《X》已于1998年6月26日…通过，1998年6月26日…令第六号公布: the making of the text told in a sentence.
_REPORT = re.compile(
    r"^[ \t\xa0　]{0,40}(?:[（(][^《\n]{0,40})?《[^《》\n]{2,60}》(?:[（(][^（）()]{0,12}[）)])?(?=(?:已|业|经|于)[^\n]{4,160}?(?:通过|公布|发布))",
    re.M,
)
_ORDER_NUMBER = re.compile(
    r"令[ 　]?(?:[12]\d{3}年)?第?[ 　]?[\d一二三四五六七八九十百]+[ 　]?号|第[\d一二三四五六七八九十百]+号令"
)
_LONE_DATE = re.compile(r"[^日]*日?\s*")
_LONGEST_LINE = 420


def history_spans(text: str, head_end: int | None = None) -> tuple[tuple[int, int], ...]:
    """The spans of the head that print the document's own history: lines and brackets, not the order's text.

    `head_end` is where the head is known to end; without it the first article or 一、 ends it.
    """
    return _spans(text[:_HEAD], head_end)


@lru_cache(maxsize=8)
def _spans(head: str, head_end: int | None) -> tuple[tuple[int, int], ...]:
    body = _BODY.search(head)
    end = body.start() if body else min(len(head), head_end or len(head))
    found = [*_brackets(head, end), *_lines(head, end), *_reports(head, end)]
    found.sort()
    merged: list[tuple[int, int]] = []
    for span in found:
        if merged and span[0] < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span[1]))
        else:
            merged.append(span)
    return tuple(merged)


def find_history(text: str, head_end: int | None = None) -> tuple[Event, ...]:
    """The events in the order printed, each with the span of its clause."""
    events: list[Event] = []
    for start, end in history_spans(text, head_end):
        events.extend(_events(text, start, end))
    events.extend(_order(text, bool(events)))
    seen: set[tuple[str, str]] = set()
    out = []
    for event in sorted(events, key=lambda e: e.start):
        if (event.date, event.act) not in seen or (event.act == "adopted" and _approval(event)):
            seen.add((event.date, event.act))
            out.append(event)
    return tuple(out)


def _approval(event: Event) -> bool:
    return bool(event.by and event.by.endswith("批准"))


def _brackets(head: str, end: int) -> Iterator[tuple[int, int]]:
    """（2011年4月6日…令第53号公布 自2011年4月6日起施行）"""
    for opening in _BRACKET.finditer(head, 0, end):
        start = opening.end() - 1
        depth = 0
        for at in range(start, min(end + 400, len(head))):
            depth += head[at] in "（("
            depth -= head[at] in "）)"
            if depth == 0:
                note = _TITLES.sub("", head[start:at])
                if _ACT.search(note) or _ORDER_NUMBER.search(note):
                    yield start, at + 1
                break


def _reports(head: str, end: int) -> Iterator[tuple[int, int]]:
    """《X》已于…通过，…公布，自公布之日起施行; what 现予公布 promulgates is read by `_order`."""
    for found in _REPORT.finditer(head, 0, end):
        newline = head.find("\n", found.end())
        stop = min(len(head) if newline < 0 else newline, found.end() + _LONGEST_LINE)
        sentence = head[found.end() : stop]
        if not _ORDER.search(sentence) and not re.search("修改|决定|废止", found.group()):
            yield found.end(), stop


def _lines(head: str, end: int) -> Iterator[tuple[int, int]]:
    """Lines that begin with a date and say what was done on it; a line may be broken in the middle."""
    at = 0
    while line := _LINE.search(head, at, end):
        start = line.start() + len(line.group()) - len(line.group().lstrip())
        stop = start
        for _ in range(6):
            newline = head.find("\n", stop)
            stop = len(head) if newline < 0 else newline
            piece = _TITLES.sub("", head[start:stop])
            if _ACT.search(piece) and head[start:stop].count("《") <= head[start:stop].count("》"):
                break
            if not _CONTINUES.match(head, stop) or _LONE_DATE.fullmatch(piece):
                break
            stop = min(len(head), stop + 1)
        piece = head[start:stop]
        plain = _TITLES.sub("", piece)
        if "废止" in plain or "失效" in plain:
            at = max(stop, line.end())
            continue
        if (
            _ACT.search(plain)
            and len(piece) <= _LONGEST_LINE * (1 + piece.count("根据"))
            and "。" not in plain[:-1]
        ):
            yield start, stop
            at = max(stop, line.end())
        else:
            newline = head.find("\n", line.end())
            at = len(head) if newline < 0 else newline
    return


def _events(text: str, start: int, end: int) -> Iterator[Event]:
    """One event for each date of a span that an act belongs to."""
    masked = text[:start] + _TITLES.sub(lambda m: "■" * len(m.group()), text[start:end])
    dates = [d for d in find_dates(masked, start, end) if d.exact]
    clauses = []
    for at, day in enumerate(dates):
        stop = dates[at + 1].start if at + 1 < len(dates) else end
        clauses.append((day, masked[day.end : stop]))
    swallowed: set[int] = set()
    for at, (day, clause) in enumerate(clauses):
        if at in swallowed:
            continue
        acts = list(_ACT.finditer(clause))
        if not acts:
            if not re.search(r"令|第\s*\d+\s*号", clause):
                continue
            # …令第35号 alone is its publication; in a row (…第5号、…第3号修订) the last one says the act.
            rest = [a for _, later in clauses[at + 1 :] for a in _ACT.finditer(later)]
            act = rest[0].lastgroup if rest and clause.rstrip().endswith("、") else "published"
            number = re.search(r"号", clause)
            verb = day.end + (number.end() if number else 0)
            yield from _event(text, day, act or "published", verb, day.end + len(clause.rstrip("、　 ）)")))
            continue
        if at + 1 < len(clauses) and re.match(r"[^■，；\n]{0,60}通过(?:并|，)?经?\s*$", clause):
            # 6月28日…通过并经8月1日…批准的《…决定》修正: one change, dated by its adoption
            later = clauses[at + 1][1]
            change = re.search(r"批准的?[^，；\n]{0,10}■+[^，；\n]{0,20}(?P<act>修正|修订)", later)
            if change and "\n" not in clause and clause.rstrip().endswith("经"):
                swallowed.add(at + 1)
                act = "amended" if change["act"] == "修正" else "revised"
                end_ = clauses[at + 1][0].end + change.end()
                yield from _event(text, day, act, clauses[at + 1][0].end + change.start("act"), end_)
                continue
        last = _deciding(acts, clause)
        act = last.lastgroup or ""
        if (
            act == "adopted"
            and at + 1 < len(clauses)
            and re.match(r"[^■]{0,60}批准的[^，；]{0,60}■[^，；]{0,20}修[正订]", clauses[at + 1][1])
        ):
            continue  # the adoption of the amending decision that the next date approves
        yield from _event(text, day, act, day.end + last.start(), day.end + last.end())


def _deciding(acts: list[re.Match[str]], clause: str) -> re.Match[str]:
    """The act that a clause ends in: 通过的《…决定》修正 is an amendment; 公布 自公布之日起施行 a publication."""
    plain = [
        a
        for a in acts
        if not re.search(r"(?:自|之日)[^，；]{0,3}$|之日起?$", clause[: a.start()])
        and not clause[a.end() :].startswith("之日")
    ]
    chosen = plain or acts
    changes = [a for a in chosen if a.lastgroup in ("amended", "revised")]
    return (
        changes[-1]
        if changes
        else chosen[0]
        if chosen[0].lastgroup in ("adopted", "approved", "published")
        else chosen[-1]
    )


def _event(text: str, day: FoundDate, act: str, verb: int, end: int) -> Iterator[Event]:
    by = _BY_END.sub("", text[day.end : verb]).strip(" 　，、")
    by = by.removeprefix("经")
    by = re.sub(r"\s+", "", by) if "\n" in by else by
    by = re.sub(r"第[一二三四五六七八九十]+次$", "", by).strip()
    if act == "effective":
        yield Event(day.iso, "effective", None, day.start, end)
    elif act == "approved":
        yield Event(day.iso, "adopted", f"{by}批准", day.start, end)
    else:
        by = re.sub(r"(?:审议)?$", "", by)
        yield Event(day.iso, act, by or None, day.start, end)


_PASSED = re.compile(r"(?:审议|讨论)?(?:通过|批准)")
_SIGNED = re.compile(
    r"\n[\s　]*(?=(?:[12]\d{3}|[一二][〇○零OＯ0一二三四五六七八九]{3})\s*年[^\n]{0,12}$)", re.M
)


def _order(text: str, has_history: bool) -> Iterator[Event]:
    """《X》已于2016年11月2日由…审议通过，现予公布，自2017年1月1日起施行, signed on a later line."""
    head = text[:_HEAD]
    body = _BODY.search(head)
    stop = body.start() if body else min(len(head), 1500)
    order = _ORDER.search(head, 0, stop)
    if not order:
        return
    low = max(head.rfind("\n", 0, order.start()), head.rfind("。", 0, order.start())) + 1
    full_stop = re.compile(r"[。\n]").search(head, order.end())
    high = full_stop.start() if full_stop else len(head)
    masked = head[:low] + _TITLES.sub(lambda m: "■" * len(m.group()), head[low:high])
    for day in find_dates(masked, low, high):
        if len(day.iso) != 10:
            continue
        clause = re.split(r"，", masked[day.end : high])[0]
        if day.start < order.start():
            if passed := _PASSED.search(masked[day.end : order.start()]):
                by = re.sub(r"^[\s，由经]+|(?:审议|讨论)$", "", head[day.end : day.end + passed.start()])
                yield Event(day.iso, "adopted", by or None, day.start, day.end + passed.end())
        elif re.match(r"\s*起?(?:开始)?(?:施行|实施|执行|生效)", clause):
            yield Event(day.iso, "effective", None, day.start, day.end + len(clause))
    signed = _SIGNED.search(head, high, min(stop + 10, high + 200))
    if signed and not has_history:
        for day in find_dates(head, signed.end(), signed.end() + 40):
            if len(day.iso) == 10:
                yield Event(day.iso, "published", None, day.start, day.end)
            break
