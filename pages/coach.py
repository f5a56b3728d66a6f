"""Lead a room: the controls on the coach's own phone, or the board for the projector."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from icp.store import StoreUnavailable
from icp.ui import frame, keys
from icp.ui.coach.board import show_board
from icp.ui.coach.chair import Leading, find_room, keep_up, say_failure
from icp.ui.coach.end import show_end, show_proof
from icp.ui.coach.kit import show_kit
from icp.ui.coach.lead import show_lead
from icp.ui.coach.opening import show_opening
from icp.ui.coach.ready import show_check, show_links
from icp.ui.coach.show import show_pictures
from icp.ui.text import esc, say


def ready(leading: Leading | None) -> None:
    if leading is not None:
        show_links(leading)
    show_check(leading)


def show_opened(leading: Leading) -> None:
    st.title(esc(leading.room.name), anchor=False)
    say_failure()
    running = {
        "ready": lambda: ready(leading),
        "lead": lambda: show_lead(leading),
        "show": lambda: show_pictures(leading),
        "kit": lambda: show_kit(leading),
        "end": lambda: show_end(leading),
    }
    if leading.room.closed or st.session_state.get(keys.COACH_SECTION) != "lead":  # there the counts look, too
        keep_up(leading.room)
    over = {"end": running["end"], "kit": running["kit"]}
    show_one(over if leading.room.closed else running, "end" if leading.room.closed else "lead")


def show_none() -> None:
    frame.page_head("coach", mark=False)
    say_failure()
    show_proof()
    show_one({"open": show_opening, "ready": lambda: ready(None), "kit": lambda: show_kit(None)}, "open")


def show_one(sections: dict[str, Callable[[], None]], first: str) -> None:
    if st.session_state.get(keys.COACH_SECTION) not in sections:
        st.session_state[keys.COACH_SECTION] = first
    section = st.pills(
        say("coach.sections"), list(sections), key=keys.COACH_SECTION, required=True, label_visibility="collapsed",
        format_func=lambda id: say(f"coach.section.{id}"), persist_state="session",
    )  # fmt: skip
    with frame.turn_to("coach", (first, section)):
        sections[section or first]()


try:
    found = find_room()
except StoreUnavailable:
    st.title(frame.find_page("coach").title, anchor=False)
    st.error(say("coach.failed.away"), icon=":material/cloud_off:")
    st.button(say("frame.retry"), key="coach_retry")
else:
    if keys.BOARD in st.query_params:
        show_board()
    elif found is None:
        show_none()
    else:
        show_opened(found)
