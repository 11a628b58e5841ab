"""OFD (GB/T 33190), the national layout format: glyphs at places in ZIPped XML → lines → paragraphs."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.page import Page
from corpus.readers import limits
from corpus.readers.errors import NotReadable, TooLarge
from corpus.readers.ooxml_package import ZipPackage, attribute, local_name
from corpus.readers.pdf_text import Line, Sheet, tidy_line
from corpus.readers.print_layout import paragraphs

_NO_TEXT = "没有可读的文字（多半是扫描件），需要文字识别（OCR）后才能读取。"
_CODES = "部分页面的文字以私有字形编码存放，无法还原，需要文字识别（OCR）。"
_ATTACHMENT = "附件：{}"
#: Composite objects may hold others; deeper nesting than this is a loop or an attack.
_DEPTH = 16
_PRIVATE = re.compile("[\ue000-\uf8ff]")
#: A page whose text is private codes to this share has glyph numbers instead of characters.
_PRIVATE_SHARE = 0.3
#: A gap so many sizes wide parts cells; blanks within words are characters of their own.
_CELL_GAP = 1.5
_ROOT = "OFD.xml"
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_A4 = (210.0, 297.0)
_PROPERTIES = {
    "Title": "ofd:title",
    "Author": "ofd:author",
    "CreationDate": "ofd:created",
    "Creator": "ofd:creator",
}

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Glyph:
    x: float
    y: float
    text: str
    size: float


def read_ofd(data: bytes, name: str = "") -> Page:
    """The Page of an OFD file. Without readable text it has no blocks and `needs_ocr`.

    Raises NotReadable, NeedsPassword, TooLarge.
    """
    file = _File(ZipPackage(data))
    sheets = list(file.sheets())
    texts = ["".join(line.text for line in sheet.lines) for sheet in sheets]
    readable = [
        sheet
        for sheet, text in zip(sheets, texts, strict=True)
        if len(_PRIVATE.findall(text)) <= _PRIVATE_SHARE * len(text)
    ]
    blocks = paragraphs(readable)
    warnings = (_CODES,) if len(readable) < len(sheets) else ()
    detail = f"{len(sheets)} 页"
    if not blocks:
        return Page(
            (), "ofd", detail, file.metadata, warnings or (_NO_TEXT,), file.attachments, needs_ocr=True
        )
    return Page(blocks, "ofd", detail, file.metadata, warnings, file.attachments)


class _File:
    """The parts of an OFD package, found by the references between them."""

    def __init__(self, package: ZipPackage) -> None:
        self._package = package
        self._known = {n.replace("\\", "/").lstrip("/").lower() for n in package.names}
        self.metadata: dict[str, str] = {}
        self.attachments: tuple[str, ...] = ()
        self._composites: dict[str, etree._Element] = {}
        self._glyphs = 0

    def sheets(self) -> Iterator[Sheet]:
        """The pages of all documents in the file."""
        root = self._package.xml(_ROOT)
        if root is None:
            raise NotReadable("OFD 文件里没有 OFD.xml，文件可能已损坏。")
        count = 0
        for body in _all(root, "DocBody"):
            for element in _all(body, *_PROPERTIES):
                if element.text and element.text.strip():
                    self.metadata.setdefault(_PROPERTIES[local_name(element)], element.text.strip())
            path = self._find("", _text(_first(body, "DocRoot")))
            document = self._package.xml(path) if path else None
            if path is None or document is None:
                continue
            base = posixpath.dirname(path)
            self._read_attachments(base, document)
            self._read_resources(base, document)
            templates = {
                attribute(e, "ID") or "": self._find(base, attribute(e, "BaseLoc"))
                for e in _all(document, "TemplatePage")
            }
            size = _size(document)
            pages = _first(document, "Pages")
            for page in pages if pages is not None else ():
                if local_name(page) != "Page":
                    continue
                count += 1
                if count > limits.PAGES:
                    raise TooLarge(f"OFD 超过 {limits.PAGES} 页，不予读取。", "请拆分后重新加入。")
                place = self._find(base, attribute(page, "BaseLoc"))
                content = self._package.xml(place) if place else None
                yield self._sheet(content, templates, size) if content is not None else Sheet((), *size)

    def _find(self, base: str, reference: str | None) -> str | None:
        """The part that a reference means: relative to its document, or from the root, however it is written."""
        reference = (reference or "").strip().replace("\\", "/")
        if not reference:
            return None
        bare = reference.lstrip("/")
        joined = posixpath.normpath(posixpath.join(base, bare))
        plain = posixpath.normpath(bare).removeprefix("./")
        for candidate in (plain, joined) if reference.startswith("/") else (joined, bare, plain):
            if candidate.lower() in self._known:
                return candidate
        return None

    def _read_attachments(self, base: str, document: etree._Element) -> None:
        place = self._find(base, _text(_first(document, "Attachments")))
        root = self._package.xml(place) if place else None
        names = [attribute(e, "Name") or "" for e in _all(root, "Attachment")] if root is not None else []
        self.attachments += tuple(name for name in names if name)

    def _read_resources(self, base: str, document: etree._Element) -> None:
        """Composite graphics by their ID: text may stand in them."""
        for element in _all(document, "DocumentRes", "PublicRes"):
            place = self._find(base, _text(element))
            root = self._package.xml(place) if place else None
            for unit in _all(root, "CompositeGraphicUnit") if root is not None else ():
                self._composites.setdefault(attribute(unit, "ID") or "", unit)

    def _sheet(
        self, page: etree._Element, templates: dict[str, str | None], size: tuple[float, float]
    ) -> Sheet:
        size = _size(page) if _first(page, "PhysicalBox") is not None else size
        glyphs: list[_Glyph] = []
        for element in _all(page, "Template"):
            place = templates.get(attribute(element, "TemplateID") or "")
            template = self._package.xml(place) if place else None
            if template is not None:
                self._collect(template, _IDENTITY, glyphs, 0)
        self._collect(page, _IDENTITY, glyphs, 0)
        pictures = 0 if glyphs else sum(1 for _ in _all(page, "ImageObject"))
        return Sheet(tuple(_lines(glyphs)), *size, pictures)

    def _collect(self, element: etree._Element, matrix: Matrix, glyphs: list[_Glyph], depth: int) -> None:
        """Glyphs of all visible text objects under an element, with composites where they are drawn."""
        if depth > _DEPTH:
            return
        for child in element.iter(etree.Element):
            kind = local_name(child)
            if kind == "TextObject" and (attribute(child, "Visible") or "true").lower() != "false":
                glyphs += _glyphs(child, matrix)
                self._glyphs += 1
                if len(glyphs) > limits.PAGE_GLYPHS:
                    raise TooLarge("OFD 的一页上字符过多，不予读取。")
            elif kind == "CompositeObject":
                unit = self._composites.get(attribute(child, "ResourceID") or "")
                if unit is not None:
                    self._collect(unit, _times(_placed(child), matrix), glyphs, depth + 1)


def _glyphs(element: etree._Element, outer: Matrix) -> Iterator[_Glyph]:
    matrix = _times(_placed(element), outer)
    size = next(iter(_numbers(attribute(element, "Size"))), 0.0)
    scale = max(0.1, abs(matrix[3]) or abs(matrix[1]))
    x = y = 0.0
    for code in element:
        if local_name(code) != "TextCode" or not code.text:
            continue
        x = next(iter(_numbers(attribute(code, "X"))), x)
        y = next(iter(_numbers(attribute(code, "Y"))), y)
        text = code.text if code.text.strip() else ""
        across, down = _deltas(attribute(code, "DeltaX")), _deltas(attribute(code, "DeltaY"))
        at_x, at_y = x, y
        for index, letter in enumerate(text):
            yield _Glyph(
                matrix[0] * at_x + matrix[2] * at_y + matrix[4],
                matrix[1] * at_x + matrix[3] * at_y + matrix[5],
                letter,
                size * scale,
            )
            at_x += across[index] if index < len(across) else (0.0 if down else size)
            at_y += down[index] if index < len(down) else 0.0


def _placed(element: etree._Element) -> Matrix:
    """The matrix of an object: its own transformation, then its place on the page."""
    own = _numbers(attribute(element, "CTM"))
    boundary = _numbers(attribute(element, "Boundary"))
    a, b, c, d, e, f = own if len(own) == 6 else _IDENTITY
    left, top = boundary[:2] if len(boundary) >= 2 else (0.0, 0.0)
    return a, b, c, d, e + left, f + top


def _times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does the first and then the second."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; [] when it is absent or holds anything else."""
    try:
        found = [float(word) for word in (text or "").split()]
    except ValueError:
        return []
    return found if all(abs(number) < 1e7 for number in found) else []


