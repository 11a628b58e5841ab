"""What embedded objects are called."""

import struct

import pytest

from corpus.readers import read_bytes
from corpus.readers.ole_objects import packed_name
from tests.corpus.readers.made import wordml as w
from tests.corpus.readers.made.word97 import Word97, compound, para


def packed_streams(name: str) -> dict[str, bytes]:
    return {"\1Ole10Native": struct.pack("<LH", 100, 2) + name.encode("gb18030") + b"\0C:\\x\0"}


def described_streams(program: str) -> dict[str, bytes]:
    text = program.encode("gb18030") + b"\0"
    return {"\1CompObj": bytes(28) + struct.pack("<L", len(text)) + text}


def packed(name: str) -> bytes:
    return compound(packed_streams(name))


def described(program: str) -> bytes:
    return compound(described_streams(program))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (packed("裁量基准表.xlsx"), "裁量基准表.xlsx"),
        (packed("no name"), ""),
        (described("Microsoft Excel 工作表"), "Microsoft Excel 工作表"),
        (compound({"Other": b"x"}), ""),
        (b"no container", ""),
        (packed("甲.docx")[:700], ""),
    ],
)
def test_packed_name(data: bytes, name: str) -> None:
    assert packed_name(data) == name


def test_embedded_objects_of_old_files_are_listed() -> None:
    objects = {
        "_1": packed_streams("裁量基准表.xlsx"),
        "_2": described_streams("Microsoft Excel 工作表"),
        "_3": described_streams("Microsoft 公式 3.0"),
        "_4": {"Contents": b"x"},
    }
    streams = {
        f"ObjectPool/{at}/{name}": data for at, inside in objects.items() for name, data in inside.items()
    }
    page = read_bytes(Word97([para("正文")], extra_streams=streams).build(), "x.doc")
    assert page.attachments == ("裁量基准表.xlsx", "Microsoft Excel 工作表", "嵌入对象")


def test_embedded_objects_are_listed() -> None:
    """By the name that was packed, by the part's name, not at all for formulas."""
    objects = "".join(
        f'<w:r><w:object><o:OLEObject ProgID="{program}" r:id="{relation}"/></w:object></w:r>'
        for program, relation in (("Package", "a"), ("Word.Document.12", "b"), ("Equation.3", "c"))
    )
    parts: dict[str, str | bytes] = dict(w.parts(w.paragraph("正文", inside=objects)))
    parts["word/_rels/document.xml.rels"] = w.relations(
        {
            "a": "embeddings/oleObject1.bin",
            "b": "embeddings/%E5%90%8D%E5%8D%95.docx",
            "c": "embeddings/oleObject2.bin",
        }
    )
    parts["word/embeddings/oleObject1.bin"] = packed("裁量基准表.xlsx")
    page = read_bytes(w.zipped(parts), "x.docx")
    assert page.attachments == ("裁量基准表.xlsx（Package）", "名单.docx（Word.Document.12）")
