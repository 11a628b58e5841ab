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
            if waiver.rule != finding.rule or (waiver.until and waiver.until < self.as_of):
                continue
            if not _settles(waiver, finding, about):
                continue
            self._used.add(at)
            covered = True
        return covered

    @property
    def unused(self) -> tuple[Waiver, ...]:
        """Waivers that covered nothing: the finding is gone, the waiver has ended, or it was never right."""
        return tuple(w for at, w in enumerate(self.waivers) if at not in self._used)


#: In front of a document's id in `about`: the waiver settles the findings between the two documents alone.
PEER = "peer:"


def _settles(waiver: Waiver, finding: Finding, about: str) -> bool:
    """Whether a waiver of the finding's rule concerns it. A verdict on a pair holds from both sides."""
    own = waiver.document_id == finding.document_id
    turned = waiver.document_id in finding.peers
    if waiver.about.startswith(PEER):
        peer = waiver.about.removeprefix(PEER)
        return (own and peer in finding.peers) or (turned and peer == finding.document_id)
    if own:
        return not waiver.about or waiver.about in (about, finding.key)
    # The same clash seen from the other document has the same `about` (rules/conflicts/clash.py).
    return turned and bool(waiver.about) and waiver.about == about
