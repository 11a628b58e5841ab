"""The sweep: every rule over every document, three outcomes, crashes reported, keys that stay the same."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from registry.memory import Memory
from registry.records import Document, Finding, Waiver
from rules.base import Context, Hit, Outcome, Rule, Severity, Unknown
from rules.catalog import RULES
from rules.disposition import Suggestion, suggest
from rules.kept import Judgment, Kept, keep, recall
from rules.profiles import Profile
from rules.questions import Asked
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
    a document) that were not taken over from an earlier sweep.
    """

    as_of: date
    profile: str
    documents: int
    findings: tuple[Finding, ...]
    coverage: Mapping[str, Mapping[str, int]]
    failures: tuple[Failure, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    waived: tuple[Finding, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()
    off: Mapping[str, str] = field(default_factory=dict)
    round_findings: tuple[Finding, ...] = ()
    judged_anew: int = 0


def sweep(
    documents: Iterable[Document],
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
    writes it). The result is the same without one. A round and its cutoff are judged without.

    `watch` is told before each document (what, done, in all); what it raises stops the sweep.

    `only_documents` limits what is judged; relations are still seen over all documents. Documents made after
    the day asked are not judged, nor those made after `cutoff`: they are out of the round. Raises UsageError when a rule has no entry in the catalogue.
    """
    registry = RegistryView(documents, as_of=as_of, profile=profile)
    if cutoff is None and round_view is None:
        registry.memory = memory
    context = Context(profile=profile, registry=registry, laws=laws, cutoff=cutoff, round=round_view)
    judged = [d for d in registry if _in_question(d, as_of, only_documents, cutoff)]
    run = _Run(WaiverBook.of(waivers, as_of))
    running: list[tuple[Rule, Settings, Context]] = []
    for rule in rules:
        settings = settings_for(rule, profile)
        if settings.off:
            run.off[rule.code] = settings.why
            run.coverage[rule.code][Outcome.OFF] += len(judged)
            continue
        running.append((rule, settings, replace(context, params=settings.params)))
        if round_view is not None and rule.round_check is not None:
            run.round(rule, settings, round_view, running[-1][2])
    # Place by place: what a rule works out of a document serves it again with the next one of that place.
    for done, doc in enumerate(sorted(judged, key=lambda doc: doc.territory)):
        if watch is not None:
            watch("逐件检查", done, len(judged))
        run.document(doc, registry, running)
        doc.let_go()
    by_document: dict[str, list[Finding]] = {d.id: [] for d in judged}
    for finding in run.findings:
        by_document.setdefault(finding.document_id, []).append(finding)
    return SweepResult(
        as_of=as_of,
        profile=profile.name,
        documents=len(judged),
        findings=tuple(f for owner, found in by_document.items() if owner for f in found),
        round_findings=tuple(by_document.get("", ())),
        coverage={code: dict(counts) for code, counts in run.coverage.items()},
        failures=tuple(run.failures),
        suggestions=tuple(suggest(d.id, by_document[d.id], ended=registry.recorded(d.id)) for d in judged),
        waived=tuple(run.waived),
        unused_waivers=run.book.unused,
        off=run.off,
        judged_anew=run.judged_anew,
    )


def _in_question(doc: DocumentView, as_of: date, only: Collection[str] | None, cutoff: date | None) -> bool:
    if only is not None and doc.id not in only:
        return False
    made = doc.made_on
    # A sweep of the past knows nothing of what was made later; a round nothing of what its cut-off leaves out.
    return not (made and (made.after(as_of) or (cutoff is not None and made.after(cutoff))))


@dataclass(slots=True)
class _Run:
    """What accumulates while the rules run."""

    book: WaiverBook
    findings: list[Finding] = field(default_factory=list)
    waived: list[Finding] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    coverage: dict[str, Counter[str]] = field(default_factory=lambda: _Counters())
    off: dict[str, str] = field(default_factory=dict)
    judged_anew: int = 0

    def document(
        self,
        doc: DocumentView,
        registry: RegistryView,
        rules: Sequence[tuple[Rule, Settings, Context]],
    ) -> None:
        """All rules on one document. What still holds of the kept judgments is taken over."""
        kept = recall(registry.memory, doc) if registry.memory is not None else Kept()
        holding = dict(kept.judgments)
        sound = bool(kept.judgments) and kept.all_hold(registry)
        anew = 0
        for rule, settings, context in rules:
            judgment = kept.judgments.get(rule.code)
            if judgment is None or not (sound or judgment.holds(registry)):
                anew += 1
                holding.pop(rule.code, None)
                judgment = self._judge(rule, settings, doc, context)
                if judgment is None:
                    continue
                if judgment.keepable:
                    holding[rule.code] = judgment
            self.coverage[rule.code][judgment.outcome] += 1
            for about, finding in judgment.findings:
                self._add(finding, about)
        self.judged_anew += anew
        if registry.memory is not None and anew and holding != kept.judgments:
            keep(registry.memory, doc, holding)

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
        (self.waived if self.book.covers(finding, about) else self.findings).append(finding)


_PLAIN = {outcome: Judgment(outcome) for outcome in Outcome}
"""Most judgments: nothing found, nothing asked."""


class _Counters(dict[str, Counter[str]]):
    def __missing__(self, key: str) -> Counter[str]:
        self[key] = counter = Counter[str]()
        return counter


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
