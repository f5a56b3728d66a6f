"""A session and a file belong to one browser: knowing an address is not enough."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from icp.catalogue import catalogue
from icp.model import Client, Workbook
from icp.server.sessions import OwnSessions, files_in, owner_of
from icp.store import new_key
from icp.store.keys import row_of
from tests.bench.visitor import cpu_of_each
from tests.conftest import Server
from tests.server.test_server import ask, run, store_of
from tests.soak.wire import browse

SECRET = "Ottoline Quaver"


def key_with_work(server: Server, name: str = SECRET) -> str:
    key, store = new_key(), store_of(server)
    work = Workbook(answers={"business_name": name}, clients=(Client(name="Ida", values={"tier": 1}),))
    store.save(key, work.to_json().encode(), 0)
    store.close()
    return key


def test_a_kept_copy_is_given_to_the_browser_that_asked_for_it_alone(room_server: Server) -> None:
    with browse(room_server.url, key_with_work(room_server)) as mine:
        mine.run("")
        address = mine.download(mine.downloads()[0])
        assert address.startswith("/media/")
        status, headers, body = ask(room_server, address, Cookie=mine.cookie)
        assert (status, SECRET in body.decode(), headers["cache-control"]) == (200, True, "private, no-store")
        with browse(room_server.url, key_with_work(room_server, f"see {address}")) as other:
            other.run("")
            assert other.sees(address)  # what was typed comes back as text, and is no offer
        for cookie in ("", f"icp_key={new_key()}", "icp_key=nonsense", other.cookie):
            assert ask(room_server, address, Cookie=cookie)[0] == 404


def test_a_button_makes_its_file_on_its_own_page_alone(room_server: Server) -> None:
    with browse(room_server.url, key_with_work(room_server)) as mine, browse(room_server.url, new_key()) as other:
        mine.run("")
        other.run("")
        button = mine.downloads()[0]
        with pytest.raises(ConnectionClosed):  # Streamlit would hand it to anybody who knows the button's id
            other.download(button)
        assert mine.download(button)


def test_a_session_is_not_resumed_for_another_workbook(room_server: Server) -> None:
    with browse(room_server.url, key_with_work(room_server)) as mine:
        mine.run("")
        assert mine.sees(SECRET)
        with browse(room_server.url, new_key(), session=mine.session) as thief:
            thief.run("")
            assert thief.session != mine.session
            assert not thief.sees(SECRET)
        mine.run("")  # the owner's own session was not torn down
    with browse(room_server.url, mine.key, session=mine.session) as again:
        again.run("")
        assert again.session == mine.session
        assert again.sees(SECRET)


def test_on_https_a_page_shows_no_work_by_a_cookie_that_a_neighbour_may_have_planted(room_server: Server) -> None:
    planted, own = key_with_work(room_server, "Planted"), key_with_work(room_server)
    missing = catalogue().say("problem.KeyMissing")
    for also, shown, hidden in (("", missing, SECRET), (f"; __Host-icp_key={own}", SECRET, missing)):
        cookie = f"icp_key={planted}{also}"
        with browse(room_server.url, "", headers={"X-Forwarded-Proto": "https"}, cookie=cookie) as visitor:
            visitor.run("")
            assert visitor.sees(shown)
            assert not visitor.sees(hidden)
            assert not visitor.sees("Planted")


def test_coming_back_costs_no_more_than_coming(room_server: Server) -> None:
    def come(session: str = "") -> str:
        with browse(room_server.url, key, session) as page:
            page.run("")
            return page.session

    key = new_key()
    session = come()
    assert room_server.process is not None
    pid = room_server.process.pid
    costs = cpu_of_each({"new": (pid, lambda _: come()), "again": (pid, lambda _: come(session))}, 5)
    assert costs["again"] < 1.5 * costs["new"]


def test_nobody_names_an_owner_but_the_server(room_server: Server) -> None:
    with browse(room_server.url, key_with_work(room_server)) as mine:
        mine.run("")
        for claimed in (row_of(mine.key), "here", ""):
            claim = {"X-Icp-Owner": claimed}
            with browse(room_server.url, new_key(), session=mine.session, headers=claim) as thief:
                thief.run("")
                assert thief.session != mine.session


def test_a_text_and_an_oversized_message_end_the_websocket_and_leave_no_traceback(server: Server) -> None:
    large = BackMsg()
    large.rerun_script.query_string = "x" * 4_900_000
    with browse(server.url, new_key()) as visitor:  # under the limit it is read
        visitor.send(large)
        while visitor._receive().WhichOneof("type") != "script_finished":
            pass
    for message, code in (("text", 1003), (b"\0" * 5_100_000, 1009)):
        with browse(server.url, new_key()) as visitor:
            visitor.send(message)
            with pytest.raises(ConnectionClosed) as closed:
                visitor._receive()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == code
    assert "Traceback" not in server.output


def test_only_what_stands_in_an_address_field_is_offered() -> None:
    typed, button, several = ForwardMsg(), ForwardMsg(), ForwardMsg()
    typed.delta.new_element.markdown.body = "/media/abab"
    assert files_in(typed.SerializeToString()) == set()
    for address, files in (("/media/abab.json", {"abab"}), ("https://evil.example/media/abab", set())):
        button.delta.new_element.download_button.url = address
        assert files_in(button.SerializeToString()) == files
    for name in ("aa", "bb"):
        several.delta.new_element.imgs.imgs.add().url = f"/media/{name}.png"
    assert files_in(several.SerializeToString()) == {"aa", "bb"}


class Sockets:
    """An application behind :class:`OwnSessions` whose websockets stay open until they are told to end."""

    def __init__(self, **limits: int) -> None:
        self.ends: list[asyncio.Event] = []
        self.own = OwnSessions(self._app, **limits)
        self.statuses: list[int] = []

    async def _app(self, _scope: Any, _receive: Any, _send: Any) -> None:
        self.ends.append(asyncio.Event())
        await self.ends[-1].wait()

    async def open(self, address: str) -> asyncio.Task[None]:
        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            if message["type"] == "websocket.http.response.start":
                self.statuses.append(message["status"])

        scope = {"type": "websocket", "path": "/", "headers": [], "client": (address, 1), "scheme": "ws"}
        scope["extensions"] = {"websocket.http.response": {}}
        task = asyncio.create_task(self.own(scope, receive, send))  # type: ignore[arg-type]
        for _ in range(5):
            await asyncio.sleep(0)
        return task


def test_websockets_are_counted_by_address_and_in_all() -> None:
    async def walk() -> None:
        held = Sockets(all_sockets=5, address_sockets=3)
        first = [await held.open(f"2001:db8::{n}") for n in range(3)]  # one household
        await held.open("2001:db8::ffff")
        assert held.statuses == [503]
        await held.open("192.0.2.1")
        await held.open("192.0.2.2")
        assert held.statuses == [503]
        await held.open("192.0.2.3")
        assert held.statuses == [503, 503]
        held.ends[0].set()
        await first[0]
        await held.open("2001:db8::ffff")
        assert held.statuses == [503, 503]
        assert len(held.ends) == 6
        for end in held.ends:
            end.set()

    run(walk())


def test_many_who_leave_at_once_leave_one_by_one() -> None:
    async def walk() -> None:
        left: list[int] = []
        turn = 0

        async def app(_scope: Any, receive: Any, _send: Any) -> None:
            await receive()
            left.append(turn)

        async def receive() -> Any:
            return {"type": "websocket.disconnect", "code": 1006}

        async def send(_message: Any) -> None: ...

        own = OwnSessions(app)
        scope: Any = {"type": "websocket", "path": "/", "headers": [], "client": ("192.0.2.1", 1), "scheme": "ws"}
        tasks = [asyncio.create_task(own(scope, receive, send)) for _ in range(20)]
        while len(left) < 20:
            await asyncio.sleep(0)
            turn += 1
        await asyncio.gather(*tasks)
        assert len(set(left)) == 20  # everybody else has a turn between any two of them

    run(walk())


def test_ones_own_computer_has_one_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    scope: Any = {"type": "websocket", "headers": [(b"cookie", b"icp_key=" + b"A" * 43)], "scheme": "ws"}
    assert owner_of(scope) == row_of("A" * 43)
    https = {**scope, "headers": [*scope["headers"], (b"origin", b"https://host.example")]}
    assert owner_of(https) == ""  # there only the cookie bound to the host counts
    monkeypatch.setenv("ICP_KEY_FILE", "/nowhere")
    assert owner_of(scope) == "here"


@pytest.mark.parametrize("said", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "http://["}])
def test_a_refused_websocket_is_answered_with_all_headers(room_server: Server, said: dict[str, str]) -> None:
    status, headers, body = ask(
        room_server, "/_stcore/stream", **said, Connection="Upgrade", Upgrade="websocket",
        Sec_WebSocket_Version="13", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    )  # fmt: skip
    assert (status, body) == (403, b"This address is not served here.")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
