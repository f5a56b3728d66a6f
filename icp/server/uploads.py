"""How much may be uploaded: Streamlit takes files for any session, also on pages that ask for none."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple, cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from icp.server.answers import plain
from icp.server.attempts import network_of

_MEGABYTE = 1024 * 1024
SESSION_BYTES = 90 * _MEGABYTE
"""Two of the largest files."""
ADDRESS_BYTES = 250 * _MEGABYTE
"""Half of all, so that nobody alone keeps everybody else from uploading; a room behind one address brings lists."""
ALL_BYTES = 500 * _MEGABYTE
HELD_BYTES = 700 * _MEGABYTE
LEAST_BYTES = 64 * 1024
"""What the smallest file counts for: each upload looks at all those before it, here and in Streamlit."""
WINDOW_SECONDS = 600.0


def held_bytes() -> dict[str, int]:
    """What Streamlit holds of uploaded files now, by session, for as long as these last."""
    if not runtime.exists():
        return {}
    files = cast(MemoryUploadedFileManager, runtime.get_instance().uploaded_file_mgr).file_storage
    return {session: sum(len(file.data) for file in list(held.values())) for session, held in list(files.items())}


class UploadQuota:
    """Refuses (429) what goes beyond 90 MB a session, 250 MB an address or 500 MB in all within ten minutes.

    Sessions cost nothing and keep what they were given, so what is held has its limit, too, in all and half of it an
    address. Streamlit's own limit (server.maxUploadSize) holds for each single file.
    """

    def __init__(
        self,
        app: ASGIApp,
        session_bytes: int = SESSION_BYTES,
        address_bytes: int = ADDRESS_BYTES,
        all_bytes: int = ALL_BYTES,
        most_held: int = HELD_BYTES,
        least_bytes: int = LEAST_BYTES,
        held: Callable[[], Mapping[str, int]] = held_bytes,
    ) -> None:
        self.app = app
        self._session_bytes, self._address_bytes, self._all_bytes = session_bytes, address_bytes, all_bytes
        self._most_held, self._least, self._held = most_held, least_bytes, held
        self._taken: deque[_Taken] = deque()
        self._from: dict[str, str] = {}  # session that holds something → address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        steps = scope["path"].strip("/").split("/") if scope["type"] == "http" else []
        if scope["type"] != "http" or scope["method"] != "PUT" or steps[:2] != ["_stcore", "upload_file"]:
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if not (length.isascii() and length.isdecimal()):
            await plain(411, "The length of the file is missing.")(scope, receive, send)
            return
        address = network_of(scope["client"][0] if scope.get("client") else "")
        size = max(int(length), self._least)
        taken = _Taken(time.monotonic(), steps[2] if len(steps) > 2 else "", address, size)
        if not self._has_room(taken):
            await plain(429, "Too many files at once. Please wait ten minutes.")(scope, receive, send)
            return
        self._taken.append(taken)
        accepted = False

        async def watch(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "http.response.start":
                accepted = message["status"] < 400
                if accepted:
                    self._from[taken.session] = address
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            if not accepted and taken in self._taken:
                self._taken.remove(taken)

    def _has_room(self, new: _Taken) -> bool:
        while self._taken and self._taken[0].at < new.at - WINDOW_SECONDS:
            self._taken.popleft()
        of_session = sum(each.size for each in self._taken if each.session == new.session)
        of_address = sum(each.size for each in self._taken if each.address == new.address)
        of_all = sum(each.size for each in self._taken)
        held = self._held()
        self._from = {session: address for session, address in self._from.items() if session in held}
        theirs = sum(held[session] for session, address in self._from.items() if address == new.address)
        return (
            of_session + new.size <= self._session_bytes
            and of_address + new.size <= self._address_bytes
            and of_all + new.size <= self._all_bytes
            and theirs + new.size <= self._most_held // 2
            and sum(held.values()) + new.size <= self._most_held
        )


class _Taken(NamedTuple):
    at: float
    session: str
    address: str
    size: int
