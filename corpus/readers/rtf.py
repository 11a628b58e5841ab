"""Rich-text files (.rtf, and .doc of that kind): Word's own words for what text depends on.

List numbers are taken as the writing program printed them (\\listtext); revisions are accepted; hidden
text, comments, headers and footers are left out; notes, text boxes and tables stand at their place.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.page import Block, BlockKind, Page
from corpus.readers import limits
from corpus.readers.errors import NotReadable, TooLarge
from corpus.readers.fields import Fields
from corpus.readers.numbering import joined
from corpus.readers.remarks import Remark
from corpus.readers.rtf_codes import (
    CHARACTERS,
    DESTINATIONS,
    PROPERTY_NAMES,
    SIGNS,
    TWO_BYTE,
    Target,
    code_page,
    decode,
)
from corpus.readers.rtf_state import Font, Open, State
from corpus.readers.story import Story
from corpus.readers.symbols import bullet, printable

_WORDS_AND_SIGNS = rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|"
_TOKEN = re.compile(_WORDS_AND_SIGNS + rb"([^\\{}\r\n]+)|\\", re.DOTALL)
#: Bare bytes of a two-byte code page: the second one may look like a bracket or a backslash.
_TWO_BYTE_TOKEN = re.compile(_WORDS_AND_SIGNS + rb"((?:[\x81-\xfe][\x40-\xfe]|[^\\{}\r\n])+)|\\", re.DOTALL)
_BODY_LEVEL = 9
_HEADING_NAME = re.compile(r"^(?:heading \d|title|subtitle|标题(?: ?\d)?|副标题)$", re.IGNORECASE)
_STORIES = {"footnote": "note", "shptxt": "box", "dptxbxtext": "box"}
_TIME = ("yr", "mo", "dy", "hr", "min")


def read_rtf(data: bytes, name: str = "") -> Page:
    """The Page of a rich-text file. Raises NotReadable (no rich text, nested too deep), TooLarge."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise NotReadable("文件不是 RTF 文档。")
    return _Reader(data).page()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = State()
        self._stack: list[State] = []
        self._open: list[Open] = [Open(Story(), Fields(), [])]
        self._bytes = bytearray()
        self._skip = 0
        self._starred = False
        self._token = _TOKEN
        self._default = "cp1252"
        self._fonts: dict[int, Font] = {}
        self._headings: set[int] = set()
        self._style_name: list[str] = []
        self._properties: dict[str, list[str]] = {}
        self._times: dict[str, dict[str, int]] = {}
        self._attachments: list[str] = []
        self._edges: list[int] = [0]
        self._covered: list[bool] = []
        self._covers_next = False
        self._notes = {"注": 0, "尾注": 0}
        self._length = 0
        self._remarks: set[Remark] = set()
        self._words: dict[str, Callable[[int | None], None]] = self._vocabulary()

    def page(self) -> Page:
        self._read()
        while len(self._open) > 1:
            self._close_story("box")
        blocks = tuple(self._open[0].story.blocks())
        return Page(
            blocks=blocks,
            format="rtf",
            detail=self._default,
            metadata=self._metadata(),
            warnings=tuple(sorted(str(r) for r in self._remarks)),
            attachments=tuple(dict.fromkeys(self._attachments)),
        )

    # -- tokens

    def _read(self) -> None:
        at, end = self._data.index(b"{"), len(self._data)
        while at < end:
            token = self._token.match(self._data, at)
            if token is None:
                break
            at = token.end()
            word, number, code, sign, brace, plain = token.groups()
            if plain is not None:
                self._raw(plain)
            elif code is not None:
                self._raw(bytes((int(code, 16),)))
            elif word == b"bin":
                at += min(max(0, int(number or 0)), end - at)
            elif word is not None:
                self._flush()
                self._word(word.decode("ascii"), None if number is None else int(number))
            elif sign is not None:
                self._flush()
                self._sign(sign)
            elif brace == b"{":
                self._flush()
                self._begin_group()
            elif brace == b"}":
                self._flush()
                if not self._end_group():
                    return
        self._flush()
        if self._stack:
            self._remarks.add(Remark.CUT)

    def _raw(self, raw: bytes) -> None:
        skipped = min(self._skip, len(raw))
        self._skip -= skipped
        self._bytes += raw[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            font = self._fonts.get(self._state.font, Font())
            plain = font if self._state.target in (Target.TEXT, Target.LABEL) else Font()
            self._text(decode(bytes(self._bytes), plain.character_set, plain.name, self._default))
            self._bytes.clear()
        self._skip = 0

    def _begin_group(self) -> None:
        if len(self._stack) >= limits.RTF_DEPTH:
            raise NotReadable("文件内容嵌套过深，不予读取。")
        self._stack.append(self._state)
        self._state = replace(self._state, closing="")
        self._starred = False

    def _end_group(self) -> bool:
        """Close a group; False when it was the document itself."""
        closing, target = self._state.closing, self._state.target
        if not self._stack:
            return False
        if target is Target.STYLE:
            self._end_style()
        self._state = self._stack.pop()
        self._starred = False
        if closing == "field":
            self._here.story.add(self._here.fields.end())
        elif closing:
            self._close_story(closing)
        return bool(self._stack)

    # -- words

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in b"\r\n":
            self._end_paragraph(None)
        else:
            self._text(SIGNS.get(sign, ""))

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in DESTINATIONS:
            self._destination(word)
            return
        if word == "upr":
            # the same text twice, for old and for new readers
            self._state.outer, self._state.target = self._state.target, Target.NOWHERE
        elif word == "ud":
            self._state.target = self._state.outer
        elif starred and word not in ("cs", "ds", "ts"):
            self._state.target = Target.NOWHERE
        elif self._state.target is Target.PROPERTY and word in _TIME:
            self._times.setdefault(self._state.property, {})[word] = number or 0
        elif word in CHARACTERS:
            self._text(CHARACTERS[word])
        elif word in self._words and (self._state.target is not Target.NOWHERE or word in ("uc", "u")):
            self._words[word](number)

    def _destination(self, word: str) -> None:
        if (
            self._state.target is Target.NOWHERE
            and DESTINATIONS[word] is Target.TEXT
            and word not in _STORIES
        ):
            return
        self._state.target = DESTINATIONS[word]
        if word == "fldrslt":
            self._here.fields.separate()
        elif word in _STORIES:
            self._state = replace(self._state, in_table=False, outline=None, style=0, closing=_STORIES[word])
            self._open.append(Open(Story(), Fields(), []))
        elif word in PROPERTY_NAMES:
            self._state.property = word
            if word in self._properties:
                self._state.target = Target.NOWHERE

    def _vocabulary(self) -> dict[str, Callable[[int | None], None]]:
        """What each word does; the argument is the number behind it."""
        return {
            "par": self._end_paragraph,
            "sect": self._end_paragraph,
            "cell": self._end_cell,
            "nestcell": lambda _: self._finish_paragraph(in_table=True),
            "row": self._end_row,
            "trowd": self._begin_row,
            "trleft": lambda n: self._edges.__setitem__(0, n or 0),
            "cellx": self._edge,
            "clmrg": lambda _: setattr(self, "_covers_next", True),
            "clvmrg": lambda _: setattr(self, "_covers_next", True),
            "pard": self._reset_paragraph,
            "plain": self._reset_run,
            "intbl": lambda _: setattr(self._state, "in_table", True),
            "outlinelevel": self._outline,
            "s": lambda n: setattr(self._state, "style", n or 0),
            "v": lambda n: setattr(self._state, "hidden", n != 0),
            "deleted": self._delete,
            "revised": lambda n: self._remarks.add(Remark.REVISIONS) if n != 0 else None,
            "u": self._unicode,
            "uc": lambda n: setattr(self._state, "fallback", max(0, min(n if n is not None else 1, 16))),
            "f": self._font,
            "fcharset": self._character_set,
            "ansicpg": self._code_page,
            "field": self._begin_field,
            "ftnalt": lambda _: setattr(self._here, "is_endnote", True),
        }

    @property
    def _here(self) -> Open:
        return self._open[-1]

    # -- characters

    def _text(self, text: str) -> None:
        if not text:
            return
        state = self._state
        if state.target is Target.TEXT:
            self._length += len(text)
            if self._length > limits.TEXT_CHARS:
                raise TooLarge("文件正文过长，不予读取。")
            if state.deleted:
                self._remarks.add(Remark.REVISIONS)
            elif state.hidden:
                self._remarks.add(Remark.HIDDEN)
            else:
                self._here.story.add(self._here.fields.text(text))
        elif state.target is Target.INSTRUCTION:
            self._here.fields.instruction(text)
        elif state.target is Target.LABEL:
            self._here.label.append(text)
        elif state.target is Target.FONT:
            font = self._fonts.setdefault(state.font, Font())
            font.name = (font.name + text.rstrip(";"))[:64]
        elif state.target is Target.STYLE:
            self._style_name.append(text)
        elif state.target is Target.PROPERTY:
            self._properties.setdefault(state.property, []).append(text)
        elif state.target is Target.OBJECT_CLASS:
            self._attachments.append(f"嵌入对象（{text.strip()[:64]}）")

    def _unicode(self, number: int | None) -> None:
        if number is not None and -0x8000 <= number <= 0xFFFF:
            self._text(chr(number & 0xFFFF))
        self._skip = self._state.fallback

    def _font(self, number: int | None) -> None:
        self._state.font = number or 0

    def _code_page(self, number: int | None) -> None:
        self._default = code_page(number or 0)
        self._token = _TWO_BYTE_TOKEN if self._default in TWO_BYTE else _TOKEN

    def _character_set(self, number: int | None) -> None:
        if self._state.target is Target.FONT:
            self._fonts.setdefault(self._state.font, Font()).character_set = number or 0

    def _delete(self, number: int | None) -> None:
        self._state.deleted = number != 0

    def _begin_field(self, _: int | None) -> None:
        self._state.closing = "field"
        self._here.fields.begin()

    def _reset_run(self, _: int | None) -> None:
        self._state.hidden = self._state.deleted = False

    # -- paragraphs

    def _reset_paragraph(self, _: int | None) -> None:
        self._state.style, self._state.outline, self._state.in_table = 0, None, False

    def _outline(self, number: int | None) -> None:
        if self._state.target is Target.STYLE:
            if number is not None and number < _BODY_LEVEL:
                self._headings.add(self._state.style)
        else:
            self._state.outline = number

    def _end_style(self) -> None:
        name = "".join(self._style_name).strip().rstrip(";")
        self._style_name.clear()
        if _HEADING_NAME.match(name):
            self._headings.add(self._state.style)

    def _end_paragraph(self, _: int | None) -> None:
        if self._state.target is not Target.TEXT:
            return
        if (self._state.deleted or self._state.hidden) and not self._state.in_table:
            self._here.label.clear()
            self._here.story.carry_on()
        else:
            self._finish_paragraph(in_table=self._state.in_table)

    def _finish_paragraph(self, *, in_table: bool) -> None:
        story = self._here.story
        label, text = self._label(), story.take_text()
        text = printable(label + text.lstrip(" \t\u3000") if label else text).rstrip().lstrip("\n")
        level = self._state.outline
        heading = self._state.style in self._headings if level is None else level < _BODY_LEVEL
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        story.end_paragraph(Block(kind, text) if text.strip() else None, in_table=in_table)

    def _label(self) -> str:
        label = "".join(self._here.label).strip()
        self._here.label.clear()
        return joined(bullet(label) if len(label) == 1 and not label.isalnum() else label) if label else ""

    # -- tables

    def _begin_row(self, _: int | None) -> None:
        self._edges, self._covered, self._covers_next = [0], [], False

    def _edge(self, number: int | None) -> None:
        if len(self._covered) < limits.TABLE_COLUMNS:
            self._edges.append(number or 0)
            self._covered.append(self._covers_next)
        self._covers_next = False

    def _end_cell(self, _: int | None) -> None:
        self._finish_paragraph(in_table=True)
        self._here.story.end_cell()

    def _end_row(self, _: int | None) -> None:
        self._here.story.end_row(tuple(self._edges), tuple(self._covered))

    # -- stories inside the story

    def _close_story(self, kind: str) -> None:
        closed = self._open.pop()
        blocks = closed.story.blocks()
        if kind == "box":
            self._here.story.put_behind(blocks)
            return
        word = "尾注" if closed.is_endnote else "注"
        text = " ".join(block.text.strip() for block in blocks)
        if text:
            self._notes[word] += 1
            self._here.story.put_note(Block(BlockKind.FOOTNOTE, f"[{word}{self._notes[word]}] {text}"))

    def _metadata(self) -> dict[str, str]:
        found = {}
        for word, key in PROPERTY_NAMES.items():
            time = self._times.get(word, {})
            text = printable("".join(self._properties.get(word, ()))).strip()
            if time.get("yr"):
                text = "{yr:04d}-{mo:02d}-{dy:02d}T{hr:02d}:{min:02d}:00".format(
                    **{u: time.get(u, 0) for u in _TIME}
                )
            if text:
                found[key] = text
        return found
