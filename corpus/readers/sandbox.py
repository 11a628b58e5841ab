"""Reading files of others in worker processes that can be killed, over all cores, in input order."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar, cast, overload

import corpus
from corpus.page import Page
from corpus.readers import limits
from corpus.readers.errors import Failed, OldFormat, Stopped, Unreadable, WantsOcr
from corpus.readers.messages import HEAD, frame_length, unpack, write_job
from corpus.readers.ocr_programs import engine_name

#: Files that are read ahead of the one that is asked for, for each worker: bounds the memory of results.
_AHEAD = 4
#: A worker is replaced after so many files: what libraries lose in memory goes with it.
_LIFETIME = 3_000
#: Seconds that a worker may take to start, before the time for its first file begins.
_START_SECONDS = 30.0
#: An answer longer than this is no answer: 20 million characters and their facts are a third of it.
_LONGEST_ANSWER = 512 << 20


class Readable(Protocol):
    """What can be read: a file, or a member of an archive (`members` names it, archive by archive)."""

    @property
    def file(self) -> Path: ...
    @property
    def members(self) -> tuple[str, ...]: ...
    @property
    def problem(self) -> Unreadable | None: ...


R = TypeVar("R")
I = TypeVar("I", bound="Path | Readable")  # noqa: E741


@dataclass(slots=True)
class _Job:
    """One file on its way. `result` is None until there is one."""

    item: Any
    order: dict[str, Any]
    seconds: float
    result: object | None = None
    office: bool = False


@dataclass(eq=False, slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    office: bool = False
    job: _Job | None = None
    deadline: float = 0.0
    ready: bool = False
    done: int = 0


@dataclass(slots=True)
class _Desk:
    """The workers, and the queue on which their answers come in (None: the worker has died)."""

    answers: "queue.Queue[tuple[_Worker, bytes | None]]" = field(default_factory=queue.Queue)
    idle: list[_Worker] = field(default_factory=list)
    busy: list[_Worker] = field(default_factory=list)


class ReaderPool(Generic[R]):
    """N processes that read files and do `then` with each page.

    `then` is a function at the top of a module of this program (it is found again by its name), from a
    Page to a value made of this program's dataclasses and plain types; without it the Page comes back.
    A file that makes a worker run over its time or memory, or kills it, gets a `Stopped`; the worker is
    replaced and the batch goes on. What only an office program reads (Word 6/95) goes to one more worker,
    which may start LibreOffice or OCR. Use as a context manager.
    """

    @overload
    def __init__(
        self: "ReaderPool[Page]", *, workers: int = ..., then: None = ..., documents: bool = ..., ocr: bool = ...,
        seconds: float = ..., space: int | None = ...,
    ) -> None: ...  # fmt: skip
    @overload
    def __init__(
        self, *, workers: int = ..., then: Callable[[Page], R], documents: bool = ..., ocr: bool = ...,
        seconds: float = ..., space: int | None = ...,
    ) -> None: ...  # fmt: skip
    def __init__(
        self,
        *,
        workers: int = 1,
        then: Callable[[Page], R] | None = None,
        documents: bool = True,
        ocr: bool = True,
        seconds: float = limits.WORKER_SECONDS,
        space: int | None = None,
    ) -> None:
        """`documents`: a ledger gives NotADocument instead of its page. `seconds`: for one file.

        `ocr`: scanned pages are recognized if a program for it is installed.
        """
        self._count = max(1, workers)
        self._then = f"{then.__module__}:{then.__qualname__}" if then else None
        self._documents = documents
        self._seconds = seconds
        self._ocr = ocr and engine_name() is not None
        self._space = space or limits.worker_space(self._count)
        self._desk = _Desk()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once."""
        for worker in (*self._desk.busy, *self._desk.idle):
            _kill(worker)
        self._desk = _Desk()

    def read_many(self, items: Iterable[I]) -> Iterator[tuple[I, R | Unreadable]]:
        """Each item with what came of it, in the order of `items`, taken and read a little ahead.

        An item whose `problem` is set comes back with it, unread. Raises Failed when no worker can start.
        """
        for job in self._run(self._job(item) for item in items):
            yield job.item, cast("R | Unreadable", job.result)

    def members(self, archive: Path) -> list[tuple[tuple[str, ...], str, int, Unreadable | None]]:
        """(names, SHA-256, size, problem) of the members of an archive file. Raises an Unreadable."""
        order = {"do": "members", "path": str(archive)}
        for job in self._run([_Job(archive, order, limits.ARCHIVE_SECONDS)]):
            if isinstance(job.result, Unreadable):
                raise job.result
            return cast("list[tuple[tuple[str, ...], str, int, Unreadable | None]]", job.result)
        return []

    def _job(self, item: "Path | Readable") -> _Job:
        if isinstance(item, Path):
            file, members, problem = item, cast("tuple[str, ...]", ()), None
        else:
            file, members, problem = item.file, item.members, item.problem
        order = {
            "do": "read", "path": str(file), "members": members, "documents": self._documents, "ocr": self._ocr
        }  # fmt: skip
        seconds = self._seconds + (limits.ARCHIVE_SECONDS if members else 0)
        return _Job(item, order, seconds, problem)

    def _run(self, jobs: Iterable[_Job]) -> Iterator[_Job]:
        source = iter(jobs)
        line: deque[_Job] = deque()
        waiting: deque[_Job] = deque()
        try:
            while True:
                while len(line) < self._count * _AHEAD and (job := next(source, None)) is not None:
                    line.append(job)
                    if job.result is None:
                        waiting.append(job)
                self._employ(waiting)
                if not line:
                    return
                if line[0].result is not None:
                    yield line.popleft()
                else:
                    self._wait()
                    self._retry(line, waiting)
        finally:
            # the caller may stop early: what is still being read is of no use to anybody
            for worker in self._desk.busy:
                _kill(worker)
            self._desk.busy.clear()

    def _employ(self, waiting: deque[_Job]) -> None:
        """Give the waiting jobs to free workers, in order; at most one job at a time to an office program."""
        for job in [*waiting]:
            busy = sum(worker.office is job.office for worker in self._desk.busy)
            if busy >= (1 if job.office else self._count):
                continue
            free = next((worker for worker in self._desk.idle if worker.office is job.office), None)
            if free is not None:
                self._desk.idle.remove(free)
            waiting.remove(job)
            self._give(free or self._start(job.office), job)

    def _retry(self, line: deque[_Job], waiting: deque[_Job]) -> None:
        """Give what only another program can read to the worker that may start one, each file once."""
        for job in line:
            if isinstance(job.result, OldFormat) and not job.office:
                again, seconds = "office", limits.OFFICE_SECONDS + self._seconds
            elif isinstance(job.result, WantsOcr) and not job.office:
                again, seconds = "ocr", limits.OCR_SECONDS * job.result.pages + self._seconds
            elif job.order["do"] == "ocr" and isinstance(job.result, Unreadable):
                # not even OCR made text of it: it is kept as what it is, a scan
                job.office, job.result, job.seconds = False, None, self._seconds
                job.order = job.order | {"do": "read", "ocr": False}
                waiting.append(job)
                continue
            else:
                continue
            job.office, job.result, job.seconds = True, None, seconds
            job.order = job.order | {"do": again}
            waiting.append(job)

    def _start(self, office: bool) -> _Worker:
        root = str(Path(corpus.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "MALLOC_ARENA_MAX": "1"}
        process = subprocess.Popen(
            # -P: no module is taken from the folder that the user happens to be in
            [sys.executable, "-P", "-m", "corpus.readers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        worker = _Worker(process, office)
        _send(worker, {"then": self._then, "space": None if office else self._space})
        threading.Thread(target=_listen, args=(worker, self._desk.answers), daemon=True).start()
        return worker

    def _give(self, worker: _Worker, job: _Job) -> None:
        worker.job = job
        worker.deadline = time.monotonic() + job.seconds + (0.0 if worker.ready else _START_SECONDS)
        self._desk.busy.append(worker)
        _send(worker, job.order)

    def _wait(self) -> None:
        """Take one answer, or end the workers whose time is over."""
        now = time.monotonic()
        soonest = min(worker.deadline for worker in self._desk.busy)
        try:
            worker, data = self._desk.answers.get(timeout=max(0.0, soonest - now))
        except queue.Empty:
            self._stop_late()
            return
        if worker not in self._desk.busy or worker.job is None:
            return
        if data is None:
            self._lose(worker)
            return
        try:
            result = unpack(data)
        except Exception as error:
            _kill(worker)
            result = Failed(f"读取进程的回答无法理解（{type(error).__name__}）。")
        if not worker.ready:
            worker.ready = True
            worker.deadline = time.monotonic() + worker.job.seconds
            if isinstance(result, Failed):
                raise result
            return
        worker.job.result = result
        worker.job = None
        worker.done += 1
        self._desk.busy.remove(worker)
        if worker.done < _LIFETIME and worker.process.poll() is None:
            self._desk.idle.append(worker)
        else:
            _kill(worker)

    def _stop_late(self) -> None:
        now = time.monotonic()
        for worker in [w for w in self._desk.busy if w.deadline <= now]:
            _kill(worker)
            self._desk.busy.remove(worker)
            if worker.job is not None:
                worker.job.result = Stopped(
                    f"读取超过 {worker.job.seconds:.0f} 秒，已中止。",
                    "文件可能已损坏，请用原程序打开并另存后重试。",
                )

    def _lose(self, worker: _Worker) -> None:
        self._desk.busy.remove(worker)
        _kill(worker)
        if not worker.ready:
            raise Failed("读取进程无法启动。", "请运行 guiqing doctor 检查安装。")
        if worker.job is not None:
            worker.job.result = Stopped(
                "读取时内存超限或解析器崩溃，已中止。", "文件可能已损坏，请用原程序打开并另存后重试。"
            )


def _send(worker: _Worker, message: dict[str, Any]) -> None:
    # a worker that has just died is noticed by its listener
    with contextlib.suppress(OSError):
        assert worker.process.stdin is not None
        write_job(worker.process.stdin, message)


def _listen(worker: _Worker, answers: "queue.Queue[tuple[_Worker, bytes | None]]") -> None:
    """Pass a worker's frames on until it ends; runs in a thread, because pipes cannot be polled everywhere."""
    stream = worker.process.stdout
    assert stream is not None
    try:
        while len(head := stream.read(HEAD)) == HEAD:
            length = frame_length(head)
            if length > _LONGEST_ANSWER or len(data := stream.read(length)) < length:
                break
            answers.put((worker, data))
    except (OSError, ValueError):
        pass
    answers.put((worker, None))


def _kill(worker: _Worker) -> None:
    process = worker.process
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
