"""Word 97–2003 documents (.doc) and the WPS documents of the same kind (.wps), without an office program."""

from corpus.page import Page
from corpus.readers.doc_body import BodyReader
from corpus.readers.doc_metadata import DOCUMENT_SUMMARY, SUMMARY, properties
from corpus.readers.doc_streams import WordFile
from corpus.readers.ole_objects import embedded_names
from corpus.readers.remarks import Remark


def read_doc(data: bytes, name: str = "") -> Page:
    """The Page of a Word 97–2003 document.

    Raises NotReadable (damaged), OldFormat (Word 6/95: only an office program reads it), NeedsPassword, TooLarge.
    """
    file = WordFile(data)
    body = BodyReader(file)
    blocks = body.read()
    remarks = body.remarks | ({Remark.CUT} if file.is_cut else set())
    return Page(
        blocks=blocks,
        format="doc",
        detail=f"Word 97–2003（nFib {file.version:#x}）",
        metadata=properties(file.summary, SUMMARY) | properties(file.document_summary, DOCUMENT_SUMMARY),
        warnings=tuple(sorted(str(r) for r in remarks)),
        attachments=embedded_names(data) if file.has_objects else (),
        # a scan that was put into a document picture by picture
        needs_ocr=not blocks and file.has_pictures,
    )
