"""What one connection may cost before a request is there: so many bytes of head, and so many seconds to send them.

The HTTP parser under this server takes a head of any length for as long as somebody sends one: sixty megabytes of
header lines were taken and answered with 200, and connections that never finish a line would stay until none is left.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn import config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.http11 import Request
from websockets.server import ServerProtocol

from icp.server.headers import ALWAYS

HEAD_BYTES = 64 * 1024
"""Request line and headers, or what frames a body; a browser sends one to four kilobytes."""
HEAD_SECONDS = 20.0
"""From the opening of a connection, or the first byte of its next request, to the end of the head."""
BODY_SECONDS = 600.0
"""To the end of a body; the largest file takes half of it at a quarter of a megabit a second."""
STALLED_SECONDS = 60.0
"""In which nothing of an answer is taken; 48 kB are enough to begin them anew."""
STOP_SECONDS = 5
"""That whoever sends or takes something has left when the server is told to stop."""


class BoundedHttp(HttpToolsProtocol):
    """Uvicorn's connection, closed with 431 or 408 when a request's head gets too long or the request takes too long,
    and without a word when nobody takes the answer.

    What Uvicorn answers by itself carries the same headers as all other answers.
    """

    _unread = 0  # bytes that have become neither a request nor a part of its body
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Else one visitor who neither goes on nor goes away keeps the server from ever stopping.
        self.config.timeout_graceful_shutdown = STOP_SECONDS
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._go_on()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._go_on()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        if self._deadline is None:
            self._wait(HEAD_SECONDS)
        super().data_received(data)
        if self._unread > HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")

    def handle_websocket_upgrade(self) -> None:
        self._stop_waiting()
        if self._opens_websocket():
            super().handle_websocket_upgrade()
        else:
            self._refuse(b"400 Bad Request")

    def on_headers_complete(self) -> None:
        self._unread = 0
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        self._stop_waiting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(b"400 Bad Request")

    def _opens_websocket(self) -> bool:
        """Whether the library that takes over will take this for a websocket's opening.

        It is stricter than the parser here: a line over 8 kB, a hundred and thirty headers or a body it neither answers
        nor closes, so that such a connection stays for ever, and that it is there makes the server's stop fail.
        """
        lines = [self.scope["method"].encode() + b" " + self.url + b" HTTP/1.1"]
        lines += [name + b": " + value for name, value in self.scope["headers"]]
        opening = ServerProtocol()
        opening.receive_data(b"\r\n".join([*lines, b"", b""]))
        asked = opening.events_received()
        return len(asked) == 1 and isinstance(asked[0], Request) and opening.accept(asked[0]).status_code == 101

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self._refuse, b"408 Request Timeout")

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _go_on(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _refuse(self, status: bytes) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = status.partition(b" ")[2] + b".\n"
            lines = [b"HTTP/1.1 " + status, b"content-type: text/plain; charset=utf-8", b"connection: close"]
            lines += [f"{name}: {value}".encode("ascii") for name, value in ALWAYS.items()]
            self.transport.write(b"\r\n".join([*lines, b"content-length: %d" % len(body), b"", body]))
        self.transport.close()


def bound_connections() -> None:
    """Make every server that this process starts from now on use :class:`BoundedHttp`."""
    protocols: dict[str, Any] = config.HTTP_PROTOCOLS
    protocols["auto"] = f"{BoundedHttp.__module__}:{BoundedHttp.__name__}"
