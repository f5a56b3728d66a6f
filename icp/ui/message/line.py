"""The one line, chosen among a few or written by the owner, beside what the same trade says to everybody."""

from __future__ import annotations

import streamlit as st

from icp.methods.message_draft import Message
from icp.ui import frame, state
from icp.ui.fair import show_flags
from icp.ui.message.parts import keep_part
from icp.ui.text import esc, say

_LONGEST = 300


def show_beside(message: Message) -> None:
    """Both messages side by side, on a phone one above the other."""
    if not message.line:
        return
    mine, all_of_them = st.columns(2, gap="medium")
    with mine, st.container(border=True, height="stretch"):
        st.markdown(f":green[**{say('message.mine')}**]")
        st.subheader(esc(message.line), anchor=False)
        for mark, phrases in (
            (":material/check:", message.attract(spoken_to=True)), (":material/close:", message.repel(spoken_to=True))
        ):  # fmt: skip
            for phrase in phrases[:2]:
                key = "for_you" if mark.endswith("check:") else "not_you"
                st.markdown(f"{mark} {say(f'message.{key}', what=phrase)}")
    with all_of_them, st.container(border=True, height="stretch"):
        st.markdown(f":gray[**{say('message.to_all')}**]")
        st.markdown(f":gray[{esc(message.shotgun)}]")
        st.caption(say("message.to_all_why"))


def choose_line(message: Message) -> None:
    """The page's decision: one line."""
    kept = message.work.dealings.message.get("line", "")
    offered = list(dict.fromkeys([*message.lines(), *([kept] if kept else [])]))
    st.subheader(say("message.which"), anchor=False)
    key, own = state.widget_key("message", "line"), state.widget_key("message", "own_line")
    if key not in st.session_state:
        st.session_state[key] = kept or None

    def chosen() -> None:
        keep_part("line", st.session_state[key] or "", "")

    def typed() -> None:
        if st.session_state[own].strip():
            keep_part("line", st.session_state[own], "")
            state.refresh_widgets()

    if offered:
        st.radio(say("message.which"), offered, format_func=esc, key=key, on_change=chosen,
                 label_visibility="collapsed")  # fmt: skip
    label = say("message.own_line" if offered else "message.your_line")
    st.text_input(label, key=own, on_change=typed, max_chars=_LONGEST, placeholder=say("message.own_line_example"))
    if kept:
        st.success(say("message.chosen"), icon=":material/check_circle:")
        show_flags(kept, key=own)
    elif offered and st.button(
        say("message.take_first"), key="message_take", type=frame.lead(), icon=":material/check:"
    ):
        keep_part("line", offered[0], "")
        state.refresh_widgets()
        st.rerun()
