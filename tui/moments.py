"""Moments are stored in universal time and shown in the time of the place where the program runs."""

from datetime import datetime


def shown(at: datetime | str) -> str:
    """A moment (or its ISO form, as the journal has it) as people write it: 2026-11-24 15:04."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
