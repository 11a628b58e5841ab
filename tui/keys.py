"""Keys that a person changed: `keys.toml` in the user's configuration folder, table [keys], id = "key"."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_config_path
from textual.binding import Binding

from registry.errors import InputError


def keys_file() -> Path:
    """Where the keys are looked for; $GUIQING_KEYS names another file."""
    given = os.environ.get("GUIQING_KEYS")
    return Path(given) if given else user_config_path("guiqing") / "keys.toml"


def load_keys() -> dict[str, str]:
    """Binding id → key; empty without a file. Raises InputError for a file that makes no sense."""
    path = keys_file()
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("keys", {})
        if not isinstance(table, dict):
            raise ValueError("keys 不是一节")
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"按键设置读不了：{path}（{error}）", '请按 [keys] 一节、名称 = "键" 的格式填写，或删去该文件'
        ) from None
    return {name: str(key) for name, key in _flat(table)}


def _flat(table: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    """decide.amend = "m" is a table in TOML; the binding's id is the dotted name."""
    found: list[tuple[str, object]] = []
    for name, value in table.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(f"{prefix}{name}", value)]
    return found


def unknown_keys(keys: Mapping[str, str]) -> list[str]:
    """Names in a person's keys that no binding of the app has."""
    from tui import windowed
    from tui.app import ReviewApp
    from tui.screens import compare, document, facts, lists, queue, round, search

    known: set[str] = {"back"}
    for holder in (
        ReviewApp, windowed.WindowedList, windowed.TextPane, queue.QueueScreen, document.DocumentScreen, compare.CompareScreen,
        facts.FactsScreen, lists.ListsScreen, round.RoundScreen, search.SearchScreen,
    ):  # fmt: skip
        known |= {b.id for b in holder.BINDINGS if isinstance(b, Binding) and b.id}
    return sorted(set(keys) - known)
