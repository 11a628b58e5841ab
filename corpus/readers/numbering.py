"""Word's list numbering: definitions, instances, and the counters that run through a document.

The binary, the XML and the rich-text formats all describe the same machine; their readers translate to
the records here, and `Counters` says what is printed before each paragraph.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from corpus.readers.numerals import numeral
from corpus.readers.symbols import bullet

LEVELS = 9
_LONGEST_TEMPLATE = 64
_PLACEHOLDER = re.compile(r"%([1-9])")
_CJK_END = re.compile(r"[\u3007\u3400-\u9fff]$")
_FULL_WIDTH_END = re.compile(
    r"[\u2014\u201d\u3001-\u3003\u3008-\u3011\uff01-\uff5e\u2460-\u2473\u2488-\u249b\u3251-\u32bf]$"
)

Template = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `template` mixes literal text with 0-based levels whose numbers stand there.

    `restart`: the level restarts after one of the first `restart` levels was used; 0 never; None as usual.
    `legal`: all numbers in plain digits. `style`: the paragraph style that is bound to the level.
    """

    format: str = "decimal"
    template: Template = ()
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What a list instance changes at a level."""

    start: int | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class ListInstance:
    """A list that paragraphs point to. Instances of one definition share its counters."""

    definition: str
    overrides: Mapping[int, Override] = field(default_factory=dict)


def template_of(text: str) -> Template:
    """A Word level text ("第%1条") as a Template; Word itself allows some thirty characters."""
    pieces = _PLACEHOLDER.split(text[:_LONGEST_TEMPLATE])
    return tuple(int(p) - 1 if i % 2 else p for i, p in enumerate(pieces) if i % 2 or p)


def joined(label: str, suffix: str = "tab") -> str:
    """The label with the gap that follows it: 第一条＋ideographic space, 一、＋nothing, 1.＋space.

    A tab and a space print as a gap of any width; what a typist would have put there is the readable form.
    """
    if not label or suffix == "nothing" or _FULL_WIDTH_END.search(label):
        return label
    return label + ("\u3000" if _CJK_END.search(label) else " ")


@dataclass(slots=True)
class _Running:
    """Where the lists of a story stand: counts by definition, and the instances that began their own way."""

    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)


class Counters:
    """The running numbers of one document. Text boxes and notes are counted apart from the main story."""

    def __init__(
        self,
        definitions: Mapping[str, Mapping[int, Level]],
        instances: Mapping[str, ListInstance],
    ) -> None:
        self._definitions = definitions
        self._instances = instances
        self._stories: dict[str, _Running] = {"": _Running()}
        self._running = self._stories[""]

    def knows(self, instance: str) -> bool:
        return instance in self._instances

    def level_of_style(self, instance: str, style: str) -> int | None:
        """The level of the list that is bound to a paragraph style, or None."""
        levels = self._definitions.get(self._instances[instance].definition, {})
        return next((i for i in sorted(levels) if levels[i].style == style), None)

    @contextmanager
    def story(self, name: str) -> Iterator[None]:
        """Count in the story of that name while the context lasts."""
        outer = self._running
        self._running = self._stories.setdefault(name, _Running())
        try:
            yield
        finally:
            self._running = outer

    def label(self, instance: str, index: int) -> str:
        """Count one paragraph of level `index` and give its printed label with the gap after it."""
        used = self._instances[instance]
        level = self._level(used, index)
        if level is None:
            return ""
        counts = self._running.counts.setdefault(used.definition, [None] * LEVELS)
        override = used.overrides.get(index)
        if override and override.start is not None and (instance, index) not in self._running.begun:
            # a start of one's own holds for the level that is used, not for those above it
            self._running.begun.add((instance, index))
            counts[index] = None
        for above in range(index):
            # a level that is passed over begins with its start, and counts
            if counts[above] is None:
                counts[above] = self._start(used, above)
        count = counts[index]
        counts[index] = self._start(used, index) if count is None else count + 1
        self._restart_below(used, index, counts)
        if level.hidden:
            return ""
        if level.format == "bullet":
            return joined(bullet(self._literal(level)), "space")
        return joined(self._print(used, level, counts), level.suffix)

    def _level(self, used: ListInstance, index: int) -> Level | None:
        override = used.overrides.get(index)
        if override and override.level:
            return override.level
        return self._definitions.get(used.definition, {}).get(index)

    def _start(self, used: ListInstance, index: int) -> int:
        override = used.overrides.get(index)
        if override and override.start is not None:
            return override.start
        level = self._level(used, index)
        return level.start if level else 1

    def _restart_below(self, used: ListInstance, index: int, counts: list[int | None]) -> None:
        for below in range(index + 1, LEVELS):
            level = self._level(used, below)
            after = below if level is None or level.restart is None else level.restart
            if index < after:
                counts[below] = None

    def _print(self, used: ListInstance, level: Level, counts: list[int | None]) -> str:
        out = []
        for piece in level.template:
            if isinstance(piece, str):
                out.append(piece)
                continue
            shown = self._level(used, piece)
            if shown is not None:
                count = counts[piece]
                number = self._start(used, piece) if count is None else count
                out.append(
                    str(number) if level.legal and shown.format != "none" else numeral(number, shown.format)
                )
        return "".join(out)

    @staticmethod
    def _literal(level: Level) -> str:
        return "".join(p for p in level.template if isinstance(p, str))
