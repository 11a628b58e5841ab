"""Searching, measured: by class of query, against a scan of all texts, and the parser with random strings.

    python tests/bench/search_bench.py FOLDER --documents 100000

Registries of sizes that take too long to make whole are put straight on the shelf, without extraction or store.
"""

import argparse
import gc
import json
import math
import random
import re
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.follow import index_of
from corpus.index import Entry, QueryError, SearchIndex, parse
from corpus.index.fold import fold
from registry.docno import number_key
from registry.folder import is_registry
from registry.store import Store
from tests.bench.generate import Made, documents

_QUERIES = 40
_BATCH = 1_000
_ARTICLE = re.compile(r"^(第[一二三四五六七八九十百零]+条)　.*(?:\n（.*)*", re.MULTILINE)
_STATUSES = ("有效", "有效", "有效", "已废止", "已届满")


def entry_of(made: Made) -> Entry:
    """What the index is told of a document that was never read: its articles by their first words alone."""
    year = made.number.partition("〔")[2][:4]
    return Entry(
        id=f"{made.serial:06}", title=made.title, number=made.number, text=made.text,
        issuers=(made.title.partition("关于")[0],), kind=made.title[-3:], year=year,
        signed=made.ledger.get("成文日期", year), number_key=number_key(made.number),
        units=tuple((found[1], found.start(), found.end()) for found in _ARTICLE.finditer(made.text)),
    )  # fmt: skip


def shelve(folder: Path, size: int) -> None:
    """Put made-up documents on a shelf in a folder, with their texts beside it."""
    index = SearchIndex(folder / "index")
    made = documents(size)
    with closing(sqlite3.connect(folder / "texts.db")) as db:
        db.execute("CREATE TABLE texts (id TEXT PRIMARY KEY, text BLOB)")
        for batch in iter(lambda: list(islice(made, _BATCH)), []):
            entries = [entry_of(document) for document in batch]
            index.put(entries, revision=1)
            rows = ((e.id, zlib.compress(e.text.encode(), 1)) for e in entries)
            db.executemany("INSERT INTO texts VALUES (?, ?)", rows)
        db.commit()


@contextmanager
def opened(folder: Path) -> Iterator[tuple[SearchIndex, Mapping[str, str], Callable[[str], str]]]:
    """An index with the statuses and texts of its documents: of a registry, or of a shelf alone."""
    if is_registry(folder):
        with Store.open(folder) as store:
            ids = [header.id for header in store.headers()]
            yield index_of(store), _judged(ids), store.text
        return
    with closing(sqlite3.connect(folder / "texts.db")) as db:
        ids = [id for (id,) in db.execute("SELECT id FROM texts")]

        def text_of(id: str) -> str:
            (data,) = db.execute("SELECT text FROM texts WHERE id = ?", (id,)).fetchone()
            return zlib.decompress(data).decode()

        yield SearchIndex(folder / "index"), _judged(ids), text_of


def _judged(ids: Sequence[str]) -> dict[str, str]:
    return {id: _STATUSES[n % len(_STATUSES)] for n, id in enumerate(ids)}


def piece_of(texts: Sequence[str], length: int, rng: random.Random) -> str:
    """So many characters of some text that stand together, without signs."""
    while True:
        text = rng.choice(texts)
        at = rng.randrange(len(text) - length)
        if (found := text[at : at + length]).isalnum():
            return found


def queries(texts: Sequence[str]) -> dict[str, list[str]]:
    """Query class → queries made of the texts themselves, seeded."""
    rng = random.Random(7)

    def piece(length: int) -> str:
        return piece_of(texts, length, rng)

    def many(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(_QUERIES)]

    return {
        "word (2)": many(lambda: f'"{piece(2)}"'),
        "phrase (6)": many(lambda: f'"{piece(6)}"'),
        "long phrase (14)": many(lambda: f'"{piece(14)}"'),
        "two words": many(lambda: f'"{piece(4)}" "{piece(3)}"'),
        "either": many(lambda: f'"{piece(4)}" OR "{piece(4)}"'),
        "without": many(lambda: f'"{piece(3)}" -"{piece(3)}"'),
        "number": many(lambda: f"兰政办发〔{rng.randint(2005, 2026)}〕{rng.randint(1, 1000)}号"),
        "fields": many(lambda: f'标题:"{piece(2)}" 年份:{rng.randint(2005, 2015)}-2026 机关:民政局'),
        "one article": many(lambda: f'条:"{piece(3)}" 条:"{piece(2)}"'),
    }


