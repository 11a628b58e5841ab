"""The sweep: every rule over every document, three outcomes, crashes reported, keys that stay the same."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from registry.findings import Since
from registry.memory import Memory
from registry.records import Document, Finding, Waiver
from rules.base import Context, Hit, Outcome, Rule, Severity, Unknown
from rules.catalog import RULES
from rules.disposition import Suggestion, suggest
from rules.kept import Judgment, Kept, keep, recall
from rules.later import Later
from rules.library import Library
from rules.past import FAILED, NOT_JUDGED, Left, Past, coverage_of, leave
from rules.profiles import Profile
from rules.questions import Asked, Question
from rules.registry_view import RegistryView
from rules.round_view import RoundView
from rules.settings import Settings, settings_for
from rules.spans import DateSpan
from rules.view import DocumentView
from rules.waivers import WaiverBook

if TYPE_CHECKING:
    from corpus.laws import LawTable

COLUMNS: Mapping[str, str] = {
    "signed_on": "成文日期",
    "issued_on": "印发日期",
    "published_on": "公布日期",
    "effective_on": "施行日期",
    "expires_on": "有效期至",
    "made_on": "成文日期",
    "start": "施行日期",
    "number": "文号",
    "registration_no": "登记号",
    "issuers": "制定机关",
    "issuer": "制定机关",
    "implementing_department": "实施部门",
    "text": "文件正文",
    "articles": "条文",
    "title": "文件名称",
    "inner_title": "文件名称",
    "status_claim": "文件状态",
    "url": "公布网址",
}
"""Attributes of the view in the ledger's own words, for what is missing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that raised on a document. The sweep goes on; the failure is shown."""

    rule: str
    document_id: str
    message: str


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep found.

    `findings`: hits and unknowns, waived ones left out. `coverage`: rule → outcome → number of documents, so
    that silence is never mistaken for cleanliness. `suggestions`: one a document that was looked at.
    `off`: the rules that the profile switches off, with the reason. `round_findings` belong to the round itself
    and to no document (their document id is empty). `judged_anew`: judgments (a rule on
    a document) that were not taken over from an earlier sweep. `since`: what came to be since the last sweep, where only
    that was looked at.
    """

    as_of: date
    profile: str
    documents: int
    findings: Sequence[Finding]
    coverage: Mapping[str, Mapping[str, int]]
    failures: tuple[Failure, ...] = ()
    suggestions: Sequence[Suggestion] = ()
    waived: tuple[Finding, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()
    off: Mapping[str, str] = field(default_factory=dict)
    round_findings: tuple[Finding, ...] = ()
    judged_anew: int = 0
    since: Since | None = None


def sweep(
    documents: Iterable[Document] | Library,
    *,
    as_of: date,
    profile: Profile,
    laws: "LawTable | None" = None,
    rules: Sequence[Rule] = RULES,
    waivers: Iterable[Waiver] = (),
    cutoff: date | None = None,
    only_documents: Collection[str] | None = None,
    round_view: RoundView | None = None,
    memory: Memory | None = None,
    watch: Callable[[str, int, int], None] | None = None,
) -> SweepResult:
    """Run the rules over the documents as of a day.

    `memory`: what earlier sweeps kept; what still holds is taken over, and what is new is given to it (`Memory.save`
    writes it). The result is the same without one. A round and its cutoff are judged without. Where the documents are
    a library, only those are read whose judgments may be others than in the last sweep of all (`rules.past`).

    `watch` is told before each document (what, done, in all); what it raises stops the sweep.

    `only_documents` limits what is judged; relations are still seen over all documents. Documents made after
    the day asked are not judged, nor those made after `cutoff`: they are out of the round. Raises UsageError when a rule has no entry in the catalogue.
    """
    registry = RegistryView(documents, as_of=as_of, profile=profile)
    context = Context(profile=profile, registry=registry, laws=laws, cutoff=cutoff, round=round_view)
    run = _Run(WaiverBook.of(waivers, as_of))
    running: list[tuple[Rule, Settings, Context]] = []
    for rule in rules:
        settings = settings_for(rule, profile)
        if settings.off:
            run.off[rule.code] = settings.why
            continue
        running.append((rule, settings, replace(context, params=settings.params)))
        if round_view is not None and rule.round_check is not None:
            run.round(rule, settings, round_view, running[-1][2])
    codes = tuple(rule.code for rule, _, _ in running)
    if cutoff is None and round_view is None:
        registry.memory = memory
    keeping = registry.memory if only_documents is None else None
    past = Past.recalled(keeping, registry, codes) if keeping is not None else None
    suspects = past.suspects({w.document_id for w in run.book.waivers}) if past else set(registry.by_id)
    left = {i: row for i, row in past.left.items() if i not in suspects} if past else {}
    registry.read(d for i, d in registry.by_id.items() if i in suspects)
    judged = [
        d
        for i, d in registry.by_id.items()
        if i in suspects and _in_question(d, as_of, only_documents, cutoff)
    ]
    # Place by place: what a rule works out of a document serves it again with the next one of that place.
    for done, doc in enumerate(sorted(judged, key=lambda doc: doc.territory)):
        if watch is not None:
            watch("逐件检查", done, len(judged))
        left[doc.id] = run.document(doc, registry, running)
        doc.let_go()
    for i in suspects - left.keys():
        left[i] = NOT_JUDGED._replace(revision=registry.by_id[i].document.revision)
    if keeping is not None:
        leave(keeping, registry, codes, {i: left[i] for i in registry.by_id})
    registry.forget()  # half a million answers: freed at once, while nobody looks for garbage
    return run.result(registry, profile, codes, left, past, suspects)


def _in_question(doc: DocumentView, as_of: date, only: Collection[str] | None, cutoff: date | None) -> bool:
    if only is not None and doc.id not in only:
        return False
    made = doc.made_on
    # A sweep of the past knows nothing of what was made later; a round nothing of what its cut-off leaves out.
    return not (made and (made.after(as_of) or (cutoff is not None and made.after(cutoff))))


@dataclass(slots=True)
class _Run:
    """What accumulates while the rules run; `found`: the findings by document."""

    book: WaiverBook
    found: dict[str, list[Finding]] = field(default_factory=dict)
    waived: list[Finding] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    off: dict[str, str] = field(default_factory=dict)
    judged_anew: int = 0

    def document(
        self,
        doc: DocumentView,
        registry: RegistryView,
        rules: Sequence[tuple[Rule, Settings, Context]],
    ) -> Left:
        """All rules on one document. What still holds of the kept judgments is taken over."""
        memory = registry.memory
        kept = recall(memory, doc) if memory is not None else Kept()
        holding = dict(kept.judgments)
        sound = bool(kept.judgments) and kept.all_hold(registry)
        self.found.setdefault(doc.id, [])
        outcomes: list[str] = []
        found: list[Finding] = []
        asked: set[Question] = {("recorded", f"={doc.id}")}
        anew, again, waived = 0, False, len(self.waived)
        for rule, settings, context in rules:
            judgment = kept.judgments.get(rule.code)
            if judgment is None or not (sound or judgment.holds(registry)):
                anew += 1
                holding.pop(rule.code, None)
                judgment = self._judge(rule, settings, doc, context)
                if judgment is None:
                    outcomes.append(FAILED)
                    again = True
                    continue
                if judgment.keepable:
                    holding[rule.code] = judgment
                else:
                    again = True
            outcomes.append(judgment.outcome[0])
            if judgment.answers:
                asked.update(judgment.answers)
            for about, finding in judgment.findings:
                found.append(finding)
                self._add(finding, about)
        self.judged_anew += anew
        if memory is not None and anew and holding != kept.judgments:
            keep(memory, doc, holding)
        return Left(
            revision=doc.document.revision,
            judged=True,
            outcomes="".join(outcomes),
            again=again or len(self.waived) > waived,
            findings=len(found),
            peers=sorted({peer for finding in found for peer in finding.peers}),
            ended=registry.recorded(doc.id),
            cells=array("I", sorted(registry.cells_of(asked) if memory is not None and not again else ())),
        )

    def result(
        self,
        registry: RegistryView,
        profile: Profile,
        codes: Sequence[str],
        left: Mapping[str, Left],
        past: Past | None,
        looked_at: Set[str],
    ) -> SweepResult:
        """What was found now, and in the `past` of documents that were not looked at."""
        judged = [i for i in registry.by_id if left[i].judged]

        def found(document_id: str) -> Sequence[Finding]:
            if document_id in self.found or past is None:
                return self.found[document_id]
            return past.findings_of(document_id)

        others = [i for i in self.found if i and not (i in left and left[i].judged)]
        count = sum(len(self.found[i]) if i in self.found else left[i].findings for i in judged)
        count += sum(len(self.found[i]) for i in others)
        coverage: dict[str, Mapping[str, int]] = {code: {Outcome.OFF: len(judged)} for code in self.off}
        coverage.update(coverage_of((left[i] for i in judged), codes))
        return SweepResult(
            as_of=registry.as_of,
            profile=profile.name,
            documents=len(judged),
            findings=Later(count, lambda: (f for i in (*judged, *others) for f in found(i))),
            round_findings=tuple(self.found.get("", ())),
            coverage=coverage,
            failures=tuple(self.failures),
            suggestions=Later(
                len(judged), lambda: (suggest(i, found(i), ended=left[i].ended) for i in judged)
            ),
            waived=tuple(self.waived),
            unused_waivers=self.book.unused,
            off=self.off,
            judged_anew=self.judged_anew,
            since=Since(past.edition, looked_at | past.gone, [*chain(*self.found.values())])
            if past
            else None,
        )

    def _judge(self, rule: Rule, settings: Settings, doc: DocumentView, context: Context) -> Judgment | None:
        """One rule on one document, with what it asked of the registry; None when it failed, which is noted."""
        registry = context.registry
        registry.asked = asked = Asked()
        try:
            outcome, results = judge(rule, settings, doc, context)
        except Exception as error:
            self.failures.append(Failure(rule.code, doc.id, f"{type(error).__name__}: {error}"))
            return None
        finally:
            registry.asked = None
        if not (results or asked.answers or asked.day or asked.whole):
            return _PLAIN[outcome]
        found = tuple(_findings(rule, settings, doc.id, results)) if results else ()
        day = registry.as_of if asked.day else None
        return Judgment(outcome, found, day, asked.answers, keepable=not asked.whole)

    def round(self, rule: Rule, settings: Settings, view: RoundView, context: Context) -> None:
        assert rule.round_check is not None
        try:
            results = list(rule.round_check(view, context))
        except Exception as error:
            self.failures.append(Failure(rule.code, "", f"{type(error).__name__}: {error}"))
            return
        by_owner: dict[str, list[Hit | Unknown]] = {}
        for result in results:
            owner = result.peers[0] if isinstance(result, Hit) and result.peers else view.decision_id
            by_owner.setdefault(owner, []).append(result)
        for owner, found in by_owner.items():
            for about, finding in _findings(rule, settings, owner, found):
                self._add(finding, about)

    def _add(self, finding: Finding, about: str) -> None:
        if self.book.covers(finding, about):
            self.waived.append(finding)
        else:
            self.found.setdefault(finding.document_id, []).append(finding)


_PLAIN = {outcome: Judgment(outcome) for outcome in Outcome}
"""Most judgments: nothing found, nothing asked."""


def judge(
    rule: Rule, settings: Settings, doc: DocumentView, context: Context
) -> tuple[Outcome, list[Hit | Unknown]]:
    """One rule on one document: the outcome, and the hits or the unknown that stand for it.

    Whatever the rule raises is raised; the sweep turns it into a reported failure.
    """
    if settings.off:
        return Outcome.OFF, []
    if settings.duty_from is not None:
        made = getattr(doc, settings.entry.duty_date)
        if isinstance(made, DateSpan) and made.last < settings.duty_from:
            return Outcome.OFF, []
    if rule.applies is not None and not rule.applies(doc, context):
        return Outcome.CLEAN, []
    if rule.needs and (missing := tuple(dict.fromkeys(_missing(rule, doc)))):
        return Outcome.UNKNOWN, [Unknown(missing)]
    results = list(rule.check(doc, context))
    if not results:
        return Outcome.CLEAN, []
    hits: list[Hit | Unknown] = [r for r in results if isinstance(r, Hit)]
    if hits:
        return Outcome.HIT, hits
    unknowns: list[Hit | Unknown] = [r for r in results if isinstance(r, Unknown)]
    if unknowns:
        names = tuple(dict.fromkeys(n for u in unknowns if isinstance(u, Unknown) for n in u.missing))
        message = "；".join(u.message for u in unknowns if u.message)
        return Outcome.UNKNOWN, [Unknown(names, message)]
    return Outcome.CLEAN, []


def _missing(rule: Rule, doc: DocumentView) -> Iterator[str]:
    for name in rule.needs:
        value = getattr(doc, name)
        if value is None or value == "" or value == ():
            yield COLUMNS.get(name, name)


def _findings(
    rule: Rule, settings: Settings, owner: str, results: Iterable[Hit | Unknown]
) -> Iterator[tuple[str, Finding]]:
    """Each result as a finding, with what it is about."""
    seen: Counter[str] = Counter()
    for result in results:
        about = result.about if isinstance(result, Hit) else "unknown"
        seen[about] += 1
        yield about, _finding(rule, settings, owner, result, about, seen[about])


def _finding(
    rule: Rule, settings: Settings, owner: str, result: Hit | Unknown, about: str, occurrence: int
) -> Finding:
    words = about if occurrence == 1 else f"{about}#{occurrence}"
    digest = hashlib.sha256(words.encode()).hexdigest()[:10] if words else "-"
    key = f"{rule.code}:{owner}:{digest}"
    basis = tuple(str(b) for b in settings.entry.basis)
    if isinstance(result, Unknown):
        message = result.message or f"缺数据，无法判断“{settings.entry.zh}”"
        if result.missing:
            message += f"：请补充{'、'.join(result.missing)}"
        return Finding(key, rule.code, "unknown", str(settings.severity), owner, message, basis=basis)
    severity: Severity = result.severity or settings.severity
    return Finding(
        key=key,
        rule=rule.code,
        outcome="hit",
        severity=str(severity),
        document_id=owner,
        message=result.message,
        quotes=tuple(q for q in result.quotes if q.text),
        peers=result.peers,
        basis=basis,
        disposition=result.disposition or settings.disposition,
        facts=result.facts,
    )
