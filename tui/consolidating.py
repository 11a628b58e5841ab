"""`guiqing consolidate`: a document's text as its amending decisions leave it, each change marked."""

from datetime import date

from corpus.consolidate import Consolidation, consolidate
from registry.store import Store
from rules.registry_view import RegistryView
from rules.view import DocumentView
from tui import output
from tui.choosing import choose
from tui.output import Format
from tui.safe import one_line


def show_consolidated(store: Store, reference: str, *, as_of: date, format: Format) -> None:
    """Print the consolidated text as of a day, and what of the decisions could not be applied."""
    document = choose(store, reference)
    view = RegistryView(store.documents(), as_of=as_of)
    doc = view.get(document.id)
    assert doc is not None
    decisions = _decisions(view, doc, as_of)
    text, steps = document.text, []
    for decision in decisions:
        result = consolidate(text, decision.text, doc.inner_title)
        steps.append((decision, result))
        text = result.text
    if format is Format.JSON:
        output.json_document(
            {
                "id": document.id,
                "title": document.title,
                "as_of": as_of.isoformat(),
                "text": text,
                "decisions": [_step_json(decision, result) for decision, result in steps],
            }
        )
        return
    output.styled((one_line(document.title, 200), "bold"), f"　截至 {as_of}")
    if not steps:
        output.line("登记库里没有修改它的文件；下面是原文。\n")
    for decision, result in steps:
        output.styled(
            (
                f"据《{one_line(decision.title, 120)}》{decision.number or ''}修改 {len(result.changes)} 处",
                "green",
            )
        )
        for missed in result.unapplied:
            output.styled(("  未能自动修改：", "yellow"), missed.reason)
    output.line()
    last = steps[-1][1] if steps else None
    _print_marked(text, last)


def _decisions(view: RegistryView, doc: DocumentView, as_of: date) -> list[DocumentView]:
    """The documents that amend this one, made by the day, oldest first."""
    sources = {edge.source.id: edge.source for edge in view.incoming(doc.id, "amend")}
    made = [s for s in sources.values() if s.text and (s.made_on is None or s.made_on.first <= as_of)]
    return sorted(made, key=lambda s: (s.made_on.first if s.made_on else date.min, s.id))


def _step_json(decision: DocumentView, result: Consolidation) -> dict[str, object]:
    return {
        "id": decision.id,
        "title": decision.title,
        "changes": [{"start": c.start, "end": c.end, "was": c.was} for c in result.changes],
        "unapplied": [u.reason for u in result.unapplied],
    }


def _print_marked(text: str, last: Consolidation | None) -> None:
    """The text with the changes of the last decision marked."""
    at = 0
    parts: list[tuple[str, str] | str] = []
    for change in last.changes if last else ():
        new = text[change.start : change.end]
        parts += [text[at : change.start], (new, "mark") if output.colours() else f"【{new}】"]
        if change.was:
            parts.append((f"〔原：{one_line(change.was, 60)}〕", "dim"))
        at = change.end
    output.styled(*parts, text[at:])
