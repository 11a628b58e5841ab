"""Word files that would give more text or cells than a document can have."""

from collections.abc import Callable

import pytest

from corpus.page import Page
from corpus.readers import limits
from corpus.readers.doc import read_doc
from corpus.readers.docx import read_docx
from corpus.readers.errors import TooLarge
from corpus.readers.rtf import read_rtf
from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.word97 import IN_TABLE, Level, Word97, listed, para, row_end

_TEXT = "云岭区" * 20


def _docx(text: str, count: int) -> bytes:
    return w.docx(w.paragraph(text) * count)


def _doc(text: str, count: int) -> bytes:
    return Word97([para(text)] * count).build()


def _rtf(text: str, count: int) -> bytes:
    coded = "".join(f"\\u{ord(c) - 0x10000 if ord(c) > 0x7FFF else ord(c)}?" for c in text)
    return ("{\\rtf1 " + f"{coded}\\par " * count + "}").encode()


def _docx_labels(_: str, count: int) -> bytes:
    levels = w.level(0, "lowerRoman", "%1%1%1%1", start=888)
    return w.docx(w.paragraph("", w.listed(1)) * count, {"numbering": w.numbering({1: levels})})


def _doc_labels(_: str, count: int) -> bytes:
    lists = [([Level(2, "\0\0\0\0", start=888)], {})]
    return Word97([para("", listed(1))] * count, lists=lists, instances=[(1, {})]).build()


@pytest.mark.parametrize(
    ("made", "read"),
    [
        (_docx, read_docx),
        (_doc, read_doc),
        (_rtf, read_rtf),
        (_docx_labels, read_docx),
        (_doc_labels, read_doc),
    ],
)
def test_too_much_text_is_refused(
    made: Callable[[str, int], bytes], read: Callable[[bytes], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made(_TEXT, 40)
    assert len(read(data).blocks) == 40
    monkeypatch.setattr(limits, "TEXT_CHARS", 500)
    with pytest.raises(TooLarge):
        read(data)


def _docx_cells(count: int) -> bytes:
    return w.docx(w.table(*(w.texts("甲", "乙") for _ in range(count // 2))))


def _doc_cells(count: int) -> bytes:
    row = [
        para("甲", IN_TABLE, mark="\x07"),
        para("乙", IN_TABLE, mark="\x07"),
        para("", row_end([0, 1, 2]), mark="\x07"),
    ]
    return Word97(row * (count // 2)).build()


def _rtf_cells(count: int) -> bytes:
    return b"{\\rtf1 " + b"\\trowd\\cellx1\\cellx2\\intbl a\\cell b\\cell\\row " * (count // 2) + b"}"


@pytest.mark.parametrize(
    ("made", "read"), [(_docx_cells, read_docx), (_doc_cells, read_doc), (_rtf_cells, read_rtf)]
)
def test_too_many_cells_are_refused(
    made: Callable[[int], bytes], read: Callable[[bytes], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made(40)
    assert len(read(data).blocks[0].rows) == 20
    monkeypatch.setattr(limits, "TABLE_CELLS", 30)
    with pytest.raises(TooLarge):
        read(data)
