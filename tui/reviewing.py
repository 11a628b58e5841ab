"""`guiqing review`: from a registry to the running app."""

from datetime import date

from registry.records import Round
from registry.store import Store
from tui import diagnostics
from tui.desk import Desk
from tui.sweeping import sweep_registry


def round_to_review(store: Store, wanted: int | None) -> Round | None:
    """The round to review in: the one named (0: none), else the only one that runs. Raises InputError."""
    from tui.round_desk import current_round

    if wanted is not None:
        return current_round(store, wanted) if wanted else None
    running = [r for r in store.rounds() if r.closed_at is None]
    return running[0] if len(running) == 1 else None


def opened(
    store: Store,
    *,
    as_of: date | None,
    default: date,
    round: int | None,
    stage: str,
    profile: str | None = None,
) -> Desk:
    """The desk of a registry, swept before where it was not yet, or not as of the day asked."""
    last = store.sweeps()
    cleanup = round_to_review(store, round)
    day = as_of or (cleanup.as_of if cleanup else last[-1].as_of if last else default)
    if not last or (as_of is not None and last[-1].as_of != day):
        diagnostics.note("正在筛查……")
        sweep_registry(store, as_of=day, profile=profile)
    store.waiting = None  # the screen belongs to the app now
    return Desk(store, as_of=day, cleanup=cleanup, stage=stage, hurry=True)
