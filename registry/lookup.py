"""From what a person types to the documents that are meant."""

import re
from collections.abc import Callable

from sqlalchemy import Connection, select

from registry.docno import number_key
from registry.documents import headers, living
from registry.records import DocumentHeader
from registry.schema import files

_SPACES = re.compile(r"\s+")
_SPELLINGS = str.maketrans(
    "[【［(（{﹝「]】］)）}﹞」０１２３４５６７８９", "〔〔〔〔〔〔〔〔〕〕〕〕〕〕〕〕0123456789"
)
_SHORTEST_ID = 3


def _plain(number: str) -> str:
    """A number, or a part of one, in one spelling of brackets and widths."""
    return _SPACES.sub("", number).translate(_SPELLINGS)


def find(connection: Connection, ref: str) -> list[str]:
    """Ids of the documents a person means: by id or its beginning, number in any spelling, path or file
    name, title, a part of the title or of the number. The first of these that answers wins.
    """
    ref = ref.strip()
    if not ref:
        return []
    key, part = number_key(ref), _plain(ref)
    path, title = ref.replace("\\", "/"), ref.strip("《》")
    tests: tuple[Callable[[DocumentHeader], bool], ...] = (
        lambda h: h.id == ref,
        lambda h: len(ref) >= _SHORTEST_ID and h.id.startswith(ref.lower()),
        lambda h: bool(key and h.number) and number_key(h.number) == key,
        lambda h: h.path is not None and (h.path == path or h.path.endswith("/" + path)),
        lambda h: h.title == title,
        lambda h: title in h.title,
        lambda h: h.number is not None and part in _plain(h.number),
    )
    rows = headers(connection)
    for test in tests:
        if found := [h.id for h in rows if test(h)]:
            return found
    other_copies = select(files.c.document_id).where(files.c.path.endswith("/" + path, autoescape=True))
    return living(connection, other_copies)
