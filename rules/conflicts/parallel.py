"""Parallel lists of figures, one statement for each member: 甲级、乙级的，分别给予10万元、5万元 says what
甲级的，给予10万元 and 乙级的，给予5万元 say. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.conflicts.slots import Slot

_COMMA = r"(?:[、，；]|以及|[和及或])"
#: Between two figures of one row (10万元、5万元和2万元; 每亩10元、每亩8元).
_NEXT = re.compile(rf"{_COMMA}(?:每[\u4e00-\u9fff]{{1,4}})?$")
#: Between two figures of an enumeration: the name of the next member (3000元，村道每公里1500元); what may or must be
#: done is no name (5公顷，平缓的可以扩大到20公顷).
_NEXT_NAME = re.compile(rf"{_COMMA}(?P<name>(?:(?!可以?|应当?|必须|不得|但)[\u4e00-\u9fff（）]){{2,14}})$")
_NAMES = re.compile(r"、|以及|或者|[和与及或]")
#: Words between 分别 and the first figure (分别给予一次性奖励10万元).
_LED_BY = 14
#: Where the last name of a row ends, if nothing better is known.
_ENDS = re.compile(r"[^的，：（]{1,12}")
_LONGEST_NAME = 12
#: How much longer than the next name the first one may be to stand alone.
_ALONE = 2
#: A sentence that names no member of its own after the figure.
_STOP = re.compile(r"[，。；]|$")


@dataclass(frozen=True, slots=True)
class Member:
    """The statement of one member: its words with the figure, where the figure stands in them, which figures of the
    sentence are its siblings, its name and the names of its siblings."""

    text: str
    at: int
    siblings: frozenset[int]
    name: str
    beside: frozenset[str]


def members(text: str, slots: Sequence[Slot], offset: int = 0) -> Mapping[int, Member]:
    """Index of a figure → the statement that it is a part of, for the figures of a sentence that stand in parallel
    lists; `offset` is the sentence's place in the document."""
    if len(slots) < 2:
        return {}
    spans = [(slot.start - offset, slot.end - offset) for slot in slots]
    found: dict[int, Member] = {}
    for first, last in _rows(text, slots, spans, _NEXT):
        found |= _respective(text, spans, first, last)
    for first, last in _rows(text, slots, spans, _NEXT_NAME):
        if not any(at in found for at in range(first, last + 1)):
            found |= _enumerated(text, spans, first, last)
    return found


def _rows(
    text: str, slots: Sequence[Slot], spans: Sequence[tuple[int, int]], between: "re.Pattern[str]"
) -> Iterator[tuple[int, int]]:
    """First and last index of the figures of one unit that follow each other."""
    first = 0
    for at in range(1, len(slots) + 1):
        if (
            at < len(slots)
            and slots[at].unit == slots[at - 1].unit
            and between.match(text[spans[at - 1][1] : spans[at][0]])
        ):
            continue
        if at - first > 1:
            yield first, at - 1
        first = at


def _respective(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> dict[int, Member]:
    """X、Y、Z的，分别给予a、b、c: as many names as figures."""
    start, stop = spans[first][0], spans[last][1]
    word = text.rfind("分别", 0, start)
    if word < 0 or start - word > _LED_BY or any(mark in text[word:start] for mark in "，。；"):
        return {}
    begin = max(text.rfind(mark, 0, word) for mark in "。；：") + 1
    marks = list(_NAMES.finditer(text, begin, word))[first - last :]
    if len(marks) != last - first:
        return {}
    middle = [text[a.end() : b.start()] for a, b in pairwise(marks)]
    head, tail = text[begin : marks[0].start()], text[marks[-1].end() : word]
    if "、" in head[-_LONGEST_NAME:] or any(
        not name or len(name) > _LONGEST_NAME or "，" in name for name in middle
    ):
        return {}
    ending = (middle or [head])[-1][-1:]
    place = tail.find(ending, 1, _LONGEST_NAME) if ending else -1
    final = tail[: place + 1] if place > 0 else (_ENDS.match(tail) or [""])[0]
    if not final:
        return {}
    size = min(len((middle or [final])[0]), len(head))
    names = [head[len(head) - size :], *middle, final]
    led = text[:begin] + head[: len(head) - size]
    rest, between = tail[len(final) :], text[word + len("分别") : start]
    siblings = frozenset(range(first, last + 1))
    return {
        at: Member(
            f"{(words := led + name + rest + between)}{text[slice(*spans[at])]}{text[stop:]}",
            len(words),
            siblings - {at},
            name,
            frozenset(names) - {name},
        )
        for at, name in zip(range(first, last + 1), names, strict=True)
    }


def _enumerated(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> dict[int, Member]:
    """甲级的奖励15万元，乙级8万元: each name with what is said before the first one."""
    start, stop = spans[first][0], spans[last][1]
    begin = max(text.rfind(mark, 0, start) for mark in "，。；：、") + 1
    head = text[begin:start]
    names = [
        match["name"]
        for a, b in pairwise(spans[first : last + 1])
        if (match := _NEXT_NAME.match(text[a[1] : b[0]])) is not None
    ]
    own = "" if len(head) <= len(names[0]) + _ALONE else _sibling(head, names[0])
    if len(head) > len(names[0]) + _ALONE and not own:
        return {}
    rest = text[stop : _STOP.search(text, stop).start()]  # type: ignore[union-attr]
    siblings = frozenset(range(first, last + 1))
    bare = [_bare(names[0], own or head), *(_bare(head, name) for name in names)]
    found = {}
    for at, name in enumerate(["", *names], first):
        words = head if not name else (_instead(head, own, name) if own else name)
        led = text[:begin] + words
        called = bare[at - first]
        said = f"{led}{text[slice(*spans[at])]}{rest}"
        found[at] = Member(said, len(led), siblings - {at}, called, frozenset(bare) - {called})
    return found


def _shared_end(one: str, other: str) -> int:
    size = 0
    while size < min(len(one), len(other)) and one[-1 - size] == other[-1 - size]:
        size += 1
    return size


def _bare(head: str, name: str) -> str:
    """A member's name without the words that the first member has as well behind its own (村道每公里 → 村道)."""
    size = _shared_end(head, name)
    # 乡道, 村道: the last character of the names may be one as well.
    return name[: len(name) - size] if 1 < size < len(name) - 1 else name


def _sibling(head: str, name: str) -> str:
    """The words in front of the first figure that stand in the place of the next member's name; empty where they
    cannot be told: they are as long and end with the same character (甲级, 乙级)."""
    bare = _bare(head, name)
    places = [
        at
        for at in range(len(head) - len(bare) + 1)
        if head[at + len(bare) - 1] == bare[-1] and head[at : at + len(bare)] != bare
    ]
    return head[places[-1] : places[-1] + len(bare)] if places else ""


def _instead(head: str, own: str, name: str) -> str:
    return name.join(head.rsplit(own, 1)) if _shared_end(head, name) < 2 else head[: head.rindex(own)] + name
