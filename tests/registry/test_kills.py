"""A short kill campaign; the long one is `python tests/bench/kill_campaign.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CAMPAIGN = Path(__file__).parents[1] / "bench" / "kill_campaign.py"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_nothing_is_lost_or_half_done_when_the_program_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, str(CAMPAIGN), "--kills", "25", "--creations", "5", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "nothing lost" in done.stdout
