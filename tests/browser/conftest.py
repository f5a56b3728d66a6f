"""A visitor: a browser window at a width, on a server, that remembers where its requests went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import Server

PHONE, LAPTOP = (390, 844), (1280, 900)
CLICK = {"delay": 80}  # a click shorter than Streamlit's own handling of blur gets lost
WAIT = 20_000


@dataclass
class Visitor:
    """One page in one browser context."""

    page: Any
    server: Server
    asked: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> None:
        """Go to an address and wait until the page stands."""
        self.page.goto(f"{self.server.url}/{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the heading is there and the script has run."""
        self.page.wait_for_timeout(150)  # a click's run has not begun at once
        self.page.wait_for_selector("h1", timeout=WAIT)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=WAIT)
        assert self.page.get_by_test_id("stException").count() == 0

    @property
    def heading(self) -> str:
        """The page's only h1."""
        headings = self.page.get_by_role("heading", level=1)
        assert headings.count() == 1
        return str(headings.inner_text())

    def wait_for_heading(self, text: str) -> None:
        self.page.get_by_role("heading", level=1, name=text).wait_for(timeout=WAIT)
        self.settle()

    def click(self, name: str, role: str = "button") -> None:
        """Press what the main area calls ``name``, the first of that name."""
        self.page.get_by_test_id("stMain").get_by_role(role, name=name).first.click(timeout=WAIT, **CLICK)
        self.settle()

    def tap(self, *names: str) -> None:
        """Tap pills, whatever role they have."""
        for name in names:
            main = self.page.get_by_test_id("stMain")
            group = main.get_by_test_id("stButtonGroup").get_by_text(name, exact=True)
            group.first.click(timeout=WAIT, **CLICK)
            self.settle()

    def type_into(self, label: str | re.Pattern[str], text: str) -> None:
        """Type into the field of that label and leave it."""
        box = self.field(label)
        box.click(timeout=WAIT)
        box.fill(text)
        box.blur()
        self.settle()

    def field(self, label: str | re.Pattern[str]) -> Any:
        """The text field of that label; its help button is called after it, too."""
        return self.page.get_by_role("textbox", name=label).first

    def holds(self, label: str | re.Pattern[str], text: str) -> None:
        """Wait until the field of that label holds this text, which it gets a moment after it stands."""
        from playwright.sync_api import expect

        expect(self.field(label)).to_have_value(text, timeout=WAIT)

    def saved(self) -> None:
        """Wait for the mark that stands only after the commit."""
        self.page.get_by_text(re.compile("^Saved")).first.wait_for(timeout=WAIT)

    def sees(self, text: str | re.Pattern[str]) -> bool:
        return bool(self.page.get_by_test_id("stApp").get_by_text(text).count())

    @property
    def outside(self) -> list[str]:
        """Requests that went anywhere but to this server."""
        own = {urlsplit(self.server.url).netloc, ""}
        return [url for url in self.asked if urlsplit(url).netloc not in own and urlsplit(url).scheme != "data"]


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visitor]]:
    """``visit(server, size=PHONE)`` → a new browser (cookies of its own) on that server."""
    contexts = []

    def arrive(server: Server, size: tuple[int, int] = LAPTOP, context: Any = None, **options: Any) -> Visitor:
        if context is None:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
            contexts.append(context)
        page = context.new_page()
        visitor = Visitor(page, server)
        page.on("request", lambda request: visitor.asked.append(request.url))
        return visitor

    yield arrive
    for context in contexts:
        context.close()
