"""A plan of goodbyes on a phone: kept, a letter changed and kept, said, and all there again after a refresh."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_kept import load_sample
from tests.conftest import Server

pytestmark = pytest.mark.browser


def test_a_plan_is_kept_and_a_goodbye_said_on_a_phone(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    load_sample(me)
    me.open("transition")
    main = me.page.get_by_test_id("stMain")
    main.get_by_text("Saying goodbye to Harald V.").first.wait_for()
    main.get_by_role("img", name=re.compile("Income a month: €17,700 today")).first.wait_for()
    assert me.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    me.click("Keep this plan")
    main.get_by_text("You kept this plan on").first.wait_for()
    me.tap("One by one")
    main.get_by_text("The letter", exact=True).first.click(delay=80)
    me.settle()
    letter = me.field("To Harald V.")
    assert "Nightowl Books" in letter.input_value()
    me.type_into("To Harald V.", "Dear Harald, thank you for five good years.")
    main.get_by_text("Back to the draft").first.wait_for()
    me.click("I have said it to Harald V.")
    main.get_by_text("You said it on").first.wait_for()
    me.page.reload()
    me.settle()
    main.get_by_text("You kept this plan on").first.wait_for()  # what is done by it is no change to it
    me.tap("One by one")
    main.get_by_text("You said it on").first.wait_for()
    main.get_by_text("The letter", exact=True).first.click(delay=80)
    me.settle()
    me.holds("To Harald V.", "Dear Harald, thank you for five good years.")
    assert not me.outside
