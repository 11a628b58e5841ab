"""Waivers: findings that a person has settled for a document, with a reason and perhaps an end date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from registry.records import Finding, Waiver


@dataclass(slots=True)
class WaiverBook:
    """Applies waivers during a sweep and remembers which of them were used."""

    waivers: tuple[Waiver, ...]
    as_of: date
    _used: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, waivers: Iterable[Waiver], as_of: date) -> "WaiverBook":
        return cls(tuple(waivers), as_of)

    def covers(self, finding: Finding, about: str = "") -> bool:
        """Whether a waiver in force on the day covers a finding; an empty `about` of a waiver means all."""
        covered = False
        for at, waiver in enumerate(self.waivers):
            if waiver.rule != finding.rule or waiver.document_id != finding.document_id:
                continue
            if waiver.until and waiver.until < self.as_of:
                continue
            if waiver.about and waiver.about not in (about, finding.key):
                continue
            self._used.add(at)
            covered = True
        return covered

    @property
    def unused(self) -> tuple[Waiver, ...]:
        """Waivers that covered nothing: the finding is gone, the waiver has ended, or it was never right."""
        return tuple(w for at, w in enumerate(self.waivers) if at not in self._used)
