"""The words that two passages share, as a reader is told them. Pure."""

import re
from difflib import SequenceMatcher

from rules.conflicts.wording import NUMBERING, evidence

#: Stretches of shared words that a reader is shown, and the shortest of them.
_SHOWN, _SHORTEST = 2, 2


def common(one: str, other: str) -> str:
    """The words that both passages share, as a reader is told them: the most telling stretches, in their order."""
    one, other = (NUMBERING.sub("", passage) for passage in (one, other))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    stretches = [
        (at + place.start(), place.group())
        for at, _, size in blocks
        for place in _WORDS.finditer(one[at : at + size])
        if size >= _SHORTEST
    ]
    told = sorted(stretches, key=lambda found: (-evidence(found[1], found[1]), -len(found[1])))[:_SHOWN]
    words = [_EDGES.sub("", text) for _, text in sorted(told)]
    return "”“".join(word for word in words if len(word) >= _SHORTEST) or one.strip("#，、：的为")


_WORDS = re.compile(r"[\u4e00-\u9fff、]{2,}")
#: Signs of grammar at the edges of a stretch: the words between them are what is shared.
_EDGES = re.compile(r"^[的为、应当须由在与和及或并]+|[的为、应当须由在与和及或并]+$")
