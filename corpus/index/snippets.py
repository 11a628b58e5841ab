"""Words shown around a match, with their place in the structure. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.index.fold import fold

_BEFORE, _AFTER = 24, 48


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of the text. `text == document_text[start:end]`; `marks` are matches, relative to `text`;
    `place` says where it stands (第三条第二款), "" outside the structure."""

    text: str
    start: int
    end: int
    marks: tuple[tuple[int, int], ...]
    place: str = ""


def place_of(units: Sequence[tuple[str, int, int]], at: int) -> str:
    """The label of the innermost units that hold an offset; units are (label, start, end) in text order."""
    starts = [start for _, start, _ in units]
    labels: list[str] = []
    for label, start, end in reversed(units[: bisect_right(starts, at)]):
        if start <= at < end:
            labels.append(label)
            if label.startswith("第") and label.endswith("条"):
                break
    return "".join(reversed(labels[:3]))


def snippets(
    text: str,
    words: Sequence[str],
    units: Sequence[tuple[str, int, int]] = (),
    *,
    most: int = 3,
    folded: str | None = None,
) -> tuple[Snippet, ...]:
    """Up to `most` pieces of `text` that show the words, in their order, neighbours merged.

    `folded` is the folded text where the caller has it.
    """
    folded = fold(text) if folded is None else folded
    places: list[tuple[int, int]] = []
    for word in words:
        at, found = folded.find(word), 0
        while at >= 0 and found < most:
            places.append((at, at + len(word)))
            found += 1
            at = folded.find(word, at + len(word) + _AFTER)
    places.sort()
    out: list[Snippet] = []
    for start, end in places:
        if out and start < out[-1].end:
            continue
        if len(out) == most:
            break
        low = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
        stop = text.find("\n", end)
        high = min(len(text) if stop < 0 else stop, end + _AFTER)
        marks: list[tuple[int, int]] = []
        for word in words:
            at = folded.find(word, low, high)
            while at >= 0:
                marks.append((at - low, at - low + len(word)))
                at = folded.find(word, at + len(word), high)
        out.append(Snippet(text[low:high], low, high, _merged(marks), place_of(units, start)))
    return tuple(out)


def _merged(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
