"""What a rule runs with under a profile: catalogue defaults, overridden by the profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.base import Rule, Severity
from rules.entries import Entry, entry
from rules.profiles import Profile


@dataclass(frozen=True, slots=True)
class Settings:
    """The rule's entry with the profile's values applied. `off`: the rule does not run, `why` says the reason."""

    entry: Entry
    off: bool = False
    why: str = ""
    severity: Severity = Severity.MEDIUM
    disposition: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    duty_from: date | None = None


def settings_for(rule: Rule | Entry, profile: Profile) -> Settings:
    """Merge catalogue and profile for one rule, given by itself or by its entry. Raises UsageError when the catalogue has no such code."""
    base = entry(rule.code)
    local = profile.rules.get(rule.code)
    if local is None:
        return Settings(base, False, "", base.severity, base.disposition[0], base.params, base.duty_from)
    return Settings(
        entry=base,
        off=local.off,
        why=local.why,
        severity=local.severity or base.severity,
        disposition=local.disposition or base.disposition[0],
        params={**base.params, **{k: v.value for k, v in local.values.items()}},
        duty_from=local.duty_from or base.duty_from,
    )
