"""The headers every answer carries, also the answer to a request that failed."""

from __future__ import annotations

import logging
from itertools import pairwise

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icp.server.answers import plain

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "media-src 'self'",
        "manifest-src 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_ON_HTTPS = {"strict-transport-security": "max-age=31536000"}
_log = logging.getLogger(__name__)


def is_https(scope: Scope) -> bool:
    """Whether the browser speaks HTTPS, to this server or to the proxy before it."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return scope.get("scheme") in ("https", "wss") or forwarded in ("https", "wss")


class SecurityHeaders:
    """Adds the headers, and turns an error nobody caught into a plain 500 that has them too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            started = started or message["type"] in ("http.response.start", "websocket.accept", "websocket.close")
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                if scope["path"].startswith("/media/"):  # what somebody takes away, found by whoever has its address
                    headers["cache-control"] = "private, no-store"
                if is_https(scope):
                    headers.update(_ON_HTTPS)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            pass  # nobody is there to be answered, and a traceback each would let anybody fill the disk with logs
        except Exception:
            if started or scope["type"] == "websocket":
                raise
            _log.exception("A request failed")
            await plain(500, "Something went wrong here. Nothing you saved is lost.")(scope, receive, send_with_headers)


class ClosedRoutes:
    """404 for what Streamlit offers to machines: metrics and the agent interface."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            steps = scope["path"].strip("/").split("/")
            if {("_stcore", "metrics"), ("_stcore", "agent")} & set(pairwise(steps)):
                await plain(404, "Not found.")(scope, receive, send)
                return
        await self.app(scope, receive, send)
