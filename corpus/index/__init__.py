"""Full-text search with the recall of a substring scan.

Two parts stand beside the registry, both rebuildable from the store at any time: the *shelf* (`shelf.py`,
folded texts with the places of their pairs of characters, `phrases.py`, complete as soon as a document is
stored) and the *grams* (`grams.py`, a Whoosh index of which characters and pairs a document has). The shelf alone
answers every query correctly; the grams make words of one and two characters fast. No type of either library
leaves this package.
"""

from corpus.index.engine import Entry, Hit, Result, SearchIndex, Sort
from corpus.index.query import QueryError, parse, words_of
from corpus.index.snippets import Snippet

__all__ = ["Entry", "Hit", "QueryError", "Result", "SearchIndex", "Snippet", "Sort", "parse", "words_of"]
