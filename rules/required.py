"""Which words must stand in a text before a regular expression can match there, told from the expression itself.

`required("不得[^。]{0,9}(?:起诉|复议)")` is `(("不得",), ("起诉", "复议"))`: a text that matches holds a word of every
group. What cannot be told (classes of characters, what may be left out) is left out, so that the groups are always
true, if sometimes few.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from itertools import product
from math import prod
from re import _constants as op  # type: ignore[attr-defined]  # the parser of `re` has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Group = tuple[str, ...]

#: Beyond so many ways of writing a part, the part counts as two.
_WAYS = 96
#: Beyond so many choices of one group from each of several ways, only the best ones are taken.
_CHOICES = 8
#: A single character stands in most texts and tells little.
_LEAST = 2
_WRAPPED = (op.SUBPATTERN, op.ATOMIC_GROUP)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_NO_WIDTH = (op.ASSERT, op.ASSERT_NOT, op.AT)


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part of an expression: `ways`, all the strings that it matches when they are few, and
    `groups`, of each of which a word stands in what it matches."""

    ways: frozenset[str] | None
    groups: frozenset[Group] = frozenset()

    @property
    def all_groups(self) -> frozenset[Group]:
        own = _group(self.ways) if self.ways is not None else None
        return self.groups | {own} if own else self.groups


_NOTHING = _Part(frozenset({""}))
_ANYTHING = _Part(None)


@cache
def required(expression: str, flags: int = 0) -> tuple[Group, ...]:
    """The groups of an expression, the most telling first. Empty when none is known, as where case is ignored."""
    tree = _parser.parse(expression, flags)
    if tree.state.flags & re.IGNORECASE:
        return ()
    return tuple(sorted(_sequence(tree).all_groups, key=lambda group: (len(group), group)))


def _group(ways: Iterable[str]) -> Group | None:
    """The words of a group without those that another one is part of; None when a word of it is too short."""
    words = sorted(ways, key=len)
    if not words or len(words[0]) < _LEAST:
        return None
    least: list[str] = []
    for word in words:
        if not any(shorter in word for shorter in least):
            least.append(word)
    return tuple(sorted(least))


def _sequence(tree: Iterable[tuple[Any, Any]]) -> _Part:
    """Parts one behind the other: strings grow as long as all ways are known, and are a group where that ends."""
    grown, groups = frozenset({""}), frozenset[Group]()
    whole = True
    for part in map(_known, tree):
        groups |= part.groups
        if part.ways is not None and len(grown) * len(part.ways) <= _WAYS:
            grown = frozenset(a + b for a in grown for b in part.ways)
            continue
        whole = False
        groups |= _Part(grown).all_groups
        grown = part.ways if part.ways is not None else frozenset({""})
    return _Part(grown if whole else None, groups if whole else groups | _Part(grown).all_groups)


def _known(node: tuple[Any, Any]) -> _Part:
    kind, value = node
    if kind is op.LITERAL:
        return _Part(frozenset({chr(value)}))
    if kind in _NO_WIDTH:
        return _NOTHING
    if kind is op.IN:
        return _class(value)
    if kind is op.BRANCH:
        return _either([_sequence(way) for way in value[1]])
    if kind is op.SUBPATTERN and value[1] & re.IGNORECASE:
        return _ANYTHING
    if kind in _WRAPPED:
        return _sequence(value[-1] if kind is op.SUBPATTERN else value)
    if kind in _REPEATS:
        least, most, inner = value
        return _repeated(least, most, _sequence(inner))
    return _ANYTHING


def _class(items: list[tuple[Any, Any]]) -> _Part:
    if all(kind is op.LITERAL for kind, _ in items):
        return _Part(frozenset(chr(code) for _, code in items))
    return _ANYTHING


def _either(parts: list[_Part]) -> _Part:
    """One of several ways: where not all of their strings are known, one group of each, as one."""
    if all(part.ways is not None for part in parts):
        return _Part(reduce(frozenset.union, (part.ways or frozenset() for part in parts)))
    groups = [sorted(part.all_groups, key=_telling) for part in parts]
    if prod(map(len, groups)) > _CHOICES:
        groups = [few[:1] for few in groups]
    joined = (_group(word for group in chosen for word in group) for chosen in product(*groups))
    return _Part(None, frozenset(group for group in joined if group))


def _telling(group: Group) -> tuple[int, int]:
    return (len(group), -min(map(len, group)))


def _repeated(least: int, most: Any, inner: _Part) -> _Part:
    if least == 0:
        return _Part(inner.ways | {""}) if most == 1 and inner.ways is not None else _ANYTHING
    if least == most == 1:
        return inner
    return _Part(None, inner.all_groups)
