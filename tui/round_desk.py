"""The work of a cleanup round on a registry: start, packs out and in, stages, decisions, closing. Nothing is printed
here; commands and screens tell what came of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from registry.errors import InputError, UsageError
from registry.records import Decision, Document, Finding, Round
from registry.store import Conflict, Store
from rules.disposition import suggest
from rules.registry_view import RegistryView
from rules.round_work import (
    FINAL,
    FIRST,
    SECOND,
    SELF,
    STAGES,
    Standing,
    department_of,
    home_of,
    objection,
    outside,
    standings,
    view_of,
)
from tui.safe import one_line
from tui.state import actor
from tui.sweeping import profile_of
from tui.working import Watch, unwatched, watched

if (
    TYPE_CHECKING
):  # workbooks take a third of a second to load; the review does without them until it needs one
    from registry.packs import Answer, PackRow

#: What stands in the evidence of a department's answer in front of the opinions that it gathered.
OPINIONS = "征求意见："


def current_round(store: Store, wanted: int | None) -> Round:
    """The round with a number, else the only open one. Raises InputError."""
    rounds = store.rounds()
    if wanted is not None:
        found = next((r for r in rounds if r.id == wanted), None)
        if found is None:
            raise InputError(f"没有第 {wanted} 轮清理", "guiqing round list 列出各轮")
        return found
    running = [r for r in rounds if r.closed_at is None]
    if len(running) != 1:
        names = "、".join(f"{r.id} {r.name}" for r in running) or "没有"
        raise InputError(f"正在进行的清理轮次：{names}", "用 --round 指明，或用 guiqing round start 启动")
    return running[0]


def members_of(store: Store, cleanup: Round) -> dict[str, Document]:
    """The documents of a round by id."""
    return {d.id: d for d in store.documents(store.round_documents(cleanup.id))}


# -- starting, stages --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """A round that was started: how many documents are in it, and why others are not."""

    round: Round
    documents: int
    left_out: Mapping[str, int]


def start_round(
    store: Store, name: str, *, cutoff: date, as_of: date, scope: Mapping[str, str], watch: Watch = unwatched
) -> Started:
    """Start a round over every document made up to the cutoff that the filter lets through. Raises UsageError."""
    if not name.strip():
        raise UsageError("清理轮次没有名称", "如 2026年全面清理")
    members: list[str] = []
    left_out: Counter[str] = Counter()
    for document in watched(store.documents(), "确定范围", watch, len(store.headers())):
        why = outside(document, cutoff, scope)
        if why:
            left_out[why] += 1
        else:
            members.append(document.id)
    if not members:
        raise UsageError("没有一件文件落在清理范围内", "请检查基准日和筛选条件")
    with store.writing("round start") as writer:
        made = writer.start_round(name.strip(), cutoff=cutoff, as_of=as_of, scope=scope, documents=members)
    return Started(made, len(members), left_out)


def left_out_since(store: Store, cleanup: Round) -> list[Document]:
    """Documents that are in the scope of a round and not in it: registered, or corrected, after it was started."""
    members = set(store.round_documents(cleanup.id))
    others = [h.id for h in store.headers() if h.id not in members]
    scope = {str(k): str(v) for k, v in cleanup.scope.items()}
    return [d for d in store.documents(others) if not outside(d, cleanup.cutoff, scope)]


def add_left_out(store: Store, cleanup: Round) -> list[Document]:
    """Put those documents into the round; gives them."""
    found = left_out_since(store, cleanup)
    if found:
        with store.writing("round add") as writer:
            writer.add_to_round(cleanup.id, [d.id for d in found], reason="本轮启动后登记或更正")
    return found


def move_stage(store: Store, cleanup: Round, stage: str, *, result: str) -> None:
    """Move a round to a stage; going back needs a reason. Raises UsageError, StoreError when somebody was quicker."""
    if stage not in STAGES:
        raise UsageError(f"没有“{stage}”这个阶段", "可用：" + "、".join(STAGES))
    if stage == cleanup.stage:
        raise UsageError(f"本轮已在“{stage}”阶段", "guiqing round progress 查看")
    if STAGES.index(stage) < STAGES.index(cleanup.stage) and not result.strip():
        raise UsageError("退回前面的阶段须写明理由", "加上 --result 理由")
    with store.writing("round stage") as writer:
        writer.set_stage(cleanup.id, stage, result=result, expected=cleanup.stage)


# -- packs -------------------------------------------------------------------------------------------------


def write_packs(
    store: Store, cleanup: Round, folder: Path, *, watch: Watch = unwatched
) -> list[tuple[Path, int]]:
    """Write one workbook for each implementing department; gives each with its number of documents.

    Existing files are replaced. Raises InputError when the folder cannot be written.
    """
    from registry.packs import make_pack
    from registry.papers.names import file_name

    by_department: dict[str, list[Document]] = defaultdict(list)
    home = home_of(h.issuers for h in store.headers())
    for document in members_of(store, cleanup).values():
        by_department[department_of(document, home)].append(document)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in store.latest_findings(outcome="hit"):
        findings[finding.document_id].append(finding)
    standing = {d.document_id: d.seq for d in store.decisions(round_id=cleanup.id)}
    view = RegistryView(store.documents(), as_of=cleanup.as_of)
    taken: set[str] = set()
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for department, members in watched(
            sorted(by_department.items()), "写部门清理表", watch, len(by_department)
        ):
            members.sort(key=lambda d: (d.value("signed_on") or "", d.number or "", d.id))
            rows = [
                _pack_row(d, findings[d.id], standing.get(d.id, 0), recorded=view.recorded(d.id))
                for d in members
            ]
            name = file_name(department)
            while name.casefold() in taken:
                name += "_"
            taken.add(name.casefold())
            path = folder / f"{name}.xlsx"
            path.write_bytes(make_pack(department, cleanup.id, cleanup.name, rows))
            written.append((path, len(rows)))
    except OSError as error:
        raise InputError(
            f"写不了：{folder}（{error.strerror}）", "请换一个文件夹，或先关闭打开着的表"
        ) from None
    return written


def _pack_row(document: Document, hits: Sequence[Finding], seen: int, *, recorded: bool) -> "PackRow":
    from registry.packs import PackRow

    ordered = sorted(hits, key=lambda f: ("HML".find(f.severity), f.rule, f.key))
    problems = "\n".join(f"{i}. {f.message}" for i, f in enumerate(ordered, 1)) or "未发现疑似问题"
    days = {name: str(document.value(name) or "") for name in ("signed_on", "effective_on", "expires_on")}
    suggestion = suggest(document.id, hits, ended=recorded).disposition
    return PackRow(
        document.id,
        document.title,
        document.number or "",
        **days,
        problems=problems,
        suggestion=suggestion,
        seen=seen,
    )


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back, compared with the registry: `good` can be taken over, `problems` are sentences with
    their row number and are not; `notes` are about good rows that reviewers have decided otherwise meanwhile; `empty` rows were not filled in, `known` say what is registered already."""

    name: str
    department: str
    round: Round
    good: "tuple[Answer, ...]" = ()
    problems: tuple[tuple[int, str], ...] = ()
    empty: int = 0
    known: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[tuple[int, str], ...] = ()


