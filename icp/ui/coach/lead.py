"""Leading the room: who is where, the clock, the steps, the coach's word, and the script of the step that runs.

Only the counts ask the server by themselves; everything else is drawn when something is pressed.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import streamlit as st

from icp.catalogue import catalogue, coach_kit
from icp.charts.drawing_room import draw_small_bars
from icp.room.leading import (
    begin_step,
    begin_step_anew,
    draw_pairs,
    give_time,
    go_to_step,
    message_all,
    park,
    set_pace,
    start_timer,
    stop_timer,
    undo_begin_anew,
    unlock_all,
    unpark,
    where_are_they,
)
from icp.room.pictures import read_board, to_moderate
from icp.room.state import LONGEST_TEXT, Room
from icp.store import Chair, RoomGone, StoreUnavailable, get_store
from icp.ui import frame, keys
from icp.ui.coach.chair import Leading, act, chair_now, follow
from icp.ui.coach.plan import show_plan
from icp.ui.coach.show import show_reveals
from icp.ui.pictures import is_dark, read_out
from icp.ui.text import badge, esc, say

COUNTS_EVERY = 2
"""Seconds between two looks at who is where."""
MORE = (1, 5)
"""Minutes a tap gives the step that runs."""
_SCRIPT = ("say", "do", "watch", "stuck", "skip")
_LATER = "coach_later"
"""Whether the questions for later lie open. Their label counts them, and Streamlit folds what gets a new label."""


def show_lead(leading: Leading) -> None:
    """The controls, from what is pressed most to what is pressed seldom."""
    room = leading.room
    _heading(room)
    _counts(room)
    _clock(room)
    _way_on(room)
    _script(room)
    if room.step is not None and room.step.shares:
        st.markdown(f"**{say('coach.lead.pictures')}**")
        show_reveals(room.step.shares)
    if room.step is not None and room.step.step == "pairs":
        _pairs(room)
    _message(room)
    _later(room)
    show_plan(room)
    _pace(room)


def _heading(room: Room) -> None:
    if room.step is None:
        frame.finding(say("coach.lead.before"))
        return
    frame.finding(say("coach.lead.step", n=room.at + 1, of=len(room.steps), title=room.step.title))


@st.fragment(run_every=COUNTS_EVERY)
def _counts(drawn: Room) -> None:
    try:
        chair = chair_now()
        if chair is None:
            raise RoomGone
        rooms = get_store().rooms
        board = read_board(rooms, chair)
        room, unread = board.room, _unread(chair, board.version)
        places = where_are_they(rooms, chair)
    except (StoreUnavailable, RoomGone):
        st.caption(say("coach.lead.no_news"))
        return
    follow(room, drawn)
    people = places.total()
    left = "" if room.timer is None else clock_face(room.timer.left(datetime.now(UTC)))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        badge(say("coach.lead.in_one" if people == 1 else "coach.lead.in", n=people), icon=":material/groups:",
                 color="green" if people else "gray")  # fmt: skip
        if left:
            over = room.timer is not None and room.timer.left(datetime.now(UTC)) == 0
            # Escaped like the saved mark: ":12" is read as an emoji's beginning.
            badge(esc(left), icon=":material/timer:", color="red" if over else "gray")
        if unread:
            badge(say("coach.show.to_read", n=unread), icon=":material/mark_unread_chat_alt:", color="orange")
    if not people:
        read_out(say("coach.lead.nobody"))
        return
    rows = count_places(places, room)
    here = next((count for _, count, at in rows if at == room.at), 0)
    if room.step is not None and room.step.where != "talk":
        read_out(say("coach.lead.here", n=here, of=people))
    told = [(words, count) for words, count, _ in rows]
    st.image(
        draw_small_bars(told, of=people, title=say("coach.lead.where"), dark=is_dark()), width="stretch",
        alt=say("coach.lead.where_alt", safe_what="; ".join(f"{words}: {count}" for words, count in told)),
    )  # fmt: skip


def _unread(chair: Chair, version: int) -> int:
    """How many sentences wait for the coach's word, counted anew only after a change in the room."""
    kept: tuple[int, int] | None = st.session_state.get(keys.COACH_UNREAD)
    if kept is None or kept[0] != version:
        waiting = sum(each.mark == "waiting" for each in to_moderate(get_store().rooms, chair))
        kept = st.session_state[keys.COACH_UNREAD] = (version, waiting)
    return kept[1]


