"""The result lists of a registry: from the store to files or to standard output."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from registry.errors import UsageError
from registry.export.json import lists_json
from registry.export.lists import ListFormat
from registry.export.lists import write_lists as write_files
from registry.lists import Lists, Standing, Suggested, check, make_lists
from registry.records import Disposition, Finding, Round
from registry.store import Store
from rules.disposition import REPEALED_ALREADY, Suggestion, suggest
from rules.registry_view import RegistryView
from rules.round_work import standings as standings_of
from tui import diagnostics, output


def suggested(suggestion: Suggestion) -> Suggested:
    """A suggestion in the words of the lists: what another text has ended stands with the repealed."""
    word = suggestion.disposition
    disposition = Disposition.REPEAL if word == REPEALED_ALREADY else Disposition(word)
    return Suggested(disposition, suggestion.because)


def current_lists(store: Store, *, as_of: date, cleanup: Round | None = None) -> Lists:
    """The lists as they stand: decisions of people first, suggestions of the last sweep for the rest."""
    wanted = store.round_documents(cleanup.id) if cleanup else None
    documents = list(store.documents(wanted))
    hits: dict[str, list[Finding]] = defaultdict(list)
    for finding in store.latest_findings(outcome="hit"):
        hits[finding.document_id].append(finding)
    view = RegistryView(documents, as_of=as_of)
    standings = {}
    for doc in view:
        status = view.status(doc.id)
        last = status.last.last if status.last else None
        standings[doc.id] = Standing(status.status, status.reason, status.since, last)
    if cleanup:
        found = standings_of(store.decisions(round_id=cleanup.id))
        decisions = {i: s.decision for i, s in found.items() if s.decision is not None}
    else:
        decisions = store.current_decisions()
    return make_lists(
        documents,
        as_of=as_of,
        decisions=decisions,
        suggestions={d.id: suggested(suggest(d.id, hits.get(d.id, ()))) for d in documents},
        findings=hits,
        standings=standings,
        round_name=cleanup.name if cleanup else "",
        round_id=cleanup.id if cleanup else None,
    )


def write_lists(
    store: Store, *, as_of: date, formats: Sequence[str], folder: Path, cleanup: Round | None = None
) -> list[Path]:
    """Write the lists as files; what does not add up is said on standard error. Gives the files written."""
    lists = current_lists(store, as_of=as_of, cleanup=cleanup)
    tell_problems(lists)
    return write_files(lists, folder, [parse_format(name) for name in formats])


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
