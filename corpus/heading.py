"""The head of a text: letterhead, numbers, title over one or several lines, element lines, revision notes.

Everything before the first line of the body. Values keep their place, so that each can be shown as a quote.
"""

import re
from dataclasses import dataclass, field

from corpus.head_lines import BLANKS, BODY, JUNK, LABEL, LONGEST_TITLE, NOTE, Found, Line, lines_of
from corpus.head_title import joined_lines, read_title
from corpus.kinds import is_complete, strip_status
from corpus.readers.page_labels import label_of
from registry.agencies import is_organ, split_organs
from registry.dates import find_dates
from registry.docno import DocNumber, parse_number

_STOP = re.compile(r"[。；]")
_ADDRESSEE = re.compile(r"[:：][ \t\u3000\xa0]*$")
_LETTERHEAD = re.compile(
    r"(?P<organs>.{2,120}?)[ \t\u3000\xa0]*(?P<word>文[ \u3000]*件|公[ \u3000]*告|通[ \u3000]*告|令)$"
)
_FIGURE = re.compile(
    rf"^[{BLANKS}]*(?:公告|通告)?[{BLANKS}]*[（(]?(?:第?[{BLANKS}]*[〔（(\[]?[12]\d{{3}}[〕）)\]]?[{BLANKS}]*年?[{BLANKS}]*)?[{BLANKS}]*(?:第[{BLANKS}]*)?[一二三四五六七八九十百〇○零\d]{{1,5}}[{BLANKS}]*号[）)]?[{BLANKS}]*$"
)


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


def read_head(text: str) -> Head:
    """The head of a text. Never raises; a text that begins with its body gives an empty Head."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines_of(text)
        self.head = Head()
        self.organs: list[Line] = []

    def read(self) -> Head:
        head, lines = self.head, self.lines
        at = 0
        while at < len(lines):
            line = lines[at]
            if (
                JUNK.match(line.text)
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

    def _elements(self, line: Line) -> bool:
        """索引号：…　发文机关：… (one or several pairs on a line)."""
        if "：" not in line.text and ":" not in line.text:
            return False
        labels = [(f, label_of(f["label"])) for f in LABEL.finditer(line.text)]
        known = [(f, name) for f, name in labels if name is not None]
        if not known or known[0][0].start() > 0:
            return False
        for index, (found, name) in enumerate(known):
            stop = known[index + 1][0].start() if index + 1 < len(known) else len(line.text)
            raw = line.text[found.end() : stop]
            value = raw.strip(BLANKS + "|｜【[")
            if value and name and value not in ("-", "—", "无", "/"):
                begin = line.start + found.end() + len(raw) - len(raw.lstrip(BLANKS))
                self.head.elements.setdefault(name, Found(value, begin, begin + len(value)))
        return True

    def _number(self, line: Line) -> bool:
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
            line = Line(first[1], line.start, line.start + len(first[1]))
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
    def _numbered_piece(line: Line) -> Line | None:
        """The number in a line that holds more: …〔2023〕12号　　签发人：…; 等级 特急　　…明电〔2021〕5号."""
        if "。" in line.text or not re.search(r"[ \t\u3000\xa0]{2}", line.text):
            return None
        for piece in re.finditer(r"[^ \t\u3000\xa0]+(?:[ \t\u3000\xa0][^ \t\u3000\xa0]+)*", line.text):
            number = parse_number(piece[0])
            if number is not None and number.form == "bracket" and number.code and number.certain:
                return Line(piece[0], line.start + piece.start(), line.start + piece.end())
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
            if len(line.text) <= 40 and is_organ(re.sub(rf"[{BLANKS}]", "", line.text)) and self._stacked(at):
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
            if not is_organ(re.sub(rf"[{BLANKS}]", "", line.text)):
                return False
        return False

    def _joined_number(self, line: Line, following: Line, organs: tuple[str, ...], word: str) -> bool:
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

    def _reads_as_note(self, line: Line) -> bool:
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
        return bool(NOTE.match(text)) and not is_complete(text)

    def _ends(self, line: Line) -> bool:
        if BODY.search(line.text) and not (
            self.head.title is None and is_complete(strip_status(line.text)) and "。" not in line.text
        ):
            return True
        return len(line.text) > LONGEST_TITLE

    def _outer_title(self, at: int) -> int:
        """甲部 乙部关于印发《X》的通知 under the heading X: the wrapper's title; how many lines it takes."""
        head, lines = self.head, self.lines
        if head.title is None or head.outer is not None or "关于" not in lines[at].text:
            return 0
        joined = lines[at].text
        for used in range(1, 5):
            if is_complete(joined) and not re.search(r"[。；]", joined):
                inner = re.sub(r"[\s《》〈〉<>＜＞]", "", head.title.value)
                if inner not in re.sub(r"[\s《》〈〉<>＜＞]", "", joined) or len(joined) <= len(
                    head.title.value
                ):
                    return 0
                head.outer = Found(joined, lines[at].start, lines[at + used - 1].end)
                return used
            if at + used >= len(lines) or len(joined) > LONGEST_TITLE:
                break
            joined = joined_lines(joined, lines[at + used].text)
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
            if BODY.search(line.text) or re.match(r"第[一二三四五六七八九十]", line.text):
                return False
            if self._reads_as_note(line) or parse_number(line.text) is not None:
                return True
        return False

    # -- the title -------------------------------------------------------------------------------------

    def _title(self, at: int) -> int:
        """Read the title from line `at`; returns how many lines it took, 0 when none begins here."""
        read = read_title(self.lines, at)
        self.head.title = read.title
        self.head.letterhead = self.head.letterhead or read.makers
        return read.lines

    def _fallback_title(self) -> None:
        """兰台区人民政府 + 公告, where the letterhead is all the title there is."""
        head = self.head
        if head.letterhead and head.letterhead_word.endswith(("公告", "通告", "令")):
            first, last = head.letterhead[0], head.letterhead[-1]
            name = " ".join(dict.fromkeys(f.value for f in head.letterhead)) + head.letterhead_word
            head.title = Found(name, first.start, last.end)
