"""How much may be uploaded: Streamlit takes files for any session, also on pages that ask for none."""

from __future__ import annotations

import time
from collections import deque

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icp.server.answers import plain

_MEGABYTE = 1024 * 1024
SESSION_BYTES = 40 * _MEGABYTE
ALL_BYTES = 400 * _MEGABYTE
WINDOW_SECONDS = 600.0


class UploadQuota:
    """Refuses (429) what goes beyond 40 MB a session or 400 MB in all within ten minutes.

    Streamlit's own limit (server.maxUploadSize) holds for each single file.
    """

    def __init__(self, app: ASGIApp, session_bytes: int = SESSION_BYTES, all_bytes: int = ALL_BYTES) -> None:
        self.app = app
        self._session_bytes = session_bytes
        self._all_bytes = all_bytes
        self._taken: deque[tuple[float, str, int]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        steps = scope["path"].strip("/").split("/") if scope["type"] == "http" else []
        if scope["type"] != "http" or scope["method"] != "PUT" or steps[:2] != ["_stcore", "upload_file"]:
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            await plain(411, "The length of the file is missing.")(scope, receive, send)
            return
        session = steps[2] if len(steps) > 2 else ""
        taken = (time.monotonic(), session, int(length))
        self._forget_old(taken[0])
        of_session = sum(size for _, whose, size in self._taken if whose == session)
        of_all = sum(size for _, _, size in self._taken)
        if of_session + taken[2] > self._session_bytes or of_all + taken[2] > self._all_bytes:
            await plain(429, "Too many files at once. Please wait ten minutes.")(scope, receive, send)
            return
        self._taken.append(taken)
        accepted = False

        async def watch(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "http.response.start":
                accepted = message["status"] < 400
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            if not accepted and taken in self._taken:
                self._taken.remove(taken)

    def _forget_old(self, now: float) -> None:
        while self._taken and self._taken[0][0] < now - WINDOW_SECONDS:
            self._taken.popleft()
