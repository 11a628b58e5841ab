"""The compiled phrases of data/citing.toml."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def phrases() -> dict[str, dict[str, re.Pattern[str]]]:
    """Group → name → compiled pattern."""
    data = tomllib.loads(files("corpus").joinpath("data/citing.toml").read_text("utf-8"))
    return {group: {name: re.compile(text) for name, text in rows.items()} for group, rows in data.items()}


def phrase(group: str, name: str) -> re.Pattern[str]:
    """One compiled pattern. Raises KeyError for a name that the file does not have."""
    return phrases()[group][name]
