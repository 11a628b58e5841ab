"""The Whoosh half: a set of character bigrams per document, to narrow the candidates of a query.

A gram index belongs to one shelf, whose name it carries. It may lag behind the shelf or hold entries that the
shelf no longer has; both are harmless, since the shelf decides. Its folder holds pickles: it is private and never
taken from somebody else.
"""

import shutil
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from whoosh import fields, formats
from whoosh import index as whoosh_index
from whoosh.columns import NumericColumn
from whoosh.reading import SegmentReader
from whoosh.util.filelock import FileLock

from corpus.index.bits import bits_of
from corpus.index.texts import encoded
from registry.errors import StoreError
from registry.files import create_private, make_private_folder, private_files, write_file

#: Rarest grams of a phrase that are intersected; more narrow little and cost a posting list each.
_GRAMS_PER_PHRASE = 8
#: How many entries of a posting list cost as much as looking one document up on the shelf.
_LOOKING = 8
#: A gram of so many documents is rare however few there are.
_ALWAYS_RARE = 50
#: Grams whose documents are remembered: a set of 100,000 documents takes 12 KiB.
_REMEMBERED = 2_000
#: A part of the index with fewer documents is small; so many small ones are merged.
_SMALL_PART, _MANY_PARTS = 200, 16
_WAIT_SECONDS = 60.0
_TOKEN = "shelf"


class GramsLost(Exception):
    """The gram index cannot be read: everything must be looked up on the shelf."""


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
            yield encoded(gram), 1, 1.0, b""


def _schema() -> fields.Schema:
    return fields.Schema(
        key=fields.ID(unique=True),
        number=fields.COLUMN(NumericColumn("Q")),  # type: ignore[no-untyped-call]
        grams=_Grams(),
    )


class GramIndex:
    """The gram index in a folder. One writer at a time, who holds the lock; readers change nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def belongs_to(self, shelf: str) -> bool:
        """Whether there is a gram index of the shelf with this name."""
        try:
            return (self.folder / _TOKEN).read_text(encoding="ascii") == shelf
        except (OSError, ValueError):
            return False

    def is_sound(self) -> bool:
        """Whether the index can be read."""
        try:
            self.read().close()
        except GramsLost:
            return False
        return True

    @contextmanager
    def lock(self, *, wait: bool) -> Iterator[bool]:
        """Hold the right to write; gives False when somebody else does and `wait` is False.

        Raises StoreError when another process writes for longer than a minute.
        """
        make_private_folder(self.folder.parent)
        create_private(path := self.folder.with_suffix(".lock"))
        lock = FileLock(str(path))
        deadline = time.monotonic() + _WAIT_SECONDS
        held = lock.acquire()
        while not held and wait:
            if time.monotonic() > deadline:
                raise StoreError("全文索引正被另一个程序更新", "请稍候再试；检索不受影响")
            time.sleep(0.05)
            held = lock.acquire()
        try:
            yield held
        finally:
            if held:
                lock.release()

    def begin(self, shelf: str) -> None:
        """Start empty, for the shelf with this name. The lock must be held."""
        self.clear()
        with private_files():
            made: Any = whoosh_index.create_in(str(self.folder), _schema())
            made.close()
        write_file(self.folder / _TOKEN, shelf.encode("ascii"), durable=False)

    def clear(self) -> None:
        """Throw the index away; the shelf then takes every document for not yet indexed."""
        (self.folder / _TOKEN).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def add(
        self, entries: Iterable[tuple[int, str]], gone: Iterable[int] = (), *, memory_mb: int = 256
    ) -> None:
        """Add (key, folded text) pairs and drop keys, in one commit. The lock must be held."""
        with (
            private_files(),
            closing(whoosh_index.open_dir(str(self.folder), schema=_schema())) as index,
        ):
            writer = index.writer(limitmb=memory_mb)
            try:
                for key in gone:
                    writer.delete_by_term("key", str(key))
                for key, folded in entries:
                    writer.add_document(key=str(key), number=key, grams=folded)
            except BaseException:
                writer.cancel()
                raise
            writer.commit(mergetype=_merge_small)

    def read(self) -> "GramReader":
        """The index as it is now. Raises GramsLost."""
        try:
            return GramReader(whoosh_index.open_dir(str(self.folder), schema=_schema()))
        except Exception as error:  # whatever a damaged file makes of the library: nothing is lost but time
            raise GramsLost from error


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Which parts of the index stay as they are: small ones are made one when they have become many. The library's
    own rule reads and writes large parts again and again, which takes longer than making them."""
    living = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in living if segment.doc_count() < _SMALL_PART]
    if len(small) < _MANY_PARTS:
        return living
    for segment in small:
        with closing(SegmentReader(writer.storage, writer.schema, segment)) as reader:
            writer.add_reader(reader)
    return [segment for segment in living if segment not in small]


class GramReader:
    """One state of the gram index. Not for two threads at once."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._reader = index.reader()
        self._leaves = [(leaf, _keys(leaf)) for leaf, _ in self._reader.leaf_readers()]
        self._bits = lru_cache(maxsize=_REMEMBERED)(self._documents_with)

    def close(self) -> None:
        self._reader.close()
        self._index.close()

    def holding(self, phrase: str) -> tuple[int, bool]:
        """The documents that hold the grams of a folded phrase, and whether that is the whole truth: of one or
        two characters it is, of longer phrases these are the documents that may hold it. Raises GramsLost."""
        pairs = {phrase[i : i + 2] for i in range(len(phrase) - 1)} or {phrase}
        # A line end also stands between title, number and text, where no phrase goes on.
        exact = len(phrase) <= 2 and "\n" not in phrase
        try:
            frequencies = sorted((self._reader.doc_frequency("grams", g), g) for g in map(encoded, pairs))
            found: int | None = None
            for frequency, gram in frequencies[:_GRAMS_PER_PHRASE]:
                if found is not None and _LOOKING * found.bit_count() < frequency:
                    break  # looking the few up on the shelf is quicker than reading on
                found = self._bits(gram) if found is None else found & self._bits(gram)
        except Exception as error:
            raise GramsLost from error
        return found or 0, exact

    def _documents_with(self, gram: bytes) -> int:
        return bits_of(
            keys[n]
            for leaf, keys in self._leaves
            if ("grams", gram) in leaf
            for n in leaf.postings("grams", gram).all_ids()
            if keys[n] >= 0
        )

    def sharing(self, grams: Iterable[str], *, most: int, widest: float) -> Counter[int]:
        """key → how many of the `most` rarest of some grams a document holds. Grams that more than the part
        `widest` of all documents hold say nothing and are left out; so are those of one document alone.
        Raises GramsLost."""
        counted: Counter[int] = Counter()
        try:
            limit = max(_ALWAYS_RARE, int(widest * self._reader.doc_count_all()))
            frequencies = sorted(
                (count, gram)
                for gram in map(encoded, grams)
                if 2 <= (count := self._reader.doc_frequency("grams", gram)) <= limit
            )
            rarest = [gram for _, gram in frequencies[:most]]
            for leaf, keys in self._leaves:
                for gram in rarest:
                    if ("grams", gram) in leaf:
                        counted.update(keys[n] for n in leaf.postings("grams", gram).all_ids())
        except Exception as error:
            raise GramsLost from error
        del counted[-1]
        return counted


def _keys(leaf: Any) -> list[int]:
    """The key of each document of a part of the index; -1 for one that was deleted."""
    keys = [int(key) for key in leaf.column_reader("number", translate=False)]
    if leaf.has_deletions():
        return [-1 if leaf.is_deleted(n) else key for n, key in enumerate(keys)]
    return keys
