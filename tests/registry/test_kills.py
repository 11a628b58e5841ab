"""Short campaigns of kills and of power cuts; the long ones are those of `tests/bench`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_nothing_is_lost_or_half_done_when_the_program_is_killed(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(BENCH / "kill_campaign.py"),
        "--kills",
        "25",
        "--others",
        "4",
        "--folder",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "nothing lost" in done.stdout


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace shows what was flushed, and when")
@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_nothing_acknowledged_is_lost_when_the_power_is_cut(tmp_path: Path, mode: str) -> None:
    command = [sys.executable, str(BENCH / "power_campaign.py"), "--commands", "20", "--cuts", "60"]
    command += ["--journal-mode", mode, "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "nothing lost" in done.stdout
