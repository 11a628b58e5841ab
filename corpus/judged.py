"""A mention judged in its sentence: the values that the readers of roles share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.mention import Mention

_SENTENCE_END = re.compile(r"[。；\n]")
_REACH = 700


@dataclass(slots=True)
class Judged:
    """A mention with the role that the text gives it."""

    mention: Mention
    role: str = "cite"
    scope: str = "whole"
    part: str | None = None
    kind: str | None = None
    quote_start: int = -1
    quote_end: int = -1


@dataclass(slots=True)
class Sentence:
    """A sentence and the mentions in it, in order."""

    start: int
    end: int
    mentions: list[Judged] = field(default_factory=list)


def sentences_of(text: str, mentions: Sequence[Mention]) -> list[Sentence]:
    """The sentences of a text that hold mentions; a very long one is cut at a bounded reach."""
    out: list[Sentence] = []
    for mention in mentions:
        if out and mention.start < out[-1].end:
            out[-1].mentions.append(Judged(mention))
            continue
        low = max(0, mention.start - _REACH, out[-1].end if out else 0)
        start = low
        for stop in _SENTENCE_END.finditer(text, low, mention.start):
            start = stop.end()
        stop_ = _SENTENCE_END.search(text, mention.tail, mention.tail + _REACH)
        out.append(
            Sentence(
                start, stop_.start() if stop_ else min(len(text), mention.tail + _REACH), [Judged(mention)]
            )
        )
    return out


def masked(text: str, sentence: Sentence) -> str:
    """The sentence with its mentions blanked, so that words inside titles are not read as its own."""
    out, at = [], sentence.start
    for judged in sentence.mentions:
        m = judged.mention
        if m.start < at:
            continue
        out.append(text[at : m.start])
        out.append("■" * (m.tail - m.start))
        at = m.tail
    out.append(text[at : max(at, sentence.end)])
    return "".join(out)
