"""Functions that the tests of the pool let workers do with a page; found again there by their names."""

import os
import sys
import time
from pathlib import Path

from corpus.page import Page


def length(page: Page) -> int:
    return len(page.text)


def shouted(page: Page) -> str:
    """Prints, as careless libraries do, and answers."""
    print("to standard output", flush=True)
    return page.text[:3]


def misbehave(page: Page) -> object:
    """Do what the page says."""
    order = page.text
    if order == "hang":
        time.sleep(60)
    elif order == "die":
        os._exit(3)
    elif order == "eat":
        return len(bytearray(4 << 30))
    elif order == "raise":
        raise KeyError("a defect")
    elif order == "recurse":
        sys.setrecursionlimit(200)
        return misbehave(page) if order else None
    elif order == "write":
        return str(Path("/tmp/guiqing-should-not-exist").write_text("x" * 10_000))
    elif order == "class":
        return Path("x")
    return order


def deep(page: Page) -> int:
    def down(n: int) -> int:
        return down(n + 1)

    return down(0)


def takes_over(page: Page) -> object:
    """A value that would run a command where it is unpickled."""
    return _Payload()


class _Payload:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)
