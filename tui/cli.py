"""The command line. Each command lives in `tui.commands`, imported only when it is called."""

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from registry.errors import UsageError
from tui import diagnostics, output
from tui.safe import one_line
from tui.state import STATE

#: Modules of commands, in the order in which --help shows them; each has `register(app)`.
_MODULES = ("daily", "ledgers", "rulebook", "rounds", "papers", "upkeep")

app = typer.Typer(
    name="guiqing",
    help="规清：行政规范性文件登记、筛查、清理与目录。",
    epilog="每个命令都有说明：guiqing 命令 --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        output.line(f"guiqing {version('guiqing')}")
        raise typer.Exit


@app.callback()
def root(
    registry: Annotated[
        Path | None,
        typer.Option(
            help="登记库文件夹；缺省为 $GUIQING_REGISTRY、上级目录中含 guiqing.toml 的文件夹、用户数据目录",
            metavar="文件夹",
        ),
    ] = None,
    actor: Annotated[
        str, typer.Option(help="操作人姓名（记入日志）；缺省为 $GUIQING_ACTOR 或系统用户名", metavar="姓名")
    ] = "",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本")
    ] = False,
) -> None:
    """规清：行政规范性文件登记、筛查、清理与目录。"""
    STATE.registry = registry
    STATE.actor = actor


for _name in _MODULES:
    importlib.import_module(f"tui.commands.{_name}").register(app)

_HOISTED = ("--registry", "--actor")


def hoist(arguments: Sequence[str]) -> list[str]:
    """Let --registry and --actor stand anywhere: moved before the command, where the parser wants them."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest.extend([argument, *waiting])
        elif argument in _HOISTED:
            front.append(argument)
            front.extend(value for value in [next(waiting, None)] if value is not None)
        elif argument.startswith(tuple(f"{name}=" for name in _HOISTED)):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the console script: runs the command and exits with its code."""
    # Little is garbage in cycles here. Looking for it after every 700 objects, and through everything once more
    # at the end, is a quarter of the time that a short command takes.
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)
    # numpy sorts and counts here; the threads that it starts for matrices take a tenth of a second and have no work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    output.prepare()
    words = hoist(sys.argv[1:] if arguments is None else arguments)
    sys.exit(diagnostics.guarded(lambda: run(words)))


def run(words: Sequence[str]) -> object:
    """Run the command that the words of a command line name; what it gives back. Raises what stands in the way."""
    for word in words:
        if not _possible(word):
            raise UsageError(f"参数里有系统不能表示的字符：“{one_line(word, 200)}”", "去掉后重试")
    return app(words, standalone_mode=False)


def _possible(word: str) -> bool:
    """Whether the system can be asked about a word as a path, which the parser does before anybody else."""
    try:
        return b"\0" not in os.fsencode(word)
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    main()
