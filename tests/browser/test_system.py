"""System or client, on a phone: from what annoys to a rule and a step with a day."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import PHONE, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser


def test_from_an_annoyance_to_a_rule_and_a_day(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.open()
    me.click("Look around")
    me.open("system")
    me.page.get_by_text(re.compile("runs through your whole list, 27 of 53")).first.wait_for()
    assert me.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    me.tap("Pays late")
    me.tap("no")
    me.page.get_by_text("Who does it is unclear, and there is no rule: write it first.").wait_for()
    me.type_into("The text they never had", "Pay within ten days.\n\nI pay my own bills from yours.")
    me.saved()
    me.click("Make it a rule")
    me.page.get_by_text("There is a rule about it.").wait_for()
    asked = me.page.get_by_test_id("stMain").get_by_role("radiogroup", name=re.compile("told"))
    asked.get_by_text("no", exact=True).click(delay=80)
    me.settle()
    me.click("I do it by")
    me.page.get_by_text(re.compile("^By .*: tell them first")).wait_for()
    me.open("rules")
    me.page.get_by_text(re.compile("Pay within ten days")).first.wait_for()
    me.open("system")
    me.page.get_by_text("✓ Pays late").first.wait_for()
    assert not me.outside
