"""Indexes of a registry: under which keys each document stands there, told document by document.

An index knows of each document what it *gives*: keys, each with a value (JSON-ready, often None). When a document
changes, what it gave and what it gives now tell which rows of the index became others, and no other document has to be
read for that. What reads a row is noted by its *cell*, a number for the name of the index and the key; so is what
looks at a document. Two cells may meet in one number: then a little too much is worked out anew, and never too little.

What no document gives, since it is found among all of them (which two are about one matter), is an index of the *whole*
registry: its rows are built at once, when somebody asks for them, and compared with those of the last sweep.
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
    """`give` tells of a document what it gives: at rank 0 by itself; above, it asks the registry for it, the indexes of
    lower ranks alone (see `RegistryView.rows_of`)."""

    name: str
    give: Callable[["DocumentView", "RegistryView"], Given]
    rank: int = 0


#: The ranks of derived indexes, in the order in which they are brought up to date.
DERIVED = (1, 2)


@dataclass(frozen=True, slots=True)
class WholeIndex:
    """`build` makes the rows out of the registry; it may ask all other indexes. The rows rest on the documents and the
    day, and are JSON-ready: lists, no tuples."""

    name: str
    build: Callable[["RegistryView"], Rows]


INDEXES: dict[str, Index] = {}
WHOLE_INDEXES: dict[str, WholeIndex] = {}


def index(give: Callable[["DocumentView"], Given]) -> Index:
    """An index of what stands in the documents, each looked at alone."""
    return _declared(Index(give.__qualname__, lambda doc, _: give(doc)))


def derived_index(give: Callable[["DocumentView", "RegistryView"], Given]) -> Index:
    """An index of what documents come to together with others."""
    return _declared(Index(give.__qualname__, give, rank=1))


def twice_derived_index(give: Callable[["DocumentView", "RegistryView"], Given]) -> Index:
    """An index of what documents come to by what others come to."""
    return _declared(Index(give.__qualname__, give, rank=2))


def whole_index(build: Callable[["RegistryView"], Rows]) -> WholeIndex:
    """An index that is built of the registry as a whole."""
    made = WholeIndex(build.__qualname__, build)
    _only_one(made.name)
    WHOLE_INDEXES[made.name] = made
    return made


def _declared(made: Index) -> Index:
    _only_one(made.name)
    INDEXES[made.name] = made
    return made


def _only_one(name: str) -> None:
    assert name not in INDEXES.keys() | WHOLE_INDEXES.keys(), f"two indexes are called {name}"


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
                cells |= _cells_of_key(name, key)
            if row:
                rows[key] = row
            else:
                rows.pop(key, None)
    return touched


def replaced(name: str, old: Rows, new: Rows) -> set[int]:
    """The cells that are others when an index has the `new` rows instead of the `old` ones."""
    touched: set[int] = set()
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            touched.add(cell_of_row(name, key))
        if (key in old) != (key in new):
            touched |= _cells_of_key(name, key)
    return touched


def _cells_of_key(name: str, key: str) -> set[int]:
    """The cells of a key that an index has now and did not have, or the other way round."""
    return {cell_of_keys(name), *(cell_of_ending(name, key[at:]) for at in range(len(key)))}
