"""The result lists of a registry: from the store to files or to standard output."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from registry.errors import InputError, UsageError
from registry.export.json import lists_json
from registry.export.lists import ListFormat
from registry.export.lists import write_lists as write_files
from registry.export.snapshot import restore, snapshot
from registry.lists import Lists, Standing, Suggested, check, make_lists
from registry.records import Document, Finding, Round
from registry.store import Store
from rules.disposition import suggest
from rules.registry_view import RegistryView
from rules.round_work import standings as standings_of
from tui import diagnostics, output
from tui.working import Watch, unwatched, watched


def current_lists(
    store: Store, *, as_of: date, cleanup: Round | None = None, watch: Watch = unwatched
) -> Lists:
    """The lists as they stand: decisions of people first, suggestions of the last sweep for the rest.

    What a document's status is depends on all others, also on those that a round leaves out.
    """
    everything = watched(store.documents(), "编制目录", watch, len(store.headers()))
    view = RegistryView(everything, as_of=as_of)
    members = set(store.round_documents(cleanup.id)) if cleanup else None
    documents = [d.document for d in view if members is None or d.id in members]
    watch("计算时效", 0, 0)
    hits = standing_hits(store)
    if cleanup:
        found = standings_of(store.decisions(round_id=cleanup.id))
        decisions = {i: s.decision for i, s in found.items() if s.decision is not None}
    else:
        decisions = store.current_decisions()
    return make_lists(
        documents,
        as_of=as_of,
        decisions=decisions,
        suggestions={d.id: _suggested(view, d.id, hits.get(d.id, ())) for d in documents},
        findings=hits,
        standings={d.id: _standing(view, d.id) for d in documents},
        round_name=cleanup.name if cleanup else "",
        round_id=cleanup.id if cleanup else None,
    )


def standing_hits(store: Store) -> dict[str, list[Finding]]:
    """Document id → its hits that stand since the last sweep."""
    hits: dict[str, list[Finding]] = defaultdict(list)
    for finding in store.latest_findings(outcome="hit"):
        hits[finding.document_id].append(finding)
    return hits


def standings_on(documents: Sequence[Document], as_of: date) -> dict[str, Standing]:
    """Document id → its computed status as of a day, in the words of the lists."""
    view = RegistryView(documents, as_of=as_of)
    return {d.id: _standing(view, d.id) for d in view}


def _standing(view: RegistryView, document_id: str) -> Standing:
    status = view.status(document_id)
    last = status.last.last if status.last else None
    return Standing(status.status, status.reason, status.since, last)


def _suggested(view: RegistryView, document_id: str, hits: Sequence[Finding]) -> Suggested:
    found = suggest(document_id, hits, ended=view.recorded(document_id))
    return Suggested(found.disposition, found.because)


def write_lists(
    store: Store, *, as_of: date, formats: Sequence[str], folder: Path, cleanup: Round | None = None
) -> list[Path]:
    """Write the lists as files; what does not add up is said on standard error. Gives the files written.

    What is written is also kept in the registry, so that it can be printed again as it was.
    """
    lists = current_lists(store, as_of=as_of, cleanup=cleanup)
    tell_problems(lists)
    written = write_files(lists, folder, [parse_format(name) for name in formats])
    content = snapshot(lists)
    known = store.issues(cleanup.id if cleanup else None)
    if not known or known[-1].content != content:
        with store.writing("lists") as writer:
            number = writer.issue(
                "清理结果目录", as_of=as_of, content=content, round_id=cleanup.id if cleanup else None
            )
        diagnostics.note(f"已存档为第 {number} 号，可用 guiqing lists --issued {number} 原样重印")
    return written


def write_issued(store: Store, number: int, *, formats: Sequence[str], folder: Path) -> list[Path]:
    """Write lists again as they were issued. Raises InputError for a number that was never issued."""
    found = next((issue for issue in store.issues() if issue.seq == number), None)
    if found is None:
        listed = "、".join(f"{i.seq}（{i.as_of}）" for i in store.issues()[-8:]) or "还没有"
        raise InputError(f"没有第 {number} 号存档目录", f"已存档的：{listed}")
    return write_files(restore(found.content), folder, [parse_format(name) for name in formats])


def print_json(store: Store, *, as_of: date, cleanup: Round | None = None) -> None:
    """Print the lists in their stable machine form."""
    lists = current_lists(store, as_of=as_of, cleanup=cleanup)
    tell_problems(lists)
    output.json_document(lists_json(lists))


def tell_problems(lists: Lists) -> None:
    """Say what does not add up or is missing from the lists."""
    for problem in check(lists):
        diagnostics.warn(problem)


def parse_format(name: str) -> ListFormat:
    """A format by its name. Raises UsageError."""
    try:
        return ListFormat(name)
    except ValueError:
        raise UsageError(f"没有“{name}”这种格式", "可用：" + "、".join(ListFormat)) from None
