"""Where the article of a web page stands: known containers of government sites, else the densest part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from registry.shipped import shipped

#: Elements whose text is no prose: a part that consists of links is navigation.
_LINK = "a"
#: A container is believed when it holds this much prose, and this share of the page's.
_ENOUGH = 30
_SHARE = 0.25
#: Going down into the densest part: a child is entered while it holds this share of its parent's prose.
_DENSE = 0.8
_LEAVES = frozenset({"p", "span", "b", "strong", "font", "a", "h1", "h2", "h3", "pre", "li"})
#: Furniture is never this large a share of the page's prose, whatever its name.
_FURNITURE_SHARE = 0.3
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
#: Characters that libxml2 reads out of a page (as &#1;) and does not take back.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """`html_layout.toml`, read once."""

    containers: tuple[str, ...]
    dropped_tags: frozenset[str]
    furniture: frozenset[str]
    lines: re.Pattern[str]
    metas: dict[str, str]
    attachments: frozenset[str]


@cache
def layout() -> Layout:
    """The known layouts."""
    data: dict[str, Any] = shipped("corpus.readers", "html_layout.toml")
    return Layout(
        containers=tuple(name.lower() for name in data["containers"]),
        dropped_tags=frozenset(data["dropped_tags"]),
        furniture=frozenset(data["furniture"]),
        lines=re.compile("|".join(f"(?:{line})" for line in data["lines"]), re.IGNORECASE),
        metas={name.lower(): name for name in data["metas"]},
        attachments=frozenset(data["attachments"]),
    )


def is_page_line(text: str) -> bool:
    """True for a line that belongs to the page and not to the document: a trail of links, 打印 关闭, ICP备 …"""
    return len(text) < 200 and layout().lines.fullmatch(text.strip()) is not None


def drop_unseen(root: etree._Element) -> None:
    """Remove what a browser does not show as text."""
    dropped = layout().dropped_tags
    for element in list(root.iter()):
        tag = element.tag
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if not isinstance(tag, str) or tag in dropped or hidden:
            _drop(element)


def find_article(root: etree._Element) -> list[etree._Element]:
    """The elements that hold the article, in order; [root] when nothing stands out. Drops furniture in `root`."""
    prose = _prose(root)
    _drop_furniture(root, prose)
    prose = _prose(root)
    total = prose.get(root, 0)
    named = _by_name(root)
    for name in layout().containers:
        found = [e for e in _outermost(named.get(name, ())) if prose.get(e, 0) >= _ENOUGH]
        if found and sum(prose[e] for e in found) >= _SHARE * total:
            return found
    return [_densest(root, prose)]


def text_of(element: etree._Element) -> str:
    """All text in an element."""
    return "".join(map(str, element.itertext()))


def names_of(element: etree._Element) -> list[str]:
    """The id and the classes of an element."""
    return [*(element.get("id") or "").split(), *(element.get("class") or "").split()]


def _prose(root: etree._Element) -> dict[etree._Element, int]:
    """Characters of text in each element, without those in links, counted from the bottom up."""
    counts: dict[etree._Element, int] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        count = len((element.text or "").strip())
        for child in element:
            count += counts.get(child, 0) + len((child.tail or "").strip())
        counts[element] = 0 if element.tag == _LINK else count
    return counts


def _by_name(root: etree._Element) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        for name in names_of(element):
            found.setdefault(name.lower(), []).append(element)
    return found


def _outermost(elements: Iterator[etree._Element] | list[etree._Element] | tuple[()]) -> list[etree._Element]:
    kept: list[etree._Element] = []
    inside: set[etree._Element] = set()
    for element in elements:
        if element in inside:
            continue
        kept.append(element)
        inside.update(element.iter())
    return kept


def _densest(root: etree._Element, prose: dict[etree._Element, int]) -> etree._Element:
    at = root
    while True:
        best = max((c for c in at if isinstance(c.tag, str)), key=lambda c: prose.get(c, 0), default=None)
        if best is None or best.tag in _LEAVES or prose.get(best, 0) < _DENSE * max(1, prose.get(at, 0)):
            return at
        at = best


def _drop_furniture(root: etree._Element, prose: dict[etree._Element, int]) -> None:
    known, furniture = set(layout().containers), layout().furniture
    most = _FURNITURE_SHARE * max(1, prose.get(root, 0))
    for element in list(root.iter("div", "ul", "section", "p", "span", "table", "td", "header", "dl")):
        names = names_of(element)
        words = {word.lower() for name in names for word in (name.lower(), *_WORD.findall(name))}
        inside = (n.lower() for e in element.iter(etree.Element) for n in names_of(e))
        if words & furniture and prose.get(element, 0) <= most and known.isdisjoint(inside):
            _drop(element)


def _drop(element: etree._Element) -> None:
    """Remove an element and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = _UNWRITABLE.sub("", element.tail or "")
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = _UNWRITABLE.sub("", before.tail or "") + tail
        else:
            parent.text = _UNWRITABLE.sub("", parent.text or "") + tail
    parent.remove(element)
