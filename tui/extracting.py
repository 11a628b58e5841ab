"""`guiqing extract`: files in, one JSON object a document out, no registry involved."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.discover import discover
from corpus.page import Page
from corpus.readers.errors import NotADocument, Unreadable
from corpus.readers.sandbox import ReaderPool
from registry.errors import InputError
from tui import diagnostics, output
from tui.safe import one_line


def record(page: Page) -> dict[str, Any]:
    """What is understood of a page, in the form that is stable for other programs. Runs in a worker."""
    from corpus.clean import clean
    from corpus.extract import extract
    from corpus.extract_record import to_record

    text = clean(page).text
    found = to_record("", extract(text, page.metadata), text)
    found["warnings"] = [*page.warnings, *found.get("warnings", ())]
    return found


def extract_files(paths: Sequence[Path], *, workers: int) -> int:
    """Print one JSON object a document, in path order. Gives exit code 3 when nothing could be read."""
    for path in paths:
        if not os.path.exists(path):  # also False for a name that no system takes
            raise InputError(f"找不到：{path}", "请检查路径；带空格的路径要加引号")
    found = discover(paths)
    good = bad = 0
    with (
        ReaderPool(workers=workers, then=record) as pool,
        diagnostics.progress("读取", len(found)) as advance,
    ):
        for done, (file, result) in enumerate(pool.read_many(found), 1):
            if isinstance(result, Unreadable):
                bad += not isinstance(result, NotADocument)
                diagnostics.note(f"✗ {one_line(file.path, 300)}　{result}")
            else:
                good += 1
                output.json_line({**result, "path": file.path})
            advance(done)
    return 3 if bad and not good else 0
