"""Reading and understanding documents: bytes → Page → Reading, and the full-text index.

May import `registry` only. Usable as a library: `from corpus import read, extract`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.extract import extract
    from corpus.readers import read

__all__ = ["extract", "read"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: a search or a list needs no grammar of citations, and would wait for it.
    if name == "extract":
        from corpus.extract import extract

        return extract
    if name == "read":
        from corpus.readers import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
