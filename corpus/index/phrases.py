"""Phrases: which texts, and which of their articles, hold words of two characters and more.

A full-text table of SQLite (FTS5) on the shelf keeps the place of every pair of neighbouring characters, so that
a phrase is a run of pairs, each of which begins one place after the other. Each article is a row of its own, and
so is what stands between two; no phrase without a line end crosses from one row to the next. A program whose
SQLite has no such table looks through the texts instead.
"""

import re
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from operator import add as joined

from corpus.index.bits import bits_of
from corpus.index.texts import decoded, encoded

#: Between two pairs. No text that was taken in and no query has it (`registry.plain`).
_MARK = "\x1f"
_UTF_32 = f"utf-32-{sys.byteorder[0]}e"
#: Every other character belongs to its pair as it is; above ASCII this tokenizer takes all for letters.
_SIGNS = "".join(sign for sign in map(chr, range(1, 128)) if not sign.isalnum() and sign != _MARK)


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


#: The table keeps no texts and is told of no removal: a key is never given again, and those of documents that are
#: gone are in no set of documents. Pairs are written by 64 MiB, and what was written is merged when there are 64 of
#: it: the table's own rule, a merge with every commit, takes half as long again.
SCHEMA = (
    "CREATE VIRTUAL TABLE phrases USING fts5(pairs, content='', columnsize=0,"
    f" tokenize={_quoted(f'ascii tokenchars {_quoted(_SIGNS)}')})",
    "INSERT INTO phrases (phrases, rank) VALUES ('hashsize', 67108864)",
    "INSERT INTO phrases (phrases, rank) VALUES ('automerge', 0)",
    "INSERT INTO phrases (phrases, rank) VALUES ('crisismerge', 64)",
)

#: What a row is: text of no article, one article, or what cannot be parted, since articles overlap or one begins or
#: ends amidst a line.
_OUTSIDE, _ARTICLE, _MIXED = range(3)
#: Bits of a row's number for its kind and for its place in the document; the document's key stands before them.
_KIND, _PLACE = 2, 16
_KEY = _KIND + _PLACE
#: So many characters of a word are looked up to see whether the table knows a text.
_WORD, _PROBE = re.compile(r"\w+"), 4


@cache
def supported() -> bool:
    """Whether SQLite has full-text tables here."""
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute(SCHEMA[0])
        except sqlite3.OperationalError:
            return False
    return True


def add(db: sqlite3.Connection, key: int, text: bytes, spans: "array[int]") -> None:
    """Take in the folded text of a document; its articles are all starts, then all ends, in bytes."""
    db.executemany("INSERT INTO phrases (rowid, pairs) VALUES (?, ?)", _rows(key, text, spans))


def forget(db: sqlite3.Connection) -> None:
    """Start empty."""
    db.execute("INSERT INTO phrases (phrases) VALUES ('delete-all')")


def holding(db: sqlite3.Connection, phrase: str) -> int | None:
    """The documents whose text holds a folded phrase; None when that is not known here: of single characters,
    and of phrases with a line end."""
    if len(phrase) < 2 or "\n" in phrase or not supported():
        return None
    keys = f"SELECT DISTINCT rowid >> {_KEY} FROM phrases WHERE phrases MATCH ?"
    try:
        return bits_of(key for (key,) in db.execute(keys, (_match(phrase),)))
    except sqlite3.DatabaseError:  # damaged: nothing is lost but time
        return None


def together(db: sqlite3.Connection, words: Iterable[str]) -> tuple[int, int] | None:
    """The documents in which one article holds all the words (folded), and those in which one perhaps does;
    None when that is not known here, as of single characters."""
    asked = list(words)
    if min(map(len, asked)) < 2 or not supported():
        return None
    keys = (
        f"SELECT DISTINCT rowid >> {_KEY}, rowid & {(1 << _KIND) - 1} FROM phrases"
        f" WHERE phrases MATCH ? AND rowid & {(1 << _KIND) - 1}"
    )
    found: dict[int, list[int]] = {_ARTICLE: [], _MIXED: []}
    try:
        for key, kind in db.execute(keys, (" AND ".join(map(_match, asked)),)):
            found[kind].append(key)
    except sqlite3.DatabaseError:
        return None
    return bits_of(found[_ARTICLE]), bits_of(found[_MIXED])


def knows(db: sqlite3.Connection, key: int, text: bytes) -> bool:
    """Whether the table holds the beginning of the longest word of the text of a document."""
    word = max(_WORD.findall(decoded(text)), key=len, default="")[:_PROBE]
    rows = "SELECT 1 FROM phrases WHERE phrases MATCH ? AND rowid BETWEEN ? AND ?"
    asked = _match(word), key << _KEY, (key + 1 << _KEY) - 1
    return len(word) < 2 or db.execute(rows, asked).fetchone() is not None


def _match(phrase: str) -> str:
    """A phrase in the language of the table."""
    pairs = _MARK.join(map(joined, phrase, phrase[1:]))
    return '"' + pairs.replace('"', '""') + '"'


def _rows(key: int, text: bytes, spans: "array[int]") -> Iterator[tuple[int, bytes]]:
    """The rows of a document: their numbers and pairs."""
    pieces = _pieces(text, spans)
    parts = [decoded(text[start:end]) for start, end, _ in pieces]
    pairs, at = _pairs("".join(parts)), 0
    for place, (part, (_, _, kind)) in enumerate(zip(parts, pieces, strict=True)):
        if len(part) > 1:
            row = key << _KEY | place << _KIND | kind
            yield row, encoded(pairs[3 * at : 3 * (at + len(part)) - 4])
        at += len(part)


def _pieces(text: bytes, spans: "array[int]") -> list[tuple[int, int, int]]:
    """(start, end, kind) of the rows that a text becomes, one behind another."""
    pieces, at, half = list[tuple[int, int, int]](), 0, len(spans) // 2

    def put(start: int, end: int, kind: int) -> None:
        if pieces and (start < at or len(pieces) >> _PLACE or not _between_lines(text, start)):
            pieces[-1] = pieces[-1][0], end, _MIXED
        elif start < end:
            pieces.append((start, end, kind))

    for start, end in zip(spans[:half], spans[half:], strict=True):
        if at < start:
            put(at, start, _OUTSIDE)
            at = start
        put(start, end, _ARTICLE)
        at = end
    if at < len(text):
        put(at, len(text), _OUTSIDE)
    return pieces


def _between_lines(text: bytes, at: int) -> bool:
    """Whether a place is where a line begins or ends."""
    return at in (0, len(text)) or b"\n" in text[at - 1 : at + 1]


def _pairs(text: str) -> str:
    """Each character with the next one, a mark behind each pair: three characters a place."""
    codes = array("I", text.encode(_UTF_32, "surrogatepass"))
    pairs = array("I", [ord(_MARK)]) * (3 * max(0, len(codes) - 1))
    pairs[0::3], pairs[1::3] = codes[:-1], codes[1:]
    return pairs.tobytes().decode(_UTF_32, "surrogatepass")
