"""The papers that leave the office, from the store to files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.identity import identity
from corpus.reading import Reading
from registry.errors import InputError, UsageError
from registry.export.interchange import ExchangeFormat, export_documents, import_documents
from registry.export.site import Site, write_site
from registry.export.tables import zh_date
from registry.export.writing import write_file
from registry.figures import year_figures
from registry.papers.amendment import Drafting, write_amendments
from registry.papers.dashboard import Overview, dashboard_html
from registry.papers.decision import Act, ActKind, decision_docx, organ_of
from registry.papers.notices import Sender, filing_reminders, repair_notices, write_notices
from registry.papers.report import report_docx
from registry.records import Disposition, Document, FileRecord, NewVersion, Round, Status
from registry.store import Store, Writer
from rules.entries import entries
from tui import diagnostics, output
from tui.listing import current_lists, standing_hits, standings_on, tell_problems


def _template(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"读不了模板：{path}（{error.strerror}）", "请检查路径和权限") from None


def write_decision(
    store: Store,
    *,
    as_of: date,
    kind: str,
    file: Path,
    cleanup: Round | None,
    organ: str,
    omission_clause: bool,
    deadline: str,
    template: Path | None,
) -> None:
    """Write the draft of the act that publishes the lists. Raises UsageError for an unknown kind."""
    if kind not in list(ActKind):
        raise UsageError(f"没有“{kind}”这种公文", "可用：" + "、".join(ActKind))
    lists = current_lists(store, as_of=as_of, cleanup=cleanup)
    tell_problems(lists)
    act = Act(ActKind(kind), organ=organ, omission_clause=omission_clause, template=_template(template))
    if deadline:
        act = replace(act, deadline=zh_date(deadline))
    if cleanup:
        act = replace(act, cutoff=cleanup.cutoff.isoformat())
    output.line(write_file(file, decision_docx(lists, act)))


def write_drafts(
    store: Store, *, as_of: date, folder: Path, cleanup: Round | None, template: Path | None
) -> None:
    """Write an amending draft and a comparison for each document on the list 修改."""
    lists = current_lists(store, as_of=as_of, cleanup=cleanup)
    hits = standing_hits(store)
    ids = [row.document_id for row in lists.of(Disposition.AMEND)]
    items = ((document, hits.get(document.id, [])) for document in store.documents(ids))
    for path in write_amendments(folder, items, Drafting(template=_template(template))):
        output.line(path)


def write_all_notices(store: Store, *, as_of: date, folder: Path, organ: str, deadline: str) -> None:
    """Write the filing reminders and the notices of defects, one docx a department."""
    hits = standing_hits(store)
    items = [(document, hits.get(document.id, [])) for document in store.documents()]
    sender = Sender(signed_on=zh_date(as_of.isoformat()))
    if organ:
        sender = replace(sender, organ=organ)
    if deadline:
        sender = replace(sender, deadline=zh_date(deadline))
    for name, notices in (
        ("备案催报", filing_reminders(items, sender)),
        ("整改通知", repair_notices(items, sender)),
    ):
        for path in write_notices(folder, notices, name):
            output.line(path)


def write_report(store: Store, *, year: int, as_of: date, file: Path) -> None:
    """Write the statistics of a year for the yearly reports."""
    documents = list(store.documents())
    first, last = (
        standings_on(documents, date(year - 1, 12, 31)),
        standings_on(documents, min(as_of, date(year, 12, 31))),
    )
    figures = year_figures(documents, year, before=first, after=last)
    organ = organ_of(current_lists(store, as_of=as_of))
    output.line(write_file(file, report_docx(figures, organ, min(as_of, date(year, 12, 31)).isoformat())))


def write_dashboard(store: Store, *, as_of: date, file: Path) -> None:
    """Write the one-page overview of the registry as html."""
    documents = list(store.documents())
    years = sorted({str(d.value("signed_on") or "")[:4] for d in documents} - {""})
    by_year = {
        int(year): standings_on(documents, date(int(year), 12, 31))
        for year in years[-15:]
        if int(year) <= as_of.year
    }
    overview = Overview(
        documents,
        as_of,
        standings_on(documents, as_of),
        store.latest_findings(outcome="hit"),
        by_year,
        {code: entry.zh for code, entry in entries().items()},
    )
    output.line(write_file(file, dashboard_html(overview)))


def publish(store: Store, *, as_of: date, folder: Path, name: str, address: str) -> None:
    """Write the public catalogue: the documents in force on the day, as a site that needs no server."""
    documents = list(store.documents())
    standings = standings_on(documents, as_of)
    live = [d for d in documents if standings[d.id].status in (Status.IN_FORCE, Status.NOT_YET) and d.text]
    files = write_site(Site(live, standings, as_of, name, address), folder)
    output.line(f"{folder / 'index.html'}　{len(live)} 件，{len(files)} 个文件")


def export(store: Store, *, format: str, file: Path) -> None:
    """Write every document in a form that other systems read. Raises UsageError for an unknown format."""
    output.line(write_file(file, export_documents(store.documents(), parse_exchange(format))))


def take_over(store: Store, *, format: str, file: Path) -> None:
    """Read documents back from an export. Documents that are registered already stay as they are."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"读不了：{file}（{error.strerror}）", "请检查路径和权限") from None
    added = kept = 0
    documents = list(import_documents(data, parse_exchange(format)))
    with store.writing("import") as writer:
        known = {h.id for h in store.headers()}
        for document in documents:
            if document.id in known:
                kept += 1
                continue
            added += 1
            _take(writer, document, format)
    diagnostics.note(f"导入 {added} 件，已有 {kept} 件未动")


def _take(writer: Writer, document: Document, format: str) -> None:
    """Register an imported document with all its files; one that has none stands for the import itself."""
    files = document.files
    if not files and document.text:
        files = (FileRecord(f"导入/{document.id}", "", 0, 0.0, format),)
    main = next((f for f in files if f.role == "main"), next(iter(files), None))
    key = identity(Reading.from_json(document.reading)) if document.reading else None
    writer.add_document(
        id=document.id,
        identity=key or f"import|{document.id}",
        facts=document.facts,
        relations=document.relations,
        version=NewVersion(main.sha256, document.text, document.reading, document.page, main)
        if main
        else None,
        ledger=document.ledger,
    )
    for file in files:
        if file is not main:
            writer.add_file(document.id, file, file.role)


def parse_exchange(name: str) -> ExchangeFormat:
    """A format of interchange by its name. Raises UsageError."""
    try:
        return ExchangeFormat(name)
    except ValueError:
        raise UsageError(f"没有“{name}”这种格式", "可用：" + "、".join(ExchangeFormat)) from None
