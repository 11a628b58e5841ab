"""The work of a cleanup round on a registry: its start, its stages, its decisions. Nothing is printed here; commands
and screens tell what came of it. The departments' workbooks stand in `tui.round_packs`, the end in `tui.round_closing`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from registry.errors import InputError, UsageError
from registry.records import Decision, Document, Round
from registry.store import Store
from rules.round_work import STAGES, objection, outside, standings
from tui.safe import one_line
from tui.working import Watch, unwatched, watched


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
    return list(belonging(store.documents(others), cleanup))


def belonging(documents: Iterable[Document], cleanup: Round) -> Iterator[Document]:
    """Those of the documents that a round's cutoff and filter let through."""
    scope = {str(k): str(v) for k, v in cleanup.scope.items()}
    return (d for d in documents if not outside(d, cleanup.cutoff, scope))


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
