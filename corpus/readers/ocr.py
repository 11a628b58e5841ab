"""Text out of scanned pages, where a program for it is installed: rapidocr, else tesseract with chi_sim.

Both are optional. They take seconds and much memory for a page: `sandbox` gives such files to a worker of
their own.
"""

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pypdfium2 as pdfium

from corpus.page import Page
from corpus.readers import limits
from corpus.readers.errors import NotReadable
from corpus.readers.ocr_programs import LANGUAGE, engine_name
from corpus.readers.pdf import is_picture, page_of, ranges
from corpus.readers.pdf_text import Line, Sheet, sheets, tidy_line
from corpus.readers.print_layout import paragraphs

_RECOGNIZED = "第 {} 页的文字由文字识别（OCR，{}）得到，可能有错字，请对照原件核对。"
_RESOLUTION = 200
_POINTS = 72.0
#: Page segmentation: one block of text. The default loses a quarter of the characters of such pages.
_SEGMENTATION = "6"
_SIGNS = str.maketrans("(),;:!?", "（），；：！？")
_ASCII_SIGN = re.compile(r"[()]|(?<=[\u3400-\u9fff》〕”）])[,;:!?]|[,;:!?](?=[\u3400-\u9fff《〔“（])")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
#: Boxes that share so much of their height are one line; gaps so many heights wide part its cells.
_SHARED = 0.5
_CELL_GAP = 2.5


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as grey pixels, row by row."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Word:
    """What was recognized in a box, in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


Engine = Callable[[Picture], list[Word]]


def read_scanned_pdf(data: bytes, engine: Engine | None = None, name: str = "") -> Page:
    """The Page of a PDF with the text of its scanned pages recognized.

    Raises NotReadable when no engine is there or nothing was recognized, and what `read_pdf` raises.
    """
    name = name or engine_name() or ""
    engine = engine or _engines()[name]() if name else engine
    if engine is None:
        raise NotReadable("本机没有文字识别（OCR）程序。")
    pages = list(sheets(data))
    recognized = []
    document = pdfium.PdfDocument(data)
    try:
        for index, page in enumerate(pages):
            if is_picture(page):
                pages[index] = _recognized(document, index, engine)
                recognized.append(index + 1)
    finally:
        document.close()
    read = page_of(data, pages, recognized=True)
    if not paragraphs(pages):
        raise NotReadable("文字识别（OCR）没有得到文字。", "请检查扫描件是否清晰、方向是否正确。")
    return replace(read, warnings=(*read.warnings, _RECOGNIZED.format(ranges(recognized), name)))


def _recognized(document: pdfium.PdfDocument, index: int, engine: Engine) -> Sheet:
    page = document[index]
    try:
        width, height = page.get_size()
        scale = _RESOLUTION / _POINTS
        scale = min(scale, (limits.OCR_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True, draw_annots=True)
        rows = bytes(bitmap.buffer)
        pixels = b"".join(
            rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height)
        )
        words = engine(Picture(bitmap.width, bitmap.height, pixels))
    finally:
        page.close()
    return Sheet(tuple(_lines(words, scale)), float(width), float(height))


def _lines(words: Sequence[Word], scale: float) -> list[Line]:
    """Boxes at one height as a line, left to right; wide gaps divide it."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.top + w.bottom) / 2):
        last = rows[-1][-1] if rows else None
        shared = min(last.bottom, word.bottom) - max(last.top, word.top) if last else 0.0
        if last and shared > _SHARED * min(last.bottom - last.top, word.bottom - word.top):
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        row.sort(key=lambda w: w.left)
        text = row[0].text
        for before, word in itertools.pairwise(row):
            wide = word.left - before.right > _CELL_GAP * (word.bottom - word.top)
            text += ("\u3000" if wide else "") + word.text
        lines.append(
            Line(
                row[0].left / scale, row[-1].right / scale, min(w.top for w in row) / scale,
                max(w.bottom for w in row) / scale, _chinese_signs(tidy_line(text)),
            )
        )  # fmt: skip
    return [line for line in lines if line.text]


def _chinese_signs(text: str) -> str:
    """Recognizers write ASCII signs in Chinese lines: these become the Chinese ones."""
    if not _IDEOGRAPH.search(text):
        return text
    return _ASCII_SIGN.sub(lambda match: match[0].translate(_SIGNS), text)


def _engines() -> dict[str, Callable[[], Engine]]:
    return {"rapidocr": _rapidocr, "tesseract": lambda: _tesseract}


@cache
def _rapidocr() -> Engine:
    import numpy
    from rapidocr import RapidOCR

    recognizer = RapidOCR(params={"Global.log_level": "error"})

    def engine(picture: Picture) -> list[Word]:
        grey = numpy.frombuffer(picture.pixels, numpy.uint8).reshape(picture.height, picture.width)
        # no classifier of directions: it turns long lines upside down, and pages are scanned upright
        found: Any = recognizer(numpy.stack([grey] * 3, axis=-1), use_cls=False)
        if found.boxes is None:
            return []
        return [_boxed(corners, str(text)) for corners, text in zip(found.boxes, found.txts, strict=True)]

    return engine


def _boxed(corners: Any, text: str) -> Word:
    """The upright box around the corners that were found."""
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Word(float(left), float(top), float(right), float(bottom), text)


def _tesseract(picture: Picture) -> list[Word]:
    """Words by `tesseract … tsv`; the picture goes in as a PGM through a pipe, so that no file is written."""
    program = shutil.which("tesseract")
    if program is None:
        return []
    image = b"P5\n%d %d\n255\n" % (picture.width, picture.height) + picture.pixels
    arguments = [
        program,
        "stdin",
        "stdout",
        "-l",
        LANGUAGE,
        "--psm",
        _SEGMENTATION,
        "--dpi",
        str(_RESOLUTION),
        "tsv",
    ]
    done = subprocess.run(
        arguments, input=image, capture_output=True, check=False, timeout=limits.OCR_SECONDS
    )
    words = []
    for row in done.stdout.decode("utf-8", "replace").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = (float(cell) for cell in cells[6:10])
            words.append(Word(left, top, left + width, top + height, cells[11].strip()))
    return words
