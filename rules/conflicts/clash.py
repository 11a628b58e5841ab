"""What is found between two documents: two passages that give different answers."""

import re
from dataclasses import dataclass
from typing import Any

from rules.conflicts.slots import Slot
from rules.conflicts.wording import NUMBERING
from rules.view import DocumentView, Sentence

_NO_WORD = re.compile(r"[\W_]+")
_LONGEST = 60


def _bare(passage: Sentence) -> str:
    """The words alone, without the numbering: a passage moved to another article stays itself."""
    return _NO_WORD.sub("", NUMBERING.sub("", passage.text))[:_LONGEST]


def _marked(passage: Sentence, span: tuple[int, int]) -> str:
    """The words of the passage that differ; empty where the whole passage does."""
    if span == (passage.start, passage.end):
        return ""
    return passage.text[span[0] - passage.start : span[1] - passage.start].strip()


@dataclass(frozen=True, slots=True)
class Clash:
    """Two passages that give different answers.

    kind: number | time | money | body | modality | definition | way. `strength` 0…1 says how sure it is that they
    speak of the same thing; `why` says it in words. `one` and `other` are the sentences; the spans mark the
    words that differ.
    """

    kind: str
    strength: float
    one: Sentence
    other: Sentence
    one_span: tuple[int, int]
    other_span: tuple[int, int]
    why: str

    def key(self, own_id: str, peer_id: str) -> str:
        """What tells this clash from others, whatever stands around the two passages and from whichever side it is
        seen: kind, both documents, both passages without marks. No offsets and no numbers of articles, so that a
        verdict on it holds in new versions; the figures themselves belong to it."""
        sides = sorted(
            (
                (own_id, _bare(self.one), _marked(self.one, self.one_span)),
                (peer_id, _bare(self.other), _marked(self.other, self.other_span)),
            )
        )
        return "|".join((self.kind, *(part for side in sides for part in side)))

    @property
    def flipped(self) -> "Clash":
        return Clash(self.kind, self.strength, self.other, self.one, self.other_span, self.one_span, self.why)


def kind_of(slot: Slot) -> str:
    """The kind of a clash of figures: times and sums are reported by themselves, all others together."""
    return slot.kind if slot.kind in ("time", "money") else "number"


def row_of(clash: Clash) -> list[object]:
    """A clash as JSON holds it: kind, strength, why, and of both passages their place and the place that differs."""
    return [
        clash.kind, clash.strength, clash.why, clash.one.start, clash.one.end, *clash.one_span,
        clash.other.start, clash.other.end, *clash.other_span,
    ]  # fmt: skip


def clash_of(row: list[Any], one: DocumentView, other: DocumentView) -> Clash:
    """The clash of such a row, its passages read from the two documents."""
    kind, strength, why, start, end, mark, stop, its_start, its_end, its_mark, its_stop = row
    return Clash(
        kind,
        strength,
        Sentence(one.text[start:end], start, end),
        Sentence(other.text[its_start:its_end], its_start, its_end),
        (mark, stop),
        (its_mark, its_stop),
        why,
    )
