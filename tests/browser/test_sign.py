"""A client's phone: the link opens the rules, the client agrees, the owner finds it signed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from icp.dealings import Rule, RulesVersion
from icp.store import new_key
from icp.ui import state
from icp.ui.rules import signing
from tests.browser.conftest import CLICK, LAPTOP, PHONE, WAIT, Visitor
from tests.conftest import Server, free_port
from tests.server.test_server import store_of
from tests.ui.test_signing import Owner

pytestmark = pytest.mark.browser

NASTY = "<img src=//evil.invalid/a.png onerror=alert(1)> [x](javascript:alert(1)) **b** ${7*7} </script>"


@pytest.fixture
def owner(room_server: Server) -> Iterator[Owner]:
    """An owner on the server's own database."""
    store = store_of(room_server)
    yield Owner(store)
    store.close()


@pytest.fixture
def client(room_server: Server, visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """``client(token)`` → a fresh phone that has opened the link."""

    def arrive(token: str, **options: Any) -> Visitor:
        someone = visit(room_server, PHONE, **options)
        open_link(someone, token)
        return someone

    return arrive


def open_link(visitor: Visitor, token: str) -> None:
    visitor.page.goto("about:blank")  # the same page with another fragment would not load again
    visitor.page.goto(f"{visitor.server.url}/sign#{token}")
    visitor.page.locator("article:visible, [role=alert]:visible").first.wait_for(timeout=WAIT)


def agree(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_label("Your full name").fill(name)
    visitor.page.get_by_role("button", name="I agree").click(**CLICK)


def today_of(visitor: Visitor) -> str:
    """The day on that phone, as it writes it."""
    return str(visitor.page.locator("[data-text=today]").inner_text())


def test_a_client_reads_agrees_keeps_a_copy_and_the_owner_sees_it(owner: Owner, client: Callable[..., Visitor]) -> None:
    token = owner.send()
    ines = client(token)
    assert ines.heading == "How we work together"
    words = ines.page.inner_text("main")
    for line in ("Quill", "Dear Ines *K*", "We start on time", "Others wait", "It ends", "Ana", "Version 1"):
        assert line in words
    assert ines.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    ines.page.get_by_role("button", name="I agree").click(**CLICK)
    ines.page.get_by_role("alert").get_by_text("type your name").wait_for(timeout=WAIT)
    day = today_of(ines)
    agree(ines, "Ines Kowalski")
    ines.page.get_by_role("heading", name=f"Agreed on {day} by Ines Kowalski").wait_for(timeout=WAIT)
    with ines.page.expect_download() as download:
        ines.page.get_by_role("button", name="Keep a copy").click(**CLICK)
    copy = Path(download.value.path()).read_text(encoding="utf-8-sig")
    for line in ("Between: Quill", "and: Ines *K*", "* We start on time", f"SHA-256): {'1' * 64}",
                 f"Agreed on {day} by Ines Kowalski"):  # fmt: skip
        assert line in copy
    assert ines.page.context.cookies() == []
    assert ines.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert not any(token in url.partition("#")[0] for url in ines.asked)
    assert ines.outside == []
    (agreement,) = owner.collect()
    assert (agreement.state, agreement.signed_by) == ("signed", "Ines Kowalski")
    open_link(ines, token)
    assert f"this is what we agreed on {day}" in ines.page.inner_text("main")
    assert ines.page.get_by_role("button", name="I agree").count() == 0


def test_an_owner_makes_a_link_sees_it_signed_and_takes_another_back(
    start_server: Callable[..., Server], visit: Callable[..., Visitor]
) -> None:
    port = free_port()
    server = start_server(port=port, environment={"ICP_PUBLIC_URL": f"http://localhost:{port}"})
    store = store_of(server)
    owner = Owner(store)
    laptop, phone = visit(server, LAPTOP), visit(server, PHONE)
    laptop.page.context.add_cookies([{"name": "icp_key", "value": owner.key, "url": server.url}])
    laptop.open("rules")
    links = []
    for name in ("Ines *K*", "Bo"):
        laptop.page.get_by_role("combobox", name="Whom do you ask next?").click(timeout=WAIT)
        laptop.page.get_by_role("option", name=name, exact=True).click(**CLICK)
        laptop.click(f"Make a link for {name}")
        links.append(laptop.page.get_by_test_id("stCode").first.inner_text().strip())
    assert all(re.fullmatch(rf"{server.url}/sign#[\w-]{{43}}", link) for link in links)
    phone.page.goto(links[0])
    agree(phone, "Ines Kowalski")
    phone.page.get_by_role("heading", name="Agreed on").wait_for(timeout=WAIT)
    laptop.open("rules")
    assert laptop.sees("Ines Kowalski agreed since you were last here.")
    assert laptop.sees(re.compile(r"Ines \*K\* · agreed to version 1 on .*, by Ines Kowalski"))
    laptop.tap("link open 1")
    laptop.click("Take back")
    laptop.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Take back").click(**CLICK)
    laptop.page.get_by_text("Taken back: Bo.").wait_for(timeout=WAIT)
    phone.page.goto("about:blank")
    phone.page.goto(links[1])
    phone.page.get_by_role("alert").get_by_text("does not open anything").wait_for(timeout=WAIT)
    assert [each.state for each in owner.agreements] == ["signed", "revoked"]
    store.close()
    server.stop()


def test_a_second_signature_from_another_window_is_told_the_first_day(
    owner: Owner, client: Callable[..., Visitor]
) -> None:
    token = owner.send()
    first, second = client(token), client(token)
    agree(first, "Ines")
    first.page.get_by_role("heading", name="Agreed on").wait_for(timeout=WAIT)
    agree(second, "Mallory")
    second.page.get_by_text("already agreed to through this link").wait_for(timeout=WAIT)
    assert "Mallory" not in second.page.get_by_role("heading", name="Agreed on").inner_text()
    assert [each.signed_by for each in owner.collect()] == ["Ines"]


def test_wrong_withdrawn_and_lapsed_links_say_the_same_kind_sentence(
    owner: Owner, client: Callable[..., Visitor]
) -> None:
    withdrawn, lapsed = owner.send(), new_key()
    past = datetime.now(UTC) - timedelta(minutes=1)
    owner.store.sign_offs.put(owner.key, lapsed, b'{"digest": ""}', b"", past)
    someone = client(withdrawn)
    assert someone.page.get_by_role("button", name="I agree").count() == 1
    with owner.here():
        signing.revoke(state.workbook().dealings.agreements[0].id)
    agree(someone, "Ines")  # the page was open when the owner withdrew the link
    someone.page.get_by_role("alert").get_by_text("does not open anything").wait_for(timeout=WAIT)
    assert "We start on time" not in someone.page.inner_text("main")
    seen = {someone.page.inner_text("main")}
    for token in (withdrawn, lapsed, "B" * 43, "%3Cscript%3E", ""):
        open_link(someone, token)
        seen.add(someone.page.inner_text("main"))
    assert len(seen) == 1, seen
    assert owner.collect() == ()


def test_whatever_was_typed_stays_text(owner: Owner, client: Callable[..., Visitor]) -> None:
    rule = Rule(group=NASTY[:80], expectation=NASTY * 3, reason=NASTY, consequence=NASTY, follow_up=NASTY[:80])
    plain = Rule(expectation="W" * 300)
    version = RulesVersion(number=1, day=date(2026, 11, 1), business=NASTY, rules=(rule, plain), digest="1" * 64)
    with owner.here():
        state.change(lambda work: work.changed(dealings=work.dealings.changed(versions=(version,))))
    someone, dialogs = client(owner.send()), []
    someone.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    words = someone.page.inner_text("main")
    assert words.count(NASTY) == 7  # business, expectation three times, reason, consequence, who reads the name
    assert someone.page.locator("main :is(img, a, b, i, script)").count() == 0
    assert someone.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    agree(someone, NASTY[:79])
    someone.page.get_by_role("heading", name="Agreed on").wait_for(timeout=WAIT)
    assert NASTY[:79].strip() in someone.page.inner_text("#done")
    assert (dialogs, someone.outside) == ([], [])
    assert [each.signed_by for each in owner.collect()] == [NASTY[:79].strip()]


def test_no_violation_on_a_dark_phone(owner: Owner, client: Callable[..., Visitor]) -> None:
    axe_core = pytest.importorskip("axe_playwright_python.sync_playwright")
    someone = client(owner.send(), color_scheme="dark")
    found = []
    for _ in range(2):
        result = axe_core.Axe().run(someone.page).response
        found += [json.dumps(each["nodes"][0]["html"]) for each in result["violations"]]
        if someone.page.get_by_role("button", name="I agree").count():
            agree(someone, "Ines")
            someone.page.get_by_role("heading", name=re.compile("^Agreed")).wait_for(timeout=WAIT)
    assert found == []
