"""An open page whose server was restarted: the session is gone, the page is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_kept import BUSINESS
from tests.conftest import Server

pytestmark = pytest.mark.browser


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