def clock_face(seconds: int) -> str:
    """Seconds as a clock shows them: "4:05"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def count_places(places: Counter[str], room: Room) -> list[tuple[str, int, int]]:
    """How many are at each step, in the session's order, then at pages of their own choice: words, count, and the
    step's number or −1."""
    by_step: Counter[int] = Counter()
    elsewhere: Counter[str] = Counter()
    for place, count in places.items():
        at = _step_of(place, room)
        if at is not None:
            by_step[at] += count
        else:
            elsewhere[_page_words(place)] += count
    told = [(f"{at + 1} · {room.steps[at].title}", by_step[at], at) for at in sorted(by_step)]
    return told + [(words, count, -1) for words, count in elsewhere.most_common()]


def _step_of(place: str, room: Room) -> int | None:
    """The step a place belongs to: the one that runs where several do, else the first."""
    numbers = []
    for at, step in enumerate(room.steps):
        script = coach_kit().step[step.step]
        if place == script.where or place.removeprefix("guide:") in script.screens:
            numbers.append(at)
    if room.at in numbers:
        return room.at
    return numbers[0] if numbers else None


def _page_words(place: str) -> str:
    kind, _, id = place.partition(":")
    if kind == "page":
        return next((page.title for page in catalogue().pages if page.id == id), say("coach.lead.elsewhere"))
    return say("coach.lead.guide") if kind == "guide" else say("coach.lead.arriving")


def _clock(room: Room) -> None:
    minutes = room.step.minutes if room.step is not None else 5
    with st.container(horizontal=True, gap="small"):
        if room.timer is None:
            st.button(say("coach.lead.start", n=minutes), key="coach_start", icon=":material/timer:", on_click=act,
                      args=(start_timer, minutes * 60))  # fmt: skip
        if room.step is not None or room.timer is not None:
            for more in MORE:
                st.button(say("coach.lead.more", n=more), key=f"coach_more_{more}", on_click=act,
                          args=(give_time, more), help=say("coach.lead.more_how"))  # fmt: skip
        if room.timer is not None:
            st.button(say("coach.lead.stop"), key="coach_stop", icon=":material/timer_off:", on_click=act,
                      args=(stop_timer,))  # fmt: skip


def _way_on(room: Room) -> None:
    if room.coming:
        following = room.coming[0]
        st.button(say("coach.lead.next", title=following.title), key="coach_next", type=frame.lead(), width="stretch",
                  icon=":material/arrow_forward:", on_click=act, args=(begin_step, following.step))  # fmt: skip
    else:
        st.button(say("coach.lead.to_end"), key="coach_to_end", type=frame.lead(), width="stretch",
                  icon=":material/flag:", on_click=_to_end)  # fmt: skip


def _to_end() -> None:
    st.session_state[keys.COACH_SECTION] = "end"


def _script(room: Room) -> None:
    if room.step is None:
        read_out(say("coach.lead.before_how"))
        return
    script = coach_kit().step[room.step.step]
    with st.container(border=True):
        for part in _SCRIPT:
            st.markdown(f"**{say(f'coach.script.{part}')}** {esc(getattr(script, part))}")


def _pairs(room: Room) -> None:
    st.markdown(f"**{say('coach.lead.pairs')}**")
    drawn = sum(len(pair) for pair in room.pairs)
    st.button(say("coach.lead.draw_again" if drawn else "coach.lead.draw"), key="coach_pairs",
              icon=":material/group:", on_click=act, args=(draw_pairs,))  # fmt: skip
    if drawn:
        read_out(say("coach.lead.drawn", n=len(room.pairs), people=drawn))
    for number, card in enumerate(coach_kit().pair):
        with st.container(border=True):
            parts = {"one": card.one, "other": card.other, "then": card.then}
            lines = (f"- {say(f'coach.paper.{part}', what=what)}" for part, what in parts.items())
            st.markdown("\n".join((f"**{esc(card.title)}**", *lines)))
            st.button(say("coach.lead.start", n=card.minutes), key=f"coach_pair_{number}", icon=":material/timer:",
                      on_click=act, args=(start_timer, card.minutes * 60))  # fmt: skip


