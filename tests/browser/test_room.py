"""A participant on a phone: in by the square on the board, three taps to the first answer, and a Wi-Fi that drops."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import expect

from icp.catalogue import catalogue
from icp.room.leading import Opened, go_to_step, open_room, plan_room, where_are_they
from icp.room.pictures import put_up
from icp.room.state import Host
from icp.store import Rooms, Store
from tests.browser.conftest import CLICK, PHONE, WAIT, Visitor
from tests.browser.line import Line, line_to
from tests.conftest import Server

pytestmark = pytest.mark.browser
SAY = catalogue().say
DROPPED = float(os.environ.get("ICP_DROPPED_SECONDS", "6"))
"""How long the Wi-Fi is gone; half a minute was tried by hand with the same test."""
ASLEEP = float(os.environ.get("ICP_ASLEEP_SECONDS", "3"))
"""How long a phone sleeps; a minute was tried by hand."""
IDLE = 20


@dataclass
class Led:
    """A room on a server, and its coach beside it."""

    rooms: Rooms
    opened: Opened

    def begin(self, where: str) -> None:
        steps = self.opened.room.steps
        go_to_step(self.rooms, self.opened.chair, next(n for n, step in enumerate(steps) if step.where == where))

    @property
    def people(self) -> int:
        return where_are_they(self.rooms, self.opened.chair).total()

    @property
    def up(self) -> dict[str, int]:
        return {kind: number for kind, number in put_up(self.rooms, self.opened.chair).items() if number}


def lead(server: Server) -> Led:
    store = Store(f"sqlite:///{server.database}")
    room = plan_room("60", "Tuesday room", Host(name="Ada Coach"))
    return Led(store.rooms, open_room(store.rooms, room))


@pytest.fixture
def led(room_server: Server) -> Led:
    return lead(room_server)


def come_in(me: Visitor, led: Led) -> None:
    me.open(f"?join={led.opened.code}")
    me.click(SAY("room_ui.join"))
    me.wait_for_heading(catalogue().screens[0].heading)


def bar(me: Visitor) -> Any:
    return me.page.get_by_text(re.compile(r"(Tuesday room: it begins|\d+ of 11: )")).first


def test_three_taps_to_the_first_answer_then_put_up_take_back_leave(
    room_server: Server, visit: Callable[..., Visitor], led: Led
) -> None:
    me = visit(room_server, PHONE, has_touch=True)
    come_in(me, led)  # the first tap opened the address, the second joined
    assert "join" not in me.page.url
    me.tap("Customer")  # the third is an answer
    me.saved()
    assert me.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    led.begin("guide:problem")
    me.click(SAY("room_ui.news"))
    me.click(SAY("room_ui.to_step"))
    me.wait_for_heading(catalogue().question("problem").heading)
    me.open(f"guide?screen={1 + [q.id for q in catalogue().screens].index('values')}")
    me.tap(catalogue().question("values").options[0].label)
    me.click(SAY("room_ui.put_up"))
    assert led.up == {"values": 1}

    other = visit(room_server, PHONE, me.page.context)  # a second tab is the same person
    other.open("guide")
    expect(bar(other)).to_be_visible(timeout=WAIT)
    assert led.people == 1
    other.page.close()

    me.page.reload()
    me.settle()
    me.click(SAY("room_ui.take_back"))
    assert led.up == {}
    me.click(SAY("room_ui.put_up"))
    assert led.up == {"values": 1}
    me.click(SAY("room_ui.open"))
    window = me.page.get_by_role("dialog")
    window.get_by_text(SAY("room_ui.leave_sure")).click(**CLICK)
    window.get_by_role("button", name=SAY("room_ui.leave")).click(timeout=WAIT, **CLICK)
    expect(bar(me)).to_be_hidden(timeout=WAIT)
    assert (led.people, led.up) == (0, {})
    assert me.outside == []


def test_a_participants_page_never_asks_by_itself(room_server: Server, visit: Callable[..., Visitor], led: Led) -> None:
    me = visit(room_server, PHONE)
    frames: list[object] = []

    def listen(socket: Any) -> None:
        for way in ("framesent", "framereceived"):
            socket.on(way, lambda frame: frames.append(frame))  # Playwright marks what it is given

    me.page.on("websocket", listen)
    come_in(me, led)
    assert frames
    me.page.wait_for_timeout(1000)
    frames.clear()
    me.asked.clear()
    led.begin("guide:problem")  # what the coach does meanwhile comes with the next tap
    me.page.wait_for_timeout(IDLE * 1000)
    assert frames == []
    assert me.asked == []


@pytest.fixture
def line(room_server: Server) -> Iterator[Line]:
    with line_to(room_server.port) as whole:
        yield whole


@pytest.mark.parametrize("how", ["cut", "freeze"])
def test_what_is_typed_and_tapped_while_the_wifi_is_gone_waits_and_goes_through(
    room_server: Server, visit: Callable[..., Visitor], led: Led, line: Line, how: str
) -> None:
    far = replace(room_server, port=line.port)
    me = visit(far, PHONE)
    come_in(me, led)
    led.begin("guide:glad_1")
    me.open("guide?screen=2")
    name = re.compile("nickname")
    me.type_into(name, "Ann")
    me.saved()

    getattr(line, how)()
    box = me.field(name)
    box.click()
    box.press("End")
    box.press_sequentially("a B", delay=40)
    mark = me.page.get_by_role("status").filter(has_text=SAY("line.unsaved"))
    expect(mark).to_be_visible(timeout=20_000)
    assert not me.sees(re.compile("Connection error|streamlit run"))
    expect(box).to_be_enabled()
    me.page.wait_for_timeout(DROPPED * 1000)
    box.press_sequentially(".")
    me.page.wait_for_timeout(3000)  # a field sends what is typed half a second after the last letter
    line.mend()
    expect(mark).to_be_hidden(timeout=40_000)
    me.page.wait_for_timeout(300)
    me.settle()
    if how == "cut":
        expect(box).to_be_focused()  # whoever is typing goes on
    me.click(SAY("guide.next"))
    me.page.reload()
    me.settle()
    me.open("guide?screen=2")
    me.holds(name, "Anna B.")
    assert led.people == 1


@pytest.mark.parametrize("how", ["restarted", "asleep"])
def test_letters_not_sent_yet_survive_a_new_server_and_a_phone_that_sleeps(
    server: Server, visit: Callable[..., Visitor], how: str
) -> None:
    name = re.compile("nickname")
    with line_to(server.port) as line:
        me = visit(replace(server, port=line.port), PHONE)
        me.open("guide?screen=2")
        me.type_into(name, "Ann")
        me.saved()
        box = me.field(name)
        box.click()
        box.press("End")
        if how == "restarted":
            line.cut()
            box.press_sequentially("a B.", delay=40)
            expect(me.page.get_by_role("status").filter(has_text=SAY("line.unsaved"))).to_be_visible(timeout=20_000)
            server.restart()
            line.mend()
        else:
            box.press_sequentially("a B.", delay=10)  # and before they are sent, it goes into a pocket
            phone = me.page.context.new_cdp_session(me.page)
            phone.send("Page.setWebLifecycleState", {"state": "frozen"})
            line.cut()
            time.sleep(ASLEEP)
            line.mend()
            phone.send("Page.setWebLifecycleState", {"state": "active"})
        until_kept(server, me, "Anna B.")
        me.holds(name, "Anna B.")
        box.press_sequentially("!")  # and it goes on
        until_kept(server, me, "Anna B.!")


def test_a_line_that_nobody_answers_any_more_is_given_up(
    room_server: Server, visit: Callable[..., Visitor], line: Line
) -> None:
    me = visit(replace(room_server, port=line.port), PHONE)

    def less_patient(route: Any) -> None:
        asked = route.fetch()
        route.fulfill(response=asked, body=asked.text().replace("DEAD = 20000", "DEAD = 3000"))

    me.page.route("**/line/line.*.js", less_patient)
    me.open("guide?screen=2")
    name = re.compile("nickname")
    me.type_into(name, "Ann")
    me.saved()
    line.strand()
    box = me.field(name)
    box.click()
    box.press("End")
    box.press_sequentially("a.")
    until_kept(room_server, me, "Anna.")
    me.holds(name, "Anna.")


def until_kept(server: Server, me: Visitor, name: str) -> None:
    """Wait until the first favourite is called that in the database."""
    cookies = {each["name"]: each["value"] for each in me.page.context.cookies()}
    with closing(Store(f"sqlite:///{server.database}")) as store:
        for _ in range(60):
            found = store.load(cookies["icp_key"])
            if found is not None and [each["name"] for each in json.loads(found.body)["clients"]] == [name]:
                return
            me.page.wait_for_timeout(1000)
    pytest.fail(f"{name!r} is not in {found and found.body[:300]!r}")


def test_a_tap_on_next_waits_too(room_server: Server, visit: Callable[..., Visitor], line: Line) -> None:
    me = visit(replace(room_server, port=line.port), PHONE)
    me.open("guide?screen=1")
    line.cut()
    me.page.wait_for_timeout(300)
    me.page.get_by_role("button", name=SAY("guide.next")).click(**CLICK)
    expect(me.page.get_by_role("status").filter(has_text=SAY("line.unsaved"))).to_be_visible()
    line.mend()
    me.wait_for_heading(catalogue().screens[1].heading)


def test_after_a_restart_of_the_server_the_seat_is_still_theirs(server: Server, visit: Callable[..., Visitor]) -> None:
    led = lead(server)
    me = visit(server, PHONE)
    come_in(me, led)
    with me.page.expect_websocket(timeout=40_000):
        server.restart()
    me.page.wait_for_timeout(2000)
    me.settle()
    expect(bar(me)).to_be_visible(timeout=WAIT)
    led.begin("guide:problem")
    me.click(SAY("room_ui.news"))
    expect(bar(me)).to_contain_text("The ideal client", timeout=WAIT)
    assert led.people == 1
