"""The reviewer's desk: what the screens show and what a keystroke does, without any screen.

Every decision is written before the method returns. Rows are light and made when they are looked at; texts are
fetched when opened. What a document's own screens show stands in `tui.dossier`.
"""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from registry.dates import add_months, add_years, parse_date
from registry.errors import UsageError
from registry.records import (
    Decision,
    Disposition,
    DocumentHeader,
    Fact,
    Finding,
    Mark,
    Quote,
    Round,
    Source,
)
from registry.store import Store
from rules.round_work import (
    FINAL,
    FIRST,
    Agreement,
    Progress,
    Standing,
    agreement,
    department_name,
    home_of,
    objection,
    progress,
    seen_at,
    standings,
)
from tui.calendar import Due, dues
from tui.chronicle import COMMANDS
from tui.queue_row import RANGES, ROUND_RANGES, QueueRow, belongs, by_weight, matcher, short_title
from tui.safe import one_line
from tui.showing import FIELD_NAMES
from tui.state import actor
from tui.sweeping import collected_later, statuses_kept, statuses_on
from tui.working import Watch, unwatched

if TYPE_CHECKING:
    from corpus.index import Result, SearchIndex
    from registry.lists import Lists

#: Fields that a person may correct, in the order in which they are shown.
EDITABLE = (
    "title", "number", "registration_no", "issuers", "implementing_department", "kind", "signed_on", "published_on",
    "effective_on", "expires_on", "url", "classification",
)  # fmt: skip
#: Months that a department has to revise a text unless somebody says otherwise (rules.md R-05: 3 to 12).
REVISION_MONTHS = 6
#: A reason when no finding gives one.
GENERAL_REASONS = {
    Disposition.KEEP: "经审核，内容合法有效，仍需继续施行",
    Disposition.AMEND: "部分内容不适应现行规定或者实际需要，应予修改",
    Disposition.REPEAL: "经审核，不再适应实际需要",
    Disposition.LAPSE: "适用期已过或者调整对象已消失",
    Disposition.NOT_NORMATIVE: "不具备行政规范性文件的要素",
}
_DATES = ("signed_on", "published_on", "effective_on", "expires_on")
#: Kinds of journal entries after which only decisions, or only the facts of single documents, are read anew.
_OF_DECISIONS = frozenset({"decision", "undo", "redo", "setting", "issue"})
_OF_ROUNDS = frozenset({"stage", "round.close"})
_OF_FACTS = frozenset({"facts.reviewer", "facts.ledger"})
#: More changes than this are read anew as a whole.
_MANY = 2_000


