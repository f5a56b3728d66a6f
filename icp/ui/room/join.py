"""The way in: the code, what others will see, a nickname or none, and the first question."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from icp.findings.words import capital
from icp.room.taking_part import LONGEST_NICKNAME, is_code_of, join, missed
from icp.server.attempts import Attempts, network_of
from icp.server.identity import workbook_key
from icp.store import StoreUnavailable, get_store
from icp.ui import frame, keys
from icp.ui.room.here import Here, find_room, here, keep_credit, screen_of, step_page
from icp.ui.state import are_coded, workbook
from icp.ui.text import say

FAILURES = 100
"""Wrong codes a minute from one address: a whole room sits behind one. Right ones never count."""
TRIES = Attempts(FAILURES)
_CONSENT = ("names", "coach", "share", "least", "steps", "card", "age", "back", "gone", "limit")


def is_asked(found: Here | None) -> bool:
    """Whether somebody came by a room's link, or wants to type a code, and has not said yes or no yet.

    Who opens the link of the room they are in comes back to the step that runs, and nothing is asked.
    """
    code = st.query_params.get(keys.JOIN)
    if code is not None and found is not None and not found.room.closed and _leads_back(found, code):
        _not_now()
        go_to_step(found)
    return code is not None or bool(st.session_state.get(keys.ROOM_ASKED))


def _leads_back(found: Here, code: str) -> bool:
    """Whether the code is that of the room one is in; asked once."""
    if st.session_state.get(keys.ROOM_OTHER) == code:
        return False
    with suppress(StoreUnavailable):
        who = network_of(st.context.ip_address)
        if is_code_of(get_store().rooms, found.seat, code, tries=TRIES, who=who):
            return True
        st.session_state[keys.ROOM_OTHER] = code
    return False


def ask_for_code() -> None:
    """On Start: the way in for whoever has a code and no link."""

    def ask() -> None:
        st.session_state[keys.ROOM_ASKED] = True

    st.button(say("room_ui.have_code"), key="have_code", type="tertiary", icon=":material/groups:", on_click=ask)


def show_join() -> None:
    """The card that comes in place of Start for whoever opened a room's link or wants to type a code."""
    st.title(say("room_ui.title"), anchor=False)
    st.markdown(say("room_ui.promise"))
    if (found := here()) is not None:
        st.info(say("room_ui.leaves", name=found.room.name), icon=":material/logout:")
    with st.container(border=True):
        code = st.text_input(
            say("room_ui.code"), value=st.query_params.get(keys.JOIN, ""), key="room_code", max_chars=20,
            placeholder="ABCD-2345", persist_state="session",
        )  # fmt: skip
        name = st.text_input(
            say("room_ui.nickname"), key="room_nickname", max_chars=LONGEST_NICKNAME, help=say("room_ui.nickname_help"),
            persist_state="session",
        )  # fmt: skip
        if refused := st.session_state.pop(keys.ROOM_REFUSED, ""):
            st.error(say(f"room.refused.{refused}"), icon=":material/key_off:")
        st.button(
            say("room_ui.join"), key="join_room", type=frame.lead(), icon=":material/login:", width="stretch",
            on_click=_join, args=(code, name),
        )  # fmt: skip
        st.caption(say("room_ui.agree"))
    st.markdown(f"**{say('room.consent.title')}**")
    words = {"coach": say("room_ui.the_coach"), "least": 5, "text": 10}
    sentences = (say(f"room.consent.{each}", **words) for each in _CONSENT)
    st.markdown("\n".join(f"- {capital(sentence)}" for sentence in sentences))
    st.caption(say("room_ui.no_polling"))
    st.button(say("room_ui.not_now"), key="join_not_now", type="tertiary", on_click=_not_now)


def _join(code: str, name: str) -> None:
    try:
        seat = join(get_store().rooms, workbook_key(), code, name, tries=TRIES, who=network_of(st.context.ip_address))
    except StoreUnavailable:
        st.session_state[keys.ROOM_REFUSED] = "away"
        return
    if isinstance(seat, str):
        st.session_state[keys.ROOM_REFUSED] = seat
        return
    _not_now()
    st.session_state[keys.ROOM_JOINED] = True
    st.session_state.pop(keys.ROOM_OVER, None)
    found = find_room(anew=True)
    if found is not None:
        st.session_state[keys.ROOM_MISSED] = missed(found.room)  # what is over now; later steps they are there for
        keep_credit(found.room)
        if are_coded(workbook()):  # names from before stand as numbers; the switch is on the client list
            st.session_state[keys.HIDE_NAMES] = True


def _not_now() -> None:
    if keys.JOIN in st.query_params:
        del st.query_params[keys.JOIN]
    st.session_state.pop(keys.ROOM_ASKED, None)


def lead_in(found: Here | None) -> None:
    """Take whoever has just come in to the step that runs; the shell asks once a run."""
    if st.session_state.pop(keys.ROOM_JOINED, False) and found is not None:
        go_to_step(found)


def go_to_step(found: Here | None) -> None:
    """Leave for the step that runs; for the guide's first question before the first and while people talk."""
    page, question = ("", "") if found is None else step_page(found.room)
    if page in ("", "guide"):
        st.switch_page(frame.find_page("guide").file, query_params={keys.GUIDE_SCREEN: str(screen_of(question))})
    st.switch_page(frame.find_page(page).file)
