"""The departments' workbooks of a cleanup round: written out, read back, taken over into the registry."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from registry.errors import InputError
from registry.records import Decision, Document, Finding, Round
from registry.store import Conflict, Store
from rules.disposition import suggest
from rules.registry_view import RegistryView
from rules.round_work import FINAL, FIRST, SECOND, SELF, department_of, home_of
from tui.round_desk import current_round, members_of
from tui.state import actor
from tui.working import Watch, unwatched, watched

if (
    TYPE_CHECKING
):  # workbooks take a third of a second to load; the review does without them until it needs one
    from registry.packs import Answer, PackRow

#: What stands in the evidence of a department's answer in front of the opinions that it gathered.
OPINIONS = "征求意见："


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
        name,
        pack.department,
        cleanup,
        tuple(good),
        tuple(sorted(problems)),
        sum(a.empty for a in pack.answers),
        known,
        Counter(a.disposition.value for a in good if a.disposition),
        tuple(notes),
    )


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
                    answer.document_id,
                    answer.disposition,
                    answer.reason or kept,
                    answer.person or returned.department or actor(),
                    now,
                    stage=SELF,
                    round_id=returned.round.id,
                    evidence=(f"{OPINIONS}{answer.opinions}",) if answer.opinions else (),
                    deadline=answer.deadline,
                    responsible=returned.department or None,
                ),
            )
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
