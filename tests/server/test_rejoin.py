"""A websocket that asks for a session: what it hears when there is none any more, and when there is."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionClient
from websockets.sync.client import ClientConnection, connect

from icp.server.rejoin import mend_resuming
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


class Line(SessionClient):
    """Keeps the kinds of what it hears; at the first, something happens."""

    def __init__(self, at_first: Callable[[], None] = lambda: None) -> None:
        self.heard: list[str | None] = []
        self._at_first = at_first

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        self.heard.append(msg.WhichOneof("type"))
        if len(self.heard) == 1:
            self._at_first()

    @property
    def client_context(self) -> Any:
        return None


def test_who_comes_back_while_others_are_told_is_told_over_her_new_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Runtime, "_instance", None)
    monkeypatch.setattr(Runtime, "_send_message", Runtime._send_message)  # and back again
    mend_resuming()
    media, files = MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")
    asked = BackMsg()
    asked.file_urls_request.request_id = "answered at once"

    async def walk() -> None:
        runtime = Runtime(RuntimeConfig(str(tmp_path / "app.py"), media, files))
        await runtime.start()
        gone, new = Line(), Line()

        def come_back() -> None:
            runtime.disconnect_session(hers)
            runtime.connect_session(new, {}, existing_session_id=hers)
            runtime.handle_backmsg(hers, asked)

        other = runtime.connect_session(Line(come_back), {})
        hers = runtime.connect_session(gone, {})
        runtime.handle_backmsg(other, asked)
        for _ in range(100):
            if gone.heard or new.heard:
                break
            await asyncio.sleep(0.01)
        runtime.stop()
        await runtime.stopped
        assert (gone.heard, new.heard) == ([], ["file_urls_response"])

    with ThreadPoolExecutor(1) as apart:  # a browser test before may have left its own loop running here
        apart.submit(asyncio.run, walk()).result()
