"""A long list a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

AT_ONCE = 24
T = TypeVar("T")


def page_of(items: Sequence[T], section: str, most: int = AT_ONCE) -> Sequence[T]:
    """The items of the page that is open, at most ``most``; the page control only when there is more than one."""
    pages = -(-len(items) // most)
    if pages <= 1:
        return items
    key = f"page_{section}"
    if st.session_state.get(key, 1) > pages:  # the list has grown shorter
        st.session_state[key] = pages
    page = st.pagination(pages, key=key, persist_state="session")
    return items[(page - 1) * most : page * most]


def first_page(section: str) -> None:
    """Open the first page again, where the items are others now."""
    st.session_state.pop(f"page_{section}", None)
