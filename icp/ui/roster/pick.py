"""Choosing one client: from a list where it is short, by typing part of the name where it is long."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import streamlit as st

from icp.ui import state
from icp.ui.roster.paging import first_page, page_of
from icp.ui.text import esc, say

MOST_OFFERED = 200
"""Names a browser is sent at once."""
AT_ONCE = 12


def pick_client(label: str, names: Mapping[str, str], section: str, *, first: bool = False) -> str | None:
    """The id chosen among ``names`` (id → plain text), None when nobody is; ``first`` begins with the first of them.

    Of a long list only those are sent whose name holds what was typed, a page at a time; whoever is chosen stays
    chosen while others are looked for.
    """
    if len(names) <= MOST_OFFERED:
        return st.selectbox(label, list(names), format_func=lambda id: names.get(id, ""), index=0 if first else None,
                            key=state.widget_key(section), placeholder=say("frame.choose"))  # fmt: skip
    typed = st.text_input(label, key=f"{section}_typed", placeholder=say("roster.type_a_name"),
                          persist_state="session", live="400ms",
                          on_change=first_page, args=(section,))  # fmt: skip
    kept = f"{section}_chosen"
    if st.session_state.get(kept) not in names:
        st.session_state[kept] = next(iter(names)) if first else None
    chosen: str | None = st.session_state[kept]
    found = find_names(names, typed)
    if not found:
        st.caption(say("roster.nobody_called", name=typed[:40]))
    page = page_of(found, section, AT_ONCE)
    offered = page if chosen is None or chosen in page else [chosen, *page]
    key = state.widget_key(section, "pick")
    st.session_state[key] = chosen

    def keep() -> None:
        st.session_state[kept] = st.session_state[key] or (chosen if first else None)

    st.pills(label, offered, format_func=lambda id: esc(names[id]), key=key, on_change=keep,
             label_visibility="collapsed")  # fmt: skip
    return chosen


def find_names(names: Mapping[str, str], typed: str) -> list[str]:
    """Ids of those whose name holds every typed word, case and accents aside; first where a word of the name begins
    with the first of them. Nothing typed: all."""
    words = _plain(typed).split()
    if not words:
        return list(names)
    held = [(id, plain) for id, plain in zip(names, map(_plain, names.values()), strict=True)
            if all(word in plain for word in words)]  # fmt: skip
    return [id for id, plain in sorted(held, key=lambda hit: f" {words[0]}" not in f" {hit[1]}")]


def _plain(text: str) -> str:
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.casefold()
