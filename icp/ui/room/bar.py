"""The room over every page: the step that runs, the clock, the coach's word, and the way to it all."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.methods.letters import word_day
from icp.room.taking_part import pair_of
from icp.store import StoreUnavailable, get_store
from icp.ui import frame, keys
from icp.ui.guide.walk import place_now
from icp.ui.menu import entry
from icp.ui.room.here import CREDIT, Here, clock, here, is_at_step, keep_credit, note_place, opens_with, step_page
from icp.ui.room.join import go_to_step
from icp.ui.room.share import room_dialog
from icp.ui.state import are_coded, workbook
from icp.ui.text import badge, esc, say


def show_bar(page: str) -> None:
    """The bar; nothing for whoever is in no room. ``page``: the id of the page under it."""
    found = here()
    if found is None:
        return
    if found.room.closed:
        _show_thanks(found, page)
        return
    where = place_of(page)
    note_place(where)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        badge(_step_words(found), color="green")
        if (until := clock(found.room)) is not None:
            badge(say("room_ui.until", time=frame.clock_time(until)), color="gray")
        behind = bool(step_page(found.room)[0]) and not is_at_step(found.room, where)
        if behind and st.button(say("room_ui.to_step"), key="room_to_step", type="tertiary"):
            go_to_step(found)
        st.button(say("room_ui.news"), key="room_news", type="tertiary")
        if st.button(say("room_ui.open"), key="room_open", type="tertiary"):
            room_dialog()
    if found.room.message is not None:
        st.markdown(say("room_ui.message", what=found.room.message.text))
    if are_coded(workbook()):
        st.caption(say("room_ui.codes"))
    if with_me := _pair(found):
        st.markdown(say("room_ui.pair", names=with_me))
    if over := st.session_state.get(keys.ROOM_MISSED):
        with st.container(border=True):
            st.markdown(say("room_ui.missed"))
            st.markdown("\n".join(f"- {esc(each)}" for each in over))
            st.button(say("room_ui.seen"), key="room_seen", on_click=_seen)


def place_of(page: str) -> str:
    """Where somebody is who looks at that page: "page:PAGE", or "guide:QUESTION" in the guide."""
    return f"guide:{catalogue().screens[place_now()].id}" if page == "guide" else f"page:{page}"


def may_show(page: str) -> bool:
    """Whether the pace lets this page be shown; else what is said in its place has been drawn."""
    found = here()
    if found is None or found.may_open(f"page:{page}"):
        return True
    st.title(frame.find_page(page).title, anchor=False)
    wait_for(found, f"page:{page}")
    return False


def may_ask(question: str) -> bool:
    """Whether the pace lets this screen of the guide be shown; else what is said in its place has been drawn."""
    found = here()
    if found is None or found.may_open(f"guide:{question}"):
        return True
    st.title(say("room_ui.step_done"), anchor=False)
    wait_for(found, f"guide:{question}")
    return False


def wait_for(found: Here, where: str) -> None:
    """Why a place is closed yet, and what to do meanwhile."""
    step = opens_with(found.room, where)
    st.info(say("room_ui.later", step=step) if step else say("room_ui.afterwards"), icon=":material/hourglass_top:")
    with st.container(horizontal=True):
        st.button(say("room_ui.news"), key="room_news_wait", type=frame.lead(), icon=":material/refresh:")
        target, _ = step_page(found.room)
        if target and st.button(say("room_ui.to_step"), key="room_back_to_step"):
            go_to_step(found)


def _step_words(found: Here) -> str:
    room = found.room
    if room.step is None:
        return say("room_ui.begins", name=room.name)
    return say("room_ui.step", n=room.at + 1, of=len(room.steps), title=room.step.title)


def _pair(found: Here) -> str:
    """Who this participant talks to, "" while nobody was paired."""
    try:
        names = pair_of(get_store().rooms, found.room, found.seat) if found.room.pairs else ()
    except StoreUnavailable:
        return ""
    return ", ".join(name or say("room_ui.somebody") for name in names)


def _seen() -> None:
    st.session_state[keys.ROOM_MISSED] = ()


_HOME = ("start", "takeaway")


def _show_thanks(found: Here, page: str) -> None:
    """The room is over: the coach's thanks, who they are, and what to take home.

    It stands over every page until it was read, and after that where one looks for it: on Start and Takeaway.
    """
    room = found.room
    keep_credit(room)
    if st.session_state.get(keys.ROOM_OVER) and page not in _HOME:
        return
    with st.container(border=True):
        st.markdown(say("room_ui.over", name=room.name))
        if room.thanks:
            st.markdown(esc(room.thanks))
        if credit := room.host.credit or workbook().answers.get(CREDIT):
            st.caption(" · ".join(map(esc, credit if isinstance(credit, tuple) else (str(credit),))))
        if room.purged_on is not None:
            st.caption(say("room_ui.gone_on", day=word_day(room.purged_on)))
        with st.container(horizontal=True, gap="small"):
            takeaway = frame.find_page("takeaway")
            if page != "takeaway":
                st.page_link(entry(takeaway), label=say("room_ui.to_takeaway"), icon=takeaway.icon)
            frame.backup_button("room_copy")
            if page not in _HOME:
                st.button(say("room_ui.seen"), key="room_over_seen", type="tertiary", on_click=_seen_over)
            if st.button(say("room_ui.leave"), key="room_leave_over", type="tertiary"):
                room_dialog()


def _seen_over() -> None:
    st.session_state[keys.ROOM_OVER] = True
