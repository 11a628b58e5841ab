"""What the remark (备注) of a ledger row says: clauses found by named patterns (`rules/data/remarks.toml`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from registry.shipped import shipped

_CLAUSES = re.compile(r"[；;。\n]")
_PHRASES = re.compile(r"[；;。\n，,]")


@dataclass(frozen=True, slots=True)
class Said:
    """A clause of a remark that a pattern found: the clause, and the part named `what`, when there is one."""

    clause: str
    what: str = ""


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str] | None, re.Pattern[str]]]:
    raw = shipped("rules", "data/remarks.toml")
    return {
        name: (
            re.compile(p["says"]),
            re.compile(p["unless"]) if "unless" in p else None,
            _PHRASES if p.get("by") == "phrase" else _CLAUSES,
        )
        for name, p in raw.items()
    }


@lru_cache(maxsize=8192)
def said(remark: str, name: str) -> Said | None:
    """The first clause of a remark that says what a pattern means; None when none does.

    Raises KeyError for a pattern that does not exist.
    """
    says, unless, ends = _patterns()[name]
    if not remark:
        return None
    for clause in ends.split(remark):
        found = says.search(clause)
        if found and not (unless and unless.search(clause)):
            return Said(clause.strip(), (found.groupdict().get("what") or "").strip())
    return None
