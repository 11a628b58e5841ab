"""A title over one or several lines: where it goes on, where it ends, and the bodies over it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.head_lines import BODY, JUNK, LABEL, LONGEST_TITLE, NOTE, Found, Line
from corpus.kinds import is_complete, is_halfway, strip_status
from corpus.readers.page_labels import label_of
from registry.agencies import split_organs
from registry.docno import parse_number

_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class TitleRead:
    """`lines`: how many lines were taken, 0 when no title begins here; `makers`: the bodies of a letterhead."""

    lines: int
    title: Found | None = None
    makers: tuple[Found, ...] = ()


def read_title(lines: Sequence[Line], at: int) -> TitleRead:
    """Read the title that begins on line `at`.

    甲局 over 乙局 over 关于…的通知 is one title; bodies over anything else are the letterhead.
    """
    used = _bodies(lines, at)
    below = lines[at + used].text if at + used < len(lines) else ""
    if used and not _begins_below_bodies(below):
        over = lines[at : at + used]
        return TitleRead(
            used,
            makers=tuple(
                Found(organ, line.start, line.end) for line in over for organ in split_organs(line.text)
            ),
        )
    joined = " ".join(line.text for line in lines[at : at + used]) if used else lines[at].text
    used = max(used, 1)
    while at + used < len(lines) and used < _MOST_LINES and _goes_on(joined, lines[at + used]):
        joined = joined_lines(joined, lines[at + used].text)
        used += 1
    if not _is_title(joined):
        return TitleRead(0)
    bare = strip_status(joined)
    if bare.startswith("《") and bare.endswith("》") and bare.count("《") == 1:
        bare = bare[1:-1]
    return TitleRead(used, Found(bare, lines[at].start, lines[at + used - 1].end))


def _bodies(lines: Sequence[Line], at: int) -> int:
    """How many lines from `at` on name bodies and nothing else."""
    used = 0
    while used < _MOST_LINES and at + used < len(lines) and split_organs(lines[at + used].text):
        used += 1
    return used


def _begins_below_bodies(below: str) -> bool:
    bare = re.sub(r"[ \t\u3000\xa0]+", "", below)
    return below.startswith(("关于", "转发", "印发")) or bool(
        re.match(r".{0,4}(?:公告|通告|通知|决定|令|布告)$", bare)
    )


def _goes_on(joined: str, following: Line) -> bool:
    text = following.text
    if (JUNK.match(text) and not text.startswith("（")) or parse_number(text) is not None:
        return False
    if re.match(r"^[（(][^（()）]{0,24}[）)]$", text):
        other = re.search(r"此件|公开|讨论稿|通过|公布|发布|修正|施行|[令号月]|修订(?![）)]|版)", text)
        return not other and len(joined) < 120
    if text.startswith(("的通知", "的公告", "的决定", "的意见", "的通告", "的批复", "的函", "的报告")):
        return True
    if len(joined) + len(text) > LONGEST_TITLE or len(text) > 100:
        return False
    if is_complete(joined) and not (
        is_halfway(joined) and is_complete(joined + text) and not is_halfway(joined + text)
    ):
        return False
    if BODY.search(text) or _reads_as_element(text) or NOTE.match(text):
        return False
    return bool(re.search(r"[\u4e00-\u9fff》〉）]$", text))


def _reads_as_element(text: str) -> bool:
    found = LABEL.match(text)
    return bool(found and label_of(found["label"]) is not None)


def joined_lines(one: str, two: str) -> str:
    """Two lines of a title as one; names of bodies keep a blank between them."""
    blank = " " if split_organs(one) and split_organs(two) else ""
    return f"{one}{blank}{two}"


def _is_title(joined: str) -> bool:
    bare = strip_status(joined)
    if not 2 <= len(bare) <= LONGEST_TITLE or re.search(r"[。；]", bare):
        return False
    return (
        is_complete(bare)
        or bool(re.search(r"关于.{2,}", bare))
        or (len(bare) <= 60 and "，" not in bare and ":" not in bare and "：" not in bare)
    )
