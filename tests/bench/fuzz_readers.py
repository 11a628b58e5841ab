"""Damaged files of all formats through discovery and the pool: how many, what came of them, how long it took.

    python tests/bench/fuzz_readers.py [--count 1500] [--workers 2] [--format pdf …]

Fails when a file is left without an outcome, when the program itself errs (`Failed`), or when a file takes
longer than the limit of a worker allows.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.discover import discover
from corpus.page import Page
from corpus.readers.errors import Failed
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made.damage import FORMATS, damaged_file

#: Files that lie in one folder at a time.
_BATCH = 500


def fuzz(format: str, count: int, workers: int) -> tuple[Counter[str], list[str]]:
    """The outcomes of so many damaged files of a format, and what went wrong."""
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    for start in range(0, count, _BATCH):
        with tempfile.TemporaryDirectory() as folder:
            names = set()
            for number in range(start, min(count, start + _BATCH)):
                name, data = damaged_file(format, number)
                (Path(folder) / name).write_bytes(data)
                names.add(name)
            with ReaderPool(workers=workers) as pool:
                for found, result in pool.read_many(discover([Path(folder)])):
                    names.discard(found.file.name)
                    outcomes["page" if isinstance(result, Page) else type(result).__name__] += 1
                    if isinstance(result, Failed):
                        wrong.append(f"{found.file.name}: {result.message}")
            wrong += [f"{name}: no outcome" for name in sorted(names)]
    return outcomes, wrong


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=1500)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--format", nargs="*", default=list(FORMATS))
    given = arguments.parse_args()
    total, failures, start = 0, 0, time.monotonic()
    for format in given.format:
        began = time.monotonic()
        outcomes, wrong = fuzz(format, given.count, given.workers)
        seconds = time.monotonic() - began
        total += sum(outcomes.values())
        failures += len(wrong)
        print(
            f"{format:10} {given.count:6} files {seconds:7.1f} s  {dict(outcomes.most_common())}", flush=True
        )
        for line in wrong[:10]:
            print(f"    {line}", flush=True)
    print(f"{total} outcomes in {time.monotonic() - start:.0f} s, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
