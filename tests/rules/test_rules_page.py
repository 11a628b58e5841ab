"""docs/rules.md says what the catalogue says."""

from pathlib import Path

from tests.bench.rules_page import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_overview_is_that_of_the_catalogue() -> None:
    written = (DOCS / "rules.md").read_text("utf-8")
    assert written == page(), "run: python -m tests.bench.rules_page"
