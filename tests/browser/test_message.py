"""Message: a line chosen, a part reworded, a file taken home; and all of it is there again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import PHONE, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser


def test_a_line_a_source_and_a_file(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    me.open()
    me.click("Look around")
    me.open("message")
    assert me.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    me.type_into("Or in your own words", "Ask me by day, and I answer by day.")
    me.saved()
    me.page.get_by_role("heading", name="Ask me by day, and I answer by day.").wait_for()
    me.tap("Where they are, and whom to ask")
    me.page.get_by_text("What to say to Ines K.").wait_for()
    me.page.get_by_text("Change it", exact=True).click(delay=80)
    me.settle()
    me.type_into("What to say to Ines K.", "Thank you, Ines.")
    me.saved()
    with me.page.expect_download() as download:
        me.page.get_by_role("button", name="Take it all as a file").click(delay=80)
    assert download.value.suggested_filename.startswith("icp_")
    text = open(download.value.path(), encoding="utf-8").read()  # noqa: SIM115
    assert text.startswith("YOUR LINE\n\nAsk me by day, and I answer by day.")
    assert "Ines" not in text
    me.open("message")
    me.tap("Where they are, and whom to ask")
    me.page.get_by_text("Thank you, Ines.").wait_for()
    me.page.get_by_text(re.compile("Bookkeeping and tax for everybody")).wait_for()
    assert not me.outside
