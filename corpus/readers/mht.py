"""Web archives (.mht, .mhtml): the main page out of a MIME message."""

import email
import email.errors
import email.message
import email.policy
from dataclasses import replace

from corpus.page import Page
from corpus.readers import limits
from corpus.readers.encoding import decode
from corpus.readers.errors import NotReadable, TooLarge
from corpus.readers.html import declared_encoding, read_decoded

_MOST_PARTS = 5_000


def read_mht(data: bytes, name: str = "") -> Page:
    """The Page of a web archive. Raises NotReadable when no web page is inside, TooLarge, Empty."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        part = _page_part(message)
        content = part.get_payload(decode=True) if part is not None else None
    except (email.errors.MessageError, ValueError, LookupError, AssertionError) as error:
        raise NotReadable("网页存档（mht）已损坏，无法读取。") from error
    if part is None or not isinstance(content, bytes) or not content.strip():
        raise NotReadable("网页存档（mht）里没有网页。", "请重新保存网页。")
    if len(content) > limits.HTML_BYTES:
        raise TooLarge(f"网页超过 {limits.HTML_BYTES >> 20} MB，不予读取。")
    charset = part.get_param("charset")
    decoded = decode(content, charset if isinstance(charset, str) else declared_encoding(content))
    return replace(read_decoded(decoded), format="mht")


def _page_part(message: email.message.Message) -> email.message.Message | None:
    """The part that the archive starts with, else its longest web page."""
    parts = []
    for count, part in enumerate(message.walk()):
        if count > _MOST_PARTS:
            raise TooLarge("网页存档（mht）的部件过多，不予读取。")
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            parts.append(part)
    start = message.get_param("start")
    for part in parts:
        if start and part.get("Content-ID") == start:
            return part
    return max(parts, key=lambda p: len(str(p.get_payload())), default=None)
