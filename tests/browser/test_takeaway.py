"""On a phone: a promise with one tap, its file for the calendar, and an older copy beside today."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from icp.model import Client, Promise, Workbook
from tests.browser.conftest import PHONE, WAIT, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser

DUE = date.today() + timedelta(days=20)
THEN = Workbook(
    clients=(Client(id="a", name="Ann", values={"tier": 3}), Client(id="b", name="Bo", values={"tier": 1})),
    promises=(Promise(id="p", text="Talk with Ann; kindly, in peace", client="a", due=DUE),),
)


def test_promises_on_a_phone(server: Server, visit: Callable[..., Visitor], tmp_path: Path) -> None:
    copy = tmp_path / "icp_my_work_workbook_2026-08-20.json"
    copy.write_text(THEN.to_json())
    me = visit(server, PHONE)
    me.open()
    me.page.get_by_text("I have a kept copy").click(delay=80)
    me.settle()
    me.page.locator("input[type=file]").set_input_files(copy)
    me.page.get_by_role("button", name="Open this copy").wait_for(timeout=WAIT)
    me.click("Open this copy")
    me.saved()

    me.open("takeaway")
    assert me.sees(re.compile("about what has to change"))
    me.type_into("Something else you will do", "Ring Bo and thank him")
    me.page.get_by_role("button", name="Done").wait_for(timeout=WAIT)
    me.holds("What will you do?", "Ring Bo and thank him")
    me.saved()
    me.page.reload()
    me.settle()
    assert me.sees("Ring Bo and thank him")
    with me.page.expect_download() as got:
        me.page.get_by_role("button", name="Days for my calendar").click(delay=80)
    kept = Path(got.value.path()).read_bytes().decode()
    assert f"DTSTART;VALUE=DATE:{DUE:%Y%m%d}" in kept
    assert "SUMMARY:Talk with Ann\\; kindly\\, in peace" in kept
    assert "SUMMARY:Ring Bo and thank him" in kept

    me.tap("Ninety days later")
    me.page.locator("input[type=file]").set_input_files(copy)
    me.page.get_by_text("nothing on your list has changed").wait_for(timeout=WAIT)
    me.click("Begin")
    me.click(re.compile("^fine"))
    me.saved()
    assert me.sees(re.compile("Ann: heart sinks → fine"))
    assert me.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert not me.outside
    scripts = [url for url in me.asked if re.search(r"[Pp]lotly|glide-data-grid|DataFrame", url)]
    assert scripts == []
