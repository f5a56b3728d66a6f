"""On a phone, during a call: a must-have is chosen and worded, somebody is asked, a refresh loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import PHONE, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser


def test_a_call_on_a_phone(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.open("absolutes")
    me.tap("Is open to change")
    question = re.compile("^The question that finds out")
    me.type_into(question, "Do you have children?")
    assert me.sees(re.compile("asks whether somebody has children"))
    me.click("Use these words")
    me.holds(question, "Which days and hours can you keep free for this over the next months, "
                       "and what do we do if one falls through?")  # fmt: skip
    me.type_into(question, "What did you change last year?")
    me.click("Somebody is asking: screen them")
    me.wait_for_heading("What did you change last year?")
    me.type_into(re.compile("^Who is it"), "Lisa M.")
    me.saved()
    me.page.reload()
    me.wait_for_heading("What did you change last year?")
    me.holds(re.compile("^Who is it"), "Lisa M.")
    me.click("Not sure")
    me.wait_for_heading("Give Lisa M. a few days")
    assert me.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    me.click("Done")
    me.wait_for_heading("Must-haves")
    me.click("Lisa M. has decided")
    me.wait_for_heading("What did you change last year?")
    me.click("No, it is missing")
    me.wait_for_heading("A kind no for Lisa M.")
    me.click("Said kindly, close it")
    me.wait_for_heading("Must-haves")
    me.tap("Prospects")
    assert me.sees("kindly declined")
    assert me.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert not me.outside
    scripts = [url for url in me.asked if re.search(r"[Pp]lotly|glide-data-grid|DataFrame", url)]
    assert not scripts, "a call on a phone loads no chart library and no grid"
