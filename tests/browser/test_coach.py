"""A coach with a laptop, a projector and a telephone, and people who come in: one session from opening to its end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from icp.catalogue import catalogue
from icp.room.leading import go_to_step, plan_room, read_room, resume, reveal, start_timer
from icp.room.leading import open_room as open_by_hand
from icp.room.taking_part import join, offers, seat_of, share
from icp.sample import sample_workbook
from icp.store import Store, new_key
from tests.browser.conftest import CLICK, LAPTOP, PHONE, WAIT, Visitor
from tests.browser.test_access import ours
from tests.conftest import Server
from tests.server.test_server import store_of

pytestmark = pytest.mark.browser

PROJECTOR = (1920, 1080)


def key_of(visitor: Visitor) -> str:
    return next(str(c["value"]) for c in visitor.page.context.cookies() if c["name"] == "icp_key")


def put_up(store: Store, code: str, number: int) -> None:
    work = sample_workbook()
    values = next(offer for offer in offers(work) if offer.kind.id == "values")
    for _ in range(number):
        seat = join(store.rooms, new_key(), code)
        assert not isinstance(seat, str)
        assert share(store.rooms, seat, values)


def pictures(board: Any) -> str:
    """What the board says to those who cannot see it."""
    return " | ".join(str(image.get_attribute("alt")) for image in board.get_by_test_id("stImage").locator("img").all())


def wait_for_picture(board: Any, text: str, seconds: float) -> float:
    """How long the board takes until it says so."""
    begun = time.monotonic()
    board.locator(f'img[alt*="{text}"]').first.wait_for(timeout=seconds * 1000)
    return time.monotonic() - begun


def test_a_session_from_opening_to_its_end(room_server: Server, visit: Callable[..., Visitor]) -> None:
    coach = visit(room_server, LAPTOP)
    coach.open("coach")
    coach.type_into("What is the session called?", "Tuesday bakers")
    coach.click("Open the room")
    assert coach.heading == "Tuesday bakers"
    link = coach.page.get_by_test_id("stCode").filter(has_text="/lead#").inner_text().strip()
    store = store_of(room_server)
    chair = resume(store.rooms, key_of(coach))
    assert chair is not None
    code = store.rooms.code(chair)[0]

    # The telephone leads by the link, whose key never leaves the browser in an address.
    phone = visit(room_server, PHONE)
    phone.page.goto(f"{room_server.url}/lead#{link.rpartition('#')[2]}")
    phone.page.get_by_role("button", name="Lead this room here").click(**CLICK)
    phone.page.wait_for_url("**/coach")
    phone.wait_for_heading("Tuesday bakers")
    assert not any(link.rpartition("#")[2] in url for url in phone.asked)

    # The projector shows the way in, and nothing to press; nothing is cut off at its foot.
    board = coach.page.context.new_page()
    board.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    board.goto(f"{room_server.url}/coach?board=on&embed=true")
    wait_for_picture(board, f"{code[:4]}-{code[4:]}", 20)
    assert board.get_by_test_id("stMain").locator("input, textarea, a, [data-testid=stButton]").count() == 0
    assert board.get_by_test_id("stSidebar").count() == 0

    guest = visit(room_server, PHONE)
    guest.open(f"?join={code}")
    guest.click("Join and begin")
    other = visit(room_server, PHONE)
    other.open(f"?join={code}")
    other.click("Join and begin")
    assert seat_of(store.rooms, key_of(guest)) != seat_of(store.rooms, key_of(other))
    assert wait_for_picture(board, "2 people are in", 5) < 4

    # Two who lead see the same: what one begins stands on the other's page without a touch.
    coach.click("Put it away")
    coach.tap("Lead")
    phone.tap("Lead")
    phone.click("Next: Arriving")
    coach.page.get_by_text("Step 1 of 11: Arriving").wait_for(timeout=WAIT)
    coach.tap("Kit")
    phone.type_into("Say something to all", "Welcome, all of")
    phone.tap("Board")  # half a sentence is no message, whatever is pressed beside it
    assert read_room(store.rooms, chair)[1].message is None
    phone.tap("Lead")
    phone.type_into("Say something to all", "Welcome, all of you")
    phone.field("Say something to all").press("Enter")
    wait_for_picture(board, "Welcome, all of you", 5)
    guest.click("Any news?")
    assert guest.sees("Welcome, all of you")

    phone.tap("Board")
    phone.page.get_by_test_id("stMain").get_by_role("button", name="Show").first.click(**CLICK)
    put_up(store, code, 4)
    phone.page.get_by_text("4 put up").wait_for(timeout=WAIT)  # counted while nobody presses anything
    wait_for_picture(board, "One more person, then the picture shows.", 5)
    assert "honesty" not in pictures(board)
    put_up(store, code, 1)
    moved = wait_for_picture(board, "from 5 people", 5)
    assert moved < 4, f"the board was {moved:.1f} s behind"  # two, and what a busy machine adds
    for image in board.get_by_test_id("stImage").locator("img").all():
        box = image.bounding_box()
        assert box["y"] + box["height"] <= PROJECTOR[1]
    assert board.evaluate("document.documentElement.scrollWidth") <= PROJECTOR[0]

    phone.tap("End")
    phone.page.get_by_text("Yes, everybody is done").click(**CLICK)
    phone.settle()
    phone.click("Close the room")
    phone.page.get_by_text(re.compile("The room is closed")).wait_for(timeout=WAIT)
    assert read_room(store.rooms, chair)[1].closed
    guest.open()
    assert guest.sees(re.compile("the session is over"))
    assert coach.outside == phone.outside == guest.outside == []
    store.close()


def test_the_board_rings_once_for_each_clock(room_server: Server, visit: Callable[..., Visitor]) -> None:
    store, me = store_of(room_server), visit(room_server, PROJECTOR)
    opened = open_by_hand(store.rooms, plan_room("60", "Rings"))
    me.open()
    store.rooms.give_chair(opened.chair, key_of(me))
    me.page.goto(f"{room_server.url}/coach?board=on&embed=true")
    wait_for_picture(me.page, "people are in", 20)
    me.page.mouse.click(600, 500)  # a browser plays nothing on a page that nobody touched
    me.page.evaluate(
        "() => { window.heard = []; for (const what of ['play', 'ended'])"
        " document.addEventListener(what, () => heard.push(what), true); }"
    )
    player = me.page.locator("audio")
    for heard in (["play", "ended"], ["play", "ended"] * 2):
        start_timer(store.rooms, opened.chair, 1)
        player.wait_for(state="attached", timeout=WAIT)
        assert me.page.evaluate("document.documentElement.scrollHeight") <= PROJECTOR[1]
        player.wait_for(state="detached", timeout=WAIT)  # until then the board is drawn again and again
        assert me.page.evaluate("heard") == heard
    assert me.outside == []
    store.close()


def test_board_and_controls_have_no_serious_violation(room_server: Server, visit: Callable[..., Visitor]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    store, me = store_of(room_server), visit(room_server, PHONE)
    opened = open_by_hand(store.rooms, plan_room("60", "Axe"))
    go_to_step(store.rooms, opened.chair, 5)
    reveal(store.rooms, opened.chair, "values")
    put_up(store, opened.code, 6)
    me.open()
    store.rooms.give_chair(opened.chair, key_of(me))
    found: list[str] = []

    def look(what: str) -> None:
        found.extend(
            f"{what}: {violation['id']}: {elements[0][:200]} (+{len(elements) - 1})"
            for violation in axe.run(me.page).response["violations"]
            if violation["impact"] in ("serious", "critical") and (elements := ours(violation))
        )

    for scheme in ("light", "dark"):
        me.page.emulate_media(color_scheme=scheme)
        me.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        me.open("coach")
        me.tap("Lead")
        me.page.get_by_text(catalogue().say("coach.plan.title")).click(**CLICK)
        me.page.get_by_role("button", name="One promise").wait_for(timeout=WAIT)
        look(f"Lead, {scheme}")
        me.tap("Board")
        look(f"Board, {scheme}")
        assert me.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        me.page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
        me.page.goto(f"{room_server.url}/coach?board=on&embed=true")
        wait_for_picture(me.page, "from 6 people", 20)
        look(f"the board, {scheme}")
    assert not found, "\n".join(found)
    store.close()


def test_a_lead_link_names_its_room_asks_first_and_a_wrong_one_is_refused(
    room_server: Server, visit: Callable[..., Visitor]
) -> None:
    store = store_of(room_server)
    opened = open_by_hand(store.rooms, plan_room("60", "<img src=x onerror=alert(1)> & co"))
    me = visit(room_server, PHONE)
    me.page.goto(f"{room_server.url}/lead#{opened.key}")
    me.page.get_by_role("button", name="Lead this room here").wait_for(timeout=WAIT)
    assert "“<img src=x onerror=alert(1)> & co”" in me.page.inner_text("main")
    assert opened.key not in me.page.url
    assert resume(store.rooms, key_of(me)) is None  # looking leads nothing
    me.page.goto("about:blank")
    me.page.goto(f"{room_server.url}/lead#{new_key()}")
    me.page.get_by_text("There is no room behind this link").wait_for(timeout=WAIT)
    assert resume(store.rooms, key_of(me)) is None
    store.close()


def test_a_phone_that_reaches_the_workshop_says_so(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.page.goto(f"{room_server.url}/room-check")
    assert me.heading == "Room check ok"
    assert me.outside == []
