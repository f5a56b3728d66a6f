"""Streamlit's own files, compressed once: every later browser gets the kept bytes.

Streamlit sends its scripts uncompressed, and compressing each answer anew would hold up the event loop.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMPRESSIBLE = (".js", ".css", ".json", ".svg", ".wasm", ".ttf", ".map")
_NOT_PAGES = ("/media/", "/_stcore/", "/component/")
# Streamlit's page points machines at an interface that is closed here, and its one inline script (a hint to
# prerendering services) would only be refused by the content security policy.
_NOT_OURS = re.compile(
    rb"<!--.*?-->\s*|<link rel=\"service-desc\"[^>]*>\s*|<script>\s*window\.prerenderReady = false\s*</script>\s*"
    rb"|(?<=run this app\.</p>).*?(?=</noscript>)",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Kept:
    """A whole answer: the headers as the file server sent them, and its compressed body."""

    content_type: str
    cache_control: str
    body: bytes


class CompressedAssets:
    """Serves hashed assets and the page's frame from memory, compressed; passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # Bounded by the files Streamlit ships: only what it calls immutable is kept, by its own path.
        self._kept: dict[str, asyncio.Task[_Kept | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
            await self.app(scope, receive, send)
        elif scope["path"].startswith("/static/") and scope["path"].endswith(_COMPRESSIBLE):
            await self._asset(scope, receive, send)
        elif "text/html" in headers.get("accept", "") and not scope["path"].startswith(_NOT_PAGES):
            await self._page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path not in self._kept:
            self._kept[path] = asyncio.create_task(self._compress(scope))
        try:
            kept = await asyncio.shield(self._kept[path])
        except Exception:
            self._kept.pop(path, None)
            raise
        if kept is None:
            self._kept.pop(path, None)
            await self.app(scope, receive, send)
            return
        answer = Response(
            kept.body,
            headers={
                "content-type": kept.content_type,
                "content-encoding": "gzip",
                "cache-control": kept.cache_control,
                "vary": "Accept-Encoding",
            },
        )
        await answer(scope, receive, send)

    async def _compress(self, scope: Scope) -> _Kept | None:
        """The answer to keep; None for what is missing or may change."""
        status, headers, body = await self._whole(scope)
        cache = headers.get("cache-control", "")
        if status != 200 or "immutable" not in cache:
            return None
        compressed = await asyncio.to_thread(gzip.compress, body, 9, mtime=0)
        return _Kept(headers.get("content-type", "application/octet-stream"), cache, compressed)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The frame of a page without the lines that are not ours, small enough to compress each time."""
        status, headers, body = await self._whole(scope)
        if status == 200 and headers.get("content-type", "").startswith("text/html"):
            body = gzip.compress(_NOT_OURS.sub(b"", body), 6, mtime=0)
            for name in ("content-length", "etag", "last-modified"):
                if name in headers:
                    del headers[name]
            headers["content-encoding"] = "gzip"
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
