"""Long work behind the screen: it tells how far it is, and can be stopped between two steps."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
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


class WatchedSequence(Sequence[T]):
    """A sequence whose reader is told of at each step: for functions that go through it themselves."""

    def __init__(self, items: Sequence[T], what: str, watch: Watch) -> None:
        self._items, self._what, self._watch = items, what, watch

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        return self._items[at]

    def __iter__(self) -> Iterator[T]:
        return watched(self._items, self._what, self._watch)
