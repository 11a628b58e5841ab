"""What a worker answers, asked in this process."""

from pathlib import Path
from typing import Any

import pytest

from corpus.page import Page
from corpus.readers import worker
from corpus.readers.errors import Failed, NotADocument, NotReadable, TooLarge, WantsOcr
from corpus.readers.worker import answer, resolve
from tests.corpus.readers import hooks
from tests.corpus.readers.made.archives import TEXT, zip_of
from tests.corpus.readers.made.prints import pdf
from tests.corpus.readers.made.tables import LEDGER_ROWS, workbook


def job(path: Path, *members: str, **changes: Any) -> dict[str, Any]:
    return {"do": "read", "path": str(path), "members": members, "documents": True, "ocr": True} | changes


def made(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_page_and_what_is_done_with_it(tmp_path: Path) -> None:
    path = made(tmp_path, "甲.txt", TEXT)
    assert isinstance(answer(job(path), None), Page)
    assert answer(job(path), hooks.length) == len(TEXT.decode())


def test_members(tmp_path: Path) -> None:
    path = made(tmp_path, "包.zip", zip_of({"甲.txt": TEXT, "../乙.txt": TEXT}))
    listed = answer({"do": "members", "path": str(path)}, None)
    assert isinstance(listed, list)
    assert [names for names, *_ in listed] == [("甲.txt",), ("../乙.txt",)]
    assert listed[0][2:] == (len(TEXT), None)
    assert isinstance(listed[1][3], NotReadable)
    page = answer(job(path, "甲.txt"), None)
    assert isinstance(page, Page)


def test_a_ledger(tmp_path: Path) -> None:
    path = made(tmp_path, "台账.xlsx", workbook(rows=LEDGER_ROWS))
    assert isinstance(answer(job(path), None), NotADocument)
    assert isinstance(answer(job(path, documents=False), None), Page)


def test_a_scan_asks_for_ocr_where_there_is_one(tmp_path: Path) -> None:
    path = made(tmp_path, "扫描.pdf", pdf([[], [], []]))
    asked = answer(job(path), None)
    assert isinstance(asked, WantsOcr)
    assert asked.pages == 3
    page = answer(job(path, ocr=False), None)
    assert isinstance(page, Page)
    assert page.needs_ocr


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (MemoryError(), TooLarge),
        (RecursionError(), TooLarge),
        (KeyError("x"), Failed),
        (NotReadable("坏"), NotReadable),
    ],
)
def test_errors_become_outcomes(tmp_path: Path, error: Exception, outcome: type[Exception]) -> None:
    def fail(page: Page) -> None:
        raise error

    assert type(answer(job(made(tmp_path, "甲.txt", TEXT)), fail)) is outcome


def test_a_function_is_found_by_its_name() -> None:
    assert resolve("corpus.readers.worker:answer") is worker.answer
    with pytest.raises(AttributeError):
        resolve("corpus.readers.worker:nothing")
