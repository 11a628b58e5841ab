"""The lines of a text's head, and what their words alone show of them."""

import re
from dataclasses import dataclass

_HEAD_LINES, _HEAD_CHARS = 60, 8_000
_PREFIX = " \t\u3000\xa0#>"
BLANKS = " \t\u3000\xa0"
LONGEST_TITLE = 240

#: 索引号：, 【发文机关】：
LABEL = re.compile(
    r"(?:^|(?<=[ \t\u3000\xa0|｜]))[【\[]?(?P<label>[\u4e00-\u9fff](?:[ \t\u3000\xa0]{0,4}[\u4e00-\u9fff]){1,9})[ \t\u3000\xa0]*[】\]]?[:：][ \t\u3000\xa0]*"
)
#: Words that only a body has.
BODY = re.compile(
    r"[。；]|，.*，|^[ \t\u3000\xa0]*(?:第[一1][条章编]|[一1][、.．]|（一）)|[:：][ \t\u3000\xa0]*$|^(?:目[ \u3000]*[录次]|总[ \u3000]*则|序[ \u3000]*言)$"
)
#: A revision note: （2007年…通过 根据…修正）.
NOTE = re.compile(
    r"[（(]?.{0,40}?(?:(?:19|20)\d\d|[一二][九〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年.{0,200}?(?:通过|公布|发布|颁布|修正|修订|修改|批准|施行|实施|令|会议|公告|印发|国务院$)|"
    r"^[（(][^）)]{0,300}(?:通过|公布|发布|修正|修订|批准|施行)"
)
#: Grades of secrecy and urgency, signers, rules, copy numbers.
JUNK = re.compile(
    r"^[ \t\u3000\xa0]*(?:<!--.*-->|[-—_=*·]{2,}|[（(](?:此件|此文|本文|征求意见稿|公开).{0,20}[）)]|签[ \u3000]*发[ \u3000]*人[ \u3000]*[:：].*|发[ \u3000]*电|(?:特急|加急|平急|紧急|机密|秘密|内部(?:资料)?|急件).{0,12}|[★☆].*|\d{1,6}|份号.*)[ \t\u3000\xa0]*$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the place of the words it came from."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it, with its place in the text."""

    text: str
    start: int
    end: int


def lines_of(text: str) -> list[Line]:
    """The lines of a head that hold anything, at most some sixty."""
    lines: list[Line] = []
    at = 0
    limit = min(len(text), _HEAD_CHARS)
    while at < limit and len(lines) < _HEAD_LINES:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        raw = text[at : min(stop, at + 2_000)]
        bare = raw.strip(_PREFIX)
        if bare:
            start = at + len(raw) - len(raw.lstrip(_PREFIX))
            lines.append(Line(bare, start, start + len(bare)))
        at = stop + 1
    return lines
