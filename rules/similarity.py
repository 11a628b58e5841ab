"""How much of one document's text stands in another: the shingles of rules.conflicts, kept for a while."""

from functools import lru_cache

from rules.conflicts.shingles import Sketch, containment, shingles
from rules.view import DocumentView


@lru_cache(maxsize=1024)
def shingles_of(text: str) -> Sketch:
    """All shingles of a text."""
    return shingles(text)


def alike(one: DocumentView, other: DocumentView) -> float | None:
    """Share of the shorter text that the other holds, 0…1; None when one of them has no text."""
    if not one.text or not other.text:
        return None
    if one.text == other.text:
        return 1.0
    return containment(shingles_of(one.text), shingles_of(other.text))
