"""`guiqing serve`: the review app in a browser on this computer, behind a one-time token.

textual-serve has no authentication. Here only 127.0.0.1 is bound; the address carries a token that is good
for one visit and becomes a cookie; every other request, host name or origin is refused.
"""

import hmac
import os
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from registry.errors import UsageError
from tui import output

HOST = "127.0.0.1"
_COOKIE = "guiqing"
_POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' ws://127.0.0.1:{port};"
    " font-src 'self' data:; form-action 'none'; frame-ancestors 'none'"
)


def command_line(registry: Path, options: Sequence[str] = ()) -> str:
    """The command that each visit runs: this very program, on the same registry."""
    words = [sys.executable, "-m", "tui.cli", "review", "--registry", str(registry)]
    return shlex.join([*words, *options])


def serve(registry: Path, *, port: int, options: Sequence[str] = (), actor: str) -> None:
    """Serve the review (`options`: more words of its command) until interrupted. Raises UsageError when the optional part is not installed."""
    try:
        from textual_serve.server import Server
    except ImportError:
        raise UsageError(
            "没有安装浏览器审阅所需的组件", "请安装 guiqing[serve]，或改用 guiqing review"
        ) from None
    os.environ["GUIQING_ACTOR"] = actor

    class Guarded(Server):
        """The server of the library with a guard in front of every route."""

        async def _make_app(self) -> Any:
            app = await super()._make_app()
            app.middlewares.append(guard(token, port))
            return app

        def initialize_logging(self) -> None:
            """Requests are nobody's business: nothing is logged."""

        async def on_startup(self, app: Any) -> None:
            output.line(f"请在本机浏览器打开（只能用一次）：http://{HOST}:{port}/?token={token}")
            output.line("按 Ctrl+C 结束")
            sys.stdout.flush()

    token = secrets.token_urlsafe(24)
    server = Guarded(
        command_line(registry, options),
        host=HOST,
        port=port,
        title="规清",
        public_url=f"http://{HOST}:{port}",
    )
    try:
        server.serve()
    except OSError as error:
        raise UsageError(f"端口 {port} 用不了（{error.strerror}）", "换一个：--port 8001") from None


def _same(given: str, secret: str) -> bool:
    """Compared in constant time; as bytes, since `hmac` refuses words that are not ASCII."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())


def guard(token: str, port: int) -> Any:
    """A middleware that lets in whoever brings the token, once, and after that only that browser."""
    from aiohttp import web

    session = secrets.token_urlsafe(24)
    unused = True
    hosts = {f"{HOST}:{port}", f"localhost:{port}"}

    @web.middleware
    async def check(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        nonlocal unused
        if request.host not in hosts:
            raise web.HTTPForbidden(text="只能在本机打开。")
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in hosts:
            raise web.HTTPForbidden(text="请求来自别的网页，已拒绝。")
        if _same(request.cookies.get(_COOKIE, ""), session):
            answer = await handler(request)
            if not answer.prepared:
                # The library's page asks a font server on the internet; nothing may leave this computer.
                answer.headers["Content-Security-Policy"] = _POLICY.format(port=port)
            return answer
        given = request.query.get("token", "")
        if request.path == "/" and unused and _same(given, token):
            unused = False
            welcome = web.HTTPFound("/")
            welcome.set_cookie(_COOKIE, session, httponly=True, samesite="Strict")
            raise welcome
        raise web.HTTPForbidden(text="地址已经用过或不对，请重新运行 guiqing serve。")

    return check
