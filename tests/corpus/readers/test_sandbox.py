"""Workers that die, hang or lie cost their file an outcome, and nothing else."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.discover import Found
from corpus.page import Page
from corpus.readers.errors import Empty, Failed, NotADocument, Stopped, TooLarge, Unreadable
from corpus.readers.messages import ForbiddenClass, pack, unpack
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers import hooks
from tests.corpus.readers.made.archives import TEXT, zip_of
from tests.corpus.readers.made.prints import CATALOG, PAGES, raw_pdf, stream
from tests.corpus.readers.made.tables import LEDGER_ROWS, workbook

_ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _workers_find_the_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(_ROOT))


def texts(folder: Path, *contents: str) -> list[Path]:
    paths = [folder / f"{number:03}.txt" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content, encoding="utf-8")
    return paths


def test_results_come_in_input_order(tmp_path: Path) -> None:
    paths = texts(tmp_path, *("字" * number for number in range(1, 60)))
    with ReaderPool(workers=3, then=hooks.length) as pool:
        assert list(pool.read_many(paths)) == [(path, n) for n, path in enumerate(paths, 1)]


def test_without_a_function_pages_come_back(tmp_path: Path) -> None:
    (path,) = texts(tmp_path, "第一条　甲")
    with ReaderPool() as pool:
        ((_, page),) = pool.read_many([path])
    assert isinstance(page, Page)
    assert page.text == "第一条　甲"
    assert page.format == "txt"


def test_input_is_taken_lazily(tmp_path: Path) -> None:
    taken = []

    def endless() -> Iterator[Path]:
        (path,) = texts(tmp_path, "甲")
        while True:
            taken.append(path)
            yield path

    with ReaderPool(then=hooks.length) as pool:
        results = pool.read_many(endless())
        for _ in range(3):
            next(results)
        results.close()  # type: ignore[attr-defined]
    assert len(taken) < 20


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ("hang", Stopped),
        ("die", Stopped),
        ("eat", TooLarge),
        ("raise", Failed),
        ("write", Failed),
        ("class", Failed),
    ],
)
def test_one_bad_file_spoils_nothing(tmp_path: Path, order: str, outcome: type[Unreadable]) -> None:
    paths = texts(tmp_path, "好一", order, "好二", "好三")
    with ReaderPool(workers=2, then=hooks.misbehave, seconds=2) as pool:
        results = [result for _, result in pool.read_many(paths)]
    assert isinstance(results[1], outcome)
    assert [results[0], *results[2:]] == ["好一", "好二", "好三"]


def test_endless_recursion_is_an_outcome(tmp_path: Path) -> None:
    with ReaderPool(then=hooks.deep) as pool:
        ((_, result),) = pool.read_many(texts(tmp_path, "甲"))
    assert isinstance(result, TooLarge)


def test_a_worker_that_is_taken_over_cannot_run_code_here(tmp_path: Path) -> None:
    with ReaderPool(then=hooks.takes_over) as pool:
        ((_, result),) = pool.read_many(texts(tmp_path, "甲"))
    assert isinstance(result, Failed)


def test_prints_of_libraries_do_not_disturb(tmp_path: Path) -> None:
    with ReaderPool(then=hooks.shouted) as pool:
        assert [r for _, r in pool.read_many(texts(tmp_path, "第一条", "第二条"))] == ["第一条", "第二条"]


def test_a_function_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    def local(page: Page) -> int:
        return 0

    with ReaderPool(then=local) as pool, pytest.raises(Failed):
        list(pool.read_many(texts(tmp_path, "甲")))


def test_what_discovery_refused_stays_refused(tmp_path: Path) -> None:
    refused = Found("空", tmp_path / "空", problem=Empty())
    with ReaderPool() as pool:
        ((item, result),) = pool.read_many([refused])
    assert item is refused
    assert result is refused.problem


def test_members_of_archives_are_read(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(zip_of({"甲.txt": TEXT, "内.zip": zip_of({"乙.txt": TEXT + b"2"})}))
    items = [
        Found("a", path, ("甲.txt",)),
        Found("b", path, ("内.zip", "乙.txt")),
        Found("c", path, ("无.txt",)),
    ]
    with ReaderPool() as pool:
        results = [result for _, result in pool.read_many(items)]
    assert isinstance(results[0], Page)
    assert isinstance(results[1], Page)
    assert results[1].text.endswith("2")
    assert isinstance(results[2], Unreadable)


def test_a_ledger_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook(rows=LEDGER_ROWS))
    with ReaderPool() as pool:
        ((_, result),) = pool.read_many([path])
    assert isinstance(result, NotADocument)
    with ReaderPool(documents=False) as pool:
        ((_, result),) = pool.read_many([path])
    assert isinstance(result, Page)


def test_a_pdf_of_exponential_forms_is_stopped(tmp_path: Path) -> None:
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    )
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [stream(b"/X Do " * 10 if n < 11 else b"BT ET", entries % (6 + n)) for n in range(12)]
    path = tmp_path / "层层.pdf"
    path.write_bytes(raw_pdf([CATALOG, PAGES, page, stream(b"/X Do"), *forms]))
    with ReaderPool(seconds=1) as pool:
        results = [result for _, result in pool.read_many([path, *texts(tmp_path, "好")])]
    assert isinstance(results[0], Unreadable)
    assert isinstance(results[1], Page)


def test_nothing_is_left_running(tmp_path: Path) -> None:
    before = threading.active_count()
    with ReaderPool(workers=2, then=hooks.length) as pool:
        list(pool.read_many(texts(tmp_path, "甲", "乙")))
        workers = [*pool._desk.idle]
        assert workers
    assert all(worker.process.poll() is not None for worker in workers)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(5)
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    "value", [None, 1, "字", (1, [2]), {"a": {3}}, Page((), "txt"), Empty(), TooLarge("大", "小")]
)
def test_values_pass(value: object) -> None:
    passed = unpack(pack(value)[8:])
    if isinstance(value, Unreadable):
        assert (type(passed), passed.message, passed.remedy) == (type(value), value.message, value.remedy)
    else:
        assert passed == value


def test_foreign_classes_do_not_pass() -> None:
    with pytest.raises(ForbiddenClass):
        unpack(pack(Path("x"))[8:])
