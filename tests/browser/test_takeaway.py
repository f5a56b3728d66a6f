"""On a phone: a promise with one tap, its file for the calendar, and an older copy beside today."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from icp.export.backup import read_backup
from icp.model import Client, Promise, Workbook
from tests.browser.conftest import CLICK, PHONE, WAIT, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser

DUE = date.today() + timedelta(days=20)
THEN = Workbook(
    clients=(Client(id="a", name="Ann", values={"tier": 3}), Client(id="b", name="Bo", values={"tier": 1})),
    promises=(Promise(id="p", text="Talk with Ann; kindly, in peace", client="a", due=DUE),),
)


def fetch(me: Visitor, button: str) -> tuple[str, bytes]:
    """The file behind a button of the page: what it is called and its bytes."""
    with me.page.expect_download(timeout=3 * WAIT) as got:
        me.page.get_by_test_id("stMain").get_by_role("button", name=button).first.click(**CLICK)
    return got.value.suggested_filename, Path(got.value.path()).read_bytes()


def test_files_are_built_when_asked_for_and_open_elsewhere(
    room_server: Server, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    me = visit(room_server, locale="en-US")
    me.open()
    me.click(re.compile("sample"))
    me.saved()
    me.open("takeaway")
    me.tap("Files")  # a tap on what is open already leaves it open
    day = f"{date.today():%Y-%m-%d}"

    name, data = fetch(me, "My ideal client on one page")
    assert name == f"icp_salt-ledger_portrait_{day}.pdf"
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert "Salt & Ledger" in page.extract_text()
    assert round(float(page.mediabox.width)) == 612, "a browser from the United States prints on Letter"
    me.tap("A4")
    (page,) = PdfReader(io.BytesIO(fetch(me, "My ideal client on one page")[1])).pages
    assert round(float(page.mediabox.width)) == 595

    me.tap("Use elsewhere")
    name, data = fetch(me, "All of it in one spreadsheet")
    assert name == f"icp_salt-ledger_workbook_{day}.xlsx"
    book = load_workbook(io.BytesIO(data))
    assert "Ines K." in {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}

    me.tap("Keep")
    name, data = fetch(me, "Keep my copy")
    assert name == f"icp_salt-ledger_workbook_{day}.json"
    work = read_backup(data)
    assert work.text("business_name") == "Salt & Ledger"
    me.page.get_by_text("Lock it with a password").click(**CLICK)
    for label in ("Password", "The same password once more"):
        box = me.page.get_by_role("textbox", name=label, exact=True)
        box.fill("Grüne Tür 7")
        box.blur()
        me.settle()
    name, data = fetch(me, "Keep my locked copy")
    assert name == f"icp_salt-ledger_workbook-locked_{day}.json"
    assert b"Ines" not in data
    assert read_backup(data, "Grüne Tür 7") == work
    assert not me.outside


def test_the_code_for_the_phone_is_the_private_link(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE, color_scheme="dark")
    me.open("takeaway")
    me.tap("Keep")
    me.page.get_by_text("Show my private link").click(**CLICK)
    me.settle()
    link = me.page.get_by_test_id("stCode").first.inner_text().strip()
    assert re.fullmatch(rf"{re.escape(room_server.url)}/r#[\w-]{{43}}", link)
    me.page.get_by_text("Show it as a code for my phone").click(**CLICK)
    me.settle()
    code = me.page.get_by_role("img", name="A code that opens your work")
    code.wait_for(timeout=WAIT)
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
    assert (read.text, read.format.name) == (link, "QRCode")
    phone = visit(room_server, PHONE)
    phone.page.goto(read.text)
    phone.page.wait_for_selector("h1", timeout=WAIT)
    assert not phone.outside


def test_promises_on_a_phone(room_server: Server, visit: Callable[..., Visitor], tmp_path: Path) -> None:
    copy = tmp_path / "icp_my_work_workbook_2026-08-20.json"
    copy.write_text(THEN.to_json())
    me = visit(room_server, PHONE)
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
    me.tap("Calendar")
    name, data = fetch(me, "Days for my calendar")
    assert name == f"icp_my-work_calendar_{date.today():%Y-%m-%d}.ics"
    kept = data.decode()
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