@dataclass(slots=True)
class Holdings:
    """What a desk has read of the registry, as of the journal's entry number `seen`.

    `headers` are those of the desk (of the round), `everything` those of the registry. `statuses` may be of an earlier state of the texts: `stale` then, until they are computed anew.
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
        self._index: SearchIndex | None = None
        self._following = threading.Lock()
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
        with collected_later():
            seen = self._newest()
            cleanup = self.store.round(self._round_id) if self._round_id is not None else None
            members = set(self.store.round_documents(cleanup.id)) if cleanup else None
            kept = statuses_kept(self.store, self.as_of)
            stale = kept is None and hurry
            everything = {h.id: h for h in self.store.headers()}
            return Holdings(
                seen,
                everything,
                everything if members is None else {i: h for i, h in everything.items() if i in members},
                self.store.finding_marks(),
                self.store.values("implementing_department"),
                home_of(h.issuers for h in everything.values()),
                kept if kept is not None else {} if hurry else statuses_on(self.store, self.as_of),
                stale,
                standings(self.store.decisions(round_id=self._round_id)),
                cleanup,
            )

    def adopt(self, held: Holdings) -> None:
        """Show what was read."""
        self._held = held
        self._rows = {i: self._row(h) for i, h in held.headers.items()}
        self._order = sorted(self._rows, key=lambda i: self._rows[i].weight)
        self._done = {i for i, row in self._rows.items() if row.decision}
        self._counts: tuple[Counter[str], Counter[str]] | None = None

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
        self._held.statuses, self._held.stale = statuses, False
        for document_id, row in self._rows.items():
            if row.status != statuses.get(document_id, ""):
                self._rows[document_id] = replace(row, status=statuses.get(document_id, ""))

    def _newest(self) -> int:
        entries = self.store.journal(1)
        return entries[-1].seq if entries else 0

    @property
    def seen(self) -> int:
        """The journal entry up to which the desk shows the registry."""
        return self._held.seen

    def changed_elsewhere(self) -> bool:
        """Whether somebody else wrote to the registry since this desk last looked."""
        return self._newest() != self._held.seen

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
        return (ROUND_RANGES[0], *RANGES, ROUND_RANGES[1]) if self.stage == FINAL else (*RANGES, ROUND_RANGES[1])  # fmt: skip

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

    def every_row(self) -> list[QueueRow]:
        """All rows as they are now, for a worker that makes ready what costs time."""
        return list(self._rows.values())

    def findings(self, document_id: str) -> list[Finding]:
        """Hits first, worst first, then what could not be judged."""
        return sorted(self.store.latest_findings(document=document_id), key=by_weight)

    def text(self, document_id: str) -> str:
        return self.store.text(document_id)

    def search(self, query: str, *, limit: int) -> "Result":
        """Full-text search over the registry. Raises QueryError. Safe in a worker thread."""
        index = self._followed()
        return index.search(query, limit=limit, statuses=lambda: self._held.statuses, text_of=self.store.text)

    def _followed(self) -> "SearchIndex":
        """The index, brought up to the registry. One for all searches: what it has loaded makes the next ones quick."""
        from corpus.follow import follow, index_of

        with self._following:
            if self._index is None:
                self._index = index_of(self.store)
            follow(self.store, self._index)
            return self._index

    def prepare_search(self, progress: Callable[[int, int], None]) -> None:
        """Bring the fast index up while searches go on; `progress` gets how many documents are done, and of
        how many. Nothing is done while another program does it. Safe in a worker thread."""
        index = self._followed()
        waiting = index.pending
        if waiting:
            index.catch_up(progress=lambda done: progress(done, waiting), wait=False)

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
        return self._counted()[0]

    def gaps(self) -> list[tuple[str, int]]:
        """(rule, documents that it could not judge), most first."""
        return self._counted()[1].most_common(12)

    def _counted(self) -> tuple[Counter[str], Counter[str]]:
        """(findings by severity, those without an answer by rule), counted once for what was read."""
        if self._counts is None:
            marks = Counter(
                (m.severity if m.outcome == "hit" else "?", m.rule if m.outcome != "hit" else "")
                for row in self._rows.values()
                for m in row.marks
            )
            severities: Counter[str] = Counter()
            rules: Counter[str] = Counter()
            for (severity, rule), count in marks.items():
                severities[severity] += count
                if rule:
                    rules[rule] += count
            self._counts = (severities, rules)
        return self._counts

    def departments(self) -> list[tuple[str, int, int]]:
        """(who works on it, decided, all), largest first: in a round the departments, else the first issuers."""
        totals = Counter(map(self._worker, self._rows))
        done = Counter(map(self._worker, self._done))
        return [(name, done[name], total) for name, total in totals.most_common()]

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
        document = self.store.document(document_id)
        known: dict[str, list[Fact]] = defaultdict(list)
        for fact in document.facts if document else ():
            known[fact.field].append(fact)
        names = [*EDITABLE, *(name for name in known if name not in EDITABLE)]
        return [(name, tuple(known.get(name, ()))) for name in names]

    def correct(self, document_id: str, name: str, value: str, source: str = "") -> str:
        """Keep a person's value for a field ("无": confirmed none; "": take the correction back). `source`: where
        the person has it from.

        Raises UsageError for a date that is none.
        """
        document = self.store.document(document_id)
        assert document is not None
        mine = [f for f in document.facts if f.source is Source.REVIEWER and f.field != name]
        if value:
            quote = Quote(source.strip() or value)
            mine.append(Fact(name, _typed(name, value), Source.REVIEWER, quote, note=actor()))
        with self.store.writing("edit") as writer:
            writer.set_facts(document_id, mine, source=Source.REVIEWER)
        self._follow()
        return (
            f"已更正：{FIELD_NAMES.get(name, name)}（按 f5 重新筛查，疑点随之更新；u 撤销）"
            if value
            else "已撤回更正"
        )

    # -- deciding ------------------------------------------------------------------------------------------

    def reasons(self, document_id: str, disposition: Disposition) -> list[str]:
        """Reasons to choose from: what another stage gave for the same, what speaks for this disposition, a general
        one, the other findings."""
        row = self._rows[document_id]
        hits = [f.message for f in self.findings(document_id) if f.outcome == "hit"]
        speaking = [
            f.message for f in self.findings(document_id) if f.outcome == "hit" and f.rule in row.because
        ]
        given = [d.reason for d in reversed([*row.others.values()]) if d.disposition is disposition]
        general = GENERAL_REASONS[disposition]
        if disposition is Disposition.KEEP:
            found = [*given, general, *hits]
        elif disposition == row.suggestion:
            found = [*given, *speaking, *hits, general]
        else:
            found = [*given, *hits, general]
        return list(dict.fromkeys(found))

    def reasons_for(self, ids: Sequence[str], disposition: Disposition) -> list[str]:
        """Reasons that fit every document of a batch."""
        if len(ids) == 1:
            return self.reasons(ids[0], disposition)
        sets = [set(self.reasons(i, disposition)) for i in ids[1:]]
        shared = [r for r in self.reasons(ids[0], disposition) if all(r in s for s in sets)]
        return list(dict.fromkeys([*shared, GENERAL_REASONS[disposition]]))

    def default_reason(self, document_id: str, disposition: Disposition) -> str:
        return self.reasons(document_id, disposition)[0]

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
                    document_id, disposition, reason or self.default_reason(document_id, disposition), actor(), now, stage=self.stage, round_id=self._round_id,
                    evidence=tuple(f.key for f in sorted(found, key=by_weight)), deadline=deadline or day if amend else None,
                    responsible=responsible or who if amend else None,
                )  # fmt: skip
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


def _typed(name: str, value: str) -> str | list[str] | None:
    """What a person typed, as the fact's value. Raises UsageError for a date that is none."""
    if value == "无":
        return None
    if name in _DATES:
        found = parse_date(value)
        if found is None:
            raise UsageError(f"“{value}”不是一个日期", "写成 2026-11-01；不知道日的写 2026-11")
        return found
    if name == "issuers":
        return [part for part in re.split(r"[、，,\s]+", value) if part]
    return value
