"""Ways of doing one thing that exclude each other (公开招租, 协议出租), and what one text takes in and another leaves
out. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from registry.shipped import shipped
from rules.conflicts.clash import Clash
from rules.conflicts.subjects import different_subject
from rules.conflicts.wording import NUMBERING, evidence, likeness, reduced
from rules.view import Sentence

#: Likeness of two statements without their ways, and the evidence, from which they are about one thing; how much more
#: there must be between texts whose matters only touch.
_ONE_THING, _EVIDENCE, _FARTHER = 0.42, 2.4, 0.3
#: Likeness of two items of lists from which they are one, evidence that an item tells what it is, its length.
_ONE_ITEM, _TELLS, _SHORTEST, _SHORTEST_NAMED = 0.8, 1.8, 4, 2
#: Closeness of two texts that regulate one matter.
_ONE_MATTER = 0.4
#: Evidence that two lists are lists of one thing.
_ONE_LIST = 1.5


@dataclass(frozen=True, slots=True)
class Way:
    """A sentence that prescribes one of several ways: the set, the way within it, the words, the rest of the sentence."""

    set: int
    way: int
    words: str
    around: str
    optional: bool
    sentence: Sentence
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """A thing that a sentence takes in or leaves out; `of` is what it counts to."""

    item: str
    included: bool
    of: str
    sentence: Sentence
    span: tuple[int, int]


@cache
def _sets() -> tuple[tuple["re.Pattern[str]", ...], ...]:
    return tuple(
        tuple(re.compile("|".join(names)) for names in each["ways"])
        for each in shipped("rules", "data/ways.toml")["set"]
    )


#: 以口头形式答复的，…; 采用书面形式提出的请求: a case or a thing, nothing prescribed.
_CASE = re.compile(r"[^，。；]{0,10}的(?:[，：]|[\u4e00-\u9fff])")
_OPTIONAL = re.compile(r"可以?|鼓励|也可|允许|或者?$")
#: 采用无记名投票或者其他方式: the choice is left.
_CHOICE = re.compile(r"(?:其他|等)(?:有效)?(?:方式|形式|途径)")


def ways(sentence: Sentence) -> Iterator[Way]:
    """The ways that a sentence prescribes; one that names two of a set leaves the choice and prescribes none."""
    text = sentence.text
    for number, each in enumerate(_sets()):
        found = [(at, match) for at, names in enumerate(each) if (match := names.search(text))]
        if len(found) != 1:
            continue
        at, match = found[0]
        if _CASE.match(text, match.end()) or _CHOICE.search(text):
            continue
        clause = text[max(text.rfind(mark, 0, match.start()) for mark in "，；。：\n") + 1 : match.start()]
        around = each[at].sub("，", NUMBERING.sub("", text))
        span = sentence.start + match.start(), sentence.start + match.end()
        yield Way(number, at, match.group(), around, bool(_OPTIONAL.search(clause)), sentence, span)


def way_clashes(ones: tuple[Way, ...], others: tuple[Way, ...], closeness: float) -> Iterator[Clash]:
    """Two ways that two texts prescribe for one thing; where both only allow theirs, nobody is bound to either."""
    least = _ONE_THING + _FARTHER * (1 - closeness)
    for a in ones:
        for b in others:
            if a.set != b.set or a.way == b.way or (a.optional and b.optional):
                continue
            score = likeness(a.around, b.around)
            if score < least or evidence(a.around, b.around) < _EVIDENCE:
                continue
            if different_subject(a.around, b.around):
                continue
            why = f"同一事项的办理方式不同，一处为“{a.words}”，另一处为“{b.words}”"
            yield Clash("way", round(score, 3), a.sentence, b.sentence, a.span, b.span, why)


#: A list goes on behind a comma only with a word that joins.
_LIST = r"(?P<items>[^，。；：]{2,80}(?:，(?:以及|和|及|并|也)[^，。；：]{2,60})*)"
_TAKES_IN = re.compile(rf"(?<!不)(?:包括|包含){_LIST}")
_LEAVES_OUT = re.compile(rf"不(?:包括|包含|含){_LIST}")
_ONE_WORD = 0.5
#: 单位食堂不对外营业，不属于餐饮服务经营者
_NOT_ONE_OF = re.compile(
    r"(?P<items>[\u4e00-\u9fff、]{2,16}?)(?:不|未|因|属于)[^，。；：]{1,16}，(?:均|都|一律)?不(?:列入|属于|纳入|视为|算作|计入)(?P<of>[^，。；]{2,20})"
)
_NOT_AMONG = re.compile(
    r"(?P<items>[^，。；：]{2,40}?)(?:均|都|一律)?不(?:列入|属于|纳入|视为|算作|计入|在)(?P<of>[^，。；]{2,20})"
)
_OF = re.compile(r"[^，。；：]*$")
_BETWEEN = re.compile(r"[、，]|以及|和|及|或者?")
_COUNTED = re.compile(r"^(?:也|还|均|都|其中|在内|等)|(?:等|在内|的)$")


def scopes(sentence: Sentence) -> Iterator[Scope]:
    """What a sentence takes in or leaves out, item by item."""
    text = sentence.text
    for pattern, included in ((_TAKES_IN, True), (_LEAVES_OUT, False)):
        for match in pattern.finditer(text):
            before = _OF.search(text[: match.start()])
            of = NUMBERING.sub("", before.group()) if before else ""
            of = of or text[: match.start()]
            at = match.start("items")
            for item in _BETWEEN.split(match["items"]):
                start = text.find(item, at)
                bare = _COUNTED.sub("", item)
                if len(bare) >= _SHORTEST_NAMED:
                    span = sentence.start + start, sentence.start + start + len(item)
                    yield Scope(bare, included, of, sentence, span)
                at = start + len(item)
    for match in (*_NOT_AMONG.finditer(text), *_NOT_ONE_OF.finditer(text)):
        items = NUMBERING.sub("", match["items"])
        at = match.end("items") - len(items)
        for item in _BETWEEN.split(items):
            start = text.find(item, at)
            if len(item) >= _SHORTEST_NAMED:
                yield Scope(
                    item,
                    False,
                    match["of"],
                    sentence,
                    (sentence.start + start, sentence.start + start + len(item)),
                )
            at = start + len(item)


def scope_clashes(ones: tuple[Scope, ...], others: tuple[Scope, ...], closeness: float) -> Iterator[Clash]:
    """Things that one text counts to something and the other one does not."""
    if closeness < _ONE_MATTER:
        return
    for a in ones:
        for b in others:
            if a.included == b.included or not _one_item(a.item, b.item):
                continue
            if evidence(_list_of(a), _list_of(b)) < _ONE_LIST:
                continue
            why = f"“{a.item if len(a.item) < len(b.item) else b.item}”一处包括在内，另一处排除在外"
            yield Clash(
                "definition", round(likeness(a.item, b.item), 3), a.sentence, b.sentence, a.span, b.span, why
            )


@lru_cache(maxsize=10_000)
def _one_item(one: str, other: str) -> bool:
    if one in other or other in one:
        return min(len(one), len(other)) < _SHORTEST or evidence(one, other) >= _ONE_WORD
    return (
        bool(reduced(one).strip("·")) and likeness(one, other) >= _ONE_ITEM and evidence(one, other) >= _TELLS
    )


def _list_of(scope: Scope) -> str:
    """The words of the sentence in front of its list: what the things are counted to."""
    at = scope.span[0] - scope.sentence.start
    return f"{scope.of}，{NUMBERING.sub('', scope.sentence.text[:at])}"
