"""What every page wears."""

from __future__ import annotations

import pytest

from icp.catalogue import Page, catalogue
from icp.findings.journey import is_done
from icp.model import Workbook
from icp.sample import sample_workbook
from tests.pages.conftest import RunPage

PAGES = [page for page in catalogue().pages if page.id != "guide"]  # each of its screens has an example of its own


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_a_page_says_what_it_is_for_how_long_it_takes_and_shows_an_example(run_page: RunPage, page: Page) -> None:
    for workbook in (Workbook(), sample_workbook()):
        app = run_page(page.file, workbook)
        shown = [text.value for text in app.main.markdown]
        assert [title.value for title in app.title] == [page.title]
        assert shown[0] == page.purpose
        assert any(f"{page.minutes} min" in text for text in shown)
        (example,) = (block for block in app.main.get("popover") if block.proto.popover.label == "For example")
        assert example.proto.popover.label == "For example"
        assert [text.value for text in example.markdown] == [page.example]


def test_done_when_stands_on_every_page_that_can_be_done_and_ticks_itself(run_page: RunPage) -> None:
    for page in PAGES:
        for workbook in (Workbook(), sample_workbook()):
            tick = "check_circle" if is_done(page.id, workbook) else "radio_button_unchecked"
            badges = [text.value for text in run_page(page.file, workbook).main.markdown if "Done when" in text.value]
            assert badges == [] if page.id in ("about", "coach") else (page.done in badges[0] and tick in badges[0])