def read_packs(store: Store, paths: Sequence[Path], *, watch: Watch = unwatched) -> list[Returned]:
    """Read workbooks back without writing anything. Raises InputError for a file that is none of ours, or of a round
    that is closed."""
    found = []
    for path in watched(paths, "读部门清理表", watch, len(paths)):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"读不了：{path}（{error.strerror}）", "请检查路径和权限") from None
        found.append(_returned(store, data, path.name))
    return found


def _returned(store: Store, data: bytes, name: str) -> Returned:
    from registry.packs import read_pack

    pack = read_pack(data, name)
    cleanup = current_round(store, pack.round_id)
    if cleanup.closed_at is not None:
        raise InputError(f"{name} 属于第 {cleanup.id} 轮“{cleanup.name}”，该轮已经结束", "没有写入任何意见")
    members = set(store.round_documents(cleanup.id))
    decisions = store.decisions(round_id=cleanup.id)
    answered, reviewed = _newest(decisions, SELF), _newest(decisions, FIRST, SECOND, FINAL)
    good: list[Answer] = []
    problems: list[tuple[int, str]] = []
    known = 0
    for answer in pack.answers:
        problem = _problem(answer, members, answered)
        if problem:
            problems.append((answer.row_no, problem))
        elif answer.disposition is None:
            continue
        elif _already(answer, answered.get(answer.document_id)):
            known += 1
        else:
            good.append(answer)
    twice = [i for i, n in Counter(a.document_id for a in good).items() if n > 1]
    problems += [
        (a.row_no, "同一文件在表中填了两行，没有取用，请只留一行") for a in good if a.document_id in twice
    ]
    good = [a for a in good if a.document_id not in twice]
    notes = [
        (a.row_no, f"{r.stage}已作意见（{r.disposition.value}），部门意见照收，请再看一遍")
        for a in good
        if (r := reviewed.get(a.document_id)) and r.disposition != a.disposition
    ]
    return Returned(
        name, pack.department, cleanup, tuple(good), tuple(sorted(problems)), sum(a.empty for a in pack.answers), known,
        Counter(a.disposition.value for a in good if a.disposition), tuple(notes),
    )  # fmt: skip


