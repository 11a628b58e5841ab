"""The same words in every Word format are the same blocks."""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.page import Page
from corpus.readers.doc import read_doc
from corpus.readers.docx import read_docx
from corpus.readers.rtf import read_rtf
from corpus.readers.word_xml import read_word_xml
from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.word97 import Word97, para

#: What stands in documents, and what formats use as signs of their own.
_LETTERS = st.sampled_from("第一条章（）《》〔〕、。，“”——·℃①Aa0 \\{}<>&'\"%\u3000\u00e9\u2005𠮷😀龘")
_WORDS = st.text(_LETTERS, min_size=1, max_size=30).filter(lambda text: text.strip() != "")


def _docx(words: Sequence[str]) -> bytes:
    return w.docx("".join(w.paragraph(escape(text)) for text in words))


def _flat(words: Sequence[str]) -> bytes:
    body = "".join(w.paragraph(escape(text)) for text in words)
    part = f'<p:part p:name="/word/document.xml"><p:xmlData>{w.document(body)}</p:xmlData></p:part>'
    return f'<p:package xmlns:p="http://schemas.microsoft.com/office/2006/xmlPackage">{part}</p:package>'.encode()


def _doc(words: Sequence[str]) -> bytes:
    # a character beyond the first plane is two there
    halves = (text.encode("utf-16-le") for text in words)
    return Word97([para("".join(map(chr, memoryview(h).cast("H")))) for h in halves]).build()


def _rtf(words: Sequence[str]) -> bytes:
    def written(text: str) -> str:
        units = memoryview(text.encode("utf-16-le")).cast("H")
        return "".join(
            f"\\u{unit - 0x10000 if unit > 0x7FFF else unit}?"
            if unit > 0x7E
            else f"\\{chr(unit)}"
            if chr(unit) in "\\{}"
            else chr(unit)
            for unit in units
        )

    return ("{\\rtf1\\ansi\\ansicpg936 " + "".join(written(text) + "\\par\n" for text in words) + "}").encode(
        "ascii"
    )


@pytest.mark.parametrize(
    ("made", "read"),
    [(_docx, read_docx), (_flat, read_word_xml), (_doc, read_doc), (_rtf, read_rtf)],
    ids=["docx", "flat", "doc", "rtf"],
)
@settings(max_examples=60, derandomize=True, deadline=None)
@given(words=st.lists(_WORDS, min_size=1, max_size=8))
def test_paragraphs_come_back(
    made: Callable[[Sequence[str]], bytes], read: Callable[[bytes], Page], words: list[str]
) -> None:
    assert [block.text for block in read(made(words)).blocks] == [text.rstrip() for text in words]
