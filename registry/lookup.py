"""From what a person types to the documents that are meant."""

import re
from typing import Any

from sqlalchemy import Connection, select

from registry.documents import headers, living
from registry.schema import files

_SPACES = re.compile(r"[\s　]+")
_BRACKETS = str.maketrans("[【［(（{﹝「]】］)）}﹞」", "〔〔〔〔〔〔〔〔〕〕〕〕〕〕〕〕")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def number_key(number: str) -> str:
    """A spelling of a 发文字号 that is the same for all its spellings (brackets, widths, spaces, 第)."""
    plain = _SPACES.sub("", number).translate(_BRACKETS).translate(_WIDE)
    return re.sub(r"〕第?0*(\d+)", r"〕\1", plain)


def find(connection: Connection, ref: str) -> list[str]:
    """Ids of the documents a person means: by id or its beginning, number in any spelling, path or file
    name, a part of the title. The first kind that answers wins; a whole title beats a part of one.
    """
    ref = ref.strip()
    if not ref:
        return []
    rows = headers(connection)
    key, path = number_key(ref), ref.replace("\\", "/")
    bare = ref.strip("《》")
    tests: tuple[Any, ...] = (
        lambda h: h.id == ref,
        lambda h: len(ref) >= 3 and h.id.startswith(ref.lower()),
        lambda h: h.number is not None and number_key(h.number) == key,
        lambda h: h.path is not None and (h.path == path or h.path.endswith("/" + path)),
        lambda h: h.title == bare,
        lambda h: bare in h.title,
    )
    for test in tests:
        if found := [h.id for h in rows if test(h)]:
            return found
    return living(
        connection, select(files.c.document_id).where(files.c.path.endswith("/" + path, autoescape=True))
    )