def searching(folder: Path, asked: Sequence[str]) -> dict[str, Any]:
    """Processor milliseconds of each query in an open program: 20 hits with snippets and all facets."""
    with opened(folder) as (index, statuses, text_of):
        rounds: list[list[float]] = []
        index.search(asked[0], statuses=lambda: statuses, text_of=text_of)
        for _ in range(3):
            rounds.append([])
            for query in asked:
                start = time.process_time()
                index.search(query, statuses=lambda: statuses, text_of=text_of)
                rounds[-1].append(1000 * (time.process_time() - start))
    times = sorted(ms for each in rounds for ms in each)
    at = {p: round(times[min(len(times) - 1, math.ceil(p / 100 * len(times)) - 1)], 1) for p in (50, 95, 99)}
    return {"seconds": sum(map(min, *rounds)) / 1000, "p50": at[50], "p95": at[95], "p99": at[99]}


def loading(folder: Path) -> dict[str, Any]:
    """The first search after opening, which loads the columns of all documents."""
    with opened(folder) as (index, statuses, text_of):
        start = time.process_time()
        index.search("养老", statuses=lambda: statuses, text_of=text_of)
        return {"seconds": time.process_time() - start}


def recall(folder: Path, texts: Sequence[str], count: int) -> dict[str, Any]:
    """Random queries (a phrase, two with OR, one without the other) against a scan of all texts: how many,
    and how many were answered with another set of documents."""
    rng, asked, wrong = random.Random(11), 0, 0

    def phrase() -> str:
        while True:
            text = rng.choice(texts)
            at = rng.randrange(len(text) - 12)
            words = re.sub('["“”]', "", text[at : at + rng.randint(1, 12)]).strip()
            if words:
                return words

    with opened(folder) as (index, _, _):
        scanned = _folded(folder)
        while asked < count:
            one, other = phrase(), phrase()
            with_one, with_other = (
                {id for id, parts in scanned.items() if any(fold(words) in part for part in parts)}
                for words in (one, other)
            )
            for query, wanted in (
                (f'"{one}"', with_one),
                (f'"{one}" OR "{other}"', with_one | with_other),
                (f'"{one}" -"{other}"', with_one - with_other),
            ):
                asked += 1
                if index.matching(query) != wanted:
                    wrong += 1
                    print(f"recall: {query!r} is answered differently", file=sys.stderr)
    return {"queries": asked, "wrong": wrong}


def _folded(folder: Path) -> dict[str, tuple[str, str, str]]:
    with Store.open(folder) as store:
        return {d.id: (fold(d.text), fold(d.title), fold(d.number or "")) for d in store.documents()}


_SIGNS = ("养老", "消防", "第三条", " ", " ", "　", "OR", " OR ", "或者", "NOT ", "非 ", "-", "－", "(", ")", "（", "）", '"', "“", "”", "|", "||", ":", "：",
          "标题:", "文号:", "机关:", "年份:", "状态:", "有效期至:<", "条:", "备案:", "颜色:", "2015", "2015-2019", "2015-13", ">=", "..", "~", "〔2015〕3号", "（试行）",
          "%", "_", "'", "\\", "\0", "\ud800", "𠮷", "㈱", "½", "\n", "\t", "\u202e", "*", "?", "[", "]", "a", "Z", "０")  # fmt: skip


def parsing(count: int) -> dict[str, Any]:
    """Random strings through the parser: each is a query or is explained; the longest time of one."""
    rng, longest, refused = random.Random(5), 0, 0
    gc.disable()  # a search for garbage of others is not the parser's time
    for n in range(count):
        kind = n % 4
        length = rng.choice((1, 3, 9, 30, 120))
        if kind < 2:
            query = "".join(rng.choices(_SIGNS, k=length))
        elif kind == 2:
            query = "".join(chr(rng.choice((rng.randrange(0x20, 0x3000), rng.randrange(0x4E00, 0x9FFF), rng.randrange(0x110000)))) for _ in range(length))  # fmt: skip
        else:
            query = rng.choice(_SIGNS) * rng.choice((1, 60, 300, 1_500))
        start = time.process_time_ns()
        try:
            parse(query)
        except QueryError:
            refused += 1
        longest = max(longest, time.process_time_ns() - start)
    return {"strings": count, "refused": refused, "longest ms": round(longest / 1e6, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="is made when it does not exist")
    parser.add_argument("--documents", type=int, default=100_000)
    options = parser.parse_args()

    def timed(work: Callable[[], Any]) -> float:
        start = time.process_time()
        work()
        return round(time.process_time() - start, 2)

    if not options.folder.exists():
        options.folder.mkdir(parents=True)
        print(
            json.dumps({"generate and shelve, s": timed(lambda: shelve(options.folder, options.documents))})
        )
    if (index := SearchIndex(options.folder / "index")).pending:
        print(json.dumps({"grams, s": timed(index.catch_up)}), flush=True)
        size = sum(f.stat().st_size for f in (options.folder / "index").rglob("*") if f.is_file())
        print(json.dumps({"MB": round(size / 1e6)}), flush=True)
    print(json.dumps({"first search": loading(options.folder)}), flush=True)
    for name, asked in queries([d.text for d in documents(1_000)]).items():
        print(json.dumps({name: searching(options.folder, asked)}), flush=True)


if __name__ == "__main__":
    main()
