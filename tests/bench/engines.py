"""This index beside other ways to search the same texts: what they cost, and whether they find the same.

    python tests/bench/engines.py [--documents 2000]

Each is asked for the best 20 and the number of all hits (grep: for all). What an engine then gives as all of its hits
is held against a scan: *recall* is the part of the documents holding the phrase that it finds, *surplus* what it finds
besides, as a part of them. tantivy and recoll are measured where they are installed (`pip install tantivy`,
`apt install recollcmd`).
"""

import argparse
import importlib.util
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.index import SearchIndex
from corpus.index.fold import fold
from tests.bench.generate import documents
from tests.bench.measure import cpu
from tests.bench.search_bench import entry_of, piece_of

_ASKED, _LENGTHS, _FIRST = 30, (2, 3, 6), 20


@dataclass(frozen=True)
class Engine:
    """A way to search: `build` makes its index in `folder`; then `ask` is what is measured for a phrase, and
    `find` gives the serials of all its hits."""

    name: str
    folder: Path
    build: Callable[[], None]
    ask: Callable[[str], object]
    find: Callable[[str], set[int]]


def this_index(folder: Path, texts: Sequence[str], *, grams: bool) -> Engine:
    index = SearchIndex(folder)

    def build() -> None:
        index.put((entry_of(made) for made in documents(len(texts))), revision=1)
        if grams:
            index.catch_up()

    def ask(phrase: str) -> object:
        return index.search(f'"{phrase}"', limit=_FIRST)

    name = "shelf and Whoosh grams (the default)" if grams else "the shelf alone, before its grams are built"
    return Engine(name, folder, build, ask, lambda phrase: {int(id) for id in index.matching(f'"{phrase}"')})


def memory(folder: Path, texts: Sequence[str]) -> Engine:
    def find(phrase: str) -> set[int]:
        return {serial for serial, text in enumerate(texts) if phrase in text}

    return Engine("substring scan of texts in memory", folder, lambda: None, find, find)


def grep(folder: Path, texts: Sequence[str]) -> Engine:
    """Plain grep over the extracted texts in files."""

    def find(phrase: str) -> set[int]:
        environment = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(
            ["grep", "-rlF", phrase, folder], capture_output=True, text=True, env=environment
        )
        return {int(Path(line).stem) for line in done.stdout.splitlines()}

    return Engine("grep -rlF over the texts", folder, lambda: write_texts(folder, texts), find, find)


def fts5(folder: Path, texts: Sequence[str]) -> Engine:
    """SQLite FTS5 with trigrams. Two characters are no trigram: every text is read for them. (LIKE, which the library
    offers for that, takes their six bytes for enough and finds nothing at all.)"""
    db = sqlite3.connect(folder / "fts.db")

    def build() -> None:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='trigram')")
        db.executemany("INSERT INTO t (rowid, body) VALUES (?, ?)", enumerate(texts))
        db.execute("INSERT INTO t(t) VALUES('optimize')")
        db.commit()

    def where(phrase: str) -> tuple[str, str]:
        return ("instr(body, ?)", phrase) if len(phrase) < 3 else ("t MATCH ?", f'"{phrase}"')

    def ask(phrase: str) -> object:
        condition, value = where(phrase)
        order = "rank" if len(phrase) > 2 else "rowid"
        best = f"SELECT rowid FROM t WHERE {condition} ORDER BY {order} LIMIT {_FIRST}"
        count = f"SELECT count(*) FROM t WHERE {condition}"
        return db.execute(best, (value,)).fetchall(), db.execute(count, (value,)).fetchone()

    def find(phrase: str) -> set[int]:
        condition, value = where(phrase)
        return {n for (n,) in db.execute(f"SELECT rowid FROM t WHERE {condition}", (value,))}

    return Engine("SQLite FTS5, trigrams", folder, build, ask, find)


