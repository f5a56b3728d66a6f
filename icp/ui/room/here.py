"""Where this browser sits, as of this run."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from icp.catalogue import catalogue, coach_kit
from icp.room.leading import read_room
from icp.room.state import Room
from icp.room.taking_part import may_open, move, seat_of
from icp.server.identity import workbook_key
from icp.store import RoomGone, Seat, StoreUnavailable, get_store
from icp.ui import keys, state

CREDIT = "coach"
"""The answer that keeps who led the session, for the foot of takeaways; it stays when the room is gone."""
LOGO = "coach_logo"
"""The answer that keeps their logo."""


_LOOK_SECONDS = 20.0


@dataclass(frozen=True)
class _Looked:
    """The seat a workbook had when last asked (None: none), and when that was."""

    key: str
    at: float
    seat: Seat | None


@dataclass(frozen=True)
class Here:
    """The seat this workbook has, and the room as it was when this run began."""

    seat: Seat
    room: Room

    def may_open(self, where: str) -> bool:
        """Whether the pace lets somebody be at "guide:QUESTION" or "page:PAGE" by now."""
        return may_open(self.room, where)


def find_room(*, anew: bool = False) -> Here | None:
    """Look where this workbook sits; the shell does so once a full run. What the database does not say stays as it was.

    None for whoever is in no room. Whether another window took a seat or gave it up is asked every twenty seconds, and
    ``anew`` at once: most visitors are in no room and shall not pay for one.
    """
    before, key = here(), workbook_key()
    with suppress(StoreUnavailable):
        rooms = get_store().rooms
        looked: _Looked | None = st.session_state.get(keys.ROOM_LOOKED)
        if anew or looked is None or looked.key != key or time.monotonic() - looked.at > _LOOK_SECONDS:
            looked = _Looked(key, time.monotonic(), seat_of(rooms, key))
        try:
            found = None if looked.seat is None else Here(looked.seat, read_room(rooms, looked.seat)[1])
        except RoomGone:
            found, looked = None, None
        st.session_state[keys.ROOM_LOOKED] = looked
        st.session_state[keys.ROOM] = found
        st.session_state[keys.IN_ROOM] = found is not None and not found.room.closed
        if found is None and before is not None:
            st.session_state.pop(keys.ROOM_PLACE, None)
        return found
    return before


def here() -> Here | None:
    """The room as the shell found it."""
    found: Here | None = st.session_state.get(keys.ROOM)
    return found


def note_place(where: str) -> None:
    """Tell the room where this participant is now; only a change is written."""
    found = here()
    if found is None or found.room.closed or st.session_state.get(keys.ROOM_PLACE) == where:
        return
    with suppress(StoreUnavailable):
        move(get_store().rooms, found.seat, where)
        st.session_state[keys.ROOM_PLACE] = where


def keep_credit(room: Room) -> None:
    """Keep who led the session, with their logo, in the workbook, so that it stands on takeaways."""
    host, work = room.host, state.workbook()
    if (host.credit or host.logo) and (work.credit, work.logo) != (host.credit, host.logo):
        state.change(lambda work: work.with_answer(CREDIT, host.credit or None).with_answer(LOGO, host.logo))


def step_page(room: Room) -> tuple[str, str]:
    """The page of the step that runs, and the guide's question if it is one; "" for both while people only talk."""
    step = room.step
    if step is None:
        return "", ""
    kind, _, id = step.where.partition(":")
    return {"guide": ("guide", id), "page": (id, "")}.get(kind, ("", ""))


def is_at_step(room: Room, where: str) -> bool:
    """Whether a place belongs to the step that runs; a page's is that page, the guide's are its screens."""
    if room.step is None:
        return False
    script = coach_kit().step[room.step.step]
    return where == script.where or where.removeprefix("guide:") in script.screens


def opens_with(room: Room, where: str) -> str:
    """The title of the step that opens a place which is still closed; "" for none of this session's."""
    for each in room.steps[room.at + 1 :]:
        script = coach_kit().step[each.step]
        if where == script.where or where.removeprefix("guide:") in script.screens:
            return script.title
        if where == "page:guide" and script.where.startswith("guide:"):
            return script.title
    return ""


def clock(room: Room, now: datetime | None = None) -> datetime | None:
    """When the coach's clock runs out, None when none runs."""
    timer = room.timer
    return timer.ends_at if timer is not None and timer.left(now or datetime.now(UTC)) else None


def screen_of(question: str) -> int:
    """The number of a question's screen in the guide, from 1; 1 for a question it does not have."""
    ids = [screen.id for screen in catalogue().screens]
    return ids.index(question) + 1 if question in ids else 1
