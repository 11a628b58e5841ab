"""Identity and dates against hand labels of real texts: each field right in at least 97 of 100."""

import json
import tomllib
from pathlib import Path

import pytest

from corpus.clean import clean
from corpus.extract import extract
from corpus.readers import read
from registry.docno import number_key

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"
FIELDS = ("title", "number", "issuers", "signed_on", "published_on", "effective_on", "expires_on")
FLOOR = 0.97

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real texts is not beside the project"),
]


def labels() -> list[dict[str, object]]:
    rows = list(tomllib.loads((PROJECT / "tests" / "gold" / "heads.toml").read_text("utf-8"))["document"])
    gold = PROJECT / "tests" / "gold"
    for folder in (gold, gold / "independent", SHARED / "gold" / "dev"):
        rows += [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    return rows


def told(field: str, value: object) -> object:
    """A value as it is compared: empty is unknown, numbers by their key, titles without blanks."""
    if not value:
        return None
    if field == "number":
        return number_key(str(value))
    return (
        "".join(str(value).split())
        if field == "title"
        else tuple(value)
        if isinstance(value, (list, tuple))
        else value
    )


def test_identity_and_dates_reach_the_floor() -> None:
    wrong: dict[str, list[str]] = {field: [] for field in FIELDS}
    rows = labels()
    assert rows
    for row in rows:
        page = read(SHARED / "data" / str(row["id"]))
        reading = extract(clean(page).text, page.metadata)
        for field in FIELDS:
            found = told(
                field,
                (reading.number_raw or reading.number) if field == "number" else getattr(reading, field),
            )
            if found != told(field, row.get(field)):
                wrong[field].append(f"{row['id']}: {row.get(field)!r} read as {found!r}")
    for field, misses in wrong.items():
        assert len(misses) <= (1 - FLOOR) * len(rows), "\n".join([field, *misses])
