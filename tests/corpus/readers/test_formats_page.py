"""docs/formats.md promises nothing that no test shows."""

import re
from pathlib import Path

from tests.corpus.readers.made import FIXTURES
from tests.corpus.readers.made.archives import FIXTURES as ARCHIVES

_ROOT = Path(__file__).parents[3]
_NAME = re.compile(r"`([^`]+)`")


def test_every_name_in_the_page_exists() -> None:
    page = (_ROOT / "docs" / "formats.md").read_text("utf-8")
    made = {fixture.name for fixture in (*FIXTURES, *ARCHIVES)}
    tests = "\n".join(path.read_text("utf-8") for path in (_ROOT / "tests" / "corpus").rglob("test_*.py"))
    modules = {path.stem for path in (_ROOT / "tests" / "corpus").rglob("test_*.py")}
    for name in _NAME.findall(page):
        if "/" in name or name == "made/":
            continue
        if name.startswith("test_"):
            assert name in modules or f"def {name}(" in tests, name
        else:
            assert name in made, name
