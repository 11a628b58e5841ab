"""Indexes of a registry: under which keys each document stands there, told document by document.

An index knows of each document what it *gives*: keys, each with a value (JSON-ready, often None). When a document
changes, what it gave and what it gives now tell which rows of the index became others, and no other document has to be
read for that. What reads a row is noted by its *cell*, a number for the name of the index and the key; so is what
looks at a document. Two cells may meet in one number: then a little too much is worked out anew, and never too little.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from rules.registry_view import RegistryView
    from rules.view import DocumentView

Given = Mapping[str, Any]
"""Key → value, of one document in one index."""
Rows = dict[str, dict[str, Any]]
"""Key → document id → value."""


@dataclass(frozen=True, slots=True)
class Index:
    """`give` tells of a document what it gives. A derived index asks the registry for it, the indexes of documents
    alone (never another derived one: see `RegistryView.rows_of`)."""

    name: str
    give: Callable[["DocumentView", "RegistryView"], Given]
    derived: bool = False


INDEXES: dict[str, Index] = {}


def index(give: Callable[["DocumentView"], Given]) -> Index:
    """An index of what stands in the documents, each looked at alone."""
    return _declared(Index(give.__qualname__, lambda doc, _: give(doc)))


def derived_index(give: Callable[["DocumentView", "RegistryView"], Given]) -> Index:
    """An index of what documents come to together with others."""
    return _declared(Index(give.__qualname__, give, derived=True))


def _declared(made: Index) -> Index:
    assert made.name not in INDEXES, f"two indexes are called {made.name}"
    INDEXES[made.name] = made
    return made


def keys(found: Iterable[str]) -> Given:
    """Keys without values; the empty one is none."""
    return dict.fromkeys((key for key in found if key), None)


#: The cell of the registry as a whole: whoever goes through all documents looks at it.
WHOLE = crc32(b"*")


def cell_of(document_id: str) -> int:
    """The cell of a document."""
    return crc32(b"#" + document_id.encode())


def cell_of_row(index: str, key: str) -> int:
    return crc32(f"{index}={key}".encode("utf-8", "surrogatepass"))


def cell_of_keys(index: str) -> int:
    """The cell of the set of all keys of an index."""
    return crc32(index.encode())


def cell_of_ending(index: str, ending: str) -> int:
    """The cell of the keys of an index that end so."""
    return crc32(f"{index}~{ending}".encode("utf-8", "surrogatepass"))


def replace_given(
    rows_of: Callable[[str], Rows], document_id: str, old: Mapping[str, Given], new: Mapping[str, Given]
) -> dict[str, set[int]]:
    """Let a document give `new` instead of `old` (both by index): index → the cells that are others now."""
    touched: dict[str, set[int]] = {}
    for name in old.keys() | new.keys():
        before, after = old.get(name, {}), new.get(name, {})
        for key in before.keys() | after.keys():
            if key in before and key in after and before[key] == after[key]:
                continue
            rows = rows_of(name)
            row = rows.get(key, {})
            there = bool(row)
            if key in after:
                row[document_id] = after[key]
            else:
                row.pop(document_id, None)
            cells = touched.setdefault(name, set())
            cells.add(cell_of_row(name, key))
            if there != bool(row):
                cells.add(cell_of_keys(name))
                cells.update(cell_of_ending(name, key[at:]) for at in range(len(key)))
            if row:
                rows[key] = row
            else:
                rows.pop(key, None)
    return touched
