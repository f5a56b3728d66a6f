"""Before there is a room: planning and opening one, or coming back to one by its link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from icp.catalogue import Agenda, coach_kit
from icp.export.logo import keep_logo, read_logo
from icp.room.leading import open_room, plan_room, resume
from icp.room.state import Host, RoomStep
from icp.server.identity import is_own_computer, workbook_key
from icp.store import KeyInvalid, StoreUnavailable, get_store
from icp.ui import frame, keys
from icp.ui.text import esc, say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_USUAL = 10  # minutes of a step that stands in no agenda


def show_opening() -> None:
    """Plan a session and open its room."""
    frame.finding(say("coach.open.finding"))
    if is_own_computer():
        st.info(say("coach.open.alone"), icon=":material/laptop:")
    with st.container(border=True):
        st.text_input(
            say("coach.open.name"), key="coach_name", max_chars=120, placeholder=say("coach.open.name_example"),
            persist_state="session",
        )  # fmt: skip
        agenda = _agenda()
        steps = _steps(agenda)
        st.radio(
            say("coach.open.pace"), ["locked", "free"], key="coach_pace", persist_state="session",
            format_func=lambda pace: say(f"coach.pace.{pace}"), captions=[say("coach.pace.locked_how"),
                                                                          say("coach.pace.free_how")],
        )  # fmt: skip
        _host()
        st.button(
            say("coach.open.do"), key="coach_open", type=frame.lead(), icon=":material/meeting_room:", width="stretch",
            on_click=_open, args=(agenda.id, steps), disabled=not steps,
        )  # fmt: skip
        if not steps:
            st.caption(say("coach.open.no_steps"))
        st.caption(say("coach.open.kept"))
    with st.expander(say("coach.open.have_key"), icon=":material/key:"):
        st.text_input(say("coach.open.key"), key="coach_key", type="password", autocomplete="off", on_change=_come_back)
        st.caption(say("coach.open.key_how"))


def _agenda() -> Agenda:
    kit = {each.id: each for each in coach_kit().agenda}
    chosen = st.segmented_control(
        say("coach.open.agenda"), list(kit), key="coach_agenda", default="60", required=True,
        format_func=lambda id: kit[id].title, persist_state="session",
    )  # fmt: skip
    agenda = kit[chosen or "60"]
    st.caption(esc(agenda.note))
    return agenda


def order_steps(agenda: Agenda) -> list[tuple[str, int, bool]]:
    """Every step of the kit with its minutes and whether the agenda has it: the agenda's in its order, each other one
    behind the step it follows in the kit."""
    rows = [(timed.step, timed.minutes, True) for timed in agenda.steps]
    before = ""
    for step in coach_kit().step:
        if step not in [row[0] for row in rows]:
            place = next((at + 1 for at, row in enumerate(rows) if row[0] == before), 0)
            rows.insert(place, (step, usual_minutes(step), False))
        before = step
    return rows


def usual_minutes(step: str) -> int:
    """How long a step takes in the longest agenda that has it."""
    told = [timed.minutes for agenda in coach_kit().agenda for timed in agenda.steps if timed.step == step]
    return told[-1] if told else _USUAL


def _steps(agenda: Agenda) -> tuple[RoomStep, ...]:
    """The steps as ticked; the agenda's own while nobody looked at them."""
    plan = tuple(RoomStep(step=timed.step, minutes=timed.minutes) for timed in agenda.steps)
    with st.expander(say("coach.open.steps", n=len(plan)), key="coach_steps", on_change="rerun") as folded:
        if not folded.open:
            return _ticked(agenda)
        return edit_steps(f"coach_{agenda.id}", order_steps(agenda))


def _ticked(agenda: Agenda) -> tuple[RoomStep, ...]:
    told = []
    for step, usual, taken in order_steps(agenda):
        key = f"coach_{agenda.id}_{step}"
        if st.session_state.get(key, taken):
            told.append(RoomStep(step=step, minutes=int(st.session_state.get(f"{key}_minutes") or usual)))
    return tuple(told)


def edit_steps(book: str, rows: Sequence[tuple[str, int, bool]]) -> tuple[RoomStep, ...]:
    """A tick and the minutes for each step; those ticked. ``book`` begins the widgets' keys."""
    told = []
    for step, usual, taken in rows:
        key, title = f"{book}_{step}", coach_kit().step[step].title
        left, right = st.columns([3, 1], vertical_alignment="center")
        ticked = left.checkbox(title, value=taken, key=key, persist_state="session")
        minutes = right.number_input(
            say("coach.open.minutes_of", step=title), 1, 240, usual, key=f"{key}_minutes", disabled=not ticked,
            label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        if ticked:
            told.append(RoomStep(step=step, minutes=int(minutes)))
    st.markdown(say("coach.open.in_all", n=sum(step.minutes for step in told)))
    return tuple(told)


def _host() -> None:
    with st.expander(say("coach.open.host"), icon=":material/badge:"):
        st.caption(say("coach.open.host_how"))
        st.text_input(say("coach.open.host_name"), key="coach_host", max_chars=120, persist_state="session")
        st.text_area(say("coach.open.host_contact"), key="coach_contact", max_chars=400, height=100,
                     persist_state="session")  # fmt: skip
        logo = _logo(st.file_uploader(
            say("coach.open.logo"), type=["png", "jpg", "jpeg"], key="coach_logo_file", max_upload_size=1
        ))  # fmt: skip
        if logo:
            st.image(logo, alt=say("coach.open.logo_alt"))


def _logo(file: UploadedFile | None) -> bytes:
    """The picture handed over, made small, to be shown; kept for the room's opening."""
    if file is None:
        st.session_state.pop(keys.COACH_LOGO, None)
        return b""
    held: tuple[str, str] | None = st.session_state.get(keys.COACH_LOGO)
    if held is None or held[0] != file.file_id:
        held = st.session_state[keys.COACH_LOGO] = (file.file_id, keep_logo(file.getvalue()))
    if not held[1]:
        st.warning(say("coach.open.logo_refused"))
    return read_logo(held[1])


def _open(agenda: str, steps: tuple[RoomStep, ...]) -> None:
    typed = st.session_state
    name = str(typed.get("coach_name", "")).strip() or say("coach.open.name_example")
    lines = [line.strip()[:120] for line in str(typed.get("coach_contact", "")).splitlines()]
    _, logo = typed.get(keys.COACH_LOGO, ("", ""))
    host = Host(name=str(typed.get("coach_host", "")), contact=tuple(line for line in lines if line)[:4], logo=logo)
    room = plan_room(agenda, name, host, pace=typed.get("coach_pace", "locked")).with_coming(steps)
    try:
        rooms = get_store().rooms
        opened = open_room(rooms, room)
        rooms.give_chair(opened.chair, workbook_key())
    except StoreUnavailable:
        typed[keys.COACH_FAILED] = "away"
        return
    typed[keys.COACH_LINK] = ("own", opened.key)
    typed[keys.COACH_SECTION] = "ready"


def _come_back() -> None:
    key = str(st.session_state.pop("coach_key", "")).strip().rpartition("#")[2]
    if not key:
        return
    try:
        rooms = get_store().rooms
        chair = resume(rooms, key)
        if chair is not None:
            rooms.give_chair(chair, workbook_key())
    except KeyInvalid:
        chair = None
    except StoreUnavailable:
        st.session_state[keys.COACH_FAILED] = "away"
        return
    if chair is None:
        st.session_state[keys.COACH_FAILED] = "key"
