"""Documents that read alike: candidates by their rare pairs of characters, the likeness by all pairs."""

from collections.abc import Mapping

from corpus.index.bits import keys_of
from corpus.index.columns import Columns
from corpus.index.grams import GramReader, grams_of
from corpus.index.texts import decoded

#: Rare pairs that are looked up, the part of all documents beyond which a pair is common, and the candidates
#: whose texts are compared.
_RARE, _WIDEST, _COMPARED = 400, 0.25, 60


def alike(
    columns: Columns, grams: GramReader | None, waiting: int, key: int, *, most: int, least: float = 0.2
) -> Mapping[int, float]:
    """key → likeness (shared pairs over all pairs of both, 0 to 1), the most alike first, none below `least`."""
    own = grams_of(decoded(columns.text(key)))
    shared = grams.sharing(own, most=_RARE, widest=_WIDEST) if grams else {}
    candidates = sorted(shared, key=lambda other: (-shared[other], other))
    # What waits for the grams is compared too, so that a new document is found as soon as it is stored.
    others = dict.fromkeys([*candidates[: max(_COMPARED, most)], *keys_of(waiting)[:_COMPARED]])
    scores: dict[int, float] = {}
    for other in others:
        if other != key and columns.all >> other & 1:
            its = grams_of(decoded(columns.text(other)))
            likeness = len(own & its) / max(1, len(own | its))
            if likeness >= least:
                scores[other] = round(likeness, 4)
    best = sorted(scores, key=lambda other: (-scores[other], columns.ids[other]))[:most]
    return {other: scores[other] for other in best}
