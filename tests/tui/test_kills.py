"""A few kills of the review app; many of them: `python tests/bench/kill_review.py`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CAMPAIGN = Path(__file__).parents[1] / "bench" / "kill_review.py"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_what_the_app_said_is_saved_when_it_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, str(CAMPAIGN), "--kills", "8", "--most", "10", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = re.search(r"8 kills over (\d+) changes .*nothing lost", done.stdout)
    assert said, done.stdout
    assert int(said[1]) > 8
