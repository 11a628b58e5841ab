"""The end of a document's own term, from the best source, with the other sources' answer where it differs."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.reading import Validity
from registry.dates import last_day_of_term
from registry.records import Fact, Quote, Source
from rules.spans import DateSpan, parse_cell

if TYPE_CHECKING:
    from rules.view import DocumentView

TRUSTED = (Source.REVIEWER, Source.LEDGER)
"""Sources that a person answers for."""
_OPEN_ENDED = re.compile(r"长期|永久|一直有效")


@dataclass(frozen=True, slots=True)
class Term:
    """The end of a document's own term: `last` is the last day in force, None when there is no end.

    kind: none | fixed | open | dependent. `quote` is the words of the text or of the ledger's cell;
    `source` says which; `disagrees` holds the other source's last day where the two differ.
    """

    kind: str
    last: DateSpan | None = None
    quote: Quote | None = None
    source: str = ""
    disagrees: DateSpan | None = None


def term_of(doc: "DocumentView") -> Term:
    """Reviewer's and ledger's 有效期至 first, the text's own clause next; both are kept when they differ."""
    validity: Validity = doc.reading.validity
    text_last = DateSpan.parse(validity.last_day)
    start = doc.start
    if validity.kind == "duration" and validity.months and start and start.exact:
        # The best source of the start counts, not the one that the text alone could give.
        text_last = DateSpan.of(last_day_of_term(start.first, validity.months))
    fact = doc.expires_on
    cell = doc.cell("有效期至")
    if fact is None and cell and (parsed := parse_cell(cell)):
        fact = DateSpan(
            parsed.first, parsed.last, Fact("expires_on", str(parsed.first), Source.LEDGER, Quote(cell))
        )
    if (
        fact is not None
        and fact.fact is not None
        and fact.fact.source.value in (Source.REVIEWER, Source.LEDGER)
    ):
        differs = (
            text_last if text_last and (text_last.first, text_last.last) != (fact.first, fact.last) else None
        )
        quote = validity.quote if text_last and not differs else fact.quote or validity.quote
        return Term("fixed", fact, quote, fact.fact.source.value, differs)
    if text_last is not None:
        return Term("fixed", text_last, validity.quote, "text")
    if fact is not None:
        return Term("fixed", fact, fact.quote, fact.fact.source.value if fact.fact else "")
    if validity.kind == "open" or _OPEN_ENDED.search(cell):
        return Term(
            "open",
            None,
            validity.quote or (Quote(cell) if cell else None),
            "text" if validity.quote else "ledger",
        )
    if validity.kind != "none":
        return Term("dependent", None, validity.quote, "text")
    return Term("none")
