"""Streamlit's own files, compressed once: every later browser gets the kept bytes.

Streamlit sends its scripts uncompressed, and compressing each answer anew would hold up the event loop.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from icp.server.fonts import font_head
from icp.server.line import line_head

_COMPRESSIBLE = (".js", ".css", ".json", ".svg", ".wasm", ".ttf", ".map")
_NOT_PAGES = ("/media/", "/_stcore/", "/component/", "/sign")  # of Streamlit
# Streamlit's page points machines at an interface that is closed here, and its one inline script (a hint to
# prerendering services) would only be refused by the content security policy.
_NOT_OURS = re.compile(
    rb"<!--.*?-->\s*|<link rel=\"service-desc\"[^>]*>\s*|<script>\s*window\.prerenderReady = false\s*</script>\s*"
    rb"|(?<=run this app\.</p>).*?(?=</noscript>)",
    re.DOTALL,
)
# Streamlit fetches its full text font ahead of need; the theme's small ones take its place.
_FONT_PRELOAD = re.compile(rb"<link\s+rel=\"preload\"[^>]*\sas=\"font\"[^>]*>")
# The best first. Brotli at 5 takes no longer than gzip and is a twelfth smaller, the chart library an eighth. At 9 it
# would save 14 kB more of the first page and cost the first visitor half a second, at 11 50 kB more for many seconds.
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


def _coding(headers: Headers) -> str | None:
    """The best coding this client offers, or None."""
    offered = set()
    for part in headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        if weight.strip("0.") or not weight:
            offered.add(coding)
    return next((coding for coding in _CODINGS if coding in offered), None)


@dataclass(frozen=True)
class _Kept:
    """A whole answer: the headers as the file server sent them, and its compressed body."""

    content_type: str
    cache_control: str
    coding: str
    body: bytes


class CompressedAssets:
    """Serves hashed assets and the page's frame from memory, compressed; passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # Bounded by the files Streamlit ships, each by its one address: `//` and `/./` in it lead to the same file.
        shipped = Path(get_static_dir())
        self._addresses = {f"/{file.relative_to(shipped).as_posix()}" for file in (shipped / "static").rglob("*.*")}
        self._kept: dict[tuple[str, str], asyncio.Task[_Kept | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        coding = _coding(headers)
        if coding is None or "range" in headers:
            await self.app(scope, receive, send)
        elif scope["path"] in self._addresses and scope["path"].endswith(_COMPRESSIBLE):
            await self._asset(scope, receive, send, coding)
        elif "text/html" in headers.get("accept", "") and not scope["path"].startswith(_NOT_PAGES):
            await self._page(scope, receive, send, coding)
        else:
            await self.app(scope, receive, send)

    async def _asset(self, scope: Scope, receive: Receive, send: Send, coding: str) -> None:
        at = (scope["path"], coding)
        if at not in self._kept:
            self._kept[at] = asyncio.create_task(self._compress(scope, coding))
        try:
            kept = await asyncio.shield(self._kept[at])
        except Exception:
            self._kept.pop(at, None)
            raise
        if kept is None:
            self._kept.pop(at, None)
            await self.app(scope, receive, send)
            return
        answer = Response(
            kept.body,
            headers={
                "content-type": kept.content_type,
                "content-encoding": kept.coding,
                "cache-control": kept.cache_control,
                "vary": "Accept-Encoding",
            },
        )
        await answer(scope, receive, send)

    async def _compress(self, scope: Scope, coding: str) -> _Kept | None:
        """The answer to keep; None for what is missing or may change."""
        status, headers, body = await self._whole(scope)
        cache = headers.get("cache-control", "")
        if status != 200 or "immutable" not in cache:
            return None
        compressed = await asyncio.to_thread(_CODINGS[coding], body)
        return _Kept(headers.get("content-type", "application/octet-stream"), cache, coding, compressed)

    async def _page(self, scope: Scope, receive: Receive, send: Send, coding: str) -> None:
        """The frame of a page without the lines that are not ours, small enough to compress each time."""
        status, headers, body = await self._whole(scope)
        if status == 200 and headers.get("content-type", "").startswith("text/html"):
            body = _NOT_OURS.sub(b"", body)
            fonts = font_head()
            if fonts:
                body = _FONT_PRELOAD.sub(b"", body)
            body = body.replace(b"</head>", fonts + line_head() + b"</head>", 1)
            body = _CODINGS[coding](body)
            for name in ("content-length", "etag", "last-modified"):
                if name in headers:
                    del headers[name]
            headers["content-encoding"] = coding
            headers["vary"] = "Accept-Encoding"
            headers["content-length"] = str(len(body))
        await send({"type": "http.response.start", "status": status, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    async def _whole(self, scope: Scope) -> tuple[int, MutableHeaders, bytes]:
        """What the application inside answers when asked for the uncompressed, complete, fresh file."""
        left_out = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        asked = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in left_out]}
        status, raw, parts = 500, [], []

        asked_once = False

        async def receive() -> Message:
            nonlocal asked_once
            if asked_once:  # nobody hangs up here; answering again would spin whoever listens for that
                await asyncio.Event().wait()
            asked_once = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def collect(message: Message) -> None:
            nonlocal status, raw
            if message["type"] == "http.response.start":
                status, raw = message["status"], message["headers"]
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self.app(asked, receive, collect)
        return status, MutableHeaders(raw=list(raw)), b"".join(parts)
