"""LibreOffice as the last resort, for what no reader here takes: Word 6/95 and before.

It runs apart from the reading workers, which may neither write files nor start programs. It gets a profile
of its own in a private folder, no macros, no links, no network where the system can take it away, and its
whole process group is killed when the time is over. Without LibreOffice the file keeps its clear outcome.
"""

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.page import Page
from corpus.readers import limits
from corpus.readers.docx import read_docx
from corpus.readers.errors import NotReadable, OldFormat, Stopped, TooLarge

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
#: Puts a command into a network namespace of its own, in which there is no network.
_WITHOUT_NETWORK = ("unshare", "--user", "--map-root-user", "--net", "--")
#: Written into the profile before the first start.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
_WARNING = "由 LibreOffice 转换后读取，自动编号可能与原文件不同，请核对。"


def office_program() -> str | None:
    """Where LibreOffice is, None when it is not installed."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def read_with_office(data: bytes, name: str = "", *, program: str | None = None) -> Page:
    """The Page of an old document, by way of a conversion to docx.

    `program` is where LibreOffice is, by default where `office_program` finds it. Raises OldFormat when there
    is none, Stopped when it took too long, NotReadable when it made nothing of the file, TooLarge.
    """
    program = program or office_program()
    if program is None:
        raise OldFormat(
            "文件是旧格式，需要 LibreOffice 才能读取，本机未安装。",
            "请安装 LibreOffice 后重试，或另存为 docx。",
        )
    page = read_docx(_converted(data, program), name)
    return Page(
        blocks=page.blocks,
        format="doc",
        detail="Word 6/95（LibreOffice）",
        metadata=page.metadata,
        warnings=(*page.warnings, _WARNING),
        attachments=page.attachments,
    )


def _converted(data: bytes, program: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="guiqing-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        source, result = home / "source.doc", home / "out" / "source.docx"
        source.write_bytes(data)
        arguments = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", "docx", "--outdir", str(result.parent), str(source)),
        ]
        _run((*_network_guard(), *arguments), home)
        if not result.is_file():
            raise NotReadable("LibreOffice 无法转换这个旧格式文件，可能已损坏或设有密码。")
        if result.stat().st_size > limits.INPUT_BYTES:
            raise TooLarge("旧格式文件转换后过大，不予读取。")
        return result.read_bytes()


def _run(arguments: Sequence[str], home: Path) -> None:
    """Run to the end or to the time limit; afterwards nothing of it is left running."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
    }
    if sys.platform == "win32":
        environment |= {k: v for k, v in os.environ.items() if k.upper() in ("SYSTEMROOT", "TEMP", "TMP")}
    process = subprocess.Popen(
        list(arguments),
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limits.OFFICE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Stopped(f"LibreOffice 转换超过 {limits.OFFICE_SECONDS:.0f} 秒，已中止。") from error
    finally:
        _end_group(process)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and all that it started: its wrapper may end while the program itself runs on."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    process.wait()


@functools.cache
def _network_guard() -> tuple[str, ...]:
    """The command that takes the network away, empty where the system does not allow it."""
    if sys.platform != "linux" or shutil.which(_WITHOUT_NETWORK[0]) is None:
        return ()
    tried = subprocess.run(
        [*_WITHOUT_NETWORK, "true"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=10,
    )
    return _WITHOUT_NETWORK if tried.returncode == 0 else ()
