"""Twenty lines that break; five hundred: ``python -m tests.soak.reconnect``."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest

from icp.store import new_key
from tests.conftest import Server
from tests.soak.kill import text_field
from tests.soak.reconnect import asking, reconnect
from tests.soak.wire import browse


def test_everybody_whose_line_broke_finds_her_own_work(room_server: Server) -> None:
    figures = reconnect(20, room_server.url, resume=True)
    assert (figures.back, figures.foreign, figures.wrong) == (20, 0, [])


def test_who_reads_nothing_holds_up_nobody(room_server: Server) -> None:
    with ExitStack() as lines:
        for _ in range(3):
            deaf = lines.enter_context(browse(room_server.url, new_key()))
            lines.callback(deaf._socket.socket.shutdown, socket.SHUT_RDWR)  # else closing waits for an answer
            for _ in range(30):
                deaf.send(asking(deaf, page=""))  # and never takes what is sent back
        page = lines.enter_context(browse(room_server.url, new_key()))
        page.run("")
        began = time.monotonic()
        page.write(text_field(page)[0], "quick")
        assert page.shows("Saved ")
        assert time.monotonic() - began < 10


@pytest.mark.soak
@pytest.mark.parametrize("resume", [True, False])
def test_five_hundred_lines_break(server: Server, resume: bool) -> None:
    figures = reconnect(500, server.url, resume=resume)
    print(figures.table())
    assert (figures.back, figures.foreign) == (500, 0)
