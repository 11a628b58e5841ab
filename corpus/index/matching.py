"""Which documents a query means: sets of keys, by the grams where they are exact, by the shelf elsewhere."""

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping

from corpus.index.fold import fold
from corpus.index.grams import GramIndex
from corpus.index.query import And, Between, Node, Not, Or, Words, positive_words
from registry.docno import number_key

_COLUMN = {"title": "f_title", "issuer": "f_issuer", "matter": "f_matter", "basis": "f_basis", "cites": "f_cites"}  # fmt: skip
_DATE_COLUMN = {"year": "year", "expires": "expires", "effective": "effective", "signed": "signed"}
_FILING = {"已备案": "有", "未备案": "无"}
#: What every document number has: a digit, or 号 behind its Chinese numerals.
_NUMBERED = re.compile(r"[\d号]")
#: Parameters of one statement; SQLite's oldest limit is 999.
_BATCH = 900


class Matcher:
    """The meaning of queries over one state of the shelf. `known`: id → status."""

    def __init__(self, db: sqlite3.Connection, grams: GramIndex, known: Mapping[str, str]) -> None:
        self.db = db
        self.grams = grams
        self.known = known
        self._waiting: frozenset[int] | None = None
        self._found: dict[str, tuple[set[int], bool]] = {}

    def keys(self, tree: Node) -> set[int]:
        """The documents that a query means: nothing is missed, nothing is too many.

        Keys that the shelf gave up may be among them while the grams still hold them; they stand for nothing.
        """
        texts = {fold(w.text) for w in _all_words(tree) if w.field in (None, "article")}
        self._found = self.grams.candidates(texts)
        return _within_articles(self.db, tree, self._keys(tree, None))

    def _keys(self, node: Node, within: set[int] | None) -> set[int]:
        """The documents of `within` (None: of all) for which a node is true."""
        match node:
            case And(parts):
                # What narrows most and costs least comes first; a negation last.
                for part in sorted(parts, key=self._cost):
                    within = self._keys(part, within)
                    if not within:
                        break
                return within if within is not None else set()
            case Or(parts):
                return set().union(*(self._keys(part, within) for part in parts))
            case Not(part):
                everything = self._all() if within is None else within
                return everything - self._keys(part, everything)
            case Between():
                return self._selected(*_between(node), within)
            case Words(text, None | "article" as name):
                return self._holding(text, within, numbers=name is None)
            case Words(text, "status"):
                ids = {id for id, status in self.known.items() if status == text}
                rows = self.db.execute("SELECT key, id FROM shelf")
                return _limited({key for key, id in rows if id in ids}, within)
            case Words(text, "filing"):
                return self._selected("filing = ?", (_FILING.get(text, text),), within)
            case Words(text, "number"):
                values = (fold(text).replace(" ", ""), number_key(text) or "\0")
                return self._selected("(instr(f_number, ?) OR number_key = ?)", values, within)
            case Words(text, str() as name):
                return self._selected(f"instr({_COLUMN[name]}, ?)", (fold(text),), within)
        raise AssertionError(node)

    def _cost(self, node: Node) -> float:
        match node:
            case Words(text, None | "article"):
                return 10 + len(self._found[fold(text)][0])
            case Words() | Between():
                return 5
            case Not():
                return 1e9
            case _:
                return 1e8

    def _all(self) -> set[int]:
        return {key for (key,) in self.db.execute("SELECT key FROM shelf")}

    @property
    def waiting(self) -> frozenset[int]:
        """Documents that the grams do not hold yet."""
        if self._waiting is None:
            rows = self.db.execute("SELECT key FROM shelf WHERE indexed = 0")
            self._waiting = frozenset(key for (key,) in rows)
        return self._waiting

    def _selected(self, condition: str, values: tuple[str, ...], within: set[int] | None) -> set[int]:
        rows = self.db.execute(f"SELECT key FROM shelf WHERE {condition}", values)
        return _limited({key for (key,) in rows}, within)

    def _holding(self, text: str, within: set[int] | None, *, numbers: bool) -> set[int]:
        """Documents that hold the words in text, title or number (however a number is spelled)."""
        folded = fold(text)
        candidates, exact = self._found[folded]
        candidates = _limited(candidates, within)
        waiting = _limited(set(self.waiting), within)
        found = self._verified(folded, waiting if exact else candidates | waiting)
        if exact:
            found |= candidates - waiting
        if numbers and _NUMBERED.search(text) and (key := number_key(text)):
            found |= self._selected("number_key = ?", (key,), within)
        return found

    def _verified(self, folded: str, keys: set[int]) -> set[int]:
        condition = "(instr(f_text, ?) OR instr(f_title, ?) OR instr(f_number, ?))"
        source = "FROM shelf s JOIN folded f ON f.key = s.key WHERE"
        found: set[int] = set()
        for batch, marks in batches(keys):
            sql = f"SELECT s.key {source} s.key IN ({marks}) AND {condition}"
            found.update(key for (key,) in self.db.execute(sql, (*batch, folded, folded, folded)))
        return found


def batches(keys: Collection[int]) -> Iterator[tuple[list[int], str]]:
    """Keys in order of the table, in portions that a statement can hold, each with its question marks."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        yield batch, ",".join("?" * len(batch))


def _limited(keys: set[int], within: set[int] | None) -> set[int]:
    return keys if within is None else keys & within


def _between(node: Between) -> tuple[str, tuple[str, ...]]:
    column = _DATE_COLUMN[node.field]
    parts, values = [f"{column} <> ''"], []
    if node.first:
        # "2015" is before "2015-03", so a lower bound compares as it is.
        parts.append(f"{column} >= ?")
        values.append(node.first)
    if node.last:
        parts.append(f"substr({column}, 1, {len(node.last)}) <= ?")
        values.append(node.last)
    return " AND ".join(parts), tuple(values)


def _all_words(node: Node) -> Iterator[Words]:
    match node:
        case Words():
            yield node
        case Not(part):
            yield from _all_words(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _all_words(part)
        case _:
            return


def _within_articles(db: sqlite3.Connection, tree: Node, keys: set[int]) -> set[int]:
    """Keep the documents in which one article (or unnumbered section) holds all the 条: words."""
    words = [fold(w.text) for w in positive_words(tree) if w.field == "article"]
    if not words:
        return keys

    def together(units: str, text: str) -> bool:
        # The rarest of the words decides which articles are worth looking at.
        spans = [(start, end) for label, start, end in json.loads(units) if label.endswith(("条", "、"))]
        return any(all(text.find(word, start, end) >= 0 for word in words) for start, end in spans)

    return {
        key
        for batch, marks in batches(keys)
        for key, units, text in db.execute(
            f"SELECT key, units, f_text FROM folded WHERE key IN ({marks})", batch
        )
        if together(units, text)
    }
