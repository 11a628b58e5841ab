"""Characters of symbol fonts, which files store as private-use codes, and characters that text may not hold."""

import re

_SYMBOLS = {
    0xF02A: "□", 0xF050: "✓", 0xF051: "☒", 0xF052: "☑", 0xF053: "☒", 0xF054: "☒", 0xF06C: "●", 0xF06D: "○",
    0xF06E: "■", 0xF06F: "□", 0xF070: "□", 0xF071: "□", 0xF072: "□", 0xF074: "◆", 0xF075: "◆", 0xF076: "❖",
    0xF0A1: "○", 0xF0A2: "○", 0xF0A3: "□", 0xF0A7: "▪", 0xF0A8: "□", 0xF0B2: "✧", 0xF0B7: "•", 0xF0D8: "➢",
    0xF0E0: "→", 0xF0E8: "➔", 0xF0FB: "☒", 0xF0FC: "✓", 0xF0FD: "☒", 0xF0FE: "☑",
}  # fmt: skip
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ufeff\ufffe\uffff]")
_CARRIAGE = re.compile("\r\n?")


def symbol(character: str) -> str:
    """A character of a symbol font as an ordinary one; "" for one that is not known, others unchanged."""
    code = ord(character)
    return _SYMBOLS.get(code, "") if 0xF000 <= code <= 0xF0FF else character


def symbol_of_code(code: int) -> str:
    """The sign for a character code of a w:sym or a SYMBOL field: private and one-byte codes are symbol fonts'."""
    if 0 <= code <= 0xFF:
        return _SYMBOLS.get(0xF000 + code, "")
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get(code, "")
    return chr(code) if 0 <= code <= 0xFFFF else ""


def printable(text: str) -> str:
    """Without control characters, halves of characters, soft hyphens and byte order marks.

    Line ends become newlines, known symbol codes ordinary signs, and halves that were stored apart one character.
    """
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return _UNPRINTABLE.sub("", _CARRIAGE.sub("\n", text)).translate(_SYMBOLS)
