"""A line between a browser and a server that can break, like a telephone's Wi-Fi."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """A TCP proxy on a port of its own.

    ``cut`` ends all connections and takes no new one: what a telephone sees that knows its network is gone. ``freeze``
    lets nothing through and tells nobody: what it sees of a network that went away silently. ``strand`` does so for the
    connections that are there, and new ones stand: what it sees when it comes into another network.
    """

    def __init__(self, to: int) -> None:
        self._to, self._whole = to, True
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        def end_all() -> None:
            self._whole = False
            for end in self._open:
                end.transport.abort()

        self._loop.call_soon_threadsafe(end_all)

    def freeze(self) -> None:
        self._loop.call_soon_threadsafe(self._flows.clear)

    def strand(self) -> None:
        def leave_all() -> None:
            self._flows = asyncio.Event()
            self._flows.set()

        self.freeze()
        self._loop.call_soon_threadsafe(leave_all)

    def mend(self) -> None:
        self._whole = True
        self._loop.call_soon_threadsafe(self._flows.set)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def run(self, ready: threading.Event) -> None:
        """Serve until stopped, on a thread of its own."""

        async def begin() -> None:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            self._flows.set()
            ready.set()

        self._loop.run_until_complete(begin())
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
            ends = {writer, far_writer}
            self._open |= ends
            flows = self._flows
            await asyncio.gather(self._pump(reader, far_writer, flows), self._pump(far_reader, writer, flows))
            self._open -= ends

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, flows: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await flows.wait()
                target.write(data)
                await target.drain()
        target.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A whole line to a port of this machine."""
    line, ready = Line(port), threading.Event()
    threading.Thread(target=line.run, args=(ready,), daemon=True).start()
    assert ready.wait(10)
    yield line
    line.stop()
