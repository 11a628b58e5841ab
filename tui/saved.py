"""Searches that are kept under a name, in the registry's settings, to be run again or to limit a sweep."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from corpus.follow import follow, index_of
from corpus.index import parse
from registry.errors import InputError, UsageError
from registry.store import Store

_SETTING = "searches"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query as typed, its filters (field → value) and its order."""

    query: str
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = "relevance"

    @property
    def whole(self) -> str:
        """The query with its filters, in the query language."""
        return with_filters(self.query, self.filters)


def with_filters(query: str, filters: Mapping[str, str | None]) -> str:
    """The query limited by filters (field → value, None for no limit)."""
    limits = [f'{name}:"{value}"' for name, value in filters.items() if value]
    if not limits:
        return query
    return " ".join([f"({query})", *limits] if query.strip() else limits)


def saved_searches(store: Store) -> dict[str, SavedSearch]:
    """Name → search, by name."""
    kept = store.setting(_SETTING) or {}
    return {name: SavedSearch(**kept[name]) for name in sorted(kept)}


def saved_search(store: Store, name: str) -> SavedSearch:
    """The search of that name. Raises InputError when there is none, naming those there are."""
    kept = saved_searches(store)
    if name not in kept:
        listed = "、".join(kept) or "还没有"
        raise InputError(f"没有名为“{name}”的检索", f"已保存的检索：{listed}；用 search … --save 名称 保存")
    return kept[name]


def save_search(store: Store, name: str, search: SavedSearch) -> None:
    """Keep a search, replacing one of the same name. Raises QueryError for a query that makes no sense."""
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise UsageError("检索的名称不能为空，也不能太长", f"最多 {_LONGEST_NAME} 字")
    parse(search.whole)
    kept = {n: asdict(s) for n, s in saved_searches(store).items()}
    with store.writing("search save") as writer:
        writer.set_setting(_SETTING, {**kept, name: asdict(search)})


def documents_of(store: Store, name: str, *, as_of: date) -> set[str]:
    """Ids of all documents that a saved search finds as of a day. Raises InputError as `saved_search`."""
    from tui.sweeping import statuses_on

    search = saved_search(store, name)
    index = index_of(store)
    follow(store, index)
    return set(index.matching(search.whole, statuses=lambda: statuses_on(store, as_of)))
