"""The journey as the menu beside every page."""

from __future__ import annotations

from collections.abc import Set
from copy import copy
from functools import cache

import streamlit as st

from icp.catalogue import Page, catalogue


def menu(done: Set[str]) -> dict[str, list[st.Page]]:
    """Its sections with their pages; the ones in ``done`` (ids) carry a tick."""
    sections: dict[str, list[st.Page]] = {}
    for page in catalogue().pages:
        # A copy: Streamlit notes on a page that it may run once.
        sections.setdefault(page.section, []).append(copy(_made(page, page.id in done)))
    return sections


def entry(page: Page) -> st.Page:
    """The page for a link to it; a link to its file would look that file up again."""
    return _made(page, False)


@cache
def _made(page: Page, done: bool) -> st.Page:
    """Once a process: Streamlit looks each file up with some hundred calls to the system, a tenth of a run."""
    icon = ":material/check_circle:" if done else page.icon
    return st.Page(page.file, title=page.title, icon=icon, url_path=page.address or None, default=page.address == "")
