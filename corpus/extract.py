"""From the text of a document to everything understood of it. Pure: no registry, no clock, no files."""

from collections.abc import Mapping, Sequence

from corpus.citations import OwnNames, find_citations
from corpus.effect import Bases, choose_effect, resolve_effect
from corpus.heading import Head, read_head
from corpus.history import find_history
from corpus.instruments import divide
from corpus.metadata import Metadata, Parts, read_metadata
from corpus.reading import Instrument, Reading
from corpus.signature import find_imprint, find_signatures
from corpus.structure import find_marks
from corpus.validity import find_validity
from registry.dates import find_dates


def extract(text: str, metadata: Mapping[str, str] | None = None) -> Reading:
    """Understand a text. `metadata` are the page's values (`Page.metadata`), used where the text is silent.

    Accepts any text and never raises for its content; what the text does not say stays None or empty.
    """
    page = metadata or {}
    dates = tuple(find_dates(text))
    head = read_head(text)
    signatures = find_signatures(text, dates)
    marks = find_marks(text)
    instruments = divide(text, head, signatures, marks)
    facts = read_metadata(Parts(text, head, signatures, find_imprint(text, dates), instruments, page))
    warnings: list[str] = []
    # What is forwarded, or printed once more after an amendment, speaks of its own making.
    forwards = facts.act in ("转发", "修改")
    effective_on = _effective(text, head, instruments, facts, forwards)
    validity = find_validity(text, instruments, effective_on, forwards=forwards)
    if effective_on is None and validity.kind == "interval" and validity.first_day:
        effective_on = validity.first_day
        if validity.quote:
            facts.quotes["effective_on"] = validity.quote
    if validity.last_day and validity.quote:
        facts.quotes["expires_on"] = validity.quote
    if validity.kind == "duration" and validity.last_day:
        warnings.append("有效期届满日按起始日加期限减一日推算，可能相差一日")
    if signatures and facts.signed_on is None and facts.published_on is None:
        warnings.append("落款日期不完整")
    return Reading(
        title=facts.title,
        inner_title=facts.inner_title,
        number=facts.number,
        number_raw=facts.number_raw,
        registration_no=facts.registration_no,
        kind=facts.kind,
        act=facts.act,
        trial=facts.trial,
        issuers=facts.issuers,
        signed_on=facts.signed_on,
        issued_on=facts.issued_on,
        published_on=facts.published_on,
        effective_on=effective_on,
        expires_on=validity.last_day,
        validity=validity,
        citations=find_citations(text, instruments, _own_names(facts, instruments)),
        history=find_history(text),
        instruments=instruments,
        quotes=facts.quotes,
        warnings=tuple(warnings),
    )


def _effective(
    text: str, head: Head, instruments: Sequence[Instrument], facts: Metadata, forwards: bool
) -> str | None:
    chosen = choose_effect(text, instruments, head.notes, forwards=forwards)
    if chosen is not None and (chosen.weight >= 2 or facts.effective_on is None):
        bases = Bases(
            issued=facts.issued_on,
            published=facts.published_on,
            signed=facts.signed_on,
            approved=facts.approved_on,
        )
        found = resolve_effect(chosen, bases)
        noted = facts.effective_on
        if noted and (chosen.iso is None or _older(found, noted, facts)):
            return noted  # the note speaks of this making, the last article perhaps of the first one
        if found is not None:
            facts.quotes["effective_on"] = chosen.quote
            return found
    return facts.effective_on


def _own_names(facts: Metadata, instruments: Sequence[Instrument]) -> OwnNames:
    """What the text may call itself by: a mention of these is no citation of another document."""
    titles = [facts.title, facts.inner_title, *(i.title for i in instruments if i.role != "attachment")]
    numbers = [facts.number, facts.number_raw, facts.registration_no]
    return OwnNames(
        titles=tuple(dict.fromkeys(t for t in titles if t)),
        numbers=tuple(dict.fromkeys(n for n in numbers if n)),
    )


def _older(found: str | None, noted: str, facts: Metadata) -> bool:
    """The last article's day lies before the text was made, the note's does not."""
    made = facts.published_on or facts.signed_on
    return bool(found and made and found < made <= noted)
