"""Which of two texts prevails where they differ, and on what ground. Pure."""

import re

from rules.conflicts.book import RANK
from rules.view import DocumentView

_SPECIAL = re.compile(r"实施细则|细则|专项|特别")


def yields(doc: DocumentView, peer: DocumentView) -> str:
    """Which of two texts prevails, with the ground: the higher, the later of one maker, the special."""
    mine, theirs = RANK.get(doc.body, 0), RANK.get(peer.body, 0)
    if mine and theirs and mine != theirs:
        higher = doc if mine > theirs else peer
        return f"制定机关层级较高的是《{higher.inner_title}》（组织法第七十三条第（三）项）"
    if (
        doc.issuer
        and doc.issuer == peer.issuer
        and doc.made_on
        and peer.made_on
        and doc.made_on.first != peer.made_on.first
    ):
        later = doc if doc.made_on.first > peer.made_on.first else peer
        earlier = peer if later is doc else doc
        if _SPECIAL.search(earlier.inner_title) and not _SPECIAL.search(later.inner_title):
            return "新的一般规定与旧的特别规定不一致，由制定机关裁决（参照立法法第一百零六条）"
        return f"同一机关制定、时间在后的是《{later.inner_title}》（参照立法法第一百零三条）"
    return ""
