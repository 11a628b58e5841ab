"""Files and megabytes a second for each format, on one worker and on two.

    python tests/bench/throughput_readers.py [FOLDER …] [--workers 1 2]

Without a folder, made files of each format are read. A folder of real files is read as it is.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.discover import discover
from corpus.page import Page
from corpus.readers.sandbox import ReaderPool
from tests.corpus.readers.made import FIXTURES

#: Files of each format, so that the start of the workers does not count.
_COPIES = 600


def measure(paths: list[Path], workers: int) -> None:
    found = discover(paths)
    with ReaderPool(workers=workers) as pool:
        # the workers start, and load what they need, before the clock does
        list(pool.read_many(found[:: max(1, len(found) // 20)]))
        start = time.monotonic()
        results = list(pool.read_many(found))
        seconds = time.monotonic() - start
    pages = sum(isinstance(result, Page) for _, result in results)
    size = sum(item.size for item, _ in results)
    print(
        f"    {workers} worker(s): {len(results)} files ({pages} pages read), {size / 1e6:.1f} MB, {seconds:.2f} s: "
        f"{len(results) / seconds:.0f} files/s, {size / 1e6 / seconds:.1f} MB/s",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--workers", nargs="*", type=int, default=[1, 2])
    given = arguments.parse_args()
    if given.folders:
        for folder in given.folders:
            print(folder)
            for workers in given.workers:
                measure([folder], workers)
        return
    by_format = defaultdict(list)
    for fixture in FIXTURES:
        if fixture.format and fixture.error is None and len(data := fixture.make()) < 200_000:
            by_format[fixture.format].append((fixture.name, data))
    for format, files in sorted(by_format.items()):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(_COPIES):
                name, data = files[number % len(files)]
                (Path(folder) / f"{number}-{name}").write_bytes(data)
            print(format)
            for workers in given.workers:
                measure([Path(folder)], workers)


if __name__ == "__main__":
    main()
