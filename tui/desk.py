"""The reviewer's desk: what the screens show and what a keystroke does, without any screen.

Every decision is written before the method returns. Rows are light; texts are fetched when opened.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime

from corpus.follow import follow, index_of
from corpus.index import Result
from registry.dates import add_months, add_years, parse_date
from registry.errors import UsageError
from registry.lists import Lists
from registry.records import (
    Decision,
    Disposition,
    Document,
    DocumentHeader,
    Fact,
    Finding,
    Quote,
    Round,
    Source,
    Status,
)
from registry.store import Store
from rules.conflicts.align import Row, align
from rules.conflicts.book import book_of
from rules.conflicts.compare import Clash
from rules.disposition import Suggestion, suggest
from rules.registry_view import RegistryView
from rules.round_work import FIRST, SECOND, Progress, department_of, progress, standings
from tui.calendar import Due, dues
from tui.chronicle import COMMANDS, entry_line
from tui.listing import current_lists
from tui.queue_row import RANK, QueueRow, belongs, by_weight
from tui.showing import FIELD_NAMES, outline_lines, relation_lines, rule_page
from tui.state import actor
from tui.sweeping import statuses_on

#: Fields that a person may correct, in the order in which they are shown.
EDITABLE = (
    "title", "number", "registration_no", "issuers", "implementing_department", "kind", "signed_on", "published_on",
    "effective_on", "expires_on", "url", "classification",
)  # fmt: skip
#: Months that a department has to revise a text unless somebody says otherwise (rules.md R-05: 3 to 12).
REVISION_MONTHS = 6
_DATES = ("signed_on", "published_on", "effective_on", "expires_on")


class Desk:
    """One registry as of one day, for one reviewer; inside a cleanup round, for one stage of it.

    Two reviewers decide apart: a desk shows the decisions of its own stage only.
    """

    def __init__(
        self, store: Store, *, as_of: date, cleanup: Round | None = None, stage: str = FIRST
    ) -> None:
        self.store = store
        self.as_of = as_of
        self.cleanup = cleanup
        self.stage = stage
        self.asked: str | None = None
        self._view: RegistryView | None = None
        self.reload()

    def reload(self) -> None:
        """Read findings, suggestions and decisions anew (after a sweep, or to see other people's work)."""
        self._seen = self._newest()
        self._marks: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.store.finding_marks():
            self._marks[finding.document_id].append(finding)
        for found in self._marks.values():
            found.sort(key=by_weight)
        self._statuses = statuses_on(self.store, self.as_of)
        members = set(self.store.round_documents(self.cleanup.id)) if self.cleanup else None
        headers = [h for h in self.store.headers() if members is None or h.id in members]
        self._headers = {h.id: h for h in headers}
        self._decisions: dict[str, Decision] = {
            d.document_id: d for d in self.store.decisions(round_id=self._round_id) if self._mine(d)
        }
        self._rows: dict[str, QueueRow] = {}
        for header in headers:
            self._rows[header.id] = self._row(header)
        self._order = sorted(
            self._rows,
            key=lambda i: (
                RANK[self._rows[i].severity],
                -self._rows[i].hits,
                self._rows[i].number or "~",
                i,
            ),
        )

    @property
    def _round_id(self) -> int | None:
        return self.cleanup.id if self.cleanup else None

    def _mine(self, decision: Decision) -> bool:
        """Whether a decision is one that this desk shows."""
        return self.cleanup is None or decision.stage == self.stage

    def _row(self, header: DocumentHeader) -> QueueRow:
        found = self._marks.get(header.id, [])
        hits = [f for f in found if f.outcome == "hit"]
        suggestion: Suggestion = suggest(
            header.id, hits, ended=self._statuses.get(header.id) == Status.REPEALED
        )
        return QueueRow(
            header.id, header.title, header.number, tuple(header.issuers), self._statuses.get(header.id, ""),
            hits[0].severity if hits else "", len(hits), len(found) - len(hits),
            tuple(dict.fromkeys(f.rule for f in hits)), suggestion.disposition, tuple(suggestion.because),
            self._decisions.get(header.id),
        )  # fmt: skip

    @property
    def progress(self) -> tuple[int, int]:
        """(decided, all)."""
        return sum(1 for row in self._rows.values() if row.decision), len(self._rows)

    def rows(self, shown: str = "all", text: str = "") -> list[QueueRow]:
        """The queue, worst first. `shown`: all | todo | undecided | decided | gaps; `text`: words that must occur."""
        words = text.split()
        return [row for i in self._order if belongs(row := self._rows[i], shown) and row.matches(words)]

    def row(self, document_id: str) -> QueueRow:
        return self._rows[document_id]

    def findings(self, document_id: str) -> list[Finding]:
        """Hits first, worst first, then what could not be judged."""
        found = self.store.latest_findings(document=document_id)
        return sorted(found, key=by_weight)

    def document(self, document_id: str) -> Document | None:
        return self.store.document(document_id)

    def text(self, document_id: str) -> str:
        return self.store.text(document_id)

    def outline_text(self, document_id: str) -> str:
        """The structure: instruments, chapters, articles with their first words."""
        document = self.store.document(document_id)
        return "\n".join(outline_lines(document)) if document else ""

    def relations_text(self, document_id: str) -> str:
        """What the document does to others and others to it, as a tree."""
        document = self.store.document(document_id)
        return "\n".join(relation_lines(document, self._incoming(document_id))) if document else ""

    def _incoming(self, document_id: str) -> list[tuple[str, str]]:
        view = self._registry_view()
        return [(edge.source.title, edge.citation.role) for edge in view.incoming(document_id)]

    def history_text(self, document_id: str) -> str:
        """Everything that happened to the document, oldest first, then its versions."""
        lines = [entry_line(entry, {}) for entry in self.store.history(document_id)]
        lines += [
            f"第 {v.seq} 版　{v.added_at:%Y-%m-%d %H:%M}　{v.file.path}"
            for v in self.store.versions(document_id)
        ]
        return "\n".join(lines)

    @staticmethod
    def rule_text(code: str) -> str:
        """The page of a rule."""
        return rule_page(code)

    def _registry_view(self) -> RegistryView:
        if self._view is None:
            self._view = RegistryView(self.store.documents(), as_of=self.as_of)
        return self._view

    def compare(self, left: str, right: str) -> tuple[list[Row], list[Clash]]:
        """Two documents aligned by article, and the clashes between them."""
        view = self._registry_view()
        one, other = view.get(left), view.get(right)
        if one is None or other is None:
            return [], []
        book = book_of(view)
        found = list(book.clashes(book.between(one, other), one))
        return list(align(one, other, found)), found

    def search(self, query: str, *, limit: int) -> Result:
        """Full-text search over the registry. Raises QueryError. Safe in a worker thread."""
        index = index_of(self.store)
        follow(self.store, index)
        return index.search(query, limit=limit, statuses=lambda: self._statuses, text_of=self.store.text)

    def lists(self) -> Lists:
        """The result lists as they stand."""
        return current_lists(self.store, as_of=self.as_of, cleanup=self.cleanup)

    def progress_lines(self) -> tuple[Progress, ...]:
        """Progress of the round per department, with a last line 合计; empty outside a round."""
        if self.cleanup is None:
            return ()
        members = {d.id: department_of(d) for d in self.store.documents(self._headers)}
        return progress(members, standings(self.store.decisions(round_id=self.cleanup.id)))

    # -- the overview --------------------------------------------------------------------------------------

    def severity_counts(self) -> Counter[str]:
        """Findings by severity; "?" counts what could not be judged."""
        return Counter(
            "?" if f.outcome == "unknown" else f.severity for found in self._marks.values() for f in found
        )

    def departments(self) -> list[tuple[str, int, int]]:
        """(first issuer, decided, all), largest first."""
        totals: Counter[str] = Counter()
        done: Counter[str] = Counter()
        for row in self._rows.values():
            name = row.issuers[0] if row.issuers else "（制定机关不明）"
            totals[name] += 1
            done[name] += row.decision is not None
        return [(name, done[name], total) for name, total in totals.most_common()]

    def due(self) -> list[Due]:
        """What falls due within a year, soonest first."""
        last = add_years(self.as_of, 1)
        found = [d for d in dues(self.store, self.as_of) if self.as_of <= d.day <= last]
        return sorted(found, key=lambda d: (d.day, d.what, d.document_id))

    def gaps(self) -> list[tuple[str, int]]:
        """(rule, documents that it could not judge), most first."""
        counts = Counter(f.rule for found in self._marks.values() for f in found if f.outcome == "unknown")
        return counts.most_common(12)

    def ask_for(self, words: str) -> None:
        """Remember words that the queue shall filter by when it comes back."""
        self.asked = words

    # -- correcting facts ----------------------------------------------------------------------------------

    def fields(self, document_id: str) -> list[tuple[str, tuple[Fact, ...]]]:
        """(field, its facts in order of rank): the editable ones in their order, then what else is known."""
        document = self.store.document(document_id)
        known: dict[str, list[Fact]] = defaultdict(list)
        for fact in document.facts if document else ():
            known[fact.field].append(fact)
        names = [*EDITABLE, *(name for name in known if name not in EDITABLE)]
        return [(name, tuple(known.get(name, ()))) for name in names]

    def correct(self, document_id: str, name: str, value: str) -> str:
        """Keep a person's value for a field ("无": confirmed none; "": take the correction back).

        Raises UsageError for a date that is none.
        """
        document = self.store.document(document_id)
        assert document is not None
        mine = [f for f in document.facts if f.source is Source.REVIEWER and f.field != name]
        if value:
            mine.append(Fact(name, _typed(name, value), Source.REVIEWER, Quote(value), note=actor()))
        with self.store.writing("edit") as writer:
            writer.set_facts(document_id, mine, source=Source.REVIEWER)
        self._view = None
        self.reload()
        return (
            f"已更正：{FIELD_NAMES.get(name, name)}（重新筛查后疑点随之更新；u 撤销）"
            if value
            else "已撤回更正"
        )

    def changed_elsewhere(self) -> bool:
        """Whether somebody else wrote to the registry since this desk last looked."""
        return self._newest() != self._seen

    def _newest(self) -> int:
        entries = self.store.journal(1)
        return entries[-1].seq if entries else 0

    # -- deciding ------------------------------------------------------------------------------------------

    def reasons(self, document_id: str, disposition: Disposition) -> list[str]:
        """Reasons to choose from: what speaks for this disposition first, then the other findings."""
        row = self._rows[document_id]
        hits = [f for f in self.findings(document_id) if f.outcome == "hit"]
        first = [f for f in hits if f.rule in row.because] if disposition is row.suggestion else []
        messages = list(dict.fromkeys(f.message for f in [*first, *hits]))
        if disposition is Disposition.KEEP:
            return ["经审核，内容合法有效，仍需继续施行", *messages]
        return messages or ["经审核，不再适应实际需要"]

    def default_reason(self, document_id: str, disposition: Disposition) -> str:
        return self.reasons(document_id, disposition)[0]

    def needs_reason(self, document_id: str, disposition: Disposition) -> bool:
        """Keeping a document against a grave finding wants words of a person (R-04)."""
        return disposition is Disposition.KEEP and self._rows[document_id].severity == "H"

    def decide(self, ids: Sequence[str], disposition: Disposition, reason: str) -> str:
        """Record the decision for each document, all or none; says so.

        A text to be amended gets the department and a deadline, as the lists must name both (R-05).
        Raises Conflict when somebody else decided meanwhile, UsageError when one person would review twice.
        """
        now = datetime.now(UTC)
        amend = disposition is Disposition.AMEND
        self._only_one_review(ids)
        with self.store.writing("decide") as writer:
            for document_id in ids:
                seen = self._decisions.get(document_id)
                evidence = tuple(f.key for f in self.findings(document_id) if f.outcome == "hit")
                writer.decide(
                    Decision(
                        document_id,
                        disposition,
                        reason,
                        actor(),
                        now,
                        stage=self.stage,
                        round_id=self._round_id,
                        evidence=evidence,
                        deadline=add_months(self.as_of, REVISION_MONTHS) if amend else None,
                        responsible=self._department(document_id) if amend else None,
                    ),
                    expected_seq=seen.seq if seen else 0,
                )
        self._refresh(ids)
        count = f" {len(ids)} 件" if len(ids) > 1 else ""
        due = f"，完成时限 {add_months(self.as_of, REVISION_MONTHS)}" if amend else ""
        return f"已保存：{disposition.value}{count}{due}（u 撤销）"

    def _department(self, document_id: str) -> str:
        document = self.store.document(document_id)
        return department_of(document) if document else ""

    def _only_one_review(self, ids: Sequence[str]) -> None:
        """初审 and 复核 are two people's work (the round keeps them apart)."""
        other = {FIRST: SECOND, SECOND: FIRST}.get(self.stage)
        if self.cleanup is None or other is None:
            return
        wanted = set(ids)
        for decision in self.store.decisions(round_id=self.cleanup.id):
            if decision.document_id in wanted and decision.stage == other and decision.actor == actor():
                raise UsageError(
                    f"初审和复核须由两人分别作出（{actor()} 已作{other}）", "请由另一人操作（--actor 姓名）"
                )

    def _refresh(self, ids: Sequence[str]) -> None:
        self._seen = self._newest()
        for document_id in ids:
            decision = (
                self.store.current_decision(document_id, round_id=self._round_id, stage=self.stage)
                if self.cleanup
                else self.store.current_decision(document_id)
            )
            if decision is None:
                self._decisions.pop(document_id, None)
            else:
                self._decisions[document_id] = decision
            self._rows[document_id] = self._row(self._headers[document_id])

    def undo(self) -> str:
        """Take the last command back; says what was undone. Raises StoreError when there is nothing, or it changed since."""
        return self._turn("undo")

    def redo(self) -> str:
        """Do again what was undone last."""
        return self._turn("redo")

    def _turn(self, way: str) -> str:
        with self.store.writing(way) as writer:
            turned = writer.undo_last() if way == "undo" else writer.redo_last()
        self.reload()
        said = "已撤销" if way == "undo" else "已恢复"
        return "；".join(f"{said}：{COMMANDS.get(c.command, c.command)}" for c in turned)


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
