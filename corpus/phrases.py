"""The compiled phrases of data/citing.toml."""

import re
from functools import cache

from registry.shipped import shipped


@cache
def phrases() -> dict[str, dict[str, re.Pattern[str]]]:
    """Group → name → compiled pattern."""
    data = shipped("corpus", "data/citing.toml")
    return {group: {name: re.compile(text) for name, text in rows.items()} for group, rows in data.items()}


def phrase(group: str, name: str) -> re.Pattern[str]:
    """One compiled pattern. Raises KeyError for a name that the file does not have."""
    return phrases()[group][name]
