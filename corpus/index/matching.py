"""Which documents a query means: sets of keys, by the grams of one and two characters, by the phrases of more, and
by a look into the texts where these know nothing or few documents are left."""

import re
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cache

from corpus.index import phrases
from corpus.index.bits import bits_of, keys_of
from corpus.index.columns import Columns
from corpus.index.fold import fold
from corpus.index.query import And, Between, Node, Not, Or, Words
from corpus.index.texts import encoded
from registry.docno import number_key

_COST_OF_FIELD, _COST_OF_WORDS, _COST_OF_PARTS, _COST_OF_NOT = 5, 10, 1e8, 1e9
#: How many documents are asked about in the time that looking through the text of one takes.
_LOOKING = 8
#: What every document number has: a digit, or 号 behind its Chinese numerals.
_NUMBERED = re.compile(r"[\d号]")

#: Of a folded phrase: the documents whose grams hold it, and whether that is the whole truth.
Candidates = Callable[[str], tuple[int, bool]]

Find = Callable[[bytes, int, int], int]


class Matcher:
    """The meaning of queries over one state of the shelf. `known`: id → status. `waiting`: the documents that
    the grams know nothing of."""

    def __init__(
        self, db: sqlite3.Connection, columns: Columns, candidates: Candidates, waiting: int, known: Mapping[str, str]
    ) -> None:  # fmt: skip
        self.db = db
        self.columns = columns
        self.waiting = waiting
        self.known = known
        self.candidates = candidates
        self.headed = cache(columns.headed)
        #: Of a folded phrase: the documents whose text holds it, None where that is not known.
        self.standing = cache(lambda phrase: phrases.holding(db, phrase))

    def hits(self, node: Node) -> int:
        """The documents that a query means: nothing is missed, nothing is too many."""
        return self._within(node, self.columns.all)

    def _within(self, node: Node, within: int) -> int:
        """The documents of `within` for which a node is true."""
        match node:
            case And(parts):
                together = [p.text for p in parts if isinstance(p, Words) and p.field == "article"]
                alone = [p for p in parts if not (isinstance(p, Words) and p.field == "article")]
                # What narrows most and costs least comes first; a negation last.
                for part in sorted(alone, key=self._cost):
                    within = self._within(part, within) if within else 0
                return self._in_one_article(together, within) if together else within
            case Or(parts):
                found = 0
                for part in parts:
                    found |= self._within(part, within & ~found)
                return found
            case Not(part):
                return within & ~self._within(part, within)
            case Between():
                return within & self._between(node)
            case Words(text, None):
                return self._holding(text, within)
            case Words(text, "article"):
                return self._in_one_article([text], within)
            case Words(text, str() as name):
                return within & self._in_field(name, text)
        raise AssertionError(node)

    def _cost(self, node: Node) -> float:
        match node:
            case Words(text, None):
                return self._cost_of_words(fold(text))
            case Words() | Between():
                return _COST_OF_FIELD
            case Not():
                return _COST_OF_NOT
            case _:
                return _COST_OF_PARTS

    def _cost_of_words(self, folded: str) -> float:
        """The grams know how many documents hold two characters; of longer words the longest is likely the rarest."""
        if len(folded) > 2 and phrases.supported():
            return _COST_OF_WORDS + self.columns.total / len(folded)
        return _COST_OF_WORDS + self.candidates(folded)[0].bit_count()

    # -- fields

    def _in_field(self, name: str, text: str) -> int:
        columns, folded = self.columns, fold(text)
        match name:
            case "title":
                return self.headed(folded)[0]
            case "number":
                return self.headed(folded.replace(" ", ""))[1] | self._numbered(text)
            case "issuer":
                return columns.of_value(columns.named_issuers, lambda issuer: folded in fold(issuer))
            case "subject":
                return self._about(folded)
            case "kind":
                return columns.of_value(columns.kinds, lambda kind: folded in fold(kind))
            case "status":
                return columns.of_value(columns.statuses(self.known), lambda status: text in status)
            case "filing":
                return columns.filings.get(text, 0)
            case "basis" | "cites":
                return self._selected(f"SELECT key FROM names WHERE instr(f_{name}, ?)", folded)
        raise AssertionError(name)

    def _about(self, folded: str) -> int:
        """Documents filed under a subject, or whose title speaks of it: that a bureau's name does is not enough."""
        columns = self.columns
        filed = columns.of_value(columns.named_subjects, lambda subject: folded in fold(subject))
        titled = self.headed(folded)[0]
        for issuer, having in columns.named_issuers.items():
            name = fold(issuer)
            if folded in name:
                titled &= ~bits_of(
                    key
                    for key in keys_of(titled & having)
                    if folded not in columns.titles[key].replace(name, "\n")
                )
        return filed | titled

    def _numbered(self, text: str) -> int:
        """The documents with this number, however it is spelled. Words that begin with a sign are none."""
        key = number_key(text) if text[:1].isalnum() and _NUMBERED.search(text) else ""
        return self._selected("SELECT key FROM shelf WHERE number_key = ?", key) if key else 0

    def _between(self, node: Between) -> int:
        first, last = node.first or "", node.last or "9999"

        def inside(day: str) -> bool:
            # "2015" is before "2015-03", so a lower bound compares as it is.
            return bool(day) and first <= day and day[: len(last)] <= last

        if node.field == "year":
            return self.columns.of_value(self.columns.years, inside)
        name = node.field
        sql = f"SELECT key FROM shelf WHERE {name} >= ? AND {name} <> '' AND substr({name}, 1, ?) <= ?"
        return self._selected(sql, first, len(last), last)

    def _selected(self, sql: str, *values: object) -> int:
        return bits_of(key for (key,) in self.db.execute(sql, values))

    # -- words

    def _holding(self, text: str, within: int) -> int:
        """Documents that hold the words in text, title or number (however a number is spelled)."""
        folded = fold(text)
        titled, numbered = self.headed(folded)
        return self._in_text(folded, within) | within & (titled | numbered | self._numbered(text))

    def _in_text(self, folded: str, within: int) -> int:
        """Documents that hold folded words in their text; of one or two characters also those that do in
        title or number."""
        if self._is_few(within):
            return self._looked_into(folded, within)
        if len(folded) > 2 and (standing := self.standing(folded)) is not None:
            return within & standing
        candidates, exact = self.candidates(folded)
        held = within & candidates & ~self.waiting
        sure, doubtful = (held, within & self.waiting) if exact else (0, held | within & self.waiting)
        if not self._is_few(doubtful) and (standing := self.standing(folded)) is not None:
            return sure | doubtful & standing
        return sure | self._looked_into(folded, doubtful)

    def _in_one_article(self, words: list[str], within: int) -> int:
        """Documents in which one article (or numbered section) holds all of the words."""
        folded = list(dict.fromkeys(map(fold, words)))
        if self._is_few(within):
            return self._looked_into_articles(folded, within)
        known = [word for word in folded if len(word) > 1]  # of single characters only the grams know
        if known and (standing := phrases.together(self.db, known)) is not None:
            alone, perhaps = standing
            if known == folded:
                return within & alone | self._looked_into_articles(folded, within & perhaps & ~alone)
            within &= alone | perhaps
        for word in folded:
            within &= self.candidates(word)[0] | self.waiting
        folded.sort(key=lambda word: self.candidates(word)[0].bit_count())
        return self._looked_into_articles(folded, within)

    # -- looking into texts

    def _is_few(self, documents: int) -> bool:
        """Whether looking into the texts of some documents is quicker than asking which of all hold the words."""
        return _LOOKING * documents.bit_count() < self.columns.total

    def _looked_into(self, folded: str, documents: int) -> int:
        """Those of some documents whose text holds folded words."""
        columns, sought = self.columns, encoded(folded)
        find, places, ends = columns.texts.find, columns.places, columns.ends
        return bits_of(key for key in keys_of(documents) if find(sought, places[key], ends[key]) >= 0)

    def _looked_into_articles(self, words: list[str], documents: int) -> int:
        """Those of some documents in which one article holds all of the folded words."""
        if not documents:
            return 0
        columns, articles = self.columns, self.columns.articles(self.db)
        find, places, ends = columns.texts.find, columns.places, columns.ends
        sought = [encoded(word) for word in words]
        return bits_of(
            key
            for key in keys_of(documents)
            if key in articles and _together(find, sought, *articles[key], places[key], ends[key])
        )


def _together(
    find: Find, words: list[bytes], starts: "array[int]", ends: "array[int]", place: int, end: int
) -> bool:
    """Whether one of the spans of the text from `place` to `end` holds all the words.

    The words take turns: one that is not in the span leaps to the span that holds its next occurrence.
    """
    span, agreed, turn = 0, 0, 0
    start, stop = place + starts[0], place + ends[0]
    while agreed < len(words):
        word = words[turn % len(words)]
        found = find(word, start, end)
        if found < 0:
            return False
        behind = found + len(word)
        if behind <= stop:
            agreed += 1
        else:
            span = bisect_left(ends, behind - place, span + 1)
            if span == len(ends):
                return False
            start, stop = place + starts[span], place + ends[span]
            agreed = 1 if start <= found else 0
        turn += 1
    return True
