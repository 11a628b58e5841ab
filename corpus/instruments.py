"""Dividing a file into its documents: a wrapper notice, what it encloses, and the attachments.

The instruments lie one behind the other and cover the whole text. Each gets its own units, so that
articles are counted for the document they belong to.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.heading import Head
from corpus.kinds import (
    WRAPPING,
    act_of,
    ending_kind,
    inner_titles,
    is_complete,
    kind_of,
    strip_status,
    tidy_title,
)
from corpus.marks import Mark
from corpus.reading import Instrument
from corpus.signature import Signature
from corpus.structure import find_units

_BLANKS = " \t\u3000\xa0#>"
_NOISE = re.compile(r"[\s\u3000《》〈〉<>＜＞“”\"（）()〔〕\[\]·、，,—–－-]+")
_ATTACHMENT = re.compile(
    r"^[ \t\u3000\xa0#>]*(?P<label>附[ \t\u3000]*(?:件|表|录|图)?[ \t\u3000]*(?P<n>[一二三四五六七八九十\d]{0,3})(?:[-－—]\d{1,2})?)[ \t\u3000]*(?P<colon>[:：.、]?)[ \t\u3000]*(?P<name>[^\n]{0,120}?)[ \t\u3000\xa0]*$",
    re.MULTILINE,
)
_BRACKET_LINE = re.compile(r"[（(][^（()）]{1,40}[）)]$")
_ANNOUNCED = re.compile(
    r"(?:现将|现公布|现发布|现颁布|现印发|公布修订后的|公布修改后的|发布修订后的)[^《\n]{0,20}《(?P<a>(?:[^\n《》]|《[^\n《》]{1,80}》){2,120})》"
    r"|《(?P<b>(?:[^\n《》]|《[^\n《》]{1,80}》){2,120})》(?:[（(][^（()）]{0,80}[）)])?(?:(?:、|和|及)?(?:已|业|经|于)|[，,]?现(?:予以?|将其)?(?:公布|发布|印发|颁布))"
)
_QUOTED = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_MOST_TITLE_LINES = 4
_FAR = 600
#: A text with more papers than this is no file of an office; the rest stays in the last one.
_MOST_PAPERS = 400
#: Lines that are no title: divisions, contents, salutations, table rows, sentences.
_NOT_TITLE = re.compile(
    r"^第[一二三四五六七八九十百\d 　]+[编章节条]|^目[ 　]*[录次]$|^总[ 　]*则$|^附[ 　]*则$|[：:；。\t]$|\t|^[一二三四五六七八九十\d]+[、.．]"
)


@dataclass(frozen=True, slots=True)
class _Start:
    at: int
    role: str
    title: str | None
    title_end: int


def divide(
    text: str, head: Head, signatures: Sequence[Signature], marks: Sequence[Mark]
) -> tuple[Instrument, ...]:
    """The instruments of a text, in order, covering it from the first character to the last."""
    starts = _Divider(text, head, signatures, marks).starts()
    instruments: list[Instrument] = []
    places = [mark.start for mark in marks]
    for index, start in enumerate(starts):
        end = starts[index + 1].at if index + 1 < len(starts) else len(text)
        own = marks[
            bisect_left(places, start.title_end if start.title else start.at) : bisect_left(places, end)
        ]
        stop = _tail(text, start, end, signatures, own)
        units = find_units(text, start.at, stop, own)
        title = tidy_title(start.title) if start.title else None
        kind = kind_of(title) if title else None
        instruments.append(Instrument(start.role, title, kind, start.at, end, units))
    return tuple(instruments)


def _tail(text: str, start: _Start, end: int, signatures: Sequence[Signature], marks: Sequence[Mark]) -> int:
    """Where the body of an instrument ends: at its signature, which belongs to no article."""
    last = marks[-1].start if marks else start.at
    for signature in signatures:
        if last < signature.start < end and signature.start > start.title_end:
            return signature.start
    return end


def squeeze(title: str) -> str:
    """A title as instruments are matched by it: without blanks, marks and brackets."""
    return _NOISE.sub("", title)


class _Divider:
    def __init__(self, text: str, head: Head, signatures: Sequence[Signature], marks: Sequence[Mark]) -> None:
        self.text, self.head, self.signatures, self.marks = text, head, signatures, marks
        outer = head.outer or head.title
        self.title = outer.value if outer else None
        self._signed = [s.start for s in signatures]
        self.wraps = bool(self.title and act_of(self.title) in WRAPPING) or head.letterhead_word == "令"

    def starts(self) -> list[_Start]:
        head = self.head
        outer = head.outer or head.title
        title_end = outer.end if outer else 0
        first = _Start(0, "main", self.title, title_end)
        enclosed = self._enclosed()
        if enclosed:
            first = _Start(0, "wrapper", self.title, title_end)
        starts = [first, *enclosed]
        low = max((s.title_end for s in starts), default=0)
        extra = self._attachments(starts)
        if (
            not enclosed
            and extra
            and self.wraps
            and extra[0].at > self._signed_end()
            and self._is_the_paper(extra)
        ):
            starts[0] = _Start(0, "wrapper", self.title, title_end)
            lead = extra[0]
            extra[0] = _Start(lead.at, "enclosed", lead.title, lead.title_end)
        del low
        merged = sorted([*starts, *extra], key=lambda s: s.at)
        return [s for i, s in enumerate(merged) if i == 0 or s.at > merged[i - 1].at]

    # -- enclosed documents ----------------------------------------------------------------------------

    def _is_the_paper(self, extra: Sequence[_Start]) -> bool:
        """Whether the first attachment is what the notice issues, and not the first of several lists."""
        title = squeeze(extra[0].title or "")
        named = any(self._same(title, squeeze(name)) for name in self._names()) if title else False
        return named or sum(s.role == "attachment" for s in extra) == 1

    def _signed_end(self) -> int:
        """Where the first signature behind the head ends (the wrapper's own); 0 when there is none."""
        after = self.head.title.end if self.head.title else 0
        for signature in self.signatures:
            if signature.start >= after:
                return signature.end
        return 0

    def _names(self) -> list[str]:
        names = list(inner_titles(self.title)) if self.title and self.wraps else []
        if self.title and act_of(self.title) == "修改" and "重新公布" in self.text:
            names += _QUOTED.findall(self.title)
        if self.head.letterhead_word == "令" or not names or self.wraps:
            area = self.text[self.head.body : self.head.body + 1_200]
            names += [(f["a"] or f["b"]).strip() for f in _ANNOUNCED.finditer(area)]
        return list(dict.fromkeys(n for n in names if len(squeeze(n)) >= 4))

    def _enclosed(self) -> list[_Start]:
        signed = self._signed_end()
        names = self._names()
        if not names and not self.wraps:
            return []
        after = max(
            self.head.body,
            self.head.title.end if self.head.title else 0,
            self.head.outer.end if self.head.outer else 0,
        )
        found = self._by_name(names, after, signed)
        if found:
            return found
        for name in names:
            if signed and self.text.startswith(name, signed):  # the line breaks are lost
                return [_Start(signed, "enclosed", name, signed + len(name))]
        if self.wraps and signed and (start := self._after_signature(signed)):
            return [start]
        if (
            self.wraps
            and (start := self._before_first_article(after))
            and start.title
            and (
                squeeze(start.title) == squeeze(self.title or "")
                or self.head.letterhead_word != "令"
                or not self.title
                or self.title.endswith("令")
            )
        ):
            return [start]
        return []

    def _by_name(self, names: list[str], after: int, signed: int) -> list[_Start]:
        """Lines behind the head that are (or begin) one of the announced titles."""
        wanted = {squeeze(name): name for name in names}
        own = squeeze(self.title or "")
        starts: list[_Start] = []
        text = self.text
        longest = max((len(key) for key in wanted), default=0) + 40
        if not wanted:
            return []
        heads = {key[:4] for key in wanted}
        at = after
        while at < len(text):
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            if stop - at <= longest:
                line = text[at:stop].strip(_BLANKS)
                key = squeeze(line)
                if (
                    key
                    and (key[:4] in heads or len(key) < 4 or self._suffix_of(key, wanted))
                    and (key != own or own in wanted)
                ):
                    hit = self._title_lines(at, wanted)
                    if hit:
                        name, end = hit
                        starts.append(_Start(self._label_before(at), "enclosed", name, end))
                        wanted.pop(squeeze(name), None)
                        at = end
                        continue
            at = stop + 1
        return starts

    @staticmethod
    def _suffix_of(key: str, wanted: dict[str, str]) -> bool:
        return any(len(key) >= 6 and name.endswith(key[:12]) for name in wanted)

    def _title_lines(self, at: int, wanted: dict[str, str]) -> tuple[str, int] | None:
        """(title, end) when the lines from `at` on are one of the wanted titles, over up to four lines."""
        text, joined, best = self.text, "", None
        for _ in range(_MOST_TITLE_LINES):
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            line = text[at:stop].strip(_BLANKS)
            if not line or len(line) > 120 or _NOT_TITLE.search(line):
                break
            joined += line
            key = squeeze(joined)
            if key in wanted:
                best = (joined, stop)
                break
            if best is None and any(self._same(key, name) for name in wanted):
                best = (joined, stop)
            elif not any(name.startswith(key) or name.endswith(key) for name in wanted):
                break
            at = stop + 1
        if not best:
            return None
        name, end = best
        tag_at = end + 1
        tag_stop = text.find("\n", tag_at)
        tag = text[tag_at : tag_stop if tag_stop > 0 else len(text)].strip(_BLANKS)
        if re.match(r"^[（(](?:试行|暂行|修订|修正|[\d—–\-－年版至修订]{4,14}|征求意见稿)[）)]$", tag):
            name, end = name + tag, tag_stop if tag_stop > 0 else len(text)
        return name.strip("《》"), end

    @staticmethod
    def _same(key: str, name: str) -> bool:
        """Equal, or one lacks the issuer in front or a tag behind."""
        if key == name:
            return True
        short, long = (key, name) if len(key) < len(name) else (name, key)
        if (
            len(short) < 6
            or len(long) - len(short) > 24
            or not ending_kind(re.sub(r"试行|暂行|\d{4}年?版?", "", short))
        ):
            return False
        return long.endswith(short) or (long.startswith(short) and len(long) - len(short) <= 12)

    def _label_before(self, at: int) -> int:
        """An 附件 label line right above an enclosed title belongs to it."""
        text = self.text
        end = _end_above(text, at)
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip(_BLANKS)
        return (
            start
            if re.fullmatch(r"附[ \t\u3000]*件?[ \t\u3000]*[一二三四五六七八九十\d]{0,3}[:：.、]?", line)
            else at
        )

    def _after_signature(self, signed: int) -> _Start | None:
        """The paper behind the wrapper's signature, whose title differs from the one announced."""
        text, at = self.text, text_line_end(self.text, signed)
        if len(text) - at < 40 and not any(m.kind == "article" and m.start >= at for m in self.marks):
            return None
        first = at
        while at < len(text):
            stop = text_line_end(text, at)
            line = text[at:stop].strip(_BLANKS + "\n")
            if (
                line
                and not _BRACKET_LINE.fullmatch(line)
                and not re.fullmatch(r"附[ \u3000]*件?[ \u3000]*[一二三四五六七八九十\d]{0,3}[:：.、]?", line)
            ):
                break
            at = stop
        if re.match(r"[ \t\u3000]*(?:抄送|主题词|主送|分送|印发)", text[at : at + 20]):
            return None
        title, end = self._loose_title(at)
        names = self._names()
        if title is None and len(names) == 1:
            title, end = names[0], first
        if title is None and not any(mark.start >= at for mark in self.marks):
            return None
        return _Start(first, "enclosed", title, end if title else first)

    def _loose_title(self, at: int) -> tuple[str | None, int]:
        text, joined = self.text, ""
        for _ in range(_MOST_TITLE_LINES):
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            line = text[at:stop].strip(_BLANKS)
            if not line or len(line) > 100 or _NOT_TITLE.search(line) or re.search(r"[。；]", line):
                break
            joined += line
            if is_complete(joined):
                return strip_status(joined).strip("《》"), stop
            at = stop + 1
        return None, at

    def _before_first_article(self, after: int) -> _Start | None:
        """No signature: the enclosed paper begins at the title line above the first article or chapter."""
        first = next(
            (m for m in self.marks if m.start > after and m.kind in ("part", "chapter", "article")), None
        )
        if first is None:
            return None
        return self._title_above(first.start, after)

    def _title_above(self, at: int, low: int) -> _Start | None:
        text, end = self.text, at
        for _ in range(5):
            end = _end_above(text, end) if at - end < 3_000 else 0
            start = text.rfind("\n", 0, end) + 1
            if start < low or end <= start:
                return None
            line = text[start:end].strip(_BLANKS)
            if (
                ending_kind(strip_status(line))
                and not _NOT_TITLE.search(line)
                and len(line) <= 80
                and not re.search(r"[。；：，]", line)
            ):
                return _Start(self._label_before(start), "enclosed", strip_status(line).strip("《》"), end)
            if len(line) > 100 or re.search(r"[。；]$", line):
                return None
            end = start
        return None

    # -- attachments and further papers ----------------------------------------------------------------

    def _attachments(self, starts: Sequence[_Start]) -> list[_Start]:
        found: list[_Start] = []
        taken = [(s.at, s.title_end) for s in starts]
        for label in _ATTACHMENT.finditer(self.text):
            at = label.start()
            if at < self.head.body or any(a <= at < b for a, b in taken):
                continue
            if self._is_listing(label, starts):
                continue
            if len(found) >= _MOST_PAPERS:
                break
            title = self._attachment_title(label)
            end = label.end()
            found.append(_Start(at, "attachment", title, end))
        found += self._restarts([*starts, *found])
        return sorted(found, key=lambda s: s.at)

    def _is_listing(self, label: re.Match[str], starts: Sequence[_Start]) -> bool:
        """附件：1.X 2.Y before a signature names the attachments; it is not one."""
        name = label["name"]
        if re.search(r"[。；，]", name) or (label["label"].strip() == "附" and not label["colon"]):
            return True
        if label["label"].strip() == "附" and name and not ending_kind(name):
            return True
        index = bisect_right(self._signed, label.start())
        following = self.signatures[index] if index < len(self.signatures) else None
        bound = next((s.at for s in starts if s.at > label.start()), len(self.text))
        if following and following.start < bound and following.start - label.end() < 1_500:
            between = self.text[label.end() : following.start]
            lines = [line.strip(_BLANKS) for line in between.split("\n") if line.strip(_BLANKS)]
            if all(len(line) < 100 and not line.endswith("。") for line in lines):
                return True
        if not name:
            return False
        rest = self.text[label.end() : min(bound, label.end() + 400)].strip()
        listed = re.match(r"(?:\d{1,2}[.．、]|[一二三四五六七八九十]、)", name)
        return len(rest) < 2 or bool(listed)

    def _attachment_title(self, label: re.Match[str]) -> str | None:
        if label["name"]:
            return label["name"].strip("《》") if "\t" not in label["name"] else None
        title, _ = self._loose_title(text_line_end(self.text, label.end()))
        if title:
            return title
        at = text_line_end(self.text, label.end())
        line = self.text[at : text_line_end(self.text, at)].strip(_BLANKS + "\n")
        return line if 2 <= len(line) <= 60 and not re.search(r"[。；\t]", line) else None

    def _restarts(self, starts: Sequence[_Start]) -> list[_Start]:
        """A second run of articles from 第一条 on under a title of its own is a further document."""
        found: list[_Start] = []
        edges = sorted(s.at for s in starts)
        last: Mark | None = None
        for mark in self.marks:
            if mark.kind != "article":
                continue
            if (
                last
                and mark.number == 1
                and last.number > 1
                and not any(last.start < e <= mark.start for e in edges)
            ):
                title = self._title_above(mark.start, last.end)
                if title:
                    role = (
                        "enclosed"
                        if any(s.role == "enclosed" for s in starts) and self.wraps
                        else "attachment"
                    )
                    found.append(_Start(title.at, role, title.title, title.title_end))
            last = mark
        return found


def _end_above(text: str, at: int) -> int:
    """Where the last word before `at` ends; looks back over a bounded run of blanks only."""
    low = max(0, at - _FAR)
    return low + len(text[low:at].rstrip(_BLANKS + "\n"))


def text_line_end(text: str, at: int) -> int:
    """The place behind the line end that follows `at`."""
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop + 1
