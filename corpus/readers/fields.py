"""Word fields: what of them is text. The result is shown, the instruction is not.

Tables of contents and page numbers are navigation and come out like headers and footers. A few fields
print something that is nowhere stored as their result and is made from the instruction.
"""

import re
from dataclasses import dataclass, field

from corpus.readers.numerals import circled
from corpus.readers.symbols import symbol_of_code

_NAVIGATION = frozenset({"TOC", "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PAGEREF", "RD", "TC", "XE"})
#: The switches of EQ that overprint: 带圈字符 is \o\ac(○,1), 拼音指南 is \o\ad(\s\up 9(pīn),拼).
_OVERPRINT = re.compile(r"\\o\s*(?:\\a[a-z]\s*)?\((.*)\)\s*$", re.DOTALL | re.IGNORECASE)
_CIRCLES = frozenset("○〇◯⭕")
_SYMBOL = re.compile(r"^SYMBOL\s+(0x[0-9a-f]{1,4}|\d{1,5})\b", re.IGNORECASE)
#: An instruction longer than this is no instruction (a stray begin mark in front of a chapter).
_LONGEST_INSTRUCTION = 4000


@dataclass(slots=True)
class _Field:
    prints: str = ""
    code: list[str] = field(default_factory=list)
    length: int = 0
    in_result: bool = False
    dropped: bool = False
    has_result: bool = False

    @property
    def instruction(self) -> str:
        return "".join(self.code).strip()


class Fields:
    """The open fields at a place of a story. Marks may be unbalanced: a lone end or separator does nothing."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def begin(self, prints: str = "") -> None:
        """Open a field. `prints` is what it shows when no result is stored (the state of a form field)."""
        self._open.append(_Field(prints))

    def separate(self) -> None:
        if self._open and not self._open[-1].in_result:
            top = self._open[-1]
            top.in_result = True
            name = top.instruction.split(maxsplit=1)
            top.dropped = bool(name) and name[0].upper() in _NAVIGATION

    def end(self) -> str:
        """Close the innermost field; gives the text that it prints without having stored it."""
        if not self._open:
            return ""
        closed = self._open.pop()
        if closed.has_result:
            return ""
        return self.text(closed.prints or _printed(closed.instruction))

    def text(self, text: str) -> str:
        """The part of `text`, standing at this place, that is seen: all of it or nothing."""
        for each in reversed(self._open):
            if not each.in_result:
                if each.length < _LONGEST_INSTRUCTION:
                    each.code.append(text)
                    each.length += len(text)
                return ""
        if any(each.dropped for each in self._open):
            return ""
        if text and self._open:
            self._open[-1].has_result = True
        return text

    def instruction(self, text: str) -> None:
        """Instruction text, which is never seen even where it stands outside a field."""
        if any(not each.in_result for each in self._open):
            self.text(text)


def _printed(instruction: str) -> str:
    """What a field without a stored result prints, as far as text is concerned."""
    found = _SYMBOL.match(instruction)
    if found:
        code = int(found[1], 0) if found[1].lower().startswith("0x") else int(found[1])
        return symbol_of_code(code)
    if instruction[:2].upper() == "EQ":
        overprint = _OVERPRINT.search(instruction)
        if overprint:
            return _overprinted(_arguments(overprint[1]))
    return ""


def _overprinted(arguments: list[str]) -> str:
    if len(arguments) == 2 and arguments[0] in _CIRCLES:
        return (
            circled(int(arguments[1]))
            if arguments[1].isascii() and arguments[1].isdigit() and len(arguments[1]) < 3
            else arguments[1]
        )
    return next((a for a in reversed(arguments) if a and not a.startswith("\\")), "")


def _arguments(text: str) -> list[str]:
    """Split at the commas outside brackets."""
    out, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character in ",，;；" and depth == 0:
            out.append(text[start:at].strip())
            start = at + 1
    return [*out, text[start:].strip()]
