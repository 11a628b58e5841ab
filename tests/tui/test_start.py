"""What a command loads before it works: the heavy libraries only where they are used."""

import subprocess
import sys
from pathlib import Path

import pytest

#: Each takes a twentieth to a third of a second to load.
HEAVY = {"PIL", "alembic", "docx", "jinja2", "lxml", "numpy", "openpyxl", "pypdfium2", "rapidfuzz", "rich.console", "textual", "corpus.extract", "rules.catalog", "rules.registry_view"}  # fmt: skip
_TELL = (
    "import sys; from tui.cli import main\n"
    "try: main(sys.argv[1:])\n"
    "except SystemExit as end: code = end.code\n"
    "print(code, *sys.modules, file=sys.stderr)"
)


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "search 养老",
        "search --saved-list",
        "findings",
        "findings --rule E-14",
        "show 兰政发〔2024〕13号 --as-of 2026-11-01",
        "due --as-of 2026-11-01",
        "history 兰政发〔2024〕13号",
        "round list",
        "doctor",
        "rules list",
        "rules show E-14",
        "outcomes",
    ],
)
def test_a_short_command_loads_little(registry: Path, words: str) -> None:
    warm = [sys.executable, "-m", "tui.cli", "search", "养老", "--registry", str(registry)]
    if "--help" not in words:  # statuses of the day are computed once, by the rules, and kept
        day = ["--as-of", "2026-11-01"] if "--as-of" in words else []
        subprocess.run([*warm, *day], capture_output=True, check=True)
    done = subprocess.run(
        [sys.executable, "-c", _TELL, *words.split(), "--registry", str(registry)],
        capture_output=True,
        text=True,
        check=True,
    )
    code, *loaded = done.stderr.splitlines()[-1].split()
    assert code == "0"
    heavy = HEAVY & set(loaded)
    assert not heavy
