"""The whole guide on a phone, one screen after the other, and everything is there again afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from icp.catalogue import catalogue
from tests.browser.conftest import PHONE, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser
HEADINGS = [screen.heading for screen in catalogue().screens]


def forward(visitor: Visitor, screen: int) -> None:
    """Press Next and stand on screen number ``screen`` (from 1)."""
    visitor.click("Next")
    visitor.wait_for_heading(HEADINGS[screen - 1])


def test_the_whole_guide_on_a_phone(server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(server, PHONE)
    me.open()
    me.click("Guide me")
    me.wait_for_heading(HEADINGS[0])
    me.page.get_by_role("combobox").first.click()
    me.page.get_by_role("option", name="Bookkeeping and tax").click()
    me.settle()
    me.tap("Client")
    for screen, name in ((2, "I. K."), (3, "T. S."), (4, "C. M.")):
        forward(me, screen)
        me.type_into("Initials or nickname", name)
    forward(me, 5)
    me.type_into("Initials or nickname", "R. D.")
    forward(me, 6)
    me.tap("Rings at bad times", "Cancels late or vanishes")
    forward(me, 7)
    me.type_into("One name a line", "\n".join(f"{letter}. X." for letter in "ABDEFGHJ"))
    forward(me, 8)
    feelings = ("fine", "fine", "glad", "fine", "fine", "heart sinks", "fine", "fine")
    for sorted_so_far, feeling in enumerate(feelings, start=4):
        me.page.get_by_text(f"{sorted_so_far} of 12 sorted").wait_for()
        me.click(feeling)
    me.page.get_by_text("All sorted").wait_for()
    forward(me, 9)
    me.tap("the work")
    forward(me, 10)
    assert me.page.get_by_test_id("stMain").get_by_text("R. D.").count()  # tapped by screen 6 already
    me.tap("A. X.")
    me.page.get_by_text("The rest don’t", exact=True).click()
    me.settle()
    for screen in range(11, 15):
        forward(me, screen)
        me.tap("I. K.")
    forward(me, 15)
    box = me.page.get_by_test_id("stSelectbox").first.get_by_role("combobox")
    box.click()
    box.fill("A. X.")
    box.press("Enter")
    me.settle()
    forward(me, 16)
    me.tap("on vacation")
    forward(me, 17)
    me.tap("under €500")
    forward(me, 18)
    me.tap("under 1 h")
    forward(me, 19)
    forward(me, 20)
    me.tap("35 – 45", "a woman")
    forward(me, 21)
    me.tap("honesty", "craft")
    forward(me, 22)
    me.tap("my free time")
    forward(me, 23)
    me.page.get_by_text(re.compile("^Keeps to my hours")).first.click()
    me.settle()
    me.page.get_by_text(re.compile("^Pays on time")).first.click()
    me.settle()
    forward(me, 24)
    me.tap("Pays late")
    forward(me, 25)
    me.tap("Keeps to my hours")
    forward(me, 26)
    me.tap("Keeps to my hours")
    forward(me, 27)
    me.type_into(re.compile("Say it in one sentence"), "I work nine to five.")
    forward(me, 28)
    me.type_into("What do you make of it?", "I did not expect that.")
    forward(me, 29)
    forward(me, 30)
    me.click("Thank them, and ask whom they know")
    assert me.sees(re.compile("^Promised, by"))
    forward(me, 31)
    with me.page.expect_download() as download:
        me.page.get_by_test_id("stMain").get_by_role("button", name="Keep my copy").first.click(delay=80)
    assert download.value.suggested_filename.startswith("icp_my-work_workbook_")
    kept = open(download.value.path(), encoding="utf-8").read()  # noqa: SIM115
    for told in ("I. K.", "R. D.", "I work nine to five.", "I did not expect that."):
        assert told in kept
    assert not me.outside
    scripts = [url for url in me.asked if re.search(r"[Pp]lotly|glide-data-grid|DataFrame", url)]
    assert not scripts, "the phone's path loads no chart library and no grid"

    # back loses nothing, refresh stays on the screen, and a new window opens after the last answer
    me.click("Back")
    me.wait_for_heading(HEADINGS[29])
    assert me.sees(re.compile("^Promised, by"))
    me.open("guide?screen=5")
    me.holds("Initials or nickname", "R. D.")
    me.page.reload()
    me.settle()
    me.holds("Initials or nickname", "R. D.")
    server.restart()
    me.open("guide?screen=2")
    me.holds("Initials or nickname", "I. K.")


def test_nothing_is_wider_than_the_phone(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    for screen in (1, 2, 8, 10, 16, 20, 21, 24, 30, 31):
        me.open(f"guide?screen={screen}")
        assert me.page.evaluate("document.scrollingElement.scrollWidth") <= 390, HEADINGS[screen - 1]


def test_a_new_screen_begins_at_its_top(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.open()
    me.click("Look around")
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    for screen in (16, 17, 20, 23):  # long ones before long ones
        me.open(f"guide?screen={screen}")
        me.page.get_by_test_id("stMain").get_by_role("button", name="Next").scroll_into_view_if_needed()
        assert me.page.evaluate(scrolled) > 100
        forward(me, screen + 1)
        assert me.page.evaluate(scrolled) == 0


def test_the_next_part_of_the_portrait_begins_in_sight(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.open()
    me.click("Look around")
    me.open("avatar")
    for part in ("The person", "Beliefs", "How close"):
        me.page.get_by_test_id("stMain").get_by_role("button", name="Next").scroll_into_view_if_needed()
        me.click(f"Next: {part}")
        chosen = me.page.get_by_test_id("stButtonGroup").get_by_text(part, exact=True)
        assert chosen.bounding_box()["y"] > 0, "above the window"
