"""`guiqing extract`: files in, one JSON object a document out, no registry involved."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus.discover import discover
from corpus.page import Page
from corpus.readers.errors import Unreadable
from corpus.readers.sandbox import ReaderPool
from registry.errors import InputError
from tui import diagnostics, output


def record(page: Page) -> dict[str, Any]:
    """What is understood of a page, in the form that is stable for other programs. Runs in a worker."""
    from corpus.clean import clean
    from corpus.extract import extract
    from corpus.extract_record import to_record

    text = clean(page).text
    found = to_record("", extract(text, page.metadata), text)
    found["warnings"] = [*page.warnings, *found.get("warnings", ())]
    return found
