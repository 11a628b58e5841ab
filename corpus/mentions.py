"""Mentions of documents in a text: titles, numbers, short names, with what belongs to each of them.

A mention is not yet a citation: who is meant and to what end is settled in `corpus.citations`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.mention import (
    SHORT,
    Mention,
    Spans,
    bracket_end,
    defined,
    is_original,
    place_after,
    printed,
    split_number,
)
from corpus.numbered import numbered, standards, wordless
from corpus.short_names import with_short_names
from corpus.titles import Title, scan_titles
from registry.docno import FoundNumber, find_numbers

_COMPOSED = re.compile(
    r"(?:及其|及|和其|以及其)(?:相关|有关|配套的?)?(实施条例|实施细则|实施办法|实施规定|实施意见|实施规则|司法解释)"
)
_CODE = re.compile(
    r"\s*(?:[A-Z]{2,6}(?:\s?/\s?[TZ])?|DB\s?\d{2}(?:\s?/\s?T)?)\s*[-—]?\s*\d{2,6}(?:\.\d+)*(?:\s*[-—－–]\s*\d{2,4})?(?:号)?\s*"
)
_SAME_SENTENCE = re.compile(r"[。；\n]")
_VERSION = re.compile(
    r"\s*(?:[\d一二三四五六七八九〇零]{4}年?.{0,12}|.{0,12}(?:试行|暂行|修订|修正|草案|征求意见稿|节选).{0,6})\s*"
)
_PUBLISHED = re.compile(r"(?:公布|发布|颁布|印发|下发)(?:施行|实施)?")


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every mention in text order, without overlaps, named documents and papers (permits, forms) alike."""
    titles = scan_titles(text)
    spans = [(t.start, t.end) for t in titles]
    numbers = _outside(find_numbers(text), spans)
    found = list(_titled(text, titles, numbers))
    taken = Spans([(m.start, m.tail) for m in found])
    found.extend(numbered(text, [n for n in numbers if not taken.hit(n.start, n.end)]))
    named = Spans([(m.end, m.tail) for m in found if m.via == "number" and m.title])
    found = [m for m in found if m.via == "number" or not named.hit(m.start, m.end)]
    in_titles = Spans(spans)
    found.extend(m for m in (*standards(text), *wordless(text)) if not in_titles.hit(m.start, m.end))
    found = list(_without_overlaps(sorted(found, key=lambda m: (m.start, -m.end))))
    found = _with_publishing_orders(text, found)
    return tuple(with_short_names(text, found, in_titles))


def _outside(numbers: Iterable[FoundNumber], spans: Iterable[tuple[int, int]]) -> list[FoundNumber]:
    inside = Spans(spans)
    return [n for n in numbers if not inside.hit(n.start, n.end) and n.number.form != "registration"]


def _without_overlaps(mentions: Iterable[Mention]) -> Iterator[Mention]:
    end = -1
    for mention in mentions:
        if mention.via in ("composed", "amender") or mention.start >= end:
            yield mention
            end = max(end, mention.tail)


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
    while (bracket := bracket_end(text, at)) is not None:
        inside = text[at:bracket].strip()[1:-1]
        hit = next((by_start[i] for i in range(at + 1, bracket) if i in by_start), None)
        definition = SHORT.search(inside)
        if hit and number is None:
            number = printed(hit.number.raw)
        if definition:
            short, bare = defined(definition)
        standard = _CODE.fullmatch(inside)
        if standard and number is None:
            number = re.sub(r"\s+", " ", inside.strip())
        if not hit and not definition and not standard and not _VERSION.fullmatch(inside):
            break
        at = bracket
    if number is None and at in by_start:  # 《X》国办发〔2018〕71号
        number, at = printed(by_start[at].number.raw), by_start[at].end
    if number is None and (before := by_end.get(start)):  # 国办发〔2018〕71号《X》
        number, start = printed(before.number.raw), before.start
    own_number = find_numbers(title.name)
    if number is None and own_number and own_number[-1].end == len(title.name):
        raw = printed(own_number[-1].number.raw)
        number = split_number(raw)[1] if own_number[-1].number.form == "order" else raw
    # 《千政发〔2015〕3号》 holds a number and no title
    only_number = bool(own_number) and own_number[0].start == 0 and own_number[0].end == len(title.name)
    name = None if only_number and own_number[0].number.form == "bracket" else title.name
    place = place_after(text, at)
    tail = place[1] if place else at
    yield from _amenders(text, title.end, at, by_start)
    yield Mention(
        start, title.end, tail, name, number, place[0] if place else None,
        original=is_original(text, start), short_name=short, short_bare=bare, printed=text[start : title.end],
    )  # fmt: skip
    if composed := _COMPOSED.match(text, at):
        place = place_after(text, composed.end())
        definition = None
        end = composed.end()
        if (bracket := bracket_end(text, end)) is not None:
            definition = SHORT.search(text[end:bracket])
            end = bracket if definition else end
            place = place or place_after(text, end)
        yield Mention(
            composed.start(1), composed.end(), place[1] if place else end, title.name + composed[1], None,
            place[0] if place else None, via="composed", printed=text[start : composed.end()],
            short_name=defined(definition)[0], short_bare=defined(definition)[1],
        )  # fmt: skip


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
                printed(hit.number.raw),
                via="amender",
                printed=hit.number.raw,
            )


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
