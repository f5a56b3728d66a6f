"""The four steps of the page in one fragment: only the open one is drawn, and the portrait follows every answer."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.findings.journey import is_done
from icp.portrait import PARTS
from icp.ui import frame, keys, state
from icp.ui.ask import ask
from icp.ui.avatar.card import draw_card
from icp.ui.avatar.describe import draw_describe
from icp.ui.avatar.never import draw_never
from icp.ui.avatar.order import draw_order
from icp.ui.avatar.shared import common_now
from icp.ui.text import say

STEPS = ("describe", "never", "order", "mirror")


@st.fragment
def draw_page(done: bool) -> None:
    """The page below its head. ``done``: whether it was done at the last full run, which draws menu and head."""
    work = state.workbook()
    if is_done("avatar", work) != done:
        st.rerun()
    frame.saved_mark()
    if keys.AVATAR_STEP not in st.session_state:
        st.session_state[keys.AVATAR_STEP] = STEPS[0]
    # Only "Next" turns the page: whoever taps a step stands near the top already.
    with frame.turn_to("avatar", st.session_state.get(keys.AVATAR_TURNS, 0)):
        draw_card(work)
        step = st.segmented_control(
            say("avatar.steps"), STEPS, format_func=lambda s: say(f"avatar.step.{s}"), key=keys.AVATAR_STEP,
            required=True, label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        step = step or STEPS[0]
        part = PARTS[-1]
        if step == "describe":
            part = draw_describe(work, common_now())
        elif step == "never":
            draw_never(work)
        elif step == "order":
            draw_order(work, common_now())
        else:
            draw_mirror()
        _lead_on(step, part)


def draw_mirror() -> None:
    """What they may expect in return: the questions of the group "mirror", in the catalogue's order."""
    st.markdown(say("avatar.mirror"))
    for question in catalogue().questions:
        if question.page == "avatar" and question.group == "mirror":
            ask(question.id)


def _lead_on(step: str, part: str) -> None:
    """The one way on: the next part, after the last the next step, after the last step the next page."""
    at_part, at_step = PARTS.index(part) + 1, STEPS.index(step) + 1
    if at_part < len(PARTS):
        words, key, target = f"avatar.part.{PARTS[at_part]}", keys.AVATAR_PART, PARTS[at_part]
    elif at_step < len(STEPS):
        words, key, target = f"avatar.step.{STEPS[at_step]}", keys.AVATAR_STEP, STEPS[at_step]
    else:
        frame.way_on("avatar")
        return
    st.button(
        say("avatar.next", what=say(words)), key="avatar_next", type=frame.lead(), icon=":material/arrow_forward:",
        icon_position="right", on_click=_open, args=(key, target),
    )  # fmt: skip


def _open(key: str, target: str) -> None:
    st.session_state[key] = target
    st.session_state[keys.AVATAR_TURNS] = st.session_state.get(keys.AVATAR_TURNS, 0) + 1


__all__ = ["STEPS", "draw_page"]
