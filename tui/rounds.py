"""Cleanup rounds from the command line: start, packs out and in, decisions, progress, closing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from registry.errors import InputError, UsageError
from registry.papers.names import file_name
from registry.records import Decision, Document, Finding, Round
from registry.store import Store
from rules.disposition import suggest
from rules.round_work import FINAL, STAGES, Progress, agreement, department_of, progress, standings, view_of
from tui import diagnostics, output
from tui.output import Format
from tui.safe import one_line
from tui.state import actor

if TYPE_CHECKING:  # workbooks are loaded when a pack is written or read
    from registry.packs import Answer, Pack, PackRow


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


def start(
    store: Store,
    name: str,
    *,
    cutoff: date,
    as_of: date,
    issuer: str | None,
    matter: str | None,
    law: str | None,
) -> None:
    """Start a round over every document made up to the cutoff that the filters let through."""
    members = []
    left_out: Counter[str] = Counter()
    for document in store.documents():
        if not _made_by(document, cutoff):
            left_out["基准日之后"] += 1
        elif issuer and not any(issuer in i for i in document.issuers):
            left_out["其他机关"] += 1
        elif matter and matter not in document.text and matter not in document.title:
            left_out["其他主题"] += 1
        elif law and not _rests_on(document, law):
            left_out["不涉及该法"] += 1
        else:
            members.append(document.id)
    if not members:
        raise UsageError("没有一件文件落在清理范围内", "请检查基准日和筛选条件")
    scope = {k: v for k, v in {"issuer": issuer, "matter": matter, "law": law}.items() if v}
    with store.writing("round start") as writer:
        made = writer.start_round(name, cutoff=cutoff, as_of=as_of, scope=scope, documents=members)
    diagnostics.note(f"已启动第 {made.id} 轮“{name}”：{len(members)} 件列入清理")
    for reason, count in left_out.items():
        diagnostics.note(f"　不列入：{reason} {count} 件")


def _made_by(document: Document, cutoff: date) -> bool:
    """Made on or before the cutoff; a document without a date is in (拉网式: nothing is left out unseen)."""
    day = str(document.value("signed_on") or document.value("published_on") or "")
    return not day or day <= cutoff.isoformat()[: len(day)]


def _rests_on(document: Document, law: str) -> bool:
    bare = law.strip("《》").removeprefix("中华人民共和国")
    return any(bare in (r.target_title or "") for r in document.relations)


def list_rounds(store: Store, format: Format) -> None:
    """Print all rounds."""
    rows = [
        {
            "编号": r.id, "名称": r.name, "基准日": r.cutoff.isoformat(), "截至": r.as_of.isoformat(),
            "阶段": "已结束" if r.closed_at else r.stage, "件数": len(store.round_documents(r.id)),
        }
        for r in store.rounds()
    ]  # fmt: skip
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(("编号", "名称", "基准日", "截至", "阶段", "件数"), rows)
        case _:
            output.table(("编号", "名称", "基准日", "截至", "阶段", "件数"), [list(r.values()) for r in rows])


def members_of(store: Store, cleanup: Round) -> dict[str, Document]:
    """The documents of a round by id."""
    return {d.id: d for d in store.documents(store.round_documents(cleanup.id))}


def show_progress(store: Store, cleanup: Round, format: Format) -> None:
    """Print progress per department, in numbers that add up, and how far the reviewers agree."""
    members = {i: department_of(d) for i, d in members_of(store, cleanup).items()}
    found = standings(store.decisions(round_id=cleanup.id))
    lines = progress(members, found)
    if format is Format.JSON:
        output.json_document([_progress_json(line) for line in lines])
        return
    output.styled(
        (f"第 {cleanup.id} 轮　{cleanup.name}", "bold"), f"　阶段：{cleanup.stage}　基准日 {cleanup.cutoff}"
    )
    headings = ("部门", "总数", "继续有效", "修改", "废止", "宣布失效", "非规范性", "未定", "分歧", "进度")
    rows = []
    for line in lines:
        bar = "█" * round(10 * line.decided / line.total) if line.total else ""
        rows.append(
            [
                line.department,
                line.total,
                *line.by_disposition.values(),
                line.undecided,
                line.disagreed,
                f"{bar:　<10}{line.decided}/{line.total}",
            ]
        )
    output.table(headings, rows)
    told = agreement(found.values())
    if told.rate is not None:
        kappa = f"，kappa {told.kappa}" if told.kappa is not None else ""
        output.line(f"初审与复核：共同审过 {told.both} 件，一致 {told.alike} 件（{told.rate:.0%}{kappa}）")
    for step in store.stages(cleanup.id):
        output.styled((f"{step.at:%Y-%m-%d %H:%M}　{step.stage}　{step.actor}　{step.result}", "dim"))


def _progress_json(line: Progress) -> dict[str, object]:
    return {
        "department": line.department,
        "total": line.total,
        "by_disposition": {d.value: n for d, n in line.by_disposition.items()},
        "undecided": line.undecided,
        "disagreed": line.disagreed,
    }


def move(store: Store, cleanup: Round, stage: str, *, result: str) -> None:
    """Move a round to a stage; going back needs a reason. Raises UsageError."""
    if stage not in STAGES:
        raise UsageError(f"没有“{stage}”这个阶段", "可用：" + "、".join(STAGES))
    if STAGES.index(stage) < STAGES.index(cleanup.stage) and not result.strip():
        raise UsageError("退回前面的阶段须写明理由", "加上 --result 理由")
    with store.writing("round stage") as writer:
        writer.set_stage(cleanup.id, stage, result=result, expected=cleanup.stage)
    diagnostics.note(f"“{cleanup.name}”：{cleanup.stage} → {stage}")


# -- packs -------------------------------------------------------------------------------------------------


def write_packs(store: Store, cleanup: Round, folder: Path) -> None:
    """Write one workbook for each implementing department. Existing files are replaced."""
    from registry.packs import make_pack

    documents = members_of(store, cleanup)
    by_department: dict[str, list[Document]] = defaultdict(list)
    for document in documents.values():
        by_department[department_of(document)].append(document)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in store.latest_findings():
        if finding.outcome == "hit":
            findings[finding.document_id].append(finding)
    standing = {d.document_id: d.seq for d in store.decisions(round_id=cleanup.id)}
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for department, members in sorted(by_department.items()):
        members.sort(key=lambda d: (d.value("signed_on") or "", d.number or "", d.id))
        rows = [_pack_row(d, findings[d.id], standing.get(d.id, 0)) for d in members]
        name = file_name(department)
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        path = folder / f"{name}.xlsx"
        path.write_bytes(make_pack(department, cleanup.id, cleanup.name, rows))
        output.line(f"{path}　{len(rows)} 件")


def _pack_row(document: Document, hits: Sequence[Finding], seen: int) -> "PackRow":
    from registry.packs import PackRow

    problems = "\n".join(f"{i}. {f.message}" for i, f in enumerate(hits, 1)) or "未发现疑似问题"
    days = {name: str(document.value(name) or "") for name in ("signed_on", "effective_on", "expires_on")}
    suggestion = suggest(document.id, hits).disposition
    return PackRow(
        document.id,
        document.title,
        document.number or "",
        **days,
        problems=problems,
        suggestion=suggestion,
        seen=seen,
    )


def import_packs(store: Store, files: Sequence[Path], *, dry_run: bool) -> None:
    """Read workbooks back: preview, problems row by row, conflicts with what changed meanwhile, then one transaction
    a workbook. A row with a problem or a conflict is not taken over."""
    from registry.packs import read_pack

    for path in files:
        try:
            pack = read_pack(path.read_bytes(), path.name)
        except OSError as error:
            raise InputError(f"读不了：{path}（{error.strerror}）", "请检查路径和权限") from None
        _import_pack(store, pack, path.name, dry_run=dry_run)


def _import_pack(store: Store, pack: "Pack", name: str, *, dry_run: bool) -> None:
    cleanup = current_round(store, pack.round_id)
    members = set(store.round_documents(cleanup.id))
    newest: dict[str, Decision] = {}
    for decision in store.decisions(round_id=cleanup.id):
        newest[decision.document_id] = decision
    good: list[Answer] = []
    for answer in pack.answers:
        problem = _problem(answer, members, newest)
        if problem:
            diagnostics.note(f"　{name} 第 {answer.row_no} 行：{problem}")
        elif answer.disposition is not None and not _already(answer, newest.get(answer.document_id)):
            good.append(answer)
    counts = Counter(a.disposition.value for a in good if a.disposition)
    listed = "、".join(f"{k} {v}" for k, v in counts.items()) or "没有新的意见"
    diagnostics.note(f"{name}（{pack.department}）：{listed}")
    if dry_run or not good:
        return
    now = datetime.now(UTC)
    with store.writing("round import", at=now) as writer:
        for answer in good:
            assert answer.disposition is not None
            writer.decide(
                Decision(
                    answer.document_id, answer.disposition,
                    answer.reason or ("经自查，继续有效" if answer.disposition.value == "继续有效" else "部门自查意见"),
                    answer.person or pack.department or actor(), now, stage="自查", round_id=cleanup.id,
                    evidence=(f"征求意见：{answer.opinions}",) if answer.opinions else (),
                    deadline=answer.deadline, responsible=pack.department or None,
                )
            )  # fmt: skip


def _problem(answer: "Answer", members: set[str], newest: Mapping[str, Decision]) -> str:
    if answer.empty:
        return ""
    if answer.problems:
        return "；".join(answer.problems)
    if answer.document_id not in members:
        return f"文件编号 {answer.document_id} 不在本轮清理范围内"
    standing = newest.get(answer.document_id)
    if standing and standing.seq != answer.seen and not _already(answer, standing):
        return f"发表以后已有新的意见（{standing.actor}：{standing.disposition.value}），没有覆盖，请核对"
    return ""


def _already(answer: "Answer", standing: Decision | None) -> bool:
    return bool(
        standing
        and (standing.disposition, standing.deadline) == (answer.disposition, answer.deadline)
        and (not answer.reason or standing.reason == answer.reason)
    )


# -- disagreement and closing ------------------------------------------------------------------------------


def list_disagreements(store: Store, cleanup: Round, format: Format) -> None:
    """Print the documents on which 初审 and 复核 differ."""
    headers = {h.id: h for h in store.headers()}
    rows = []
    for standing in standings(store.decisions(round_id=cleanup.id)).values():
        if standing.disagreed:
            first, second = standing.by_stage["初审"], standing.by_stage["复核"]
            header = headers[standing.document_id]
            rows.append(
                {
                    "编号": header.id, "文件名称": header.title, "文号": header.number or "",
                    "初审": f"{first.disposition.value}：{first.reason}（{first.actor}）",
                    "复核": f"{second.disposition.value}：{second.reason}（{second.actor}）",
                }
            )  # fmt: skip
    match format:
        case Format.JSON:
            output.json_document(rows)
        case Format.CSV:
            output.csv_rows(("编号", "文件名称", "文号", "初审", "复核"), rows)
        case _:
            for row in rows:
                output.styled((row["文件名称"], "bold"), f"　{row['文号']}　[{row['编号']}]")
                output.line(f"  初审　{row['初审']}\n  复核　{row['复核']}")
            output.line(
                f"共 {len(rows)} 件有分歧" + ("：用 guiqing round decide … --stage 裁定 定夺" if rows else "")
            )


def close(
    store: Store,
    cleanup: Round,
    *,
    result: str,
    opinions: bool | None,
    url: str | None,
    filed_on: date | None,
) -> int:
    """Close a round when nothing stands against it; otherwise print what does. Gives the exit code."""
    problems = closing_problems(store, cleanup, opinions=opinions, url=url, filed_on=filed_on)
    for problem in problems:
        output.line(f"✗ {problem}")
    if problems:
        diagnostics.note(f"还有 {len(problems)} 个问题，本轮没有结束。")
        return diagnostics.FINDINGS
    with store.writing("round close") as writer:
        writer.close_round(cleanup.id, result=result)
    diagnostics.note(f"第 {cleanup.id} 轮“{cleanup.name}”已结束。")
    return 0


def closing_problems(
    store: Store, cleanup: Round, *, opinions: bool | None, url: str | None, filed_on: date | None
) -> list[str]:
    """What stands against closing: undecided or disagreed documents and the rules of group R."""
    from corpus.laws import load_laws
    from rules.catalog import RULES
    from rules.engine import sweep
    from rules.profiles import DEFAULT, load_profile

    documents = members_of(store, cleanup)
    found = standings(store.decisions(round_id=cleanup.id))
    problems = []
    undecided = [d for i, d in documents.items() if i not in found or found[i].decision is None]
    for document in undecided[:20]:
        why = "初审、复核有分歧" if document.id in found and found[document.id].disagreed else "没有处置意见"
        problems.append(f"{why}：{one_line(document.title, 80)} [{document.id}]")
    if len(undecided) > 20:
        problems.append(f"……共 {len(undecided)} 件没有落入任何目录（拉网式清理：每件必须有且只有一个结论）")
    grave: dict[str, list[str]] = defaultdict(list)
    for finding in store.latest_findings(outcome="hit"):
        if finding.severity == "H":
            grave[finding.document_id].append(finding.rule)
    earlier = [
        r.closed_at.date() for r in store.rounds() if r.closed_at and r.id != cleanup.id and not r.scope
    ]
    view = view_of(
        cleanup, documents.values(), found, grave, opinions=opinions, published_url=url, filed_on=filed_on,
        previous_on=max(earlier, default=None),
    )  # fmt: skip
    result = sweep(
        documents.values(),
        as_of=cleanup.as_of,
        profile=load_profile(store.setting("profile") or DEFAULT),
        laws=load_laws(store.folder.path),
        rules=[rule for rule in RULES if rule.code.startswith("R-")],
        cutoff=cleanup.cutoff,
        round_view=view,
    )
    # R-09 speaks of the published act and R-07 of the calendar: neither stands in the way of closing the lists.
    guard = [f for f in result.findings if f.outcome == "hit" and f.rule not in ("R-07", "R-09", "R-10")]
    return problems + [f"{f.rule}　{f.message}" for f in guard]


def decide_in_round(store: Store, cleanup: Round, document: Document, decision: Decision) -> None:
    """Record a decision inside a round. Raises UsageError when the document is not in it, or one person would
    be both reviewers."""
    if document.id not in set(store.round_documents(cleanup.id)):
        raise UsageError(
            f"《{one_line(document.title, 80)}》不在第 {cleanup.id} 轮清理范围内",
            "guiqing round list 查看各轮",
        )
    standing = standings(store.decisions(document=document.id, round_id=cleanup.id)).get(document.id)
    other = {"复核": "初审", "初审": "复核"}.get(decision.stage, "")
    if standing and other in standing.by_stage and standing.by_stage[other].actor == decision.actor:
        raise UsageError(
            f"初审和复核须由两人分别作出（{decision.actor} 已作{other}）", "请由另一人操作（--actor 姓名）"
        )
    if decision.stage == FINAL and not (standing and standing.disagreed):
        raise UsageError("初审与复核没有分歧，不需要裁定", "guiqing round disagreements 列出有分歧的文件")
    with store.writing("decide") as writer:
        writer.decide(decision)
