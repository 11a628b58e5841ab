"""Two texts side by side, article by article, with the words that differ. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rules.conflicts.clash import Clash
from rules.conflicts.provisions import dice
from rules.view import DocumentView

#: Similarity from which two articles are shown on one line.
_SAME = 0.45
#: Longest passages compared word by word; beyond, a difference of characters says nothing to a reader.
_COMPARED = 4_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: `text == document_text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison; a side is None where the other text has nothing like it.

    `changes` are ((start, end), (start, end)) of the words that differ, relative to each passage.
    """

    left: Passage | None
    right: Passage | None
    likeness: float
    changes: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def passages(doc: DocumentView) -> list[Passage]:
    """The articles of a document, or its paragraphs where it has none."""
    headings = [u for u in (doc.main.units if doc.main else ()) if u.kind.startswith("heading")]
    # A heading goes with what stands under it: （一） of 一、 is no line of its own.
    units = doc.articles or tuple(
        u for u in headings if not any(o is not u and o.start <= u.start and u.end <= o.end for o in headings)
    )
    if units:
        return [Passage(doc.text[u.start : u.end].strip(), u.start, u.end) for u in units if u.end > u.start]
    found, at = [], 0
    for line in doc.text.split("\n"):
        if line.strip():
            found.append(Passage(line, at, at + len(line)))
        at += len(line) + 1
    return found


def align(one: DocumentView, other: DocumentView, clashes: Sequence[Clash] = ()) -> Iterator[Row]:
    """The rows of a comparison in the order of the first text; what only the second has comes last. Passages that
    clash stand on one line, however they are worded."""
    left, right = passages(one), passages(other)
    taken: set[int] = set()
    for passage in left:
        likeness, at = _best(passage, right, taken)
        if at is None:
            likeness, at = _clashing(passage, right, taken, clashes)
        if at is None:
            yield Row(passage, None, 0.0)
            continue
        taken.add(at)
        yield Row(passage, right[at], round(likeness, 3), differences(passage.text, right[at].text))
    for at, passage in enumerate(right):
        if at not in taken:
            yield Row(None, passage, 0.0)


def _best(passage: Passage, among: Sequence[Passage], taken: set[int]) -> tuple[float, int | None]:
    best, place = _SAME, None
    for at, candidate in enumerate(among):
        if at in taken:
            continue
        likeness = dice(passage.text, candidate.text)
        if likeness > best:
            best, place = likeness, at
    return best, place


def _clashing(
    passage: Passage, among: Sequence[Passage], taken: set[int], clashes: Sequence[Clash]
) -> tuple[float, int | None]:
    """The passage of the other text that gives another answer to what this one says."""
    for clash in sorted(clashes, key=lambda c: -c.strength):
        if passage.start <= clash.one.start < passage.end:
            for at, candidate in enumerate(among):
                if at not in taken and candidate.start <= clash.other.start < candidate.end:
                    return dice(passage.text, candidate.text), at
    return 0.0, None


def differences(one: str, other: str) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """The stretches in which two passages differ."""
    if one == other or max(len(one), len(other)) > _COMPARED:
        return ()
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return tuple(((a, b), (c, d)) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
