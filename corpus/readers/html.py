"""Web pages saved from government sites: the article, its element table and the page's meta tags."""

import re
from urllib.parse import unquote

from lxml import etree

from corpus.page import Block, BlockKind, Page
from corpus.readers import limits
from corpus.readers.element_table import line_pairs, split_head
from corpus.readers.encoding import Decoded, decode
from corpus.readers.errors import Empty, NotReadable, TooLarge
from corpus.readers.html_blocks import blocks_of
from corpus.readers.html_layout import drop_unseen, find_article, is_page_line, layout, text_of
from corpus.readers.page_labels import pairs_of

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATA_URL = re.compile(rb"data:[\w/+.;=-]{1,80};base64,[A-Za-z0-9+/=%\s]+")
#: What stands behind a title in <title>: the site's name.
_SITE = re.compile(
    r"\s*(?<!\d)[-_|–—]+(?!\d)\s*[^-_|–—]*(?:政府|网|门户|平台|公开|委员会|[局厅部办])[^-_|–—]*$"
)
_LOOSE = re.compile(r"[\s\u3000《》〈〉<>“”\"'（）()\[\]【】]")
#: The title is looked for among so many characters of the head of the article.
_HEAD_CHARS = 700
_SHORTEST_TITLE = 5
_MOST_ATTACHMENTS = 100
_DAMAGED = "部分字节无法按 {} 解码，已用 \ufffd 代替，请核对原文。"


def read_html(data: bytes, name: str = "") -> Page:
    """The Page of a web page: text of the article only, in any of the usual encodings.

    `metadata`: meta tags under their names (ArticleTitle, PubDate …), "html:title", and the element table
    under the words of `page_labels.toml`. A title that stands outside the article becomes its heading.
    Raises TooLarge, NotReadable, Empty.
    """
    if len(data) > limits.HTML_BYTES:
        data = _DATA_URL.sub(b"", data)
    if len(data) > limits.HTML_BYTES:
        raise TooLarge(f"网页超过 {limits.HTML_BYTES >> 20} MB，不予读取。")
    return read_decoded(decode(data, declared_encoding(data)))


def read_decoded(decoded: Decoded) -> Page:
    """As `read_html`, for a text that is decoded already (a part of an .mht)."""
    root = _parse(decoded.text)
    metadata = _metas(root)
    heading = _headline(root)
    drop_unseen(root)
    attachments = _attachments(root)
    article = find_article(root)
    inside = [block for element in article for block in blocks_of(element)]
    around = [] if article == [root] else _around(root, article)
    blocks, pairs = split_head(inside)
    for word, value in (line_pairs(around) | pairs).items():
        metadata.setdefault(word, value)
    blocks = _with_title(blocks, metadata, heading)
    if not blocks:
        raise Empty("网页里没有正文。", "请重新保存网页，或改用“另存为网页（全部）”。")
    warnings = (_DAMAGED.format(decoded.encoding),) if decoded.damaged else ()
    return Page(tuple(blocks), "html", decoded.encoding, metadata, warnings, attachments)


def declared_encoding(data: bytes) -> str | None:
    """What a web page says its encoding is; None when it does not."""
    found = _DECLARED.search(data[:8192]) or _XML_DECLARED.search(data[:200])
    return found[1].decode("ascii", "replace") if found else None


def _parse(text: str) -> etree._Element:
    text = _XML_HEAD.sub("", text.replace("\0", ""))
    # huge: nesting to 2,048, for pages whose tags are never closed; the size of the text is limited already
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("网页内容无法解析。") from error
    if root is None:
        raise Empty("网页是空的。")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise NotReadable("网页嵌套过深，不予读取。")
    for count, _ in enumerate(root.iter()):
        if count > limits.HTML_ELEMENTS:
            raise TooLarge("网页的元素过多，不予读取。")
    return root


def _metas(root: etree._Element) -> dict[str, str]:
    """The meta tags that say something of the document, and the window title."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = layout().metas.get((element.get("name") or element.get("property") or "").strip().lower())
        value = " ".join((element.get("content") or "").split())
        # some systems fill a title with the trail of links or the first line of the element table
        if name and value and not is_page_line(value) and not pairs_of(value):
            found.setdefault(name, value)
    title = _SITE.sub("", next((" ".join(text_of(e).split()) for e in root.iter("title")), ""))
    if title and not is_page_line(title) and not pairs_of(title):
        found["html:title"] = title
    return found


def _headline(root: etree._Element) -> str:
    """The text of the first real h1 of the page."""
    texts = (" ".join(text_of(e).split()) for e in root.iter("h1"))
    return next((text for text in texts if len(text) >= _SHORTEST_TITLE), "")


def _attachments(root: etree._Element) -> tuple[str, ...]:
    """The names of files that the page links to."""
    found: dict[str, None] = {}
    for link in root.iter("a"):
        path = (link.get("href") or "").split("?")[0].split("#")[0]
        if path.rsplit(".", 1)[-1].lower() in layout().attachments and "/" + path != "/":
            label = " ".join(text_of(link).split())
            found[label or unquote(path.rsplit("/", 1)[-1])] = None
    return tuple(found)[:_MOST_ATTACHMENTS]


def _around(root: etree._Element, article: list[etree._Element]) -> list[Block]:
    """The blocks of the page outside its article. Empties the article's elements."""
    for element in article:
        # not clear(): it takes the text behind the element with it
        element[:] = []
        element.text = None
    return blocks_of(root)


def _with_title(blocks: list[Block], metadata: dict[str, str], heading: str) -> list[Block]:
    """The blocks, under the document's title if it does not stand at their head."""
    for title in (
        metadata.get("ArticleTitle", ""),
        heading,
        metadata.get("标题", ""),
        metadata.get("html:title", ""),
    ):
        loose = _LOOSE.sub("", title)
        if len(loose) < _SHORTEST_TITLE or is_page_line(title) or pairs_of(title):
            continue
        head = _LOOSE.sub("", "".join(b.text for b in blocks[:12])[:_HEAD_CHARS])
        if blocks and loose not in head and head[: len(loose)] != loose:
            return [Block(BlockKind.HEADING, title), *blocks]
        return blocks
    return blocks
