"""Signatures and imprints: who signed where on which day, and the print date of the 版记.

A signature is a date at a line's end with the name of a body (or of an officer) right before it. In texts
that lost their line breaks it is the name of a body between a sentence's end and a date.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from registry.agencies import national_tail, split_organs
from registry.dates import FoundDate

_BLANKS = " \t\u3000\xa0"
_SPACE = _BLANKS + "\n"
_OFFICES = "主席|总理|部长|署长|局长|主任|省长|市长|区长|县长|州长|行长|会长|院长|检察长|镇长|乡长|理事长|总编辑|社长|台长|司令员|董事长"
#: An officer's name in place of the body's: 部长　陈吉宁, 局　长　　聂辰席.
_OFFICER = re.compile(
    r"(?:[\u4e00-\u9fff]{0,24}?(?:"
    + "|".join(r"[ \t\u3000\xa0]{0,3}".join(office) for office in _OFFICES.split("|"))
    + r"))[ \t\u3000\xa0：:]*[\u4e00-\u9fff·]{1,4}(?:[ \t\u3000\xa0]{1,3}[\u4e00-\u9fff]{1,2})?[ \t\u3000\xa0]*(?:（签章）|\(签章\))?$"
)
_AFTER_DATE = re.compile(
    rf"[{_BLANKS}]*(?:[（(][^（()）\n]{{0,30}}[）)][{_BLANKS}]*)*(?:\n|$|(?:公告)?(?:正文)?下载链接|附[{_BLANKS}]*件|浏览次数|打印本页|此件|主题词|抄送)"
)
_IMPRINT = re.compile(rf"[{_BLANKS}]*(?:印[{_BLANKS}]*发|翻印|印制|印)[{_BLANKS}]*(?:\n|$|共印)")
_LONGEST = 400
_MOST_LINES = 12
_FAR = 600


@dataclass(frozen=True, slots=True)
class Signature:
    """`iso` is the date; `organs` are the bodies signing, () when an officer signed; `officer` says so."""

    iso: str
    organs: tuple[str, ...]
    officer: bool
    start: int
    end: int
    date_start: int
    organ_end: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """The print line of the 版记: 兰台区人民政府办公室　2025年8月15日印发."""

    iso: str
    start: int
    end: int


def find_signatures(text: str, dates: Sequence[FoundDate]) -> list[Signature]:
    """The signatures of a text, in order, given its dates."""
    found: list[Signature] = []
    for day in dates:
        if _AFTER_DATE.match(text, day.end):
            signature = _before(text, day)
        elif "特此" in text[max(0, day.start - 100) : day.start]:
            # 特此公告。海关总署2023年12月22日中华人民共和国…裁量基准…: the line breaks are lost.
            signature = _inline(text, 0, day, after="特此")
        else:
            continue
        if signature and (not found or signature.start >= found[-1].end):
            found.append(signature)
    return found


def find_imprint(text: str, dates: Sequence[FoundDate]) -> Imprint | None:
    """The last print date of a text (印发日期 of the 版记), or None."""
    for day in reversed(dates):
        if _IMPRINT.match(text, day.end):
            line = text.rfind("\n", 0, day.start) + 1
            before = text[line : day.start].strip(_SPACE)
            if (
                not before
                or split_organs(before)
                or (len(before) < 40 and not re.search(r"[，。《]|于$", before))
            ):
                return Imprint(day.iso, day.start, day.end)
    return None


def _before(text: str, day: FoundDate) -> Signature | None:
    at = day.start
    line_start = text.rfind("\n", 0, at) + 1
    same_line = text[line_start:at].strip(_BLANKS)
    if same_line:
        if organs := split_organs(same_line) if len(same_line) < 120 else ():
            begin = line_start + text[line_start:at].index(same_line[0])
            start, upper = _upwards(text, begin)
            return Signature(day.iso, (*upper, *organs), False, start, day.end, at, at)
        if _OFFICER.fullmatch(same_line):
            return Signature(day.iso, (), True, line_start, day.end, at, at)
        return _inline(text, line_start, day)
    start, organs = _upwards(text, at)
    if organs:
        return Signature(day.iso, organs, False, start, day.end, at, at)
    above_end = _end_above(text, at)
    above = text.rfind("\n", 0, above_end) + 1
    line = text[above:above_end].strip(_BLANKS)
    if len(line) <= 60 and _OFFICER.fullmatch(line):
        return Signature(day.iso, (), True, above, day.end, at, above_end)
    if len(line) > 60 and "。" in line:
        return _inline(text, above, day)
    return None


def _end_above(text: str, at: int) -> int:
    """Where the last word before `at` ends; looks back over a bounded run of blanks only."""
    low = max(0, at - _FAR)
    return low + len(text[low:at].rstrip(_SPACE))


def _upwards(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Lines of bodies right above `at`, uppermost first."""
    organs: list[str] = []
    start = at
    for _ in range(_MOST_LINES):
        end = _end_above(text, start) if at - start < 2_000 else 0
        line_start = text.rfind("\n", max(0, end - _LONGEST - 1), end) + 1
        if line_start == 0 and end > _LONGEST:
            break
        line = text[line_start:end].strip(_BLANKS)
        if not line or len(line) > _LONGEST or not (names := split_organs(line)):
            break
        organs[:0] = names
        start = line_start + len(text[line_start:end]) - len(text[line_start:end].lstrip(_BLANKS))
    return start, tuple(organs)


_SENTENCE_END = re.compile(
    r"[。；！：:]|特此(?:公告|通告|通知)[。.]?|\.(?:docx?|xlsx?|pdf|jpg|jpeg|png|zip|rar|wps|tif)(?:\d{1,2}\.[^。]{0,80}\.(?:docx?|xlsx?|pdf|jpg))?|\n"
)


def _inline(text: str, low: int, day: FoundDate, after: str = "") -> Signature | None:
    """…特此公告。海关总署 农业农村部2023年10月13日: the body between a sentence's end and the date.

    `after`: the words with which the last sentence has to begin.
    """
    base = max(low, day.start - 160)
    window = text[base : day.start]
    begin, closing = 0, ""
    for stop in _SENTENCE_END.finditer(window):
        begin = stop.end()
        closing = stop[0]
    if after and not closing.startswith(after):
        return None
    name = window[begin:].strip(_SPACE)
    if not 2 <= len(name) <= 120 or not (organs := split_organs(name)):
        return None
    if len(organs) == 1 and (short := national_tail(organs[0])) != organs[0]:
        name, organs = short, (short,)
        return Signature(day.iso, organs, False, base + window.rindex(name), day.end, day.start, day.start)
    start = base + begin + window[begin:].index(name[0])
    return Signature(day.iso, organs, False, start, day.end, day.start, day.start)
