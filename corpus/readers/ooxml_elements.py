"""Small questions to ask of WordprocessingML elements, whatever their namespace's year."""

from collections.abc import Iterator

from lxml import etree

from corpus.readers.ooxml_package import attribute, local_name

_OFF = ("0", "false", "off", "none")
_MOST = 1 << 31

Element = etree._Element


def child(element: Element | None, name: str) -> Element | None:
    """The first direct child of that local name."""
    if element is not None:
        for candidate in element:
            if local_name(candidate) == name:
                return candidate
    return None


def children(element: Element | None, name: str) -> Iterator[Element]:
    """All direct children of that local name."""
    if element is not None:
        for candidate in element:
            if local_name(candidate) == name:
                yield candidate


def setting(element: Element | None, *path: str) -> str | None:
    """The w:val of the element at the end of a path of children."""
    for name in path:
        element = child(element, name)
    return attribute(element)


def switch(element: Element | None, name: str) -> bool | None:
    """A toggle property: True, False, or None when it is not there."""
    found = child(element, name)
    return None if found is None else (attribute(found) or "true").lower() not in _OFF


def integer(text: str | None) -> int | None:
    """A whole number from an attribute; None for anything else and for what no document can mean."""
    if text is None or len(text) > 12:
        return None
    try:
        value = int(text)
    except ValueError:
        return None
    return value if -_MOST <= value < _MOST else None
