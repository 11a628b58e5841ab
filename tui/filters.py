"""Filters of the queue that are kept under a name, in the registry, so that colleagues have them too."""

from dataclasses import asdict, dataclass

from registry.errors import UsageError
from registry.store import Store

_SETTING = "filters"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """A range of the queue (a name of `queue_row.RANGES`) and the words that must occur."""

    shown: str
    words: str


def saved_filters(store: Store) -> dict[str, Filter]:
    """Name → filter, by name."""
    kept = store.setting(_SETTING) or {}
    return {name: Filter(**kept[name]) for name in sorted(kept)}


def save_filter(store: Store, name: str, kept: Filter | None) -> str:
    """Keep a filter, replacing one of the same name; None forgets it. Says so. Raises UsageError for a name that is none."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise UsageError("筛选的名称不能为空，也不能太长", f"最多 {_LONGEST_NAME} 字")
    with store.writing("filter save") as writer:
        everything = dict(writer.setting(_SETTING) or {})
        everything.pop(name, None)
        if kept is not None:
            everything[name] = asdict(kept)
        writer.set_setting(_SETTING, everything)
    return f"已保存筛选：{name}" if kept else f"已删去筛选：{name}"
