"""Word documents in one XML file: flat OPC (since 2007) and the format of Word 2003."""

from contextlib import AbstractContextManager

from corpus.page import Page
from corpus.readers.docx import read_package
from corpus.readers.errors import NotReadable
from corpus.readers.numbering import ListInstance
from corpus.readers.ooxml_body import BodyReader
from corpus.readers.ooxml_elements import Element, child, children, setting
from corpus.readers.ooxml_numbering import Numbering, levels, overrides
from corpus.readers.ooxml_package import FlatPackage, attribute, local_name
from corpus.readers.ooxml_styles import StyleSheet
from corpus.readers.safe_xml import parse_xml

_PROPERTIES = {
    "Title": "core:title",
    "Subject": "core:subject",
    "Author": "core:creator",
    "LastAuthor": "core:lastModifiedBy",
    "Created": "core:created",
    "LastSaved": "core:modified",
    "Company": "core:company",
}


def read_word_xml(data: bytes, name: str = "") -> Page:
    """The Page of a flat OPC or Word 2003 XML file. Raises NotReadable for any other or damaged XML."""
    root = parse_xml(data)
    kind = local_name(root)
    if kind == "package":
        return read_package(_flat(root), detail="flat OPC")
    if kind == "wordDocument":
        return _word_2003(root)
    raise NotReadable("XML 文件不是 Word 文档。")


def _flat(root: Element) -> FlatPackage:
    parts = {}
    for part in children(root, "part"):
        content = child(part, "xmlData")
        if content is not None and len(content):
            parts[attribute(part, "name") or ""] = content[0]
    return FlatPackage(parts)


class _HintedNumbering:
    """Numbers as counted; where a list is not described, the number that Word noted beside the text."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def story(self, name: str) -> AbstractContextManager[None]:
        return self._numbering.story(name)

    def label(self, properties: Element | None) -> str:
        counted = self._numbering.label(properties)
        if counted:
            return counted
        hint = attribute(child(child(properties, "listPr"), "t"))
        return f"{hint} " if hint else ""


def _word_2003(root: Element) -> Page:
    styles = StyleSheet(child(root, "styles"))
    lists = child(root, "lists")
    definitions = {attribute(d, "listDefId") or "": levels(d) for d in children(lists, "listDef")}
    instances = {
        attribute(each, "ilfo") or "": ListInstance(setting(each, "ilst") or "", overrides(each))
        for each in children(lists, "list")
    }
    numbering = _HintedNumbering(Numbering(styles, definitions, instances))
    body = BodyReader(root, styles, numbering, {})
    try:
        blocks = body.read()
    except RecursionError as error:
        raise NotReadable("文件内容嵌套过深，不予读取。") from error
    properties = child(root, "DocumentProperties")
    found = {local_name(e): (e.text or "").strip() for e in (properties if properties is not None else ())}
    return Page(
        blocks=blocks,
        format="word-xml",
        detail="Word 2003 XML",
        metadata={key: found[name] for name, key in _PROPERTIES.items() if found.get(name)},
        warnings=tuple(sorted(str(r) for r in body.remarks)),
        attachments=tuple(program or "嵌入对象" for program, _ in body.objects),
    )
