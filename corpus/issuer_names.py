"""The issuers of facts under their full names, and whose number a document carries that names no issuer.

What a text or a ledger prints stays in the fact's quote and note; the value is the name that lists and searches
group by. An issuer that only the number tells is a fact of its own (`issuer_by_code`): it is shown and found, but
no rule and no list takes it for a printed one. All of it follows from the registry, so it is settled again when
files or ledgers come in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from registry.full_names import FullName, NameBook
from registry.number_codes import CodeBook
from registry.records import DocumentHeader, Fact, Quote, Source
from registry.store import Store

BY_CODE = "issuer_by_code"


@dataclass(frozen=True, slots=True)
class Known:
    """What a registry knows of its issuers: their full names and their numbers' codes."""

    full: Callable[[str, int | None], FullName]
    codes: CodeBook

    @classmethod
    def of(cls, rows: Iterable[tuple[str | None, Sequence[str]]]) -> "Known":
        """From the number and the issuers of each document."""
        rows = list(rows)
        full = lru_cache(maxsize=4096)(NameBook.of(name for _, issuers in rows for name in issuers).full)
        codes = CodeBook.of((number, [full(n, None).name for n in issuers]) for number, issuers in rows)
        return cls(full, codes)

    @classmethod
    def by(cls, headers: Iterable[DocumentHeader]) -> "Known":
        """From the documents of a registry."""
        return cls.of((header.number, header.issuers) for header in headers)

    def in_full(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The facts with their issuers in full; nothing is inferred."""
        year = _year(facts)
        return tuple(
            self._in_full(fact, year) if fact.field == "issuers" and fact.value else fact
            for fact in facts
            if fact.field != BY_CODE
        )

    def settle(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The facts with issuers in full, or with the owner of the number where they name no issuer."""
        settled = self.in_full(facts)
        return settled if any(f.field == "issuers" for f in facts) else (*settled, *self._by_code(facts))

    def may_change(self, header: DocumentHeader) -> bool:
        """Whether settling can change a document, by its header."""
        if header.issuers:
            return any(self.full(name, None).name != name for name in header.issuers)
        return bool(header.number and self.codes.owner(header.number))

    def _in_full(self, fact: Fact, year: int | None) -> Fact:
        named = [(str(name), self.full(str(name), year)) for name in fact.value]
        if all(old == new.name for old, new in named):
            return fact
        value = list(dict.fromkeys(new.name for _, new in named))
        printed = fact.quote.text if fact.quote else "、".join(old for old, _ in named)
        certainty = min(new.certainty for _, new in named)
        return replace(fact, value=value, certainty=certainty, note=f"原写“{printed}”，按全称统一")

    def _by_code(self, facts: Sequence[Fact]) -> list[Fact]:
        number = next((f for f in facts if f.field == "number" and f.value), None)
        owner = self.codes.owner(str(number.value)) if number else None
        if number is None or owner is None:
            return []
        note = f"登记库中同代字的{owner.documents}件由该机关制定"
        quote = number.quote or Quote(str(number.value))
        return [Fact(BY_CODE, [owner.issuer], number.source, quote, owner.certainty, note)]


def _year(facts: Sequence[Fact]) -> int | None:
    for name in ("signed_on", "published_on", "issued_on", "effective_on"):
        day = next((f.value for f in facts if f.field == name and f.value), None)
        if day:
            return int(str(day)[:4])
    return None


def settle_all(store: Store, *, at: datetime) -> int:
    """Settle what files say of their issuers by what the registry knows now; returns how many changed.

    What a ledger says was settled when it was imported: a person can take that import back as it was.
    """
    headers = store.headers()
    known = Known.by(headers)
    changed: list[tuple[str, Source, tuple[Fact, ...]]] = []
    for document in store.documents(h.id for h in headers if h.has_text and known.may_change(h)):
        own = known.settle([f for f in document.facts if f.source in (Source.TEXT, Source.PAGE)])
        for source in (Source.TEXT, Source.PAGE):
            after = tuple(f for f in own if f.source is source)
            if after != tuple(f for f in document.facts if f.source is source):
                changed.append((document.id, source, after))
    if changed:
        with store.writing("issuers", at=at) as writer:
            for document_id, source, facts in changed:
                writer.set_facts(document_id, facts, source=source)
    return len({document_id for document_id, _, _ in changed})
