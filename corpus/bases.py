"""Which documents a text gives as its basis, and of what kind (rules.md §2.7)."""

import re
from dataclasses import dataclass

from corpus.judged import Sentence, masked
from corpus.phrases import phrase

_BASIS_HEADING = re.compile(
    r"[一二三四五六七八九十]+\s*、[^。；（(\n《]{0,12}依据\s*[：:]?\s*(?=[（(]|《|\n|\d)"
)
_NEXT_HEADING = re.compile(r"[一二三四五六七八九十]+\s*、(?!《)")
_FIRST_UNIT = re.compile(r"第\s{0,4}[一1]\s{0,4}条|(?:^|[\n：:。])\s{0,8}一、")
_TRIGGERS = re.compile(
    "|".join(f"(?P<{n}>{phrase('basis', n).pattern})" for n in ("policy", "legal", "weak", "implements"))
)
#: In the body only the text's own making counts: 国务院部门依照…决定 speaks of others.
_MAKES = re.compile(
    r"(?:制定|制订|修订|拟定|拟订)(?:了)?(?:本(?!地|行政|市|省|区|县|单位|部门)|以下|下列|如下)|特制定|作出?如下|如下"
)
#: 要按照《X》… is a task set to somebody, not what the text itself rests on.
_TASK = re.compile(r"(?:要|应|应当|必须|须|可以|可|严格|认真|坚持|不得)$")
#: 按照《X》 gives a basis only to what is made in the same sentence.
_ORDERED = re.compile(r"制定|制订|编制|如下|决定")
_MAKING = re.compile(r"制定|制订|拟定|拟订")
_PURPOSE = re.compile(r"(?:为|为了|为做好|为保证|为保障|保障|保证|确保)[^。；，]{0,12}$")
#: Words of occasion, not of carrying out: 为配合《X》实施.
_OCCASION = ("配合", "履行", "做好", "规范")
_LONGEST_GAP = 70


def preamble_end(text: str) -> int:
    """Where the opening of a text ends: before its first article or its first 一、."""
    found = _FIRST_UNIT.search(text)
    return min(found.start() if found else 1500, 3000)


def basis_lists(text: str) -> list[tuple[int, int]]:
    """Spans of lists under a heading like 一、检验检疫依据."""
    out = []
    for heading in _BASIS_HEADING.finditer(text):
        stop = _NEXT_HEADING.search(text, heading.end(), heading.end() + 3000)
        out.append((heading.end(), stop.start() if stop else min(len(text), heading.end() + 1500)))
    return out


def judge_bases(text: str, sentence: Sentence, preamble: int) -> None:
    """Give a role of basis to the mentions of a sentence that have one. `preamble` is where the opening ends."""
    words = masked(text, sentence)
    following = text[sentence.end : sentence.end + 60] if sentence.end < preamble else ""
    for at, judged in enumerate(sentence.mentions):
        m = judged.mention
        if judged.role != "cite" or m.via == "amender":
            continue
        before = words[: m.start - sentence.start]
        trigger = max(_TRIGGERS.finditer(before), key=lambda t: t.start(), default=None)
        if trigger is None or _TASK.search(before[: trigger.start()]) or not _joined(before[trigger.end() :]):
            continue
        view = _View(
            trigger,
            before,
            words[m.tail - sentence.start :],
            words[_list_end(sentence, at, words) - sentence.start :],
            following,
            m.start < preamble,
        )
        role = view.role()
        if role:
            judged.role = role
            judged.quote_start, judged.quote_end = sentence.start + trigger.start(), m.tail


def _joined(gap: str) -> bool:
    """Whether a trigger reaches over `gap` to the name: nothing but other names and their makers between."""
    if len(gap.replace("■", "")) > _LONGEST_GAP or phrase("basis", "breaks").search(gap):
        return False
    # 依据《A》有关规定，以及世界贸易组织《B》: the list goes on behind the comma.
    gap = re.sub(r"，(?=(?:以及|及|和|与)[\u4e00-\u9fff]{0,16}$)", "、", gap)
    return not re.search(r"，[^■]*[\u4e00-\u9fff]{6,}", gap)


@dataclass(frozen=True, slots=True)
class _View:
    """A name with its trigger and the words around them, other names blanked."""

    trigger: re.Match[str]
    before: str
    tail: str
    after_list: str
    following: str
    in_preamble: bool

    @property
    def enacting(self) -> bool:
        made = phrase("basis", "enacting")
        return bool(made.search(self.tail) or (self.following and made.search(self.following)))

    def role(self) -> str | None:
        if not self.in_preamble and not _MAKES.search(self.tail):
            return None
        kind = self.trigger.lastgroup
        if kind == "legal":
            return self._legal()
        if kind == "weak":
            return "weak_basis" if self.enacting else None
        if kind == "policy":
            return "policy_basis" if self.enacting or self.in_preamble else None
        if not self.enacting or not _PURPOSE.search(self.before[: self.trigger.start()]):
            return None
        carries_out = _MAKING.search(self.tail) and self.trigger.group() not in _OCCASION
        return "basis" if carries_out else "policy_basis"

    def _legal(self) -> str | None:
        word = self.trigger.group()
        if word in ("按照", "遵照", "遵循") and not _ORDERED.search(self.tail):
            return None
        if not self.enacting and (
            word not in ("根据", "依据") or phrase("operative", "behind").search(self.after_list[:60])
        ):
            return None
        wish = phrase("basis", "spirit").search(self.after_list) or phrase("basis", "demand").search(
            self.after_list
        )
        return "policy_basis" if wish else "basis"


def _list_end(sentence: Sentence, at: int, masked: str) -> int:
    """End of the enumeration that begins with the mention at index `at`."""
    end = sentence.mentions[at].mention.tail
    for judged in sentence.mentions[at + 1 :]:
        gap = masked[end - sentence.start : judged.mention.start - sentence.start]
        if len(gap) > 14 or "，" in gap or "。" in gap:
            break
        end = max(end, judged.mention.tail)
    return end
