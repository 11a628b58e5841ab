"""The only door to libxml2: no DTD, no entities, no network, bounded depth."""

from lxml import etree

from corpus.readers.errors import NotReadable

_HEAD = 8192


def parse_xml(data: bytes) -> etree._Element:
    """The root element of an XML file. Raises NotReadable when it is no XML or carries a DOCTYPE.

    A DOCTYPE is refused before libxml2 sees it: none of the formats read here may have one, and
    entity expansion and external entities start there.
    """
    head = data[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise NotReadable("文件含有文档类型声明（DOCTYPE），为安全起见不予读取。")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("文件内容不是完整的 XML，可能已损坏。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("文件含有文档类型声明（DOCTYPE），为安全起见不予读取。")
    return root
