"""Scanned pages: recognized where a program is there, else kept as what they are."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.page import Page
from corpus.readers import ocr, ocr_programs
from corpus.readers.errors import NotReadable
from corpus.readers.ocr import Picture, Word, read_scanned_pdf
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made.base import ARTICLE
from tests.corpus.readers.made.prints import pdf, set_pages

_HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
_WORDS = "5\t1\t1\t1\t1\t1\t200\t300\t400\t40\t96\t第一条　校舍不得\\n5\t1\t1\t1\t1\t2\t610\t302\t200\t40\t95\t擅自占用。"


def test_boxes_become_lines_and_paragraphs() -> None:
    seen: list[Picture] = []

    def engine(picture: Picture) -> list[Word]:
        seen.append(picture)
        return [
            Word(620, 302, 900, 338, "不得擅自占用闲置"),
            Word(300, 300, 610, 340, "第一条　单位和个人"),
            Word(220, 360, 300, 400, "校舍。"),
            Word(300, 420, 900, 460, "第二条　本办法自公布之日起施行。"),
        ]

    page = read_scanned_pdf(pdf([[]]), engine, "试验")
    assert [b.text for b in page.blocks] == [
        "第一条　单位和个人不得擅自占用闲置校舍。",
        "第二条　本办法自公布之日起施行。",
    ]
    assert not page.needs_ocr
    assert any("试验" in warning and "第 1 页" in warning for warning in page.warnings)
    (picture,) = seen
    assert len(picture.pixels) == picture.width * picture.height


def test_pages_with_text_are_left_alone() -> None:
    page = read_scanned_pdf(
        pdf([*set_pages(ARTICLE), []]), lambda _: [Word(220, 300, 500, 340, "附件一")], "试验"
    )
    assert page.text.startswith(ARTICLE[0])
    assert page.blocks[-1].text == "附件一"


def test_nothing_recognized_is_said() -> None:
    with pytest.raises(NotReadable):
        read_scanned_pdf(pdf([[]]), lambda _: [], "试验")


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program of that name which answers as told in `answer.tsv` beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --list-langs ]; then printf "chi_sim\\neng\\n"; exit 0; fi\n'
        f"/bin/cat > /dev/null; /bin/cat {folder}/answer.tsv\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ocr_programs.engine_name.cache_clear()
    yield folder / "answer.tsv"
    ocr_programs.engine_name.cache_clear()


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in for tesseract is a shell script")
def test_the_pool_recognizes_scans(tmp_path: Path, tesseract: Path) -> None:
    tesseract.write_text(_HEADER + "\n" + _WORDS.replace("\\n", "\n") + "\n", encoding="utf-8")
    paths = [tmp_path / "扫描.pdf", tmp_path / "正常.pdf"]
    paths[0].write_bytes(pdf([[], []]))
    paths[1].write_bytes(pdf(set_pages(ARTICLE)))
    with ReaderPool() as pool:
        (_, scan), (_, plain) = pool.read_many(paths)
    assert isinstance(scan, Page)
    assert scan.text == "第一条　校舍不得擅自占用。\n第一条　校舍不得擅自占用。"
    assert isinstance(plain, Page)
    assert plain.text.startswith(ARTICLE[0])


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in for tesseract is a shell script")
def test_a_scan_that_cannot_be_recognized_stays_a_scan(tmp_path: Path, tesseract: Path) -> None:
    tesseract.write_text(_HEADER + "\n", encoding="utf-8")
    (tmp_path / "扫描.pdf").write_bytes(pdf([[]]))
    with ReaderPool() as pool:
        ((_, scan),) = pool.read_many([tmp_path / "扫描.pdf"])
    assert isinstance(scan, Page)
    assert scan.needs_ocr
    with ReaderPool(ocr=False) as pool:
        ((_, scan),) = pool.read_many([tmp_path / "扫描.pdf"])
    assert isinstance(scan, Page)
    assert scan.needs_ocr


def test_rapidocr_is_asked_with_upright_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = pytest.importorskip("numpy")

    class Answer:
        boxes = numpy.array([[[220.0, 300.0], [620.0, 302.0], [620.0, 340.0], [220.0, 338.0]]])
        txts = ("第一条(试行),校舍不得擅自占用。",)

    class Recognizer:
        def __init__(self, **_: object) -> None: ...

        def __call__(self, pixels: object, *, use_cls: bool) -> Answer:
            assert not use_cls
            assert numpy.shape(pixels)[2] == 3
            return Answer()

    monkeypatch.setitem(sys.modules, "rapidocr", SimpleNamespace(RapidOCR=Recognizer))
    ocr._rapidocr.cache_clear()
    try:
        page = read_scanned_pdf(pdf([[]]), name="rapidocr")
    finally:
        ocr._rapidocr.cache_clear()
    assert page.text == "第一条（试行），校舍不得擅自占用。"
