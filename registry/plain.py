"""Text without characters that act instead of being read: controls, terminal escapes, bidi, zero-width.

A file's text is hostile: an escape sequence retitles a terminal, U+202E turns a name around, a NUL cuts a
string, a zero-width space hides a word from a search. Newline and tab are kept, everything else of this
kind is dropped (`strip_controls`), blanked one for one (`blank_controls`, where offsets must stay) or
written out (`escape_controls`, where nothing may be lost).
"""

import json
import re
from collections.abc import Iterator

#: C0 (without tab and newline), DEL, C1, soft hyphen, zero-width, bidi, invisible operators, variation
#: selectors, byte-order mark, interlinear marks, unpaired surrogates, tags.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]+"
)
#: An escape sequence has a visible tail ("\x1b[31m", "\x1b]0;title\x07") that must not stay behind as text.
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|[\]PX^_][^\x07\x1b\n]{0,256}(?:\x07|\x1b\\)?|[ -/]{0,4}[0-~])"
)
#: One line end for CR LF, CR, NEL, line and paragraph separator, vertical tab and form feed.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


_ACTING = re.compile(f"{_ESCAPES.pattern}|{_CONTROLS.pattern}")
#: Controls that are line ends in another spelling: they become newlines instead of going away.
_LINE_END_CHARS = frozenset("\r\x0b\x0c\x85\u2028\u2029")


def find_controls(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each run that `strip_controls` takes out, line ends aside; for callers that keep offsets."""
    for found in _ACTING.finditer(text):
        if not _LINE_END_CHARS.issuperset(found[0]):
            yield found.start(), found.end()


def find_line_ends(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each line end that is not a newline: CR LF, CR, NEL, form feed …"""
    for found in _LINE_ENDS.finditer(text):
        yield found.start(), found.end()


def strip_controls(text: str) -> str:
    """The text with one kind of line end and without control characters; newline and tab are kept."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", drop_escapes(text)))


def drop_escapes(text: str) -> str:
    """The text without terminal escape sequences, their visible tails included."""
    return _ESCAPES.sub("", text) if "\x1b" in text else text


def escape_controls(text: str) -> str:
    """The text with each control character in JSON's notation (\\u202e): for JSON, where nothing may be lost."""
    return _CONTROLS.sub(lambda run: json.dumps(run[0])[1:-1], text)


def blank_controls(text: str) -> str:
    """The text of the same length with a space for each control character, so that offsets stay true."""
    return _CONTROLS.sub(lambda run: " " * len(run[0]), text)
