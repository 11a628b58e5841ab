"""Reading and understanding documents: bytes → Page → Reading, and the full-text index.

May import `registry` only. Usable as a library: `from corpus import read, extract`.
"""

from corpus.extract import extract
from corpus.readers import read

__all__ = ["extract", "read"]
