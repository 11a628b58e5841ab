"""Word documents since 2007 (.docx, .docm, .dotx and .wps of that kind), as people see them.

Automatic numbers are part of the text; revisions are accepted; hidden text, comments, headers and footers
are left out; text boxes, content controls, notes and tables stand at their place.
"""

from corpus.page import Page
from corpus.readers.errors import NotReadable, Unreadable
from corpus.readers.ole_objects import is_formula, packed_name
from corpus.readers.ooxml_body import BodyReader
from corpus.readers.ooxml_elements import Element
from corpus.readers.ooxml_numbering import read_numbering
from corpus.readers.ooxml_package import Package, Relation, ZipPackage, attribute, local_name
from corpus.readers.ooxml_styles import StyleSheet

_MAIN = "word/document.xml"
_STRICT = "purl.oclc.org"
_ORDINARY_NOTES = (None, "normal")
_LONGEST = 500


def read_docx(data: bytes, name: str = "") -> Page:
    """The Page of a Word document in a ZIP package.

    Raises NotReadable (damaged, no Word document inside, a DOCTYPE in a part), NeedsPassword, TooLarge.
    """
    return read_package(ZipPackage(data))


def read_package(package: Package, detail: str = "") -> Page:
    """The Page of a Word document in any kind of package; `detail` overrides the version found."""
    main = _main_part(package)
    root = package.xml(main)
    if root is None or local_name(root) != "document":
        raise NotReadable("文件中没有 Word 正文。", "请确认文件是 Word 文档。")
    relations = package.relations(main)
    parts = {r.kind: r.target for r in reversed(relations)}
    styles = StyleSheet(_part(package, parts, "styles"))
    numbering = read_numbering(_part(package, parts, "numbering"), styles)
    notes = {
        (kind, attribute(note, "id") or ""): note
        for kind in ("footnote", "endnote")
        for note in _notes(package, parts, kind)
    }
    body = BodyReader(root, styles, numbering, notes)
    try:
        blocks = body.read()
    except RecursionError as error:
        raise NotReadable("文件内容嵌套过深，不予读取。") from error
    return Page(
        blocks=blocks,
        format="docx",
        detail=detail or ("strict" if _STRICT in str(root.tag) else "transitional"),
        metadata=_core_properties(package),
        warnings=tuple(sorted(str(r) for r in body.remarks)),
        attachments=_attachments(package, body, relations),
        # a scan that was put into a document picture by picture
        needs_ocr=not blocks and any(r.kind == "image" for r in relations),
    )


def _main_part(package: Package) -> str:
    return next((r.target for r in package.relations() if r.kind == "officeDocument"), _MAIN)


def _part(package: Package, parts: dict[str, str], kind: str) -> Element | None:
    return package.xml(parts[kind]) if kind in parts else None


def _notes(package: Package, parts: dict[str, str], kind: str) -> list[Element]:
    root = _part(package, parts, kind + "s")
    return [n for n in (root if root is not None else ()) if attribute(n, "type") in _ORDINARY_NOTES]


def _core_properties(package: Package) -> dict[str, str]:
    """docProps/core.xml as "core:title", "core:creator", "core:created" …; empty values are left out.

    Damaged properties are none: they are no reason to refuse a text.
    """
    target = next((r.target for r in package.relations() if r.kind == "core-properties"), None)
    try:
        root = package.xml(target) if target else None
    except NotReadable:
        return {}
    return {
        f"core:{local_name(e)}": e.text.strip()[:_LONGEST]
        for e in (root if root is not None else ())
        if e.text and e.text.strip()
    }


def _attachments(package: Package, body: BodyReader, relations: tuple[Relation, ...]) -> tuple[str, ...]:
    """Names of the embedded files, as they were called before or as the package calls them."""
    targets = {r.id: r.target for r in relations}
    found = []
    for program, relation in body.objects:
        if is_formula(program):
            continue
        target = targets.get(relation, "")
        file = target.rsplit("/", 1)[-1]
        if file.endswith(".bin"):
            file = _packed(package, target) or file
        found.append(f"{file or '嵌入对象'}（{program}）" if program else file or "嵌入对象")
    found += [targets.get(relation, "外部内容").rsplit("/", 1)[-1] for relation in body.foreign]
    return tuple(dict.fromkeys(found))


def _packed(package: Package, target: str) -> str:
    try:
        return packed_name(package.read(target) or b"")
    except Unreadable:
        return ""