def _message(room: Room) -> None:
    with st.container(border=True):
        with st.form("coach_say", border=False):  # outside one a field is sent by whatever is pressed beside it
            st.text_input(say("coach.lead.message"), key="coach_message", max_chars=LONGEST_TEXT)
            st.form_submit_button(say("coach.lead.send"), key="coach_send", icon=":material/campaign:", on_click=_send)
        if room.message is not None:
            read_out(say("coach.lead.said", what=room.message.text))
            st.button(say("coach.lead.unsay"), key="coach_unsay", type="tertiary", on_click=act,
                      args=(message_all, ""))  # fmt: skip
        else:
            st.caption(say("coach.lead.message_how"))


def _send() -> None:
    if text := str(st.session_state.get("coach_message", "")).strip():
        act(message_all, text)
        st.session_state["coach_message"] = ""


def _later(room: Room) -> None:
    label = say("coach.lead.later_some", n=len(room.parking)) if room.parking else say("coach.lead.later")
    with st.expander(label, key=_LATER, on_change="rerun", icon=":material/inventory_2:"):
        st.caption(esc(coach_kit().parking))
        for parked in room.parking:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(esc(parked.text))
            right.button(say("coach.lead.answered"), key=f"coach_unpark_{parked.id}", type="tertiary", on_click=_unpark,
                         args=(parked.id,))  # fmt: skip
        st.text_input(say("coach.lead.park"), key="coach_park", max_chars=LONGEST_TEXT, on_change=_park)


def _park() -> None:
    act(park, str(st.session_state.get("coach_park", "")))
    st.session_state["coach_park"] = ""
    st.session_state[_LATER] = True


def _unpark(parked: str) -> None:
    act(unpark, parked)
    st.session_state[_LATER] = True


def _pace(room: Room) -> None:
    with st.expander(say("coach.lead.more_controls"), icon=":material/tune:"):
        st.session_state["coach_locked"] = room.pace == "locked"
        st.toggle(say("coach.pace.locked"), key="coach_locked", on_change=_change_pace, help=say(
            "coach.pace.locked_how"))  # fmt: skip
        if room.pace == "locked":
            word = "coach.lead.lock_again" if room.unlocked else "coach.lead.unlock"
            st.button(say(word), key="coach_unlock", icon=":material/lock_open:" if not room.unlocked else
                      ":material/lock:", on_click=act, args=(unlock_all,),
                      kwargs={"unlocked": not room.unlocked})  # fmt: skip
        titles = [say("coach.lead.before"), *(f"{at + 1} · {step.title}" for at, step in enumerate(room.steps))]
        st.session_state["coach_jump"] = room.at
        st.selectbox(say("coach.lead.jump"), range(-1, len(room.steps)), key="coach_jump", on_change=_jump,
                     format_func=lambda at: titles[at + 1])  # fmt: skip
        if room.aside is not None and room.aside.step == room.at:
            st.button(say("coach.lead.anew_undo"), key="coach_anew_undo", icon=":material/undo:", on_click=act,
                      args=(undo_begin_anew,))  # fmt: skip
        elif room.step is not None:
            st.button(say("coach.lead.anew"), key="coach_anew", icon=":material/restart_alt:", on_click=act,
                      args=(begin_step_anew,))  # fmt: skip
            st.caption(say("coach.lead.anew_how"))


def _change_pace() -> None:
    act(set_pace, "locked" if st.session_state["coach_locked"] else "free")


def _jump() -> None:
    act(go_to_step, int(st.session_state["coach_jump"]))
