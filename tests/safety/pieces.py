"""A sink taken apart: each function gives the pieces that a reader of it sees as one text.

What is wrong with a sink as a whole (a formula cell, a script of somebody else's, a file outside its folder)
fails here.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html
from openpyxl import load_workbook

from registry.plain import strip_controls

_FORMULA = re.compile(r"^[\s\u3000]*[=+\-@＝＋－＠\t\r]")
_DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt1"}


def lines(text: str) -> list[str]:
    """A terminal's lines."""
    assert strip_controls(text) == text, "a character that acts"
    return text.split("\n")


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value, keys included."""
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield key
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


def json_pieces(text: str) -> list[str]:
    """JSON may keep a character that acts, but only written out: raw it stands nowhere."""
    assert strip_controls(text) == text, "a character that acts"
    return [strip_controls(s) for s in strings(json.loads(text))]


def json_lines(text: str) -> list[str]:
    return [piece for line in text.splitlines() for piece in json_pieces(line)]


def csv_cells(text: str) -> list[str]:
    csv.field_size_limit(1 << 30)
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) for cell in row]
    for cell in cells:
        assert not _FORMULA.match(cell), f"a formula: {cell[:60]!r}"
        assert "\n" not in cell
    return cells


def workbook(data: bytes) -> list[str]:
    """The cells of a workbook: strings, numbers or dates, never formulas; no links, no macros."""
    parts = _package(data)
    assert not any("vba" in name.lower() or "externalLink" in name for name in parts)
    assert not any(b"<hyperlink" in data for name, data in parts.items() if "worksheets" in name)
    cells = []
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"a formula: {cell.value!r:.60}"
                if isinstance(cell.value, str):
                    cells.append(cell.value)
    return cells


def word(data: bytes) -> list[str]:
    """The paragraphs of a docx: no field but the page number, no link out of the file."""
    parts = _package(data)
    for name, part in parts.items():
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in part, name
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    root = etree.fromstring(parts["word/document.xml"])
    assert not list(root.iter(f"{space}instrText", f"{space}fldSimple", f"{space}hyperlink"))
    return [
        "".join(
            t.text or "" if t.tag == f"{space}t" else "\n"
            for t in box.iter(f"{space}t", f"{space}br", f"{space}p")
        )
        for box in root.iter(f"{space}p", f"{space}tc")
    ]


def _package(data: bytes) -> dict[str, bytes]:
    """The parts of an Office file; each XML part is well-formed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    return parts


def page(text: str) -> list[str]:
    """The text nodes and attributes of a page whose scripts, handlers and links are all our own."""
    assert strip_controls(text) == text, "a character that acts"
    root = html.fromstring(text)
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment or instruction: {element!r}")
        assert element.tag not in ("img", "iframe", "object", "embed", "base"), element.tag
        for name, value in element.items():
            assert not name.startswith("on") or value in ("return false", "print()"), (name, value)
            if name in ("href", "src", "action"):
                assert not re.match(r"\s*(?:javascript|data|vbscript|file):", value, re.IGNORECASE), value
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            json.loads(script.text or "")
        else:
            assert "标记" not in (script.text or "")
    texts = [t for t in root.itertext() if t.strip()]
    return [*texts, *(str(v) for e in root.iter() for v in e.values())]


def xml(data: bytes) -> list[str]:
    return [t for t in etree.fromstring(data).itertext() if t.strip()]


def files(folder: Path, *roots: Path) -> list[Path]:
    """The files of a folder, whose names every system takes and which lie nowhere else."""
    found = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    for path in found:
        for part in path.relative_to(folder).parts:
            assert strip_controls(part) == part, repr(part)
            assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', part), part
            assert part.split(".")[0].lower() not in _DEVICES, part
            assert not part.endswith((".", " ")), part
            assert len(part.encode()) <= 255
    return found
