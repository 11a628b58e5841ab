"""The tables of facts, words and patterns that ship with the program, as TOML beside its modules."""

import tomllib
from importlib.resources import files
from typing import Any


def shipped(package: str, path: str) -> dict[str, Any]:
    """A table by its package and its path in it: `shipped("corpus", "data/names.toml")`. Callers keep what they build."""
    return tomllib.loads(files(package).joinpath(path).read_text("utf-8"))
