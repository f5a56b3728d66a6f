"""Nothing typed is lost and nobody sees another's: refresh, two windows, two browsers, a killed server."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from icp.catalogue import catalogue
from tests.browser.conftest import LAPTOP, PHONE, WAIT, Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser
BUSINESS = "What is your business called?"
PAGES = (
    "", "guide", "roster", "avatar", "reality", "compare", "referrals", "absolutes", "rules", "system", "transition",
    "message", "takeaway", "about",
)  # fmt: skip


def load_sample(visitor: Visitor) -> None:
    visitor.open()
    visitor.click("sample")
    visitor.page.locator("input[value='Salt & Ledger']").wait_for(timeout=WAIT)
    visitor.settle()


def test_first_run_with_the_sample_at_laptop_width(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, LAPTOP)
    load_sample(me)
    me.holds(BUSINESS, "Salt & Ledger")
    told = {
        "roster": "13 glad, 28 fine, 12 heart sinks",
        "compare": "Your biggest invoice is your hardest client",
        "referrals": "10 of 13 favourites came through someone",
        "avatar": "",
        "about": "",
        "guide": "",
    }
    for path, sentence in told.items():
        me.open(path)
        assert me.heading
        me.page.get_by_test_id("stMain").get_by_text(sentence).first.wait_for(timeout=15_000)
    assert not me.outside


def test_what_was_typed_survives_refresh_and_a_killed_server(server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(server)
    me.open()
    me.type_into(BUSINESS, "Brandt & Daughters")
    me.saved()
    me.page.reload()
    me.settle()
    me.holds(BUSINESS, "Brandt & Daughters")
    server.restart()
    me.page.reload()
    me.settle()
    me.holds(BUSINESS, "Brandt & Daughters")


def test_a_second_browser_sees_nothing(room_server: Server, visit: Callable[..., Visitor]) -> None:
    mine, theirs = visit(room_server), visit(room_server, PHONE)
    mine.open()
    mine.type_into(BUSINESS, "Canary & Sons")
    mine.saved()
    for path in PAGES:
        theirs.open(path)
        assert "Canary" not in theirs.page.content()


def test_two_windows_merge_and_ask_only_about_the_same_answer(
    room_server: Server, visit: Callable[..., Visitor]
) -> None:
    one = visit(room_server)
    one.open()
    one.type_into(BUSINESS, "First name")
    one.saved()
    two = visit(room_server, context=one.page.context)
    two.open()
    two.tap("Customer")  # another answer: merges by itself
    two.saved()
    one.tap("Housing")
    one.page.reload()
    one.settle()
    one.holds(BUSINESS, "First name")
    chosen = one.page.get_by_test_id("stButtonGroup").locator('[aria-checked="true"], [aria-pressed="true"]')
    assert {"Customer", "Housing"} <= {text.strip() for text in chosen.all_inner_texts()}

    two.open()
    one.type_into(BUSINESS, "One’s name")
    two.type_into(BUSINESS, "Two’s name")  # the same answer, differently: a choice
    two.page.get_by_text("Answered in two windows").wait_for(timeout=15_000)
    two.click("This window")
    two.page.reload()
    two.settle()
    two.holds(BUSINESS, "Two’s name")


def test_an_own_file_becomes_the_client_list(
    room_server: Server, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    roster = tmp_path / "customers.csv"
    rows = ["Client name;E-Mail;Umsatz 2025;Empfohlen von", "Müller, Jörg;joerg@example.org;1.234,50;Chamber"]
    rows += [f"Firma {n};f{n}@example.org;{n}.000,00;Müller, Jörg" for n in range(1, 15)]
    roster.write_bytes("\r\n".join(rows).encode("cp1252"))
    me = visit(room_server)
    me.open("roster")
    me.page.locator('input[type="file"]').set_input_files(roster)
    me.page.get_by_text("Nothing is kept yet").wait_for(timeout=20_000)
    me.settle()
    me.click("Take over 15 clients")
    me.page.get_by_text(re.compile("none sorted yet")).first.wait_for(timeout=20_000)
    for _ in range(2):
        me.click("glad")
    me.saved()
    me.page.reload()
    me.settle()
    assert me.sees(re.compile("2 glad"))
    me.open("guide?screen=15")
    me.page.get_by_test_id("stSelectbox").filter(has_text="Jörg Müller").first.wait_for(timeout=15_000)


def test_everything_goes_when_it_is_deleted(server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(server)
    load_sample(me)
    me.click("Delete everything")
    me.page.get_by_role("button", name="Delete it all").click(delay=80)
    me.page.get_by_text("Everything was deleted").wait_for(timeout=15_000)
    me.page.reload()
    me.settle()
    me.holds(BUSINESS, "")
    assert b"Salt & Ledger" not in server.database.read_bytes()


def test_a_name_full_of_markup_stays_text(room_server: Server, visit: Callable[..., Visitor]) -> None:
    name = "![x](http://example.org/x.png) <img src=x onerror=alert(1)> [a](http://example.org) www.example.org"
    name += " $x^2$ :red[b]"
    me = visit(room_server, PHONE)
    dialogs: list[object] = []
    me.page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    me.open("guide?screen=2")
    me.type_into("Initials or nickname", name)
    for path in ("guide?screen=8", "guide?screen=10", "roster"):  # every view, with names put in: test_injection
        me.open(path)
        links = me.page.get_by_test_id("stMain").locator("a").evaluate_all("all => all.map(a => a.href)")
        assert not [link for link in links if "example.org" in link], path
    assert not me.outside
    assert not dialogs


@pytest.mark.parametrize("leave", ["reload", "other app"])
def test_a_list_half_typed_is_kept_when_the_page_goes_away(
    room_server: Server, visit: Callable[..., Visitor], leave: str
) -> None:
    """A larger field sends when it is left, and a phone throws away a page in the background without asking it."""
    names = next(at for at, screen in enumerate(catalogue().screens, 1) if screen.guide == "more_names")
    me = visit(room_server, PHONE)
    me.open(f"guide?screen={names}")
    box = me.page.locator("textarea").first
    box.click()
    box.press_sequentially("Ada K\nBen L\nCleo M", delay=10)
    if leave == "reload":
        me.page.reload()
    else:
        hidden = "Object.defineProperty(document, 'visibilityState', {value: 'hidden'})"
        me.page.evaluate(f"{hidden}; document.dispatchEvent(new Event('visibilitychange'))")
        me.page.get_by_text("3 people").first.wait_for(timeout=WAIT)
        me.open(f"guide?screen={names}")
    me.settle()
    me.page.get_by_text("3 people").first.wait_for(timeout=WAIT)
    assert me.page.locator("textarea").first.input_value() == "Ada K\nBen L\nCleo M"


def test_a_cell_half_typed_stays_open_while_somebody_looks_at_another_window(
    room_server: Server, visit: Callable[..., Visitor]
) -> None:
    """A grid closed over what is typed goes to the next row, and the rest would be typed over what stands there."""
    me = visit(room_server)
    me.open("roster")
    me.click("the sample business")
    me.tap("Grid")
    me.page.locator(".stDataFrameGlideDataEditor").first.click(position={"x": 60, "y": 52})
    me.page.keyboard.press("Enter")
    cell = me.page.locator("textarea.gdg-input")
    cell.wait_for(timeout=WAIT)
    hidden = "Object.defineProperty(document, 'visibilityState', {value: 'hidden'})"
    me.page.evaluate(f"{hidden}; document.dispatchEvent(new Event('visibilitychange'))")
    me.page.wait_for_timeout(300)
    me.page.keyboard.type(" & Sons")
    assert cell.input_value().endswith(" & Sons")
