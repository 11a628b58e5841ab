"""What a person set for the app: `keys.toml` in the user's configuration folder, `theme = "浅色"` and a table [keys],
id = "key"."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from textual.binding import Binding

from registry.errors import InputError


def keys_file() -> Path:
    """Where the keys are looked for; $GUIQING_KEYS names another file."""
    given = os.environ.get("GUIQING_KEYS")
    return Path(given) if given else user_config_path("guiqing") / "keys.toml"


def load_keys() -> dict[str, str]:
    """Binding id → key; empty without a file. Raises InputError for a file that makes no sense."""
    table = _settings().get("keys", {})
    if not isinstance(table, dict):
        raise _senseless("keys 不是一节")
    return {name: str(key) for name, key in _flat(table)}


def load_theme() -> str:
    """The theme to begin with, `theme = "浅色"` in the same file; "" for the usual one."""
    return str(_settings().get("theme", ""))


def _settings() -> dict[str, Any]:
    path = keys_file()
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _senseless(error) from None


def _senseless(why: object) -> InputError:
    return InputError(
        f"按键设置读不了：{keys_file()}（{why}）", '请按 [keys] 一节、名称 = "键" 的格式填写，或删去该文件'
    )


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
    from tui.screens import compare, document, facts, lists, page, queue, round, search

    known: set[str] = {"back"}
    for holder in (
        ReviewApp, windowed.WindowedList, windowed.TextPane, queue.QueueScreen, document.DocumentScreen, compare.CompareScreen,
        facts.FactsScreen, lists.ListsScreen, page.DecidingPage, round.RoundScreen, search.SearchScreen,
    ):  # fmt: skip
        known |= {b.id for b in holder.BINDINGS if isinstance(b, Binding) and b.id}
    return sorted(set(keys) - known)
