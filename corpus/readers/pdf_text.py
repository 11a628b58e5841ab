"""The text layer of a PDF as lines with their places, through pypdfium2."""

import ctypes
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.readers import limits
from corpus.readers.errors import NeedsPassword, NotReadable, TooLarge
from corpus.readers.pdf_fonts import stand_in_for_missing

_CJK = r"\u2018-\u201d\u2014\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
#: Justified lines have blanks between their ideographs, and around the digits in them.
_FALSE_BLANK = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}0-9])|(?<=[0-9]) +(?=[{_CJK}])")
#: What PDF programs give for a hyphen at a line's end, and for no character at all.
_NO_CHARACTERS = frozenset({0, 0x2, 0xFFFE, 0xFFFF})
#: The least width of a glyph, in heights of its cell: a longer line may have gaps in it, and is looked into.
_WIDE, _NARROW = 0.8, 0.4
#: Pages with fewer characters are looked through for pictures.
_FEW = 50
#: A gap so many line heights wide divides a line.
_GAP = 1.4
_LINE_ENDS = (0x0A, 0x0D)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. Coordinates in points or millimetres, from the left and from the TOP of the page.

    `parts`: what wide gaps divide it into, cells of a table or lines of columns side by side; () when none do.
    """

    left: float
    right: float
    top: float
    bottom: float
    text: str
    parts: tuple["Line", ...] = ()

    @property
    def height(self) -> float:
        return max(1.0, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its lines as they come, its size, and how much of it pictures cover."""

    lines: tuple[Line, ...]
    width: float
    height: float
    pictures: int = 0


def _radicals() -> dict[int, str]:
    """Kangxi radicals and their like, which some fonts name instead of the ideographs."""
    table = {}
    for code in (*range(0x2F00, 0x2FD6), 0x2E9F, 0x2EF3):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            table[code] = plain
    return table


_RADICALS = _radicals()


def tidy_line(text: str) -> str:
    """A line without the blanks that justification put between ideographs, radicals as ideographs."""
    return _FALSE_BLANK.sub("", text.translate(_RADICALS).strip())


def sheets(data: bytes) -> Iterator[Sheet]:
    """The pages of a PDF. Raises NotReadable, NeedsPassword, TooLarge.

    The library may hang or crash on a crafted file: call it in a worker.
    """
    stand_in_for_missing()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise NeedsPassword() from error
        raise NotReadable(
            "PDF 无法打开，文件可能已损坏或不完整。", "请用 PDF 软件打开并另存后重新加入。"
        ) from error
    try:
        count = len(document)
        if count > limits.PAGES:
            raise TooLarge(f"PDF 超过 {limits.PAGES} 页，不予读取。", "请拆分后重新加入。")
        for index in range(count):
            yield _sheet(document, index)
    finally:
        document.close()


def _sheet(document: pdfium.PdfDocument, index: int) -> Sheet:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return Sheet((), 0.0, 0.0)
    try:
        width, height = page.get_size()
        text = page.get_textpage()
        try:
            lines = tuple(_lines(text, float(height)))
        finally:
            text.close()
        pictures = 0
        if sum(len(line.text) for line in lines) < _FEW:
            pictures = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return Sheet(lines, float(width), float(height), pictures)
    except pdfium.PdfiumError:
        return Sheet((), 0.0, 0.0)
    finally:
        page.close()


def _lines(text: pdfium.PdfTextPage, height: float) -> Iterator[Line]:
    """Lines as the library breaks them. It counts characters in UTF-16 units, so they are read one by one."""
    count = text.count_chars()
    if count > limits.PAGE_GLYPHS:
        raise TooLarge("PDF 的一页上字符过多，不予读取。")
    letters: list[str] = []
    places: list[int] = []
    high = 0
    for index in range(count + 1):
        code = raw.FPDFText_GetUnicode(text, index) if index < count else _LINE_ENDS[0]
        if code in _LINE_ENDS:
            if line := _line(text, letters, places, height):
                yield line
            letters, places = [], []
        elif 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000:
            letters.append(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else "\ufffd")
            places.append(index)
            high = 0
        elif code not in _NO_CHARACTERS:
            letters.append(chr(code))
            places.append(index)


def _line(text: pdfium.PdfTextPage, letters: list[str], places: list[int], height: float) -> Line | None:
    seen = [index for index, letter in enumerate(letters) if not letter.isspace()]
    if not seen:
        return None
    whole = _span(text, letters, places, height, seen[0], seen[-1])
    width = sum(_WIDE if ord(letter) > 0x2E80 else _NARROW for letter in letters) * whole.height
    if whole.right - whole.left < width + _GAP * whole.height:
        return whole
    starts = [seen[0]]
    last = _box(text, places[seen[0]])
    for before, index in itertools.pairwise(seen):
        box = _box(text, places[index])
        if box[0] - last[1] > _GAP * whole.height:
            starts += [before, index]
        last = box
    ends = [*starts, seen[-1]]
    parts = tuple(
        _span(text, letters, places, height, a, b) for a, b in zip(ends[::2], ends[1::2], strict=True)
    )
    if len(parts) < 2:
        return whole
    return replace(whole, text="\u3000".join(part.text for part in parts), parts=parts)


def _span(
    text: pdfium.PdfTextPage, letters: list[str], places: list[int], height: float, start: int, end: int
) -> Line:
    """The line of the letters from `start` to `end`, both included."""
    first, last = _box(text, places[start]), _box(text, places[end])
    return Line(
        min(first[0], last[0]),
        max(first[1], last[1]),
        height - max(first[3], last[3]),
        height - min(first[2], last[2]),
        tidy_line("".join(letters[start : end + 1])),
    )


def _box(text: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """(left, right, bottom, top) of a character's cell, which is as high as the font, whatever the glyph."""
    rectangle = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rectangle)):
        return rectangle.left, rectangle.right, rectangle.bottom, rectangle.top
    return 0.0, 0.0, 0.0, 0.0
