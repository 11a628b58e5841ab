"""The document properties of an OLE file ([MS-OLEPS]), as far as they say something about the document.

Written here because the library's reader follows counts of thousands of millions in a damaged file.
"""

from datetime import UTC, datetime, timedelta

from corpus.readers.doc_streams import u16, u32
from corpus.readers.symbols import printable

_SECTION_AT = 44
_CODEPAGE = 1
_BYTES, _WIDE, _TIME = 30, 31, 64
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_GB, _UTF8, _UTF16 = 936, 65001, 1200
#: More properties than any writer sets, and characters of one.
_MOST, _LONGEST = 64, 500

SUMMARY = {
    2: "core:title",
    3: "core:subject",
    4: "core:creator",
    5: "core:keywords",
    8: "core:lastModifiedBy",
    12: "core:created",
    13: "core:modified",
}
DOCUMENT_SUMMARY = {15: "core:company"}


def properties(stream: bytes, names: dict[int, str]) -> dict[str, str]:
    """The named properties of the first section of a property set stream; what is damaged is left out."""
    start = u32(stream, _SECTION_AT)
    section = stream[start : start + u32(stream, start)]
    places = {u32(section, 8 + 8 * i): u32(section, 12 + 8 * i) for i in range(min(u32(section, 4), _MOST))}
    codepage = u16(section, places.get(_CODEPAGE, 0) + 4) or _GB
    found = {}
    for number, name in names.items():
        value = _value(section, places[number], codepage) if number in places else ""
        if value:
            found[name] = value
    return found


def _value(section: bytes, at: int, codepage: int) -> str:
    kind = u16(section, at)
    if kind == _BYTES:
        return _text(section[at + 8 : at + 8 + min(u32(section, at + 4), 4 * _LONGEST)], codepage)
    if kind == _WIDE:
        return _text(section[at + 8 : at + 8 + 2 * min(u32(section, at + 4), _LONGEST)], _UTF16)
    if kind == _TIME:
        return _time(u32(section, at + 4) | u32(section, at + 8) << 32)
    return ""


def _text(raw: bytes, codepage: int) -> str:
    encoding = {_GB: "gb18030", _UTF8: "utf-8", _UTF16: "utf-16-le"}.get(codepage, f"cp{codepage}")
    try:
        text = raw.decode(encoding, "replace")
    except LookupError:
        text = raw.decode("gb18030", "replace")
    return printable(text.split("\0")[0]).strip()[:_LONGEST]


def _time(ticks: int) -> str:
    """A file time as ISO; "" for zero, which means never, and for what no calendar has."""
    try:
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year > _EPOCH.year else ""
