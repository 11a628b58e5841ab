"""A mention judged in its sentence: the values that the readers of roles share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.mention import Mention

_SENTENCE_END = re.compile(r"[。；\n]")
#: A line that goes on in the next one: no stop before the break, no unit, no title, no blank line behind it.
_WRAPPED_LINE = re.compile(
    r"(?<=[\u4e00-\u9fff，、])(?<!通知)(?<!决定)(?<!公告)(?<!意见)(?<!办法)(?<!规定)(?<!条例)(?<!细则)(?<!方案)\n(?=[\u4e00-\u9fff《])"
    r"(?!第[一二三四五六七八九十百零〇\d]+[条章节编]|[一二三四五六七八九十]+、|附件|附：|目\s*录)"
)
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
    for at, mention in enumerate(mentions):
        if out and mention.start < out[-1].end:
            out[-1].mentions.append(Judged(mention))
            continue
        start = max(0, mention.start - _REACH, out[-1].end if out else 0)
        for stop in _stops(text, start, mention.start):
            start = stop
        out.append(Sentence(start, _end(text, mentions, at), [Judged(mention)]))
    return out


def _end(text: str, mentions: Sequence[Mention], at: int) -> int:
    """Where the sentence of a mention ends: at the first stop that no later mention covers."""
    low = mentions[at].tail
    limit = min(len(text), low + _REACH)
    for stop in _stops(text, low, limit):
        while at + 1 < len(mentions) and mentions[at + 1].tail < stop:
            at += 1
        if at + 1 < len(mentions) and mentions[at + 1].start < stop <= mentions[at + 1].tail:
            continue
        return stop - 1
    return limit


def _stops(text: str, low: int, high: int) -> Iterator[int]:
    """Offsets behind the ends of sentences: full stops, and line ends that are not mere wrapping."""
    for stop in _SENTENCE_END.finditer(text, low, high):
        if stop.group() != "\n" or not _WRAPPED_LINE.match(text, stop.start()):
            yield stop.end()


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
