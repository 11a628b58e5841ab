"""What `make coverage` needs of pytest: files are read in the process that is measured.

The workers of the sandbox may write no file, also none that tells what they have run, and are killed when they
are done. The tests of the sandbox itself keep their workers.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from corpus.readers.sandbox import ReaderPool, _Job
from corpus.readers.worker import answer, resolve

_OWN_WORKERS = frozenset({"test_sandbox.py", "test_privacy.py", "test_office_limits.py"})


@pytest.fixture(autouse=True)
def readers_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pool read in this process."""
    if request.node.path.name not in _OWN_WORKERS:
        monkeypatch.setattr(ReaderPool, "_run", _run)


def _run(pool: ReaderPool[Any], jobs: Iterable[_Job]) -> Iterator[_Job]:
    then = resolve(pool._then) if pool._then else None
    for job in jobs:
        waiting = deque([job] if job.result is None else [])
        while waiting:
            waiting.popleft()
            job.result = answer(job.order, then)
            pool._retry(deque([job]), waiting)
        yield job
