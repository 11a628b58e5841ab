"""The search index of a registry at which somebody works: brought up to the registry before each search."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from registry.store import Store

if TYPE_CHECKING:
    from corpus.index import Result, SearchIndex


class LiveIndex:
    """One index for all searches: what it has loaded makes the next ones quick. Safe in worker threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._index: SearchIndex | None = None
        self._following = threading.Lock()

    def search(self, query: str, *, limit: int, statuses: Callable[[], Mapping[str, str]]) -> "Result":
        """What a query finds. Raises QueryError."""
        return self._followed().search(query, limit=limit, statuses=statuses, text_of=self.store.text)

    def prepare(self, progress: Callable[[int, int], None]) -> None:
        """Bring the fast index up while searches go on; `progress` gets how many documents are done, and of
        how many. Nothing is done while another program does it."""
        index = self._followed()
        waiting = index.pending
        if waiting:
            index.catch_up(progress=lambda done: progress(done, waiting), wait=False)

    def _followed(self) -> "SearchIndex":
        from corpus.follow import follow, index_of

        with self._following:
            if self._index is None:
                self._index = index_of(self.store)
            follow(self.store, self._index)
            return self._index
