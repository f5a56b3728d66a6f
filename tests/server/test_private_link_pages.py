"""The three small pages in a real browser, under the real content security policy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from icp.store import Store, new_key
from tests.conftest import Server

pytestmark = pytest.mark.browser


def a_workbook(server: Server, name: str) -> str:
    key, store = new_key(), Store(f"sqlite:///{server.database}")
    store.save(key, json.dumps({"answers": {"business_name": name}}).encode(), 0)
    store.close()
    return key


def held(page: Any) -> str | None:
    """The key in the browser's cookie jar."""
    return next((str(each["value"]) for each in page.context.cookies() if each["name"] == "icp_key"), None)


def test_a_link_opens_and_leaves_no_trace(room_server: Server, page: Any) -> None:
    key, asked, errors = a_workbook(room_server, "Quill"), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{room_server.url}/r#{key}")
    mine = page.get_by_role("button", name="Open my work")
    mine.wait_for()
    assert "“Quill”" in page.inner_text("main")
    assert held(page) != key
    mine.click(delay=80)
    page.wait_for_url(f"{room_server.url}/")
    assert held(page) == key
    assert not any(key in url for url in asked)
    assert page.evaluate("document.cookie.includes('icp_key')") is False
    page.go_back()
    assert key not in page.url
    assert [error for error in errors if "Content Security Policy" in error] == []


def test_it_asks_by_name_and_shows_a_name_as_text(room_server: Server, page: Any) -> None:
    mine = a_workbook(room_server, "<img src=x onerror=alert(1)>")
    theirs = a_workbook(room_server, "Theirs")
    page.context.add_cookies([{"name": "icp_key", "value": mine, "url": room_server.url}])
    page.goto(f"{room_server.url}/r#{theirs}")
    replace = page.get_by_role("button", name="Open the work from the link")
    replace.wait_for()
    assert "“<img src=x onerror=alert(1)>”" in page.inner_text("main")
    assert "“Theirs”" in page.inner_text("main")
    assert held(page) == mine
    replace.click(delay=80)
    page.wait_for_url(f"{room_server.url}/")
    assert held(page) == theirs


def test_a_pasted_code_opens_and_a_broken_one_says_so(room_server: Server, page: Any) -> None:
    key = a_workbook(room_server, "Pasted")
    page.goto(f"{room_server.url}/r")
    field = page.get_by_label("Your private link, or the code at its end")
    field.fill("http://host/r#too-short")
    page.get_by_role("button", name="Open", exact=True).click(delay=80)
    page.get_by_role("alert").get_by_text("not a complete private link").wait_for()
    field.fill(f"http://host/r#{key}")
    page.get_by_role("button", name="Open", exact=True).click(delay=80)
    page.get_by_role("button", name="Open my work").click(delay=80)
    page.wait_for_url(f"{room_server.url}/")
    assert held(page) == key


def test_a_new_link_replaces_the_old(room_server: Server, page: Any) -> None:
    old = a_workbook(room_server, "Moved")
    page.context.add_cookies([{"name": "icp_key", "value": old, "url": room_server.url}])
    page.goto(f"{room_server.url}/r/rekey")
    page.get_by_role("button", name="Make a new link").click(delay=80)
    page.wait_for_url(f"{room_server.url}/")
    new = held(page)
    assert new not in (None, old)
    page.goto(f"{room_server.url}/r#{old}")
    page.get_by_role("alert").get_by_text("replaced by a new one").wait_for()
    assert held(page) == new
    assert [each for each in page.context.cookies() if each["name"] == "icp_next"] == []


def test_starting_empty_asks_and_keeps_the_work(room_server: Server, page: Any) -> None:
    old = a_workbook(room_server, "Kept")
    page.context.add_cookies([{"name": "icp_key", "value": old, "url": room_server.url}])
    page.goto(f"{room_server.url}/r/new")
    page.get_by_role("button", name="Start empty", exact=True).click(delay=80)
    page.get_by_role("button", name="Start empty all the same").click(delay=80)
    page.wait_for_url(f"{room_server.url}/")
    assert held(page) not in (None, old)
