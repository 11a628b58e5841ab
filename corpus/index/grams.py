"""The Whoosh half: a set of character bigrams per document, to narrow the candidates of a query.

A gram index may lag behind the shelf or hold entries that the shelf no longer has; both are harmless,
since the shelf decides. Its folder holds pickles: it is private and never taken from somebody else.
"""

import shutil
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from whoosh import fields, formats
from whoosh import index as whoosh_index
from whoosh.columns import NumericColumn
from whoosh.index import EmptyIndexError, LockError

from registry.errors import StoreError
from registry.files import private_files

#: Rarest grams of a phrase that are intersected; more narrow little and cost a posting list each.
_GRAMS_PER_PHRASE = 8
#: How many entries of a posting list cost as much as looking one document up on the shelf.
_LOOKING = 8
#: A gram of so many documents is rare however few there are.
_ALWAYS_RARE = 50
_WAIT_SECONDS = 60.0


def grams_of(folded: str) -> set[str]:
    """Single characters and pairs of neighbours, line ends included (a phrase may cross one)."""
    return set(folded) | {folded[i : i + 2] for i in range(len(folded) - 1)}


class _Grams(fields.FieldType):
    """A field whose values are the counted grams themselves: no tokens, no positions, no frequencies."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.analyzer = None
        self.scorable = False
        self.stored = False
        self.vector = None
        self.column_type = None
        self.multitoken_query = "default"

    def index(self, value: str, **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        for gram in sorted(grams_of(value)):
            yield gram.encode("utf-8", "surrogatepass"), 1, 1.0, b""


def _schema() -> fields.Schema:
    return fields.Schema(
        key=fields.ID(unique=True),
        number=fields.COLUMN(NumericColumn("Q")),  # type: ignore[no-untyped-call]
        grams=_Grams(),
    )


class GramIndex:
    """The gram index in a folder; opened when first needed, recreated when it cannot be opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _open(self) -> Any:
        try:
            return whoosh_index.open_dir(str(self.folder), schema=_schema())
        except (EmptyIndexError, OSError, ValueError, KeyError, EOFError, AttributeError):
            self.clear()
            with private_files():
                return whoosh_index.create_in(str(self.folder), _schema())

    def clear(self) -> None:
        """Throw the index away; the shelf then marks every document as not yet indexed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def is_empty(self) -> bool:
        return not self.folder.is_dir() or not whoosh_index.exists_in(str(self.folder))

    def add(
        self, entries: Iterable[tuple[int, str]], gone: Iterable[int] = (), *, memory_mb: int = 256
    ) -> None:
        """Add (key, folded text) pairs and drop keys, in one commit. Waits for another writer.

        Raises StoreError when another process writes for longer than a minute.
        """
        with private_files(), closing(self._open()) as index:
            writer = self._writer(index, memory_mb)
            try:
                for key in gone:
                    writer.delete_by_term("key", str(key))
                for key, folded in entries:
                    writer.add_document(key=str(key), number=key, grams=folded)
            except BaseException:
                writer.cancel()
                raise
            writer.commit()

    @staticmethod
    def _writer(index: Any, memory_mb: int) -> Any:
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                return index.writer(limitmb=memory_mb)
            except LockError:
                if time.monotonic() > deadline:
                    raise StoreError("全文索引正被另一个程序更新", "请稍候再试；检索不受影响") from None
                time.sleep(0.05)

    def candidates(self, phrases: Iterable[str]) -> dict[str, tuple[set[int], bool]]:
        """For each folded phrase the keys of the indexed documents that hold its grams, and whether that is
        the whole truth: of one or two characters it is, of longer phrases the keys are those that may hold it.
        """
        if self.is_empty:
            return {phrase: (set(), True) for phrase in phrases}
        found: dict[str, tuple[set[int], bool]] = {}
        with closing(self._open()) as index, closing(index.reader()) as reader:
            for phrase in phrases:
                # A line end also stands between title, number and text, where no phrase goes on.
                exact = len(phrase) <= 2 and "\n" not in phrase
                found[phrase] = (set(_documents_with(reader, phrase)), exact)
        return found

    def sharing(self, grams: Iterable[str], *, most: int, widest: float) -> Counter[int]:
        """key → how many of the `most` rarest of some grams a document holds. Grams that more than the part
        `widest` of all documents hold say nothing and are left out; so are those of one document alone."""
        counted: Counter[int] = Counter()
        if self.is_empty:
            return counted
        with closing(self._open()) as index, closing(index.reader()) as reader:
            limit = max(_ALWAYS_RARE, int(widest * reader.doc_count_all()))
            encoded = (gram.encode("utf-8", "surrogatepass") for gram in grams)
            frequencies = sorted(
                (count, gram)
                for gram in encoded
                if 2 <= (count := reader.doc_frequency("grams", gram)) <= limit
            )
            rarest = [gram for _, gram in frequencies[:most]]
            for leaf, _ in reader.leaf_readers():
                keys = leaf.column_reader("number")
                for gram in rarest:
                    if ("grams", gram) in leaf:
                        counted.update(int(keys[n]) for n in leaf.postings("grams", gram).all_ids())
        return counted


def _documents_with(reader: Any, phrase: str) -> Iterator[int]:
    pairs = {phrase[i : i + 2] for i in range(len(phrase) - 1)} or {phrase}
    encoded = [gram.encode("utf-8", "surrogatepass") for gram in pairs]
    for leaf, _ in reader.leaf_readers():
        if not all(("grams", gram) in leaf for gram in encoded):
            continue
        frequencies = sorted((leaf.doc_frequency("grams", gram), gram) for gram in encoded)
        numbers: set[int] | None = None
        for frequency, gram in frequencies[:_GRAMS_PER_PHRASE]:
            if numbers is not None and _LOOKING * len(numbers) < frequency:
                break  # looking the few up on the shelf is quicker than reading on
            ids = set(leaf.postings("grams", gram).all_ids())
            numbers = ids if numbers is None else numbers & ids
            if not numbers:
                break
        if numbers:
            keys = leaf.column_reader("number")
            deleted = leaf.has_deletions()
            yield from (int(keys[n]) for n in numbers if not (deleted and leaf.is_deleted(n)))