def _newest(decisions: Iterable[Decision], *stages: str) -> dict[str, Decision]:
    return {d.document_id: d for d in decisions if d.stage in stages}


def take_over(store: Store, returned: Returned) -> int:
    """Write the good rows of a workbook, all or none; gives how many. What was decided since the workbook was read
    is not overwritten: raises Conflict then."""
    if not returned.good:
        return 0
    now = datetime.now(UTC)
    with store.writing("round import", at=now) as writer:
        for answer in returned.good:
            assert answer.disposition is not None
            kept = "经自查，继续有效" if answer.disposition.value == "继续有效" else "部门自查意见"
            before = _newest(writer.decisions(answer.document_id, returned.round.id), SELF)
            if any(d.seq > answer.seen for d in before.values()):
                raise Conflict(
                    f"{returned.name} 第 {answer.row_no} 行：刚有了新的意见，没有写入", "请重新导入这张表。"
                )
            writer.decide(
                Decision(
                    answer.document_id, answer.disposition, answer.reason or kept, answer.person or returned.department or actor(),
                    now, stage=SELF, round_id=returned.round.id, evidence=(f"{OPINIONS}{answer.opinions}",) if answer.opinions else (),
                    deadline=answer.deadline, responsible=returned.department or None,
                )
            )  # fmt: skip
    return len(returned.good)


def _problem(answer: "Answer", members: Collection[str], answered: Mapping[str, Decision]) -> str:
    if answer.empty:
        return ""
    if answer.problems:
        return "；".join(answer.problems)
    if answer.document_id not in members:
        return f"文件编号 {answer.document_id} 不在本轮清理范围内"
    if answer.disposition is None:
        return "填了理由等栏，但没有选处置意见"
    own = answered.get(answer.document_id)
    if own and own.seq > answer.seen and not _already(answer, own):
        said = f"{own.actor}：{own.disposition.value}"
        return f"表发出以后已收到过部门意见（{said}），没有覆盖，请核对"
    return ""


def _already(answer: "Answer", standing: Decision | None) -> bool:
    return bool(
        standing
        and (standing.disposition, standing.deadline) == (answer.disposition, answer.deadline)
        and (not answer.reason or standing.reason == answer.reason)
    )


# -- deciding and closing ----------------------------------------------------------------------------------


def decide_in_round(store: Store, cleanup: Round, document: Document, decision: Decision) -> None:
    """Record a decision inside a round. Raises UsageError when the document is not in it, the round is closed, one
    person would be both reviewers, or there is nothing to adjudicate."""
    with store.writing("decide") as writer:
        if document.id not in set(writer.round_documents(cleanup.id)):
            raise UsageError(
                f"《{one_line(document.title, 80)}》不在第 {cleanup.id} 轮清理范围内",
                "guiqing round list 查看各轮；启动后登记的用 guiqing round add 补列",
            )
        now = writer.round(cleanup.id)
        standing = standings(writer.decisions(document.id, cleanup.id)).get(document.id)
        against = objection(
            standing, stage=decision.stage, actor=decision.actor, closed=bool(now and now.closed_at)
        )
        if against:
            raise UsageError(*against)
        writer.decide(decision)


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
    scope = {str(k): str(v) for k, v in cleanup.scope.items()}
    late = [d for i, d in documents.items() if i not in members and not outside(d, cleanup.cutoff, scope)]
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
        cleanup, members.values(), found, grave, opinions=closing.opinions if closing.opinions is not None else gathered or None,
        published_url=closing.url, filed_on=closing.filed_on, previous_on=max(earlier, default=None),
    )  # fmt: skip
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
