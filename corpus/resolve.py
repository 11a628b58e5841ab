"""Which registered document, or which law, a citation means: exactly one candidate, or none with all kept.

A number is not an identity (the same 代字 serves two counties, one number carries four documents) and
neither is a title (a successor often bears the name of what it repeals): both are weighed, with the
issuers and the dates.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from corpus.laws import Law, LawTable, LawVersion, Moved
from corpus.places import articles_of
from corpus.reading import Citation, Reading
from registry.agencies import territory_of
from registry.docno import number_key, same_number
from registry.records import Document, DocumentHeader


@dataclass(frozen=True, slots=True)
class Target:
    """A document that can be meant. `titles`: outer and inner; `made_on` is ISO or None."""

    id: str
    titles: tuple[str, ...]
    number: str | None = None
    issuers: tuple[str, ...] = ()
    made_on: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """`id` only when exactly one candidate remained; `candidates` are the ids of all that could be meant."""

    id: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawCitation:
    """A citation of a national law: the version in force when it was cited, and the one in force on a day.

    `moved` are the cited articles that stand elsewhere in the version of that day.
    """

    law: Law
    then: LawVersion | None
    now: LawVersion | None
    moved: tuple[Moved, ...] = ()


_NOISE = re.compile(r"[\s　《》〈〉<>＜＞“”\"'‘’、，,。·:：;；—–\-－~～]+")
_MARKS = re.compile(r"【[^】]{0,8}】|[（(](?:该文件)?(?:已?废止|已?失效|节选)[）)]")
_WRAPPER = re.compile(
    r"^(?P<issuer>[^《]{0,60}?)(?:关于)?(?:重新)?(?:印发|公布|发布|转发|批转|颁布|下发)[《〈<]?(?P<inner>.+?)[》〉>]?的(?:通知|公告|决定|通告|函|令)$"
)
_ABOUT = re.compile(r"^[^《]{0,40}?(?=关于.)")


@lru_cache(maxsize=16384)
def title_keys(title: str | None) -> tuple[str, ...]:
    """The keys under which a title is met: itself, what it issues, itself without the issuer in front."""
    if not title:
        return ()
    plain = _MARKS.sub("", title).strip().removeprefix("原")
    forms = [plain, _ABOUT.sub("", plain)]
    if wrapper := _WRAPPER.match(plain):
        forms.append(wrapper["inner"])
    keys = (
        _NOISE.sub("", f.replace("(", "（").replace(")", "）")).removeprefix("中华人民共和国") for f in forms
    )
    return tuple(dict.fromkeys(k for k in keys if k))


@dataclass(frozen=True, slots=True)
class TargetIndex:
    """The documents that citations may mean, by number and by title."""

    by_id: Mapping[str, Target]
    by_number: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_title: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, targets: Iterable[Target]) -> "TargetIndex":
        by_id: dict[str, Target] = {}
        numbers: dict[str, list[str]] = {}
        titles: dict[str, list[str]] = {}
        for target in targets:
            by_id[target.id] = target
            if target.number:
                numbers.setdefault(_tail(target.number), []).append(target.id)
            for key in dict.fromkeys(k for t in target.titles for k in title_keys(t)):
                titles.setdefault(key, []).append(target.id)
        return cls(by_id, {k: tuple(v) for k, v in numbers.items()}, {k: tuple(v) for k, v in titles.items()})

    def resolve(self, citation: Citation, citing: Target) -> Resolution:
        """The document that `citation` in the document `citing` means. The citing document is never meant,
        nor is one that was made later, nor the number of another county's issuer.
        """
        titled = self._titled(citation.title, citing)
        numbered = self._numbered(citation.number, citing) if citation.number else []
        if citation.number:
            both = [t for t in numbered if t in titled]
            if len(both) == 1:
                return _one(both[0], both)
            if citation.title is None:
                return _pick(numbered)
            if not numbered:
                # A registered namesake with another number is another document.
                return _pick([t for t in titled if not t.number], titled)
            if not titled and len(numbered) == 1 and _akin(citation.title, numbered[0]):
                return _one(numbered[0], numbered)
            return Resolution(None, _ids([*both, *numbered, *titled]))
        return _pick(titled)

    def _titled(self, title: str | None, citing: Target) -> list[Target]:
        for key in title_keys(title):
            if ids := self.by_title.get(key):
                return self._open(ids, citing)
        return []

    def _numbered(self, number: str, citing: Target) -> list[Target]:
        ids = [
            i
            for i in self.by_number.get(_tail(number), ())
            if same_number(number, self.by_id[i].number or "")
        ]
        return [t for t in self._open(ids, citing) if not _elsewhere(t, citing)]

    def _open(self, ids: Iterable[str], citing: Target) -> list[Target]:
        found = [self.by_id[i] for i in ids if i != citing.id]
        return [t for t in found if not _later(t.made_on, citing.made_on)]


def with_targets(document: Document, headers: Iterable[DocumentHeader]) -> Document:
    """The document with its relations looked up among the registered ones: a target only where one candidate remains."""
    if not document.reading:
        return document
    index = TargetIndex.of(Target(h.id, (h.title,), h.number, tuple(h.issuers), h.signed_on) for h in headers)
    own = index.by_id[document.id]
    found = {
        (c.title, c.number): index.resolve(c, own) for c in Reading.from_json(document.reading).citations
    }
    relations = tuple(
        replace(r, target_id=hit.id, candidates=hit.candidates)
        if (hit := found.get((r.target_title, r.target_number)))
        else r
        for r in document.relations
    )
    return replace(document, relations=relations)


def resolve_law(
    title: str | None, article: str | None, laws: LawTable, cited_on: date | None, as_of: date
) -> LawCitation | None:
    """What a citation of a national law meant on its day and what it means as of another; None for no law."""
    law = laws.find(title)
    if law is None:
        return None
    then = law.version_in_force(cited_on) if cited_on else None
    moved = tuple(
        m for a in articles_of(article or "") if cited_on is not None and (m := laws.moved(law, a, cited_on))
    )
    return LawCitation(law, then, law.version_in_force(as_of), moved)


def _tail(number: str) -> str:
    """Year and serial of a number's key: organs may be printed short, so they are compared afterwards."""
    key = number_key(number)
    _, _, rest = key.partition("|")
    return (rest or key).rpartition("|")[2]


def _later(one: str | None, other: str | None) -> bool:
    """Surely later: compared on the precision that both have."""
    if not one or not other:
        return False
    width = min(len(one), len(other))
    return one[:width] > other[:width]


def _elsewhere(target: Target, citing: Target) -> bool:
    """Whether target and citing document belong to two different counties or cities of the same rank."""
    here, there = (next(filter(None, map(territory_of, one.issuers)), "") for one in (citing, target))
    return bool(here and there and here != there and here[-1] == there[-1])


def _akin(title: str, target: Target) -> bool:
    """Whether a cited title is that of the target printed a little differently: one holds the other."""
    keys = [k for t in target.titles for k in title_keys(t)]
    return any(a in b or b in a for a in title_keys(title) for b in keys)


def _ids(targets: Iterable[Target]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.id for t in targets))


def _one(target: Target, all_of_them: Iterable[Target]) -> Resolution:
    return Resolution(target.id, _ids(all_of_them))


def _pick(targets: Sequence[Target], candidates: Sequence[Target] | None = None) -> Resolution:
    ids = _ids(targets)
    return Resolution(
        ids[0] if len(ids) == 1 else None, _ids(candidates if candidates is not None else targets)
    )
