"""An open page whose server was restarted: the session is gone, the page is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from icp.catalogue import catalogue
from tests.browser.conftest import Visitor
from tests.browser.test_kept import BUSINESS
from tests.conftest import Server

pytestmark = pytest.mark.browser
INES = re.compile(r"\bInes\b")
HIDE = catalogue().say("roster.hide_names")


def test_an_open_page_takes_the_next_answer_after_a_restart(server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(server)
    me.open()
    me.type_into(BUSINESS, "Before & After")
    me.saved()
    with me.page.expect_websocket(timeout=40_000):
        server.restart()
    me.page.wait_for_timeout(2000)  # the page is drawn anew, and nobody reloads it
    me.settle()
    me.type_into(BUSINESS, "After & Before")
    me.saved()
    me.page.reload()
    me.settle()
    me.holds(BUSINESS, "After & Before")


def test_hidden_names_stay_hidden_in_this_tab_whatever_becomes_of_its_session(
    server: Server, visit: Callable[..., Visitor]
) -> None:
    me = visit(server)
    me.open("compare")
    me.click("the sample business")
    assert me.sees(INES)
    me.page.get_by_text(HIDE).first.click()
    me.settle()
    me.page.get_by_text(INES).first.wait_for(state="detached")
    me.page.reload()
    me.settle()
    assert not me.sees(INES)
    with me.page.expect_websocket(timeout=40_000):
        server.restart()
    me.page.wait_for_timeout(2000)
    me.settle()
    assert not me.sees(INES)
    beside = visit(server, context=me.page.context)
    beside.open("compare")
    assert beside.sees(INES)
    me.page.get_by_text(HIDE).first.click()
    me.settle()
    me.page.get_by_text(INES).first.wait_for()
    me.page.reload()
    me.settle()
    assert me.sees(INES)
