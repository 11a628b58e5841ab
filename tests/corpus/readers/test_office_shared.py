"""The real Word files that stand beside the project."""

import re
from pathlib import Path

import pytest

from corpus.page import BlockKind
from corpus.readers import read_bytes
from corpus.readers.errors import Empty, NeedsPassword, OldFormat

_FILES = Path(__file__).parents[3].parent / "shared" / "data" / "files"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not _FILES.is_dir(), reason="the folder of real texts is absent"),
]

_OLD = {"52117", "57843", "Bug50955", "Bug60942", "Bug60942b", "TestInvertedClassID", "TestMickey"}
_LOCKED = {"PasswordProtected"}
_WITHOUT_TEXT = {"57603-seven_columns", "Bug53380_4"}
_EXPECTED = {
    "61490.doc": ("居中的大标题", "1. 章节1", "1.1. 章节1.1"),
    "Bug52311.doc": ("2.99 Header 2.99", "2.99.1 Header 2.99.1", "2.100 Header 2.100", "2.101 Header 2.101"),
    "Lists.doc": ("1. Ordered list 1", "3. OL 3"),
    "61586.doc": ("111\xa0μg.h/mL (AUC) and 15 μg/mL (Cmax).",),
    "HeaderFooterUnicode.doc": (
        "This is a fairly simple word document, over two pages, with headers and footers.",
    ),
    "中华人民共和国监察法_20241225.docx": ("第一章　总　　则", "第七章　对监察机关和监察人员的监督"),
}


def _names(kind: str) -> list[str]:
    return sorted(p.name for p in (_FILES / kind).glob("*")) if _FILES.is_dir() else []


@pytest.mark.parametrize("name", [*_names("doc"), *_names("docx")])
def test_every_real_file_has_its_outcome(name: str) -> None:
    data = (_FILES / name.rpartition(".")[2] / name).read_bytes()
    stem = name.rpartition(".")[0]
    for stems, error in ((_OLD, OldFormat), (_LOCKED, NeedsPassword), (_WITHOUT_TEXT, Empty)):
        if stem in stems:
            with pytest.raises(error):
                read_bytes(data, name)
            return
    page = read_bytes(data, name)
    lines = [block.text for block in page.blocks]
    for expected in _EXPECTED.get(name, ()):
        assert expected in lines


@pytest.mark.parametrize("name", [n for n in _names("docx") if re.search(r"_2024\d{4}\.docx$", n)])
def test_articles_of_a_law_are_complete_and_in_order(name: str) -> None:
    page = read_bytes((_FILES / "docx" / name).read_bytes(), name)
    labels = re.findall(r"^第([一二三四五六七八九十百零]+)条　", page.text, re.MULTILINE)
    assert len(labels) == len(set(labels)) > 10
    assert labels[0] == "一"


def test_a_note_stands_behind_the_paragraph_that_refers_to_it() -> None:
    name = "中华人民共和国刑法.docx"
    blocks = read_bytes((_FILES / "docx" / name).read_bytes(), name).blocks
    places = [i for i, block in enumerate(blocks) if block.kind is BlockKind.FOOTNOTE]
    assert len(places) == 1
    assert "刑法修正案（十一）" in blocks[places[0] - 1].text
