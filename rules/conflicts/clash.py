"""What is found between two documents: two passages that give different answers."""

from dataclasses import dataclass

from rules.view import Sentence


@dataclass(frozen=True, slots=True)
class Clash:
    """Two passages that give different answers.

    kind: number | time | money | body | modality | definition. `strength` 0…1 says how sure it is that they
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

    @property
    def flipped(self) -> "Clash":
        return Clash(self.kind, self.strength, self.other, self.one, self.other_span, self.one_span, self.why)
