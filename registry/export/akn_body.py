"""The text of a document as the body of an Akoma Ntoso act: parts, chapters, sections, articles, points.

Every line of the text stands in the body once and in order, so that `text_of` gives the text back. A line is a
num with the heading or the paragraph that follows it.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from registry.export.inert import xml_text
from registry.records import Document

NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
TAG = f"{{{NS}}}"
#: Divisions from the outermost in, with the abbreviations of the naming convention.
_DIVISIONS = {"part": "part", "chapter": "chp", "section": "sec"}
_ORDER = tuple(_DIVISIONS)


def write_body(body: Any, document: Document) -> None:
    """Fill an empty <body>."""
    units = _units(document)
    writer = _Writer(body)
    at = 0
    for line in document.text.split("\n"):
        blank = len(line) - len(line.lstrip())
        kind, label = units.get(at + blank, ("", ""))
        split = blank + len(label)
        if label and line[blank:split] == label:
            writer.unit(kind, line[:split], line[split:])
        else:
            writer.plain(line)
        at += len(line) + 1
    writer.close()


def text_of(body: Any) -> str:
    """The text that `write_body` wrote."""
    lines: list[str] = []
    number = ""
    for element in body.iter(f"{TAG}num", f"{TAG}heading", f"{TAG}p"):
        if element.tag == f"{TAG}num":
            number = element.text or ""
        else:
            lines.append(number + (element.text or ""))
            number = ""
    return "\n".join(lines)


class _Writer:
    """Writes line by line; the lines of an article are gathered until it ends."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._open: list[tuple[str, Any, str]] = []
        self._counts: dict[str, int] = {}
        self._article: Any = None
        self._lines: list[tuple[str, str]] = []
        self._loose: Any = None

    def unit(self, kind: str, number: str, rest: str) -> None:
        """A line that begins a division, an article or a point."""
        if kind == "item" and self._article is not None:
            self._lines.append((number, rest))
            return
        if kind == "item":
            self.plain(number + rest)
            return
        self.close()
        if kind == "article":
            self._article = etree.SubElement(self._parent, f"{TAG}article", eId=f"art_{self._next('art')}")
            etree.SubElement(self._article, f"{TAG}num").text = xml_text(number)
            self._lines = [("", rest)]
            return
        while self._open and _ORDER.index(self._open[-1][0]) >= _ORDER.index(kind):
            self._open.pop()
        above = f"{self._open[-1][2]}__" if self._open else ""
        id = f"{above}{_DIVISIONS[kind]}_{self._next(above + kind)}"
        division = etree.SubElement(self._parent, f"{TAG}{kind}", eId=id)
        etree.SubElement(division, f"{TAG}num").text = xml_text(number)
        etree.SubElement(division, f"{TAG}heading").text = xml_text(rest)
        self._open.append((kind, division, id))

    def plain(self, line: str) -> None:
        """Any other line: of the open article, else of a block of text."""
        if self._article is not None:
            self._lines.append(("", line))
            return
        if self._loose is None:
            id = f"hcontainer_{self._next('hcontainer')}"
            block = etree.SubElement(self._parent, f"{TAG}hcontainer", name="text", eId=id)
            self._loose = etree.SubElement(block, f"{TAG}content")
        etree.SubElement(self._loose, f"{TAG}p").text = xml_text(line)

    def close(self) -> None:
        """Write out the open article."""
        self._loose = None
        if self._article is None:
            return
        article, self._article = self._article, None
        if not any(number for number, _ in self._lines):
            _content(article, [text for _, text in self._lines])
            return
        for count, (head, points) in enumerate(_paragraphs(self._lines), 1):
            id = f"{article.get('eId')}__para_{count}"
            paragraph = etree.SubElement(article, f"{TAG}paragraph", eId=id)
            if not points:
                _content(paragraph, [head])
                continue
            etree.SubElement(etree.SubElement(paragraph, f"{TAG}intro"), f"{TAG}p").text = xml_text(head)
            for place, (number, text) in enumerate(points, 1):
                point = etree.SubElement(paragraph, f"{TAG}point", eId=f"{id}__point_{place}")
                etree.SubElement(point, f"{TAG}num").text = xml_text(number)
                _content(point, [text])

    @property
    def _parent(self) -> Any:
        return self._open[-1][1] if self._open else self._body

    def _next(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]


def _paragraphs(lines: list[tuple[str, str]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Plain lines, each with the points that follow it."""
    head, points = lines[0][1], []
    for number, text in lines[1:]:
        if number:
            points.append((number, text))
        else:
            yield head, points
            head, points = text, []
    yield head, points


def _content(parent: Any, lines: list[str]) -> None:
    content = etree.SubElement(parent, f"{TAG}content")
    for line in lines:
        etree.SubElement(content, f"{TAG}p").text = xml_text(line)


def _units(document: Document) -> dict[int, tuple[str, str]]:
    """Start → (kind, label) of what is marked up."""
    return {
        unit["start"]: (unit["kind"], unit["label"])
        for instrument in document.reading.get("instruments") or ()
        for unit in instrument["units"]
        if unit["kind"] in (*_DIVISIONS, "article", "item")
    }
