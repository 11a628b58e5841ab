"""Whose 代字 a document number carries, learned from the registry's own documents. Pure.

兰民发 is the civil affairs bureau's because its documents carry it. One code can serve two counties, and a bureau
and its heir in turn, so an answer needs several documents, nearly all of one body, and says how sure it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from registry.docno import parse_number

#: Fewer documents of a code prove nothing.
_ENOUGH = 3
#: The share of a code's documents that one body must have made.
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Owner:
    """The body whose code it is, over how many documents, and how sure that is (0–1)."""

    issuer: str
    documents: int
    certainty: float


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Code → the makers of its documents, one (issuer, year) for each."""

    _makers: Mapping[str, Sequence[tuple[str, int | None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str | None, Sequence[str]]]) -> "CodeBook":
        """From (number, issuers) of documents; joint documents and numbers without a code teach nothing."""
        makers: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        for number, issuers in rows:
            parsed = parse_number(number) if number and len(issuers) == 1 else None
            if parsed and parsed.form == "bracket" and parsed.certain and parsed.code:
                makers[parsed.code].append((issuers[0], parsed.year))
        return cls(makers)

    def owner(self, number: str) -> Owner | None:
        """Whose number it is; None when the registry does not show it surely.

        Where a code went from one body to another, the number's own year decides.
        """
        parsed = parse_number(number)
        if parsed is None or parsed.form != "bracket" or not parsed.certain:
            return None
        makers = self._makers.get(parsed.code, ())
        return _sure(makers) or _sure(_of_the_time(makers, parsed.year))


def _sure(makers: Sequence[tuple[str, int | None]]) -> Owner | None:
    if not makers:
        return None
    issuer, count = Counter(issuer for issuer, _ in makers).most_common(1)[0]
    if count < _ENOUGH or count / len(makers) < _NEARLY_ALL:
        return None
    return Owner(issuer, count, round((count + 1) / (len(makers) + 2), 2))


def _of_the_time(makers: Sequence[tuple[str, int | None]], year: int | None) -> list[tuple[str, int | None]]:
    """The documents of the one body that used the code around a year; none when two did, or nobody."""
    years: dict[str, list[int]] = defaultdict(list)
    for issuer, made in makers:
        if made:
            years[issuer].append(made)
    users = {i for i, made in years.items() if year and min(made) <= year <= max(made)}
    return [row for row in makers if row[0] in users] if len(users) == 1 else []
