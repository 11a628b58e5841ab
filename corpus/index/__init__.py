"""Full-text search with the recall of a substring scan.

Two parts stand beside the registry, both rebuildable from the store at any time: the *shelf*
(`shelf.py`, folded texts in SQLite, complete as soon as a document is stored) and the *grams*
(`grams.py`, a Whoosh index of character bigrams that narrows the candidates). The shelf alone answers
every query correctly; the grams make it fast. No type of either library leaves this package.
"""

from corpus.index.engine import Entry, Hit, Result, SearchIndex, Sort
from corpus.index.query import QueryError, parse, words_of
from corpus.index.snippets import Snippet

__all__ = ["Entry", "Hit", "QueryError", "Result", "SearchIndex", "Snippet", "Sort", "parse", "words_of"]
