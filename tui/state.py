"""What the command line knows before a command runs: where the registry is and who is at the keyboard."""

import getpass
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.errors import UsageError

if TYPE_CHECKING:
    from registry.store import Store


@dataclass(slots=True)
class State:
    """Set once by the root command; read by every other."""

    registry: Path | None = None
    actor: str = ""


STATE = State()


def actor() -> str:
    """Who acts: --actor, else $GUIQING_ACTOR, else the name of the account."""
    if STATE.actor:
        return STATE.actor
    try:
        return os.environ.get("GUIQING_ACTOR") or getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未署名"


def open_store() -> "Store":
    """The registry of this call, opened. Raises StoreError when the folder is not a registry."""
    from registry.folder import find_registry
    from registry.store import Store

    return Store.open(find_registry(STATE.registry), actor=actor(), waiting=_tell_waiting)


def open_or_create_store() -> "Store":
    """As `open_store`, creating the registry where there is none yet (init, ingest, demo)."""
    from registry.folder import is_registry, locate
    from registry.store import Store

    folder = locate(STATE.registry)
    store = Store.open(folder, actor=actor()) if is_registry(folder) else Store.create(folder, actor=actor())
    store.waiting = _tell_waiting
    return store


def _tell_waiting(seconds: float) -> None:
    """Another program is writing to the registry: say so instead of standing still."""
    from tui import diagnostics

    diagnostics.note(f"登记库正被另一个程序写入，等待中（已等 {seconds:.0f} 秒）……")


def parse_day(value: str | None, *, default: date | None = None) -> date:
    """A day typed by a person (2026-11-01, 2026年11月1日 …); without one, `default` or today.

    The clock is read here and nowhere below. Raises UsageError for what is no day.
    """
    from registry.dates import parse_date

    if value is None:
        return default or date.today()
    found = parse_date(value)
    if found is None or len(found) != len("2026-11-01"):
        raise UsageError(f"“{value}”不是一个日期", "请写成 2026-11-01 的样子")
    return date.fromisoformat(found)


AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="日期", help="以哪一天为准（默认今天），如 2026-11-01")
]
Profile = Annotated[str | None, typer.Option("--profile", metavar="名称", help="规则参数（默认辽宁）")]
