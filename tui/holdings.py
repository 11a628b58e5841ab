"""What a desk has read of the registry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from registry.records import DocumentHeader, Mark, Round
from registry.store import Store
from rules.round_work import Standing, home_of, standings
from tui.garbage import collected_later
from tui.sweeping import statuses_kept, statuses_on


@dataclass
class Holdings:
    """What a desk has read of the registry, as of the journal's entry number `seen`.

    `headers` are those of the desk (of the round), `everything` those of the registry. `statuses` may be of an earlier
    state of the texts: `stale` then, until they are computed anew.
    """

    seen: int
    everything: dict[str, DocumentHeader]
    headers: dict[str, DocumentHeader]
    marks: Mapping[str, Sequence[Mark]]
    departments: dict[str, Any]
    home: str
    statuses: Mapping[str, str]
    stale: bool
    standings: dict[str, Standing]
    cleanup: Round | None

    @cached_property
    def counted(self) -> tuple[Counter[str], Counter[str]]:
        """(findings by severity, "?" for those without an answer; those without an answer by rule), of the desk's
        documents."""
        marks = Counter(
            (m.severity if m.outcome == "hit" else "?", m.rule if m.outcome != "hit" else "")
            for document_id in self.headers
            for m in self.marks.get(document_id, ())
        )
        severities: Counter[str] = Counter()
        rules: Counter[str] = Counter()
        for (severity, rule), count in marks.items():
            severities[severity] += count
            if rule:
                rules[rule] += count
        return severities, rules


def newest(store: Store) -> int:
    """The number of the journal's last entry; 0 when there is none."""
    entries = store.journal(1)
    return entries[-1].seq if entries else 0


def read(store: Store, *, as_of: date, round_id: int | None, hurry: bool = False) -> Holdings:
    """What the registry, or one round of it, holds now. `hurry`: do not wait for statuses that have to be computed
    from all texts. Safe in a worker thread."""
    with collected_later():
        seen = newest(store)
        cleanup = store.round(round_id) if round_id is not None else None
        members = set(store.round_documents(cleanup.id)) if cleanup else None
        kept = statuses_kept(store, as_of)
        everything = {h.id: h for h in store.headers()}
        return Holdings(
            seen,
            everything,
            everything if members is None else {i: h for i, h in everything.items() if i in members},
            store.finding_marks(),
            store.values("implementing_department"),
            home_of(h.issuers for h in everything.values()),
            kept if kept is not None else {} if hurry else statuses_on(store, as_of),
            kept is None and hurry,
            standings(store.decisions(round_id=round_id)),
            cleanup,
        )
