"""What the last sweep of all documents left, so that the next one looks only at what may have become another.

Of each document there is known what was found and which cells (`rules.indexes`) its judgments rest on; of each index,
its rows. From the documents that changed since, the rows follow that are others now, and from these the documents
whose judgments may be. All others are taken over without being read. It holds for one day and one set of rules, and
only as long as nobody else has written to the memory since.
"""

import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from registry.memory import Memory
from registry.records import Finding
from rules.base import Outcome
from rules.indexes import (
    DERIVED,
    INDEXES,
    WHOLE,
    WHOLE_INDEXES,
    Given,
    Rows,
    cell_of,
    replace_given,
    replaced,
)
from rules.kept import KIND, findings_in
from rules.registry_view import RegistryView
from rules.view import fingerprint_of

#: Outcomes by the letter that stands for them.
LETTERS = {outcome[0]: outcome for outcome in Outcome}
#: Of a rule that failed.
FAILED = "-"

Derived = tuple[Mapping[str, Given], Collection[int]]
"""What a document gives in the derived indexes of a rank, and the cells that it rests on beside the document."""
_NOTHING: Derived = ({}, ())


class Left(NamedTuple):
    """What a sweep left of a document. `judged`: it was in question; `outcomes`: a letter a rule; `again`: it has to be
    judged again in any case; `findings`: how many; `cells`: what its judgments rest on beside itself."""

    revision: int
    judged: bool
    outcomes: str
    again: bool
    findings: int
    peers: Sequence[str]
    ended: bool
    cells: Collection[int]


NOT_JUDGED = Left(0, False, "", False, 0, [], False, array("I"))


class Past:
    """The last sweep, brought up to date with the documents of a registry.

    `changed`: documents that are new or have another revision; `gone`: those that are no more; `touched`: the cells
    that are others now; `indexes`: those of which it left the rows; `altered`: those of which rows are others.
    """

    def __init__(
        self,
        memory: Memory,
        rules: Sequence[str],
        indexes: Set[str],
        left: dict[str, Left],
        derived: Mapping[int, dict[str, Derived]],
    ) -> None:
        self.memory = memory
        self.indexes = indexes
        self.rules = rules
        self.edition = memory.edition
        self.left = left
        self.derived = derived
        self.changed: set[str] = set()
        self.gone: set[str] = set()
        self.touched: set[int] = set()
        self.altered: set[str] = set()
        self._judgments = memory.bodies(KIND)
        self._rows = memory.bodies("rows")

    @classmethod
    def recalled(cls, memory: Memory, registry: RegistryView, rules: Sequence[str]) -> "Past | None":
        """The last sweep; None when there is none that fits."""
        try:
            if memory.recall("sweep", "of") != _stamp(memory.edition, registry.as_of, rules):
                return None
            rows = memory.recall("sweep", "left")
            left = {i: Left._make([*row[:-1], _unpacked(row[-1])]) for i, row in rows.items()}
            indexes = frozenset(memory.recall("sweep", "indexes"))
            derived: dict[int, dict[str, Derived]] = {
                rank: {
                    i: (given, _unpacked(cells))
                    for i, (cells, given) in memory.recall("sweep", f"derived {rank}").items()
                }
                for rank in DERIVED
            }
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return None
        now = registry.by_id
        if [i for i in left if i in now] != [i for i in now if i in left]:
            return None  # in another order
        past = cls(memory, rules, indexes, left, derived)
        if (INDEXES.keys() | indexes) - past._rows.keys():
            return None
        registry.past = past
        try:
            past._bring_up(registry)
        except LookupError:
            registry.forget()
            return None
        return past

    def rows(self, name: str) -> Rows:
        """The rows of an index as the last sweep left them."""
        rows: Rows = json.loads(self._rows[name])
        return rows

    def _bring_up(self, registry: RegistryView) -> None:
        """Find out what changed. LookupError when something is missing that is needed for it."""
        now = registry.by_id
        self.gone = gone = self.left.keys() - now.keys()
        self.changed = {
            i for i, d in now.items() if i not in self.left or d.fingerprint != self._fingerprint(i)
        }
        if not (gone or self.changed):
            return
        self.touched = {WHOLE, *map(cell_of, gone | self.changed)}
        registry.read(now[i] for i in now if i in self.changed)
        for i in sorted(gone | self.changed):
            old = self._given(i) if i in self.left else {}
            self._replace(registry, i, old, registry.own_of(now[i]) if i in now else {})
        for rank, known in self.derived.items():
            for i in gone:
                self._replace(registry, i, known.pop(i, _NOTHING)[0], {})
            touched = set(self.touched)  # indexes of one rank do not ask for one another
            for i in now:
                if i in self.changed or (i in known and not touched.isdisjoint(known[i][1])):
                    before = known.get(i, _NOTHING)[0]
                    known[i] = registry.derived_of(now[i], rank)
                    self._replace(registry, i, before, known[i][0])
        for i in gone:
            del self.left[i]
        for name in sorted(self.indexes & WHOLE_INDEXES.keys()):
            if cells := replaced(name, self.rows(name), registry.build(name)):
                self.touched |= cells
                self.altered.add(name)

    def _given(self, document_id: str) -> Mapping[str, Given]:
        """What a document gave when it was swept last."""
        known = self.memory.recall("given", self._fingerprint(document_id))
        if known is None:
            raise LookupError(document_id)
        given: Mapping[str, Given] = known[1]
        return given

    def _replace(
        self, registry: RegistryView, document_id: str, old: Mapping[str, Given], new: Mapping[str, Given]
    ) -> None:
        for name, cells in replace_given(registry.rows_of, document_id, old, new).items():
            self.touched |= cells
            self.altered.add(name)

    def suspects(self, settled: Set[str]) -> set[str]:
        """The documents whose judgments may be others now, or whose findings are not known any more, or of which
        somebody `settled` a finding: their own, or one that shares the verdict as a peer."""
        found = set(self.changed)
        for i, left in self.left.items():
            if (
                left.again
                or i in settled
                or not settled.isdisjoint(left.peers)
                or not self.touched.isdisjoint(left.cells)
                or (left.findings and self._fingerprint(i) not in self._judgments)
            ):
                found.add(i)
        return found

    def findings_of(self, document_id: str) -> list[Finding]:
        """What was found of a document that is no suspect."""
        if not self.left[document_id].findings:
            return []
        by_rule = findings_in(document_id, self._judgments[self._fingerprint(document_id)])
        return [finding for code in self.rules for finding in by_rule.get(code, ())]

    def _fingerprint(self, document_id: str) -> str:
        """Of a document as it was."""
        return fingerprint_of(document_id, self.left[document_id].revision)


