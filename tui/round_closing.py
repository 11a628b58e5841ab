"""The end of a cleanup round: what stands against closing it, and the closing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.records import Document, Round
from registry.store import Store
from rules.round_work import FIRST, SECOND, Standing, standings, view_of
from tui.round_desk import belonging
from tui.round_packs import OPINIONS
from tui.safe import one_line
from tui.sweeping import profile_of
from tui.working import Watch, unwatched, watched


@dataclass(frozen=True, slots=True)
class Closing:
    """What a person says when closing: whether opinions were gathered (None: not said), where and when the decision
    was published and filed, whether one review was enough because the office has no second reviewer."""

    opinions: bool | None = None
    url: str | None = None
    filed_on: date | None = None
    single_review: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands against closing, in words; `document_id` of the document that it is about, if it is about one."""

    words: str
    document_id: str = ""


def closing_problems(
    store: Store, cleanup: Round, closing: Closing, *, watch: Watch = unwatched
) -> list[Obstacle]:
    """What stands against closing: documents without a conclusion, not reviewed by both, or left out of the round,
    and the rules of group R."""
    from corpus.laws import load_laws
    from rules.catalog import RULES
    from rules.engine import sweep
    from rules.profiles import DEFAULT, load_profile

    total = len(store.headers())
    documents = {d.id: d for d in watched(store.documents(), "读文件", watch, total)}
    members = {i: documents[i] for i in store.round_documents(cleanup.id) if i in documents}
    decisions = store.decisions(round_id=cleanup.id)
    found = standings(decisions)
    problems = list(_without_conclusion(members, found, single_review=closing.single_review))
    late = list(belonging((d for i, d in documents.items() if i not in members), cleanup))
    problems += _listed(late, "本轮启动后登记，没有列入清理", "用 guiqing round add 补列")
    grave: dict[str, list[str]] = defaultdict(list)
    for finding in store.latest_findings(outcome="hit"):
        if finding.severity == "H":
            grave[finding.document_id].append(finding.rule)
    earlier = [
        r.closed_at.date() for r in store.rounds() if r.closed_at and r.id != cleanup.id and not r.scope
    ]
    gathered = any(e.startswith(OPINIONS) for d in decisions for e in d.evidence)
    view = view_of(
        cleanup,
        members.values(),
        found,
        grave,
        opinions=closing.opinions if closing.opinions is not None else gathered or None,
        published_url=closing.url,
        filed_on=closing.filed_on,
        previous_on=max(earlier, default=None),
    )
    watch("核对本轮", 0, 0)
    result = sweep(
        members.values(),
        as_of=cleanup.as_of,
        profile=load_profile(profile_of(store) or DEFAULT),
        laws=load_laws(store.folder.path),
        rules=[rule for rule in RULES if rule.code.startswith("R-")],
        cutoff=cleanup.cutoff,
        round_view=view,
    )
    for finding in (*result.round_findings, *result.findings):
        if finding.rule in _NO_GUARD or finding.document_id not in {"", *members}:
            continue
        if finding.outcome == "hit":
            problems.append(Obstacle(f"{finding.rule}　{finding.message}", finding.document_id))
        elif finding.rule == "R-06":
            told = "R-06　没有记载是否征求过意见：征求过的加 --opinions，没有的加 --no-opinions"
            problems.append(Obstacle(told))
    return problems


#: R-08 is judged above on all documents; R-09 speaks of the published act, R-07 of the calendar, R-10 of the form of
#: the lists (which are written apart): none of them stands in the way of closing.
_NO_GUARD = frozenset({"R-07", "R-08", "R-09", "R-10"})
_MOST_TOLD = 20


def _without_conclusion(
    members: Mapping[str, Document], found: Mapping[str, Standing], *, single_review: bool
) -> list[Obstacle]:
    nothing, disputed, unreviewed = [], [], []
    for document_id, document in members.items():
        s = found.get(document_id)
        if s is None:
            nothing.append(document)
        elif s.disagreed:
            disputed.append(document)
        else:
            spoken = s.by_stage.keys() & {FIRST, SECOND}
            if len(spoken) < (1 if single_review else 2):
                unreviewed.append(document)
    need = "初审、复核都没有作" if single_review else "初审、复核没有都作"
    return [
        *_listed(nothing, "没有处置意见", "拉网式清理：每件必须有且只有一个结论"),
        *_listed(disputed, "初审、复核有分歧", "用 guiqing review --stage 裁定 定夺"),
        *_listed(unreviewed, need, "只有一名审核人员的，加 --single-review"),
    ]


def _listed(documents: Sequence[Document], why: str, what: str) -> list[Obstacle]:
    told = [
        Obstacle(f"{why}（{what}）：{one_line(d.title, 80)} [{d.id}]", d.id) for d in documents[:_MOST_TOLD]
    ]
    if len(documents) > _MOST_TOLD:
        told.append(Obstacle(f"{why}（{what}）：……共 {len(documents)} 件"))
    return told


def close_round(store: Store, cleanup: Round, *, result: str) -> None:
    """Close a round for good; ask `closing_problems` first."""
    with store.writing("round close") as writer:
        writer.close_round(cleanup.id, result=result)
