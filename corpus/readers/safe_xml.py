"""The only door to libxml2: no DTD, no entities, no network, bounded depth."""

from lxml import etree

from corpus.readers.errors import NotReadable, TooLarge

_HEAD = 8192


def parse_xml(data: bytes) -> etree._Element:
    """The root element of an XML file. Raises NotReadable when it is no XML or carries a DOCTYPE,
    TooLarge beyond the depth and length that libxml2 allows.

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
        if "huge" in str(error).lower():
            # libxml2 names its own limits: 256 levels, 10 MB in one text
            raise TooLarge("文件中的文字段过长或嵌套过深，不予读取。") from error
        raise NotReadable("文件内容不是完整的 XML，可能已损坏。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("文件含有文档类型声明（DOCTYPE），为安全起见不予读取。")
    return root
