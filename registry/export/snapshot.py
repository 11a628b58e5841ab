"""Lists as they were issued, to be kept and printed again when the registry has moved on."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from registry.institution_order import Level
from registry.lists import Lists, Row


def snapshot(lists: Lists) -> dict[str, Any]:
    """Everything that the lists say, JSON-ready."""
    data = asdict(lists)
    return {
        **data,
        "as_of": lists.as_of.isoformat(),
        "notes": list(lists.notes),
        "rows": [
            {**asdict(r), "level": r.level.value, "issuers": list(r.issuers), "because": list(r.because)}
            for r in lists.rows
        ],
    }


def restore(data: Mapping[str, Any]) -> Lists:
    """The inverse of `snapshot`: every paper made from it is the same, byte for byte.

    Raises KeyError, TypeError or ValueError for what is no snapshot.
    """
    rows = tuple(
        Row(
            **{
                **row,
                "level": Level(row["level"]),
                "issuers": tuple(row["issuers"]),
                "because": tuple(row["because"]),
            }
        )
        for row in data["rows"]
    )
    return Lists(
        **{**data, "as_of": date.fromisoformat(data["as_of"]), "notes": tuple(data["notes"]), "rows": rows}
    )
