"""What somebody takes away is written for that one answer and kept nowhere on its way."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from icp.server.answers import plain
from icp.server.headers import SecurityHeaders


def headers_of(path: str) -> dict[str, str]:
    sent: list[Any] = []

    async def ask() -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "scheme": "http"}
        await SecurityHeaders(plain(200, "a kept copy"))(scope, receive, send)

    loop = threading.Thread(target=asyncio.run, args=(ask(),))  # a browser test may have left a loop in this thread
    loop.start()
    loop.join()
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(("path", "kept"), [("/media/abc.json", False), ("/static/media/font.woff2", True)])
def test_no_cache_keeps_a_kept_copy(path: str, kept: bool) -> None:
    assert (headers_of(path).get("cache-control") != "private, no-store") is kept
