"""`guiqing extract`: files in, one JSON object a document out, no registry involved."""

from typing import Any

from corpus.page import Page


def record(page: Page) -> dict[str, Any]:
    """What is understood of a page, in the form that is stable for other programs. Runs in a worker."""
    from corpus.extract import extract
    from corpus.extract_record import to_record

    from corpus.clean import clean

    text = clean(page).text
    found = to_record("", extract(text, page.metadata), text)
    found["warnings"] = [*page.warnings, *found.get("warnings", ())]
    return found
