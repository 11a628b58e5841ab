"""Which encoding a text is in: marks first, then strict UTF-8, then what reads most like Chinese."""

import codecs
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SAMPLE = 20_000
_WIDE = ("utf-16-le", "utf-16-be")
#: Names met in declarations, and what their users mean: GB2312 is written where GB18030 is used.
_MEANT = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cp950": "big5hkscs",
}
#: Declarations that are of any use: others explain every sequence of bytes (Latin-1), or no Chinese text.
_BELIEVED = frozenset({"gb18030", "big5hkscs", "hz", "utf-16", "utf-16-le", "utf-16-be"})
#: GB18030 maps the full-width blank of some old systems (A3A0) into the private use area.
_REPAIRS = {0xE5E5: "\u3000"}
#: How GB18030 is decoded, see `_replace_or_euro`.
_EURO = "guiqing-euro"
#: Chinese prose scores 0.5 to 0.9, bytes of programs and pictures below zero.
_PLAUSIBLE = 0.2
#: One wrong byte in this many characters is a damaged place, more is another encoding.
_TOLERATED = 500


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of the encoding it was in, and whether bytes had to be replaced."""

    text: str
    encoding: str
    damaged: bool = False


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of these bytes. Raises nothing: what no encoding explains becomes U+FFFD.

    `declared` is what the file says of itself; it is believed when it explains the bytes and strict UTF-8
    does not, since wrong declarations are common and text that is UTF-8 by accident is not.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if not _has_nuls(data):
        try:
            return Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
        known = _codec(declared)
        if known:
            decoded = _decoded(data, known)
            if decoded.text.count("\ufffd") * _TOLERATED <= len(decoded.text):
                return decoded
    return _decoded(data, guess(data))


def guess(data: bytes) -> str:
    """The encoding under which a sample of the bytes has the largest share of common characters."""
    sample = data[:_SAMPLE]
    candidates = _WIDE if _has_nuls(sample) else ("utf-8", "gb18030", "big5hkscs", *_WIDE)
    return max(candidates, key=lambda encoding: _score(sample, encoding))


def reads_as_utf16(sample: bytes) -> bool:
    """True when bytes that are full of controls are the text of a UTF-16 file without its mark."""
    sample = sample[: _SAMPLE & ~1]
    return len(sample) > 1 and max(_score(sample, e) for e in _WIDE) > _PLAUSIBLE


def _score(sample: bytes, encoding: str) -> float:
    text = _decoded(sample, encoding).text
    common = _common()
    beyond = sum(c > "\x7f" for c in text)
    familiar = sum(c in common for c in text)
    wrong = text.count("\ufffd") + sum("\ue000" <= c <= "\uf8ff" for c in text)
    return (familiar - 2 * (beyond - familiar) - 20 * wrong) / max(1, len(text))


def _decoded(data: bytes, encoding: str) -> Decoded:
    if encoding != "gb18030":
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, "\ufffd" in text)
    text = data.decode(encoding, _EURO).translate(_REPAIRS)
    # a character cut off at the very end is no damage worth a word
    return Decoded(text, encoding, "\ufffd" in text[:-1])


def _replace_or_euro(error: UnicodeError) -> tuple[str, int]:
    """Byte 80 alone is the euro sign of Windows; every other wrong byte becomes U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.start + 1]
    return ("€" if wrong == b"\x80" else "\ufffd"), error.start + 1


codecs.register_error(_EURO, _replace_or_euro)


def _has_nuls(data: bytes) -> bool:
    head = data[:4096]
    return head.count(0) > len(head) // 20


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    meant = _MEANT.get(name.strip().lower(), name.strip().lower())
    return meant if meant in _BELIEVED else None


@cache
def _common() -> frozenset[str]:
    return frozenset((files(__package__) / "common_characters.txt").read_text("utf-8")) - {"\n"} | {"\u3000"}
