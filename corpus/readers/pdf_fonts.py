"""A font for Chinese text whose own is neither in the PDF nor on this machine.

Without any, the library gives its glyphs no size and loses what stands alone on a line (the last character of a title
that was wrapped), and what a file says would depend on which fonts the machine has.
"""

import ctypes
import struct
from functools import cache
from importlib.resources import files
from typing import Any

import pypdfium2 as pdfium


@cache
def _box() -> bytes:
    """A TrueType font in which every character is a box, narrow up to U+200F and as wide as high from there on."""
    return files("corpus").joinpath("data/box.ttf").read_bytes()


@cache
def _tables() -> dict[int, bytes]:
    """The tables of the font by their tags, as big-endian numbers; 0 is the whole file."""
    data = _box()
    entries = (
        struct.unpack_from(">LLLL", data, 12 + 16 * i) for i in range(struct.unpack_from(">H", data, 4)[0])
    )
    return {0: data, **{tag: data[start : start + size] for tag, _, start, size in entries}}


_NAME = b"Box\0"
_CHINESE = (134, 136)  # GB 2312 and Big5, in the numbers of Windows
_ITSELF = ctypes.c_int(0)
_HANDLE = ctypes.addressof(_ITSELF)
"""What the library is given to name the font by."""


class _Fonts(pdfium.PdfSysfontBase):  # type: ignore[misc]  # the library has no types
    """The fonts of the system, and the boxes where it has none that will do."""

    def MapFont(
        self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any
    ) -> Any:
        found = self.default.MapFont(self.default, weight, italic, charset, pitch, face, exact)
        return found or (_HANDLE if charset in _CHINESE else found)

    def GetFontData(self, _: Any, font: Any, table: int, buffer: Any, size: int) -> int:
        if not _is_box(font):
            return int(self.default.GetFontData(self.default, font, table, buffer, size))
        return _give(_tables().get(table, b""), buffer, size)

    def GetFaceName(self, _: Any, font: Any, buffer: Any, size: int) -> int:
        if not _is_box(font):
            return int(self.default.GetFaceName(self.default, font, buffer, size))
        return _give(_NAME, buffer, size)

    def GetFontCharset(self, _: Any, font: Any) -> int:
        return _CHINESE[0] if _is_box(font) else int(self.default.GetFontCharset(self.default, font))

    def DeleteFont(self, _: Any, font: Any) -> None:
        if not _is_box(font):
            self.default.DeleteFont(self.default, font)


def _is_box(font: Any) -> bool:
    return ctypes.cast(font, ctypes.c_void_p).value == _HANDLE


def _give(data: bytes, buffer: Any, size: int) -> int:
    """The library asks for the size first, then gives room for it."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@cache
def stand_in_for_missing() -> None:
    """From now on the library of this process has a font for every Chinese text."""
    _Fonts().setup()