def _deltas(text: str | None) -> list[float]:
    """Steps between glyphs; "g 3 5.2" means three times 5.2. What is damaged ends the list."""
    words = (text or "").split()
    out: list[float] = []
    at = 0
    try:
        while at < len(words) and len(out) < limits.PAGE_GLYPHS:
            if words[at] == "g":
                count = min(int(words[at + 1]), limits.PAGE_GLYPHS - len(out))
                out += [float(words[at + 2])] * count
                at += 3
            else:
                out.append(float(words[at]))
                at += 1
    except (ValueError, IndexError):
        pass
    return out


def _lines(glyphs: list[_Glyph]) -> Iterator[Line]:
    """Glyphs at one height as a line; gaps become blanks, a glyph painted twice (bold) stands once."""
    rows: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        if rows and abs(rows[-1][0].y - glyph.y) <= max(0.35 * glyph.size, 0.3):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        row.sort(key=lambda g: g.x)
        seen = [glyph for glyph in row if not glyph.text.isspace()]
        if not seen:
            continue
        text = ""
        last: _Glyph | None = None
        for glyph in row:
            if last is not None:
                gap = glyph.x - last.x
                if glyph.text == last.text and gap < 0.15 * glyph.size:
                    continue
                width = last.size * (1.0 if ord(last.text) > 0x2E80 else 0.6)
                if gap > width + _CELL_GAP * last.size:
                    text += "\u3000"
            text += glyph.text
            last = glyph
        size = max(g.size for g in seen)
        bottom = seen[0].y
        yield Line(seen[0].x, seen[-1].x + seen[-1].size, bottom - size, bottom, tidy_line(text))


def _size(element: etree._Element) -> tuple[float, float]:
    box = _numbers(_text(_first(element, "PhysicalBox")))
    return (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else _A4


def _all(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (e for e in element.iter(etree.Element) if local_name(e) in names)


def _first(element: etree._Element, name: str) -> etree._Element | None:
    return next(_all(element, name), None)


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else element.text
