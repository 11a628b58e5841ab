"""The reviewer's desk: what the screens show and what a keystroke does, without any screen.

Every decision is written before the method returns. Rows are light and made when they are looked at; texts are
fetched when opened. What a document's own screens show stands in `tui.dossier`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from registry.dates import add_months, add_years
from registry.errors import UsageError
from registry.records import (
    Decision,
    Disposition,
    DocumentHeader,
    Fact,
    Finding,
    Round,
)
from registry.store import Store
from rules.entries import entries
from rules.round_work import (
    FINAL,
    FIRST,
    Agreement,
    Progress,
    Standing,
    agreement,
    department_name,
    objection,
    progress,
    seen_at,
    standings,
)
from tui.calendar import Due, dues
from tui.chronicle import COMMANDS
from tui.corrections import correct, fields
from tui.garbage import collected_later
from tui.holdings import Holdings, newest, read
from tui.live_index import LiveIndex
from tui.queue_row import RANGES, ROUND_RANGES, QueueRow, belongs, by_weight, matcher, short_title
from tui.reasons import reasons, shared
from tui.safe import one_line
from tui.state import actor
from tui.working import Watch, unwatched

if TYPE_CHECKING:
    from corpus.index import Result
    from registry.lists import Lists

#: Months that a department has to revise a text unless somebody says otherwise (rules.md R-05: 3 to 12).
REVISION_MONTHS = 6
#: Kinds of journal entries after which only decisions, or only the facts of single documents, are read anew.
_OF_DECISIONS = frozenset({"decision", "undo", "redo", "setting", "issue"})
_OF_ROUNDS = frozenset({"stage", "round.close"})
_OF_FACTS = frozenset({"facts.reviewer", "facts.ledger"})
#: More changes than this are read anew as a whole.
_MANY = 2_000


class Desk:
    """One registry as of one day, for one reviewer; inside a cleanup round, for one stage of it.

    Two reviewers decide apart: a desk shows the decisions of its own stage, and of the others what its stage may
    see (`rules.round_work.seen_at`).
    """

    def __init__(
        self,
        store: Store,
        *,
        as_of: date,
        cleanup: Round | None = None,
        stage: str = FIRST,
        hurry: bool = False,
    ) -> None:
        """`hurry`: do not wait for statuses that have to be computed from all texts; `stale` says so."""
        self.store = store
        self.as_of = as_of
        self.stage = stage
        self.asked: str | None = None
        #: Another number whenever something that screens show has changed.
        self.edition = 0
        self.index = LiveIndex(store)
        self._round_id = cleanup.id if cleanup else None
        self.adopt(self.read(hurry=hurry))

    def enter(self, cleanup: Round | None, stage: str) -> None:
        """Go over to a round, and to one of its stages."""
        self._round_id = cleanup.id if cleanup else None
        self.stage = stage
        self.reload()

    # -- reading -------------------------------------------------------------------------------------------

    def read(self, *, hurry: bool = False) -> Holdings:
        """What the registry holds now. Changes nothing; safe in a worker thread."""
        return read(self.store, as_of=self.as_of, round_id=self._round_id, hurry=hurry)

    def adopt(self, held: Holdings) -> None:
        """Show what was read."""
        self.edition += 1
        self._held = held
        self._rows = {i: self._row(h) for i, h in held.headers.items()}
        self._order = sorted(self._rows, key=lambda i: self._rows[i].weight)
        self._done = {i for i, row in self._rows.items() if row.decision}
        self._shares: Counter[str] | None = None

    def reload(self) -> None:
        """Read everything anew."""
        self.adopt(self.read())

    def catch_up(self) -> bool:
        """Take over decisions and corrections made since the desk last looked, by whomever.

        Gives False when so much has changed (a sweep, an ingest) that everything must be read anew.
        """
        new = self.store.entries_after(self._held.seen)
        if not new:
            return True
        self.edition += 1
        kinds = {entry.kind for entry in new}
        if len(new) > _MANY or not kinds <= _OF_DECISIONS | _OF_ROUNDS | _OF_FACTS:
            return False
        self._held.seen = max(entry.seq for entry in new)
        if kinds & _OF_ROUNDS and self._round_id is not None:
            self._held.cleanup = self.store.round(self._round_id)
        self._decided_anew({e.subject for e in new if e.kind == "decision"})
        if kinds & _OF_FACTS:
            self._corrected([e.subject for e in new if e.kind in _OF_FACTS])
        return True

    def _decided_anew(self, ids: Iterable[str]) -> None:
        for document_id in self._rows.keys() & set(ids):
            found = standings(self.store.decisions(document=document_id, round_id=self._round_id))
            self._held.standings.pop(document_id, None)
            self._held.standings.update(found)
            row = self._rows[document_id] = self._row(self._held.headers[document_id])
            (self._done.add if row.decision else self._done.discard)(document_id)

    def _corrected(self, ids: Sequence[str]) -> None:
        """Facts of documents changed: their rows are read anew, all statuses are to be computed anew."""
        headers = {h.id: h for h in self.store.headers()}
        departments = self.store.values("implementing_department")
        for document_id in ids:
            if document_id not in headers:
                continue
            self._held.everything[document_id] = headers[document_id]
            self._shares = None
            if document_id in self._rows:
                self._held.headers[document_id] = headers[document_id]
                self._held.departments[document_id] = departments.get(document_id)
                self._rows[document_id] = self._row(headers[document_id])
        self._held.stale = True

    @property
    def stale(self) -> bool:
        """Whether statuses have to be computed anew (`statuses_on`, then `take_statuses`)."""
        return self._held.stale

    def take_statuses(self, statuses: Mapping[str, str]) -> None:
        """Show statuses that were computed meanwhile."""
        self.edition += 1
        self._held.statuses, self._held.stale = statuses, False
        for document_id, row in self._rows.items():
            if row.status != statuses.get(document_id, ""):
                self._rows[document_id] = replace(row, status=statuses.get(document_id, ""))

    @property
    def seen(self) -> int:
        """The journal entry up to which the desk shows the registry."""
        return self._held.seen

    def changed_elsewhere(self) -> bool:
        """Whether somebody else wrote to the registry since this desk last looked."""
        return newest(self.store) != self._held.seen

    def _row(self, header: DocumentHeader) -> QueueRow:
        held = self._held
        standing = held.standings.get(header.id)
        return QueueRow(
            header.id,
            header,
            held.marks.get(header.id, ()),
            held.statuses.get(header.id, ""),
            self._own(standing),
            seen_at(standing, self.stage) if held.cleanup else {},
            bool(standing and standing.disagreed and self.stage == FINAL),
            department_name(held.departments.get(header.id), header.issuers, held.home),
        )

    def _own(self, standing: Standing | None) -> Decision | None:
        """The decision that this desk shows as its own."""
        if standing is None:
            return None
        if self._held.cleanup:
            return standing.by_stage.get(self.stage)
        return max(standing.by_stage.values(), key=lambda d: d.seq, default=None)

    # -- the queue -----------------------------------------------------------------------------------------

    @property
    def cleanup(self) -> Round | None:
        return self._held.cleanup

    @property
    def ranges(self) -> tuple[tuple[str, str], ...]:
        """The ranges that the queue offers: (name, in words). Adjudication begins with what is disputed."""
        if self.cleanup is None:
            return RANGES
        disputed, *others = ROUND_RANGES
        return (*([disputed] if self.stage == FINAL else []), *RANGES, *others)

    @property
    def progress(self) -> tuple[int, int]:
        """(decided, all); at adjudication of what is or was disputed only."""
        if self.stage == FINAL and self.cleanup:
            own = [r for r in self._rows.values() if r.disputed or r.decision]
            return sum(r.decision is not None for r in own), len(own)
        return len(self._done), len(self._rows)

    def rows(self, shown: str = "all", text: str = "") -> list[QueueRow]:
        """The queue, worst first. `shown`: a name of `ranges`; `text`: words that must occur."""
        rows = self._rows
        found = [row for i in self._order if belongs(row := rows[i], shown)]
        return list(filter(matcher(text), found)) if text.strip() else found

    def row(self, document_id: str) -> QueueRow:
        """What is known of a document, also of one that is not in the round. KeyError for an unknown one."""
        return self._rows.get(document_id) or self._row(self._held.everything[document_id])

    def title(self, document_id: str) -> str:
        """The title of any registered document; its id for an unknown one."""
        header = self._held.everything.get(document_id)
        return header.title if header else document_id

    def titles(self) -> dict[str, str]:
        """Document id → title, of the whole registry."""
        return {i: h.title for i, h in self._held.everything.items()}

    def make_ready(self) -> None:
        """Make what is made when it is first asked for and costs time; safe in a worker thread."""
        self._held.counted  # noqa: B018 - kept, as are the others
        entries()
        for row in list(self._rows.values()):
            row.said, row.named  # noqa: B018

    def findings(self, document_id: str) -> list[Finding]:
        """Hits first, worst first, then what could not be judged."""
        return sorted(self.store.latest_findings(document=document_id), key=by_weight)

    def text(self, document_id: str) -> str:
        return self.store.text(document_id)

    def search(self, query: str, *, limit: int) -> "Result":
        """Full-text search over the registry. Raises QueryError. Safe in a worker thread."""
        return self.index.search(query, limit=limit, statuses=lambda: self._held.statuses)

    def lists(self, watch: Watch = unwatched) -> "Lists":
        """The result lists as they stand. Reads every document: safe in a worker thread."""
        from tui.listing import current_lists

        with collected_later():
            return current_lists(self.store, as_of=self.as_of, cleanup=self.cleanup, watch=watch)

    def ask_for(self, words: str) -> None:
        """Remember words that the queue shall filter by when it comes back."""
        self.asked = words

    # -- the overview and the round ------------------------------------------------------------------------

    def severity_counts(self) -> Counter[str]:
        """Findings by severity; "?" counts what could not be judged."""
        return self._held.counted[0]

    def gaps(self) -> list[tuple[str, int]]:
        """(rule, documents that it could not judge), most first."""
        return self._held.counted[1].most_common(12)

    def departments(self) -> list[tuple[str, int, int]]:
        """(who works on it, decided, all), largest first: in a round the departments, else the first issuers."""
        if self._shares is None:
            self._shares = Counter(map(self._worker, self._rows))
        done = Counter(map(self._worker, self._done))
        return [(name, done[name], total) for name, total in self._shares.most_common()]

    def _worker(self, document_id: str) -> str:
        row = self._rows[document_id]
        return row.department if self._held.cleanup or not row.issuers else row.issuers[0]

    def due(self) -> list[Due]:
        """What falls due within a year, soonest first."""
        last = add_years(self.as_of, 1)
        found = dues(self.store, self.as_of, self._held.statuses)
        return sorted((d for d in found if d.day <= last), key=lambda d: (d.day, d.what, d.document_id))

    def progress_lines(self) -> tuple[Progress, ...]:
        """Progress of the round per department, with a last line 合计; empty outside a round."""
        if self.cleanup is None:
            return ()
        return progress({i: row.department for i, row in self._rows.items()}, self._held.standings)

    def agreement(self) -> Agreement:
        """How far 初审 and 复核 agree."""
        return agreement(self._held.standings.values())

    # -- correcting facts ----------------------------------------------------------------------------------

    def fields(self, document_id: str) -> list[tuple[str, tuple[Fact, ...]]]:
        """(field, its facts in order of rank): the editable ones in their order, then what else is known."""
        return fields(self.store.document(document_id))

    def correct(self, document_id: str, name: str, value: str, source: str = "") -> str:
        """`tui.corrections.correct`, shown at once."""
        said = correct(self.store, document_id, name, value, source)
        self._follow()
        return said

    # -- deciding ------------------------------------------------------------------------------------------

    def reasons_for(self, ids: Sequence[str], disposition: Disposition) -> list[str]:
        """Reasons to choose from for one document; for several those that fit every one of them."""
        return shared([reasons(self._rows[i], self.findings(i), disposition) for i in ids], disposition)

    def default_reason(self, document_id: str, disposition: Disposition) -> str:
        return self.reasons_for([document_id], disposition)[0]

    def needs_reason(self, document_id: str, disposition: Disposition) -> bool:
        """Keeping a document against a grave finding wants words of a person (R-04)."""
        return disposition is Disposition.KEEP and self._rows[document_id].severity == "H"

    def deadline_for(self, document_id: str) -> tuple[date, str]:
        """(deadline, responsible department) that an amendment gets unless a person says otherwise (R-05): what
        stands, what another stage said, else half a year and the department."""
        row = self._rows[document_id]
        said = [row.decision, *reversed([*row.others.values()])]
        day = next((d.deadline for d in said if d and d.deadline), None)
        who = next((d.responsible for d in said if d and d.responsible), None)
        return day or add_months(self.as_of, REVISION_MONTHS), who or row.department

    def decide(
        self,
        ids: Sequence[str],
        disposition: Disposition,
        reason: str | None,
        *,
        deadline: date | None = None,
        responsible: str | None = None,
    ) -> str:
        """Record the decision for each document, all or none; says so. `reason` None: each the one its findings give.

        A text to be amended gets a department and a deadline, as the lists must name both (R-05).
        Raises Conflict when somebody else decided meanwhile, UsageError when one person would review twice, a
        document is not disputed that is to be adjudicated, or the round is closed.
        """
        now = datetime.now(UTC)
        amend = disposition is Disposition.AMEND
        last = ""
        with self.store.writing("decide") as writer:
            closed = bool(self._round_id and (r := writer.round(self._round_id)) and r.closed_at)
            for document_id in ids:
                if document_id not in self._rows:
                    raise UsageError(f"《{self.title(document_id)}》不在本轮清理范围内", "按 w 查看本轮")
                if self._round_id is not None:
                    standing = standings(writer.decisions(document_id, self._round_id)).get(document_id)
                    against = objection(standing, stage=self.stage, actor=actor(), closed=closed)
                    if against:
                        raise UsageError(*against)
                seen = self._rows[document_id].decision
                day, who = self.deadline_for(document_id) if amend else (None, None)
                found = writer.latest_findings(document=document_id, outcome="hit")
                made = Decision(
                    document_id,
                    disposition,
                    reason or self.default_reason(document_id, disposition),
                    actor(),
                    now,
                    stage=self.stage,
                    round_id=self._round_id,
                    evidence=tuple(f.key for f in sorted(found, key=by_weight)),
                    deadline=deadline or day if amend else None,
                    responsible=responsible or who if amend else None,
                )
                writer.decide(made, expected_seq=seen.seq if seen else 0)
                last = f"，完成时限 {made.deadline}" if made.deadline else ""
        self._follow()
        row = self._rows[ids[0]]
        what = f" {len(ids)} 件" if len(ids) > 1 else f"　{one_line(short_title(row.title, row.issuers), 24)}"
        return f"已保存：{disposition.value}{what}{last}（u 撤销）"

    def undo(self) -> str:
        """Take the last command back; says what was undone. Raises StoreError when there is nothing, or it changed since."""
        return self._turn("undo")

    def redo(self) -> str:
        """Do again what was undone last."""
        return self._turn("redo")

    def _turn(self, way: str) -> str:
        before = self._held.seen
        with self.store.writing(way) as writer:
            turned = writer.undo_last() if way == "undo" else writer.redo_last()
        titles = [
            one_line(short_title(self._rows[e.subject].title, self._rows[e.subject].issuers), 30)
            for e in self.store.entries_after(before)
            if e.subject in self._rows
        ]
        self._follow()
        said = "已撤销" if way == "undo" else "已恢复"
        what = "、".join(COMMANDS.get(c.command, c.command) for c in turned)
        names = list(dict.fromkeys(titles))
        more = f" 等 {len(names)} 件" if len(names) > 1 else ""
        return f"{said}：{what}" + (f"　{names[0]}{more}" if names else "")

    def _follow(self) -> None:
        """Show what was just written."""
        if not self.catch_up():
            self.reload()
