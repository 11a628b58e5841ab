"""Documents that are read when somebody looks at them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from registry.records import Document


@dataclass(frozen=True, slots=True)
class Library:
    """The revisions of all documents by id, in order, and how to read some of them, in that state."""

    revisions: Mapping[str, int]
    load: Callable[[Collection[str]], Iterable[Document]]
