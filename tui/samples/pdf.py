"""A PDF with a text layer and nothing else: one Chinese font by name, lines broken as a press would.

The font is a standard one of Adobe's Simplified Chinese set, not embedded, which every reader substitutes.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tui.samples.collection import SampleDocument
from tui.samples.office import blocks, layout_of

_WIDTH, _HEIGHT = 595, 842  # A4 in points
_LEFT, _TOP, _SIZE, _PITCH = 79, 737, 16, 28
_PER_LINE, _LINES = 28, 22
_NOT_FIRST = "，。；：、？！）》〉”’】〕%"


@dataclass(frozen=True, slots=True)
class _Line:
    x: float
    text: str


def pdf_bytes(document: SampleDocument) -> bytes:
    """The document as a PDF file, the same bytes each time. Tables become lines of their cells."""
    lines: list[_Line] = []
    for block in blocks(document.body):
        if isinstance(block, str):
            lines.extend(_set(block))
        else:
            lines.extend(_Line(_LEFT, "\u3000".join(row)) for row in block)
    return _file([lines[i : i + _LINES] for i in range(0, len(lines), _LINES)])


def _set(paragraph: str) -> Iterator[_Line]:
    """The lines of a paragraph with their left edges."""
    layout, text = layout_of(paragraph), paragraph.strip(" \u3000")
    indented = layout == "body" or (layout == "flush" and paragraph.startswith(("\u3000", " ")))
    for line in _wrap("\u3000\u3000" + text if indented else text):
        room = (_PER_LINE - _width(line)) * _SIZE
        shift = {"head": room / 2, "title": room / 2, "right": max(0.0, room - 4 * _SIZE)}.get(layout, 0.0)
        yield _Line(_LEFT + shift, line)


def _wrap(text: str) -> Iterator[str]:
    """Lines of 28 characters; none begins with a closing mark."""
    line = ""
    for char in text:
        if _width(line + char) > _PER_LINE and char not in _NOT_FIRST:
            yield line
            line = ""
        line += char
    yield line


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _file(pages: list[list[_Line]]) -> bytes:
    count = len(pages)
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(count))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 [500] 2 95 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for index, lines in enumerate(pages):
        content = zlib.compress(_content(lines), 6)
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {7 + 2 * index} 0 R"
        )
        objects.append((page + " /Resources << /Font << /F1 3 0 R >> >> >>").encode())
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    return _assemble(objects)


def _content(lines: list[_Line]) -> bytes:
    drawn = [f"BT /F1 {_SIZE} Tf"]
    for index, line in enumerate(lines):
        drawn.append(
            f"1 0 0 1 {line.x:.1f} {_TOP - index * _PITCH} Tm <{line.text.encode('utf-16-be').hex()}> Tj"
        )
    return "\n".join([*drawn, "ET"]).encode()


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{at:010d} 00000 n \n" for at in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
