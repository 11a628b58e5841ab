"""The fallback for Word 6/95, tried with programs that stand in for LibreOffice."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from corpus.readers import libreoffice, limits
from corpus.readers.errors import NotReadable, OldFormat, Stopped
from corpus.readers.libreoffice import read_with_office
from tests.corpus.readers.made import wordml as w

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins are scripts with a first line")

_CONVERTS = """
import pathlib, sys
target = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
assert "--headless" in sys.argv and any(a.startswith("-env:UserInstallation=") for a in sys.argv)
assert pathlib.Path(sys.argv[-1]).read_bytes() == b"old"
assert (pathlib.Path.home() / "profile/user/registrymodifications.xcu").is_file()
target.mkdir()
(target / "source.docx").write_bytes(pathlib.Path({docx!r}).read_bytes())
"""
_HANGS = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path({pid!r}).write_text(str(child.pid))
time.sleep(600)
"""


def stand_in(folder: Path, code: str) -> str:
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@pytest.fixture(autouse=True)
def _same_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name space of their own the stand-ins can be watched from here."""
    monkeypatch.setattr(libreoffice, "_network_guard", lambda: ())


def test_the_converted_file_is_read_and_the_reader_warned(tmp_path: Path) -> None:
    docx = tmp_path / "made.docx"
    docx.write_bytes(w.docx(w.paragraph("旧文件的正文")))
    page = read_with_office(b"old", program=stand_in(tmp_path, _CONVERTS.format(docx=str(docx))))
    assert page.text == "旧文件的正文"
    assert page.format == "doc"
    assert any("LibreOffice" in warning for warning in page.warnings)


def test_a_program_that_makes_nothing_is_an_outcome(tmp_path: Path) -> None:
    with pytest.raises(NotReadable):
        read_with_office(b"old", program=stand_in(tmp_path, "pass"))


def test_everything_is_killed_when_the_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OFFICE_SECONDS", 1.0)
    noted = tmp_path / "pid"
    with pytest.raises(Stopped):
        read_with_office(b"old", program=stand_in(tmp_path, _HANGS.format(pid=str(noted))))
    child = int(noted.read_text())
    # The signal is sent when the reader returns; a busy system takes a moment to carry it out.
    for _ in range(200):
        if not _runs(child):
            return
        time.sleep(0.05)
    pytest.fail("what the program started runs on")


def test_without_the_program_the_outcome_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "office_program", lambda: None)
    with pytest.raises(OldFormat) as caught:
        read_with_office(b"old")
    assert "LibreOffice" in caught.value.remedy


def _runs(process: int) -> bool:
    """Whether a process still does anything: one that was killed may wait to be collected."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
