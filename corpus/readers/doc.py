"""Word 97–2003 documents (.doc) and the WPS documents of the same kind (.wps), without an office program."""

import io
from datetime import datetime

import olefile

from corpus.page import Page
from corpus.readers.doc_body import BodyReader
from corpus.readers.doc_streams import WordFile
from corpus.readers.symbols import printable

_PROPERTIES = {
    "title": "core:title",
    "subject": "core:subject",
    "author": "core:creator",
    "keywords": "core:keywords",
    "last_saved_by": "core:lastModifiedBy",
    "create_time": "core:created",
    "last_saved_time": "core:modified",
    "company": "core:company",
}
_NEVER = 1601
_LONGEST = 500
#: Code pages as the property sets name them; all others go by the name Python gives them.
_GB = 936
_UTF8 = 65001


def read_doc(data: bytes, name: str = "") -> Page:
    """The Page of a Word 97–2003 document.

    Raises NotReadable (damaged), OldFormat (Word 6/95: only an office program reads it), NeedsPassword, TooLarge.
    """
    file = WordFile(data)
    body = BodyReader(file)
    blocks = body.read()
    metadata, attachments = _container_facts(data)
    return Page(
        blocks=blocks,
        format="doc",
        detail=f"Word 97–2003（nFib {file.version:#x}）",
        metadata=metadata,
        warnings=tuple(sorted(str(r) for r in body.remarks)),
        attachments=attachments,
    )


def _container_facts(data: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Document properties and embedded objects; a damaged property set gives none."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            found = container.get_metadata()
            objects = {
                path[1]
                for path in container.listdir(streams=True)
                if path[0] == "ObjectPool" and len(path) > 1
            }
    except Exception:
        # the text was read; what olefile makes of damaged properties is not worth an outcome
        return {}, ()
    codepage = found.codepage if isinstance(found.codepage, int) else _GB
    metadata = {}
    for attribute, key in _PROPERTIES.items():
        value = _readable(getattr(found, attribute, None), codepage)
        if value:
            metadata[key] = value
    return metadata, tuple(f"嵌入对象 {name}" for name in sorted(objects))


def _readable(value: object, codepage: int) -> str:
    if isinstance(value, datetime):
        # a file time of zero means never
        return value.isoformat() + "Z" if value.year > _NEVER else ""
    if isinstance(value, bytes):
        encoding = {_GB: "gb18030", _UTF8: "utf-8"}.get(codepage & 0xFFFF, f"cp{codepage & 0xFFFF}")
        try:
            text = value.decode(encoding, "replace")
        except LookupError:
            text = value.decode("gb18030", "replace")
    else:
        text = value if isinstance(value, str) else ""
    return printable(text.split("\0")[0]).strip()[:_LONGEST]
