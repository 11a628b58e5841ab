"""Records that came from a ledger and wait for their files. Pure.

A ledger writes titles its own way (without the issuer, without the wrapper), so a file is matched with its
record as a row is matched with its document: number first, then title with issuer and date.
"""

from collections import defaultdict
from collections.abc import Iterable

from corpus.ledger import LedgerRow
from corpus.ledger_match import inner_key, match_rows, title_key
from corpus.reading import Reading
from registry.docno import number_key
from registry.records import DocumentHeader, Fact, Source


class Waiting:
    """The records without text, each of which can be claimed once."""

    def __init__(self, headers: Iterable[DocumentHeader]) -> None:
        self._by_key: dict[str, dict[str, DocumentHeader]] = defaultdict(dict)
        for header in headers:
            if not header.has_text:
                for key in _keys(header.title, header.number):
                    self._by_key[key][header.id] = header

    def claim(self, reading: Reading) -> str | None:
        """The id of the one record that a text belongs to, or None; a claimed record waits no longer."""
        titles = [t for t in (reading.inner_title, reading.title) if t]
        keys = {key for title in titles or [""] for key in _keys(title, reading.number)}
        candidates = {id: h for key in keys for id, h in self._by_key.get(key, {}).items()}
        for title in titles or [""]:
            row = _row(reading, title)
            found = match_rows([row], list(candidates.values())).matches[0].document_id
            if found:
                header = candidates[found]
                for key in _keys(header.title, header.number):
                    self._by_key[key].pop(found, None)
                return found
        return None


def _keys(title: str, number: str | None) -> set[str]:
    keys = {title_key(title), inner_key(title)} - {""}
    return keys | {f"number {number_key(number)}"} if number else keys


def _row(reading: Reading, title: str) -> LedgerRow:
    values = {
        "title": title,
        "number": reading.number,
        "issuers": list(reading.issuers),
        "signed_on": reading.signed_on,
    }
    facts = tuple(Fact(name, value, Source.TEXT) for name, value in values.items() if value)
    return LedgerRow(0, {"文号": reading.number_raw or ""}, facts)
