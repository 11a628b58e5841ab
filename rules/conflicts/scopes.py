"""What one text takes in (包括…) and another leaves out (不包括…, 不列入…). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rules.conflicts.clash import Clash
from rules.conflicts.wording import NUMBERING, evidence, likeness, reduced
from rules.view import Sentence

#: Likeness of two items of lists from which they are one, evidence that an item tells what it is, its length.
_ONE_ITEM, _TELLS, _SHORTEST, _SHORTEST_NAMED = 0.8, 1.8, 4, 2
#: Closeness of two texts that regulate one matter.
_ONE_MATTER = 0.4
#: Evidence that two lists are lists of one thing.
_ONE_LIST = 1.5
#: Evidence that one item holds the other as a word.
_ONE_WORD = 0.5


@dataclass(frozen=True, slots=True)
class Scope:
    """A thing that a sentence takes in or leaves out; `of` is what it counts to."""

    item: str
    included: bool
    of: str
    sentence: Sentence
    span: tuple[int, int]


#: A list goes on behind a comma only with a word that joins.
_LIST = r"(?P<items>[^，。；：]{2,80}(?:，(?:以及|和|及|并|也)[^，。；：]{2,60})*)"
_TAKES_IN = re.compile(rf"(?<!不)(?:包括|包含){_LIST}")
_LEAVES_OUT = re.compile(rf"不(?:包括|包含|含){_LIST}")
#: 单位食堂不对外营业，不属于餐饮服务经营者
_NOT_ONE_OF = re.compile(
    r"(?P<items>[\u4e00-\u9fff、]{2,16}?)(?:不|未|因|属于)[^，。；：]{1,16}，(?:均|都|一律)?不(?:列入|属于|纳入|视为|算作|计入)(?P<of>[^，。；]{2,20})"
)
_NOT_AMONG = re.compile(
    r"(?P<items>[^，。；：]{2,40}?)(?:均|都|一律)?不(?:列入|属于|纳入|视为|算作|计入|在)(?P<of>[^，。；]{2,20})"
)
#: The words of the clause in front of a list.
_CLAUSE = re.compile(r"[^，。；：]*$")
_BETWEEN = re.compile(r"[、，]|以及|和|及|或者?")
_COUNTED = re.compile(r"^(?:也|还|均|都|其中|在内|等)|(?:等|在内|的)$")


def scopes(sentence: Sentence) -> Iterator[Scope]:
    """What a sentence takes in or leaves out, item by item."""
    text = sentence.text
    for pattern, included in ((_TAKES_IN, True), (_LEAVES_OUT, False)):
        for match in pattern.finditer(text):
            before = text[: match.start()]
            clause = _CLAUSE.search(before)
            of = NUMBERING.sub("", clause.group()) if clause else ""
            yield from _items(sentence, match, of or before, included=included)
    for match in (*_NOT_AMONG.finditer(text), *_NOT_ONE_OF.finditer(text)):
        yield from _items(sentence, match, match["of"], included=False)


def _items(sentence: Sentence, match: "re.Match[str]", of: str, *, included: bool) -> Iterator[Scope]:
    """Each item of the list that a pattern found."""
    listed = NUMBERING.sub("", match["items"])
    at = match.end("items") - len(listed)
    for item in _BETWEEN.split(listed):
        start = sentence.text.find(item, at)
        at = start + len(item)
        bare = _COUNTED.sub("", item)
        if len(bare) >= _SHORTEST_NAMED:
            yield Scope(bare, included, of, sentence, (sentence.start + start, sentence.start + at))


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
