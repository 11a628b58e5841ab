"""Did you mean: names of issuers and laws that are close to what was asked for in vain."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from corpus.index import words_of
from corpus.laws import LawTable, law_key

#: How alike a name must be (0 to 100), and how many characters a word needs to be like anything.
_ALIKE, _SHORTEST, _MOST = 72, 3, 3
#: The same for the end of an issuer's name: two of three characters.
_ALIKE_END = 66


def meant(query: str, issuers: Iterable[str], laws: LawTable) -> tuple[str, ...]:
    """Names close to the words of a query, the closest first; none that the query itself prints."""
    names = {
        **{law_key(law.name): law.name for law in laws.laws.values()},
        **{name: name for name in issuers},
    }
    found: dict[str, float] = {}
    for word in words_of(query):
        wanted = law_key(word)
        if len(wanted) < _SHORTEST or wanted in names:
            continue
        for near, score, _ in process.extract(
            wanted, names.keys(), scorer=fuzz.ratio, limit=_MOST, score_cutoff=_ALIKE
        ):
            found[names[near]] = max(score, found.get(names[near], 0))
        # 兰台区民政居: an issuer is also asked for by the end of its name.
        for near, score, _ in process.extract(
            wanted,
            [n for n in names if len(n) > len(wanted) + 1],
            scorer=_tail,
            limit=_MOST,
            score_cutoff=_ALIKE_END,
        ):
            found[names[near]] = max(score - 1, found.get(names[near], 0))
    return tuple(sorted(found, key=lambda name: (-found[name], name))[:_MOST])


def _tail(wanted: str, name: str, *, score_cutoff: float | None = None, **_: object) -> float:
    return fuzz.ratio(wanted, name[-len(wanted) :], score_cutoff=score_cutoff)
