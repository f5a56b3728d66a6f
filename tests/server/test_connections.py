"""What one connection may cost: bytes of head, seconds of silence."""

from __future__ import annotations

import asyncio
import os
import socket
from typing import Any

import pytest

from icp.server import connections
from icp.server.connections import (
    BODY_SECONDS,
    HEAD_BYTES,
    HEAD_SECONDS,
    STALLED_SECONDS,
    STOP_SECONDS,
    BoundedHttp,
)
from icp.server.lifespan import allow_many_files
from icp.server.sessions import ALL_SOCKETS
from tests.conftest import Server

HOST = b"Host: localhost\r\n"


def answer(server: Server, *parts: bytes, most: int = 4_000_000) -> bytes:
    """What comes back for these bytes, the last part again and again up to ``most`` bytes or until it is refused."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=4) as connection:
        sent = 0
        try:
            for part in parts[:-1]:
                connection.sendall(part)
            while sent < most:
                connection.sendall(parts[-1])
                sent += len(parts[-1])
            return connection.recv(4000)
        except TimeoutError:
            return b"waits for more"
        except OSError:
            return b"closed"


@pytest.mark.parametrize(
    "parts",
    [
        (b"GET /", b"a" * 60_000),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: ", b"a" * 60_000),
        (b"GET / HTTP/1.1\r\n" + HOST, b"X: a\r\n" * 10_000),
        (b"POST /sign HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n" * 10_000),
        (b"POST /sign HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n2;", b"a" * 60_000),
    ],
    ids=["address", "one header", "many headers", "trailers", "chunk extension"],
)  # fmt: skip
def test_a_head_without_end_is_refused(room_server: Server, parts: tuple[bytes, ...]) -> None:
    said = answer(room_server, *parts)
    assert said == b"closed" or said.startswith(b"HTTP/1.1 431 ")
    assert room_server.healthz() == 200


def test_a_head_of_sixty_kilobytes_is_read(room_server: Server) -> None:
    whole = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a" * 60_000 + b"\r\n\r\n"
    assert answer(room_server, whole, most=1).startswith(b"HTTP/1.1 200 OK")
    several = (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 9_000 + b"\r\n\r\n") * 20  # each counts alone
    assert answer(room_server, several, most=1).startswith(b"HTTP/1.1 200 OK")


def test_what_is_no_http_is_answered_with_all_headers(room_server: Server) -> None:
    said = answer(room_server, b"NONSENSE\r\n\r\n", most=1)
    assert said.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    for header in (b"content-security-policy: default-src 'none'", b"x-content-type-options: nosniff"):
        assert header in said


OPENING = (
    b"GET /_stcore/stream%b HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%b\r\n"
)


@pytest.mark.parametrize(
    ("opening", "status"),
    [
        (OPENING % (b"", b""), b"101"),
        (OPENING % (b"", b"X: a\r\n" * 100), b"101"),
        (OPENING % (b"?x=" + b"a" * 9_000, b""), b"400"),
        (OPENING % (b"", b"X: a\r\n" * 140), b"400"),
        (OPENING % (b"", b"Content-Length: 1\r\n") + b"a", b"400"),
        ((OPENING % (b"", b"")).replace(b"GET", b"POST"), b"400"),
        ((OPENING % (b"", b"")).replace(b"Key", b"Lock"), b"400"),
    ],
    ids=["an opening", "headers", "a long line", "too many headers", "a body", "another method", "no key"],
)
def test_what_opens_no_websocket_is_answered_and_let_go(room_server: Server, opening: bytes, status: bytes) -> None:
    said = answer(room_server, opening, most=1)
    assert said.startswith(b"HTTP/1.1 " + status)
    assert (b"content-security-policy: default-src 'none'" in said) == (status == b"400")


def test_two_names_are_none(room_server: Server) -> None:
    two = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n"
    assert answer(room_server, two, most=1).startswith(b"HTTP/1.1 403 ")


@pytest.mark.skipif(os.name == "nt", reason="has no such limit")
def test_a_server_may_open_as_many_files_as_it_takes_pages() -> None:
    import resource

    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))  # as most systems begin
        allow_many_files()
        now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert now > ALL_SOCKETS or now == hard
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        allow_many_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)  # never fewer than it was given
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))


class Wire(asyncio.Transport):
    """A transport that remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.closed, self.aborted = b"", False, False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Clock:
    """An event loop's clock that is turned by hand."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, Any, Any]] = []

    def call_later(self, seconds: float, call: Any, *given: Any) -> Any:
        entry = (seconds, call, given)
        self.waiting.append(entry)
        clock = self

        class Handle:
            def cancel(self) -> None:
                if entry in clock.waiting:
                    clock.waiting.remove(entry)

        return Handle()

    def strike(self) -> None:
        (_, call, given) = self.waiting.pop()
        call(*given)


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> tuple[BoundedHttp, Wire, Clock]:
    """A connection before its first byte, with its transport and its clock."""
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    async def app(_scope: Any, _receive: Any, _send: Any) -> None: ...

    clock, wire = Clock(), Wire()
    config = Config(app=app, http=BoundedHttp, lifespan="off", log_config=None)
    made = BoundedHttp(config, ServerState(), {}, _loop=clock)  # type: ignore[arg-type]
    monkeypatch.setattr(made, "_start_asgi_task", lambda cycle, app: None)
    made.connection_made(wire)
    return made, wire, clock


def test_silence_ends_a_connection(connection: tuple[BoundedHttp, Wire, Clock]) -> None:
    made, wire, clock = connection
    assert [seconds for seconds, *_ in clock.waiting] == [HEAD_SECONDS]
    made.data_received(b"GET / HTTP/1.1\r\nX: ")
    made.data_received(b"a")  # a byte now and then does not move the end
    assert [seconds for seconds, *_ in clock.waiting] == [HEAD_SECONDS]
    clock.strike()
    assert wire.written.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert wire.closed


def test_a_body_has_its_time_and_an_answer_all_it_needs(connection: tuple[BoundedHttp, Wire, Clock]) -> None:
    made, wire, clock = connection
    made.data_received(b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n")
    assert [seconds for seconds, *_ in clock.waiting] == [BODY_SECONDS]
    made.data_received(b"a" * (2 * HEAD_BYTES))  # a body is no head
    assert not wire.closed
    made.data_received(b"a" * (200_000 - 2 * HEAD_BYTES))
    assert clock.waiting == []
    made.data_received(b"G")  # the next request
    assert [seconds for seconds, *_ in clock.waiting] == [HEAD_SECONDS]


def test_who_neither_goes_on_nor_goes_away_does_not_keep_the_server_from_stopping(
    connection: tuple[BoundedHttp, Wire, Clock],
) -> None:
    made, _, _ = connection
    assert made.config.timeout_graceful_shutdown == STOP_SECONDS  # Uvicorn's own default is to wait for ever


def test_an_answer_nobody_takes_ends_its_connection(connection: tuple[BoundedHttp, Wire, Clock]) -> None:
    made, wire, clock = connection
    made.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    made.pause_writing()
    assert [seconds for seconds, *_ in clock.waiting] == [STALLED_SECONDS]
    made.resume_writing()  # some of it was taken
    assert clock.waiting == []
    made.pause_writing()
    clock.strike()
    assert wire.aborted
    made.pause_writing()
    made.connection_lost(None)
    assert clock.waiting == []


def test_the_product_starts_with_bounded_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.config.HTTP_PROTOCOLS, "auto", "uvicorn.protocols.http.auto:AutoHTTPProtocol")
    connections.bound_connections()
    from uvicorn.config import Config

    config = Config(app=lambda scope: None, lifespan="off", log_config=None)
    config.load()
    assert config.http_protocol_class is BoundedHttp