def leave(memory: Memory, registry: RegistryView, rules: Sequence[str], left: Mapping[str, Left]) -> None:
    """Keep what a sweep of all documents left, for the next one."""
    past = registry.past
    if past is not None and not (past.touched or registry.built or memory.has_news) and past.left == left:
        return
    kept, altered = (past.indexes, past.altered) if past is not None else (set[str](), set[str]())
    indexes = INDEXES.keys() | kept | registry.built
    for name in altered | (indexes - kept):
        memory.remember("rows", name, registry.rows_of(name))
    memory.remember("sweep", "indexes", sorted(indexes))
    if past is None or past.touched:
        derived = registry.all_derived() if past is None else past.derived
        for rank, known in derived.items():
            told = {i: [_packed(cells), given] for i, (given, cells) in known.items() if given or cells}
            memory.remember("sweep", f"derived {rank}", told)
    memory.remember("sweep", "left", {i: [*row[:-1], _packed(row.cells)] for i, row in left.items()})
    memory.remember("sweep", "of", _stamp(memory.next_edition, registry.as_of, rules))


def coverage_of(left: Iterable[Left], rules: Sequence[str]) -> dict[str, dict[str, int]]:
    """Rule → outcome → number of documents."""
    outcomes = "".join(row.outcomes for row in left)
    found: dict[str, dict[str, int]] = {}
    for at, rule in enumerate(rules):
        letters = outcomes[at :: len(rules)]
        counts: dict[str, int] = {
            outcome: n for letter, outcome in LETTERS.items() if (n := letters.count(letter))
        }
        if counts:
            found[rule] = counts
    return found


def _stamp(edition: str, as_of: date, rules: Sequence[str]) -> list[Any]:
    return [edition, as_of.isoformat(), list(rules)]


def _packed(cells: Iterable[int]) -> str:
    return b64encode(array("I", sorted(cells)).tobytes()).decode()


def _unpacked(text: str) -> Collection[int]:
    return array("I", b64decode(text))
