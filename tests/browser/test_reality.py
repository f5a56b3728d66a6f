"""The reality check on a phone: let one wish go, decide, sort a moment with the keyboard, and find it all again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import CLICK, PHONE, WAIT, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser


def press(me: Visitor, key: str) -> None:
    me.page.locator(f".st-key-{key} button").click(timeout=WAIT, **CLICK)
    me.settle()


def test_a_must_have_is_let_go_the_rest_decided_and_a_dream_met(
    room_server: Server, visit: Callable[..., Visitor]
) -> None:
    me = visit(room_server, PHONE)
    me.open("reality")
    me.click("Look around with the sample business")
    me.page.get_by_text("Nobody is left: none of your 58 clients meets all 6 must-haves.").first.wait_for(timeout=WAIT)
    press(me, "reality_let_go")
    me.page.get_by_text("7 of your 58 clients meet all 5 must-haves.").first.wait_for(timeout=WAIT)
    me.page.get_by_test_id("stMain").get_by_text("Pays on time", exact=True).click(timeout=WAIT, **CLICK)
    me.settle()
    press(me, "reality_keep")
    decided = "delivers their part, asks when something is unclear, keeps appointments, keeps to my hours."
    me.page.get_by_text(decided).wait_for(timeout=WAIT)
    me.tap("Difficult, ideal, a dream", "Your invoice")
    choices = me.page.get_by_test_id("stRadio").get_by_role("radio")
    assert choices.count() == 3
    texts = me.page.get_by_test_id("stRadio").get_by_test_id("stMarkdownContainer").all_inner_texts()[-3:]
    dream = next(at for at, words in enumerate(texts) if words.startswith("Pays the same hour"))
    choices.nth(dream).focus()  # no mouse from here on
    me.page.keyboard.press("Space")
    me.settle()
    me.page.get_by_text("Somebody like that would not need you").wait_for(timeout=WAIT)
    assert me.sees("At most 13 of 55")
    wide = me.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE[0]
    me.saved()

    me.open("reality")
    me.page.get_by_text("meet all 4 must-haves.").first.wait_for(timeout=WAIT)
    me.tap("Difficult, ideal, a dream", "✓ Your invoice")
    me.page.get_by_text("Somebody like that would not need you").wait_for(timeout=WAIT)
    assert me.outside == []
