"""The process in which files of others are read: limited in memory, unable to write a file, easily killed.

Started by `corpus.readers.sandbox` as `python -m corpus.readers.worker`; reads jobs as lines of JSON from
its standard input, writes answers as frames (`corpus.readers.messages`) to its standard output.
"""

import hashlib
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from corpus.page import Page
from corpus.readers import checked, file_content, limits, read_bytes
from corpus.readers.errors import Failed, NotADocument, TooLarge, Unreadable, WantsOcr
from corpus.readers.messages import pack


def main() -> None:
    """Serve until standard input ends."""
    settings = json.loads(sys.stdin.buffer.readline())
    answers = os.fdopen(os.dup(1), "wb")
    # whatever a library prints must not come between the answers
    os.dup2(2, 1)
    confined = settings["space"] is not None
    if confined:
        confine(settings["space"])
    try:
        then = resolve(settings["then"]) if settings["then"] else None
    except Exception as error:
        _write(answers, Failed(f"读取进程无法启动（{type(error).__name__}：{error}）。"))
        return
    _write(answers, "ready")
    for line in sys.stdin.buffer:
        if confined:
            allow_seconds(limits.WORKER_CPU_SECONDS)
        _write(answers, answer(json.loads(line), then))


def _write(answers: IO[bytes], value: object) -> None:
    answers.write(pack(value))
    answers.flush()


def confine(space: int) -> None:
    """Limit this process: address space, no file may grow, no core dumps, few open files."""
    for name, amount in (("AS", space), ("FSIZE", 0), ("CORE", 0), ("NOFILE", 64)):
        _limit(name, amount, amount)


def allow_seconds(seconds: int) -> None:
    """Let this process use so much more processor time: it ends by itself if nobody is left to kill it."""
    spent = time.process_time()
    _limit("CPU", int(spent) + seconds, -1)


def _limit(name: str, soft: int, hard: int) -> None:
    """Set a limit where the system knows it; elsewhere the time limit of the pool still holds."""
    try:
        import resource

        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (soft, hard))
    except (ImportError, AttributeError, ValueError, OSError):
        pass


def resolve(name: str) -> Callable[..., Any]:
    """The function that "package.module:function" names."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def answer(job: dict[str, Any], then: Callable[..., Any] | None) -> object:
    """The result of a job, or the Unreadable that came of it. Raises nothing but what ends the process."""
    try:
        if job["do"] == "members":
            return _members(Path(job["path"]))
        page = _page(job)
        return page if then is None else then(page)
    except Unreadable as error:
        return error
    except MemoryError:
        return TooLarge("读取文件所需内存过大，不予读取。")
    except RecursionError:
        return TooLarge("文件内容嵌套过深，不予读取。")
    except Exception as error:  # a defect of ours: the file gets its outcome, the batch goes on
        return Failed(
            f"程序在读取时出错（{type(error).__name__}：{str(error)[:200]}）。", "请把文件样本发给维护者。"
        )


def _page(job: dict[str, Any]) -> Page:
    path, members = Path(job["path"]), tuple(job["members"])
    if members:
        from corpus.readers.archive import read_member

        data, name = read_member(path, members), members[-1]
    else:
        data, name = file_content(path), path.name
    if job["do"] == "office":
        from corpus.readers.libreoffice import read_with_office

        return checked(read_with_office(data, name), name)
    if job["do"] == "ocr":
        from corpus.readers.ocr import read_scanned_pdf

        return checked(read_scanned_pdf(data), name)
    page = read_bytes(data, name)
    if job["ocr"] and "pdf:scanned_pages" in page.metadata:
        raise WantsOcr(int(page.metadata["pdf:scanned_pages"]))
    if job["documents"] and page.format in ("xlsx", "xls", "csv", "excel-xml", "html"):
        from corpus.readers.spreadsheet import looks_like_ledger

        if looks_like_ledger(page):
            raise NotADocument("这是台账，不是文件。", "请用台账导入命令导入。")
    return page


def _members(path: Path) -> list[tuple[tuple[str, ...], str, int, Unreadable | None]]:
    """(names inside the nested archives, SHA-256, size, why it will not be read) of each member."""
    from corpus.readers.archive import walk

    return [
        (m.names, hashlib.sha256(m.data).hexdigest() if m.data is not None else "", m.size, m.problem)
        for m in walk(path.read_bytes(), path)
    ]


if __name__ == "__main__":
    main()
