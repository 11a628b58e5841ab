"""Whether a text already reads as a decision makes it read. Pure.

A text that was published anew after a decision, or taken from a collection, holds its changes; to apply the
decision once more would change it twice.
"""

import re
import unicodedata
from collections.abc import Sequence

from corpus.amendments import Instruction

#: New words shorter than this can stand in a text by chance.
_LONG_ENOUGH = 12
#: Words that one name is replaced by another for.
_A_NAME = 4
#: From this share of the instructions on the decision is in the text.
_MOST = 0.5
_LABEL = re.compile(r"^第[零〇一二三四五六七八九十百]+条(?:之[一二三四五六七八九十]+)?")


def is_incorporated(base: str, instructions: Sequence[Instruction]) -> bool:
    """Whether most of what the instructions bring stands in the text, and what they take away does not."""
    text = _bare(base)
    seen = [told for told in (_stands(text, i) for i in instructions) if told is not None]
    return bool(seen) and sum(seen) >= _MOST * len(seen)


def _stands(text: str, i: Instruction) -> bool | None:
    """Whether the text shows the outcome of one instruction; None when it cannot be told."""
    if i.kind == "replace_words":
        new, old = _bare(i.new), _bare(i.old)
        # Article numbers and single characters stand everywhere.
        tells = min(len(new), len(old)) >= _A_NAME and old not in new
        return old not in text and new in text if tells else None
    if i.kind == "delete" and i.old:
        return _bare(i.old) not in text if len(_bare(i.old)) >= _LONG_ENOUGH else None
    if i.kind in ("replace", "insert") and not i.old:
        new = _LABEL.sub("", _bare(i.new))
        return new in text if len(new) >= _LONG_ENOUGH else None
    return None


def _bare(text: str) -> str:
    """The words alone: half-width, without blanks and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))
