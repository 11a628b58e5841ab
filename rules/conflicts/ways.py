"""Ways of doing one thing that exclude each other (公开招租, 协议出租). Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from registry.shipped import shipped
from rules.conflicts.clash import Clash
from rules.conflicts.subjects import different_subject
from rules.conflicts.weighed import CLEARLY, surely
from rules.conflicts.wording import NUMBERING, evidence, held, likeness, substituted
from rules.view import Sentence

#: Likeness of two statements without their ways, and the evidence, from which they are about one thing; how much more
#: there must be between texts whose matters only touch.
_ONE_THING, _EVIDENCE, _FARTHER = 0.42, 2.4, 0.3
#: Closeness below which the weighed sum is not asked, and more evidence than which says no more.
_APART, _PLENTY = 0.4, 8.0


@dataclass(frozen=True, slots=True)
class Way:
    """A sentence that prescribes one of several ways: which group of ways, the way within it, the words, the rest of the sentence."""

    group: int
    way: int
    words: str
    around: str
    optional: bool
    sentence: Sentence
    span: tuple[int, int]


@cache
def _groups() -> tuple[tuple["re.Pattern[str]", ...], ...]:
    return tuple(
        tuple(re.compile("|".join(names)) for names in each["ways"])
        for each in shipped("rules", "data/ways.toml")["set"]
    )


#: 以口头形式答复的，…; 采用书面形式提出的请求: a case or a thing, nothing prescribed.
_CASE = re.compile(r"[^，。；]{0,10}的(?!方式|形式|办法|途径|方法)(?:[，：]|[\u4e00-\u9fff])")
_OPTIONAL = re.compile(r"可以?|鼓励|也可|允许|或者?$")
#: 采用无记名投票或者其他方式: the choice is left.
_CHOICE = re.compile(r"(?:其他|等)(?:有效)?(?:方式|形式|途径)")


#: 不再组织招标, 不得支付现金: the way that is not to be taken.
_NOT_TO_BE_TAKEN = re.compile(r"(?:不得|不再|不准|不采用|不采取|禁止|严禁|停止)[^，。；]{0,4}$")


#: …，不再组织抽签: says once more which way it is not.
_RULED_OUT = re.compile(r"，[^，。；]{0,6}(?:不得|不再|不准)[^，。；]{2,12}(?=[，。；])")


def _prescribed(names: "re.Pattern[str]", text: str) -> "re.Match[str] | None":
    """The first place where a way is named that is not ruled out there."""
    return next((m for m in names.finditer(text) if not _NOT_TO_BE_TAKEN.search(text, 0, m.start())), None)


def ways(sentence: Sentence) -> Iterator[Way]:
    """The ways that a sentence prescribes; one that names two of a set leaves the choice and prescribes none."""
    text = sentence.text
    for number, each in enumerate(_groups()):
        found = [(at, match) for at, names in enumerate(each) if (match := _prescribed(names, text))]
        if len(found) != 1:
            continue
        at, match = found[0]
        if _CASE.match(text, match.end()) or _CHOICE.search(text):
            continue
        clause = text[max(text.rfind(mark, 0, match.start()) for mark in "，；。：\n") + 1 : match.start()]
        around = _RULED_OUT.sub("", each[at].sub("，", NUMBERING.sub("", text)))
        span = sentence.start + match.start(), sentence.start + match.end()
        yield Way(number, at, match.group(), around, bool(_OPTIONAL.search(clause)), sentence, span)


def way_clashes(
    ones: tuple[Way, ...], others: tuple[Way, ...], closeness: float, *, weighed: bool = False
) -> Iterator[Clash]:
    """Two ways that two texts prescribe for one thing; where both only allow theirs, nobody is bound to either."""
    least = _ONE_THING + _FARTHER * (1 - closeness)
    for a, b in counterparts(ones, others):
        score = likeness(a.around, b.around)
        enough = _EVIDENCE * (1 - max(0.0, score - least))
        if different_subject(a.around, b.around):
            continue
        if score < least or evidence(a.around, b.around) < enough:
            score = surely("ways", seen(a, b, closeness)) if weighed and closeness >= _APART else 0.0
            if score < CLEARLY:
                continue
        why = f"同一事项的办理方式不同，一处为“{a.words}”，另一处为“{b.words}”"
        yield Clash("way", round(score, 3), a.sentence, b.sentence, a.span, b.span, why)


def counterparts(ones: Iterable[Way], others: Iterable[Way]) -> Iterator[tuple[Way, Way]]:
    """Two ways of one group that exclude each other."""
    for a in ones:
        for b in others:
            if a.group == b.group and a.way != b.way and not (a.optional and b.optional):
                yield a, b


def seen(a: Way, b: Way, closeness: float) -> dict[str, float]:
    """What is seen of two ways that exclude each other, for `weighed.surely`."""
    shares = held(a.around, b.sentence.text), held(b.around, a.sentence.text)
    return {
        "around": likeness(a.around, b.around),
        "sentence": likeness(a.sentence.text, b.sentence.text),
        "evidence": min(_PLENTY, evidence(a.around, b.around)),
        "less held": min(shares),
        "more held": max(shares),
        "closeness": closeness,
        "one is optional": a.optional or b.optional,
        "other words": bool(substituted(a.around, b.around, within=(a.sentence.text, b.sentence.text))),
    }
