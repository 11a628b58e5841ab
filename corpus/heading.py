"""The head of a text: letterhead, numbers, title over one or several lines, element lines, revision notes.

Everything before the first line of the body. Values keep their place, so that each can be shown as a quote.
"""

import re
from dataclasses import dataclass, field

from corpus.kinds import is_complete, is_halfway, strip_status
from corpus.readers.page_labels import label_of
from registry.agencies import is_organ, split_organs
from registry.dates import find_dates
from registry.docno import DocNumber, parse_number

_HEAD_LINES, _HEAD_CHARS = 60, 8_000
_BLANKS = " \t\u3000\xa0"
_LONGEST_TITLE = 240

_LABEL = re.compile(
    r"(?:^|(?<=[ \t\u3000\xa0|｜]))[【\[]?(?P<label>[\u4e00-\u9fff](?:[ \t\u3000\xa0]{0,4}[\u4e00-\u9fff]){1,9})[ \t\u3000\xa0]*[】\]]?[:：][ \t\u3000\xa0]*"
)
_STOP = re.compile(r"[。；]")
_ADDRESSEE = re.compile(r"[:：][ \t\u3000\xa0]*$")
_BODY = re.compile(
    r"[。；]|，.*，|^[ \t\u3000\xa0]*(?:第[一1][条章编]|[一1][、.．]|（一）)|[:：][ \t\u3000\xa0]*$|^(?:目[ \u3000]*[录次]|总[ \u3000]*则|序[ \u3000]*言)$"
)
_NOTE = re.compile(
    r"[（(]?.{0,40}?(?:(?:19|20)\d\d|[一二][九〇○零OＯ][〇○零OＯ一二三四五六七八九]{2})年.{0,200}?(?:通过|公布|发布|颁布|修正|修订|修改|批准|施行|实施|令|会议|公告|印发|国务院$)|"
    r"^[（(][^）)]{0,300}(?:通过|公布|发布|修正|修订|批准|施行)"
)
_LETTERHEAD = re.compile(
    r"(?P<organs>.{2,120}?)[ \t\u3000\xa0]*(?P<word>文[ \u3000]*件|公[ \u3000]*告|通[ \u3000]*告|令)$"
)
_FIGURE = re.compile(
    rf"^[{_BLANKS}]*(?:公告|通告)?[{_BLANKS}]*[（(]?(?:第?[{_BLANKS}]*[〔（(\[]?[12]\d{{3}}[〕）)\]]?[{_BLANKS}]*年?[{_BLANKS}]*)?[{_BLANKS}]*(?:第[{_BLANKS}]*)?[一二三四五六七八九十百〇○零\d]{{1,5}}[{_BLANKS}]*号[）)]?[{_BLANKS}]*$"
)
_JUNK = re.compile(
    r"^[ \t\u3000\xa0]*(?:<!--.*-->|[-—_=*·]{2,}|[（(](?:此件|此文|本文|征求意见稿|公开).{0,20}[）)]|签[ \u3000]*发[ \u3000]*人[ \u3000]*[:：].*|发[ \u3000]*电|(?:特急|加急|平急|紧急|机密|秘密|内部(?:资料)?|急件).{0,12}|[★☆].*|\d{1,6}|份号.*)[ \t\u3000\xa0]*$"
)
_PREFIX = " \t\u3000\xa0#>"


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the place of the words it came from."""

    value: str
    start: int
    end: int


@dataclass(slots=True)
class Head:
    """What the head of a text gives; `body` is where the body begins, `notes` the span of revision notes.

    `outer` is the title of a wrapper that follows a heading with the enclosed paper's title.
    """

    title: Found | None = None
    outer: Found | None = None
    number: Found | None = None
    parsed: DocNumber | None = None
    registration: Found | None = None
    letterhead: tuple[Found, ...] = ()
    letterhead_word: str = ""
    elements: dict[str, Found] = field(default_factory=dict)
    notes: tuple[int, int] | None = None
    body: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    limit = min(len(text), _HEAD_CHARS)
    while at < limit and len(lines) < _HEAD_LINES:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        raw = text[at : min(stop, at + 2_000)]
        bare = raw.strip(_PREFIX)
        if bare:
            start = at + len(raw) - len(raw.lstrip(_PREFIX))
            lines.append(_Line(bare, start, start + len(bare)))
        at = stop + 1
    return lines


def read_head(text: str) -> Head:
    """The head of a text. Never raises; a text that begins with its body gives an empty Head."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _lines(text)
        self.head = Head()
        self.organs: list[_Line] = []

    def read(self) -> Head:
        head, lines = self.head, self.lines
        at = 0
        while at < len(lines):
            line = lines[at]
            if (
                _JUNK.match(line.text)
                or self._elements(line)
                or self._number(line)
                or self._letterhead(at)
                or self._note(at)
            ):
                at += 1
            elif used := self._outer_title(at):
                at += used
            elif self._ends(line):
                break
            elif head.title is None:
                used = self._title(at)
                if not used:
                    break
                at += used
            elif not self._after_title(at):
                break
            else:
                at += 1
        head.body = lines[at].start if at < len(lines) else len(self.text)
        if head.title is None:
            self._fallback_title()
        return head

    # -- kinds of lines --------------------------------------------------------------------------------

    def _elements(self, line: _Line) -> bool:
        """索引号：…　发文机关：… (one or several pairs on a line)."""
        if "：" not in line.text and ":" not in line.text:
            return False
        labels = [(f, label_of(f["label"])) for f in _LABEL.finditer(line.text)]
        known = [(f, name) for f, name in labels if name is not None]
        if not known or known[0][0].start() > 0:
            return False
        for index, (found, name) in enumerate(known):
            stop = known[index + 1][0].start() if index + 1 < len(known) else len(line.text)
            raw = line.text[found.end() : stop]
            value = raw.strip(_BLANKS + "|｜【[")
            if value and name and value not in ("-", "—", "无", "/"):
                begin = line.start + found.end() + len(raw) - len(raw.lstrip(_BLANKS))
                self.head.elements.setdefault(name, Found(value, begin, begin + len(value)))
        return True

    def _number(self, line: _Line) -> bool:
        if len(line.text) > 80:
            return False
        line = self._numbered_piece(line) or line
        number = parse_number(line.text)
        if (
            number is None
            and self.head.title
            and (first := re.match(r"([^，,。；《]{2,40}令第[^，,。；]{1,8}号)[，,]", line.text))
        ):
            number = parse_number(first[1])
            line = _Line(first[1], line.start, line.start + len(first[1]))
        if number is None:
            found = re.match(r"(?:.{2,60}?(?:文号|字号)[:：])?(.*)", line.text)
            number = parse_number(found[1]) if found and found[1] != line.text else None
        if number is None or (
            number.form == "order" and self.head.title and "告" not in line.text and "令" not in line.text
        ):
            return False
        if number.form == "registration":
            self.head.registration = self.head.registration or Found(number.canonical, line.start, line.end)
            return True
        if self.head.parsed is None and (number.code or number.form == "bracket"):
            self.head.parsed = number
            self.head.number = Found(number.canonical, line.start, line.end)
            if number.form == "order" and not self.head.letterhead:
                organ = re.sub(r"(?:令|公告|通告)$", "", number.code)
                self.head.letterhead = tuple(Found(o, line.start, line.end) for o in split_organs(organ))
                self.head.letterhead_word = number.code[len(organ) :]
        return True

    @staticmethod
    def _numbered_piece(line: _Line) -> _Line | None:
        """The number in a line that holds more: …〔2023〕12号　　签发人：…; 等级 特急　　…明电〔2021〕5号."""
        if "。" in line.text or not re.search(r"[ \t\u3000\xa0]{2}", line.text):
            return None
        for piece in re.finditer(r"[^ \t\u3000\xa0]+(?:[ \t\u3000\xa0][^ \t\u3000\xa0]+)*", line.text):
            number = parse_number(piece[0])
            if number is not None and number.form == "bracket" and number.code and number.certain:
                return _Line(piece[0], line.start + piece.start(), line.start + piece.end())
        return None

    def _letterhead(self, at: int) -> bool:
        """兰台区人民政府文件; 兰台区农业农村局公告 + 2024年第2号; 中华人民共和国国务院令 + 第707号."""
        line, following = self.lines[at], self.lines[at + 1] if at + 1 < len(self.lines) else None
        figure = bool(following and _FIGURE.match(following.text))
        if figure and following and (organs := split_organs(line.text)) and "告" in following.text:
            return self._joined_number(line, following, organs, "")
        if (
            figure
            and following
            and (
                named := re.fullmatch(
                    r"(.{2,40}?(?:政府|局|部|委员会|指挥部|署))([\u4e00-\u9fff]{0,8}令)", line.text
                )
            )
        ):
            # 兰台区人民政府森林防火令 + 第3号: an order with a name of its own.
            return self._joined_number(line, following, (named[1],), named[2])
        found = _LETTERHEAD.match(line.text)
        if not found:
            if (
                len(line.text) <= 40
                and is_organ(re.sub(rf"[{_BLANKS}]", "", line.text))
                and self._stacked(at)
            ):
                self.organs.append(line)
                return True
            return False
        organs = split_organs(found["organs"])
        word = re.sub(r"\s", "", found["word"])
        if (
            not organs
            and word in ("文件", "令")
            and re.fullmatch(r"[\u4e00-\u9fff \u3000（）]{2,40}", found["organs"])
        ):
            organs = (re.sub(r"\s", "", found["organs"]),) if is_organ(found["organs"]) else ()
        if not organs:
            return False
        if word.endswith("文件"):
            stacked = [Found(o, x.start, x.end) for x in self.organs for o in split_organs(x.text)]
            self.head.letterhead = (*stacked, *(Found(o, line.start, line.end) for o in organs))
            self.head.letterhead_word = "文件"
            return True
        if figure and following:
            return self._joined_number(line, following, organs, word)
        return False

    def _stacked(self, at: int) -> bool:
        """Several organs over one another, the last with 文件 behind it."""
        for line in self.lines[at + 1 : at + 6]:
            if re.search(r"文[ \u3000]*件$", line.text):
                return True
            if not is_organ(re.sub(rf"[{_BLANKS}]", "", line.text)):
                return False
        return False

    def _joined_number(self, line: _Line, following: _Line, organs: tuple[str, ...], word: str) -> bool:
        figure = re.sub(r"\s|[（()）](?=$)|^[（(]", "", following.text)
        number = parse_number(" ".join(organs) + word + figure)
        if number is None:
            return False
        self.head.parsed = self.head.parsed or number
        self.head.number = self.head.number or Found(number.canonical, line.start, following.end)
        self.head.letterhead = tuple(Found(o, line.start, line.end) for o in organs)
        self.head.letterhead_word = word or "公告"
        self.lines.remove(following)
        return True

    def _note(self, at: int) -> bool:
        """A revision note (（2007年…通过 根据…修正）), also one that goes on over several lines."""
        line = self.lines[at]
        if self.head.title is None or not self._reads_as_note(line):
            return False
        start = self.head.notes[0] if self.head.notes else line.start
        self.head.notes = (start, line.end)
        return True

    def _reads_as_note(self, line: _Line) -> bool:
        text = line.text
        if re.match(
            r"第[一二三四五六七八九十]+[条章编]|[一二三四五六七八九十]+、|附件", text
        ) or _ADDRESSEE.search(text):
            return False
        if self.head.notes:
            noted = self.text[self.head.notes[0] : self.head.notes[1]]
            opened = noted.count("（") + noted.count("(") > noted.count("）") + noted.count(")")
            if opened and noted[0] in "（(":
                return True
        if self.head.notes and len(text) <= 30 and re.search(r"(?:公布|发布|颁布|施行|批准|通过)$", text):
            return True
        if (
            _STOP.search(text.rstrip("。；)）"))
            and text[0] not in "（("
            and not re.match(r"\d{4}年\d{1,2}月\d{1,2}日[ \u3000]", text)
        ):
            return False
        return bool(_NOTE.match(text)) and not is_complete(text)

    def _ends(self, line: _Line) -> bool:
        if _BODY.search(line.text) and not (
            self.head.title is None and is_complete(strip_status(line.text)) and "。" not in line.text
        ):
            return True
        return len(line.text) > _LONGEST_TITLE

    def _outer_title(self, at: int) -> int:
        """甲部 乙部关于印发《X》的通知 under the heading X: the wrapper's title; how many lines it takes."""
        head, lines = self.head, self.lines
        if head.title is None or head.outer is not None or "关于" not in lines[at].text:
            return 0
        joined = lines[at].text
        for used in range(1, 5):
            if is_complete(joined) and not re.search(r"[。；]", joined):
                inner = re.sub(r"[\s《》〈〉]", "", head.title.value)
                if inner not in re.sub(r"[\s《》〈〉]", "", joined) or len(joined) <= len(head.title.value):
                    return 0
                head.outer = Found(joined, lines[at].start, lines[at + used - 1].end)
                return used
            if at + used >= len(lines) or len(joined) > _LONGEST_TITLE:
                break
            joined = self._join(joined, lines[at + used].text)
        return 0

    def _after_title(self, at: int) -> bool:
        """Lines between title and body that are neither: a subtitle, a date, an organ's name."""
        line = self.lines[at]
        if len(line.text) > 60:
            return False
        if self._leads_to_note(at):
            return True
        if next(find_dates(line.text), None) or re.match(r"[（(].*[）)]$", line.text):
            start = self.head.notes[0] if self.head.notes else line.start
            self.head.notes = (start, line.end)
            return True
        if split_organs(line.text) and self.head.notes:
            self.head.notes = (self.head.notes[0], line.end)
            return True
        return bool(split_organs(line.text)) and not self.head.letterhead

    def _leads_to_note(self, at: int) -> bool:
        """A short line (继承编; the title once more in two lines) with the revision note or number close below."""
        if len(self.lines[at].text) > 40 or re.search(r"[，。；：:]", self.lines[at].text):
            return False
        for line in self.lines[at + 1 : at + 4]:
            if _BODY.search(line.text) or re.match(r"第[一二三四五六七八九十]", line.text):
                return False
            if self._reads_as_note(line) or parse_number(line.text) is not None:
                return True
        return False

    # -- the title -------------------------------------------------------------------------------------

    def _title(self, at: int) -> int:
        """Read the title from line `at`; returns how many lines it took, 0 when none begins here."""
        lines = self.lines
        used, joined = self._makers(at)
        if joined is None:
            return used
        while at + used < len(lines) and used < 8:
            below = lines[at + used]
            if not self._goes_on(joined, below):
                break
            joined = self._join(joined, below.text)
            used += 1
        if not self._is_title(joined):
            return 0
        bare = strip_status(joined)
        if bare.startswith("《") and bare.endswith("》") and bare.count("《") == 1:
            bare = bare[1:-1]
        start, end = lines[at].start, lines[at + used - 1].end
        self.head.title = Found(bare, start, end)
        return used

    def _makers(self, at: int) -> tuple[int, str | None]:
        """The lines of bodies that a title begins with: (lines taken, what the title begins with or None).

        甲局 over 乙局 over 关于…的通知 is one title; bodies over anything else are the letterhead.
        """
        lines, used = self.lines, 0
        while used < 8 and at + used < len(lines) and split_organs(lines[at + used].text):
            used += 1
        if not used:
            return 1, lines[at].text
        below = lines[at + used].text if at + used < len(lines) else ""
        bare = re.sub(r"[ \t\u3000\xa0]+", "", below)
        if below.startswith(("关于", "转发", "印发")) or re.match(
            r".{0,4}(?:公告|通告|通知|决定|令|布告)$", bare
        ):
            return used, " ".join(line.text for line in lines[at : at + used])
        if not self.head.letterhead:
            self.head.letterhead = tuple(
                Found(organ, line.start, line.end)
                for line in lines[at : at + used]
                for organ in split_organs(line.text)
            )
        return used, None

    def _goes_on(self, joined: str, following: _Line) -> bool:
        text = following.text
        if (_JUNK.match(text) and not text.startswith("（")) or parse_number(text) is not None:
            return False
        if re.match(r"^[（(][^（()）]{0,24}[）)]$", text):
            other = re.search(r"此件|公开|讨论稿|通过|公布|发布|修正|施行|[令号月]|修订(?![）)]|版)", text)
            return not other and len(joined) < 120
        if text.startswith(("的通知", "的公告", "的决定", "的意见", "的通告", "的批复", "的函", "的报告")):
            return True
        if len(joined) + len(text) > _LONGEST_TITLE or len(text) > 100:
            return False
        if is_complete(joined) and not (
            is_halfway(joined) and is_complete(joined + text) and not is_halfway(joined + text)
        ):
            return False
        if _BODY.search(text) or self._reads_as_element(text) or _NOTE.match(text):
            return False
        return bool(re.search(r"[\u4e00-\u9fff》〉）]$", text))

    @staticmethod
    def _reads_as_element(text: str) -> bool:
        found = _LABEL.match(text)
        return bool(found and label_of(found["label"]) is not None)

    @staticmethod
    def _join(one: str, two: str) -> str:
        blank = " " if split_organs(one) and split_organs(two) else ""
        return f"{one}{blank}{two}"

    @staticmethod
    def _is_title(joined: str) -> bool:
        bare = strip_status(joined)
        if not 2 <= len(bare) <= _LONGEST_TITLE or re.search(r"[。；]", bare):
            return False
        return (
            is_complete(bare)
            or bool(re.search(r"关于.{2,}", bare))
            or (len(bare) <= 60 and "，" not in bare and ":" not in bare and "：" not in bare)
        )

    def _fallback_title(self) -> None:
        """兰台区人民政府 + 公告, where the letterhead is all the title there is."""
        head = self.head
        if head.letterhead and head.letterhead_word.endswith(("公告", "通告", "令")):
            first, last = head.letterhead[0], head.letterhead[-1]
            name = " ".join(dict.fromkeys(f.value for f in head.letterhead)) + head.letterhead_word
            head.title = Found(name, first.start, last.end)
