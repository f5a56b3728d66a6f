"""Rules on a phone: what the list asks for becomes a rule, is shared, signed on paper, and reminded of kindly."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import CLICK, PHONE, WAIT, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser


def choose(visitor: Visitor, label: str, option: str) -> None:
    """Pick from the list of that label."""
    visitor.page.get_by_role("combobox", name=label).click(timeout=WAIT, **CLICK)
    visitor.page.get_by_role("option", name=option).click(timeout=WAIT, **CLICK)
    visitor.settle()


def finds(visitor: Visitor, words: str) -> None:
    """Wait until the page opens on this."""
    visitor.page.get_by_role("heading", level=3, name=words).wait_for(timeout=WAIT)


def test_a_gap_becomes_a_rule_shared_agreed_to_and_upheld(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.open("rules")
    me.click("Look around with the sample business")
    finds(me, "Leaves me waiting for their part: 24 of your 52")
    me.click("Take a rule for it")
    me.page.get_by_text("Your papers for a month are with us").first.wait_for(timeout=WAIT)
    me.tap("Check and share")
    me.page.get_by_text("every rule has a number or a time").wait_for(timeout=WAIT)
    me.click("Share as version 2")
    me.page.get_by_text("version 2 of").first.wait_for(timeout=WAIT)
    me.tap("Who agreed")
    choose(me, "Whom do you ask next?", "Theo S.")
    me.click("Theo S. signed")
    me.page.get_by_text(re.compile(r"1 of 58 agreed")).wait_for(timeout=WAIT)
    me.tap("Uphold")
    assert me.sees("This is Jule from Salt & Ledger.")
    me.click("It went out today")
    me.page.get_by_text("Before the talk").wait_for(timeout=WAIT)
    me.saved()
    assert me.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    me.page.reload()
    me.settle()
    finds(me, "Next comes a talk.")
    assert me.outside == []
