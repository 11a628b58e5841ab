"""The words of the catalogue: title, severity, disposition, basis and parameters of each rule, as data.

One file a group in `rules/data/catalog/`. A basis carries its mark: V read in the text, V~ read in a secondary
text, U from memory; what is marked U is shown as 依据待核实, never as authority.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from registry.errors import UsageError
from rules.base import Severity

MARKS = {"V": "", "V~": "（转引，建议核对原文）", "U": "（依据待核实）", "D": "（数据核对规则，无法律依据）"}
"""What is shown behind a basis, by its mark. D: a check of the data, with no statute behind it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis with its verification mark and the key of the text in which it was read."""

    text: str
    mark: str
    source: str = ""

    def __str__(self) -> str:
        return self.text + MARKS[self.mark]


@dataclass(frozen=True, slots=True)
class Entry:
    """The catalogue's entry of one rule.

    `disposition`: the Chinese words, the first one is the default. `duty_from`: the first day on which the duty
    applied; documents whose `duty_date` (a date attribute of the view) lies before it are out of the rule.
    """

    code: str
    zh: str
    en: str
    severity: Severity
    disposition: tuple[str, ...]
    basis: tuple[Basis, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    duty_from: date | None = None
    duty_date: str = "made_on"

    @property
    def group(self) -> str:
        return self.code.partition("-")[0]


def _entry(code: str, raw: Mapping[str, Any]) -> Entry:
    disposition = raw["disposition"]
    return Entry(
        code=code,
        zh=raw["zh"],
        en=raw["en"],
        severity=Severity(raw["severity"]),
        disposition=(disposition,) if isinstance(disposition, str) else tuple(disposition),
        basis=tuple(Basis(b["text"], b["mark"], b.get("source", "")) for b in raw.get("basis", ())),
        params=dict(raw.get("params", {})),
        duty_from=raw.get("duty_from"),
        duty_date=raw.get("duty_date", "made_on"),
    )


@cache
def entries() -> Mapping[str, Entry]:
    """All entries by code, in the order of the files and of the codes in them."""
    found: dict[str, Entry] = {}
    folder = resources.files("rules.data").joinpath("catalog")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for code, raw in tomllib.loads(file.read_text("utf-8")).items():
                found[code] = _entry(code, raw)
    return found


def entry(code: str) -> Entry:
    """The entry of a rule. Raises UsageError for a code that does not exist."""
    found = entries().get(code)
    if found is None:
        raise UsageError(f"没有编号为“{code}”的规则。", "用 guiqing rules list 查看全部规则编号。")
    return found
