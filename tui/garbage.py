"""When Python looks for garbage in cycles: when nobody waits.

Looking goes through every object that may be part of a cycle. With ten thousand documents in memory that takes a
quarter of a second, at whatever key happens to make one object too many. What the desk holds of a registry is no
garbage and in no cycle: it is freed the moment it is let go of, looked for or not.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: So many new objects are worth a look through everything.
_MANY = 50_000
#: Fewer are not worth any.
_FEW = 5_000

_lock = threading.Lock()
_loading = 0
#: Objects that were new to a look since all were looked through.
_looked_over = 0


@contextmanager
def collected_later() -> Iterator[None]:
    """No search while documents are loaded and judged: nothing is garbage until the end, and looking through a
    million live objects again and again is a sixth of a sweep. In any thread, also several at a time."""
    global _loading
    with _lock:
        _loading += 1
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        with _lock:
            _loading -= 1
        if before:
            gc.enable()


def hold() -> None:
    """From now on no search but by `tidy` and `settle`; what was loaded before stays out of it."""
    gc.disable()
    gc.freeze()


def release() -> None:
    """As it was before `hold`."""
    gc.unfreeze()
    gc.enable()


def tidy(*, whole: bool = False) -> None:
    """Look for garbage in a moment in which nobody waits: among what is new, which takes a few milliseconds, or
    (`whole`, where enough has come together) among all that was not set aside."""
    global _looked_over
    new = gc.get_count()[0]
    if _loading:
        return
    if whole and _looked_over + new > _MANY:
        gc.collect()
        _looked_over = 0
    elif new > _FEW:
        gc.collect(1)
        _looked_over += new


@contextmanager
def set_aside() -> Iterator[None]:
    """What is read inside is no garbage and stays out of every look; what was garbage before is freed first."""
    gc.collect(1)
    with collected_later():
        yield
    gc.freeze()


def settle() -> None:
    """After long work that a person waits for anyway: look through everything it left, then set aside what stays."""
    if gc.get_count()[0] > _MANY:
        gc.collect()
        gc.freeze()
