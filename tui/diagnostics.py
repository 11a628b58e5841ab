"""The only module that writes to standard error and decides how the program ends."""

import errno
import os
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from registry.errors import GuiqingError, StoreError

#: Base class of the command line's own usage errors (its module is private to typer).
_CommandLineError: type[Exception] = typer.BadParameter.__mro__[1]

#: What the disk says when it is full, read-only, closed to the user, gone or broken.
_REFUSALS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "ENXIO", "ENODEV", "ESTALE")
    if hasattr(errno, name)
)
_SQLITE_REFUSALS = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")

FINDINGS, USAGE, INTERNAL, INTERRUPTED = 1, 2, 70, 130


def note(text: str) -> None:
    """A remark for the person at the keyboard."""
    _write(text)


def warn(text: str) -> None:
    _write(f"注意：{text}")


def _write(text: str) -> None:
    from tui.safe import plain

    sys.stderr.write(plain(text) + "\n")
    sys.stderr.flush()


def guarded(command: Callable[[], object]) -> int:
    """Run the command line; return its exit code, every failure told in words."""
    try:
        result = command()
    except GuiqingError as error:
        _write(f"错误：{error.message}")
        if error.remedy:
            _write(f"　办法：{error.remedy}")
        return error.exit_code
    except _CommandLineError as error:
        _write(f"命令用法有误：{error.format_message()}")  # type: ignore[attr-defined]
        _write("　办法：加上 --help 查看用法")
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        _write("已中断。已完成的部分都已保存。")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) went away: not an error; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except typer.Exit as stop:
        return stop.exit_code
    except Exception as error:
        if _refused(error):
            _write(f"错误：磁盘拒绝了读写（{error}）")
            _write(
                "　办法：请检查剩余空间、文件夹权限、移动盘是否还在，然后重做这一步；登记库中已保存的内容都在。"
            )
            return StoreError.exit_code
        _write("程序内部错误（不是您的操作问题），登记库未受影响。请把下面的内容交给维护人员：")
        _write(traceback.format_exc())
        return INTERNAL
    return result if isinstance(result, int) else 0


def _refused(error: Exception) -> bool:
    """Whether an error comes from the disk and not from this program (the index and the papers write plainly)."""
    if isinstance(error, sqlite3.Error):
        return str(getattr(error, "sqlite_errorname", "")).startswith(_SQLITE_REFUSALS)
    return isinstance(error, OSError) and error.errno in _REFUSALS


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; gives a function that takes the count done so far.

    Silent when standard error is not a terminal.
    """
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
