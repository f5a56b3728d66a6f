"""Whose session, whose file: what Streamlit hands out to whoever knows an address goes to one browser here.

A session's id and a file's address are long and random, but an id stands in a server's log and an address in a
browser's list of downloads. Neither opens anything without the cookie of the workbook it belongs to.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import runtime_util

from icp.server.answers import plain
from icp.server.attempts import network_of
from icp.server.cookies import websocket_key
from icp.server.downloads import Downloads
from icp.server.hosts import refuse_websocket
from icp.store.keys import row_of

OWNER_HEADER = "x-icp-owner"
"""server.trustedUserHeaders names it: Streamlit resumes a session only for the owner that it was begun for."""
ALL_SOCKETS, ADDRESS_SOCKETS = 4000, 1500
"""Open pages in all, and from one address: a room of five hundred sits behind one, with a phone and a laptop each."""
_ADDRESS = re.compile(r"/media/([0-9a-f]+)(?:\.\w+)?")
_MARK = b"/media/"


class OwnSessions:
    """Binds websockets, and the files that were offered over them, to the workbook of the browser's cookie."""

    def __init__(self, app: ASGIApp, all_sockets: int = ALL_SOCKETS, address_sockets: int = ADDRESS_SOCKETS) -> None:
        self.app = app
        self._all, self._of_address = all_sockets, address_sockets
        self._open: Counter[str] = Counter()
        self._offered: Counter[tuple[str, str]] = Counter()  # (file, owner) → sessions that were told the address
        self._downloads: Downloads | None = None
        self._leaving = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith("/media/"):
            await self._file(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _file(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ADDRESS.fullmatch(scope["path"])
        if found is None or (found[1], owner_of(scope)) not in self._offered:
            await plain(404, "Not found.")(scope, receive, send)
            return
        held = self._downloads and self._downloads.find(scope["path"].rpartition("/")[2])
        await (held or self.app)(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._downloads is None and runtime.exists():  # Streamlit's part of the server stands only now
            self._downloads = Downloads()
            self._downloads.attach(runtime.get_instance().media_file_mgr)
        address = network_of(scope["client"][0] if scope.get("client") else "")
        if self._open.total() >= self._all or self._open[address] >= self._of_address:
            await refuse_websocket(scope, receive, send, 503, "Too many pages are open. Please try again in a minute.")
            return
        owner = owner_of(scope)
        others = [pair for pair in scope["headers"] if pair[0] != OWNER_HEADER.encode()]
        owned = {**scope, "headers": [*others, (OWNER_HEADER.encode(), owner.encode())]}
        with self._counted(address), self._offering(owner) as offer:

            async def receive_bytes() -> Message:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    # Streamlit looks through everybody's tasks for each that leaves: fourteen hundred at once held up
                    # the rest for twenty seconds. One at a time, with everybody else's turn in between.
                    async with self._leaving:
                        await asyncio.sleep(0)
                    return message
                if message["type"] == "websocket.receive" and message.get("bytes") is None:
                    # Streamlit takes a text for a failure of its own and fills the log with a traceback.
                    await send({"type": "websocket.close", "code": 1003})
                    return {"type": "websocket.disconnect", "code": 1003}
                if message["type"] == "websocket.receive" and self._asks_for_anothers(message["bytes"]):
                    await send({"type": "websocket.close", "code": 1008})
                    return {"type": "websocket.disconnect", "code": 1008}
                return message

            async def send_and_note(message: Message) -> None:
                data = message.get("bytes") if message["type"] == "websocket.send" else None
                if data and _MARK in data:
                    offer(files_in(data))
                await send(message)

            await self.app(owned, receive_bytes, send_and_note)

    def _asks_for_anothers(self, frame: bytes) -> bool:
        """Whether a browser asks for a file by a button that stands on somebody else's page."""
        if len(frame) > runtime_util.get_max_widget_state_size_bytes():
            return False  # Streamlit closes on its own
        try:
            asked = BackMsg.FromString(frame)
        except DecodeError:
            return False
        wanted = asked.backend_operation_request
        if self._downloads is None or wanted.WhichOneof("payload") != "deferred_file":
            return False
        return not self._downloads.may_make(wanted.deferred_file.file_id, wanted.session_id)

    @contextmanager
    def _counted(self, address: str) -> Iterator[None]:
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    @contextmanager
    def _offering(self, owner: str) -> Iterator[Any]:
        """Notes the files a websocket offers its owner; forgets them when a dropped session would be forgotten, too."""
        mine: set[tuple[str, str]] = set()

        def offer(files: set[str]) -> None:
            new = {(file, owner) for file in files} - mine
            self._offered.update(new)
            mine.update(new)

        def forget() -> None:
            self._offered.subtract(mine)
            for pair in mine:
                if self._offered[pair] <= 0:
                    del self._offered[pair]

        try:
            yield offer
        finally:
            if mine:
                asyncio.get_running_loop().call_later(config.get_option("server.disconnectedSessionTTL"), forget)


def owner_of(scope: Scope) -> str:
    """The name of the row the request's cookie opens; "here" on one's own computer, "" without a cookie."""
    if "ICP_KEY_FILE" in os.environ:
        return "here"
    key = websocket_key(Headers(scope=scope), scope)
    return "" if key is None else row_of(key)


def files_in(frame: bytes) -> set[str]:
    """The ids of the files that a message to the browser offers.

    Only what stands in a field for addresses counts: anybody can type an address, and sees it come back as text.
    """
    return set(_addresses(ForwardMsg.FromString(frame)))


def _addresses(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for part in value if field.is_repeated else [value]:
                if hasattr(part, "ListFields"):  # a map's keys are no messages
                    yield from _addresses(part)
        elif field.type == field.TYPE_STRING and field.name == "url" and not field.is_repeated:
            found = _ADDRESS.fullmatch(value)
            if found:
                yield found[1]
