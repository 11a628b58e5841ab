"""What a judgment asks of the registry beyond its own document, so that it can be kept until an answer changes.

While a rule runs, the registry notes each question that it is asked, with a fingerprint of the answer. A judgment
whose document and answers are the same as then would come out the same: checks are pure functions. A document in an
answer stands in the fingerprint with its revision, so that whatever changes in it is a changed answer.
"""

import hashlib
from collections.abc import Callable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

if TYPE_CHECKING:
    from rules.registry_view import RegistryView

Question = tuple[str, ...]
"""The name of a question and its arguments as words (see `_word`)."""

P = ParamSpec("P")
T = TypeVar("T")

_ASKING: dict[str, Callable[..., Any]] = {}
_TABLES: dict[str, Callable[..., Any]] = {}


class Asked:
    """What one judgment asked: `answers` question → fingerprint; `day`: it looked at the day of the sweep;
    `whole`: it looked at the registry as a whole, and no answer can tell whether it would come out the same."""

    __slots__ = ("answers", "day", "whole")

    def __init__(self) -> None:
        self.answers: dict[Question, str] = {}
        self.day = False
        self.whole = False


class Answer(NamedTuple):
    """An answer with the cells of what was looked at for it (`rules.indexes`)."""

    value: Any
    cells: frozenset[int]


def question(
    method: Callable[Concatenate["RegistryView", P], T],
) -> Callable[Concatenate["RegistryView", P], T]:
    """A method of the registry whose answers are noted, and kept as long as the registry; what it asks on the way is
    part of its answer."""
    name = method.__name__

    @wraps(method)
    def ask(self: "RegistryView", *args: P.args, **kwargs: P.kwargs) -> T:
        asked = self.asked
        words: Question = (name, *map(_word, args))
        if kwargs:
            words += tuple(f"{k}:{_word(v)}" for k, v in kwargs.items())
        known = self.known.get(words)
        if known is None:
            seen, self.seen, self.asked = self.seen, set(), None
            try:
                value = method(self, *args, **kwargs)
                known = self.known[words] = Answer(value, frozenset(self.seen))
            finally:
                if seen is not None:
                    seen |= self.seen
                self.seen, self.asked = seen, asked
        elif self.seen is not None:
            self.seen |= known.cells
        # A judgment that cannot be kept needs no answers.
        if asked is not None and not asked.whole and words not in asked.answers:
            asked.answers[words] = self.answered.get(words) or _fingerprint_of(self, words, known.value)
        return known.value  # type: ignore[no-any-return]

    _ASKING[name] = ask
    return ask  # type: ignore[return-value]  # mypy does not see through wraps()


def _fingerprint_of(registry: "RegistryView", words: Question, value: object) -> str:
    found = registry.answered[words] = fingerprint(value)
    return found


def table(build: Callable[Concatenate["RegistryView", P], T]) -> Callable[Concatenate["RegistryView", P], T]:
    """A function that works something out of the registry, to be given to `RegistryView.table`, or with a key to
    `RegistryView.row`."""
    _TABLES[build.__qualname__] = build
    return build


def asked_again(registry: "RegistryView", words: Question) -> str:
    """The fingerprint of today's answer to a question that was asked before; empty when nobody can ask it."""
    known = registry.answered.get(words)
    if known is None:
        ask = _ASKING.get(words[0])
        try:
            if ask is None:
                return ""
            args: list[Any] = []
            named: dict[str, Any] = {}
            for word in words[1:]:
                key, colon, rest = word.partition(":")
                if colon and key.isidentifier():
                    named[key] = _argument(rest, registry)
                else:
                    args.append(_argument(word, registry))
            known = _fingerprint_of(registry, words, ask(registry, *args, **named))
        except LookupError:  # a document or a table that is gone
            known = registry.answered[words] = ""
    return known


def _word(argument: object) -> str:
    """An argument as a word: its kind in one character, then what it is."""
    if argument is None:
        return "-"
    if isinstance(argument, str):
        return f"={argument}"
    if isinstance(argument, date):
        return f"@{argument.isoformat()}"
    if callable(argument):
        return f"%{getattr(argument, '__qualname__', '')}"
    return f"#{argument.id}"  # type: ignore[attr-defined]  # a view of a document


def _argument(word: str, registry: "RegistryView") -> Any:
    kind, rest = word[:1], word[1:]
    if kind == "-":
        return None
    if kind == "@":
        return date.fromisoformat(rest)
    if kind == "%":
        return _TABLES[rest]
    return registry.by_id[rest] if kind == "#" else rest


def fingerprint(value: object) -> str:
    """A short text that differs when the value does. Documents count by id and revision.

    Raises TypeError for a value of a kind that it does not know.
    """
    return hashlib.blake2b(repr(_plain(value)).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if (own := getattr(value, "fingerprint", None)) is not None:
        return own
    if isinstance(value, date | Enum):
        return str(value)
    if isinstance(value, Mapping):
        return [(_plain(k), _plain(v)) for k, v in value.items()]
    if isinstance(value, Set):
        return sorted(repr(_plain(v)) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, name)) for name in _field_names(type(value)))]
    raise TypeError(f"no fingerprint of {type(value).__name__}")
