"""The Message page: one line chosen, beside what everybody says; then the words for each place it is said at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from icp.findings.journey import is_done
from icp.methods.message_draft import Message
from icp.ui import frame, keys, state
from icp.ui.menu import entry
from icp.ui.message.aims import show_aims
from icp.ui.message.asks import finding, show_asks
from icp.ui.message.line import choose_line, show_beside
from icp.ui.message.parts import get_all, show_words
from icp.ui.text import say

_SECTIONS: Mapping[str, Callable[[Message], None]] = {"words": show_words, "asks": show_asks, "ads": show_aims}


@st.fragment
def show_message(done: bool) -> None:
    """The page under its head. ``done``: whether it was done when menu and head were drawn."""
    work = state.workbook()
    if is_done("message", work) != done:
        st.rerun()
    message = Message(work)
    if message.lines() or message.line:
        frame.finding(finding(work))
    frame.saved_mark()
    show_beside(message)
    choose_line(message)
    st.subheader(say("message.look"), anchor=False)
    names = {name: say(f"message.section.{name}") for name in _SECTIONS}
    chosen = st.pills(say("message.look"), list(names), format_func=names.__getitem__, key=keys.MESSAGE_SECTION,
                      label_visibility="collapsed")  # fmt: skip
    if chosen:
        with st.container(border=True):
            _SECTIONS[chosen](message)
            frame.saved_mark()
    get_all(message)


def teach() -> None:
    """The page before there is a portrait: what will stand here, in the sample's words."""
    from icp.sample import sample_workbook

    frame.teach("message")
    avatar = frame.find_page("avatar")
    st.page_link(entry(avatar), label=say("message.to_portrait"), icon=avatar.icon)
    with st.container(border=True):
        st.caption(say("message.example"))
        for part in ("line", "who", "not_for"):
            st.code(Message(sample_workbook()).said(part), language=None, wrap_lines=True)


__all__ = ["show_message", "teach"]
