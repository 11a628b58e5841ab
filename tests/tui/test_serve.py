"""The review app in a browser: who may look, and that a decision taken there is in the registry."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.store import Store

aiohttp = pytest.importorskip("aiohttp", reason="needs guiqing[serve]")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def served(registry: Path) -> Iterator[str]:
    """The one-time address of a running server."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "tui.cli",
        "serve",
        "--port",
        str(port),
        "--registry",
        str(registry),
        "--as-of",
        "2026-11-01",
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
        assert found, line
        yield found.group()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


async def _status(session: Any, address: str, **headers: str) -> int:
    for _ in range(100):
        try:
            async with session.get(address, headers=headers, allow_redirects=False) as answer:
                return int(answer.status)
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)
    raise AssertionError("the server never answered")


def test_only_the_bearer_of_the_address_gets_in_and_only_once(served: str) -> None:
    async def visit() -> None:
        base = served.partition("?")[0]
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as stranger:
            assert await _status(stranger, base) == 403
            assert await _status(stranger, served, Host="evil.example") == 403
            assert await _status(stranger, served, Origin="http://evil.example") == 403
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as reviewer:
            assert await _status(reviewer, served) == 302
            async with reviewer.get(base) as page:
                assert page.status == 200
                assert "font-src 'self'" in page.headers["Content-Security-Policy"]
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as late:
            assert await _status(late, served) == 403

    asyncio.run(visit())


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_decision_taken_in_a_browser_is_in_the_registry(served: str, registry: Path) -> None:
    assert CHROMIUM is not None
    profile = tempfile.mkdtemp()
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--window-size=1200,800", "about:blank"]  # fmt: skip
    browser = subprocess.Popen(
        [CHROMIUM, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        asyncio.run(_decide_in_browser(Path(profile), served, registry))
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait(timeout=20)
        shutil.rmtree(profile, ignore_errors=True)


async def _decide_in_browser(profile: Path, address: str, registry: Path) -> None:
    marker = profile / "DevToolsActivePort"
    for _ in range(300):
        if marker.is_file() and marker.read_text().count("\n"):
            break
        await asyncio.sleep(0.1)
    port = marker.read_text().split("\n")[0]
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            targets = await answer.json()
        page = next(t for t in targets if t["type"] == "page")
        async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as devtools:
            count = 0

            async def call(method: str, **parameters: Any) -> dict[str, Any]:
                nonlocal count
                count += 1
                await devtools.send_json({"id": count, "method": method, "params": parameters})
                while True:
                    message = json.loads((await devtools.receive()).data)
                    if message.get("id") == count:
                        return dict(message.get("result", {}))

            await call("Page.navigate", url=address)
            for _ in range(120):
                await asyncio.sleep(0.5)
                for kind in ("mousePressed", "mouseReleased"):
                    await call(
                        "Input.dispatchMouseEvent", type=kind, x=400, y=120, button="left", clickCount=1
                    )
                for kind in ("keyDown", "char", "keyUp"):
                    await call(
                        "Input.dispatchKeyEvent",
                        type=kind,
                        key="2",
                        text="2" if kind == "char" else "",
                        code="Digit2",
                        windowsVirtualKeyCode=50,
                    )
                with Store.open(registry) as store:
                    if store.current_decisions():
                        return
    raise AssertionError("no decision arrived")
