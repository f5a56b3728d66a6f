"""The end of a session: thanks, what the coach takes along, and the day everything is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from icp.export.names import file_name
from icp.files import MIME
from icp.methods.letters import word_day
from icp.model import Workbook
from icp.room.leading import close_room, how_many, purge_room, read_room, set_thanks
from icp.room.state import Room
from icp.server.identity import workbook_key
from icp.store import Chair, Purged, Rooms, StoreUnavailable, get_store
from icp.ui import frame, keys
from icp.ui.coach.chair import Leading, act
from icp.ui.coach.ready import make_own, show_link
from icp.ui.files import in_turn, offer
from icp.ui.text import say


def show_end(leading: Leading) -> None:
    """Thanks and closing while it runs; afterwards what is kept until when."""
    room = leading.room
    if room.closed:
        frame.finding(say("coach.end.closed", day=_day(room.purged_on)))
    else:
        frame.finding(say("coach.end.finding"))
    _thanks(room)
    if not room.closed:
        st.markdown(say("coach.end.before"))
        sure = st.checkbox(say("coach.end.sure"), key="coach_close_sure")
        st.button(say("coach.end.close"), key="coach_close", type=frame.lead(), icon=":material/flag:",
                  disabled=not sure, on_click=act, args=(close_room,))  # fmt: skip
    _take_along(leading)
    _delete(leading)


def _thanks(room: Room) -> None:
    # At first, and where whoever leads along wrote some.
    if "coach_thanks" not in st.session_state or st.session_state.get(keys.COACH_THANKED) != room.thanks:
        st.session_state[keys.COACH_THANKED] = st.session_state["coach_thanks"] = room.thanks
    st.text_area(say("coach.end.thanks"), key="coach_thanks", max_chars=2000, height=120, on_change=_keep_thanks,
                 placeholder=say("coach.end.thanks_example"))  # fmt: skip
    st.caption(say("coach.end.thanks_how"))


def _keep_thanks() -> None:
    act(set_thanks, str(st.session_state["coach_thanks"]))


def _take_along(leading: Leading) -> None:
    st.subheader(say("coach.end.take"), anchor=False)
    st.markdown(say("coach.end.take_how"))
    named, today = Workbook(answers={"business_name": leading.room.name}), datetime.now(UTC).date()
    offer(say("coach.end.slides"), "coach_slides", "slideshow", in_turn(build_slides(leading.chair, today)),
          file_name(named, "room", today, "pptx"), MIME["pptx"])  # fmt: skip
    offer(say("coach.end.table"), "coach_csv", "table", build_table(leading.chair),
          file_name(named, "room", today, "csv"), MIME["csv"])  # fmt: skip


def build_slides(chair: Chair, today: date) -> Callable[[], bytes]:
    """What writes the slides of everything shown."""

    def build() -> bytes:
        from icp.export.pptx import write_pptx
        from icp.room.debrief import build_room_debrief
        from icp.room.kinds import WALLS
        from icp.room.pictures import read_board, read_gallery, read_wall

        rooms = get_store().rooms
        walls = [read_wall(rooms, chair, kind) for kind in WALLS]
        return write_pptx(build_room_debrief(
            read_board(rooms, chair), today, how_many(rooms, chair), walls=walls, cards=read_gallery(rooms, chair)
        ))  # fmt: skip

    return build


def build_table(chair: Chair) -> Callable[[], bytes]:
    """What writes every number shown as CSV."""

    def build() -> bytes:
        from icp.room.debrief import aggregates_csv
        from icp.room.pictures import read_board

        return aggregates_csv(read_board(get_store().rooms, chair))

    return build


def _delete(leading: Leading) -> None:
    st.subheader(say("coach.end.delete"), anchor=False)
    if not leading.chair.lead:
        st.markdown(say("coach.end.delete_lead"))
        return
    when = say("coach.end.delete_on", day=_day(leading.room.purged_on)) if leading.room.closed else say(
        "coach.end.delete_later")  # fmt: skip
    st.markdown(when)
    sure = st.checkbox(say("coach.end.delete_sure"), key="coach_delete_sure")
    st.button(say("coach.end.delete_now"), key="coach_delete", icon=":material/delete_forever:", disabled=not sure,
              on_click=act, args=(_purge,))  # fmt: skip
    if leading.room.closed:
        st.button(say("coach.end.link"), key="coach_end_link", icon=":material/key:", on_click=make_own)
        show_link(leading)
        st.button(say("coach.end.new"), key="coach_new", type="tertiary", icon=":material/add:", on_click=_leave)
        st.caption(say("coach.end.new_how"))


def _purge(rooms: Rooms, chair: Chair) -> None:
    name = read_room(rooms, chair)[1].name
    st.session_state[keys.PURGED] = (name, purge_room(rooms, chair), datetime.now(UTC))
    for key in (keys.COACH_LINK, keys.COACH_THANKED):
        st.session_state.pop(key, None)


def _leave() -> None:
    try:
        get_store().rooms.give_up_chair(workbook_key())
    except StoreUnavailable:
        st.session_state[keys.COACH_FAILED] = "away"
        return
    for key in (keys.COACH_LINK, keys.COACH_THANKED):
        st.session_state.pop(key, None)


def show_proof() -> None:
    """What went with a room deleted from here: the counts of each table, and when."""
    told: tuple[str, Purged, datetime] | None = st.session_state.get(keys.PURGED)
    if told is None:
        return
    name, purged, moment = told
    counts = {part: getattr(purged, part) for part in ("rooms", "coaches", "people", "items", "pictures")}
    st.success(f"**{say('coach.end.proof', name=name, time=frame.clock_time(moment), day=_day(moment))}**  \n"
               f"{say('room.purged.done', **counts)}", icon=":material/delete_forever:")  # fmt: skip
    st.button(say("coach.end.proof_seen"), key="coach_proof_seen", type="tertiary", on_click=_forget_proof)


def _forget_proof() -> None:
    st.session_state.pop(keys.PURGED, None)


def _day(moment: datetime | None) -> str:
    return "" if moment is None else word_day(moment)
