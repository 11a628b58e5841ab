"""Characters of symbol fonts, which files store as private-use codes, and characters that text may not hold."""

import re

_SYMBOLS = {
    0xF02A: "□", 0xF050: "✓", 0xF051: "☒", 0xF052: "☑", 0xF053: "☒", 0xF054: "☒", 0xF06C: "●", 0xF06D: "○",
    0xF06E: "■", 0xF06F: "□", 0xF070: "□", 0xF071: "□", 0xF072: "□", 0xF074: "◆", 0xF075: "◆", 0xF076: "❖",
    0xF0A1: "○", 0xF0A2: "○", 0xF0A3: "□", 0xF0A7: "▪", 0xF0A8: "□", 0xF0B2: "✧", 0xF0B7: "•", 0xF0D8: "➢",
    0xF0E0: "→", 0xF0E8: "➔", 0xF0FB: "☒", 0xF0FC: "✓", 0xF0FD: "☒", 0xF0FE: "☑",
}  # fmt: skip
#: The Symbol font: Greek letters on the places of Latin ones.
_GREEK = dict(
    zip(
        b"ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_MATHEMATICAL = {
    0xA3: "≤",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB0: "°",
    0xB8: "÷",
    0xB9: "≠",
    0xD7: "·",
    0xB7: "•",
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ufeff\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")
#: Anything that `printable` changes; most text has none of it.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\uf000-\uf0ff\ufeff\ufffe\uffff]")
_CARRIAGE = re.compile("\r\n?")


def symbol_of_code(code: int, font: str = "") -> str:
    """The sign for a character code of a symbol font; an ordinary code is its own character.

    Symbol fonts' codes lie in the private area or, as some programs write them, in one byte.
    """
    if code > 0xFF and not 0xF000 <= code <= 0xF0FF:
        return chr(code) if code <= 0xFFFF else ""
    byte = code & 0xFF
    if font.strip().lower().startswith("symbol"):
        return _GREEK.get(byte) or _MATHEMATICAL.get(byte) or (chr(byte) if 0x20 <= byte <= 0x3F else "")
    return _SYMBOLS.get(0xF000 + byte, "")


def bullet(text: str) -> str:
    """The sign that is printed for a list bullet; one that is not known is a plain dot."""
    text = text.strip()
    if len(text) == 1 and ((text.isascii() and text.isalpha()) or "\uf000" <= text <= "\uf0ff"):
        return symbol_of_code(ord(text)) or "•"
    return text or "•"


def printable(text: str) -> str:
    """Without control characters, halves of characters, soft hyphens and byte order marks.

    Line ends become newlines, known symbol codes ordinary signs, and halves that were stored apart one character.
    """
    if not _SUSPECT.search(text):
        return text
    if _HALF.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return _UNPRINTABLE.sub("", _CARRIAGE.sub("\n", text)).translate(_SYMBOLS)
