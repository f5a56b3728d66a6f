"""A websocket that asks for a session: what it hears when there is none any more, and when there is.

And what becomes of what it says, over one line or over several.
"""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import sqlite3
import time
import tracemalloc
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionClient
from websockets.sync.client import ClientConnection, connect

from icp.catalogue import catalogue
from icp.server import rejoin
from icp.server.rejoin import DrawnAnew, _opening, mend_resuming
from icp.store import Store, new_key
from tests.conftest import Server
from tests.soak.kill import text_field
from tests.soak.reconnect import asking
from tests.soak.wire import Watched, browse

WAIT = 20
SAY = catalogue().say
NAME = "business_name"


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


@pytest.mark.parametrize("served", [False, True])
def test_a_line_that_is_gone_leaves_next_to_nothing(served: bool) -> None:
    """Neither what stood in its address nor what it said and nobody heard; both are the visitor's to make large."""

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        if served:
            settled = asyncio.Event()
            session = SimpleNamespace(
                track_settling=lambda: None, wait_until_settled=settled.wait, session_state={}, _scriptrunner=None
            )
            _opening.get().begin(session, known=False)  # type: ignore[union-attr,arg-type]
            await receive()  # the first of five

    async def send(_message: Any) -> None: ...

    async def come(anew: DrawnAnew) -> None:
        said = iter([{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": bytes(50_000)},) * 5])

        async def receive() -> Any:
            return next(said)

        asked = f"page={secrets.token_hex(12)}&due=5&stands={'x' * 50_000}".encode()
        headers = [(b"sec-websocket-protocol", b"streamlit, token, " + b"y" * 10_000)]
        await anew({"type": "websocket", "query_string": asked, "headers": headers}, receive, send)

    async def walk() -> int:
        anew = DrawnAnew(app)
        await come(anew)
        gc.collect()
        tracemalloc.start()
        for _ in range(50):
            await come(anew)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, walk()).result() < 50 * 5_000


def test_what_is_said_again_has_its_time_and_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejoin, "_HEARING_SECONDS", 0.2)
    monkeypatch.setattr(rejoin, "_MOST_IN_ALL", 250_000)

    async def come(anew: DrawnAnew, said: int) -> int | None:
        """What a page hears that has said so many of the five it has to say: the code it is closed with."""
        waiting = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": bytes(50_000)},) * said]
        closed: list[int] = []

        async def receive() -> Any:
            if not waiting:
                await asyncio.Event().wait()
            return waiting.pop(0)

        async def send(message: Any) -> None:
            closed.append(message["code"])

        asked = f"page={secrets.token_hex(12)}&due=5".encode()
        await anew({"type": "websocket", "query_string": asked, "headers": []}, receive, send)
        return closed[0] if closed else None

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        session = SimpleNamespace(
            track_settling=lambda: None, wait_until_settled=asyncio.Event().wait, session_state={}, _scriptrunner=None
        )
        _opening.get().begin(session, known=False)  # type: ignore[union-attr,arg-type]
        await receive()

    async def walk() -> list[int | None]:
        anew = DrawnAnew(app)
        alone = await come(anew, 5)
        first, second = await asyncio.gather(come(anew, 3), come(anew, 5))
        return [alone, first, second, await come(anew, 5)]

    with ThreadPoolExecutor(1) as thread:
        heard = thread.submit(asyncio.run, walk()).result()
    # Heard; stalled, and so closed in its time; no room beside the stalled one; heard again, once that one is gone.
    assert heard == [None, 1013, 1013, None]


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


# What is said, in one line


def stored(server: Server, key: str) -> dict[str, Any]:
    """The owner's answers in the database."""
    with closing(Store(f"sqlite:///{server.database}")) as store:
        found = store.load(key)
    assert found is not None
    answers: dict[str, Any] = json.loads(found.body)["answers"]
    return answers


def typed(page: Watched, text: str) -> bytes:
    """What a browser says when this was typed into the page's first field."""
    box = next(e.text_input for e, _ in page.elements.values() if e.WhichOneof("type") == "text_input")
    page.values[box.id] = WidgetState(id=box.id, string_value=text)
    return asking(page)


def is_stored(server: Server, key: str, text: str) -> bool:
    """Whether this is, or soon will be, what the first field's answer is in the database."""
    end = time.monotonic() + WAIT
    while stored(server, key)[NAME] != text and time.monotonic() < end:
        time.sleep(0.05)
    return bool(stored(server, key)[NAME] == text)


def read(page: Watched, message: bytes | str) -> None:
    assert isinstance(message, bytes)
    said = ForwardMsg.FromString(message)
    page.session = said.new_session.initialize.session_id or page.session
    page._read(said)


def drawn(page: Watched) -> Watched:
    """The page, once nothing more comes."""
    with suppress(TimeoutError):
        while True:
            read(page, page._socket.recv(timeout=1))
    return page


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """The database takes nothing meanwhile; a save waits."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


def test_an_answer_given_while_another_is_being_saved_is_not_another_windows(room_server: Server) -> None:
    key = new_key()
    with browse(room_server.url, key) as page:
        page.run("")
        page.write(text_field(page)[0], "A")
        with locked(room_server):
            for text in ("An", "Ann"):
                page.send(typed(page, text))
                time.sleep(0.3)  # it is being saved
        assert is_stored(room_server, key, "Ann")
        assert not drawn(page).shows(SAY("frame.conflict").partition(":")[0])


def test_an_answer_followed_by_a_tap_on_the_menu_is_saved(room_server: Server) -> None:
    key = new_key()
    with browse(room_server.url, key) as page:
        page.run("")
        page.write(text_field(page)[0], "A")
        page.send(typed(page, "Ann"))
        page.values.clear()  # of the page that it leaves, a browser says nothing any more
        page.send(asking(page, "about"))
        assert is_stored(room_server, key, "Ann")


def test_a_line_that_breaks_after_an_answer_does_not_take_it_along(room_server: Server) -> None:
    key = new_key()
    with browse(room_server.url, key) as page:
        page.run("")
        page.write(text_field(page)[0], "A")
        page.send(typed(page, "Ann"))
    assert is_stored(room_server, key, "Ann")


# What is said, over several


@dataclass
class Ears:
    """A page's socket that hears what is meant for the page's script apart."""

    socket: ClientConnection
    told: list[str] = field(default_factory=list)

    def send(self, message: bytes) -> None:
        self.socket.send(message)

    def recv(self, timeout: float) -> bytes:
        while isinstance(data := self.socket.recv(timeout), str):
            self.told.append(data)
        return data

    def hear(self, number: int, page: Watched) -> str:
        """Read until everything up to this number was worked through; what the page shows then."""
        while not any(each.startswith(f"{number} ") for each in self.told):
            data = self.socket.recv(WAIT)
            if isinstance(data, str):
                self.told.append(data)
            else:
                read(page, data)
        drawn(page)
        return self.told[-1].partition(" ")[2]


@dataclass
class Phone:
    """A page that keeps what it says, as `files/line.js` does."""

    server: Server
    key: str = field(default_factory=new_key)
    page: str = field(default_factory=lambda: secrets.token_hex(12))
    session: str = ""
    done: int = 0
    due: int = 0
    stands: str = ""

    @contextmanager
    def line(self) -> Iterator[tuple[Watched, Ears]]:
        asked = f"page={self.page}&done={self.done}&due={self.due}&stands={self.stands}"
        with connect(
            f"ws://localhost:{self.server.port}/_stcore/stream?{asked}",
            subprotocols=["streamlit", "token", *([self.session] if self.session else [])],  # type: ignore[list-item]
            additional_headers={"Cookie": f"icp_key={self.key}"},
            max_size=None,
        ) as socket:
            ears = Ears(socket)
            yield Watched(ears, self.key), ears  # type: ignore[arg-type]

    def begin(self, address: str = "") -> tuple[Watched, bytes]:
        """Open a page over a line that breaks then. Returns the page and the first that it said."""
        with self.line() as (page, ears):
            first = asking(page, address)
            page.send(first)
            self.stands, self.session, self.done = ears.hear(1, page), page.session, 1
        return page, first


def test_what_went_into_a_dead_line_goes_over_the_next(room_server: Server) -> None:
    me = Phone(room_server)
    page, first = me.begin()
    me.due = 2
    with me.line() as (again, ears):
        for said in (first, typed(page, "An"), typed(page, "Ann")):
            again.send(said)
        ears.hear(3, again)
    assert stored(room_server, me.key)[NAME] == "Ann"


def test_what_was_done_is_not_done_twice_but_drawn(room_server: Server) -> None:
    me = Phone(room_server)
    first_screen, second = (screen.heading for screen in catalogue().screens[:2])
    page, first = me.begin("guide")
    assert page.shows(first_screen)
    me.due = 1
    buttons = [e.button for e, _ in page.elements.values() if e.WhichOneof("type") == "button"]
    button = next(each for each in buttons if each.label == SAY("guide.next"))
    page.values[button.id] = WidgetState(id=button.id, trigger_value=True)
    tapped = asking(page)
    with me.line() as (again, ears):
        again.send(first)
        again.send(tapped)
        ears.hear(2, again)
        assert again.shows(second)
    with me.line() as (once_more, ears):  # it never heard that it was done
        once_more.send(first)
        once_more.send(tapped)
        asked = heard(ears)  # type: ignore[arg-type]
        assert asked.WhichOneof("type") == "auto_rerun"
        once_more._page = page._page
        said = BackMsg.FromString(asking(once_more, fragment=asked.auto_rerun.fragment_id))
        said.rerun_script.query_string = "screen=2"  # the address it was led to
        once_more.send(said)
        ears.hear(3, once_more)
        assert once_more.shows(second)


def test_what_was_typed_while_a_server_died_is_saved_by_the_next(room_server: Server) -> None:
    me = Phone(room_server)
    page, first = me.begin()
    me.session, me.due = "no-such-session", 2
    with me.line() as (again, ears):
        for said in (first, typed(page, "An"), typed(page, "Ann")):
            again.send(said)
        messages = run(ears)  # type: ignore[arg-type]
        ears.hear(3, again)
    assert stored(room_server, me.key)[NAME] == "Ann"
    assert sum(each.HasField("new_session") for each in messages) == 1  # the page as it stood is not shown
    assert not any(each.HasField("auto_rerun") for each in messages)


def test_what_was_typed_on_a_page_just_drawn_is_saved_by_the_next(room_server: Server) -> None:
    me = Phone(room_server)
    page, first = me.begin()
    me.session, me.done, me.due, me.stands = "no-such-session", 0, 2, ""  # it never heard that it was drawn
    with me.line() as (again, ears):
        again.send(first)
        again.send(typed(page, "Ann"))
        ears.hear(2, again)
    assert stored(room_server, me.key)[NAME] == "Ann"


def test_what_another_window_saved_meanwhile_is_asked_about(room_server: Server) -> None:
    me = Phone(room_server)
    with browse(room_server.url, me.key) as other:
        other.run("")
        other.write(text_field(other)[0], "A")
        page, first = me.begin()
        other.write(text_field(other)[0], "Ben")
        me.session, me.due = "no-such-session", 2
        with me.line() as (again, ears):
            for said in (first, typed(page, "An"), typed(page, "Ann")):
                again.send(said)
            ears.hear(3, again)
            assert again.shows(SAY("frame.conflict").partition(":")[0])
            assert again.shows("Ann")
            assert stored(room_server, me.key)[NAME] == "Ben"
            again.press(SAY("frame.keep_mine", answer="Ann"))
        assert stored(room_server, me.key)[NAME] == "Ann"
