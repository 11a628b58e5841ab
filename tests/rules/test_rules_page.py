"""docs/rules.md says what the catalogue says."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_overview_is_that_of_the_catalogue() -> None:
    spec = importlib.util.spec_from_file_location("rules_page", ROOT / "tests" / "bench" / "rules_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert written == module.page(), "run: python -m tests.bench.rules_page"
