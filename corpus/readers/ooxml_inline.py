"""The inside of a WordprocessingML paragraph: runs, fields, revisions, drawings → text and what hangs on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.readers.fields import Fields
from corpus.readers.ooxml_elements import Element, child, children, integer, setting, switch
from corpus.readers.ooxml_package import attribute, local_name
from corpus.readers.ooxml_styles import StyleSheet
from corpus.readers.remarks import Remark
from corpus.readers.symbols import symbol_of_code

#: Elements that only wrap inline content.
_WRAPPERS = frozenset({"hyperlink", "smartTag", "customXml", "bdo", "dir", "subDoc", "rubyBase", "hlink"})
_ADDED = frozenset({"ins", "moveTo"})
_REMOVED = frozenset({"del", "moveFrom"})
_DRAWN = frozenset({"drawing", "pict", "object"})
_FORMULAS = frozenset({"oMath", "oMathPara"})
INSERTION, DELETION = "Insertion", "Deletion"
_PLACEHOLDER = "placeholder text"


@dataclass(slots=True)
class Line:
    """A paragraph's content. `boxes` are text boxes anchored in it, `notes` (kind, id) its note references."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    objects: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class InlineReader:
    """Reads paragraphs of one document. `remarks` collects what was noticed on the way."""

    def __init__(self, styles: StyleSheet, unclosed: frozenset[Element]) -> None:
        self._styles = styles
        self._unclosed = unclosed
        self.fields = Fields()
        self.remarks: set[Remark] = set()

    def read(self, paragraph: Element) -> Line:
        """The visible content of a paragraph in the accepted view."""
        line = Line()
        hidden = self._styles.is_hidden(setting(paragraph, "pPr", "pStyle") or self._styles.default)
        self._inline(paragraph, line, bool(hidden))
        return line

    def _inline(self, parent: Element, line: Line, hidden: bool) -> None:
        for element in parent:
            name = local_name(element)
            if name == "r":
                self._run(element, line, hidden)
            elif name in _REMOVED:
                self.remarks.add(Remark.REVISIONS)
            elif name in _ADDED:
                self.remarks.add(Remark.REVISIONS)
                self._inline(element, line, hidden)
            elif name in _WRAPPERS:
                self._inline(element, line, hidden)
            elif name == "sdt":
                content = self.control(element)
                if content is not None:
                    self._inline(content, line, hidden)
            elif name == "fldSimple":
                self._simple_field(element, line, hidden)
            elif name in _FORMULAS:
                formula = "".join(t.text or "" for t in element.iter() if local_name(t) == "t")
                line.pieces.append(self.fields.text(formula))
            elif name == "AlternateContent":
                chosen = alternative(element)
                if chosen is not None:
                    self._inline(chosen, line, hidden)
                    self._run_content(chosen, line, hidden)
            elif name == "annotation":
                self._annotation(element, line, hidden)
            elif child(element, "r") is not None:
                # the smart tags of Word 2003 are elements of any name around runs
                self._inline(element, line, hidden)

    def _annotation(self, element: Element, line: Line, hidden: bool) -> None:
        """A revision as Word 2003 writes it: one element for all kinds, with the content one level down."""
        for content in self.accepted(element):
            self._inline(content, line, hidden)

    def accepted(self, annotation: Element) -> Iterator[Element]:
        """The content of an insertion; nothing for a deletion, a comment or a bookmark."""
        kind = annotation_kind(annotation)
        if kind in (INSERTION, DELETION):
            self.remarks.add(Remark.REVISIONS)
        if kind == INSERTION:
            yield from children(annotation, "content")

    def control(self, element: Element) -> Element | None:
        """The content of a content control, None when it shows a prompt or a table of contents."""
        properties = child(element, "sdtPr")
        if setting(properties, "docPartObj", "docPartGallery") == "Table of Contents":
            return None
        content = child(element, "sdtContent")
        if content is not None and switch(properties, "showingPlcHdr"):
            used = (attribute(e) for e in content.iter() if local_name(e) == "rStyle")
            if any(self._styles.name(style) == _PLACEHOLDER for style in used):
                return None
        return content

    def _simple_field(self, element: Element, line: Line, hidden: bool) -> None:
        self.fields.begin()
        self.fields.instruction(attribute(element, "instr") or "")
        self.fields.separate()
        self._inline(element, line, hidden)
        line.pieces.append(self.fields.end())

    def _run(self, run: Element, line: Line, hidden: bool) -> None:
        properties = child(run, "rPr")
        own = switch(properties, "vanish")
        if own is None:
            own = self._styles.is_hidden(setting(properties, "rStyle"))
        hidden = hidden if own is None else own
        self._run_content(run, line, hidden)

    def _run_content(self, run: Element, line: Line, hidden: bool) -> None:
        for element in run:
            name = local_name(element)
            if name == "fldChar":
                self._field_mark(element, line)
            elif name == "instrText":
                self.fields.instruction(element.text or "")
            elif hidden:
                if name in ("t", "sym"):
                    self.remarks.add(Remark.HIDDEN)
            elif name in ("footnoteReference", "endnoteReference"):
                if self.fields.text(" "):
                    line.notes.append((name.removesuffix("Reference"), attribute(element, "id") or ""))
            elif name in ("footnote", "endnote"):
                line.boxes.append(element)
            elif name == "ruby":
                base = child(element, "rubyBase")
                if base is not None:
                    self._inline(base, line, hidden)
            elif name == "AlternateContent":
                chosen = alternative(element)
                if chosen is not None:
                    self._run_content(chosen, line, hidden)
            elif name in _DRAWN:
                self._drawing(element, line)
            elif name == "r":
                self._run(element, line, hidden)
            else:
                line.pieces.append(self.fields.text(_character(element, name)))

    def _field_mark(self, element: Element, line: Line) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin" and element not in self._unclosed:
            self.fields.begin(_form_state(child(element, "ffData")))
        elif kind == "separate":
            self.fields.separate()
        elif kind == "end":
            line.pieces.append(self.fields.end())

    def _drawing(self, element: Element, line: Line) -> None:
        for inner in element.iter():
            name = local_name(inner)
            if name == "txbxContent":
                # a box inside a box is read with it; a fallback says the same again for older readers
                if not any(local_name(a) in ("txbxContent", "Fallback") for a in _ancestors(inner, element)):
                    line.boxes.append(inner)
            elif name == "textpath":
                words = attribute(inner, "string")
                if words:
                    line.pieces.append(self.fields.text(words))
            elif name == "relIds":
                self.remarks.add(Remark.DIAGRAM)
            elif name == "OLEObject":
                line.objects.append((attribute(inner, "ProgID") or "", attribute(inner, "id") or ""))


