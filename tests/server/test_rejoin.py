"""A websocket that asks for a session: what it hears when there is none any more, and when there is."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.conftest import Server

WAIT = 20


@pytest.fixture(scope="module")
def cookies(room_server: Server) -> str:
    with urllib.request.urlopen(
        urllib.request.Request(room_server.url, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    ) as answer:
        return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("set-cookie"))


@contextmanager
def page(server: Server, cookies: str, session: str = "") -> Iterator[ClientConnection]:
    """A page's websocket, that would like to go on with ``session``."""
    protocols = ["streamlit", "token", *([session] if session else [])]
    address = f"ws://localhost:{server.port}/_stcore/stream"
    with connect(
        address,
        subprotocols=protocols,
        additional_headers={"Cookie": cookies},
        max_size=None,  # type: ignore[arg-type]
    ) as socket:
        yield socket


def heard(socket: ClientConnection) -> ForwardMsg:
    return ForwardMsg.FromString(socket.recv(WAIT))  # type: ignore[arg-type]


def ask(socket: ClientConnection, fragment: str = "", widget: str = "") -> None:
    said = BackMsg()
    said.rerun_script.query_string = ""
    said.rerun_script.fragment_id = fragment
    said.rerun_script.is_auto_rerun = bool(fragment)
    if widget:
        said.rerun_script.widget_states.widgets.add(id=widget, string_value="stale")
    socket.send(said.SerializeToString())


def run(socket: ClientConnection) -> list[ForwardMsg]:
    """All messages of one run, to its end."""
    messages = [heard(socket)]
    while messages[-1].WhichOneof("type") != "script_finished":
        messages.append(heard(socket))
    return messages


def until_silent(socket: ClientConnection) -> Iterator[ForwardMsg]:
    with suppress(TimeoutError):
        while True:
            yield ForwardMsg.FromString(socket.recv(1))  # type: ignore[arg-type]


def test_an_unknown_session_is_drawn_anew_once_and_a_known_one_is_left_alone(room_server: Server, cookies: str) -> None:
    with page(room_server, cookies, "no-such-session") as socket:
        first = heard(socket)
        assert first.WhichOneof("type") == "auto_rerun"
        name = first.auto_rerun.fragment_id
        assert first.auto_rerun.interval > 0
        for _ in range(3):  # the page asks until it is told to stop
            ask(socket, name, "$$ID-w1:owner:business_name")
        messages = run(socket)
        told = [list(each.stop_auto_rerun.fragment_ids) for each in messages if each.HasField("stop_auto_rerun")]
        assert told == [[name]]
        (begun,) = (each.new_session for each in messages if each.HasField("new_session"))
        assert messages[-1].script_finished == ForwardMsg.FINISHED_SUCCESSFULLY  # the whole page, not a fragment
        session = begun.initialize.session_id
        assert not any(each.HasField("new_session") for each in until_silent(socket))  # asked thrice, run once
    with page(room_server, cookies, session) as socket:
        ask(socket)
        messages = run(socket)
        assert not any(each.HasField("auto_rerun") for each in messages)
        assert next(e.new_session for e in messages if e.HasField("new_session")).initialize.session_id == session


def test_a_new_page_is_left_alone(room_server: Server, cookies: str) -> None:
    with page(room_server, cookies) as socket:
        ask(socket)
        assert not any(each.HasField("auto_rerun") for each in run(socket))
