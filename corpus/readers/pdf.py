"""PDF files: the text layer, joined to paragraphs; pages without one are left to OCR."""

from collections.abc import Sequence

import pypdfium2 as pdfium

from corpus.page import Page
from corpus.readers.errors import NotReadable
from corpus.readers.pdf_text import Sheet, sheets
from corpus.readers.print_layout import paragraphs

_NO_TEXT = "没有文字层（多半是扫描件），需要文字识别（OCR）后才能读取。"
_SOME_WITHOUT = "第 {} 页没有文字层，需要文字识别（OCR）；其余各页已读取。"
#: In the metadata: how many pages have no text layer.
SCANNED = "pdf:scanned_pages"
#: Characters on a page that count as a text layer: a scan may have a stamp's or a header's few.
_FEW = 8
_KEYS = {
    "Title": "pdf:title",
    "Author": "pdf:author",
    "CreationDate": "pdf:created",
    "Producer": "pdf:producer",
}


def read_pdf(data: bytes, name: str = "") -> Page:
    """The Page of a PDF. Without a text layer it has no blocks and `needs_ocr`.

    Raises NotReadable, NeedsPassword, TooLarge. The library may hang or crash on a crafted file: call it
    in a worker.
    """
    return page_of(data, list(sheets(data)))


def page_of(data: bytes, pages: Sequence[Sheet], *, recognized: bool = False) -> Page:
    """The Page of these pages of a PDF. Raises NotReadable. `recognized`: OCR has done what it can."""
    if not pages:
        raise NotReadable("PDF 里没有页面，文件可能已损坏。")
    without = [] if recognized else [index for index, page in enumerate(pages, 1) if is_picture(page)]
    metadata = _metadata(data)
    if without:
        metadata[SCANNED] = str(len(without))
    blocks = paragraphs(pages)
    if not blocks or len(without) == len(pages):
        return Page((), "pdf", f"{len(pages)} 页", metadata, (_NO_TEXT,), needs_ocr=True)
    warnings = (_SOME_WITHOUT.format(ranges(without)),) if without else ()
    return Page(blocks, "pdf", f"{len(pages)} 页", metadata, warnings)


def is_picture(page: Sheet) -> bool:
    """True for a page that is a scan: pictures, and next to no text."""
    return page.pictures > 0 and sum(len(line.text) for line in page.lines) < _FEW


def _metadata(data: bytes) -> dict[str, str]:
    try:
        document = pdfium.PdfDocument(data)
        try:
            found = document.get_metadata_dict(skip_empty=True)
        finally:
            document.close()
    except pdfium.PdfiumError:
        return {}
    return {key: found[name] for name, key in _KEYS.items() if found.get(name)}


def ranges(pages: list[int]) -> str:
    """ "2、5–7" for [2, 5, 6, 7]."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and parts[-1][-1] == page - 1:
            parts[-1].append(page)
        else:
            parts.append([page])
    return "、".join(str(p[0]) if len(p) == 1 else f"{p[0]}–{p[-1]}" for p in parts[:20])
