"""What goes on the board, and the sentences people sent: read before they stand on the wall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from icp.room.kinds import KINDS
from icp.room.leading import hide, lower_protection, raise_protection, reveal, set_sound
from icp.room.pictures import ToModerate, moderate, put_up, read_board, to_moderate
from icp.room.state import Room
from icp.store import Chair, RoomGone, StoreUnavailable, get_store
from icp.ui import keys
from icp.ui.coach.chair import Leading, act, chair_now
from icp.ui.pictures import read_out
from icp.ui.text import esc, say

BOARD_LINK = f"/coach?{keys.BOARD}=on&embed=true"
"""The board in a window of its own, without menu and header."""

COUNTS_EVERY = 4
"""Seconds between two looks at how many put something up."""
READ_AT_ONCE = 10
"""Sentences laid before the coach at a time: five hundred people write two hundred."""


def show_pictures(leading: Leading) -> None:
    """Everything that can go on the board, and what waits for the coach's word."""
    st.link_button(say("coach.show.open"), BOARD_LINK, icon=":material/cast:", width="stretch")
    st.caption(say("coach.show.open_how"))
    _sound(leading.room)
    show_reveals(tuple(KINDS))
    _moderation(leading)
    _small_room(leading.room)


def _sound(room: Room) -> None:
    st.session_state["coach_sound"] = room.sound
    st.toggle(say("coach.show.sound"), key="coach_sound", on_change=_change_sound)
    st.caption(say("coach.show.sound_how"))


def _change_sound() -> None:
    act(set_sound, sound=bool(st.session_state["coach_sound"]))


@st.fragment(run_every=COUNTS_EVERY)
def show_reveals(kinds: Iterable[str]) -> None:
    """One row a kind: how many put something up, and on or off the board with it. The numbers move by themselves, or
    a coach would wait before a nought for what has long come."""
    if keys.COACH_FAILED in st.session_state:
        st.rerun()  # what was pressed here came to nothing, which is said at the page's head
    try:
        chair = chair_now()
        if chair is None:
            raise RoomGone
        board = read_board(get_store().rooms, chair)
        room, up = board.room, _count_up(chair, board.version)
    except RoomGone:
        st.session_state[keys.COACH_FAILED] = "gone"
        st.rerun()
    except StoreUnavailable:
        read_out(say("coach.failed.away"))
        return
    for kind in kinds:
        count = up.get(kind, 0)
        state = "front" if room.revealed[-1:] == (kind,) else "behind" if kind in room.revealed else ""
        mark = f" · {say(f'coach.show.{state}')}" if state else ""
        with st.container(horizontal=True, gap="small", vertical_alignment="center", wrap=False):
            st.markdown(
                f"{esc(KINDS[kind].title)}  \n:small[{say('coach.show.count', n=count)}{mark}]", width="stretch"
            )
            if state != "front":
                st.button(say("coach.show.on"), key=f"coach_on_{kind}", icon=":material/visibility:", on_click=act,
                          args=(reveal, kind), help=say("coach.show.on_what", what=KINDS[kind].title))  # fmt: skip
            if state:
                st.button(say("coach.show.off"), key=f"coach_off_{kind}", icon=":material/visibility_off:",
                          on_click=act, args=(hide, kind),
                          help=say("coach.show.off_what", what=KINDS[kind].title))  # fmt: skip


def _count_up(chair: Chair, version: int) -> Counter[str]:
    """How many put something of each kind up, counted anew only after a change in the room."""
    kept: tuple[Chair, int, Counter[str]] | None = st.session_state.get(keys.COACH_UP)
    if kept is None or kept[:2] != (chair, version):
        kept = st.session_state[keys.COACH_UP] = (chair, version, put_up(get_store().rooms, chair))
    return kept[2]


def _moderation(leading: Leading) -> None:
    st.subheader(say("coach.show.read"), anchor=False)
    try:
        told = to_moderate(get_store().rooms, leading.chair)
    except (StoreUnavailable, RoomGone):
        read_out(say("coach.failed.away"))
        return
    waiting = [each for each in told if each.mark == "waiting"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("coach.show.waiting", n=len(waiting)) if waiting else say("coach.show.none_waiting"))
        st.button(say("coach.show.look"), key="coach_look", type="tertiary", icon=":material/refresh:")
    for each in waiting[:READ_AT_ONCE]:
        _text(each)
    if len(waiting) > READ_AT_ONCE:
        read_out(say("coach.show.then", n=len(waiting) - READ_AT_ONCE))
    decided = [each for each in told if each.mark != "waiting"]
    if decided:
        with st.expander(say("coach.show.decided", n=len(decided)), key="coach_decided", on_change="rerun") as folded:
            if folded.open:
                for each in decided:
                    _text(each)


def _text(each: ToModerate) -> None:
    with st.container(border=True):
        st.markdown(f"{esc(each.text)}  \n:small[{esc(each.kind.title)}]")
        with st.container(horizontal=True, gap="small"):
            if each.mark in ("waiting", "hidden"):
                st.button(say("coach.show.approve"), key=f"coach_yes_{each.id}", icon=":material/check:", on_click=act,
                          args=(moderate, each, "approve"))  # fmt: skip
            if each.mark != "hidden":
                st.button(say("coach.show.leave_off"), key=f"coach_no_{each.id}", icon=":material/block:", on_click=act,
                          args=(moderate, each, "hide"))  # fmt: skip


def _small_room(room: Room) -> None:
    with st.expander(say("coach.show.guarded"), icon=":material/shield:"):
        st.markdown(say("coach.show.guarded_how", least=room.least, text=room.least_text))
        lowered = room.least < 5
        st.session_state["coach_small"] = lowered
        st.toggle(say("coach.show.small"), key="coach_small", on_change=act,
                  args=(raise_protection if lowered else lower_protection,))  # fmt: skip
        st.caption(say("coach.show.small_how"))
