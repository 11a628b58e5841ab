"""Long work behind the screen: it tells how far it is, and can be stopped between two steps."""

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")

#: (what is being done, steps done, steps in all). Raises Cancelled when the person wants no more of it.
Watch = Callable[[str, int, int], None]


class Cancelled(Exception):
    """The person stopped the work. Nothing was written."""


def unwatched(what: str, done: int, total: int) -> None:
    """For work that nobody looks at."""


def watched(items: Iterable[T], what: str, watch: Watch, total: int | None = None) -> Iterator[T]:
    """The items, telling the watcher before each."""
    count = total if total is not None else len(items) if isinstance(items, Sized) else 0
    for done, item in enumerate(items):
        watch(what, done, count)
        yield item
