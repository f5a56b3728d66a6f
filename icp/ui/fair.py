"""Texts of the owner's own about people: kept as typed, and told at once where they ask who somebody is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from icp.methods.fair_wording import find_unfair, rewrite
from icp.ui.text import esc, say

LONGEST = 2_000


def write(
    label: str,
    *,
    key: str,
    stored: str,
    keep: Callable[[str], None],
    help: str | None = None,
    placeholder: str = "",
    line: bool = False,
    longest: int = LONGEST,
    height: int | Literal["content"] = 80,
) -> None:
    """A field for a text that is kept when left, with a hint under it where it asks for what nobody is chosen by.

    ``line`` for a single line, kept while typing. ``key`` must come from :func:`icp.ui.state.widget_key`.
    """
    if key not in st.session_state:
        st.session_state[key] = stored

    def changed() -> None:
        keep(str(st.session_state[key] or "").strip())

    if line:
        st.text_input(label, key=key, on_change=changed, help=help, placeholder=placeholder, max_chars=longest,
                      live="500ms")  # fmt: skip
    else:
        st.text_area(label, key=key, on_change=changed, help=help, placeholder=placeholder, max_chars=longest,
                     height=height)  # fmt: skip

    def use(words: str) -> None:
        st.session_state[key] = words[:longest]
        keep(words[:longest])

    show_flags(str(st.session_state[key] or ""), key=key, use=use)


def show_flags(text: str, *, key: str, use: Callable[[str], None] | None = None) -> None:
    """What in a text asks who somebody is, why that helps nobody, and fair words to take; nothing for a fair text."""
    flags = find_unfair(text)
    if not flags:
        return
    told = {flag.trait: flag for flag in reversed(flags)}
    lines = [say("fair.flag", found=flag.found, about=flag.about, why=flag.why) for flag in reversed(told.values())]
    fair = rewrite(text)
    st.warning("  \n".join([*lines, say("fair.instead", safe_what=esc(fair))]), icon=":material/balance:")
    if use is not None:
        st.button(say("fair.use"), key=f"{key}_fair", icon=":material/edit_note:", on_click=use, args=(fair,))
