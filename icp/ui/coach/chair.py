"""The room this browser leads, and doing something with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from icp.room.leading import join_code, read_room, resume
from icp.room.pictures import read_board
from icp.room.state import Room
from icp.server.address import RoomAddress, room_address
from icp.server.identity import workbook_key
from icp.store import Chair, RoomGone, StoreUnavailable, get_store
from icp.ui import keys
from icp.ui.text import say

FOLLOW_EVERY = 2
"""Seconds between two looks at what whoever leads along has changed."""


@dataclass(frozen=True)
class Leading:
    """The chair, and the room as it was when this run began."""

    chair: Chair
    room: Room
    code: str
    code_until: datetime


def find_room() -> Leading | None:
    """The room this browser leads, None for none. Raises StoreUnavailable."""
    rooms = get_store().rooms
    chair = resume(rooms, workbook_key())
    if chair is not None:
        try:
            found = Leading(chair, read_room(rooms, chair)[1], *join_code(rooms, chair))
        except RoomGone:
            chair = None
        else:
            st.session_state[keys.CHAIR] = chair
            return found
    st.session_state.pop(keys.CHAIR, None)
    return None


def chair_now() -> Chair | None:
    """The chair of this page, None where its key does not open the room any more: a helper's is taken back at once,
    also from a page that stays open. Raises StoreUnavailable."""
    chair: Chair | None = st.session_state.get(keys.CHAIR)
    return chair if chair is not None and resume(get_store().rooms, workbook_key()) == chair else None


def act(use: Callable[..., Any], *given: object, **named: object) -> None:
    """Do something with the room; what went wrong is said at the page's head. For callbacks of buttons."""
    try:
        chair = chair_now()
        if chair is None:
            raise RoomGone
        use(get_store().rooms, chair, *given, **named)
    except (StoreUnavailable, RoomGone) as failure:
        st.session_state[keys.COACH_FAILED] = "away" if isinstance(failure, StoreUnavailable) else "gone"


def follow(now: Room, drawn: Room) -> None:
    """Draw the page anew where whoever leads along has changed something since; for fragments that look regularly."""
    if now != drawn:
        st.rerun()


@st.fragment(run_every=FOLLOW_EVERY)
def keep_up(drawn: Room) -> None:
    """Look whether whoever leads along has changed something; draws nothing itself."""
    with suppress(StoreUnavailable, RoomGone):
        chair = chair_now()
        if chair is not None:
            follow(read_board(get_store().rooms, chair).room, drawn)


def say_failure() -> None:
    """What the last thing done came to, where it came to nothing."""
    if failed := st.session_state.pop(keys.COACH_FAILED, ""):
        st.error(say(f"coach.failed.{failed}"), icon=":material/cloud_off:")


def phone_address() -> RoomAddress:
    """The workshop's address as phones see it."""
    return room_address(st.context.url)


def join_link(code: str) -> str:
    """What the square on the board leads to."""
    return f"{phone_address().url}/?{keys.JOIN}={code}"


def lead_link(key: str) -> str:
    """The link by which a device leads the room."""
    return f"{phone_address().url}/lead#{key}"


def draw_square(link: str) -> str:
    """A link as a square for phones: SVG text, black on white in both themes, or no phone would read it."""
    import io

    import segno

    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        buffer, kind="svg", scale=6, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return buffer.getvalue().decode()
