"""A client list in Chromium: dropped, corrected, taken over, undone, and brought up to date by a newer file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from tests.browser.conftest import PHONE, WAIT, Visitor
from tests.conftest import Server

OLD = b"Customer,Email,Agent,Yearly spend\nInes K.,ines@x.example,Fair,1900\nArne Q.,arne@x.example,Web,a lot\n"
NEW = b"Customer,Email,Agent,Yearly spend\nInes K.,ines@x.example,Fair,2400\nBea O.,bea@x.example,Web,700\n"


def drop(me: Visitor, files: Sequence[tuple[str, bytes]]) -> None:
    """Drop files on the page and wait until the first of them is shown."""
    payload: list[dict[str, Any]] = [{"name": name, "mimeType": "text/csv", "buffer": data} for name, data in files]
    me.page.locator("input[type=file]").first.set_input_files(payload)
    me.page.get_by_role("button", name="Drop it").wait_for(timeout=WAIT)
    me.settle()


def wait_for(me: Visitor, words: str) -> None:
    me.page.get_by_test_id("stApp").get_by_text(words).first.wait_for(timeout=WAIT)


def unfold(me: Visitor, words: str) -> None:
    me.page.get_by_test_id("stMain").locator("summary", has_text=words).first.click(timeout=WAIT, delay=80)
    me.settle()


def choose(me: Visitor, label: str, option: str) -> None:
    """Pick an option of the selectbox of that label, as somebody who types it."""
    from playwright.sync_api import TimeoutError as TooLate

    box = me.page.get_by_role("combobox", name=label)
    box.wait_for(timeout=WAIT)
    offered = me.page.get_by_role("option", name=option, exact=True).first
    for _ in range(3):  # a run that ends while the list is open closes it
        me.settle()
        box.click(timeout=WAIT)
        box.fill(option)
        with suppress(TooLate):
            offered.wait_for(timeout=WAIT / 4)
            break
    box.press("Enter")
    me.page.get_by_test_id("stTable").get_by_text(option).wait_for(timeout=WAIT)  # the preview follows
    me.settle()


def cells(me: Visitor) -> list[str]:
    me.page.get_by_test_id("stTable").locator("td").first.wait_for(timeout=WAIT)
    return [
        text.replace("\u2060", "").strip() for text in me.page.get_by_test_id("stTable").locator("td").all_inner_texts()
    ]


def test_drop_correct_take_over_undo_and_a_newer_file(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server)
    me.open("roster")
    drop(me, [("clients.csv", OLD)])
    wait_for(me, "2 rows read: 2 clients.")
    assert cells(me)[:2] == ["Ines K.", "ines@x.example"]
    unfold(me, "Receipt for")
    wait_for(me, "Row 3, Yearly spend: “a lot” not a number")

    # a column is corrected, and the preview follows
    fold = "Left out" if me.page.locator("summary", has_text="Left out (1)").count() else "Understood"
    unfold(me, fold)
    choose(me, "What Agent means", "Came through")

    # a reload forgets what was not taken over, and nothing else
    me.page.reload()
    me.settle()
    assert me.page.get_by_role("button", name="Drop it").count() == 0
    wait_for(me, "Twelve names are enough to begin.")

    drop(me, [("clients.csv", OLD)])
    unfold(me, fold)
    choose(me, "What Agent means", "Came through")
    me.click("Take over 2 clients")
    me.saved()
    wait_for(me, "2 clients, and none sorted yet")

    me.page.locator(".st-key-undo button").click(timeout=WAIT, delay=80)  # "Last card back" has an undo sign, too
    me.settle()
    wait_for(me, "Twelve names are enough to begin.")

    drop(me, [("clients.csv", OLD)])
    unfold(me, fold)
    choose(me, "What Agent means", "Came through")
    me.click("Take over 2 clients")
    me.saved()

    # a second window sees them; the newer file is met by the remembered columns
    other = visit(room_server, PHONE, me.page.context)
    other.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    other.open("roster")
    other.tap("Put in")
    drop(other, [("clients-new.csv", NEW)])
    wait_for(other, "Columns as you set them last time")
    wait_for(other, "New: 1. On your list already: 1. Blanks filled: 0.")
    unfold(other, "Newer in this file")
    wait_for(other, "“1,900” becomes “2,400”.")
    assert other.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE[0]
    other.click("Take over 2 clients")
    other.saved()
    wait_for(other, "3 clients, and none sorted yet")

    # the first window follows
    me.page.reload()
    me.settle()
    wait_for(me, "3 clients, and none sorted yet")
    assert not me.outside
    assert not other.outside


def test_two_files_at_once_and_a_large_one_with_a_bar(server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(server)
    me.open("roster")
    contacts = b"Id,FirstName,LastName,AccountId\nc1,Ana,Brook,a2\nc2,Bo,Hill,a1\n"
    accounts = b"Id,Name,Industry\na1,Hill & Co,Retail\na2,Brook Ltd,Bakery\n"
    drop(me, [("contacts.csv", contacts), ("accounts.csv", accounts)])
    wait_for(me, "by AccountId = Id")
    assert "Brook Ltd" in cells(me)
    me.click("Drop it")

    bars = me.page.get_by_text(re.compile("Reading big.csv|Working out who is who"))
    rows = "".join(f"Person {n},p{n}@x.example,{n % 50},{'note ' * 15}\n" for n in range(20_000))
    data = f"Name,Email,Hours,Notes\n{rows}".encode()
    me.page.locator("input[type=file]").first.set_input_files(
        [{"name": "big.csv", "mimeType": "text/csv", "buffer": data}]
    )
    bars.first.wait_for(timeout=WAIT)
    me.page.get_by_role("button", name="Take over 20,000 clients").wait_for(timeout=3 * WAIT)
    bars.first.wait_for(state="detached", timeout=WAIT)
