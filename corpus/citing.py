"""Which documents name one: found through the index, then judged citation by citation."""

import re

from corpus.index import SearchIndex
from registry.docno import number_key
from registry.records import Document
from registry.store import Store


def citing(store: Store, index: SearchIndex, document: Document) -> tuple[str, ...]:
    """Ids of the documents that cite `document`, in order of id. The index must have followed the store.

    A citation that prints a number means the document of that number; one without means the title.
    """
    titles = {
        t for t in (document.title, document.value("inner_title"), document.reading.get("inner_title")) if t
    }
    key = number_key(document.number)
    words = [*titles, *([document.number] if document.number else [])]
    query = " OR ".join(f'引用:"{_plain(word)}"' for word in words if _plain(word).strip())
    if not query:
        return ()
    wanted = {_key(title) for title in titles}
    found = sorted(index.matching(query) - {document.id})
    return tuple(
        sorted(
            other.id
            for other in store.documents(found)
            if any(
                number_key(c["number"]) == key if c["number"] and key else _key(c["title"]) in wanted
                for c in other.reading.get("citations", ())
            )
        )
    )


def _plain(words: str) -> str:
    """The longest part without the signs that end a quoted phrase of a query: enough to find candidates."""
    return max(re.split('["“”]', words), key=len)


def _key(title: str | None) -> str:
    return "".join((title or "").split()).strip("《》") or "\0"