def tantivy(folder: Path, texts: Sequence[str]) -> Engine:
    """tantivy with character bigrams (its own tokenizer takes a Chinese sentence for one word). Its gram tokenizer
    notes no positions: a phrase is asked as all of its bigrams."""
    import tantivy as library

    fields = library.SchemaBuilder()
    fields.add_unsigned_field("serial", stored=True, fast=True)
    fields.add_text_field("body", stored=False, tokenizer_name="bigrams", index_option="freq")
    schema = fields.build()
    index = library.Index(schema, path=str(folder))
    bigrams = library.Tokenizer.ngram(min_gram=2, max_gram=2, prefix_only=False)
    index.register_tokenizer("bigrams", library.TextAnalyzerBuilder(bigrams).build())

    def build() -> None:
        writer = index.writer(256_000_000, 1)
        for serial, text in enumerate(texts):
            document = library.Document()
            document.add_unsigned("serial", serial)
            document.add_text("body", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    def search(phrase: str, limit: int) -> set[int]:
        terms = [library.Query.term_query(schema, "body", phrase[i : i + 2]) for i in range(len(phrase) - 1)]
        query = library.Query.boolean_query([(library.Occur.Must, term) for term in terms])
        searcher = index.searcher()
        found = searcher.search(query, limit=limit, count=True)
        return {searcher.doc(address)["serial"][0] for _, address in found.hits}

    return Engine(
        "tantivy, bigrams", folder, build, lambda p: search(p, _FIRST), lambda p: search(p, len(texts))
    )


def recoll(folder: Path, texts: Sequence[str]) -> Engine:
    """recoll over the texts in files, as it comes (Xapian, character bigrams for Chinese)."""
    files, settings = folder.with_name("recoll-texts"), folder
    write_texts(files, texts)
    (settings / "recoll.conf").write_text(f"topdirs = {files}\nloglevel = 1\n", encoding="utf-8")

    def build() -> None:
        subprocess.run(["recollindex", "-c", settings], capture_output=True, check=True)

    def asked(phrase: str, count: int) -> list[str]:
        words = ["recollq", "-c", str(settings), "-b", "-n", f"0-{count}", f'"{phrase}"']
        lines = subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()
        return [line for line in lines if line.startswith("file://")]

    def find(phrase: str) -> set[int]:
        return {int(Path(line).stem) for line in asked(phrase, len(texts))}

    return Engine("recoll", folder, build, lambda phrase: asked(phrase, _FIRST), find)


def write_texts(folder: Path, texts: Sequence[str]) -> None:
    folder.mkdir(exist_ok=True)
    for serial, text in enumerate(texts):
        (folder / f"{serial}.txt").write_text(text, encoding="utf-8")


def engines(folder: Path, texts: Sequence[str]) -> Iterator[tuple[str, Callable[[Path], Engine] | None]]:
    """The name of each engine with what makes it, or None where it is not installed."""
    yield "grams", lambda place: this_index(place, texts, grams=True)
    yield "shelf", lambda place: this_index(place, texts, grams=False)
    yield "memory", lambda place: memory(place, texts)
    yield "grep", lambda place: grep(place, texts)
    yield "SQLite FTS5", lambda place: fts5(place, texts)
    has_tantivy = importlib.util.find_spec("tantivy") is not None
    yield "tantivy", (lambda place: tantivy(place, texts)) if has_tantivy else None
    yield "recoll", (lambda place: recoll(place, texts)) if shutil.which("recollindex") else None


def side_by_side(folder: Path, count: int) -> list[Mapping[str, Any]]:
    """A row an engine: seconds and size of its index, milliseconds of a query by length, recall and surplus."""
    texts = [fold(made.text) for made in documents(count)]
    rng = random.Random(3)
    asked = {length: [piece_of(texts, length, rng) for _ in range(_ASKED)] for length in _LENGTHS}
    truth = {
        phrase: {serial for serial, text in enumerate(texts) if phrase in text}
        for listed in asked.values()
        for phrase in listed
    }
    rows: list[Mapping[str, Any]] = []
    for name, make in engines(folder, texts):
        if make is None:
            rows.append({"engine": f"{name} (not installed)"})
            continue
        place = folder / name.replace(" ", "-")
        place.mkdir()
        try:
            rows.append(_measured(make(place), asked, truth))
        except Exception as error:  # another program's trouble must not lose the other rows
            rows.append({"engine": f"{name} (failed: {type(error).__name__})"})
            print(f"{name}: {error}", file=sys.stderr)
    return rows


def _measured(
    engine: Engine, asked: Mapping[int, Sequence[str]], truth: Mapping[str, set[int]]
) -> Mapping[str, Any]:
    start = cpu()
    engine.build()
    row: dict[str, Any] = {"engine": engine.name, "index s": round(cpu() - start, 1)}
    row["MB"] = round(sum(f.stat().st_size for f in engine.folder.rglob("*") if f.is_file()) / 1e6)
    for length, listed in asked.items():
        engine.ask(listed[0])
        start = cpu()
        for phrase in listed:
            engine.ask(phrase)
        row[f"{length} chars, ms"] = round(1000 * (cpu() - start) / len(listed), 2)
    wanted = found = surplus = 0
    for phrase, holding in truth.items():
        hits = engine.find(phrase)
        wanted, found, surplus = (
            wanted + len(holding),
            found + len(hits & holding),
            surplus + len(hits - holding),
        )
    row["recall"] = f"{found / wanted:.2%}"
    row["surplus"] = f"{surplus / wanted:.2%}"
    return row


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rows as a table of Markdown."""
    heads = list(max(rows, key=len))
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return [*lines, *("| " + " | ".join(str(row.get(head, "")) for head in heads) + " |" for row in rows)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print("\n".join(table(side_by_side(Path(name), options.documents))))


if __name__ == "__main__":
    main()
