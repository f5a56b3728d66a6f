"""The whole exercise on the sample, page after page by the link at its end: no dead end, nothing asked outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from icp.catalogue import catalogue
from icp.findings.journey import is_done, next_step, steps
from icp.sample import sample_workbook
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_kept import load_sample
from tests.conftest import Server

pytestmark = pytest.mark.browser


def test_the_links_lead_from_the_start_to_the_takeaway(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me = visit(room_server, PHONE)
    load_sample(me)
    page = "start"
    walked = [page]
    while following := next_step(page):
        if page == "avatar":  # has steps of its own; the last leads on
            me.tap(catalogue().say("avatar.step.mirror"))
        me.page.get_by_test_id("stMain").get_by_role("link", name=f"Next: {following.title}").click(delay=80)
        me.page.get_by_role("heading", level=1, name=following.title, exact=True).wait_for(timeout=30_000)
        me.settle()
        assert me.page.get_by_test_id("stException").count() == 0, following.id
        wide = me.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{following.id} scrolls sideways by {wide}"
        page = following.id
        walked.append(page)
    assert walked == [step.id for step in steps() if step.id != "guide"]
    assert walked[-1] == "takeaway"
    assert me.outside == []


def test_nearly_every_step_of_the_sample_is_done() -> None:
    """Nora left one thing to decide, so that a visitor sees what an open step looks like."""
    open_steps = [step.id for step in steps() if not is_done(step.id, sample_workbook())]
    assert open_steps == ["transition"]
    assert len(catalogue().pages) == len(steps()) + 2  # About and Lead a room have nothing to do
