"""Documents that read alike: candidates by their rare pairs of characters, the likeness by all pairs."""

import sqlite3

from corpus.index.grams import GramIndex, grams_of

#: Rare pairs that are looked up, the part of all documents beyond which a pair is common, and the candidates
#: whose texts are compared.
_RARE, _WIDEST, _COMPARED = 400, 0.25, 60


def alike(
    db: sqlite3.Connection, grams: GramIndex, document_id: str, *, most: int, least: float = 0.2
) -> dict[str, float]:
    """id → likeness (shared pairs over all pairs of both, 0 to 1), the most alike first, none below `least`."""
    found = db.execute(
        "SELECT s.key, f_text FROM shelf s JOIN folded f ON f.key = s.key WHERE s.id = ?", (document_id,)
    ).fetchone()
    if found is None:
        return {}
    key, text = found
    own = grams_of(text)
    shared = grams.sharing(own, most=_RARE, widest=_WIDEST)
    # What waits for the grams is compared too, so that a new document is found as soon as it is stored.
    candidates = [k for k, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])) if k != key]
    waiting = db.execute("SELECT key FROM shelf WHERE indexed = 0 AND key <> ? LIMIT ?", (key, _COMPARED))
    scores: dict[str, float] = {}
    for other in dict.fromkeys([*candidates[: max(_COMPARED, most)], *(k for (k,) in waiting)]):
        row = db.execute(
            "SELECT s.id, f_text FROM shelf s JOIN folded f ON f.key = s.key WHERE s.key = ?", (other,)
        ).fetchone()
        if row is not None:
            its = grams_of(row[1])
            likeness = len(own & its) / max(1, len(own | its))
            if likeness >= least:
                scores[row[0]] = round(likeness, 4)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:most])