def annotation_kind(element: Element | None) -> str:
    """ "Word.Insertion" → "Insertion"; "" for no annotation."""
    return (attribute(element, "type") or "").rsplit(".", 1)[-1]


def alternative(element: Element) -> Element | None:
    """The branch of an mc:AlternateContent to read: the choice when it holds text, else the fallback."""
    fallback = child(element, "Fallback")
    for choice in children(element, "Choice"):
        if fallback is None or any(local_name(e) == "t" for e in choice.iter()):
            return choice
    return fallback


def unclosed_fields(root: Element) -> frozenset[Element]:
    """The field begins that are never ended; they must not swallow the rest of the document."""
    begun: list[Element] = []
    for element in root.iter():
        if local_name(element) == "fldChar":
            kind = attribute(element, "fldCharType")
            if kind == "begin":
                begun.append(element)
            elif kind == "end" and begun:
                begun.pop()
    return frozenset(begun)


def _ancestors(element: Element, top: Element) -> Iterator[Element]:
    parent = element.getparent()
    while parent is not None and parent is not top:
        yield parent
        parent = parent.getparent()


def _form_state(form: Element | None) -> str:
    """What a legacy form field shows: a tick box or the chosen entry of a list."""
    box = child(form, "checkBox")
    if box is not None:
        checked = switch(box, "checked")
        return "☑" if (switch(box, "default") if checked is None else checked) else "□"
    choices = child(form, "ddList")
    entries = [attribute(e) or "" for e in children(choices, "listEntry")]
    chosen = integer(setting(choices, "result") or setting(choices, "default")) or 0
    return entries[chosen] if 0 <= chosen < len(entries) else ""


def _character(element: Element, name: str) -> str:
    if name == "t":
        text = element.text or ""
        return text if attribute(element, "space") == "preserve" else text.strip(" \t\r\n")
    if name in ("tab", "ptab"):
        return "\t"
    if name in ("br", "cr"):
        return "\n"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        code = attribute(element, "char") or ""
        try:
            return symbol_of_code(int(code, 16), attribute(element, "font") or "")
        except ValueError:
            return ""
    return ""
