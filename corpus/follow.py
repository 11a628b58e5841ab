"""Keeping the full-text index at the store's revision. The index is a cache: a lost step heals here."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from corpus.index import Entry, SearchIndex
from corpus.subjects import subjects_of
from registry.docno import number_key
from registry.records import Document
from registry.store import Store

if TYPE_CHECKING:  # who is who among issuers takes a while to load: not where nothing has changed
    from registry.full_names import FullName

_BATCH = 200

#: (printed name, year of the document) → its full name.
FullNames = Callable[[str, int | None], "FullName"]


def index_of(store: Store) -> SearchIndex:
    """The search index that stands beside a store."""
    return SearchIndex(store.folder.index)


def follow(store: Store, index: SearchIndex, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Hand over every document that changed since the index last looked; returns how many.

    Afterwards every document can be found; `SearchIndex.catch_up` then makes finding fast.
    """
    newest = store.revision
    if index.revision > newest:  # a registry that was restored from a backup is behind its old index
        index.rebuild()
    changed = [document_id for document_id, _ in store.changed_since(index.revision)]
    if not changed:
        return 0
    from registry.full_names import NameBook

    full = lru_cache(maxsize=4096)(NameBook.of(store.issuer_counts()).full)
    changed += _renamed(store, index, full, set(changed))
    waiting = iter(changed)
    done = 0
    while batch := list(islice(waiting, _BATCH)):
        done += len(batch)
        entries = {document.id: entry_of(document, full) for document in store.documents(batch)}
        last = done == len(changed)
        # The revision is noted with the last batch only: an interrupted hand-over starts again.
        index.put(
            entries.values(),
            [document_id for document_id in batch if document_id not in entries],
            revision=newest if last else index.revision,
        )
        if progress:
            progress(done, len(changed))
    return len(changed)


def _renamed(store: Store, index: SearchIndex, full: FullNames, already: set[str]) -> list[str]:
    """Documents that the index holds under a name for which the registry has learned the full one since."""
    names = {name for name in index.issuers() if full(name, None).name != name}
    if not names:
        return []
    return [h.id for h in store.headers() if h.id not in already and not names.isdisjoint(h.issuers)]


def entry_of(document: Document, full: FullNames) -> Entry:
    """What the index must know of a document: its issuers by their full names, or whose number it carries."""
    from corpus.issuer_names import BY_CODE

    reading = document.reading
    year = int(_year(document)) if _year(document).isdecimal() else None
    printed = document.issuers or tuple(document.value(BY_CODE) or ())
    citations = list(reading.get("citations", ()))
    return Entry(
        id=document.id,
        title=document.title,
        number=document.number or "",
        text=document.text,
        path=document.path or "",
        issuers=tuple(dict.fromkeys(full(name, year).name for name in printed)),
        kind=document.value("kind") or "",
        subjects=subjects_of(document),
        year=_year(document),
        signed=document.value("signed_on") or "",
        effective=document.value("effective_on") or "",
        expires=document.value("expires_on") or "",
        filing=_filing(document),
        number_key=number_key(document.number) if document.number else "",
        basis=tuple(_names(citations, ("basis", "policy_basis", "weak_basis"))),
        cites=tuple(_names(citations, None)),
        units=tuple(
            (unit["label"], unit["start"], unit["end"])
            for instrument in reading.get("instruments", ())
            for unit in instrument["units"]
            if unit["kind"] in ("article", "paragraph", "item", "heading1", "heading2")
        ),
    )


def _names(citations: list[dict[str, object]], roles: tuple[str, ...] | None) -> Iterator[str]:
    for citation in citations:
        if roles is None or citation["role"] in roles:
            yield from (str(name) for name in (citation["title"], citation["number"]) if name)


def _year(document: Document) -> str:
    signed = document.value("signed_on") or document.value("published_on") or ""
    return str(signed)[:4]


def _filing(document: Document) -> str:
    """有 | 无 | 不明, from the ledger: an empty cell says nothing."""
    cell = document.ledger.get("备案日期", "").strip() or document.ledger.get("备案号", "").strip()
    if not cell:
        return "不明"
    return "无" if cell.startswith(("无", "未")) else "有"
